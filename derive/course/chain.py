"""A chain of lines: joining them, and arriving at the claim."""

from __future__ import annotations

from collections.abc import Sequence

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, Term, apply, frees, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, nat, real
from derive.tactics.calc import close
from derive.tactics.lemma import Lemma
from derive.tactics.order import join
from derive.tactics.prover import Prover

RELATIONS = {"eq": "=", "le": "<=", "lt": "<", "ge": ">=", "gt": ">", "iff": "iff", "implies": "implies", "tends": "tends"}


def sides(statement: Term) -> tuple[Term, str, Term]:
    """Left side, relation and right side; no relation when it has no two sides."""
    name, args = parts(statement)
    if name == "eq" and len(args) == 2:
        return args[0], "iff" if args[0].type is bool_ else "=", args[1]
    if name in ("le", "lt", "ge", "gt") and len(args) == 2:
        return args[0], RELATIONS[name], args[1]
    if name == "implies" and len(args) == 2:
        return args[0], "implies", args[1]
    if name == "tends" and len(args) == 2:
        return apply(args[0], index_of(statement)), "tends", args[1]
    return statement, "", statement


def index_of(statement: Term) -> Term:
    """The index that a limit is written with; any index for another statement."""
    name, args = parts(statement)
    return var((args[0].name if name == "tends" and args[0].tag == ABS else "") or "n", nat)


def joined(first: Theorem, second: Theorem, downward: bool) -> Theorem:
    """The chain so far and the next line, both with <= and < read upwards."""
    (r, (_, b)), (s, (_, d)) = parts(first.concl), parts(second.concl)
    if r == "eq" and s == "eq":
        return k.trans(first, second)
    if r == "implies" and s == "implies":
        premise = parts(first.concl)[1][0]
        return k.discharge(premise, k.mp(second, k.mp(first, k.assume(premise))))
    if not downward:
        if r == "eq":
            return k.eq_mp(k.congr(k.congr(k.refl(second.concl.fun.fun), k.sym(first)), k.refl(d)), second)
        if s == "eq":
            return k.eq_mp(k.congr(k.refl(first.concl.fun), second), first)
        return join(first, second)
    # downward: lines are read as  next <= now
    if r == "eq":
        return k.eq_mp(k.congr(k.refl(second.concl.fun), k.sym(first)), second)
    if s == "eq":
        return k.eq_mp(k.congr(k.congr(k.refl(first.concl.fun.fun), second), k.refl(b)), first)
    return join(second, first)


def reached(th: Theorem, goal: Term) -> Theorem | None:
    """The goal, when the chain says it: perhaps more strongly, and up to arithmetic of numerals and indices."""
    if th.concl.canon is goal.canon:
        return th
    if parts(th.concl)[0] == "lt" and parts(goal)[0] == "le":
        from derive.tactics.inequality import weaken

        th = weaken(th)
    if th.concl.canon is not goal.canon:
        th = _tidied(th, goal) or th
    return th if th.concl.canon is goal.canon else None


def following(p: Prover, now: Term, target: Term, reasons: Sequence[Lemma | Theorem | Term]) -> Theorem:
    """now ==> target, where what is supposed is a reason too.

    Raises:
        StepError: it does not follow.
    """
    return k.discharge(now, close(p.under(now), target, [*reasons, k.assume(now)]))


def _tidied(th: Theorem, goal: Term) -> Theorem | None:
    """Equal up to arithmetic of numerals and indices at the ends."""
    (r, xs), (s, ys) = parts(th.concl), parts(goal)
    if r == "eq" and s == "le":
        from derive.tactics.inequality import lib
        from derive.tactics.logic import spec

        a, b = xs
        ends = (b, a) if ys[0].canon is b.canon and ys[0].canon is not a.canon else (a, b)
        th = k.mp(spec(lib("le_of_eq"), *ends), th if ends == (a, b) else k.sym(th))
        r, xs = parts(th.concl)
        if th.concl.canon is goal.canon:
            return th
    if r == "eq" and s == "implies":
        th = k.discharge(xs[0], k.eq_mp(th, k.assume(xs[0])))
        r, xs = parts(th.concl)
    if r != s or len(xs) != 2 or xs[0].type is not ys[0].type:
        return None
    tidy = [_index_arithmetic(a, b) for a, b in zip(xs, ys, strict=True)]
    if tidy[0] is None or tidy[1] is None:
        return None
    return k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), tidy[0]), tidy[1]), th)


def _index_arithmetic(a: Term, b: Term) -> Theorem | None:
    """|- a = b, when they differ by arithmetic of numerals and indices only; sums and products stay as they are written."""
    if a.canon is b.canon:
        return k.trans(k.refl(a), k.refl(b))
    if a.type is not b.type or frees(a) != frees(b):
        return None
    if a.type is nat:
        from derive.tactics.normal import equal

        return equal(Prover(), a, b)
    if a.type is real:
        try:
            return k.field(a, b)
        except DeriveError:
            pass
    if a.tag == "app" and b.tag == "app" and a.fun.type is b.fun.type:
        f, x = _index_arithmetic(a.fun, b.fun), _index_arithmetic(a.arg, b.arg)
        return None if f is None or x is None else k.congr(f, x)
    return None


def inferences(th: Theorem, counted: set[int]) -> int:
    """Steps of the kernel that the theorem rests on and that were not counted before."""
    n = 0
    todo = [th]
    while todo:
        now = todo.pop()
        if id(now) in counted:
            continue
        counted.add(id(now))
        n += 1
        todo.extend(now.premises)
    return n
