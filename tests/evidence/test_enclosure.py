"""Suprema as numbers: the published values, functions whose supremum is known, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.errors import StepError
from derive.evidence.enclosure import Interval, supremum
from derive.kernel.terms import abstract, for_all, var
from derive.kernel.types import nat
from derive.language.expr import Eq, Expr, Real
from derive.language.symbols import D, Seq, exp, log, sigmoid, symbols, tanh

x, y = symbols("x y", Real)
f = symbols("f", Seq(Real >> Real))
l = Expr(var("l", nat))
CHAIN = [for_all(x.term, Eq(f[0](x), x).term), for_all(l.term, for_all(x.term, Eq(f[l + 1](x), sigmoid(f[l](x))).term))]
FAR = exp(-abs(x))


def enclosed(t: Expr, tail: Expr = FAR, digits: int = 12) -> Interval:
    return supremum(abstract(x.term, t.term), abstract(x.term, tail.term), CHAIN, digits)


# 1.1 (d), computed there with other means: the only critical point, to 16 digits
TABLE = {1: "0.25", 2: "0.05895898062374202", 3: "0.01343062883754408", 4: "0.00302776309551447"}


@pytest.mark.parametrize("n", TABLE)
def test_slopes_of_sigmoid_chains(n: int) -> None:
    found = enclosed(D(f[n])(x))
    value, unit = Fraction(TABLE[n]), Fraction(1, 10**17)
    assert found.low <= value + unit and value - unit <= found.high
    assert 0 <= found.high - found.low <= found.low / 10**12


@pytest.mark.parametrize(
    ("t", "value"),
    [
        (1 / (1 + x**2), Fraction(1)),
        (2 - 2 * sigmoid(x**2), Fraction(1)),
        (D(tanh)(x), Fraction(1)),
        (sigmoid(x) * (1 - sigmoid(x)), Fraction(1, 4)),
        (x / (1 + x**2), Fraction(1, 2)),
    ],
    ids=str,
)
def test_known_suprema(t: Expr, value: Fraction) -> None:
    """The bound far out is not proved here (for the last one it is false); what is found inside is."""
    found = supremum(abstract(x.term, t.term), abstract(x.term, exp(-abs(x)).term), [], 10)
    assert found.low <= value <= found.high and found.high - found.low <= value / 10**10


def test_a_maximum_off_the_grid() -> None:
    found = enclosed(1 / (1 + (3 * x - 1) ** 2))
    assert found.low <= 1 <= found.high


def test_more_digits_ask_for_more() -> None:
    few, many = enclosed(D(f[2])(x), digits=4), enclosed(D(f[2])(x), digits=15)
    assert few.boxes < many.boxes and many.low >= few.low - few.low / 10**4
    assert many.high - many.low <= many.low / 10**15


def test_a_large_tail_is_refused() -> None:
    with pytest.raises(StepError, match="not small enough"):
        enclosed(D(f[2])(x), tail=exp(-abs(x)) + 1)


def test_a_tail_without_a_bound_is_refused() -> None:
    with pytest.raises(StepError, match="cannot be enclosed"):
        enclosed(D(f[2])(x), tail=exp(abs(x)))


def test_a_free_symbol_is_refused() -> None:
    with pytest.raises(StepError, match="no single value") as caught:
        enclosed(y * D(f[2])(x))
    assert "y" in str(caught.value)


def test_what_is_undefined_somewhere_is_refused() -> None:
    with pytest.raises(StepError):
        enclosed(-(log(x) ** 2) + 1)
