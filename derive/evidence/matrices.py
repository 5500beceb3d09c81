"""Evaluation of the heads of linear algebra: a vector is a function of an index, a matrix of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence import truth
from derive.evidence.numbers import ONE, ZERO, equal
from derive.evidence.table import arguments, enter, plain
from derive.kernel.types import Type


def _counting(ev: Any, t: Type, args: tuple[Any, ...]) -> Callable[[tuple[Any, ...]], Any]:
    d = t.args[0]
    return lambda env: tuple([(i, ONE) for i in ev.domain(d)])


def _total(values: list[Any]) -> Any:
    result = ZERO
    for v in values:
        result = result + v
    return result


def _matmul(ev: Any, t: Type) -> Callable[[Any, Any], Any]:
    left, right = arguments(t, 2)
    rows, inner, columns = left.args[0], right.args[0], right.args[1].args[0]

    def product(a: Any, b: Any) -> Any:
        middle = ev.domain(inner)
        below = {k: [b(j)(k) for j in middle] for k in ev.domain(columns)}
        table = {}
        for i in ev.domain(rows):
            row = [a(i)(j) for j in middle]
            table[i] = {k: _total([x * y for x, y in zip(row, column, strict=True)]) for k, column in below.items()}.__getitem__
        return table.__getitem__

    return product


def _matvec(ev: Any, t: Type) -> Callable[[Any, Any], Any]:
    left, right = arguments(t, 2)

    def product(a: Any, v: Any) -> Any:
        entries = [(j, v(j)) for j in ev.domain(right.args[0])]
        return {i: _total([a(i)(j) * x for j, x in entries]) for i in ev.domain(left.args[0])}.__getitem__

    return product


def _trace(ev: Any, t: Type) -> Callable[[Any], Any]:
    d = arguments(t, 1)[0].args[0]
    return lambda a: _total([a(i)(i) for i in ev.domain(d)])


def _diagonal(ev: Any, t: Type) -> Callable[[Any], int]:
    d = arguments(t, 1)[0].args[0]

    def check(a: Any) -> int:
        points = ev.domain(d)
        return truth.all_of([(i, j) for i in points for j in points if i != j], lambda p: equal(a(p[0])(p[1]), ZERO))

    return check


enter("counting", 0, lambda ev, t: ONE, special=_counting)  # type: ignore[arg-type, return-value]
plain("identity", 2, lambda i, j: ONE if i == j else ZERO)
enter("matmul", 2, _matmul, heavy=True)
enter("matvec", 2, _matvec, heavy=True)
plain("transpose", 3, lambda a, j, i: a(i)(j))
plain("diag", 3, lambda v, i, j: v(i) if i == j else ZERO)
enter("trace", 1, _trace, heavy=True)
enter("diagonal", 1, _diagonal)
