"""The proved counts against a run: numpy arrays of numbers that count the operations made with them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import derive.theory  # noqa: F401
from derive.course.run import find_result
from derive.kernel.terms import parts, var
from derive.kernel.types import nat
from derive.tactics import polynomial as poly
from derive.tactics.bracketing import value

made = [0]


class Counted:
    """A number that notes each operation."""

    def __init__(self, x: float) -> None:
        self.x = x

    def _noted(self, x: float) -> Counted:
        made[0] += 1
        return Counted(x)

    def __add__(self, other: Counted) -> Counted:
        return self._noted(self.x + other.x)

    def __mul__(self, other: Counted) -> Counted:
        return self._noted(self.x * other.x)

    def __truediv__(self, other: Counted) -> Counted:
        return self._noted(self.x / other.x)

    def exp(self) -> Counted:
        return self._noted(math.exp(self.x))


def matrix(rng: Any, rows: int, columns: int) -> Any:
    return np.array([[Counted(float(x)) for x in row] for row in rng.normal(size=(rows, columns))], dtype=object)


def product(a: Any, b: Any) -> Any:
    """Each entry: q products, added one after the other to 0."""
    return (a[:, :, None] * b[None, :, :]).sum(axis=1, initial=Counted(0.0))


def count(claim: Any, sizes: dict[str, int]) -> int:
    polynomial = poly.Reader(lambda f: False).read(parts(claim.record.statement)[1][1])
    return int(value(polynomial, {var(name, nat): n for name, n in sizes.items()}))


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 3, 1), (5, 2, 4), (7, 3, 3)])
def test_attention(sizes: tuple[int, int, int]) -> None:
    n, d_k, d_v = sizes
    rng = np.random.default_rng(0)
    q, key, v = matrix(rng, n, d_k), matrix(rng, n, d_k), matrix(rng, n, d_v)
    root = Counted(math.sqrt(d_k))
    made[0] = 0
    s = product(q, key.T)
    a = s / root
    e = np.exp(a)
    p = e / e.sum(axis=1, initial=Counted(0.0))[:, None]
    y = product(p, v)
    assert y.shape == (n, d_v)
    claim = next(c for c in find_result("attention/cost")().board.claims if c.record.kind == "show")
    assert made[0] == count(claim, {"n": n, "d_k": d_k, "d_v": d_v})


@pytest.mark.parametrize("sizes", [(1, 1, 1), (4, 2, 3), (6, 5, 2)])
def test_low_rank(sizes: tuple[int, int, int]) -> None:
    n, d, k = sizes
    rng = np.random.default_rng(1)
    u, v, y = matrix(rng, n, k), matrix(rng, n, k), matrix(rng, n, d)
    diagonal = np.array([Counted(float(x)) for x in range(1, k + 1)], dtype=object)
    made[0] = 0
    product(u * diagonal[None, :], product(v.T, y))
    claim = [c for c in find_result("attention/low_rank")().board.claims if c.record.kind == "show"][1]
    assert made[0] == count(claim, {"n": n, "d": d, "k": k})
