"""A decoder with little noise, numerically: its bound tends to the change of variables when the encoder has the matching noise. Numbers, no proof.

x = f(z) + noise of size eps, the encoder is normal around the root z0 with covariance eps^2 (J^T J)^-1, J the Jacobian of f at z0.
"""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def bound(d: int, eps: float, width: float = 1.0) -> tuple[float, float]:
    """The bound at noise eps (by quadrature) and log p_Z(z0) - log |det J|; the encoder is `width` times too wide."""
    m = np.array([[2.0, 0.3, -0.2], [0.1, 1.5, 0.4], [0.0, -0.3, 0.8]])[:d, :d]
    z0 = np.array([0.3, -0.5, 0.7])[:d]
    jacobian = m @ np.diag(np.cosh(z0))
    inverse, size = np.linalg.inv(jacobian), np.log(abs(np.linalg.det(jacobian)))
    total = 0.0
    for place in product(range(len(NODES)), repeat=d):
        weight = np.prod(WEIGHTS[list(place)])
        if weight < 1e-14:
            continue
        u = NODES[list(place)]
        z = z0 + eps * width * inverse @ u
        miss = (m @ (np.sinh(z) - np.sinh(z0))) / eps
        ratio = -miss @ miss / 2 + u @ u / 2 - size + d * np.log(width)
        total += weight * (ratio - z @ z / 2)
    return float(total), float(-z0 @ z0 / 2 - size)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_bound_tends_to_the_change_of_variables(d: int) -> None:
    sizes = (0.1, 0.05) if d == 3 else (0.1, 0.05, 0.025)
    errors = [abs(value - limit) for value, limit in (bound(d, eps) for eps in sizes)]
    assert errors[0] < 0.1
    assert all(after < before / 3 for before, after in pairwise(errors))  # of order eps^2


def test_another_width_gives_another_limit() -> None:
    """In one dimension: log c + 1/2 - c^2/2 less for an encoder that is c times too wide; 0 only for c = 1."""
    for c in (0.5, 1.0, 2.0):
        value, limit = bound(1, 0.002, c)
        assert abs(value - limit - (np.log(c) + 0.5 - c**2 / 2)) < 1e-3
    narrow, limit = bound(1, 0.002, 0.5)
    assert narrow < limit - 0.3
