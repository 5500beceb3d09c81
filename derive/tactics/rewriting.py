"""Rewriting with the reasons of a line: lemmas and facts from left to right, definitions, and methods, innermost first."""

from __future__ import annotations

from collections.abc import Callable

from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, APP, Term, apply, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.tactics.logic import chain, parts_of_eq, refl
from derive.tactics.polynomial import order
from derive.tactics.prover import Prover
from derive.tactics.ranges import RANGES, under_range
from derive.tactics.rule import Match, Rule

METHODS: dict[str, tuple[str, Callable[[Prover, Term], Theorem | None]]] = {}  # method -> (head, procedure)
FUEL = 60


def method_procedure(
    method: str, *heads: str
) -> Callable[[Callable[[Prover, Term], Theorem | None]], Callable[[Prover, Term], Theorem | None]]:
    """Register a procedure that a cited method runs at terms with these heads."""

    def enter(f: Callable[[Prover, Term], Theorem | None]) -> Callable[[Prover, Term], Theorem | None]:
        for head in heads:
            METHODS[f"{method} {head}"] = (head, f)
        return f

    return enter


def apply_rule(p: Prover, rule: Rule, t: Term, *, cited: bool = False) -> Theorem | None:
    """|- t = t' by one equation at the head of t, its conditions proved; None when it does not apply."""
    sides = rule.sides
    if sides is None:
        return None
    m = Match(rule)
    if not m.match(sides[0], t):
        return None
    try:
        th = p.finish(m, cited=cited)
    except StepError:
        return None
    if th is None or parts(th.concl)[0] != "eq":
        return None
    if parts_of_eq(th)[0].canon is t.canon:
        return th
    same = reindexed(t, parts_of_eq(th)[0])
    return None if same is None else chain(same, th)


def reindexed(a: Term, b: Term) -> Theorem | None:
    """|- a = b, when they differ in how indices are written: n + 2 for n + 1 + 1, 1 for 0 + 1."""
    if a.canon is b.canon:
        return k.refl(a) if a is b else k.trans(k.refl(a), k.refl(b))
    if a.type is not b.type:
        return None
    if a.type is nat:
        try:
            return k.field(a, b)
        except DeriveError:
            pass
    if a.tag != APP or b.tag != APP or a.fun.type is not b.fun.type:
        return None
    f, x = reindexed(a.fun, b.fun), reindexed(a.arg, b.arg)
    return None if f is None or x is None else k.congr(f, x)


def said(th: Theorem, goal: Term) -> Theorem | None:
    """The theorem as the goal says it, when they differ in how indices are written at most."""
    if th.concl.canon is goal.canon:
        return th
    same = reindexed(th.concl, goal)
    return None if same is None else k.eq_mp(same, th)


def rewrite(p: Prover, t: Term) -> Theorem:
    """|- t = t rewritten with everything cited, as often as possible."""
    return _rewrite(p, t, {})


def _rewrite(p: Prover, t: Term, memo: dict[Term, Theorem]) -> Theorem:
    if not p.rewrites and not p.methods:
        return refl(t)
    found = memo.get(t)
    if found is None:
        found = memo[t] = _inner(p, t, memo)
    return found


def _inner(p: Prover, t: Term, memo: dict[Term, Theorem]) -> Theorem:
    p.spend()
    th = parts_first(p, t, memo)
    for _ in range(FUEL):
        now = parts_of_eq(th)[1]
        step = at_head(p, now)
        if step is None or parts_of_eq(step)[1].canon is now.canon:
            return th
        again = parts_of_eq(step)[1]
        th = chain(th, step, _rewrite(p, again, memo) if again not in memo else memo[again])
    raise StepError("rewriting does not come to an end", given=str(t))


def parts_first(p: Prover, t: Term, memo: dict[Term, Theorem]) -> Theorem:
    """Rewrite the parts of a term."""
    if t.tag == ABS:
        v = p.fresh(t)
        body = _rewrite(p, apply(t, v), {})
        return refl(t) if body.rule == "refl" else k.abstr(v, body)
    if t.tag != APP:
        return refl(t)
    name, args = parts(t)
    if name == "integral" and len(args) == 2:
        from derive.tactics.integrals import under_integral

        return under_integral(p, t, lambda q, body: _rewrite(q, body, {}))
    from derive.tactics.normal import congruent

    if name in RANGES and len(args) == 3:
        bounds = k.congr(congruent(p, t.fun, lambda s: _rewrite(p, s, memo)), refl(t.arg))
        first = refl(t) if parts_of_eq(bounds)[1].canon is t.canon else bounds
        return chain(first, under_range(p, parts_of_eq(first)[1], lambda q, body: _rewrite(q, body, {})))
    return congruent(p, t, lambda s: _rewrite(p, s, memo))


def _turns_back(p: Prover, rule: Rule, t: Term, new: Term) -> bool:
    """Whether a rule that only rearranges (such as A B for B A) would go on for ever: it is used towards the smaller term."""
    if parts(new)[0] != parts(t)[0] or not parts(t)[0]:
        return False
    again = apply_rule(p, rule, new)
    return again is not None and parts_of_eq(again)[1].canon is t.canon and order(new) > order(t)


def at_head(p: Prover, t: Term) -> Theorem | None:
    """One rewriting step at the head of a term."""
    for rule in p.rewrites:
        th = apply_rule(p, rule, t, cited=True)
        if th is not None and parts_of_eq(th)[1].canon is not t.canon and not _turns_back(p, rule, t, parts_of_eq(th)[1]):
            return th
    if p.methods:
        name, _ = parts(t)
        for method in sorted(p.methods):
            entry = METHODS.get(f"{method} {name}")
            if entry is not None:
                try:
                    th = entry[1](p, t)
                except DeriveError:
                    th = None
                if th is not None and parts_of_eq(th)[1].canon is not t.canon:
                    return th
    return None
