"""Runs of a decision process: their density, later steps do not matter, the tower rule, causality.

All is shown first for one more step: D' is a density of sequences whose entry n is drawn anew, with D'(w, s, a) = D(w) r(w, s) q(s, a).
"""

from __future__ import annotations

from functools import cache

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real, type_con
from derive.language.logic import call
from derive.language.probability import dens, integrable, integral, measurable, measure_of, pair
from derive.language.runs import extended, first_step, part, put, runs, trajectory
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, finished, induction, succ
from derive.tactics.inequality import ZERO, le, lt, not_le
from derive.tactics.integrals import _lemma
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import (
    at_types,
    chain,
    conj,
    conjs,
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
from derive.theory.sequences import known

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


longer_density = lemma("longer_density", imp(*STEP, _density(LONGER, D1)), "a longer run has a density", _longer_density)


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


later_step = lemma(
    "later_step",
    imp(
        *STEP,
        _LATE,
        _h_fits,
        call("and", integrable(dens(before, D), h), equation(integral(dens(LONGER, D1), h), integral(dens(before, D), h))),
    ),
    "the last step does not matter",
    _later_step,
)

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


step_without_mean = lemma(
    "step_without_mean",
    imp(*STEP, _MEAN_FITS, _NO_MEAN, _h_fits, equation(integral(dens(LONGER, D1), h), ZERO)),
    "the tower rule",
    _no_mean,
)

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


def by_steps(p: Prover, one: Theorem, more: Theorem, statement: Term) -> Theorem:
    """A statement of T steps (T >= 1), from the one of 1 step and of n + 2 steps (given n + 1 steps)."""
    f = abstract(T, statement)
    inside = apply(f, succ(n))
    at_zero = k.eq_mp(under(f, k.field(NAT_ONE, succ(literal(0, nat)))), one)
    at_next = k.eq_mp(under(f, k.field(_NEXT_INDEX, succ(succ(n)))), more)
    th = induction(n, inside, at_zero, at_next)
    r0 = var("r.0", nat)
    equal = equation(T, succ(r0))
    met = k.eq_mp(k.sym(under(f, k.assume(equal))), k.specialize(th, r0))
    nothing = equation(T, literal(0, nat))
    q_ = known(nothing)
    absurd = contradiction(not_elim(not_le(q_.need(lt(call("cast", T), ONE))), k.assume(SOME)), statement)
    either = spec(LEMMAS["zero_or_next"].theorem, T)
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
    return by_steps(p, one, k.eq_mp(back, longer), _density(base(T), density_of(T)))


trajectory_density = lemma(
    "trajectory_density",
    imp(SOME, *process(), _density(base(T), density_of(T))),
    "runs have a density",
    lambda: finished(_density_theorem(), SOME, *process()),
    auto=True,
)
