"""Figures of a script: what is drawn, from which values, and how mistakes are told."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from derive.course.board import Board, using
from derive.course.figures import diagram, draw_all, figure, plot
from derive.course.verbs import deduct, define, given, written
from derive.documents import figures
from derive.documents.printed import printed
from derive.errors import StatementError
from derive.language.expr import Natural, Rational, Real
from derive.language.latex import to_latex
from derive.language.notation import WRITTEN
from derive.language.symbols import Seq, exp, log, symbols


@pytest.fixture
def board() -> Board:
    return Board("a/b", "Title")


def drawn(board: Board) -> dict[str, object]:
    draw_all(board)
    assert board.result.errors == []
    (found,) = printed(board.result)["figures"]
    return dict(found)


def values(found: dict[str, object], curve: int = 0) -> dict[str, str]:
    return dict(found["curves"][curve]["points"])  # type: ignore[index]


def test_a_curve_has_the_values_of_its_term(board: Board) -> None:
    x = symbols("x", Real)
    with using(board):
        figure(plot[x, -2, 2](exp(x), x**2 / 3), "Two curves.")
    found = drawn(board)
    assert (values(found)["0"], values(found)["1"], values(found, 1)["-2"]) == ("1", "2.7183", "1.3333")
    assert [c["label"] for c in found["curves"]] == ["$e^x$", r"$\frac{x^2}{3}$"]  # type: ignore[attr-defined]


def test_definitions_and_given_values_are_used(board: Board) -> None:
    x = symbols("x", Real)
    n = symbols("n", Natural)
    f, b = symbols("f", Seq(Real)), symbols("b", Seq(Real))
    with using(board):
        define(f[0], x)
        define(f[n + 1], f[n] + b[n])
        figure(plot[n, 0, 6](f[n]), "One curve.", where="report")
        figure(plot[n, 0, 6](f[n]), "One curve.", where="report")
    board.result.figures[0].drawing.at.update({b.term: Fraction(2), x.term: Fraction(1)})
    board.result.figures[1].drawing.at.update({b.term: [Fraction(1), Fraction(0)], x.term: Fraction(1)})
    draw_all(board)
    first, second = printed(board.result)["figures"]
    assert values(first) == {"0": "1", "1": "3", "2": "5", "3": "7", "4": "9", "5": "11", "6": "13"}
    assert values(second)["6"] == "2"
    assert first["whole"] and first["model"] == {}


def test_a_place_without_a_value_is_a_gap(board: Board) -> None:
    x = symbols("x", Real)
    with using(board):
        figure(plot[x, -1, 1](1 / x), "A pole.")
    found = drawn(board)
    assert values(found)["0"] == "" and values(found)["1"] == "1"
    assert len(re.findall(r"class=\"curve\"", figures.svg(found, "a"))) == 2


def test_other_symbols_come_from_a_model_of_the_hypotheses(board: Board) -> None:
    x, c = symbols("x c", Real)
    with using(board):
        given(c > 3)
        figure(plot[x, 0, 1](c * x), "A line.")
    found = drawn(board)
    assert Fraction(str(found["model"]["c"])) > 3  # type: ignore[index]
    assert float(values(found)["1"]) > 3


def test_a_figure_without_values_is_reported_with_its_line(board: Board) -> None:
    x = symbols("x", Real)
    with using(board):
        figure(plot[x, -2, -1](log(x)), "Nothing.")
    draw_all(board)
    assert re.match(r".*test_figures\.py:\d+: error: this figure cannot be drawn\n  given:   log\(x\)", board.result.errors[0])
    assert printed(board.result)["figures"] == []


def test_a_diagram(board: Board) -> None:
    x, z = symbols("x z", Real)
    with using(board):
        figure(diagram({x: [z], z: [x]}, labels={(x, z): f"to {z}"}), "A circle.", where="handout")
    found = drawn(board)
    assert found["arrows"] == [{"from": 0, "to": 1, "label": "to $z$"}, {"from": 1, "to": 0, "label": ""}]
    assert figures.alt(found) == "Diagram with nodes x, z and arrows from x to z (to z); from z to x."
    assert figures.tikz(found).count(r"\draw[->]") == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda x: plot[x, 0](x), "a plot has a variable and a range"),
        (lambda x: plot[x, 1, 0](x), "this range is empty"),
        (lambda x: plot[x + 1, 0, 1](x), "a plot has a real number"),
        (lambda x: plot[x, 0.5, 1](x), "this is not an exact number"),
        (lambda x: plot[x, 0, 1](), "a plot needs a curve"),
        (lambda x: plot[x, 0, 1](x, labels=["a", "b"]), "each curve has a label"),
        (lambda x: plot[x, 0, 1](x, at={x + 1: 0}), "at= gives values to symbols"),
        (lambda x: figure(x, "no drawing"), "a figure is a plot or a diagram"),
        (lambda x: figure(plot[x, 0, 1](x), "?", where="cover"), "a figure has no such place"),
        (lambda x: diagram({x: [x]}, labels={(x, symbols("y", Real)): "a"}), "a label belongs to an arrow"),
        (lambda x: deduct("0", "nothing"), "this is not a share"),
        (lambda x: deduct(0.25, "a float"), "this is not a share"),
        (lambda x: written("x", "y"), "written takes a term"),
    ],
)
def test_mistakes(board: Board, wrong: object, said: str) -> None:
    with using(board), pytest.raises(StatementError, match=re.escape(said)):
        wrong(symbols("x", Real))  # type: ignore[operator]


def test_ranges_take_exact_numbers(board: Board) -> None:
    x = symbols("x", Real)
    with using(board):
        figure(plot[x, Rational(-1, 2), Fraction(1, 2)](x), "A line.")
    assert values(drawn(board))["-0.5"] == "-0.5"


def test_written_changes_the_page_and_no_term(board: Board) -> None:
    t = symbols("t", Natural)
    x, u = symbols("x", Seq(Real >> Real)), symbols("u", Real)
    before = x[t](u).term
    try:
        with using(board):
            written(x[t](u), "x_{t}")
        assert to_latex(x[t + 1](u).term) == "x_{t+1}"
        assert x[t](u).term is before
    finally:
        WRITTEN.clear()
