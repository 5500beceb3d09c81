"""Values of the symbols in a model: each knows its value, its text, LaTeX and Python, and simpler values to try instead.

`ctx` is the model: it gives the weights of the reference measures, which densities are divided by.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from derive.evidence.numbers import FALSE, TRUE, rational
from derive.evidence.stationary import LATE

_SEPARATORS = (", ", "; ", " | ")


class Spec(ABC):
    """A value of a symbol."""

    @abstractmethod
    def value(self, ctx: Any) -> Any:
        """What the evaluator computes with."""

    @abstractmethod
    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        """The printed value: text, or a nested list of texts."""

    @abstractmethod
    def python(self, ctx: Any) -> str:
        """Python source of the value; a function is a callable of one argument."""

    @abstractmethod
    def weight(self) -> float:
        """How complicated the value is; 0 is simplest."""

    def simpler(self) -> Iterator[Spec]:
        """Simpler values, simplest first."""
        yield from ()

    def text(self, ctx: Any) -> str:
        """The value for a reader."""
        return joined(self.leaves(ctx, str))

    def latex(self, ctx: Any) -> str:
        """The value in LaTeX."""
        return joined(self.leaves(ctx, latex_number))


def latex_number(x: Fraction) -> str:
    """A number in LaTeX."""
    if x.denominator == 1:
        return str(x)
    return f"{'-' if x < 0 else ''}\\frac{{{abs(x.numerator)}}}{{{x.denominator}}}"


def python_number(x: Fraction) -> str:
    """An exact number in Python."""
    return f"F({x.numerator}, {x.denominator})" if x.denominator != 1 else f"F({x.numerator})"


def _depth(rows: Any) -> int:
    return 1 + max(map(_depth, rows)) if isinstance(rows, list) and rows else 0


def _flat(rows: Any) -> list[str]:
    return [leaf for row in rows for leaf in _flat(row)] if isinstance(rows, list) else [rows]


def joined(rows: Any) -> str:
    """(a, b; c, d) for a table, the single value for a constant one."""
    if not isinstance(rows, list):
        return str(rows)
    flat = _flat(rows)
    if len(set(flat)) == 1:
        return flat[0]

    def inside(part: Any) -> str:
        depth = _depth(part)
        return _SEPARATORS[min(depth, 3) - 1].join(map(inside, part)) if depth else str(part)

    return f"({inside(rows)})"


def number_weight(x: Fraction) -> float:
    """0 is simplest, then 1, -1, 2, 1/2, ..."""
    if x == 0:
        return 0
    return 1 + (x < 0) * 0.5 + abs(x.numerator) - 1 + 2 * (x.denominator - 1)


def simpler_numbers(x: Fraction) -> Iterator[Fraction]:
    """Simpler numbers than x, simplest first."""
    tried = [Fraction(v) for v in ("0", "1", "-1", "2", "1/2", "-1/2", "1/3", "3")] + [Fraction(round(x)), -x]
    mine = number_weight(x)
    for y in tried:
        if number_weight(y) < mine:
            yield y


@final
@dataclass(frozen=True)
class Number(Spec):
    """A real number."""

    x: Fraction

    def value(self, ctx: Any) -> Any:
        return rational(self.x)

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return number(self.x)

    def python(self, ctx: Any) -> str:
        return python_number(self.x)

    def weight(self) -> float:
        return number_weight(self.x)

    def simpler(self) -> Iterator[Spec]:
        return (Number(y) for y in simpler_numbers(self.x))


@final
@dataclass(frozen=True)
class Whole(Spec):
    """A natural number, or a point of a finite space (numbered from 0, shown from 1)."""

    n: int
    point: bool = False

    def value(self, ctx: Any) -> Any:
        return self.n

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return str(self.n + self.point)

    def python(self, ctx: Any) -> str:
        return str(self.n)

    def weight(self) -> float:
        return self.n

    def simpler(self) -> Iterator[Spec]:
        return (Whole(n, self.point) for n in range(self.n))


@final
@dataclass(frozen=True)
class Flag(Spec):
    """A truth value."""

    holds: bool

    def value(self, ctx: Any) -> Any:
        return TRUE if self.holds else FALSE

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return "true" if self.holds else "false"

    def python(self, ctx: Any) -> str:
        return str(self.holds)

    def weight(self) -> float:
        return 0


@final
@dataclass(frozen=True)
class Pair(Spec):
    """A pair."""

    left: Spec
    right: Spec

    def value(self, ctx: Any) -> Any:
        return (self.left.value(ctx), self.right.value(ctx))

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return f"({joined(self.left.leaves(ctx, number))}, {joined(self.right.leaves(ctx, number))})"

    def python(self, ctx: Any) -> str:
        return f"({self.left.python(ctx)}, {self.right.python(ctx)})"

    def weight(self) -> float:
        return self.left.weight() + self.right.weight()

    def simpler(self) -> Iterator[Spec]:
        yield from (Pair(s, self.right) for s in self.left.simpler())
        yield from (Pair(self.left, s) for s in self.right.simpler())


def by_rows(points: tuple[Any, ...], leaves: list[Any]) -> Any:
    """The leaves in rows when the points are pairs."""
    if points and isinstance(points[0], tuple):
        rows: dict[Any, list[tuple[Any, Any]]] = {}
        for p, leaf in zip(points, leaves, strict=True):
            rows.setdefault(p[0], []).append((p[1], leaf))
        return [by_rows(tuple(p for p, _ in row), [leaf for _, leaf in row]) for row in rows.values()]
    return leaves


def python_table(points: tuple[Any, ...], entries: list[str]) -> str:
    """A function given by its table."""
    if len(set(entries)) == 1:
        return f"(lambda _: {entries[0]})"
    rows = ", ".join(f"{p!r}: {e}" for p, e in zip(points, entries, strict=True))
    return f"{{{rows}}}.__getitem__"


@final
@dataclass(frozen=True)
class Function(Spec):
    """A function on a finite space, by its table."""

    points: tuple[Any, ...]
    entries: tuple[Spec, ...]

    def value(self, ctx: Any) -> Any:
        return dict(zip(self.points, [e.value(ctx) for e in self.entries], strict=True)).__getitem__

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return by_rows(self.points, [e.leaves(ctx, number) for e in self.entries])

    def python(self, ctx: Any) -> str:
        return python_table(self.points, [e.python(ctx) for e in self.entries])

    def weight(self) -> float:
        return sum(e.weight() for e in self.entries)

    def simpler(self) -> Iterator[Spec]:
        if len(set(self.entries)) > 1:
            yield from (Function(self.points, (e,) * len(self.points)) for e in dict.fromkeys(self.entries))
        elif len(self.entries) > 1:
            yield from (Function(self.points, (s,) * len(self.points)) for s in self.entries[0].simpler())
        for i, e in enumerate(self.entries):
            for s in e.simpler():
                yield Function(self.points, (*self.entries[:i], s, *self.entries[i + 1 :]))


@final
@dataclass(frozen=True)
class Sequence(Spec):
    """A function of a natural number: the entries, and the last one for ever."""

    entries: tuple[Spec, ...]

    def value(self, ctx: Any) -> Any:
        known = [e.value(ctx) for e in self.entries]
        last = len(known) - 1
        return lambda n: known[last] if n is LATE or n >= last else known[n]

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        shown = [joined(e.leaves(ctx, number)) for e in self.entries]
        while len(shown) > 1 and shown[-1] == shown[-2]:
            shown.pop()
        return shown[0] if len(shown) == 1 else f"({', '.join(shown)}, ...)"

    def python(self, ctx: Any) -> str:
        shown = [e.python(ctx) for e in self.entries]
        if len(set(shown)) == 1:
            return f"(lambda _: {shown[0]})"
        return f"(lambda n: [{', '.join(shown)}][min(n, {len(shown) - 1})])"

    def weight(self) -> float:
        return sum(e.weight() for e in self.entries) + len(self.entries) / 100

    def simpler(self) -> Iterator[Spec]:
        if len(self.entries) > 1:
            yield from (Sequence((e,)) for e in dict.fromkeys(self.entries))
            yield Sequence(self.entries[:-1])
            yield Sequence(self.entries[1:])
        for i, e in enumerate(self.entries):
            for s in e.simpler():
                yield Sequence((*self.entries[:i], s, *self.entries[i + 1 :]))
