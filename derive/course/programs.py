"""`program` and `cost`: operation counts of what an author writes, as it is bracketed."""

from __future__ import annotations

from derive.course.board import Board, current
from derive.errors import StatementError, TypeMismatch
from derive.kernel.terms import VAR, Term, apply, var
from derive.kernel.types import fun, nat
from derive.language.cost import PROGRAM
from derive.language.expr import Expr, Sort, lift, text_of
from derive.language.matrices import shape
from derive.language.programs import cost_of, inputs, listed, numbers, quoted
from derive.language.symbols import record, size_number


def cost(expression: object) -> Expr:
    """The operations of a program, or of a matrix expression as it is bracketed; symbols are inputs.

    Raises:
        StatementError: a symbol in it is defined by something else: work would hide in an input.
    """
    board = current()
    t = lift(expression)
    with board.at(*board.where()):
        if t.type is not PROGRAM:
            _check_inputs(board, quoted(t))
        return Expr(cost_of(t))


def program(name: str, steps: dict[Expr, object]) -> Expr:
    """Steps in order, each with the name of its result; the result of the last is that of the program.

    Returns: the program for its sizes, name(n, d, ...), a symbol defined by its steps.
    Raises:
        StatementError: a step uses a result that comes later, or a symbol that is defined by something else.
    """
    board = current()
    with board.at(*board.where()):
        if not steps:
            raise StatementError("a program needs a step", given=name, needed="{result: expression, ...}")
        found: list[tuple[Term, Term]] = []
        for i, (key, value) in enumerate(steps.items()):
            result, t = key.term, lift(value)
            if result.tag != VAR or result.type is not t.type:
                raise TypeMismatch(
                    "this step does not give its result a name", given=f"{text_of(result)} : {result.type}, {text_of(t)} : {t.type}", needed="a symbol of the same shape"
                )  # fmt: skip
            step = quoted(t)
            _check_inputs(board, step)
            later = [k.term for k in list(steps)[i:]]
            if any(a in later for a in inputs(step)):
                raise StatementError(
                    "a step uses what is computed later", given=f"{text_of(result)}: {text_of(t)}", needed="steps in order"
                )
            found.append((result, step))
        body = listed(found)
        _check_inputs(board, body)
        sizes = numbers(body)
        symbol = var(name, fun(*(nat for _ in sizes), PROGRAM))
        record(symbol, sort="program", style="program")
        whole = Expr(apply(symbol, *sizes))
        board.define(whole, body)
        return whole


def _check_inputs(board: Board, p: Term) -> None:
    for a in inputs(p):
        for d in shape(a.type):
            if d.is_var:
                size_number(Sort(d, d.name, None, "size"))  # that n is the number of rows comes with it
        if a in board.bodies:
            raise StatementError(
                "work would hide in an input",
                given=f"{text_of(a)}, defined as {text_of(board.bodies[a])}",
                needed="symbols that are given, or a program with a step for it",
            )
