"""A function divided by its integral is a density: the posterior of a prior and a likelihood."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import const, equation, for_all
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import lemma
from derive.tactics.logic import conjs, spec, unfold
from derive.theory import order
from derive.theory.integrals import linearity
from derive.theory.letters import ONE, assuming, c, f, fs, imp, mu, of_s, predicate, s

_mass = equation(integral(mu, f), c)
_known = (measurable(f), for_all(s, le(ZERO, fs)), integrable(mu, f), lt(ZERO, c), _mass)
_quotient = of_s(call("div", fs, c))


def _normalised() -> Theorem:
    p = assuming(*_known)
    fits = p.need(integrable(mu, _quotient))
    split = close(p, equation(integral(mu, _quotient), call("div", integral(mu, f), c)), [linearity])
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, c), p.need(lt(ZERO, c)))
    swapped = k.congr(k.congr(k.refl(const("div")), k.assume(_mass)), k.refl(c))
    one = k.trans(k.trans(split, swapped), k.field(call("div", c, c), ONE, [ne]))
    nonneg = k.generalize(s, p.need(le(ZERO, call("div", fs, c))))
    goal = predicate("density", mu, _quotient)
    th = k.eq_mp(k.sym(unfold(goal)), conjs(p.need(measurable(_quotient)), nonneg, fits, one))
    return finished(th, *_known)


density_of_quotient = lemma(
    "density_of_quotient",
    imp(*_known, predicate("density", mu, _quotient)),
    "a non-negative function divided by its integral is a density",
    _normalised,
    auto=True,
)
