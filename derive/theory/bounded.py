"""Bounded measurable functions: sums, products, expectations under Markov kernels."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import real
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable, pair
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le
from derive.tactics.lemma import lemma
from derive.tactics.logic import conj, conjuncts, exists_elim, exists_intro, mps, parts_of_eq, spec, unfold
from derive.tactics.prover import Prover
from derive.theory import order
from derive.theory.absolute import abs_add_le
from derive.theory.integrals import (
    F_FITS,
    expectation_abs_le,
    expectation_const,
    integrable_of_le,
    integral_mono,
)
from derive.theory.letters import (
    JOINT,
    PAIRS,
    PROBABILITY,
    F,
    alpha,
    assuming,
    at,
    beta,
    c,
    f,
    f_b,
    fs,
    g,
    gs,
    imp,
    kappa,
    kappa_b,
    mu,
    of_s,
    predicate,
    s,
    to,
)
from derive.theory.logic import fst_pair, snd_pair
from derive.theory.measurability import measurable_comp

_bf, _bg = predicate("bounded", f), predicate("bounded", g)
measurable_of_bounded = lemma("measurable_of_bounded", imp(_bf, measurable(f)), "bounded functions here are measurable",
                              lambda: finished(conjuncts(k.eq_mp(unfold(_bf), k.assume(_bf)))[0], _bf), auto=True)  # fmt: skip


def _bounded_by(th_m: Theorem, bound: Term, pointwise: Theorem, function: Term) -> Theorem:
    """bounded f, from measurability and |f s| <= bound for all s."""
    goal = predicate("bounded", function)
    definition = unfold(goal)
    some = parts(parts_of_eq(definition)[1])[1][1]
    return k.eq_mp(k.sym(definition), conj(th_m, exists_intro(some, bound, k.generalize(s, pointwise))))


def _with_bounds(hyps: tuple[Term, ...], use: Callable[..., Theorem]) -> Theorem:
    """Open the bounds c0, c1 of bounded functions and use the pointwise facts."""
    opened = []
    for i, b in enumerate(hyps):
        some = conjuncts(k.eq_mp(unfold(b), k.assume(b)))[1]
        c_i = var(f"c.{i}", real)
        opened.append((some, c_i, apply(some.concl.arg, c_i)))
    th = use(*[(c_i, k.specialize(k.assume(fact), s)) for _, c_i, fact in opened])
    for some, c_i, _fact in reversed(opened):
        th = exists_elim(some, c_i, th)
    return th


def _bounded_binary(name: str) -> Theorem:
    p = assuming(_bf, _bg)
    function = of_s(call(name, fs, gs))
    m = p.need(measurable(function))

    def use(first: tuple[Term, Theorem], second: tuple[Term, Theorem]) -> Theorem:
        (a, below_f), (b, below_g) = first, second
        inner = Prover(p)
        inner.add(below_f)
        inner.add(below_g)
        value = call("abs", call(name, fs, gs))
        if name == "mul":
            from derive.theory.numbers import abs_mul

            bound = call("mul", a, b)
            steps = mps(spec(order.mul_le_mul.theorem, b, call("abs", fs), a, call("abs", gs)), below_f, below_g,
                        inner.need(le(ZERO, call("abs", gs))), mps(spec(order.le_trans.theorem, ZERO, call("abs", fs), a), inner.need(le(ZERO, call("abs", fs))), below_f))  # fmt: skip
            th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(spec(abs_mul.theorem, fs, gs))), k.refl(bound)), steps)
            return _bounded_by(m, bound, th, function)
        bound = call("add", a, b)
        other = gs if name == "add" else call("neg", gs)
        triangle = spec(abs_add_le.theorem, fs, other)
        if name == "sub":
            triangle = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.congr(k.refl(const("abs")), k.field(call("add", fs, other), call("sub", fs, gs)))),
                                       k.congr(k.refl(call("add", call("abs", fs), ZERO).fun), spec(order.abs_neg.theorem, gs))), triangle)  # fmt: skip
        inner.add(triangle)
        return _bounded_by(m, bound, inner.need(le(value, bound)), function)

    return finished(_with_bounds((_bf, _bg), use), _bf, _bg)


for _name in ("add", "sub", "mul"):
    lemma(
        f"bounded_{_name}",
        imp(_bf, _bg, predicate("bounded", of_s(call(_name, fs, gs)))),
        "bounded functions",
        partial(_bounded_binary, _name),
        auto=True,
    )


def _bounded_const() -> Theorem:
    p = Prover()
    function = of_s(c)
    return finished(_bounded_by(p.need(measurable(function)), call("abs", c), spec(order.le_refl.theorem, call("abs", c)), function))


lemma("bounded_const", predicate("bounded", of_s(c)), "constants are bounded", _bounded_const, auto=True)


def _bounded_abs() -> Theorem:
    p = assuming(_bf)
    function = of_s(call("abs", fs))

    def use(first: tuple[Term, Theorem]) -> Theorem:
        a, below = first
        twice = k.mp(spec(order.abs_of_nonneg.theorem, call("abs", fs)), spec(order.abs_nonneg.theorem, fs))
        th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(twice)), k.refl(a)), below)
        return _bounded_by(p.need(measurable(function)), a, th, function)

    return finished(_with_bounds((_bf,), use), _bf)


lemma("bounded_abs", imp(_bf, predicate("bounded", of_s(call("abs", fs)))), "bounded functions", _bounded_abs, auto=True)


def _bounded_comp() -> Theorem:
    """A bounded function at measurable points is bounded."""
    hyps = (predicate("bounded", f_b), predicate("measurable_map", to))
    value = at(f_b, at(to, s))
    function = of_s(value)
    m = assuming(*hyps).need(measurable(function))
    some = conjuncts(k.eq_mp(unfold(hyps[0]), k.assume(hyps[0])))[1]
    known = apply(some.concl.arg, c)
    definition = unfold(predicate("bounded", function))
    target = parts(parts_of_eq(definition)[1])[1][1]
    pointwise = k.generalize(s, k.specialize(k.assume(known), value.arg))
    whole = k.eq_mp(k.sym(definition), conj(m, exists_intro(target, c, pointwise)))
    return finished(exists_elim(some, c, whole), *hyps)


bounded_comp = lemma(
    "bounded_comp",
    imp(predicate("bounded", f_b), predicate("measurable_map", to), predicate("bounded", of_s(at(f_b, at(to, s))))),
    "bounded functions",
    _bounded_comp,
    auto=True,
)


def _integrable_of_bounded() -> Theorem:
    p = assuming(PROBABILITY, _bf)
    m = p.need(measurable(f))

    def use(first: tuple[Term, Theorem]) -> Theorem:
        a, below = first
        flat = of_s(a)
        return mps(spec(integrable_of_le.theorem, f, flat, mu), m, p.need(integrable(mu, flat)), k.generalize(s, below))

    return finished(_with_bounds((_bf,), use), PROBABILITY, _bf)


integrable_of_bounded = lemma(
    "integrable_of_bounded", imp(PROBABILITY, _bf, F_FITS), "bounded functions are integrable", _integrable_of_bounded, auto=True
)


def _bounded_integral() -> Theorem:
    """An expectation under a Markov kernel of a bounded function is bounded."""
    markov, bj = predicate("markov", kappa), predicate("bounded", JOINT)
    p = assuming(markov, bj)
    inside = at(F, s)
    function = of_s(integral(at(kappa, s), inside))
    m = p.need(measurable(function))
    some = conjuncts(k.eq_mp(unfold(bj), k.assume(bj)))[1]
    known = apply(some.concl.arg, c)
    t = var("t", beta)
    raw = k.specialize(k.assume(known), pair(s, t))
    e1, e2 = spec(fst_pair.theorem, s, t), spec(snd_pair.theorem, s, t)
    body = at(F, s, t)
    same = k.congr(k.congr(k.refl(F), e1), e2)
    pointwise = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.congr(k.refl(const("abs")), same)), k.refl(c)), raw)
    fits = p.child(known)
    section = predicate("bounded", inside)
    fits.add(k.assume(known))
    there = abstract(t, pair(s, t))
    types = {alpha: beta, beta: PAIRS}
    composed = spec(k.instantiate_type(measurable_comp.theorem, types), JOINT, there)
    section_rule = mps(composed, p.need(measurable(JOINT)), p.need(predicate("measurable_map", there)))
    ms = k.eq_mp(k.congr(k.refl(section_rule.concl.fun), k.abstr(t, same)), section_rule)
    definition = unfold(section)
    target = parts(parts_of_eq(definition)[1])[1][1]
    fits.add(k.eq_mp(k.sym(definition), conj(ms, exists_intro(target, c, k.generalize(t, pointwise)))))
    law = at(kappa, s)
    ok = fits.need(integrable(law, inside))
    first = k.mp(spec(k.instantiate_type(expectation_abs_le.theorem, {alpha: beta}), inside, law), ok)
    absolute = abstract(t, call("abs", body))
    second = mps(
        spec(k.instantiate_type(integral_mono.theorem, {alpha: beta}), absolute, abstract(t, c), law),
        k.generalize(t, pointwise),
        fits.need(integrable(law, absolute)),
        fits.need(integrable(law, abstract(t, c))),
    )
    flat = k.mp(spec(k.instantiate_type(expectation_const.theorem, {alpha: beta}), c, law), fits.need(predicate("probability", law)))
    second = k.eq_mp(k.congr(k.refl(second.concl.fun), flat), second)
    value = call("abs", integral(law, inside))
    th = mps(spec(order.le_trans.theorem, value, integral(law, absolute), c), first, second)
    whole = _bounded_by(m, c, th, function)
    return finished(exists_elim(some, c, whole), markov, bj)


bounded_integral = lemma("bounded_integral", imp(predicate("markov", kappa), predicate("bounded", JOINT), predicate("bounded", of_s(integral(at(kappa, s), at(F, s))))),
                         "expectations of bounded functions are bounded", _bounded_integral, auto=True)  # fmt: skip


def _markov_comp() -> Theorem:
    hyps = (predicate("markov", kappa_b), predicate("measurable_map", to))
    p = assuming(*hyps)
    function = of_s(at(kappa_b, at(to, s)))
    goal = predicate("markov", function)
    laws = p.need(predicate("probability", at(kappa_b, at(to, s))))
    return finished(k.eq_mp(k.sym(unfold(goal)), conj(p.need(predicate("measurable_kernel", function)), k.generalize(s, laws))), *hyps)


markov_comp = lemma(
    "markov_comp",
    imp(predicate("markov", kappa_b), predicate("measurable_map", to), predicate("markov", of_s(at(kappa_b, at(to, s))))),
    "kernels at measurable points",
    _markov_comp,
    auto=True,
)
