"""Definitions are printed as their author wrote them."""

from __future__ import annotations

import derive.theory  # noqa: F401 (fills the register)
from derive import Eq, Matrix, Natural, Real, Seq, Vector, define, each, sizes, symbols, tanh
from derive.course.board import Board, using
from derive.documents.definitions import equations
from derive.kernel.terms import Term

d = sizes("d")
n, t = symbols("n t", Natural)
y = symbols("y", Real)
W = symbols("W", Matrix(d, d))
u = symbols("u", Vector(d))


def defined(board: Board) -> list[Term]:
    return [e for h in board.result.hypotheses if h.kind == "definition" for e in equations(h.term)]


def test_a_sequence_from_one() -> None:
    x = symbols("x", Seq(Vector(d) >> Vector(d)))
    board = Board("b", "B")
    with using(board):
        define(x[1](u), u)
        define(x[t + 1](u), each(tanh)(W @ x[t](u)))
    first, following = defined(board)
    assert first.canon is Eq(x[1](u), u).term.canon
    assert following.canon is Eq(x[t + 1](u), each(tanh)(W @ x[t](u))).term.canon


def test_a_sequence_from_one_that_uses_its_index() -> None:
    a = symbols("a", Seq(Real))
    board = Board("b", "B")
    with using(board):
        define(a[1], y)
        define(a[n + 1], n * a[n] + (n + 1))
    assert [e.canon for e in defined(board)] == [Eq(a[1], y).term.canon, Eq(a[n + 1], n * a[n] + (n + 1)).term.canon]


def test_a_sequence_from_zero() -> None:
    a = symbols("a", Seq(Real))
    board = Board("b", "B")
    with using(board):
        define(a[0], y)
        define(a[n + 1], n * a[n])
    assert [e.canon for e in defined(board)] == [Eq(a[0], y).term.canon, Eq(a[n + 1], n * a[n]).term.canon]
