"""Evaluation of the heads of logic: equality, order, connectives, quantifiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence import catalogue, truth
from derive.evidence.numbers import (
    FALSE,
    LIKELY,
    TRUE,
    UNKNOWN,
    ZERO,
    NoValue,
    at_most,
    equal,
    less,
    strip,
)
from derive.evidence.stationary import LATE
from derive.evidence.table import Make, Special, enter, plain
from derive.kernel.terms import ABS, APP, BOUND, CONST, VAR, Term, parts
from derive.kernel.types import Type, bool_, fun, nat, real


def same_values(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    """Equality of values of a type."""
    if t is real:
        return equal
    if t is bool_:
        return truth.same
    if not t.is_var and t.name == "fun":
        inner = same_values(ev, t.args[1])

        def functions(f: Any, g: Any) -> int:
            if f is g:
                return TRUE
            points = ev.domain(t.args[0])
            if points is not None:
                return truth.all_of(points, lambda x: inner(f(x), g(x)))
            general = ev.general(t.args[0])
            if general is not None and _everywhere(lambda x: inner(f(x), g(x)), general) == TRUE:
                return TRUE
            return min(LIKELY, truth.all_of(ev.sampled(t.args[0]), lambda x: inner(f(x), g(x))))

        return functions
    if not t.is_var and t.name == "prod":
        left, right = same_values(ev, t.args[0]), same_values(ev, t.args[1])
        return lambda a, b: min(left(a[0], b[0]), right(a[1], b[1]))
    if not t.is_var and t.name == "measure":
        return _same_measure
    return lambda a, b: TRUE if a == b else FALSE


def _same_measure(m: Any, n: Any) -> int:
    weights: dict[Any, list[Any]] = {}
    for side, measure in enumerate((m, n)):
        for x, w in measure:
            weights.setdefault(x, [ZERO, ZERO])[side] += w
    return truth.all_of(list(weights.values()), lambda pair: equal(pair[0], pair[1]))


enter("eq", 2, lambda ev, t: same_values(ev, t.args[0]))
enter("ne", 2, lambda ev, t: (lambda same: lambda a, b: truth.negate(same(a, b)))(same_values(ev, t.args[0])))
plain("le", 2, at_most)
plain("lt", 2, less)
plain("ge", 2, lambda a, b: at_most(b, a))
plain("gt", 2, lambda a, b: less(b, a))
plain("not", 1, truth.negate)


def _connective(name: str, build: Callable[[Any, Any], Any]) -> None:
    def special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
        return build(ev.node(args[0]), ev.node(args[1]))

    def values(p: int, q: int) -> int:
        result: int = build(lambda env: p, lambda env: q)(())
        return result

    enter(name, 2, lambda ev, t: values, special)


_connective("and", truth.conjunction)
_connective("or", truth.disjunction)
_connective("implies", truth.implication)
enter("true", 0, lambda ev, t: TRUE)  # type: ignore[arg-type, return-value]
enter("false", 0, lambda ev, t: FALSE)  # type: ignore[arg-type, return-value]


def _quantifier(universal: bool) -> Make:
    def make(ev: Any, t: Type) -> Callable[[Any], int]:
        domain = t.args[0].args[0]

        def over(p: Any) -> int:
            points = ev.domain(domain)
            if points is not None:
                return (truth.all_of if universal else truth.any_of)(points, p)
            general = ev.general(domain)
            if general is not None:
                found = _everywhere(p, general)
                if found in (TRUE, FALSE):
                    return found
            if domain is nat and _all_naturals(ev, p, universal) == (TRUE if universal else FALSE):
                return TRUE if universal else FALSE
            tried = ev.sampled(domain)
            if universal:
                return min(LIKELY, truth.all_of(tried, p))
            found = truth.any_of(tried, p)
            return found if found >= LIKELY else UNKNOWN

        return over

    return make


def _all_naturals(ev: Any, p: Any, universal: bool) -> int:
    """The weakest (or strongest) answer at the numbers before the horizon, and at all others at once."""
    try:
        late = int(p(LATE))
        return min(truth.all_of(range(ev.horizon), p), late) if universal else max(truth.any_of(range(ev.horizon), p), late)
    except NoValue:
        return UNKNOWN


def _everywhere(p: Any, general: Any) -> int:
    """The answer at a general point holds at every point."""
    try:
        return int(p(general))
    except NoValue:
        return UNKNOWN


def _conditions(t: Term) -> tuple[list[Term], Term]:
    """Strip premises p and q ==> r, p ==> q ==> r."""
    found: list[Term] = []
    name, args = parts(t)
    while name == "implies" and len(args) == 2:
        found.extend(_conjuncts(args[0]))
        t = args[1]
        name, args = parts(t)
    return found, t


def _conjuncts(t: Term) -> list[Term]:
    name, args = parts(t)
    return [c for a in args for c in _conjuncts(a)] if name == "and" and len(args) == 2 else [t]


def range_of(body: Term, universal: bool) -> tuple[Term | None, Term | None, bool]:
    """The bounds that the body of a quantifier puts on its variable: (low or None, high or None, high is excluded)."""
    low: Term | None = None
    high: Term | None = None
    strict = False
    for c in _conditions(body)[0] if universal else _conjuncts(body):
        name, args = parts(c)
        if len(args) != 2 or name not in ("le", "lt", "ge", "gt"):
            continue
        small, large = args if name in ("le", "lt") else args[::-1]
        if _is_index(large) and low is None and name in ("le", "ge") and not _uses(small):
            low = small
        if _is_index(small) and high is None and not _uses(large):
            high, strict = large, name in ("lt", "gt")
    return low, high, strict


def _is_index(t: Term) -> bool:
    return t.tag == APP and t.arg.tag == BOUND and t.arg.value == 0 and parts(t)[0] == "cast"


def _uses(t: Term) -> bool:
    return any(i == 0 for i, _ in t.loose)


def _quantifier_special(universal: bool) -> Special:
    """A range of natural numbers is gone through exactly; bounds of functions whose range is known are decided."""

    def special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
        (p,) = args
        if p.tag != ABS:
            return None
        if t.args[0].args[0] is real and universal:
            return _by_range(ev, t, p)
        if t.args[0].args[0] is not nat:
            return None
        low, high, strict = range_of(p.fun, universal)
        if high is None:
            return None
        body, top = ev.node(p.fun), ev.node(high)
        bottom = ev.node(low) if low is not None else (lambda env: ZERO)
        combine = truth.all_of if universal else truth.any_of

        def over(env: tuple[Any, ...]) -> int:
            inside = (*env, 0)  # the bounds do not use the variable
            first, last = max(0, _ceiling(bottom(inside))), _floor(top(inside), strict)
            return combine(range(first, last + 1), lambda n: body((*env, n)))

        return over

    return special


def _by_range(ev: Any, t: Type, p: Term) -> Any:
    """`f(x) <= c` for all real x, or the same of |f|, f' and |f'|: decided where the range of f is known."""
    name, sides = parts(p.fun)
    if name not in ("le", "lt", "ge", "gt") or len(sides) != 2:
        return None
    small, large = sides if name in ("le", "lt") else sides[::-1]
    upper = not _uses(large)
    term, bound = (small, large) if upper else (large, small)
    absolute = parts(term)[0] == "abs"
    if absolute:
        (term,) = parts(term)[1]
    head, inside = parts(term)
    slopes = head == "deriv" and len(inside) == 2
    f = inside[0] if slopes else term.fun if term.tag == APP else term
    x = inside[1] if slopes else term.arg if term.tag == APP else term
    if x.tag != BOUND or x.value != 0 or _uses(bound) or f.tag not in (VAR, CONST) or f.type is not fun(real, real):
        return None
    limit, general = ev.node(bound), _quantifier(True)(ev, t)
    body = ev.node(p)

    def over(env: tuple[Any, ...]) -> int:
        function = catalogue.CONSTANTS.get(f.name) if f.tag == CONST else ev.values.get(f)
        known = getattr(function, "slopes" if slopes else "range", None)
        found = UNKNOWN
        if known is not None:
            reach = known.absolute() if absolute else known
            found = int(reach.below(limit((*env, ZERO)), strict=name in ("lt", "gt"), upper=upper))
        return found if found in (TRUE, FALSE) else int(general(body(env)))

    return over


def _ceiling(x: Any) -> int:
    return -_floor(-x, False)


def _floor(x: Any, strict: bool) -> int:
    x = strip(x)
    if not hasattr(x, "p"):
        raise NoValue("precision", "a bound of a range that is not an exact number")
    whole = int(x.p) // int(x.q)
    return whole - 1 if strict and int(x.q) == 1 else whole


enter("forall", 1, _quantifier(True), _quantifier_special(True), heavy=True)
enter("exists", 1, _quantifier(False), _quantifier_special(False), heavy=True)
plain("pair", 2, lambda a, b: (a, b))


def _component(i: int) -> Special:
    """A component of a written pair does not need the other one."""

    def special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
        name, inside = parts(args[0])
        return ev.node(inside[i]) if name == "pair" and len(inside) == 2 else None

    return special


enter("fst", 1, lambda ev, t: lambda p: p[0], _component(0))
enter("snd", 1, lambda ev, t: lambda p: p[1], _component(1))
enter("singleton", 2, lambda ev, t: (lambda same: lambda s, x: same(x, s))(same_values(ev, t.args[0])))
