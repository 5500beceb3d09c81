"""Values of symbols: measures, densities, families of densities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, final

from derive.evidence import numbers
from derive.evidence.numbers import rational
from derive.evidence.values import Function, Spec, by_rows, number_weight, python_number, python_table
from derive.kernel.terms import Term


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
class Scattered(Spec):
    """A measure on an infinite type: weights of finitely many of its values."""

    places: tuple[Spec, ...]
    weights: tuple[Fraction, ...]

    def value(self, ctx: Any) -> Any:
        return tuple((p.value(ctx), rational(w)) for p, w in zip(self.places, self.weights, strict=True))

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return ", ".join(f"{number(w)} at {p.text(ctx)}" for p, w in zip(self.places, self.weights, strict=True))

    def python(self, ctx: Any) -> str:
        return f"{{{', '.join(f'{p.python(ctx)}: {python_number(w)}' for p, w in zip(self.places, self.weights, strict=True))}}}"

    def weight(self) -> float:
        return weights_weight(self.weights) + sum(p.weight() for p in self.places)

    def simpler(self) -> Iterator[Spec]:
        if len(self.places) > 1:
            yield from (Scattered((p,), (Fraction(1),)) for p in self.places)
        yield from (replace(self, weights=w) for w in simpler_weights(self.weights))
        for i, p in enumerate(self.places):
            yield from (replace(self, places=(*self.places[:i], s, *self.places[i + 1 :])) for s in p.simpler() if s not in self.places)


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
        return [w / (self._reference(ctx, p) or 1) for p, w in zip(self.points, self.weights, strict=True)]

    def value(self, ctx: Any) -> Any:
        return dict(zip(self.points, map(rational, self.densities(ctx)), strict=True)).__getitem__

    def at(self, ctx: Any) -> Callable[[Any], Any]:
        """The density as a function of a parameter; what is not asked for is not computed."""
        rates = [(rational(w), rational(m), k) for w, m, k in zip(self.weights, self.moves, self.entries, strict=True)]
        scales = [rational(self._reference(ctx, p) or Fraction(1)) for p in self.points]
        places = {p: i for i, p in enumerate(self.points)}

        def density(theta: Any) -> Any:
            entry = theta if callable(theta) else lambda k: theta
            squares: dict[int, Any] = {}
            values = []
            for w, m, k in rates:
                if m == 0:
                    values.append(w)
                    continue
                if k not in squares:
                    squares[k] = entry(k) * entry(k)
                values.append(squares[k] * m + w)
            total = values[0]
            for r in values[1:]:
                total = total + r

            def value(p: Any) -> Any:
                i = places[p]
                return numbers.divide(values[i], total * scales[i])

            return value

        return density

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        if self.moves:
            if not any(self.moves):
                total = sum(self.weights, Fraction(0))
                return by_rows(
                    self.points,
                    [number(w / total / (self._reference(ctx, p) or 1)) for p, w in zip(self.points, self.weights, strict=True)],
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
        rows = [
            f"({r}) / (({total}) * {python_number(self._reference(ctx, p) or Fraction(1))})"
            for p, r in zip(self.points, rates, strict=True)
        ]
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
        at = self._at(ctx, self.inner)
        last: list[Any] = [None, 0, None]  # the last parameter, the bits of its numbers, the law

        def family(theta: Any) -> Any:
            if last[0] is not theta or last[1] != numbers.precision():
                last[:] = theta, numbers.precision(), at(theta)
            return last[2]

        return family

    def _at(self, ctx: Any, inner: Spec) -> Callable[[Any], Any]:
        """The law, or the laws for each condition, at a parameter."""
        if isinstance(inner, Law):
            return inner.at(ctx)
        if not isinstance(inner, Function):
            raise TypeError(type(inner).__name__)
        laws = {p: self._at(ctx, e) for p, e in zip(inner.points, inner.entries, strict=True)}

        def conditional(theta: Any) -> Any:
            known: dict[Any, Any] = {}

            def given(point: Any) -> Any:
                found = known.get(point)
                if found is None:
                    found = known[point] = laws[point](theta)
                return found

            return given

        return conditional

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
