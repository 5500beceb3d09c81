"""Smoothness that shows in the form of a term: sums, products, exp and quotients by positive terms."""

from __future__ import annotations

from derive.kernel.terms import ABS, APP, BOUND, CONST, LIT, VAR, Term, parts

_EVERYWHERE = {"exp", "sigmoid", "tanh", "sin", "cos"}


def smooth_needs(f: Term) -> frozenset[Term] | None:
    """The free functions that must be smooth for f to be; None when the form of f decides nothing."""
    f = f.canon
    if f.tag == VAR:
        return frozenset((f,))
    if f.tag == CONST:
        return frozenset() if f.name in _EVERYWHERE else None
    return _body(f.fun) if f.tag == ABS else None


def _constant(t: Term) -> bool:
    return all(i > 0 for i, _ in t.loose)


def _body(t: Term) -> frozenset[Term] | None:
    if _constant(t) or (t.tag == BOUND and t.value == 0):
        return frozenset()
    name, args = parts(t)
    if name in ("add", "sub", "mul"):
        return _both(_body(args[0]), _body(args[1]))
    if name == "neg" or name in _EVERYWHERE:
        return _body(args[0])
    if name == "pow" and _constant(args[1]):
        return _body(args[0])
    if name == "div" and positive(args[1]):
        return _both(_body(args[0]), _body(args[1]))
    if name in ("inv", "log") and positive(args[0]):
        return _body(args[0])
    if t.tag == APP and t.fun.tag == VAR:
        return _both(frozenset((t.fun,)), _body(t.arg))
    return None


def _both(a: frozenset[Term] | None, b: frozenset[Term] | None) -> frozenset[Term] | None:
    return None if a is None or b is None else a | b


def positive(t: Term) -> bool:
    """Positive by its form alone."""
    if t.tag == LIT:
        return t.value > 0
    name, args = parts(t)
    if name in ("exp", "sigmoid"):
        return True
    if name in ("mul", "div"):
        return positive(args[0]) and positive(args[1])
    if name == "add":
        return (positive(args[0]) and not_negative(args[1])) or (not_negative(args[0]) and positive(args[1]))
    return name == "pow" and positive(args[0])


def not_negative(t: Term) -> bool:
    """At least 0 by its form alone."""
    if positive(t) or (t.tag == LIT and t.value >= 0):
        return True
    name, args = parts(t)
    if name in ("add", "mul"):
        return not_negative(args[0]) and not_negative(args[1])
    if name == "pow" and args[1].tag == LIT:
        return args[1].value % 2 == 0 or not_negative(args[0])
    return name == "abs"
