"""Largest singular values and spectral radii: exact where they are rational, else rigorous balls.

The eigenvalues are the roots of a characteristic polynomial with rational coefficients, isolated by flint; a matrix of balls is
its midpoint and an error, which moves a singular value by no more than its Frobenius norm.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq, fmpq_mat

from derive.evidence.numbers import ZERO, Dual, NoValue, is_zero, maximum, root

Rows = list[list[Any]]


def largest_singular_value(rows: Rows) -> Any:
    """The largest singular value of a matrix of rational numbers and balls."""
    if any(type(x) not in (fmpq, arb) for row in rows for x in row):
        raise NoValue("not evaluable", "the slope of a singular value" if _any_dual(rows) else "a singular value at a general point")
    if len(rows) == len(rows[0]) and all(is_zero(x) for i, row in enumerate(rows) for j, x in enumerate(row) if i != j):
        return maximum([abs(row[i]) for i, row in enumerate(rows)])
    if all(type(x) is fmpq for row in rows for x in row):
        return root(_largest_of_gram(rows), of_squares=True)
    if len(rows[0]) == 1:
        return root(sum((x * x for (x,) in rows), ZERO), of_squares=True)
    if len(rows[0]) == 2:
        a, b, c = (sum((row[i] * row[j] for row in rows), ZERO) for i, j in ((0, 0), (0, 1), (1, 1)))
        return root((a + c + root((a - c) * (a - c) + b * b * 4, of_squares=True)) / 2, of_squares=True)
    middle = [[_middle(x) for x in row] for row in rows]
    error = root(sum((_radius(x) * _radius(x) for row in rows for x in row), arb(0)), of_squares=True)
    return arb(0).max(arb(root(_largest_of_gram(middle), of_squares=True)) + arb(0, error.upper()))


def spectral_radius(rows: Rows) -> Any:
    """The largest modulus of an eigenvalue of a square matrix of rational numbers."""
    if any(type(x) is not fmpq for row in rows for x in row):
        raise NoValue("not evaluable", "a spectral radius of inexact numbers")
    exact, others = _roots(fmpq_mat(rows).charpoly())
    sizes = [abs(z) for z in others]
    best = max((abs(x) for x in exact), default=None)
    if best is not None and all(s < best for s in map(arb, sizes)):
        return best
    found = arb(best) if best is not None else arb(0)
    for s in sizes:
        found = found.max(arb(s))
    return found


def _any_dual(rows: Rows) -> bool:
    return any(type(x) is Dual for row in rows for x in row)


def _middle(x: Any) -> fmpq:
    if type(x) is fmpq:
        return x
    if not x.is_finite():
        raise NoValue("precision", "an entry of a matrix")
    middle: fmpq = x.mid().fmpq()
    return middle


def _radius(x: Any) -> Any:
    return arb(0) if type(x) is fmpq else x.rad()


def _largest_of_gram(rows: Rows) -> Any:
    """The largest eigenvalue of A^T A: rational where it is, else a ball."""
    a = fmpq_mat(rows)
    gram = a.transpose() * a if a.ncols() <= a.nrows() else a * a.transpose()
    if gram.ncols() == 1:
        return gram[0, 0]
    if gram.ncols() == 2:
        p, q, r = gram[0, 0], gram[0, 1], gram[1, 1]
        return (p + r + root((p - r) ** 2 + 4 * q * q)) / 2
    exact, others = _roots(gram.charpoly(), real=True)
    values = [arb(0).max(z) for z in others]
    best = max(exact, default=None)
    if best is not None and all(v < best for v in values):
        return best
    found = arb(best) if best is not None else arb(0)
    for v in values:
        found = found.max(v)
    return found


def _roots(polynomial: Any, real: bool = False) -> tuple[list[fmpq], list[Any]]:
    """The rational roots, and balls for the others; `real`: all roots are known to be real."""
    exact, others = [], []
    _, factors = polynomial.factor()
    for f, _ in factors:
        if f.degree() == 1:
            exact.append(-f[0] / f[1])
        else:
            others += [_refined(f, z.real) if real else z for z, _ in f.complex_roots()]
    return exact, others


def _refined(f: Any, x: Any) -> Any:
    """A ball around a simple root, made smaller by interval Newton steps: m - f(m) / f'(x) contains the root too."""
    value, slope = f.coeffs(), f.derivative().coeffs()
    for _ in range(8):
        below = _at(slope, x)
        if below.contains(0):
            return x
        m = x.mid()
        new = m - _at(value, m) / below
        if not new.rad() < x.rad():
            return x
        x = new
    return x


def _at(coefficients: list[Any], x: Any) -> Any:
    total = arb(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total
