"""Measures with a density: integrals, functions that agree where the density is positive, ratios of densities."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, const, equation, for_all
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.language.probability import dens, integrable, integral, measurable
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, from_not_lt, le, lt, weaken
from derive.tactics.lemma import axiom, lemma
from derive.tactics.logic import by_cases, conj, mps, spec, unfold
from derive.tactics.prover import Prover
from derive.theory import order
from derive.theory.integrals import (
    integrable_of_le,
    integral_mono,
)
from derive.theory.letters import (
    ONE,
    assuming,
    f,
    fs,
    g,
    gs,
    imp,
    mu,
    of_s,
    predicate,
    q,
    qs,
    s,
)

_DENS = "Rudin, Real and Complex Analysis, Theorem 1.29"
dq = dens(mu, q)
q_nonneg = for_all(s, le(ZERO, qs))
integral_dens = axiom(
    "integral_dens",
    imp(measurable(q), q_nonneg, equation(integral(dq, f), integral(mu, of_s(call("mul", qs, fs))))),
    "integration with a density",
    _DENS,
)
integrable_dens = axiom(
    "integrable_dens",
    imp(measurable(q), q_nonneg, equation(integrable(dq, f), integrable(mu, of_s(call("mul", qs, fs))))),
    "integration with a density",
    _DENS,
)


def _density_facts() -> tuple[Term, Prover]:
    d = predicate("density", mu, q)
    return d, assuming(d)


def _dens_step(p: Prover, function: Term) -> Theorem:
    """integral (dens mu q) f = integral mu (q f), when q is known to be a density."""
    return mps(spec(integral_dens.theorem, function, mu, q), p.need(measurable(q)), p.need(q_nonneg))


def _fits_step(p: Prover, function: Term) -> Theorem:
    return mps(spec(integrable_dens.theorem, function, mu, q), p.need(measurable(q)), p.need(q_nonneg))


def _where(p: Prover, positive: Theorem, zero: Theorem) -> Theorem:
    """A statement about s shown from 0 < q(s), and from q(s) = 0."""
    high = from_not_lt(ZERO, qs)  # not (0 < q) |- q <= 0
    low = p.need(le(ZERO, qs))
    nothing = mps(spec(order.le_antisymm.theorem, qs, ZERO), high, low)
    other = k.mp(k.discharge(equation(qs, ZERO), zero), nothing)
    return by_cases(lt(ZERO, qs), positive, other)


_AGREE = for_all(s, imp(lt(ZERO, qs), equation(fs, gs)))


def _products_equal(p: Prover) -> Theorem:
    """q f = q g everywhere, when f = g wherever q > 0."""
    known = k.mp(k.specialize(k.assume(_AGREE), s), k.assume(lt(ZERO, qs)))
    positive = k.congr(k.refl(call("mul", qs, fs).fun), known)
    nothing = k.assume(equation(qs, ZERO))
    shown = [k.trans(k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(t)), k.field(call("mul", ZERO, t), ZERO)) for t in (fs, gs)]
    return k.abstr(s, _where(p, positive, k.trans(shown[0], k.sym(shown[1]))))


def _congr(integral_: bool) -> Theorem:
    d, p = _density_facts()
    same = _products_equal(p)
    if integral_:
        middle = k.congr(k.refl(integral(mu, f).fun), same)
        return finished(k.trans(k.trans(_dens_step(p, f), middle), k.sym(_dens_step(p, g))), d, _AGREE)
    middle = k.congr(k.refl(integrable(mu, f).fun), same)
    return finished(k.trans(k.trans(_fits_step(p, f), middle), k.sym(_fits_step(p, g))), d, _AGREE)


DENSITY = predicate("density", mu, q)
integral_congr_of_density = lemma(
    "integral_congr_of_density",
    imp(DENSITY, _AGREE, equation(integral(dq, f), integral(dq, g))),
    "equal where the density is positive",
    lambda: _congr(True),
)
integrable_congr_of_density = lemma(
    "integrable_congr_of_density",
    imp(DENSITY, _AGREE, equation(integrable(dq, f), integrable(dq, g))),
    "equal where the density is positive",
    lambda: _congr(False),
)


def _probability_dens() -> Theorem:
    d, p = _density_facts()
    one = of_s(ONE)
    simple = k.abstr(s, k.field(call("mul", qs, ONE), qs))
    fits = k.trans(_fits_step(p, one), k.congr(k.refl(integrable(mu, q).fun), simple))
    mass = k.trans(_dens_step(p, one), k.congr(k.refl(integral(mu, q).fun), simple))
    goal = predicate("probability", dq)
    both = conj(k.eq_mp(k.sym(fits), p.need(integrable(mu, q))), k.trans(mass, p.need(equation(integral(mu, q), ONE))))
    return finished(k.eq_mp(k.sym(unfold(goal)), both), d)


probability_dens = lemma(
    "probability_dens", imp(DENSITY, predicate("probability", dq)), "a density has mass 1", _probability_dens, auto=True
)


def _mono_dens() -> Theorem:
    below = for_all(s, imp(lt(ZERO, qs), le(fs, gs)))
    hyps = (DENSITY, below, integrable(dq, f), integrable(dq, g))
    p = assuming(*hyps)
    known = k.mp(k.specialize(k.assume(below), s), k.assume(lt(ZERO, qs)))
    u, v = call("mul", qs, fs), call("mul", qs, gs)
    positive = mps(spec(order.mul_le_mul_of_nonneg_left.theorem, fs, gs, qs), known, weaken(k.assume(lt(ZERO, qs))))
    nothing = k.assume(equation(qs, ZERO))
    shown = [k.trans(k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(t)), k.field(call("mul", ZERO, t), ZERO)) for t in (fs, gs)]
    zero = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(shown[0])), k.sym(shown[1])), spec(order.le_refl.theorem, ZERO))
    everywhere = k.generalize(s, _where(p, positive, zero))
    fits = [k.eq_mp(_fits_step(p, t), k.assume(integrable(dq, t))) for t in (f, g)]
    th = mps(spec(integral_mono.theorem, of_s(u), of_s(v), mu), everywhere, *fits)
    th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(_dens_step(p, f))), k.sym(_dens_step(p, g))), th)
    return finished(th, *hyps)


integral_mono_of_density = lemma("integral_mono_of_density", imp(DENSITY, for_all(s, imp(lt(ZERO, qs), le(fs, gs))), integrable(dq, f), integrable(dq, g),
                                 le(integral(dq, f), integral(dq, g))), "expectations keep the order", _mono_dens, "mono")  # fmt: skip


def _ratio_parts() -> tuple[Term, tuple[Term, ...], Prover, Term, Theorem]:
    """q (g / q) <= g, pointwise, for two densities g and q."""
    hyps = (DENSITY, predicate("density", mu, g))
    p = assuming(*hyps)
    product = call("mul", qs, call("div", gs, qs))
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, qs), k.assume(lt(ZERO, qs)))
    positive = k.mp(spec(order.le_of_eq.theorem, product, gs), k.field(product, gs, [ne]))
    nothing = k.assume(equation(qs, ZERO))
    none = k.trans(
        k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(call("div", gs, qs))), k.field(call("mul", ZERO, call("div", gs, qs)), ZERO)
    )
    zero = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(none)), k.refl(gs)), p.need(le(ZERO, gs)))
    return product, hyps, p, of_s(call("div", gs, qs)), k.generalize(s, _where(p, positive, zero))


def _ratio(mass: bool) -> Theorem:
    product, hyps, p, ratio, below = _ratio_parts()
    nonneg = _where(p, p.child(lt(ZERO, qs)).need(le(ZERO, product)), _zero_product(p, product))
    absolute = k.mp(spec(order.abs_of_nonneg.theorem, product), nonneg)
    bound = k.generalize(s, k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(absolute)), k.refl(gs)), k.specialize(below, s)))
    fits = mps(spec(integrable_of_le.theorem, of_s(product), g, mu), p.need(measurable(of_s(product))), p.need(integrable(mu, g)), bound)
    if not mass:
        return finished(k.eq_mp(k.sym(_fits_step(p, ratio)), fits), *hyps)
    th = mps(spec(integral_mono.theorem, of_s(product), g, mu), below, fits, p.need(integrable(mu, g)))
    th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(_dens_step(p, ratio))), p.need(equation(integral(mu, g), ONE))), th)
    return finished(th, *hyps)


def _zero_product(p: Prover, product: Term) -> Theorem:
    nothing = k.assume(equation(qs, ZERO))
    none = k.trans(k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(product.arg)), k.field(call("mul", ZERO, product.arg), ZERO))
    return k.eq_mp(k.congr(k.refl(le(ZERO, ZERO).fun), k.sym(none)), spec(order.le_refl.theorem, ZERO))


_ratio_fun = of_s(call("div", gs, qs))
integrable_ratio = lemma(
    "integrable_ratio",
    imp(DENSITY, predicate("density", mu, g), integrable(dq, _ratio_fun)),
    "a ratio of densities is integrable",
    lambda: _ratio(False),
    auto=True,
)
mass_le_one = lemma(
    "mass_le_one",
    imp(DENSITY, predicate("density", mu, g), le(integral(dq, _ratio_fun), ONE)),
    "a density has at most mass 1 on a part of the space",
    lambda: _ratio(True),
    "bound",
)
