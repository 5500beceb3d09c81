"""Runs of a decision process: their density, later steps do not matter, the tower rule, causality.

All is shown first for one more step: D' is a density of sequences whose entry n is drawn anew, with D'(w, s, a) = D(w) r(w, s) q(s, a).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import final

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real, type_con
from derive.language.logic import call
from derive.language.probability import dens, integrable, integral, measurable, measure_of, pair
from derive.language.runs import extended, first_step, part, put, runs, trajectory, until
from derive.tactics import causality as _procedure  # noqa: F401 (enters the procedure)
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, finished, induction, succ
from derive.tactics.inequality import ZERO, le, lt, not_le
from derive.tactics.integrals import _lemma
from derive.tactics.lemma import LEMMAS, lemma, method
from derive.tactics.logic import (
    at_types,
    chain,
    conj,
    conjs,
    conjuncts,
    contradiction,
    exists_elim,
    mps,
    not_elim,
    or_elim,
    parts_of_eq,
    spec,
    under,
    unfold,
)
from derive.tactics.prover import Prover
from derive.tactics.rewriting import rewrite
from derive.theory.integrals import linearity
from derive.theory.letters import ONE, alpha, assuming, beta, imp, mu, nu, predicate
from derive.theory.mixtures import integrable_mixture, integrable_of_mixture, integral_mixture
from derive.theory.numbers import nat_sub_add
from derive.theory.sequences import from_comparison, known

X = type_con("prod", (alpha, beta))
RUN = fun(nat, X)
WITH_STATE = type_con("prod", (RUN, alpha))
before, n = var("before", measure_of(RUN)), var("n", nat)
w, s, y, z = var("w", RUN), var("s", alpha), var("y", beta), var("z", WITH_STATE)
D, D1 = var("D", fun(RUN, real)), var("D1", fun(RUN, real))
r, q = var("r", fun(RUN, alpha, real)), var("q", fun(alpha, beta, real))
h = var("h", fun(RUN, real))
LONGER = extended(before, n, mu, nu)
NEXT = put(w, n, pair(s, y))
_INNER = LONGER.fun.fun.arg  # the measure of (w, s)


def _density(measure: Term, f: Term) -> Term:
    return predicate("density", measure, f)


STEP = (
    _density(before, D),
    measurable(D1),
    for_all(w, le(ZERO, apply(D1, w))),
    for_all(w, _density(mu, apply(r, w))),
    for_all(s, _density(nu, apply(q, s))),
    for_all(w, for_all(s, for_all(y, equation(apply(D1, NEXT), call("mul", call("mul", apply(D, w), apply(r, w, s)), apply(q, s, y)))))),
)


def _at_letters(th: Theorem, *premises: Theorem) -> Theorem:
    """A lemma of this module at its own letters."""
    while parts(th.concl)[0] == "forall":
        f = parts(th.concl)[1][0]
        th = k.specialize(th, var(f.name, f.type.args[0]))
    return mps(th, *premises)


def _plain(t: Term) -> Theorem:
    """|- t = t with the parts of explicit pairs."""
    p = Prover()
    p.rewrites = [LEMMAS["fst_pair"].rule, LEMMAS["snd_pair"].rule]
    return rewrite(p, t)


def _moved(th: Theorem, equal: Theorem) -> Theorem:
    """A statement about f, said of g, from f = g at the end of its arguments."""
    return k.eq_mp(k.congr(k.refl(th.concl.fun), equal), th)


def _restated(th: Theorem) -> Theorem:
    """The conclusion with the parts of explicit pairs."""
    return k.eq_mp(_plain(th.concl), th)


def _mixture(rule: Theorem, measure: Term, f: Term) -> Theorem:
    """An axiom about mixtures at a mixture and a function."""
    return _lemma(rule, {"mu": measure.fun.fun.arg, "k": measure.fun.arg, "g": measure.arg, "f": f})


def _supply(th: Theorem, *facts: Theorem) -> Theorem:
    """Modus ponens with facts that are stated with the parts of explicit pairs."""
    for fact in facts:
        premise = parts(th.concl)[1][0]
        th = k.mp(th, k.eq_mp(k.sym(_plain(premise)), fact))
    return th


def _means(measure: Term) -> tuple[Term, Term]:
    """What a mixture asks of its kernel and its map."""
    return predicate("measurable_kernel", measure.fun.arg), predicate("measurable_map", measure.arg)


def peel(p: Prover, measure: Term, f: Term, fits: Theorem) -> tuple[Theorem, Theorem]:
    """From `f is integrable under a mixture`: the integral over the second variable is integrable in the first, and the value."""
    conditions = [p.need(c) for c in _means(measure)]
    return tuple(
        _restated(mps(_mixture(rule.theorem, measure, f), *conditions, fits)) for rule in (integrable_of_mixture, integral_mixture)
    )  # type: ignore[return-value]


def _integral(th: Theorem, v: Term, equal: Theorem) -> Theorem:
    """An equation whose right side is the integral of a function of v, with another form of the function."""
    now = parts_of_eq(th)[1]
    return k.trans(th, k.congr(k.refl(now.fun), k.abstr(v, equal)))


def _function(th: Theorem, v: Term, equal: Theorem) -> Theorem:
    """A statement about a function of v, with another form of it."""
    return k.eq_mp(k.congr(k.refl(th.concl.fun), k.abstr(v, equal)), th)


_W, _S = part("fst", z), part("snd", z)
_NEXT_Z = put(_W, n, pair(_S, y))
_dz, _rz, _qz = apply(D, _W), apply(r, _W, _S), apply(q, _S, y)


def _times(*factors: Term) -> Term:
    result = factors[0]
    for t in factors[1:]:
        result = call("mul", result, t)
    return result


def _by_linearity(p: Prover, value: Term, goal: Term, *reasons: Theorem) -> Theorem:
    return close(p, equation(value, goal), [linearity, *reasons])


def _mass(p: Prover, law: Term, density: Term) -> Theorem:
    return p.need(equation(integral(law, density), ONE))


def _one_step(p: Prover) -> Theorem:
    """D1 at z = (w, s) and the action y."""
    return spec(k.assume(STEP[5]), _W, _S, y)


@final
class Step:
    """A fact about one more step, proved when it is first used; what it is for are the lemmas about runs below."""

    def __init__(self, proof: Callable[[], Theorem]) -> None:
        self.proof = proof

    @cached_property
    def theorem(self) -> Theorem:
        """Its theorem; the proof runs once."""
        return self.proof()


def _longer_density() -> Theorem:
    p = assuming(*STEP)
    one = _one_step(p)
    value = parts_of_eq(one)[0]
    section, product = abstract(y, value), abstract(y, parts_of_eq(one)[1])
    same = k.abstr(y, one)
    # over the action
    fits_y = k.eq_mp(k.sym(k.congr(k.refl(integrable(nu, product).fun), same)), p.need(integrable(nu, product)))
    mass_y = k.trans(
        k.congr(k.refl(integral(nu, product).fun), same),
        _by_linearity(p, integral(nu, product), _times(_dz, _rz), _mass(p, nu, apply(q, _S))),
    )
    absolute = k.mp(spec(LEMMAS["abs_of_nonneg"].theorem, value), k.specialize(k.assume(STEP[2]), _NEXT_Z))
    mass_abs = k.trans(k.congr(k.refl(integral(nu, section).fun), k.abstr(y, absolute)), mass_y)
    # over the state
    over = abstract(z, _times(_dz, _rz))
    regular = _function(p.need(measurable(abstract(z, integral(nu, section)))), z, mass_y)
    piece = _times(apply(D, w), apply(r, w, s))
    of_s = abstract(s, piece)
    nonneg = k.mp(spec(LEMMAS["abs_of_nonneg"].theorem, piece), p.need(le(ZERO, piece)))
    mass_s = _by_linearity(p, integral(mu, of_s), apply(D, w), _mass(p, mu, apply(r, w)))
    mass_s_abs = k.trans(k.congr(k.refl(integral(mu, of_s).fun), k.abstr(s, nonneg)), mass_s)
    fits_w = k.eq_mp(k.sym(k.congr(k.refl(integrable(before, D).fun), k.abstr(w, mass_s_abs))), p.need(integrable(before, D)))
    rule = _mixture(integrable_mixture.theorem, _INNER, over)
    inner = _supply(mps(rule, *(p.need(c) for c in _means(_INNER))), regular, k.generalize(w, p.need(integrable(mu, of_s))), fits_w)
    # the whole
    first = k.eq_mp(k.sym(k.congr(k.refl(inner.concl.fun), k.abstr(z, mass_abs))), inner)
    rule = _mixture(integrable_mixture.theorem, LONGER, D1)
    fits = _supply(mps(rule, *(p.need(c) for c in _means(LONGER))), k.assume(STEP[1]), k.generalize(z, fits_y), first)
    _, total = peel(p, LONGER, D1, fits)
    total = _integral(total, z, mass_y)
    _, rest = peel(p, _INNER, over, inner)
    rest = _integral(rest, w, mass_s)
    whole = chain(total, rest, _mass(p, before, D))
    goal = _density(LONGER, D1)
    return finished(k.eq_mp(k.sym(unfold(goal)), conjs(k.assume(STEP[1]), k.assume(STEP[2]), fits, whole)), *STEP)


longer_density = Step(_longer_density)


def _weighted(p: Prover, measure: Term, density: Term, f: Term, rule: str) -> Theorem:
    """integral (or integrable) under `dens measure density` in terms of the measure."""
    v = var("x.d", f.type.args[0])
    nonneg = for_all(v, le(ZERO, apply(density, v)))
    return mps(_lemma(LEMMAS[rule].theorem, {"f": f, "mu": measure, "q": density}), p.need(measurable(density)), p.need(nonneg))


_LATE = for_all(w, for_all(s, for_all(y, equation(apply(h, NEXT), apply(h, w)))))
_h_fits = integrable(dens(LONGER, D1), h)


def _later_step() -> Theorem:
    hyps = (*STEP, _LATE, _h_fits)
    p = assuming(*hyps)
    p.add(_at_letters(longer_density.theorem, *map(k.assume, STEP)))
    fits = k.eq_mp(_weighted(p, LONGER, D1, h, "integrable_dens"), k.assume(_h_fits))
    f = fits.concl.arg
    fit, value = peel(p, LONGER, f, fits)
    both = k.congr(k.congr(k.refl(const("mul")), _one_step(p)), spec(k.assume(_LATE), _W, _S, y))
    product = abstract(y, parts_of_eq(both)[1])
    over_y = _times(_dz, _rz, apply(h, _W))
    start = k.congr(k.refl(integral(nu, product).fun), k.abstr(y, both))
    mean_y = k.trans(start, _by_linearity(p, integral(nu, product), over_y, _mass(p, nu, apply(q, _S))))
    fit, value = _function(fit, z, mean_y), _integral(value, z, mean_y)
    fit2, value2 = peel(p, _INNER, abstract(z, over_y), fit)
    inside = abstract(s, _times(apply(D, w), apply(r, w, s), apply(h, w)))
    mean_s = _by_linearity(p, integral(mu, inside), _times(apply(D, w), apply(h, w)), _mass(p, mu, apply(r, w)))
    fit2, value2 = _function(fit2, w, mean_s), _integral(value2, w, mean_s)
    shorter_fits = k.eq_mp(k.sym(_weighted(p, before, D, h, "integrable_dens")), fit2)
    shorter = _weighted(p, before, D, h, "integral_dens")
    return finished(conj(shorter_fits, chain(_weighted(p, LONGER, D1, h, "integral_dens"), value, value2, k.sym(shorter))), *hyps)


later_step = Step(_later_step)

_law_y = dens(nu, apply(q, s))
_f_next = abstract(y, apply(h, NEXT))
_NO_MEAN = for_all(w, for_all(s, equation(integral(_law_y, _f_next), ZERO)))
_MEAN_FITS = for_all(w, for_all(s, integrable(_law_y, _f_next)))


def _no_mean() -> Theorem:
    hyps = (*STEP, _MEAN_FITS, _NO_MEAN, _h_fits)
    p = assuming(*hyps)
    p.add(_at_letters(longer_density.theorem, *map(k.assume, STEP)))
    fits = k.eq_mp(_weighted(p, LONGER, D1, h, "integrable_dens"), k.assume(_h_fits))
    fit, value = peel(p, LONGER, fits.concl.arg, fits)
    next_value = apply(h, _NEXT_Z)
    both = k.congr(k.congr(k.refl(const("mul")), _one_step(p)), k.refl(next_value))
    arranged = k.field(parts_of_eq(both)[1], _times(_times(_dz, _rz), call("mul", _qz, next_value)))
    mean = abstract(y, call("mul", _qz, next_value))
    p2 = Prover(p)
    section = abstract(y, next_value)
    fits_y = k.eq_mp(_weighted(p2, nu, apply(q, _S), section, "integrable_dens"), spec(k.assume(_MEAN_FITS), _W, _S))
    zero = k.trans(k.sym(_weighted(p2, nu, apply(q, _S), section, "integral_dens")), spec(k.assume(_NO_MEAN), _W, _S))
    out = k.mp(_lemma(LEMMAS["integral_mul"].theorem, {"c": _times(_dz, _rz), "f": mean, "mu": nu}), fits_y)
    start = k.congr(k.refl(integral(nu, mean).fun), k.abstr(y, k.trans(both, arranged)))
    factor = k.congr(k.refl(call("mul", _times(_dz, _rz), ZERO).fun), zero)
    mean_y = chain(start, out, factor, k.field(call("mul", _times(_dz, _rz), ZERO), ZERO))
    fit, value = _function(fit, z, mean_y), _integral(value, z, mean_y)
    flat = abstract(z, ZERO)
    nothing = k.mp(_lemma(LEMMAS["integral_mul"].theorem, {"c": ZERO, "f": flat, "mu": _INNER}), fit)
    none = chain(k.congr(k.refl(integral(_INNER, flat).fun), k.abstr(z, k.field(ZERO, call("mul", ZERO, ZERO)))), nothing,
                 k.field(call("mul", ZERO, integral(_INNER, flat)), ZERO))  # fmt: skip
    return finished(chain(_weighted(p, LONGER, D1, h, "integral_dens"), value, none), *hyps)


step_without_mean = Step(_no_mean)

# Runs of T steps.
T = var("T", nat)
rho, dynamics, policy = var("rho", fun(alpha, real)), var("p", fun(X, alpha, real)), var("pi", fun(alpha, beta, real))
_x = var("x", X)


def _joint_measurable(f: Term) -> Term:
    """A function of two variables is measurable in both together."""
    v = var("v", type_con("prod", (f.type.args[0], f.type.args[1].args[0])))
    return measurable(abstract(v, apply(f, part("fst", v), part("snd", v))))


def density_of(steps: Term, law: Term = policy) -> Term:
    """The density of runs with so many steps."""
    return apply(trajectory(RUN), rho, dynamics, law, steps)


def base(steps: Term) -> Term:
    """The reference measure of runs with so many steps."""
    return runs(mu, nu, steps)


def process(law: Term = policy) -> tuple[Term, ...]:
    """What is known of the first state, the dynamics and a policy."""
    return (
        _density(mu, rho),
        for_all(_x, _density(mu, apply(dynamics, _x))),
        for_all(s, _density(nu, apply(law, s))),
        _joint_measurable(dynamics),
        _joint_measurable(law),
    )


SOME = le(ONE, call("cast", T))  # there is a step


def _runs_one() -> Theorem:
    """|- runs mu nu 1 = the first step."""
    th = unfold(base(NAT_ONE))
    now = parts_of_eq(th)[1]
    none = k.trans(k.congr(k.congr(k.refl(const("nat_sub")), k.field(NAT_ONE, call("nat_add", literal(0, nat), NAT_ONE))), k.refl(NAT_ONE)),
                   spec(nat_sub_add.theorem, NAT_ONE, literal(0, nat)))  # fmt: skip
    zero = spec(at_types(LEMMAS["recursion_zero"].theorem, ((alpha, now.fun.fun.arg.type),)), now.fun.arg, now.fun.fun.arg)
    return chain(th, under(now.fun, none), zero)


TWO = literal(2, nat)
_NEXT_INDEX = call("nat_add", n, TWO)


def _runs_next() -> Theorem:
    """|- runs mu nu (n + 2) = runs mu nu (n + 1) with the entry n + 2 drawn anew."""
    longer, shorter = unfold(base(_NEXT_INDEX)), unfold(base(succ(n)))
    counts = [spec(nat_sub_add.theorem, NAT_ONE, t) for t in (succ(n), n)]
    two = k.congr(k.congr(k.refl(const("nat_sub")), k.field(_NEXT_INDEX, succ(succ(n)))), k.refl(NAT_ONE))
    now = parts_of_eq(longer)[1]
    first = chain(longer, under(now.fun, k.trans(two, counts[0])))
    rule = at_types(LEMMAS["recursion_succ"].theorem, ((alpha, now.fun.fun.arg.type),))
    step = spec(rule, n, now.fun.arg, now.fun.fun.arg)
    second = chain(shorter, under(parts_of_eq(shorter)[1].fun, counts[1]))
    back = under(apply(now.fun.arg, n), k.sym(second))
    return chain(first, step, back)


def _regular(p: Prover, steps: Term) -> tuple[Theorem, Theorem]:
    """The density of runs is measurable, and not negative."""
    tau, t = var("tau", RUN), var("t", nat)
    opened = unfold(apply(density_of(steps), tau))
    body = parts_of_eq(opened)[1]
    here = apply(tau, t)
    for f, points in ((policy, (part("fst", here), part("snd", here))),
                      (dynamics, (pair(part("fst", here), part("snd", here)), part("fst", apply(tau, succ(t)))))):  # fmt: skip
        there = abstract(tau, pair(*points))
        joint = k.assume(_joint_measurable(f))
        th = mps(
            _lemma(LEMMAS["measurable_comp"].theorem, {"f": joint.concl.arg, "g": there}), joint, p.need(predicate("measurable_map", there))
        )
        th = _restated(th)
        target = measurable(abstract(tau, apply(f, *points)))
        if th.concl.canon is not target.canon:
            same = _plain(target)
            th = k.eq_mp(k.sym(same), th)
        p.add(k.generalize(t, th))
    fit = p.need(measurable(abstract(tau, body)))
    fit = k.eq_mp(k.congr(k.refl(fit.concl.fun), k.sym(k.abstr(tau, opened))), fit)
    positive = p.need(le(ZERO, body))
    return fit, k.generalize(tau, k.eq_mp(k.sym(under(positive.concl.fun, opened)), positive))


def _next_factor(p: Prover) -> Theorem:
    """The density of n + 2 steps at a new entry n + 2."""
    longer = unfold(apply(density_of(_NEXT_INDEX), put(w, _NEXT_INDEX, pair(s, y))))
    shorter = unfold(apply(density_of(succ(n)), w))
    goal = _times(parts_of_eq(shorter)[1], apply(dynamics, apply(w, succ(n)), s), apply(policy, s, y))
    from derive.tactics.normal import equal

    inner = Prover(p)
    inner.add(spec(LEMMAS["cast_nonneg"].theorem, n))
    middle = equal(inner, parts_of_eq(longer)[1], goal)
    if middle is None:
        raise ValueError("the density of a longer run is not the product")
    back = k.congr(
        k.congr(k.refl(const("mul")), k.congr(k.congr(k.refl(const("mul")), k.sym(shorter)), k.refl(goal.fun.arg.arg))), k.refl(goal.arg)
    )
    return k.generalize(w, k.generalize(s, k.generalize(y, chain(longer, middle, back))))


def _step_values(index: Term) -> dict[str, Term]:
    """What the letters of one more step are for runs of index + 2 steps after index + 1."""
    return {
        "before": base(succ(index)),
        "n": call("nat_add", index, TWO),
        "D": density_of(succ(index)),
        "D1": density_of(call("nat_add", index, TWO)),
        "r": abstract(w, apply(dynamics, apply(w, succ(index)))),
        "q": policy,
        "mu": mu,
        "nu": nu,
    }


def _step_facts(p: Prover, index: Term, shorter: Theorem) -> list[Theorem]:
    """The six facts of one more step, given that the density of index + 1 steps is one."""
    measurable_, nonneg = _regular(p, call("nat_add", index, TWO))
    moves = k.generalize(w, k.specialize(k.assume(process()[1]), apply(w, succ(index))))
    factor = k.specialize(k.generalize(n, _next_factor(p)), index)
    return [shorter, measurable_, nonneg, moves, k.assume(process()[2]), factor]


def _one_density(p: Prover) -> Theorem:
    """The density of one step is a density."""
    first = first_step(mu, nu)
    D_1 = density_of(NAT_ONE)
    measurable_, nonneg = _regular(p, NAT_ONE)
    m = var("n", nat)
    start = abstract(m, pair(s, y))
    opened = unfold(apply(D_1, start))
    from derive.tactics.normal import equal

    product = call("mul", apply(rho, s), apply(policy, s, y))
    same = equal(p, parts_of_eq(opened)[1], product)
    if same is None:
        raise ValueError("the density of one step is not the product")
    same = k.trans(opened, same)
    value = parts_of_eq(same)[0]
    inner = abstract(y, product)
    fits_y = k.eq_mp(k.sym(k.congr(k.refl(integrable(nu, inner).fun), k.abstr(y, same))), p.need(integrable(nu, inner)))
    mass = _by_linearity(p, integral(nu, inner), apply(rho, s), _mass(p, nu, apply(policy, s)))
    mass_y = k.trans(k.congr(k.refl(integral(nu, inner).fun), k.abstr(y, same)), mass)
    absolute = k.mp(spec(LEMMAS["abs_of_nonneg"].theorem, value), k.specialize(nonneg, start))
    mass_abs = k.trans(k.congr(k.refl(integral(nu, inner).fun), k.abstr(y, absolute)), mass_y)
    fits_s = k.eq_mp(k.sym(k.congr(k.refl(integrable(mu, rho).fun), k.abstr(s, mass_abs))), p.need(integrable(mu, rho)))
    rule = _mixture(integrable_mixture.theorem, first, D_1)
    conditions = [_constant_map(p, first.arg) if c.fun.name == "measurable_map" else p.need(c) for c in _means(first)]
    fits = mps(rule, *conditions, measurable_, k.generalize(s, fits_y), fits_s)
    total = mps(_mixture(integral_mixture.theorem, first, D_1), *conditions, fits)
    total = chain(_integral(total, s, mass_y), _mass(p, mu, rho))
    goal = _density(first, D_1)
    return k.eq_mp(k.sym(unfold(goal)), conjs(measurable_, nonneg, fits, total))


def _constant_map(p: Prover, g: Term) -> Theorem:
    """The map that takes a pair to the constant sequence is measurable."""
    m = var("n", nat)
    v = var("z", X)
    entry = predicate("measurable_map", abstract(v, apply(g, v, m)))
    rule = at_types(LEMMAS["measurable_map_sequence"].theorem, ((alpha, X), (beta, X)))
    return k.mp(k.specialize(rule, g), k.generalize(m, p.need(entry)))


def by_steps_at(t: Term, some: Term, one: Theorem, more: Theorem, f: Term) -> Theorem:
    """f(t) for t >= 1, from f(1) and f(n + 2)."""
    at_zero = k.eq_mp(under(f, k.field(NAT_ONE, succ(literal(0, nat)))), one)
    at_next = k.eq_mp(under(f, k.field(_NEXT_INDEX, succ(succ(n)))), more)
    th = induction(n, apply(f, succ(n)), at_zero, at_next)
    r0 = var("r.0", nat)
    met = k.eq_mp(k.sym(under(f, k.assume(equation(t, succ(r0))))), k.specialize(th, r0))
    nothing = equation(t, literal(0, nat))
    absurd = contradiction(not_elim(not_le(known(nothing).need(lt(call("cast", t), ONE))), k.assume(some)), apply(f, t))
    either = spec(LEMMAS["zero_or_next"].theorem, t)
    return or_elim(either, absurd, exists_elim(k.assume(either.concl.arg), r0, met))


@cache
def _density_theorem() -> Theorem:
    """process, 1 <= T |- the density of T steps is a density."""
    p = assuming(*process())
    one = k.eq_mp(
        k.congr(k.congr(k.refl(_density(base(T), density_of(T)).fun.fun), k.sym(_runs_one())), k.refl(density_of(NAT_ONE))), _one_density(p)
    )
    shorter = _density(base(succ(n)), density_of(succ(n)))
    values = _step_values(n)
    longer = mps(_lemma(longer_density.theorem, values), *_step_facts(p, n, k.assume(shorter)))
    back = k.congr(k.congr(k.refl(longer.concl.fun.fun), k.sym(_runs_next())), k.refl(longer.concl.arg))
    return by_steps_at(T, SOME, one, k.eq_mp(back, longer), abstract(T, _density(base(T), density_of(T))))


trajectory_density = lemma(
    "trajectory_density",
    imp(SOME, *process(), _density(base(T), density_of(T))),
    "runs have a density",
    lambda: finished(_density_theorem(), SOME, *process()),
    auto=True,
)

# Later steps do not matter.
u = var("u", nat)
_v, _m = var("v", nat), var("m", nat)


def law_of(steps: Term, law: Term = policy) -> Term:
    """The distribution of runs with so many steps."""
    return dens(base(steps), density_of(steps, law))


def _unseen(steps: Term, entry: Term, p: Prover) -> Theorem:
    """h at a sequence with a later entry replaced, given that h depends on the first `steps` steps only."""
    known_ = k.eq_mp(unfold(until(steps, h)), k.assume(until(steps, h)))
    x = pair(s, y)
    th = spec(known_, put(w, entry, x), w)
    i = var("n", nat)
    first, second = le(ONE, call("cast", i)), le(call("cast", i), call("cast", steps))
    inner = p.child(first, second)
    less = inner.need(lt(call("cast", i), call("cast", entry)))
    same = k.mp(spec(at_types(LEMMAS["put_of_lt"].theorem, ((alpha, X),)), i, entry, w, x), less)
    return k.mp(th, k.generalize(i, k.discharge(first, k.discharge(second, same))))


@cache
def _later() -> Theorem:
    """until(u, h), u = v + 1 |- for all m: h integrable for v + 1 + m steps ==> integrable for v + 1 steps, with the same expectation."""
    start = succ(_v)
    hyp = until(start, h)
    p = assuming(*process(), hyp)

    def total(m: Term) -> Term:
        return call("nat_add", start, m)

    def both(steps: Term) -> Term:
        return call("and", integrable(law_of(start), h), equation(integral(law_of(steps), h), integral(law_of(start), h)))

    claim = imp(integrable(law_of(total(_m)), h), both(total(_m)))
    zero = literal(0, nat)
    none = k.field(total(zero), start)
    at_zero = integrable(law_of(total(zero)), h)
    e = var("e.0", nat)
    fits_zero = k.eq_mp(under(abstract(e, integrable(law_of(e), h)), none), k.assume(at_zero))
    first = k.discharge(at_zero, conj(fits_zero, under(abstract(e, integral(law_of(e), h)), none)))
    index = call("nat_add", _v, _m)
    longer, shorter = call("nat_add", index, TWO), succ(index)
    more, same = k.field(total(succ(_m)), longer), k.field(total(_m), shorter)
    at_next = integrable(law_of(total(succ(_m))), h)
    next_base = k.specialize(k.generalize(n, _runs_next()), index)
    fits = k.eq_mp(under(abstract(e, integrable(law_of(e), h)), more), k.assume(at_next))
    b = var("b.0", measure_of(RUN))
    fits = k.eq_mp(under(abstract(b, integrable(dens(b, density_of(longer)), h)), next_base), fits)
    rich = Prover(p)
    for t in (_v, _m):
        rich.add(spec(LEMMAS["cast_nonneg"].theorem, t))
    late = k.generalize(w, k.generalize(s, k.generalize(y, _unseen(start, longer, rich))))
    values = _step_values(index)
    density = k.specialize(k.generalize(T, k.discharge(SOME, _density_theorem())), shorter)
    density = k.mp(density, rich.need(le(ONE, call("cast", shorter))))
    th = mps(_lemma(later_step.theorem, {**values, "h": h}), *_step_facts(p, index, density), late, fits)
    fit, value = conjuncts(th)
    before_fits = k.eq_mp(under(abstract(e, integrable(law_of(e), h)), k.sym(same)), fit)
    fit0, value0 = conjuncts(k.mp(k.assume(claim), before_fits))
    left = under(abstract(e, integral(law_of(e), h)), more)
    left = chain(left, under(abstract(b, integral(dens(b, density_of(longer)), h)), next_base))
    whole = chain(left, value, under(abstract(e, integral(law_of(e), h)), k.sym(same)), value0)
    step = k.discharge(at_next, conj(fit0, whole))
    return induction(_m, claim, first, step)


_FIRST_U, _U_LE = le(ONE, call("cast", u)), le(call("cast", u), call("cast", T))
_LATER = (_FIRST_U, _U_LE, *process(), until(u, h), integrable(law_of(T), h))


@cache
def later_theorem() -> Theorem:
    """The conditions |- h is integrable for u steps, and has the same expectation for T steps."""
    goal = call("and", integrable(law_of(u), h), equation(integral(law_of(T), h), integral(law_of(u), h)))
    th = k.discharge(until(succ(_v), h), _later())
    r0, r1 = var("r.0", nat), var("r.1", nat)
    # u = r0 + 1
    after = equation(u, succ(r0))
    at = k.specialize(k.generalize(_v, th), r0)
    e = var("e.0", nat)
    back = k.sym(k.assume(after))
    at = k.mp(at, k.eq_mp(under(abstract(e, until(e, h)), k.assume(after)), k.assume(until(u, h))))
    more = equation(T, call("nat_add", r1, u))
    total = k.trans(k.assume(more), chain(under(abstract(e, call("nat_add", r1, e)), k.assume(after)),
                                          k.field(call("nat_add", r1, succ(r0)), call("nat_add", succ(r0), r1))))  # fmt: skip
    at = k.specialize(at, r1)
    fits = k.eq_mp(under(abstract(e, integrable(law_of(e), h)), total), k.assume(integrable(law_of(T), h)))
    fit, value = conjuncts(k.mp(at, fits))
    fit = k.eq_mp(under(abstract(e, integrable(law_of(e), h)), back), fit)
    value = chain(under(abstract(e, integral(law_of(e), h)), total), value, under(abstract(e, integral(law_of(e), h)), back))
    met = conj(fit, value)
    far = equation(u, succ(call("nat_add", r1, T)))
    q_ = known(far, r1)
    absurd = contradiction(not_elim(not_le(q_.need(lt(call("cast", T), call("cast", u)))), k.assume(_U_LE)), goal)
    inner = from_comparison(T, u, (r1, met), (r1, absurd))
    nothing = equation(u, literal(0, nat))
    none = contradiction(not_elim(not_le(known(nothing).need(lt(call("cast", u), ONE))), k.assume(_FIRST_U)), goal)
    either = spec(LEMMAS["zero_or_next"].theorem, u)
    return or_elim(either, none, exists_elim(k.assume(either.concl.arg), r0, inner))


_WORDS = "later steps do not matter (the tower rule)"
fewer_steps = lemma(
    "fewer_steps",
    imp(*_LATER, equation(integral(law_of(T), h), integral(law_of(u), h))),
    _WORDS,
    lambda: finished(conjuncts(later_theorem())[1], *_LATER),
    "intro",
)
more_steps = lemma(
    "more_steps",
    imp(*_LATER, equation(integral(law_of(u), h), integral(law_of(T), h))),
    _WORDS,
    lambda: finished(k.sym(conjuncts(later_theorem())[1]), *_LATER),
    "intro",
)
later_steps = method("later_steps", _WORDS, parts=(fewer_steps, more_steps))

# An action does not change what came before it.
_ACTION = put(w, u, pair(s, y))
_own = dens(nu, apply(policy, s))
_action_value = abstract(y, apply(h, _ACTION))
_ACTION_FITS = for_all(w, for_all(s, integrable(_own, _action_value)))
_ACTION_MEAN = for_all(w, for_all(s, equation(integral(_own, _action_value), ZERO)))


def _at_index(t: Term, index: Term) -> Term:
    return apply(abstract(u, t), index)


@cache
def _first_action() -> Theorem:
    """The first action: its conditions |- the expectation for one step is 0."""
    conditions = tuple(_at_index(t, NAT_ONE) for t in (until(u, h), _ACTION_FITS, _ACTION_MEAN))
    first = first_step(mu, nu)
    D_1 = density_of(NAT_ONE)
    fits_1 = integrable(dens(first, D_1), h)
    p = assuming(*process(), *conditions, fits_1)
    p.add(_one_density(p))
    fits = k.eq_mp(_weighted(p, first, D_1, h, "integrable_dens"), k.assume(fits_1))
    rules = [_constant_map(p, first.arg) if c.fun.name == "measurable_map" else p.need(c) for c in _means(first)]
    f = fits.concl.arg
    fit, value = (_restated(mps(_mixture(rule.theorem, first, f), *rules, fits)) for rule in (integrable_of_mixture, integral_mixture))
    i = var("n", nat)
    constant, new = abstract(i, pair(s, y)), put(w, NAT_ONE, pair(s, y))
    one, two = le(ONE, call("cast", i)), le(call("cast", i), call("cast", NAT_ONE))
    q_ = assuming(one, two)
    ends = call("cast", i), call("cast", NAT_ONE)
    squeezed = mps(spec(LEMMAS["le_antisymm"].theorem, *ends), q_.need(le(*ends)), q_.need(le(*reversed(ends))))
    equal = k.mp(spec(LEMMAS["cast_injective"].theorem, i, NAT_ONE), squeezed)
    here = k.trans(under(new, equal), spec(at_types(LEMMAS["put_same"].theorem, ((alpha, X),)), NAT_ONE, w, pair(s, y)))
    agree = k.generalize(i, k.discharge(one, k.discharge(two, k.sym(here))))
    known_ = k.eq_mp(unfold(conditions[0]), k.assume(conditions[0]))
    same = k.mp(spec(known_, constant, new), agree)  # h(constant) = h(put w 1 (s, a))
    opened = unfold(apply(D_1, constant))
    from derive.tactics.normal import equal as computed

    product = computed(p, parts_of_eq(opened)[1], call("mul", apply(rho, s), apply(policy, s, y)))
    if product is None:
        raise ValueError("the density of one step is not the product")
    both = k.congr(k.congr(k.refl(const("mul")), k.trans(opened, product)), same)
    return _vanishing(p, value, fit, both, apply(rho, s), s, mu, first, D_1, NAT_ONE)


def _vanishing(
    p: Prover, value: Theorem, fit: Theorem, both: Theorem, factor: Term, v: Term, measure: Term, whole: Term, density: Term, index: Term
) -> Theorem:
    """E h = 0, where the integral over the action is a factor times the mean of h over the action, which is 0."""
    next_value = parts_of_eq(both)[1].arg
    weight = apply(policy, s, y)
    arranged = k.field(parts_of_eq(both)[1], call("mul", factor, call("mul", weight, next_value)))
    mean, section = abstract(y, call("mul", weight, next_value)), abstract(y, next_value)
    fits_y = k.eq_mp(_weighted(p, nu, apply(policy, s), section, "integrable_dens"), spec(k.assume(_at_index(_ACTION_FITS, index)), w, s))
    zero = k.trans(
        k.sym(_weighted(p, nu, apply(policy, s), section, "integral_dens")), spec(k.assume(_at_index(_ACTION_MEAN, index)), w, s)
    )
    out = k.mp(_lemma(LEMMAS["integral_mul"].theorem, {"c": factor, "f": mean, "mu": nu}), fits_y)
    start = k.congr(k.refl(integral(nu, mean).fun), k.abstr(y, k.trans(both, arranged)))
    none = k.congr(k.refl(call("mul", factor, ZERO).fun), zero)
    mean_y = chain(start, out, none, k.field(call("mul", factor, ZERO), ZERO))
    fit, value = _function(fit, v, mean_y), _integral(value, v, mean_y)
    flat = abstract(v, ZERO)
    nothing = k.mp(_lemma(LEMMAS["integral_mul"].theorem, {"c": ZERO, "f": flat, "mu": measure}), fit)
    last = chain(k.congr(k.refl(integral(measure, flat).fun), k.abstr(v, k.field(ZERO, call("mul", ZERO, ZERO)))), nothing,
                 k.field(call("mul", ZERO, integral(measure, flat)), ZERO))  # fmt: skip
    return chain(_weighted(p, whole, density, h, "integral_dens"), value, last)


@cache
def _later_action() -> Theorem:
    """An action n + 2: its conditions |- the expectation for n + 2 steps is 0."""
    conditions = tuple(_at_index(t, _NEXT_INDEX) for t in (_ACTION_FITS, _ACTION_MEAN))
    p = assuming(*process(), *conditions)
    rich = Prover(p)
    rich.add(spec(LEMMAS["cast_nonneg"].theorem, n))
    density = k.specialize(k.generalize(T, k.discharge(SOME, _density_theorem())), succ(n))
    density = k.mp(density, rich.need(le(ONE, call("cast", succ(n)))))
    values = _step_values(n)
    fits = integrable(law_of(_NEXT_INDEX), h)
    b = var("b.0", measure_of(RUN))
    turned = k.eq_mp(under(abstract(b, integrable(dens(b, density_of(_NEXT_INDEX)), h)), _runs_next()), k.assume(fits))
    th = mps(_lemma(step_without_mean.theorem, {**values, "h": h}), *_step_facts(p, n, density), *map(k.assume, conditions), turned)
    return k.trans(under(abstract(b, integral(dens(b, density_of(_NEXT_INDEX)), h)), _runs_next()), th)


_CAUSAL = (_FIRST_U, _U_LE, *process(), until(u, h), integrable(law_of(T), h), _ACTION_FITS, _ACTION_MEAN)


def _causality() -> Theorem:
    fit, value = conjuncts(later_theorem())
    claim = imp(until(u, h), _ACTION_FITS, _ACTION_MEAN, integrable(law_of(u), h), equation(integral(law_of(u), h), ZERO))
    f = abstract(u, claim)

    def closed(index: Term, th: Theorem) -> Theorem:
        for t in reversed((until(u, h), _ACTION_FITS, _ACTION_MEAN, integrable(law_of(u), h))):
            th = k.discharge(_at_index(t, index), th)
        return th

    b = var("b.0", measure_of(RUN))
    one = integrable(law_of(NAT_ONE), h)
    turned = k.eq_mp(under(abstract(b, integrable(dens(b, density_of(NAT_ONE)), h)), _runs_one()), k.assume(one))
    first = k.mp(k.discharge(turned.concl, _first_action()), turned)
    first = k.trans(under(abstract(b, integral(dens(b, density_of(NAT_ONE)), h)), _runs_one()), first)
    th = by_steps_at(u, _FIRST_U, closed(NAT_ONE, first), closed(_NEXT_INDEX, _later_action()), f)
    th = mps(th, k.assume(until(u, h)), k.assume(_ACTION_FITS), k.assume(_ACTION_MEAN), fit)
    return finished(k.trans(value, th), *_CAUSAL)


action_without_mean = lemma(
    "action_without_mean",
    imp(*_CAUSAL, equation(integral(law_of(T), h), ZERO)),
    "the mean over an action, given all that came before it, is 0 (the tower rule)",
    _causality,
)
causality = method("causality", "the mean over an action, given all that came before it, is 0 (the tower rule)", "method:causality")
