"""Real sequences that are exact at infinity: finitely many given values, then a sum of c * r**n with bases r > 0."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any


class Sequence:
    """x_0, x_1, ...: the values of `prefix`, and from there on the sum of terms[r] * r**n.

    >>> halves = Sequence((), {Fraction(1, 2): Fraction(1)})
    >>> (halves * halves).total(), (halves - 1).total(), (halves - Fraction(1, 3)).absolute().at(2), halves.supremum()
    (Fraction(4, 3), None, Fraction(1, 12), Fraction(1, 1))
    """

    def __init__(self, prefix: tuple[Fraction, ...], terms: Mapping[Fraction, Fraction]) -> None:
        self.prefix = prefix
        self.terms = {r: c for r, c in terms.items() if c}

    def at(self, n: int) -> Fraction:
        """x_n."""
        return self.prefix[n] if n < len(self.prefix) else sum((c * r**n for r, c in self.terms.items()), Fraction(0))

    def longer(self, n: int) -> Sequence:
        """The same sequence with at least n given values."""
        return self if n <= len(self.prefix) else Sequence(tuple(self.at(i) for i in range(n)), self.terms)

    def _both(self, other: Any) -> tuple[Sequence, Sequence]:
        other = sequence(other)
        n = max(len(self.prefix), len(other.prefix))
        return self.longer(n), other.longer(n)

    def __add__(self, other: Any) -> Sequence:
        a, b = self._both(other)
        terms = {r: a.terms.get(r, Fraction(0)) + b.terms.get(r, Fraction(0)) for r in {*a.terms, *b.terms}}
        return Sequence(tuple(x + y for x, y in zip(a.prefix, b.prefix, strict=True)), terms)

    def __mul__(self, other: Any) -> Sequence:
        a, b = self._both(other)
        terms: dict[Fraction, Fraction] = {}
        for r, c in a.terms.items():
            for t, d in b.terms.items():
                terms[r * t] = terms.get(r * t, Fraction(0)) + c * d
        return Sequence(tuple(x * y for x, y in zip(a.prefix, b.prefix, strict=True)), terms)

    def __neg__(self) -> Sequence:
        return self * -1

    def __sub__(self, other: Any) -> Sequence:
        return self + -sequence(other)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> Sequence:
        return sequence(other) - self

    def leading(self) -> tuple[Fraction, Fraction]:
        """The largest base with its coefficient; (0, 0) when the sequence ends in zeros."""
        r = max(self.terms, default=Fraction(0))
        return r, self.terms.get(r, Fraction(0))

    def settled(self) -> Sequence:
        """The same sequence with so many given values that the rest has the sign of its leading term."""
        r, c = self.leading()
        n = len(self.prefix)
        while abs(c) * r**n < sum(abs(d) * t**n for t, d in self.terms.items() if t != r):
            n += 1
        return self.longer(n)

    def absolute(self) -> Sequence:
        """|x_n|."""
        x = self.settled()
        sign = -1 if x.leading()[1] < 0 else 1
        return Sequence(tuple(map(abs, x.prefix)), {r: sign * c for r, c in x.terms.items()})

    def never_negative(self) -> bool:
        """0 <= x_n for all n."""
        x = self.settled()
        return min(x.prefix, default=0) >= 0 and x.leading()[1] >= 0

    def total(self) -> Fraction | None:
        """The sum of all x_n; None when the series does not converge absolutely."""
        if any(r >= 1 for r in self.terms):
            return None
        n = len(self.prefix)
        return sum(self.prefix, Fraction(0)) + sum((c * r**n / (1 - r) for r, c in self.terms.items()), Fraction(0))

    def bounded_above(self) -> bool:
        """The values have an upper bound."""
        r, c = self.leading()
        return r <= 1 or c < 0

    def supremum(self) -> Fraction | None:
        """The least upper bound; None when there is none."""
        if not self.bounded_above():
            return None
        steps = Sequence((), {r: c * (r - 1) for r, c in self.terms.items()}).longer(len(self.prefix)).settled()
        known = [self.at(i) for i in range(len(steps.prefix) + 1)]
        rising = steps.leading()[1] > 0
        return max(*known, self.terms.get(Fraction(1), Fraction(0))) if rising else max(known)


def sequence(x: Any) -> Sequence:
    """A sequence, or the constant one."""
    return x if isinstance(x, Sequence) else Sequence((), {Fraction(1): Fraction(x)})
