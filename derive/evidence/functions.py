"""Values of symbols: functions on infinite types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, final

from derive.evidence.catalogue import CATALOGUE
from derive.evidence.numbers import rational
from derive.evidence.values import Spec, number_weight, python_number, simpler_numbers


@final
@dataclass(frozen=True)
class Smooth(Spec):
    """A function from real to real of the catalogue."""

    name: str

    def value(self, ctx: Any) -> Any:
        return CATALOGUE[self.name]

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return CATALOGUE[self.name].text if number is str else CATALOGUE[self.name].latex

    def python(self, ctx: Any) -> str:
        return f"({CATALOGUE[self.name].python})"

    def weight(self) -> float:
        return list(CATALOGUE).index(self.name)

    def simpler(self) -> Iterator[Spec]:
        return (Smooth(n) for n in list(CATALOGUE)[: list(CATALOGUE).index(self.name)])


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


@final
class MapOfVectors:
    """A map with vectors as values, by its entries; `smooth` when they are polynomials."""

    __slots__ = ("entries", "smooth")

    def __init__(self, entries: dict[Any, Any], smooth: bool) -> None:
        self.entries, self.smooth = entries, smooth

    def __call__(self, x: Any) -> Any:
        return lambda i: self.entries[i](x)


@final
@dataclass(frozen=True)
class VectorMap(Spec):
    """A function of an infinite type with values that are vectors: one function for each index."""

    points: tuple[Any, ...]
    entries: tuple[Spec, ...]

    def value(self, ctx: Any) -> Any:
        known = {p: e.value(ctx) for p, e in zip(self.points, self.entries, strict=True)}
        return MapOfVectors(known, all(isinstance(e, Polynomial) for e in self.entries))

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return [e.leaves(ctx, number) for e in self.entries]

    def python(self, ctx: Any) -> str:
        rows = ", ".join(f"{p!r}: {e.python(ctx)}" for p, e in zip(self.points, self.entries, strict=True))
        return f"(lambda x: lambda i: {{{rows}}}[i](x))"

    def weight(self) -> float:
        return sum(e.weight() for e in self.entries)

    def simpler(self) -> Iterator[Spec]:
        for i, e in enumerate(self.entries):
            for s in e.simpler():
                yield VectorMap(self.points, (*self.entries[:i], s, *self.entries[i + 1 :]))
