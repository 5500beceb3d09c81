"""Definitions as their author wrote them: f = (x. body) at points, a recursion as its two equations."""

from __future__ import annotations

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
    return [_at_points(f, body)]


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
