"""Rationals, balls and duals."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.evidence import numbers as n
from derive.evidence.numbers import FALSE, LIKELY, TRUE, UNKNOWN, Dual, NoValue, rational
from tests.evidence.support import near, q

small = st.fractions(min_value=-4, max_value=4, max_denominator=12)


@pytest.fixture(autouse=True)
def _bits() -> None:
    n.set_precision(64)


def test_equality_of_balls_refutes_and_never_confirms() -> None:
    third = n.exponential(n.logarithm(q(1, 3)))
    assert n.equal(third * 3, q(1)) == LIKELY
    assert n.equal(third, q(1, 2)) == FALSE
    assert n.equal(q(1, 3) * 3, q(1)) == TRUE


def test_order_of_overlapping_balls_stays_open_and_is_likely_only_when_tight() -> None:
    one = n.exponential(n.logarithm(q(2))) / 2
    assert n.at_most(one, q(1)) == UNKNOWN
    assert n.less(one, q(1)) == UNKNOWN
    n.set_precision(128)
    one = n.exponential(n.logarithm(q(2))) / 2
    assert n.at_most(one, q(1)) == LIKELY
    assert n.less(one, q(1)) == UNKNOWN
    assert n.at_most(arb(0, 1), q(0)) == UNKNOWN  # a wide ball says nothing


@pytest.mark.parametrize(("a", "b"), [(q(1), q(0)), (n.exponential(q(1)), q(0)), (q(1), arb(0))])
def test_division_by_zero_has_no_value(a: object, b: object) -> None:
    with pytest.raises(NoValue, match="undefined"):
        n.divide(a, b)


def test_division_by_a_ball_around_zero_asks_for_precision() -> None:
    e = n.exponential(q(1))
    with pytest.raises(NoValue, match="precision"):
        n.divide(q(1), e - e)


@pytest.mark.parametrize("x", [q(0), q(-1), -n.exponential(q(1))])
def test_logarithm_needs_a_positive_number(x: object) -> None:
    with pytest.raises(NoValue, match="undefined"):
        n.logarithm(x)


def test_exact_where_it_can_be() -> None:
    assert n.exponential(q(0)) == 1 and type(n.exponential(q(0))) is fmpq
    assert n.logarithm(q(1)) == 0 and type(n.logarithm(q(1))) is fmpq
    assert n.power(q(0), 0) == 1


@given(small, small)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_derivatives_of_sums_products_and_quotients(a: Fraction, b: Fraction) -> None:
    x = Dual(1, rational(a), n.ONE)
    c = rational(b)
    assert (x * x * c + x - c).eps == 2 * rational(a) * c + 1
    assert (c - x).eps == -1
    assert (x**3).eps == 3 * rational(a) ** 2
    if a:
        assert n.divide(c, x).eps == -c / (rational(a) * rational(a))
        assert n.divide(x, x).eps == 0


def test_nested_derivatives_do_not_mix() -> None:
    # d/dx (x * d/dy (x y)) = 2 x: the tag of the inner derivative is its own
    outer = n.derivative(lambda x: x * n.derivative(lambda y: x * y, q(5)), q(3))
    assert outer == 6
    second = n.derivative(lambda x: n.derivative(lambda y: y**4, x), q(2))
    assert second == 48


def test_kinks_have_no_slope() -> None:
    assert n.derivative(n.absolute, q(-2)) == -1
    with pytest.raises(NoValue, match="undefined"):
        n.derivative(n.absolute, q(0))
    with pytest.raises(NoValue, match="undefined"):
        n.derivative(lambda x: n.maximum([x, -x]), q(0))
    with pytest.raises(NoValue, match="not evaluable"):
        n.derivative(lambda x: n.derivative(lambda y: n.absolute(y) * y, x), q(0))


def test_a_slope_that_exists_in_spite_of_a_kink_is_found() -> None:
    assert n.derivative(lambda x: x * n.absolute(x), q(0)) == 0
    assert n.derivative(lambda x: n.absolute(x) * 0 + x, q(0)) == 1
    assert n.derivative(lambda x: n.absolute(x) - n.absolute(-x), q(0)) == 0
    assert n.derivative(lambda x: n.maximum([x, 2 * x - x]), q(3)) == 1
    assert n.derivative(lambda x: n.maximum([x * x, -x * x]), q(0)) == 0


@pytest.mark.parametrize("x", ["0", "1", "-1", "1/3", "-7/2", "5"])
def test_exp_and_log_against_mpmath(x: str) -> None:
    v = Fraction(x)
    assert near(n.exponential(rational(v)), mpmath.exp(mpmath.mpf(v.numerator) / v.denominator))
    if v > 0:
        assert near(n.logarithm(rational(v)), mpmath.log(mpmath.mpf(v.numerator) / v.denominator))


def test_a_supremum_known_from_below_refutes_only() -> None:
    low = n.AtLeast(q(2))
    assert n.at_most(low, q(1)) == FALSE
    assert n.at_most(low, q(3)) == UNKNOWN
    assert n.at_most(q(1), low) == TRUE
    assert n.equal(low, q(1)) == FALSE
    assert n.less(low, q(2)) == FALSE
    with pytest.raises(NoValue, match="not evaluable"):
        _ = low + 1
