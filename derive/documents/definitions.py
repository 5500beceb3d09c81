"""Definitions as their author wrote them: f = (x. body) at points, a recursion as its two equations."""

from __future__ import annotations

from derive.evidence.definitions import replace_term
from derive.kernel.terms import ABS, APP, CONST, VAR, Term, apply, binder, const, equation, frees, literal, parts, var
from derive.kernel.types import Type, fun, nat, type_con


def equations(t: Term) -> list[Term]:
    """The equations that a definition f = body stands for; the statement itself when it is no definition."""
    name, args = parts(t)
    if name != "eq" or args[0].tag != VAR:
        return [t]
    f, body = args
    if body.tag == ABS:
        n = _fresh(body.name or "n", body.type.args[0], f, body)
        head, found = parts(apply(body, n))
        if head == "recursion" and len(found) >= 3 and found[2] is n:
            start, step, _, *rest = found
            l = _fresh(step.name or "l", nat, f, start, step) if step.tag == ABS else n
            zero = _at_points(apply(f, literal(0, nat)), apply(start, *rest))
            following = apply(f, apply(const("nat_add"), l, literal(1, nat)))
            return [zero, _at_points(following, apply(step, l, apply(f, l), *rest))]
        if head == "recursion" and len(found) >= 3 and parts(found[2]) == ("nat_sub", (n, literal(1, nat))):
            return _from_one(f, found[0], found[1], *found[3:]) or [t]
    return [_at_points(f, body)]


def _from_one(f: Term, start: Term, step: Term, *rest: Term) -> list[Term]:
    """A sequence that begins at 1: its first value, and for n >= 1 the value at n + 1 (`step` has n + 1 where its author wrote n).

    Empty when n does not only stand in n + 1, which no script can bring about.
    """
    m = _fresh("m", nat, f, start, step)
    l = _fresh(step.name or "n", nat, f, start, step, m)
    first = _at_points(apply(f, literal(1, nat)), apply(start, *rest))
    body = apply(step, m, apply(f, l), *rest)
    shown = replace_term(body, apply(const("nat_add"), m, literal(1, nat)), l)
    if m in frees(shown):
        return []
    following = _at_points(apply(f, apply(const("nat_add"), l, literal(1, nat))), shown)
    return [first, following]


def _at_points(left: Term, right: Term) -> Term:
    """left = right at as many points as the right side takes."""
    while right.tag == ABS:
        point = _point(right.name, right.type.args[0], left, right)
        left, right = apply(left, point), _projected(apply(right, point))
    return equation(left, right)


def _point(name: str, t: Type, *avoid: Term) -> Term:
    if not t.is_var and t.name == "prod":
        first = _point("", t.args[0], *avoid)
        second = _point("", t.args[1], *avoid, first)
        return apply(const("pair", fun(first.type, second.type, type_con("prod", (first.type, second.type)))), first, second)
    return _fresh(name or _letter(t), t, *avoid)


def _letter(t: Type) -> str:
    return t.name[0].lower() if t.is_var else {"real": "x", "nat": "n", "fun": "f"}.get(t.name, "z")


def _fresh(name: str, t: Type, *avoid: Term) -> Term:
    used = {v.name for a in avoid for v in frees(a)}
    while name in used:
        name += "'"
    return var(name, t)


def _projected(t: Term) -> Term:
    """The term with the parts of explicit pairs in place of fst and snd."""
    if t.tag == APP:
        f, x = _projected(t.fun), _projected(t.arg)
        if f.tag == CONST and f.name in ("fst", "snd"):
            name, args = parts(x)
            if name == "pair" and len(args) == 2:
                return args[f.name == "snd"]
        return apply(f, x)
    return binder(t.name, t.type.args[0], _projected(t.fun)) if t.tag == ABS else t
