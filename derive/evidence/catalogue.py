"""The functions from real to real that symbols stand for: each with its text, its smoothness and, where known, its range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from derive.evidence import numbers
from derive.evidence.numbers import FALSE, UNKNOWN, at_most, less, rational


@final
@dataclass(frozen=True)
class Range:
    """The values of a function: its infimum and supremum (None: infinite), and whether they are attained."""

    low: Fraction | None
    high: Fraction | None
    at_low: bool = True
    at_high: bool = True
    unknown_low: bool = False

    def absolute(self) -> Range:
        """The range of the absolute value, upwards (its infimum is not tracked)."""
        if self.low is None or self.high is None:
            return Range(None, None, unknown_low=True)
        high = max(-self.low, self.high)
        attained = (self.at_high and self.high == high) or (self.at_low and -self.low == high)
        return Range(None, high, False, attained, unknown_low=True)

    def below(self, limit: Any, *, strict: bool, upper: bool) -> int:
        """Do all values lie below the limit (or, not upper, above it)?"""
        if self.unknown_low and not upper:
            return UNKNOWN
        end, attained = (self.high, self.at_high) if upper else (self.low, self.at_low)
        if end is None:
            return FALSE
        value = rational(end)
        a, b = (value, limit) if upper else (limit, value)
        if strict and attained:
            return less(a, b)
        return at_most(a, b)


@final
class RealFunction:
    """A function of one real variable; calls compute with rationals, balls and duals."""

    __slots__ = ("bounded", "f", "latex", "python", "range", "slopes", "smooth", "text")

    def __init__(
        self,
        f: Callable[[Any], Any],
        text: str,
        latex: str,
        python: str,
        values: Range | None,
        slopes: Range | None,
        smooth: bool = True,
    ) -> None:
        self.f, self.text, self.latex, self.python, self.range, self.slopes, self.smooth = f, text, latex, python, values, slopes, smooth
        self.bounded = values is not None and values.low is not None and values.high is not None

    def __call__(self, x: Any) -> Any:
        return self.f(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    up, down = numbers.exponential(x), numbers.exponential(-x)
    return numbers.divide(up - down, up + down)


def _one(c: int | Fraction) -> Range:
    return Range(Fraction(c), Fraction(c))


_HALF = Fraction(1, 2)
_ALL, _UP = Range(None, None), Range(Fraction(0), None)
_OPEN = Range(Fraction(0), None, at_low=False)
# Rational functions first, so that values stay exact; one with a kink last.
CATALOGUE: dict[str, RealFunction] = {
    "constant 0": RealFunction(lambda x: x * 0, "0", "0", "lambda x: F(0)", _one(0), _one(0)),
    "constant 1": RealFunction(lambda x: x * 0 + 1, "1", "1", "lambda x: F(1)", _one(1), _one(0)),
    "identity": RealFunction(lambda x: x, "x", "x", "lambda x: x", _ALL, _one(1)),
    "negative": RealFunction(lambda x: -x, "-x", "-x", "lambda x: -x", _ALL, _one(-1)),
    "affine": RealFunction(lambda x: x * rational(_HALF) + 1, "x/2 + 1", "x/2 + 1", "lambda x: x / 2 + 1", _ALL, _one(_HALF)),
    "square": RealFunction(lambda x: x * x, "x**2", "x^2", "lambda x: x * x", _UP, _ALL),
    "cube": RealFunction(lambda x: x * x * x, "x**3", "x^3", "lambda x: x**3", _ALL, _UP),
    "bell": RealFunction(
        lambda x: numbers.divide(numbers.ONE, x * x + 1),
        "1/(1 + x**2)",
        "1/(1 + x^2)",
        "lambda x: 1 / (1 + x * x)",
        Range(Fraction(0), Fraction(1), at_low=False),
        None,
    ),
    "wave": RealFunction(
        lambda x: numbers.divide(x, x * x + 1),
        "x/(1 + x**2)",
        "x/(1 + x^2)",
        "lambda x: x / (1 + x * x)",
        Range(-_HALF, _HALF),
        Range(Fraction(-1, 8), Fraction(1)),
    ),
    "exp": RealFunction(numbers.exponential, "exp(x)", "e^{x}", "exp", _OPEN, _OPEN),
    "tanh": RealFunction(
        tanh, "tanh(x)", r"\tanh(x)", "tanh", Range(Fraction(-1), Fraction(1), False, False), Range(Fraction(0), Fraction(1), at_low=False)
    ),
    "kink": RealFunction(numbers.absolute, "abs(x)", r"\lvert x \rvert", "abs", _UP, None, smooth=False),
}
_SIGMOID = RealFunction(
    lambda x: numbers.divide(numbers.ONE, numbers.exponential(-x) + 1),
    "sigmoid(x)",
    r"\sigma(x)",
    "lambda x: 1 / (1 + exp(-x))",
    Range(Fraction(0), Fraction(1), False, False),
    Range(Fraction(0), Fraction(1, 4), at_low=False),
)
# The same for constants of the language.
CONSTANTS = {"exp": CATALOGUE["exp"], "tanh": CATALOGUE["tanh"], "sigmoid": _SIGMOID}
