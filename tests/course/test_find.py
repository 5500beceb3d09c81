"""Finders: SymPy's proposals become lines that the kernel checks; a wrong proposal proves nothing."""

from __future__ import annotations

import pytest

from derive import (
    D,
    E,
    Eq,
    Iff,
    Rational,
    Real,
    Var,
    density,
    differentiable,
    exp,
    find,
    forall,
    given,
    integrable,
    log,
    show,
    sigmoid,
    spaces,
    symbols,
    tanh,
)
from derive.course import find as module
from derive.course.find import defined_symbols, explicit
from derive.errors import StatementError, StepError
from derive.language.expr import Expr
from derive.tactics.normal import equal
from tests.course.support import proved, run
from tests.tactics.support import prover

x, y, c = symbols("x y c", Real)
f = symbols("f", Real >> Real)
S = spaces("S")
s = symbols("s", S)
X = symbols("X", S >> Real)
p = density("p", S)


def test_a_finder_writes_lines_that_are_checked() -> None:
    def script() -> None:
        """t"""
        show(2 * x * y <= x**2 + y**2).by(find)
        show(x * (1 - x) <= Rational(1, 4)).by(find)
        show(x**2 + 1 > x).by(find)
        show(1 / (1 + exp(x)) <= 1).by(find)

    board = proved(script)
    assert board.result.advisers == ["SymPy"]
    for claim in board.claims:
        assert claim.record.lines and all(line.by_finder and line.verdict == "proved" for line in claim.record.lines)


@pytest.mark.parametrize(
    "claim",
    [
        lambda: 2 * x * y <= x**2 + y**2 - Rational(1, 1000),
        lambda: x * (1 - x) <= Rational(6, 25),
        lambda: x**2 >= x,
        lambda: D(sigmoid)(x) <= Rational(6, 25),
        lambda: D(tanh)(x) < 1,
    ],
)
def test_what_is_false_is_not_proved(claim: object) -> None:
    def script() -> None:
        """t"""
        show(claim()).by(find)  # type: ignore[operator]

    board = run(script)
    assert board.claims[0].theorem is None and board.reports
    assert all(e.file and e.line for e in board.reports)


@pytest.mark.parametrize("claim", [Iff(Eq(x, 0), Eq(-x, 0)), forall[x](x <= x)], ids=["equivalence", "for all"])
def test_only_equations_and_inequalities_between_numbers(claim: Expr) -> None:
    def script() -> None:
        """t"""
        show(claim).by(find)

    with pytest.raises(StatementError, match="find writes the lines of equations and inequalities between numbers"):
        run(script)


@pytest.mark.parametrize("claim", [Eq(D(sigmoid)(0), Rational(1, 4)), Eq(D(tanh)(x), 1 - tanh(x) ** 2), exp(x) >= exp(x)], ids=repr)
def test_what_it_writes_is_proved(claim: Expr) -> None:
    def script() -> None:
        """t"""
        show(claim).by(find)

    board = run(script)
    assert board.reports == [] and board.claims[0].theorem is not None
    assert all(line.by_finder for line in board.claims[0].record.lines)


def test_a_false_equation_is_refuted() -> None:
    def script() -> None:
        """t"""
        show(Eq(D(sigmoid)(0), Rational(1, 3))).by(find)

    board = run(script)
    assert board.claims[0].theorem is None and "this line is false" in str(board.reports[0])


def test_a_supremum_is_a_proposal() -> None:
    top = find.supremum(D(sigmoid)(x), x)
    assert (repr(top.value), top.attained, repr(top.at)) == ("1/4", True, "0")
    open_ = find.supremum(sigmoid(x), x)
    assert (repr(open_.value), open_.attained, open_.at) == ("1", False, None)


@pytest.mark.parametrize("t", [x**2, f(x), exp(x), c * x], ids=repr)
def test_no_supremum(t: Expr) -> None:
    with pytest.raises(StepError) as caught:
        find.supremum(t, x)
    assert str(caught.value).endswith(
        f"error: SymPy finds no supremum\n  given:   {t!r}\n  needed:  a function that is bounded above, with a supremum in closed form"
    )


@pytest.mark.parametrize("value", [Rational(6, 25), Rational(1, 5)])
def test_a_wrong_supremum_proves_nothing(monkeypatch: pytest.MonkeyPatch, value: Expr) -> None:
    """SymPy is not believed."""
    monkeypatch.setattr(module, "_suprema", {})
    monkeypatch.setattr(module.finders, "supremum", lambda t, v: (value.term, None))

    def script() -> None:
        """t"""
        given(differentiable(sigmoid))
        top = find.supremum(D(sigmoid)(x), x)
        show(D(sigmoid)(x) <= top.value).by(find)

    board = run(script)
    assert board.claims[0].theorem is None and board.result.verdict != "proved"
    assert any("this line is false" in str(e) for e in board.reports)


def test_a_wrong_factorisation_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.finders, "signed_form", lambda low, high: ((x - y) ** 2 + 1).term)

    def script() -> None:
        """t"""
        show(2 * x * y < x**2 + y**2).by(find)

    board = run(script)
    assert board.claims[0].theorem is None and board.reports[0].what == "this line is false"


def test_derivatives() -> None:
    assert equal(prover(), find.derivative(x**3 + y * x, x).term, (3 * x**2 + y).term) is not None
    assert find.derivative(f(x), x) == D(f)(x)


def test_a_stationary_point() -> None:
    found = find.stationary_point(y * x**2 - 2 * c * x, x)
    assert repr(found) == "c / y"
    with pytest.raises(StepError, match="SymPy finds no single root"):
        find.stationary_point(x**3 - 3 * x, x)


def test_a_stationary_point_of_a_variance() -> None:
    """Expectations are symbols to SymPy."""
    Y = symbols("Y", S >> Real)
    mean, variance = E[p(s)], Var[p(s)]
    given(integrable[p(s)](X(s) ** 2, Y(s) ** 2))
    found = find.stationary_point(mean((X(s) - c * Y(s)) ** 2), c)
    assert equal(prover(), found.term, (mean(X(s) * Y(s)) / mean(Y(s) ** 2)).term) is not None
    assert variance is not None


def test_what_is_made_explicit() -> None:
    assert repr(Expr(explicit(sigmoid(x).term))) == "1 / (1 + exp(-x))"
    assert explicit(f(x).term) is f(x).term
    assert explicit(sigmoid(x).term, own=False).canon is not sigmoid(x).term.canon


def test_symbols_with_a_definition() -> None:
    assert [t.name for t in defined_symbols((sigmoid(x) + tanh(y) * log(x)).term)] == ["sigmoid", "tanh"]
    assert defined_symbols((x >= y).term) == []


def test_twice_the_same() -> None:
    def script() -> None:
        """t"""
        show(x * (1 - x) <= Rational(1, 4)).by(find)

    assert proved(script).result.certificate == proved(script).result.certificate
