"""Values of the symbols in a model: each knows its value, its text, LaTeX and Python, and simpler values to try instead.

`ctx` is the model: it gives the weights of the reference measures, which densities are divided by.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, final

from derive.evidence import numbers
from derive.evidence.numbers import FALSE, TRUE, rational
from derive.kernel.terms import Term

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
        return _joined(self.leaves(ctx, str))

    def latex(self, ctx: Any) -> str:
        """The value in LaTeX."""
        return _joined(self.leaves(ctx, latex_number))


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


def _joined(rows: Any) -> str:
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
        return f"({_joined(self.left.leaves(ctx, number))}, {_joined(self.right.leaves(ctx, number))})"

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
        return lambda n: known[n] if n < last else known[last]

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        shown = [_joined(e.leaves(ctx, number)) for e in self.entries]
        return shown[0] if len(set(shown)) == 1 else f"({', '.join(shown)}, ...)"

    def python(self, ctx: Any) -> str:
        shown = [e.python(ctx) for e in self.entries]
        if len(set(shown)) == 1:
            return f"(lambda _: {shown[0]})"
        return f"(lambda n: [{', '.join(shown)}][min(n, {len(shown) - 1})])"

    def weight(self) -> float:
        return sum(e.weight() for e in self.entries)

    def simpler(self) -> Iterator[Spec]:
        if len(self.entries) > 1:
            yield from (Sequence((e,)) for e in dict.fromkeys(self.entries))
            yield Sequence(self.entries[:-1])
        for i, e in enumerate(self.entries):
            for s in e.simpler():
                yield Sequence((*self.entries[:i], s, *self.entries[i + 1 :]))


@final
class RealFunction:
    """A smooth function of one real variable; calls compute with any numbers."""

    __slots__ = ("bounded", "f", "smooth")

    def __init__(self, f: Callable[[Any], Any], bounded: bool) -> None:
        self.f, self.bounded, self.smooth = f, bounded, True

    def __call__(self, x: Any) -> Any:
        return self.f(x)


def _tanh(x: Any) -> Any:
    up, down = numbers.exponential(x), numbers.exponential(-x)
    return numbers.divide(up - down, up + down)


# name: (function, text, LaTeX, Python, bounded); rational ones first, so that values stay exact
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
}


@final
@dataclass(frozen=True)
class Smooth(Spec):
    """A smooth function from real to real: scale times one of the list."""

    name: str
    scale: Fraction = Fraction(1)

    def value(self, ctx: Any) -> Any:
        f, _, _, _, bounded = SMOOTH[self.name]
        c = rational(self.scale)
        return RealFunction(f if self.scale == 1 else lambda x: f(x) * c, bounded)

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
        return list(SMOOTH).index(self.name) + number_weight(self.scale)

    def simpler(self) -> Iterator[Spec]:
        yield from (Smooth(n, self.scale) for n in list(SMOOTH)[: list(SMOOTH).index(self.name)])
        yield from (Smooth(self.name, y) for y in simpler_numbers(self.scale))


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


def simpler_weights(weights: tuple[Fraction, ...]) -> Iterator[tuple[Fraction, ...]]:
    """Uniform, the points alone, pairs of points."""
    n = len(weights)
    candidates = [tuple(Fraction(1, n) for _ in weights)]
    candidates += [tuple(Fraction(int(i == j)) for j in range(n)) for i in range(n)]
    if n > 2:
        candidates += [tuple(Fraction(int(j in (a, b)), 2) for j in range(n)) for a in range(n) for b in range(a)]
    mine = weights_weight(weights)
    yield from (c for c in candidates if weights_weight(c) < mine)


def weights_weight(weights: tuple[Fraction, ...]) -> float:
    """Uniform is simplest, then point masses."""
    return sum(number_weight(w) for w in weights) if len(set(weights)) > 1 else 0.0


@final
@dataclass(frozen=True)
class Measure(Spec):
    """Weights of the points; those of a probability measure sum to 1."""

    points: tuple[Any, ...]
    weights: tuple[Fraction, ...]
    probability: bool = True

    def value(self, ctx: Any) -> Any:
        return tuple(zip(self.points, [rational(w) for w in self.weights], strict=True))

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return by_rows(self.points, [number(w) for w in self.weights])

    def python(self, ctx: Any) -> str:
        return f"{{{', '.join(f'{p!r}: {python_number(w)}' for p, w in zip(self.points, self.weights, strict=True))}}}"

    def weight(self) -> float:
        return weights_weight(self.weights) if self.probability else sum(number_weight(w) - 1 for w in self.weights)

    def simpler(self) -> Iterator[Spec]:
        if self.probability:
            yield from (replace(self, weights=w) for w in simpler_weights(self.weights))
        elif any(w != 1 for w in self.weights):
            yield replace(self, weights=tuple(Fraction(1) for _ in self.weights))


@final
@dataclass(frozen=True)
class Law(Spec):
    """A probability density: probabilities of the points, divided by the weights of the reference measures.

    `moves` makes it a family: the probability of a point is proportional to weight + move * (entry of theta)**2.
    """

    points: tuple[Any, ...]
    weights: tuple[Fraction, ...]
    measures: tuple[Term, ...]
    moves: tuple[Fraction, ...] = ()
    entries: tuple[int, ...] = ()

    def _reference(self, ctx: Any, p: Any) -> Fraction:
        first = self.measures[0]
        if len(self.measures) == 1:
            return Fraction(ctx.reference(first, p))
        return Fraction(ctx.reference(first, p[0]) * ctx.reference(self.measures[1], p[1]))

    def densities(self, ctx: Any) -> list[Fraction]:
        """The values of the density."""
        return [w / self._reference(ctx, p) for p, w in zip(self.points, self.weights, strict=True)]

    def value(self, ctx: Any) -> Any:
        return dict(zip(self.points, map(rational, self.densities(ctx)), strict=True)).__getitem__

    def at(self, ctx: Any, theta: Any) -> Any:
        """The density at a parameter."""
        entry = theta if callable(theta) else lambda k: theta
        rates = [entry(k) * entry(k) * rational(m) + rational(w) for w, m, k in zip(self.weights, self.moves, self.entries, strict=True)]
        total = rates[0]
        for r in rates[1:]:
            total = total + r
        densities = [numbers.divide(r, total * rational(self._reference(ctx, p))) for r, p in zip(rates, self.points, strict=True)]
        return dict(zip(self.points, densities, strict=True)).__getitem__

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        if self.moves:
            if not any(self.moves):
                total = sum(self.weights, Fraction(0))
                return by_rows(
                    self.points, [number(w / total / self._reference(ctx, p)) for p, w in zip(self.points, self.weights, strict=True)]
                )
            rates = [_rate(number, w, m, k) for w, m, k in zip(self.weights, self.moves, self.entries, strict=True)]
            return by_rows(self.points, rates)
        return by_rows(self.points, [number(d) for d in self.densities(ctx)])

    def python(self, ctx: Any) -> str:
        return python_table(self.points, [python_number(d) for d in self.densities(ctx)])

    def python_at(self, ctx: Any, vector: bool) -> str:
        """Python of the density at the parameter `theta`."""
        rates = [
            f"{python_number(w)} + {python_number(m)} * {f'theta({k})' if vector else 'theta'}**2"
            for w, m, k in zip(self.weights, self.moves, self.entries, strict=True)
        ]
        total = " + ".join(rates)
        rows = [f"({r}) / (({total}) * {python_number(self._reference(ctx, p))})" for p, r in zip(self.points, rates, strict=True)]
        return f"{{{', '.join(f'{p!r}: {r}' for p, r in zip(self.points, rows, strict=True))}}}.__getitem__"

    def weight(self) -> float:
        return weights_weight(self.weights) + sum(number_weight(m) for m in self.moves) + sum(self.entries)

    def simpler(self) -> Iterator[Spec]:
        if not self.moves:
            yield from (replace(self, weights=w) for w in simpler_weights(self.weights))
            return
        if len(set(self.weights)) > 1 or self.weights[0] != 1:
            yield replace(self, weights=tuple(Fraction(1) for _ in self.weights))
        for i, m in enumerate(self.moves):
            for y in (Fraction(0), Fraction(1)):
                if number_weight(y) < number_weight(m):
                    yield replace(self, moves=(*self.moves[:i], y, *self.moves[i + 1 :]))
        if any(self.entries):
            yield replace(self, entries=tuple(0 for _ in self.entries))


def _rate(number: Callable[[Fraction], str], w: Fraction, m: Fraction, k: int) -> str:
    square = rf"\theta_{{{k + 1}}}^2" if number is not str else f"theta_{k + 1}**2"
    return number(w) if not m else f"{number(w)} + {'' if m == 1 else number(m) + ' '}{square}"


@final
@dataclass(frozen=True)
class Family(Spec):
    """A density for each parameter: a table of laws over the conditions, or one law."""

    inner: Spec
    vector: bool

    def value(self, ctx: Any) -> Any:
        return lambda theta: self._at(ctx, self.inner, theta)

    def _at(self, ctx: Any, inner: Spec, theta: Any) -> Any:
        if isinstance(inner, Law):
            return inner.at(ctx, theta)
        if not isinstance(inner, Function):
            raise TypeError(type(inner).__name__)
        return dict(zip(inner.points, [self._at(ctx, e, theta) for e in inner.entries], strict=True)).__getitem__

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return self.inner.leaves(ctx, number)

    def text(self, ctx: Any) -> str:
        shown = super().text(ctx)
        return f"{shown}, normalised" if "theta" in shown else shown

    def latex(self, ctx: Any) -> str:
        shown = super().latex(ctx)
        return rf"{shown} \text{{, normalised}}" if "theta" in shown else shown

    def _python(self, ctx: Any, inner: Spec) -> str:
        if isinstance(inner, Function):
            return python_table(inner.points, [self._python(ctx, e) for e in inner.entries])
        return inner.python_at(ctx, self.vector) if isinstance(inner, Law) else inner.python(ctx)

    def python(self, ctx: Any) -> str:
        return f"(lambda theta: {self._python(ctx, self.inner)})"

    def weight(self) -> float:
        return self.inner.weight()

    def simpler(self) -> Iterator[Spec]:
        return (Family(s, self.vector) for s in self.inner.simpler())
