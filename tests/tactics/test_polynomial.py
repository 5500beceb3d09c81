"""Polynomials over atoms: reading, writing, and the laws that they obey, against evaluation at random rational numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as example
from hypothesis import strategies as st

from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.terms import Term, literal
from derive.kernel.types import nat, real
from derive.language.expr import Expr, Natural, Rational, Real
from derive.language.logic import call
from derive.language.symbols import exp, symbols
from derive.tactics import polynomial as poly
from tests.strategies import RATIONALS, arithmetic
from tests.tactics.support import evaluate

x, y, z = symbols("x y z", Real)
n, m = symbols("n m", Natural)
ATOMS = [x.term, y.term, z.term]

points = st.fixed_dictionaries(dict.fromkeys(ATOMS, RATIONALS))
ring = arithmetic(ATOMS, "add sub mul neg")
quotients = arithmetic(ATOMS, "add sub mul neg div inv")


def read(t: Term, nonzero: bool = False) -> poly.Poly:
    return poly.Reader(lambda _: nonzero).read(t)


@example(ring, points)
def test_reading_and_writing_keep_the_value(t: Term, values: dict[Term, Fraction]) -> None:
    try:
        p = read(t)
    except StepError:
        return assume(False)
    written = poly.term_of(p, real)
    assert evaluate(written, values) == evaluate(t, values)
    assert read(written) == p
    assert k.field(t, written).concl is not None


@example(quotients, points)
def test_division_by_what_is_not_zero_keeps_the_value(t: Term, values: dict[Term, Fraction]) -> None:
    """With every atom invertible, values agree where no atom is 0: sums that may vanish are left as they are."""
    assume(all(values.values()))
    reader = poly.Reader(lambda f: f in ATOMS)
    try:
        written = poly.term_of(reader.read(t), real)
    except StepError:
        return assume(False)
    assert evaluate(written, values) == evaluate(t, values)


@example(quotients, points)
def test_division_without_licence_is_not_computed(t: Term, values: dict[Term, Fraction]) -> None:
    """Nothing may be divided by: values agree everywhere, also where a denominator is 0."""
    try:
        written = poly.term_of(read(t), real)
    except StepError:
        return assume(False)
    assert evaluate(written, values) == evaluate(t, values)


@example(ring, ring, ring)
def test_ring_laws(a: Term, b: Term, c: Term) -> None:
    try:
        p, q, r = read(a), read(b), read(c)
        assert poly.mul(p, poly.add(q, r)) == poly.add(poly.mul(p, q), poly.mul(p, r))
        assert poly.mul(p, q) == poly.mul(q, p)
        assert poly.add(p, q) == poly.add(q, p)
        assert poly.add(p, p, -1) == {}
        assert poly.power(p, 2) == poly.mul(p, p)
    except StepError:
        assume(False)


@pytest.mark.parametrize(
    ("t", "shown"),
    [
        ((x + y) ** 2 - x**2 - y**2, "2 * (x * y)"),
        ((x + 1) * (x - 1), "x**2 + (-1)"),
        (x - x, "0"),
        (x * 0 + 3, "3"),
        (2 ** (n + 1) * x - 2 * 2**n * x, "0"),
        (x ** (n + 1) - x * x**n, "0"),
        ((x * y) ** n - x**n * y**n, "0"),
        (x ** (n + m) - x**n * x**m, "0"),
        ((x**n) ** m - (x**m) ** n, "0"),
        (6**n - 2**n * 3**n, "0"),
        ((-x) ** 2 - x**2, "0"),
        ((x + y) ** n - (y + x) ** n, "0"),
        ((-x) ** n - Expr(literal(-1)) ** n * x**n, "0"),
        (exp(x) * x - x * exp(x), "0"),
    ],
)
def test_written(t: Expr, shown: str) -> None:
    assert repr(Expr(poly.term_of(read(t.term), real))) == shown


@pytest.mark.parametrize(
    "t",
    [
        x ** (n + 1) - x**n,
        x**n * x**m - x ** (n * m),
        (x + y) ** 2 - x**2 - y**2,
        (x * y) ** n - x**n * y,
        (2 * x) ** n - 2 * x**n,
        exp(x + y) - exp(x) * exp(y),
        x / x - 1,
        x / y * y - x,
    ],
)
def test_what_is_not_zero_for_all_values_is_not_read_as_zero(t: Expr) -> None:
    assert read(t.term) != {}


def test_a_denominator_cancels_only_with_its_licence() -> None:
    assert read((x / x).term, nonzero=True) == {(): Fraction(1)}
    assert read((x / x).term) != {(): Fraction(1)}
    reader = poly.Reader(lambda f: f is x.term)
    assert reader.read((y / x).term) == {((x.term, -1), (y.term, 1)): Fraction(1)}
    assert reader.denominators == [x.term]


def test_division_by_zero_is_no_number() -> None:
    assert read((x / 0).term) != {}
    with pytest.raises(StepError, match="division by 0"):
        poly.power({(): Fraction(0)}, -1)


@pytest.mark.parametrize("t", [(x + y + z + 1) ** 13, ((x + y + z + 1) ** 5) * ((x - y + z + 2) ** 5)])
def test_too_large(t: Expr) -> None:
    with pytest.raises(StepError, match="too large to multiply out"):
        read(t.term)


@pytest.mark.parametrize("value", [-360, -1, 0, 1, 2, 97, 101, 360, 101 * 103, 2 * 101])
def test_primes_multiply_to_the_number(value: int) -> None:
    found = poly.primes(value)
    total = 1
    for p, e in found:
        total *= p**e
    assert total == value
    assert len({p for p, _ in found}) == len(found)


def test_natural_numbers() -> None:
    t = (n * (m + 2) + m).term
    assert poly.term_of(read(t), t.type).type is t.type
    assert read(call("nat_add", n.term, literal(1, nat))) == {((n.term, 1),): Fraction(1), (): Fraction(1)}


def test_denominators_of_a_term() -> None:
    t = (Rational(1, 2) + x / y + z / (x * y)).term
    found: list[Any] = poly.invertible_denominators(t)
    assert y.term in found and (x * y).term in found


def test_order_is_by_text() -> None:
    """The order of factors does not depend on which term was made first."""
    w, v = symbols("w_late a_late", Real)
    assert repr(Expr(poly.term_of(read((w * v).term), real))) == repr(Expr(poly.term_of(read((v * w).term), real))) == "a_late * w_late"
