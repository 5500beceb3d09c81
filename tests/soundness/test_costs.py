"""What must not be provable of costs: a cost belongs to the brackets, work does not hide, a bound needs a constant that holds."""

from __future__ import annotations

import pytest

import derive.theory  # noqa: F401
from derive.course.board import Board, using
from derive.course.find import find
from derive.course.programs import cost, program
from derive.course.verbs import define, show
from derive.errors import DeriveError, StatementError, StepError
from derive.language.expr import Eq, Expr
from derive.language.programs import BigO, Theta, quoted, softmax_rows, unquoted
from derive.language.symbols import Matrix, sizes, symbols
from derive.tactics.lemma import LEMMAS

n, d, k = sizes("n d k")
A, B = symbols("A", Matrix(n, d)), symbols("B", Matrix(d, n))
C = symbols("C", Matrix(n, k))


@pytest.mark.parametrize(
    "claim",
    [
        lambda: Eq(cost((A @ B) @ C), cost(A @ (B @ C))),
        lambda: Eq(cost(A @ B), cost(B @ A)),
        lambda: cost(A @ B) <= 2 * n * d,
        lambda: Theta[n](cost(A @ B), n),
        lambda: BigO[n](cost(A @ B), n),
        lambda: BigO[n](cost(A @ B), 1),
        lambda: k <= n,
        lambda: Eq(n, d),
        lambda: n >= 2,
    ],
)
def test_not_proved(claim: object) -> None:
    with using(Board("costs", "Costs")) as board:
        handle = show(claim())  # type: ignore[operator]
        handle.by(LEMMAS["schoolbook"], LEMMAS["theta_of_bounds"])
        assert handle.theorem is None and handle.record.verdict != "proved"
        assert board.reports


def test_a_bound_about_one_length_gives_no_growth() -> None:
    with using(Board("growth", "Growth")):
        from derive.course.verbs import given

        small = given(Eq(n, 3))
        bound = show(cost(A @ B) <= 6 * d * n)
        bound.by(LEMMAS["schoolbook"], small)
        growth = show(BigO[n](cost(A @ B), n))
        growth.by(bound, LEMMAS["big_o_of_bound"])
        assert growth.theorem is None


def test_work_does_not_hide_in_an_input() -> None:
    P, Y = symbols("P", Matrix(n, n)), symbols("Y", Matrix(n, k))
    with using(Board("hidden", "Hidden")):
        define(P, A @ B)
        with pytest.raises(StatementError, match="hide in an input"):
            cost(P @ Y)
        with pytest.raises(StatementError, match="computed later"):
            program("early", {Y: A @ (B @ C), C: A @ (B @ Y)})
        with pytest.raises(DeriveError):
            cost(Eq(A, A))


def test_brackets_depend_on_the_sizes() -> None:
    with using(Board("brackets", "Brackets")):
        with pytest.raises(StepError, match="depends on the sizes"):
            find.cheapest(A @ B @ C)
        best = find.cheapest(A @ B @ C, given=[k <= n, d <= n])
        assert repr(best.value) == "A @ (B @ C)"


@pytest.mark.parametrize(
    "build", [lambda: A @ B, lambda: (A @ B) @ C, lambda: A @ (B @ C), lambda: softmax_rows(A @ B) / 3, lambda: (A @ B).T - 2 * (A @ B)]
)
def test_a_program_is_found_again(build: object) -> None:
    t = build().term  # type: ignore[operator]
    back = unquoted(quoted(t))
    assert back is not None and back.canon is t.canon
    assert repr(Expr(back)) == repr(Expr(t))
