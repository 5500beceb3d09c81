"""Growth of a count: Theta and O from bounds that hold for all n, or for all n from 1 on."""

from __future__ import annotations

from collections.abc import Sequence

from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, frees, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.logic import call
from derive.tactics.inequality import lib
from derive.tactics.lemma import Lemma
from derive.tactics.logic import mps, spec, to_plain
from derive.tactics.prover import Prover

ZERO, ONE = literal(0), literal(1)


def growth(p: Prover, goal: Term, reasons: Sequence[Lemma | Theorem | Term]) -> Theorem:
    """`f = Theta(g)` or `f = O(g)` from cited facts `f(n) = c g(n)`, `c g(n) <= f(n)` and `f(n) <= C g(n)`.

    Raises:
        StepError: a bound is missing, or c is not known to be positive.
    """
    name, (f, g) = parts(goal)
    n = var(f.name or "n", nat)
    below, above = _cited(reasons, apply(f, n), apply(g, n), n)
    w = p.fresh(f, f, g)
    late = call("le", ONE, call("cast", w))
    q = p.child(late)

    def everywhere(th: Theorem) -> Theorem:
        return _from_one(w, th)

    signs = everywhere(q.need(call("le", ZERO, apply(g, w))))
    if name == "is_big_o" and above is not None:
        positive = everywhere(q.need(call("le", ZERO, apply(f, w))))
        return mps(spec(lib("big_o_of_bound"), above[0], literal(1, nat), f, g), positive, signs, above[1])
    if name == "is_theta" and above is not None and below is not None:
        positive = p.need(call("lt", ZERO, below[0]))
        return mps(spec(lib("theta_of_bounds"), above[0], literal(1, nat), below[0], f, g), positive, signs, below[1], above[1])
    from derive.language.expr import text_of

    shown, scale = text_of(apply(f, n)), text_of(apply(g, n))
    wanted = [f"{shown} <= C * {scale}"] + ([f"c * {scale} <= {shown}"] if name == "is_theta" else [])
    raise StepError("these reasons give no bounds", given=str(goal), needed=f"{' and '.join(wanted)} for all {n.name} from 1 on")


def _cited(
    reasons: Sequence[Lemma | Theorem | Term], left: Term, scale: Term, n: Term
) -> tuple[tuple[Term, Theorem] | None, tuple[Term, Theorem] | None]:
    """The bounds from below and from above among the reasons: the constant, and `for all n: 1 <= n ==> bound`."""
    below: tuple[Term, Theorem] | None = None
    above: tuple[Term, Theorem] | None = None
    for reason in reasons:
        if not isinstance(reason, Theorem):
            continue
        th = to_plain(reason)
        name, args = parts(th.concl)
        if len(args) != 2 or name not in ("eq", "le"):
            continue
        if name == "eq" and args[1].canon is left.canon:
            th, args = k.sym(th), args[::-1]
        for side, other, up in ((0, 1, True), (1, 0, False)):
            factor = _factor(args[other], scale, n)
            if args[side].canon is not left.canon or factor is None:
                continue
            for upward in {up} if name == "le" else {True, False}:
                found = _stated(th, left, factor, scale, n, upward)
                if found is not None:
                    below, above = (below, (factor, found)) if upward else ((factor, found), above)
    return below, above


def _factor(t: Term, scale: Term, n: Term) -> Term | None:
    """c, when t is c times the scale, in either order."""
    name, args = parts(t)
    if name != "mul":
        return literal(1) if t.canon is scale.canon else None
    for c, s in (args, args[::-1]):
        if s.canon is scale.canon and n not in frees(c):
            return c
    return None


def _stated(th: Theorem, left: Term, c: Term, scale: Term, n: Term, upward: bool) -> Theorem | None:
    """`for all n: 1 <= n ==> f(n) <= c g(n)` (or the other way round); None when a hypothesis says more of n."""
    bound = call("mul", c, scale)
    goal = call("le", left, bound) if upward else call("le", bound, left)
    local = Prover()
    local.add(th)
    from derive.tactics.calc import close

    shown = close(local, goal, [th])
    late = call("le", ONE, call("cast", n))
    if any(n in frees(h) and h.canon is not late.canon for h in shown.hyps):
        return None
    return _from_one(n, shown)


def _from_one(n: Term, th: Theorem) -> Theorem:
    """`for all n: 1 <= n ==> th`, with the 1 as a natural number."""
    late = call("le", ONE, call("cast", n))
    first = call("cast", literal(1, nat))
    stated = call("le", first, call("cast", n))
    same = k.congr(k.congr(k.refl(late.fun.fun), k.field(first, ONE)), k.refl(late.arg))
    return k.generalize(n, k.discharge(stated, k.mp(k.discharge(late, th), k.eq_mp(same, k.assume(stated)))))


def larger(p: Prover, f: Term, g: Term, known: Theorem) -> Theorem | None:
    """f is not O(g), from f = Theta(n g(n)); None when `known` says something else."""
    name, args = parts(known.concl)
    if name != "is_theta" or args[0].canon is not f.canon:
        return None
    n = p.fresh(g, f, g, args[1])
    late, more = call("le", ONE, call("cast", n)), call("mul", call("cast", n), apply(g, n))
    try:
        scale = k.abstr(n, k.field(apply(args[1], n), more))
        signs = k.generalize(n, k.discharge(late, p.child(late).need(call("lt", ZERO, apply(g, n)))))
    except DeriveError:
        return None
    moved = k.eq_mp(k.congr(k.refl(known.concl.fun), scale), known)
    return mps(spec(lib("not_big_o_of_theta"), f, g), moved, signs)
