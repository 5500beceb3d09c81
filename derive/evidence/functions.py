"""Values of symbols: functions on infinite types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, final

from derive.evidence import numbers
from derive.evidence.numbers import rational
from derive.evidence.values import Spec, number_weight, python_number, simpler_numbers


@final
class RealFunction:
    """A function of one real variable; calls compute with any numbers."""

    __slots__ = ("bounded", "f", "smooth")

    def __init__(self, f: Callable[[Any], Any], bounded: bool, smooth: bool) -> None:
        self.f, self.bounded, self.smooth = f, bounded, smooth

    def __call__(self, x: Any) -> Any:
        return self.f(x)


def _tanh(x: Any) -> Any:
    up, down = numbers.exponential(x), numbers.exponential(-x)
    return numbers.divide(up - down, up + down)


# name: (function, text, LaTeX, Python, bounded); rational ones first, so that values stay exact; one with a kink last
SMOOTH: dict[str, tuple[Callable[[Any], Any], str, str, str, bool]] = {
    "constant 0": (lambda x: x * 0, "0", "0", "lambda x: F(0)", True),
    "constant 1": (lambda x: x * 0 + 1, "1", "1", "lambda x: F(1)", True),
    "identity": (lambda x: x, "x", "x", "lambda x: x", False),
    "negative": (lambda x: -x, "-x", "-x", "lambda x: -x", False),
    "affine": (
        lambda x: x / 2 + 1 if type(x) is not numbers.Dual else x * rational(Fraction(1, 2)) + 1,
        "x/2 + 1",
        "x/2 + 1",
        "lambda x: x / 2 + 1",
        False,
    ),
    "square": (lambda x: x * x, "x**2", "x^2", "lambda x: x * x", False),
    "cube": (lambda x: x * x * x, "x**3", "x^3", "lambda x: x**3", False),
    "bell": (lambda x: numbers.divide(numbers.ONE, x * x + 1), "1/(1 + x**2)", "1/(1 + x^2)", "lambda x: 1 / (1 + x * x)", True),
    "wave": (lambda x: numbers.divide(x, x * x + 1), "x/(1 + x**2)", "x/(1 + x^2)", "lambda x: x / (1 + x * x)", True),
    "exp": (numbers.exponential, "exp(x)", "e^{x}", "exp", False),
    "tanh": (_tanh, "tanh(x)", r"\tanh(x)", "tanh", True),
    "kink": (numbers.absolute, "abs(x)", r"\lvert x \rvert", "abs", False),
}
KINKED = frozenset(["kink"])


@final
@dataclass(frozen=True)
class Smooth(Spec):
    """A function from real to real: scale times one of the list."""

    name: str
    scale: Fraction = Fraction(1)

    def value(self, ctx: Any) -> Any:
        f, _, _, _, bounded = SMOOTH[self.name]
        c = rational(self.scale)
        return RealFunction(f if self.scale == 1 else lambda x: f(x) * c, bounded, self.name not in KINKED)

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        text = SMOOTH[self.name][1 if number is str else 2]
        if self.scale == 1:
            return text
        return f"{number(self.scale)} * ({text})" if number is str else f"{number(self.scale)} ({text})"

    def python(self, ctx: Any) -> str:
        source = SMOOTH[self.name][3]
        if self.scale == 1:
            return f"({source})"
        return f"(lambda x: {python_number(self.scale)} * ({source})(x))"

    def weight(self) -> float:
        return list(SMOOTH).index(self.name) + (number_weight(self.scale) + 1 if self.scale != 1 else 0)

    def simpler(self) -> Iterator[Spec]:
        yield from (Smooth(n, self.scale) for n in list(SMOOTH)[: list(SMOOTH).index(self.name)])
        if self.scale != 1:
            yield Smooth(self.name)


@final
@dataclass(frozen=True)
class Polynomial(Spec):
    """constant + sum of slopes times the coordinates of the argument + curves times their squares."""

    coordinates: Callable[[Any], list[Any]]
    python_coordinates: str
    constant: Fraction
    slopes: tuple[Fraction, ...]
    curves: tuple[Fraction, ...]

    def value(self, ctx: Any) -> Any:
        c, slopes, curves = rational(self.constant), [rational(s) for s in self.slopes], [rational(s) for s in self.curves]

        def at(x: Any) -> Any:
            total: Any = c
            for y, a, b in zip(self.coordinates(x), slopes, curves, strict=False):
                total = total + y * a + y * y * b
            return total

        return at

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        terms = [number(self.constant)]
        for i, (a, b) in enumerate(zip(self.slopes, self.curves, strict=True)):
            terms += [f"{number(k)} * u{i + 1}{power}" for k, power in ((a, ""), (b, "**2")) if k]
        return " + ".join(terms)

    def python(self, ctx: Any) -> str:
        rows = ", ".join(f"({python_number(a)}, {python_number(b)})" for a, b in zip(self.slopes, self.curves, strict=True))
        return (
            f"(lambda x: {python_number(self.constant)} + sum(y * a + y * y * b for y, (a, b) in zip({self.python_coordinates}, [{rows}])))"
        )

    def weight(self) -> float:
        return sum(map(number_weight, (self.constant, *self.slopes, *self.curves)))

    def simpler(self) -> Iterator[Spec]:
        for y in simpler_numbers(self.constant):
            yield replace(self, constant=y)
        for i, s in enumerate(self.slopes):
            for y in simpler_numbers(s):
                yield replace(self, slopes=(*self.slopes[:i], y, *self.slopes[i + 1 :]))
        for i, s in enumerate(self.curves):
            for y in simpler_numbers(s):
                yield replace(self, curves=(*self.curves[:i], y, *self.curves[i + 1 :]))


@final
@dataclass(frozen=True)
class Constant(Spec):
    """A function that does not look at its argument (of an infinite type)."""

    entry: Spec

    def value(self, ctx: Any) -> Any:
        v = self.entry.value(ctx)
        return lambda x: v

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return self.entry.leaves(ctx, number)

    def python(self, ctx: Any) -> str:
        return f"(lambda _: {self.entry.python(ctx)})"

    def weight(self) -> float:
        return self.entry.weight()

    def simpler(self) -> Iterator[Spec]:
        return (Constant(s) for s in self.entry.simpler())
