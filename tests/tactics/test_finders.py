"""What SymPy is asked: right answers where they are known, None or an error where there is none; never an approximation."""

from __future__ import annotations

import pytest

from derive.errors import StepError
from derive.language.expr import Expr, Natural, Real
from derive.language.symbols import exp, log, symbols
from derive.tactics import finders
from derive.tactics.normal import equal
from tests.tactics.support import prover

x, y = symbols("x y", Real)
n = symbols("n", Natural)


@pytest.mark.parametrize(
    ("t", "value", "attained"),
    [
        (exp(-x) / (1 + exp(-x)) ** 2, "1/4", "0"),
        (4 / (exp(x) + exp(-x)) ** 2, "1", "0"),
        (1 / (1 + exp(-x)), "1", None),
        (-(x**2) + 2 * x, "1", "1"),
        (3 - (x - 2) ** 2, "3", "2"),
        (1 / (1 + x**2), "1", "0"),
        (x / (1 + x**2), "1/2", "1"),
        (-exp(x), "0", None),
        (0 * x + 2, "2", None),
    ],
    ids=repr,
)
def test_suprema(t: Expr, value: str, attained: str | None) -> None:
    found = finders.supremum(t.term, x.term)
    assert found is not None
    top, at = found
    assert repr(Expr(top)) == value
    assert (None if at is None else repr(Expr(at))) == attained


@pytest.mark.parametrize("t", [x, x**2, exp(x), -x, x * exp(-x), abs(x)], ids=repr)
def test_no_bound(t: Expr) -> None:
    """Unbounded ones have no supremum; one that is found is right."""
    found = finders.supremum(t.term, x.term)
    if repr(t) == "x * exp(-x)":
        assert found is None or repr(Expr(found[1])) == "1"  # type: ignore[arg-type]
    else:
        assert found is None


def test_a_function_of_other_symbols_has_no_number_as_supremum() -> None:
    assert finders.supremum((y - x**2).term, x.term) is None


@pytest.mark.parametrize(
    ("t", "root"),
    [(2 * x - 6, 3 + 0 * y), (y * x - 1, 1 / y), (x - exp(y), exp(y)), (exp(x) * (x - 1), 1 + 0 * y)],
    ids=repr,
)
def test_roots(t: Expr, root: Expr) -> None:
    found = finders.root(t.term, x.term)
    assert equal(prover(), found, root.term) is not None


@pytest.mark.parametrize("t", [x**2 - 1, x**2 + 1 + exp(x), exp(x)], ids=repr)
def test_no_single_root(t: Expr) -> None:
    with pytest.raises((StepError, NotImplementedError)):
        finders.root(t.term, x.term)


def test_several_roots_are_named() -> None:
    with pytest.raises(StepError, match="SymPy finds no single root") as caught:
        finders.root((x**2 - 1).term, x.term)
    assert caught.value.given == "x**2 - 1 = 0"
    assert caught.value.needed == "exactly one root"
    assert "-1" in caught.value.hint


@pytest.mark.parametrize("t", [x / 2 + y / 2, (x + y) ** 2 - x**2, 1 / (1 + exp(x)) - 1, exp(x) * exp(y) + x], ids=repr)
def test_tidying_keeps_the_value(t: Expr) -> None:
    from derive.tactics.calc import close
    from derive.tactics.lemma import LEMMAS

    th = close(prover(), (Expr(finders.tidy(t.term)) - t <= 0).term, [LEMMAS["exp_add"]])
    assert not th.hyps


@pytest.mark.parametrize(
    ("low", "high"),
    [(2 * x * y, x**2 + y**2), (x * (1 - x), 1 + 0 * x), (4 * x - 4, x**2), (x + 1, x + 3)],
    ids=repr,
)
def test_signed_forms(low: Expr, high: Expr) -> None:
    """The difference, written so that its sign is seen."""
    form = finders.signed_form(low.term, high.term)
    assert equal(prover(), form, (high - low).term) is not None
    assert prover().prove((Expr(form) >= 0).term) is not None


def test_a_form_without_sign_has_none() -> None:
    form = finders.signed_form(x.term, y.term)
    assert prover().prove((Expr(form) >= 0).term) is None


def test_logarithms_are_not_approximated() -> None:
    found = finders.supremum((log(2 + 0 * x) - x**2).term, x.term)
    assert found is None or "." not in repr(Expr(found[0]))
