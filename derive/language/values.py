"""Values of numeric parameters: a result is proved for the symbol, and printed with the number in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction

from derive.kernel.terms import ABS, APP, LIT, VAR, Term, apply, binder, frees, literal, parts
from derive.kernel.types import nat, real

_values: ContextVar[Mapping[Term, Term] | None] = ContextVar("values", default=None)

_ARITHMETIC: dict[str, Callable[..., Fraction]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "inv": lambda a: 1 / a,
    "pow": lambda a, n: a**n,
    "abs": lambda a: abs(a),
    "cast": lambda n: n,
    "nat_add": lambda a, b: a + b,
    "nat_mul": lambda a, b: a * b,
    "nat_sub": lambda a, b: max(a - b, Fraction(0)),
}


@contextmanager
def printed_with(values: Mapping[Term, Term]) -> Iterator[None]:
    """Print these variables as these literals inside the block, and no others."""
    token = _values.set(values)
    try:
        yield
    finally:
        _values.reset(token)


def put_in(t: Term) -> Term:
    """The term with the values of parameters, and what becomes arithmetic of numbers only computed.

    >>> from derive.language.expr import Expr, Natural, Rational, Real
    >>> from derive.language.symbols import symbols
    >>> s, x, n = symbols("s", Real), symbols("x", Real), symbols("n", Natural)
    >>> with printed_with({s.term: Rational(1, 2).term}):
    ...     print(Expr(put_in(((1 * s) ** n * (2 * s + x)).term)))
    (1/2)**n * (1 + x)
    """
    values = _values.get()
    return t if not values or frees(t).isdisjoint(values) else _put(t, values)


def _put(t: Term, values: Mapping[Term, Term]) -> Term:
    if frees(t).isdisjoint(values):
        return t
    if t.tag == VAR:
        return values[t]
    if t.tag == ABS:
        return binder(t.name, t.type.args[0], _put(t.fun, values))
    if t.tag == APP:
        return _computed(apply(_put(t.fun, values), _put(t.arg, values)))
    return t


def _computed(t: Term) -> Term:
    """An operation on literals as its value."""
    name, args = parts(t)
    if name not in _ARITHMETIC or t.type not in (real, nat) or any(a.tag != LIT for a in args):
        return t
    numbers = [Fraction(a.value) for a in args]
    if (name == "div" and not numbers[1]) or (name == "inv" and not numbers[0]):
        return t
    if name == "pow" and (numbers[1] > 64 or len(str(numbers[0])) > 12):
        return t
    value = _ARITHMETIC[name](*(int(x) if name == "pow" and i else x for i, x in enumerate(numbers)))
    return literal(value, t.type)
