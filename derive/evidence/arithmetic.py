"""Evaluation of the heads of arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from flint import fmpq

from derive.evidence.numbers import (
    ONE,
    TRUE,
    ZERO,
    NoValue,
    absolute,
    divide,
    exponential,
    inverse,
    logarithm,
    negate_real,
    power,
    rational,
)
from derive.evidence.stationary import LATE
from derive.evidence.table import enter, plain
from derive.kernel.types import Type

_LONG = 20_000  # bits of an exact number; one that squares itself at each step would fill the memory


def _recursion(ev: Any, t: Type) -> Callable[[Any, Any], Callable[[Any], Any]]:
    return lambda base, step: _Recursion(ev, t.args[0], base, step).at


@final
class _Recursion:
    """The states so far."""

    def __init__(self, ev: Any, state: Type, base: Any, step: Any) -> None:
        from derive.evidence.evaluate import Table, is_point_type

        function = not state.is_var and state.name == "fun" and is_point_type(state.args[0])
        self.kept: Callable[[Any], Any] = Table if function else lambda x: x
        self.ev, self.state, self.step, self.known = ev, state, step, [self.kept(base)]

    def at(self, n: Any) -> Any:
        if n is LATE:
            return self.last()
        known = self.known
        while len(known) <= n:
            value = self.step(len(known) - 1)(known[-1])
            if type(value) is fmpq and value.height_bits() > _LONG:
                raise NoValue("not evaluable", "a number with too many digits")
            known.append(self.kept(value))
        return known[n]

    def last(self) -> Any:
        """The state from the horizon on, if the next one is the same."""
        from derive.evidence.logic import same_values

        now = self.at(self.ev.horizon)
        if same_values(self.ev, self.state)(self.step(LATE)(now), now) != TRUE:
            raise NoValue("not evaluable", "a recursion at all large natural numbers")
        return now


def _cast(n: Any) -> Any:
    if n is LATE:
        raise NoValue("not evaluable", "all large natural numbers")
    return rational(n)


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
plain("cast", 1, _cast)
plain("nat_add", 2, lambda m, n: m + n)
plain("nat_mul", 2, lambda m, n: m * n)
plain("nat_sub", 2, lambda m, n: m - n if m > n else 0)
enter("recursion", 2, _recursion)
enter("sum", 3, lambda ev, t: _sum, heavy=True)
enter("prod", 3, lambda ev, t: _prod, heavy=True)
plain("exp", 1, exponential)
plain("log", 1, logarithm)
plain("sigmoid", 1, lambda x: divide(ONE, ONE + exponential(negate_real(x))))


def _tanh(x: Any) -> Any:
    up, down = exponential(x), exponential(negate_real(x))
    return divide(up - down, up + down)


plain("tanh", 1, _tanh)
