"""Hypotheses for a choice of parameters: one that is false for their values refuses the variant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.errors import StatementError
from derive.kernel.terms import APP, CONST, VAR, Term, frees
from derive.language.expr import Expr
from derive.language.values import printed_with, put_in

if TYPE_CHECKING:
    from derive.course.board import Board

TRIED = 30  # models: there is nothing to draw, only points to try


def judged(board: Board, t: Term, shown: str) -> str:
    """The kind of a hypothesis: "given", or "parameter" when the numbers that are put in make it true.

    Only a hypothesis that speaks of nothing but parameters and what is defined is judged.

    Raises:
        StatementError: it is false for the values of the parameters.
    """
    if any(v not in board.bodies and v not in board.result.values for v in frees(t)):
        return "given"
    from derive.course.board import related
    from derive.evidence.verdict import refute

    example = refute(t, related([t], [*board.hypotheses(), *board.valued()]), budget=TRIED)
    if example is not None:
        with printed_with(board.result.values):
            names = [f"{n} = {_named(value)}" for n, value in board.parameters.items() if _occurs(value, t)]
        what = f"variant refused: {shown} is false for {', '.join(names)}" if names else f"this hypothesis is false: {shown}"
        raise StatementError(
            what,
            given=example.words or "there is nothing to choose in it",
            needed="a hypothesis that holds",
            hint="other values of the parameters" if names else "",
        )
    if not any(v in board.result.values for v in frees(t)):
        return "given"
    from derive.tactics.prover import Prover

    with printed_with(board.result.values):
        p = Prover()
        p.start(2000, 1.0)
        return "parameter" if p.prove(put_in(t)) is not None else "given"


def elsewhere(board: Board, t: Term) -> bool:
    """Whether a statement about the parameters alone is false for their values: what is said under it concerns other variants."""
    if not frees(t) or any(v not in board.result.values for v in frees(t)):
        return False
    with printed_with(board.result.values):
        try:
            return not Expr(put_in(t))
        except StatementError:
            return False


def _named(value: Any) -> str:
    return repr(Expr(put_in(value.term))) if isinstance(value, Expr) else str(value)


def _occurs(value: Any, t: Term) -> bool:
    """Whether a symbol that is the value of a parameter stands in a term."""
    term = getattr(getattr(value, "symbol", value), "term", None)
    if not isinstance(term, Term) or term.tag not in (VAR, CONST):
        return False
    todo = [t]
    while todo:
        x = todo.pop()
        if x.canon is term.canon:
            return True
        todo += [x.fun, x.arg] if x.tag == APP else [x.fun] if x.tag == "abs" else []
    return False
