"""Where values come from: constants, tiny alphabets with ties and point masses, small numbers, random rationals."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import final

from derive.evidence.plan import Bounds

_SMALL = tuple(Fraction(v) for v in ("0", "1", "-1"))
_MEDIUM = tuple(Fraction(v) for v in ("0", "1", "-1", "2", "1/2", "-1/2", "-2", "3"))


@final
class Chooser:
    """A source of values: level 0 constant, 1 tiny alphabet, 2 small numbers, 3 random rationals."""

    def __init__(self, level: int, rng: Random, constant: Fraction = Fraction(0), smooth: int = 0) -> None:
        self.level, self.rng, self.constant, self.smooth = level, rng, constant, smooth

    def raw(self) -> Fraction:
        """Any number."""
        if self.level == 0:
            return self.constant
        if self.level == 1:
            return self.rng.choice(_SMALL)
        if self.level == 2:
            return self.rng.choice(_MEDIUM)
        return Fraction(self.rng.randint(-8, 8), self.rng.randint(1, 6))

    def number(self, bounds: Bounds) -> Fraction:
        """A number within bounds."""
        for _ in range(6):
            x = self.raw()
            if bounds.allows(x):
                return x
            if bounds.allows(-x):
                return -x
        if self.level == 0 or (bounds.low is None and bounds.high is None):
            return bounds.inside()
        if bounds.low is not None and bounds.high is not None:
            part = Fraction(self.rng.randint(1, 7), 8)
            return bounds.low + (bounds.high - bounds.low) * part
        x = abs(self.raw()) or Fraction(1)
        return bounds.low + x if bounds.low is not None else (bounds.high or Fraction(0)) - x

    def weights(self, n: int, positive: bool) -> tuple[Fraction, ...]:
        """A probability vector: point masses and uniform ones first."""
        if self.level == 0:
            if positive or self.constant != 0:
                return tuple(Fraction(1, n) for _ in range(n))
            return tuple(Fraction(int(i == 0)) for i in range(n))
        top = {1: 1, 2: 2}.get(self.level, 6)
        rates = [self.rng.randint(int(positive), top + int(positive)) for _ in range(n)]
        if not any(rates):
            rates[self.rng.randrange(n)] = 1
        return tuple(Fraction(r, sum(rates)) for r in rates)
