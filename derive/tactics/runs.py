"""Sequences with an entry replaced, and functions that do not depend on late entries."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, frees, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import type_var
from derive.language.logic import call
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import parts_of_eq, refl, spec, under, unfold
from derive.tactics.prover import Prover, everywhere, point


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
    """`f does not depend on the entries after u`: by computation, at an entry u + j + 1."""
    _, (u, f) = parts(goal)
    same = opened_definitions(p, f)
    plain = parts_of_eq(same)[1]
    statement = apply(goal.fun, plain)
    definition = unfold(statement)
    outer = parts(parts_of_eq(definition)[1])[1][0]
    j = p.fresh(outer, u, plain)
    inner = p.child()
    inner.add(spec(LEMMAS["cast_nonneg"].theorem, j))
    middle = parts(apply(outer, j))[1][0]
    w = inner.fresh(middle, u, plain, j)
    last = parts(apply(middle, w))[1][0]
    at, variables = point(inner, last, last.type.args[0], last, w, j)
    _, (a, b) = parts(apply(last, at))
    from derive.tactics.normal import equal

    th = equal(inner, a, b)
    if th is None:
        return None
    whole = k.generalize(j, k.generalize(w, everywhere(th, variables, last)))
    shown = k.eq_mp(k.sym(definition), whole)
    return shown if same.rule == "refl" else k.eq_mp(k.sym(k.congr(refl(goal.fun), same)), shown)
