"""Evaluation of the heads of arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence.numbers import (
    ONE,
    ZERO,
    absolute,
    divide,
    exponential,
    inverse,
    logarithm,
    negate_real,
    power,
    rational,
)
from derive.evidence.table import enter, plain


def _recursion(base: Any, step: Any) -> Callable[[int], Any]:
    known = [base]

    def at(n: int) -> Any:
        while len(known) <= n:
            known.append(step(len(known) - 1)(known[-1]))
        return known[n]

    return at


def _sum(low: int, high: int, f: Any) -> Any:
    total = ZERO
    for i in range(low, high + 1):
        total = total + f(i)
    return total


def _prod(low: int, high: int, f: Any) -> Any:
    total = ONE
    for i in range(low, high + 1):
        total = total * f(i)
    return total


plain("add", 2, lambda a, b: a + b)
plain("sub", 2, lambda a, b: a - b)
plain("mul", 2, lambda a, b: a * b)
plain("div", 2, divide)
plain("neg", 1, negate_real)
plain("inv", 1, inverse)
plain("pow", 2, power)
plain("abs", 1, absolute)
plain("cast", 1, rational)
plain("nat_add", 2, lambda m, n: m + n)
plain("nat_mul", 2, lambda m, n: m * n)
plain("nat_sub", 2, lambda m, n: m - n if m > n else 0)
plain("recursion", 2, _recursion)
enter("sum", 3, lambda ev, t: _sum, heavy=True)
enter("prod", 3, lambda ev, t: _prod, heavy=True)
plain("exp", 1, exponential)
plain("log", 1, logarithm)
plain("sigmoid", 1, lambda x: divide(ONE, ONE + exponential(negate_real(x))))


def _tanh(x: Any) -> Any:
    up, down = exponential(x), exponential(negate_real(x))
    return divide(up - down, up + down)


plain("tanh", 1, _tanh)
