"""Sequences with an entry replaced, and functions that depend on the first entries only."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, frees, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import type_var
from derive.language.logic import call
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import parts_of_eq, refl, spec, under, unfold
from derive.tactics.prover import Prover
from derive.tactics.rule import prepare


def entry(p: Prover, t: Term) -> Theorem:
    """put w n x at m: x when m = n, the old entry when m and n are known to differ."""
    _, (w, n, x, m) = parts(t)
    if n.canon is m.canon:
        return _at(LEMMAS["put_same"].theorem, n, w, x)
    small, large = apply(const("cast"), m), apply(const("cast"), n)
    for name, less in (("put_of_lt", call("lt", small, large)), ("put_of_gt", call("lt", large, small))):
        th = p.prove(less, 7)
        if th is not None:
            return k.mp(_at(LEMMAS[name].theorem, m, n, w, x), th)
    return refl(t)


def _at(th: Theorem, *values: Term) -> Theorem:
    a, own = type_var("a"), values[-1].type
    return spec(th if own is a else k.instantiate_type(th, {a: own}), *values)


def opened_definitions(p: Prover, t: Term) -> Theorem:
    """|- t = t with the symbols that are defined by one equation replaced by what they stand for."""
    th = refl(t)
    for _ in range(20):
        now = parts_of_eq(th)[1]
        found = next(((v, e[0]) for v in sorted(frees(now), key=lambda v: v.name) if (e := p.definitions_of(v))), None)
        if found is None:
            return th
        step = under(abstract(found[0], now), found[1])
        th = step if th.rule == "refl" else k.trans(th, step)
    return th


def until(p: Prover, goal: Term) -> Theorem | None:
    """`f depends on the entries 1..u only`: two sequences that agree there give equal values, by rewriting one into the other."""
    _, (u, f) = parts(goal)
    same = opened_definitions(p, f)
    plain = parts_of_eq(same)[1]
    definition = unfold(apply(goal.fun, plain))
    outer = parts(parts_of_eq(definition)[1])[1][0]
    w = p.fresh(outer, u, plain)
    middle = parts(apply(outer, w))[1][0]
    v = p.child(equation(w, w)).fresh(middle, u, plain, w)
    agree, claim = parts(apply(middle, v))[1]
    _, (a, b) = parts(claim)
    inner = Prover(p)
    inner.rewrites = [prepare(k.assume(agree), schematic=False)]
    inner.methods = frozenset()
    from derive.tactics.rewriting import rewrite

    th = rewrite(inner, a)
    if parts_of_eq(th)[1].canon is not b.canon:
        return None
    whole = k.generalize(w, k.generalize(v, k.discharge(agree, th)))
    shown = k.eq_mp(k.sym(definition), whole)
    return shown if same.rule == "refl" else k.eq_mp(k.sym(k.congr(refl(goal.fun), same)), shown)
