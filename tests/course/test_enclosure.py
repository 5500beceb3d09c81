"""`find.enclosure` in a script: the bound far out is proved, the numbers are said to be outside the kernel, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derive import D, Real, exp, find, given, have, say, show, sigmoid, sup, symbols
from derive.course.enclosure import Enclosure
from derive.documents.printed import printed
from derive.theory import abs_of_nonneg, abs_of_nonpos, differentiation, exp_neg
from tests.course.support import proved, raised

x, y = symbols("x y", Real)


def tail() -> Any:
    """sigmoid'(x) <= e^-|x|, proved."""
    tame = have(D(sigmoid)(x) <= exp(-abs(x)))
    up, down = tame.cases(x >= 0, x < 0)
    up.eq(exp(-x) / (1 + exp(-x)) ** 2, by=[sigmoid, differentiation]).le(exp(-x)).eq(exp(-abs(x)), by=abs_of_nonneg)
    down.eq(exp(x) / (1 + exp(x)) ** 2, by=[sigmoid, differentiation, exp_neg]).le(exp(x)).eq(exp(-abs(x)), by=abs_of_nonpos)
    return tame


def test_a_supremum_as_a_number() -> None:
    def script() -> None:
        """t"""
        show(exp(x) > 0).by()
        found = find.enclosure(sup[x](D(sigmoid)(x)), tail=exp(-abs(x)), by=tail(), digits=6)
        say(f"{found}")
        assert found.low <= Fraction(1, 4) <= found.high

    board = proved(script)
    (record,) = board.result.enclosures
    assert (record.low, record.digits, record.bits) == ("0.25000000", 6, 128)
    assert record.high.startswith("0.250000") and record.high > record.low
    page = printed(board.result)
    assert page["enclosures"][0]["text"] == "sup[x](D(sigmoid)(x))"
    assert page["enclosures"][0]["outside"] == "D(sigmoid)(x) <= exp(-abs(x))"
    assert any("0.25000000" in b["latex"] and "sup" in b["latex"] for b in page["body"] if b["type"] == "prose")


def test_the_bound_far_out_is_proved() -> None:
    def script() -> None:
        """t"""
        find.enclosure(sup[x](D(sigmoid)(x)), tail=exp(-abs(x)) / 2, by=tail())

    assert "does not follow from the reasons given" in raised(script)


def test_only_suprema_over_real_numbers() -> None:
    def script() -> None:
        """t"""
        find.enclosure(D(sigmoid)(x), tail=exp(-abs(x)))

    assert "only a supremum over real numbers is enclosed" in raised(script)


def test_a_symbol_without_a_value() -> None:
    def script() -> None:
        """t"""
        low, high = given(y > 0), given(y < 1)
        tame = tail()
        small = have(y * D(sigmoid)(x) <= exp(-abs(x)))
        small.le(1 * D(sigmoid)(x), by=[high, low, sigmoid, differentiation]).le(exp(-abs(x)), by=tame)
        find.enclosure(sup[x](y * D(sigmoid)(x)), tail=exp(-abs(x)), by=small)

    assert "this has no single value" in raised(script) or "not proved yet" in raised(script)


def test_ends_are_rounded_outwards() -> None:
    third = Enclosure(x, Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**9), 4)
    assert third.ends() == ("0.333333", "0.333334")
    large = Enclosure(x, Fraction(200001, 2), Fraction(200003, 2), 3)
    low, high = (Fraction(t) for t in large.ends())
    assert low <= large.low and large.high <= high
    small = Enclosure(x, Fraction(1, 3000), Fraction(1, 2999), 2)
    low, high = (Fraction(t) for t in small.ends())
    assert low <= small.low < small.high <= high and high - low < Fraction(1, 10**5)
    assert repr(third) == "0.333333 <= x <= 0.333334"
