"""False variants near the layers of 2.2 and 2.3: each must stay unproved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import (
    And,
    Eq,
    If,
    Implies,
    Matrix,
    Natural,
    Not,
    Real,
    Set,
    bijective,
    branches,
    det,
    forall,
    given,
    integral,
    show,
    sizes,
    spaces,
    suppose,
    symbols,
)
from derive.language.symbols import Index
from derive.theory import abs_det_neg, cases, change_of_variables, integral_over_roots, inverse_left, inverse_right
from tests.course.support import run

X, Z = spaces("X Z")
n, d = sizes("n d")
f, g, J = symbols("f", Z >> X), symbols("g", X >> Z), symbols("J", Z >> Real)
r = symbols("r", Index(n) >> (X >> Z))
x, z, i = symbols("x", X), symbols("z", Z), symbols("i", Index(n))
h = symbols("h", X >> Real)
A = symbols("A", Matrix(d, d))
B, t = symbols("B", Set(Natural)), symbols("t", Natural)
a, b, c = symbols("a b c", Real)


def _other_case() -> None:
    show(Eq(If(B(t), a, b), a)).by(cases)


def _both_cases() -> None:
    given(Not(B(t)))
    show(Eq(If(B(t), a, b), a)).by(cases)


def _half_a_condition() -> None:
    rule = given(forall[c](Implies(And(c > 0, c > a), Eq(b, c))))
    given(a < 1)
    suppose(a > 0)
    show(Eq(b, a)).by(rule)


def _root_of_all_points() -> None:
    given(branches(f, r, J))
    show(Eq(r[i](f(z)), z)).by(inverse_left, inverse_right)


def _without_the_factor() -> None:
    given(bijective(f, g, J))
    show(Eq(integral[x](h(x)), integral[z](h(f(z))))).by(change_of_variables)


def _not_integrable() -> None:
    given(bijective(f, g, J))
    show(Eq(integral[x](h(x)), integral[z](h(f(z)) * J(z)))).by(change_of_variables)


def _one_branch() -> None:
    given(branches(f, r, J))
    show(Eq(integral[z](h(f(z))), integral[x](J(r[i](x)) ** -1 * h(x)))).by(integral_over_roots)


def _odd_sign() -> None:
    show(Eq(det(-A), -det(A))).by(abs_det_neg)


def _even_sign() -> None:
    show(Eq(det(-A), det(A))).by(abs_det_neg)


@pytest.mark.parametrize(
    "script",
    [
        _other_case,
        _both_cases,
        _half_a_condition,
        _root_of_all_points,
        _without_the_factor,
        _not_integrable,
        _one_branch,
        _odd_sign,
        _even_sign,
    ],
)
def test_a_false_variant_is_not_proved(script: Callable[[], None]) -> None:
    board = run(script)
    assert all(claim.theorem is None for claim in board.claims) and board.reports
