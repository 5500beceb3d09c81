"""Mixtures: the measure of g(x, y) when x is drawn from a measure and y from a kernel at x.

A function that is integrable under a completed measure need not be measurable itself; only to conclude that it is
integrable must it be known to be measurable.
"""

from __future__ import annotations

from derive.kernel.terms import abstract, apply, equation, for_all, var
from derive.kernel.types import fun, real
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable, pair
from derive.language.runs import mixture
from derive.tactics.lemma import axiom
from derive.theory.letters import PAIRS, delta, imp, kappa, mu, of_s, predicate, s, y

_to, _f = var("g", fun(PAIRS, delta)), var("f", fun(delta, real))
_whole = mixture(mu, kappa, _to)
_value = apply(_f, apply(_to, pair(s, y)))
_law = apply(kappa, s)
_inner = of_s(integral(_law, abstract(y, _value)))
_known = (predicate("measurable_kernel", kappa), predicate("measurable_map", _to))
_SOURCE = "Kallenberg, Foundations of Modern Probability, 3rd ed., Theorem 1.29 and Lemma 3.3"
_WORDS = "one variable is integrated after the other"
integral_mixture = axiom(
    "integral_mixture", imp(*_known, integrable(_whole, _f), equation(integral(_whole, _f), integral(mu, _inner))), _WORDS, _SOURCE
)
integrable_of_mixture = axiom("integrable_of_mixture", imp(*_known, integrable(_whole, _f), integrable(mu, _inner)), _WORDS, _SOURCE)
_absolute = of_s(integral(_law, abstract(y, call("abs", _value))))
integrable_mixture = axiom(
    "integrable_mixture",
    imp(*_known, measurable(_f), for_all(s, integrable(_law, abstract(y, _value))), integrable(mu, _absolute), integrable(_whole, _f)),
    _WORDS,
    _SOURCE,
)
