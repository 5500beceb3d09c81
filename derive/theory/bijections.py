"""Bijections that change volumes by a factor: the change of variables, as it is cited."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, equation, for_all, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, real
from derive.language.bijections import bijective
from derive.language.logic import call
from derive.language.probability import integrable, integral
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, lt
from derive.tactics.lemma import lemma
from derive.tactics.logic import conjuncts, unfold
from derive.theory.letters import alpha, beta, f_b, imp, mu, nu, to

_back, _J = var("h", fun(beta, alpha)), var("J", fun(alpha, real))
_s = var("s", alpha)
_known = bijective(mu, nu, to, _back, _J)
_new = var("k", fun(alpha, real))
_value = equation(apply(_new, _s), call("mul", apply(f_b, apply(to, _s)), apply(_J, _s)))
_asked = (_known, integrable(nu, f_b), for_all(_s, _value))


def _moved() -> Theorem:
    whole = conjuncts(k.eq_mp(unfold(_known), k.assume(_known)))
    th = k.mp(k.specialize(whole[7], f_b), k.assume(_asked[1]))
    same = k.congr(k.refl(integral(mu, _new).fun), k.sym(k.abstr(_s, k.specialize(k.assume(_asked[2]), _s))))
    return finished(k.trans(th, same), *_asked)


change_of_variables = lemma(
    "change_of_variables", imp(*_asked, equation(integral(nu, f_b), integral(mu, _new))), "a change of variables", _moved, "intro"
)


def _inverse(number: int, point: Term) -> Theorem:
    whole = conjuncts(k.eq_mp(unfold(_known), k.assume(_known)))
    return finished(k.specialize(whole[number], point), _known)


volume_factor_pos = lemma(
    "volume_factor_pos",
    imp(_known, lt(ZERO, apply(_J, _s))),
    "volumes keep a positive size",
    lambda: _inverse(5, _s),
    auto=True,
)
_t = var("t", beta)
inverse_left = lemma(
    "inverse_left",
    imp(_known, equation(apply(_back, apply(to, _s)), _s)),
    "a map and its inverse",
    lambda: _inverse(4, _s),
    "rewrite",
)
inverse_right = lemma(
    "inverse_right",
    imp(_known, equation(apply(to, apply(_back, _t)), _t)),
    "a map and its inverse",
    lambda: _inverse(3, _t),
    "rewrite",
)
