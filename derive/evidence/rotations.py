"""Rational matrices with a prescribed spectral norm or spectral radius, made from rational reflections."""

from __future__ import annotations

from fractions import Fraction

from derive.evidence.chooser import Chooser

Rows = list[list[Fraction]]
_PARTS = tuple(Fraction(v) for v in ("1", "1/2", "0", "-1", "1/3"))


def rotation(chooser: Chooser, n: int) -> Rows:
    """An orthogonal matrix: the reflection I - 2 u u^T / (u^T u) with its rows in some order; the identity for constant values."""
    u = [chooser.raw() if chooser.level else Fraction(0) for _ in range(n)]
    size = sum(x * x for x in u)
    scale = 2 / size if size else Fraction(0)
    sign = chooser.rng.choice((1, -1)) if chooser.level else 1
    entries = [[sign * (int(i == j) - scale * u[i] * u[j]) for j in range(n)] for i in range(n)]
    chooser.rng.shuffle(entries)
    return entries


def of_norm(chooser: Chooser, n: int, d: int, size: Fraction) -> Rows:
    """An n x d matrix with this spectral norm: a diagonal whose largest entry it is, between two rotations."""
    k = min(n, d)
    if chooser.level == 1 and k > 1 and chooser.rng.random() < 0.2:
        return [[size if (i, j) == (0, 1) else Fraction(0) for j in range(d)] for i in range(n)]  # its square is 0
    flat = chooser.level < 2 and chooser.rng.random() < 0.5
    middle = [Fraction(1) if i == 0 or flat or not chooser.level else chooser.rng.choice(_PARTS) for i in range(k)]
    left, right = rotation(chooser, n), rotation(chooser, d)
    return [[size * sum((left[i][m] * middle[m] * right[m][j] for m in range(k)), Fraction(0)) for j in range(d)] for i in range(n)]


def of_radius(chooser: Chooser, n: int, size: Fraction) -> Rows:
    """A square matrix with this spectral radius: triangular, with numbers of any size above the diagonal."""
    diagonal = [size * (Fraction(1) if i == 0 or not chooser.level else chooser.rng.choice(_PARTS)) for i in range(n)]
    return [[diagonal[i] if i == j else chooser.raw() if i < j else Fraction(0) for j in range(n)] for i in range(n)]
