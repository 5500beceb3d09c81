"""Figures of a script: curves of checked terms, and diagrams whose labels are terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, final

from derive.course import records
from derive.course.board import Board, current, related
from derive.errors import StatementError
from derive.kernel.terms import VAR, Term, frees
from derive.kernel.types import nat, real
from derive.language.expr import Expr, Sort, lift

WHERE = ("handout", "solutions", "report")


def _number(x: object) -> Fraction:
    if isinstance(x, Expr):
        from derive.kernel.terms import LIT

        if x.term.tag == LIT:
            return Fraction(x.term.value)
    if isinstance(x, int | Fraction) and not isinstance(x, bool):
        return Fraction(x)
    raise StatementError("this is not an exact number", given=repr(x), needed="a whole number, or Rational(1, 2)")


@final
class Plot:
    """Curves over a range: `plot[x, -4, 4](f(x), g(x), at={b: 0})`."""

    def __init__(
        self, v: Expr, low: Fraction, high: Fraction, curves: Sequence[Expr], labels: Sequence[str], at: Mapping[Term, Any]
    ) -> None:
        self.variable, self.low, self.high, self.curves, self.labels, self.at = v, low, high, tuple(curves), tuple(labels), dict(at)


@final
class _Plot:
    def __getitem__(self, where: Any) -> Any:
        if not isinstance(where, tuple) or len(where) != 3:
            raise StatementError("a plot has a variable and a range", given=repr(where), needed="plot[x, -4, 4](...)")
        v, low, high = where
        t = _axis(v)
        low, high = _number(low), _number(high)
        if low >= high:
            raise StatementError("this range is empty", given=f"{low} to {high}", needed="a smaller number first")

        def plot(*curves: Any, at: Mapping[Any, Any] | None = None, labels: Sequence[str] = ()) -> Plot:
            """The curves of some terms; `at` has values of further symbols, `labels` sentences in place of the terms."""
            found = [Expr(lift(c, real)) for c in curves]
            if not found:
                raise StatementError("a plot needs a curve", needed="plot[x, -4, 4](f(x))")
            if labels and len(labels) != len(found):
                raise StatementError("each curve has a label", given=f"{len(found)} curves, {len(labels)} labels")
            values = {_symbol(s): _value(x, _symbol(s)) for s, x in (at or {}).items()}
            return Plot(Expr(t), low, high, found, labels, values)

        return plot


plot = _Plot()


def _axis(v: object) -> Term:
    """The variable of a plot; a size stands for its number."""
    if isinstance(v, Expr) and v.term.tag == VAR and v.term.type in (real, nat):
        return v.term
    if isinstance(v, Sort) and v.style == "size":
        return v.number.term.arg
    raise StatementError("a plot has a real number, a natural number or a size on its axis", given=repr(v))


def _symbol(s: object) -> Term:
    if isinstance(s, Sort) and s.style == "size":
        return s.number.term.arg
    if isinstance(s, Expr) and s.term.tag == VAR:
        return s.term
    raise StatementError("at= gives values to symbols", given=repr(s), needed="a symbol that is bound above")


def _value(x: Any, s: Term) -> Any:
    if isinstance(x, Expr) and x.term.type is s.type:
        return x.term
    return [_number(y) for y in x] if isinstance(x, list | tuple) else _number(x)


@final
class Diagram:
    """Nodes and arrows: nodes are symbols, an arrow may have a label."""

    def __init__(self, nodes: Sequence[Expr], arrows: Sequence[tuple[int, int]], labels: Mapping[tuple[int, int], str]) -> None:
        self.nodes, self.arrows, self.labels = tuple(nodes), tuple(arrows), dict(labels)


def diagram(parents: Mapping[Any, Sequence[Any]], labels: Mapping[Any, Any] | None = None) -> Diagram:
    """A diagram: `diagram({z: [x], x: [z]}, labels={(z, x): p(x | z)})` has arrows from z to x and back.

    A label is a term, or a sentence with terms in it: f"decoder {p(x | z)}".
    """
    nodes: list[Expr] = []

    def place(n: object) -> int:
        if not isinstance(n, Expr):
            raise StatementError("a node is a symbol", given=repr(n))
        for i, other in enumerate(nodes):
            if other.term is n.term:
                return i
        nodes.append(n)
        return len(nodes) - 1

    arrows = [(place(start), place(end)) for start, ends in parents.items() for end in ends]
    named: dict[tuple[int, int], str] = {}
    for pair, label in (labels or {}).items():
        start, end = (place(n) for n in pair)
        if (start, end) not in arrows:
            raise StatementError("a label belongs to an arrow", given=repr(pair), needed="a pair of nodes with an arrow between them")
        named[start, end] = label if isinstance(label, str) else f"{label:}"
    return Diagram(nodes, arrows, named)


def figure(drawing: Plot | Diagram, caption: str, where: str = "solutions") -> None:
    """A figure with its caption: in the handout (and then in the solutions too), in the solutions, or in the report only."""
    board = current()
    if not isinstance(drawing, Plot | Diagram):
        raise StatementError("a figure is a plot or a diagram", given=repr(drawing), needed="plot[x, -4, 4](...) or diagram({...})")
    if where not in WHERE:
        raise StatementError("a figure has no such place", given=repr(where), needed=f"one of {', '.join(map(repr, WHERE))}")
    file, line = board.where()
    with board.at(file, line):
        if isinstance(drawing, Plot):
            board.touch(*(c.term for c in drawing.curves))
    board.result.figures.append(records.Figure(drawing, caption, where, file, line))


def draw_all(board: Board) -> None:
    """Evaluate the curves of all plots; a figure that cannot be drawn is reported."""
    from derive.evidence.curves import along

    for f in board.result.figures:
        if not isinstance(f.drawing, Plot):
            continue
        p = f.drawing
        terms = [c.term for c in p.curves]
        at = {s: x for s, x in p.at.items() if isinstance(x, Term)}
        bound = [h for h in board.hypotheses() if not frees(h) <= {p.variable.term}]
        found = along(terms, p.variable.term, p.low, p.high, related([*terms, *at.values()], bound), p.at)
        if found is None:
            board.report(
                StatementError(
                    "this figure cannot be drawn",
                    given=", ".join(repr(c) for c in p.curves),
                    needed="terms that have values in some model of the hypotheses",
                    hint="values for more symbols: at={...}",
                    file=f.file,
                    line=f.line,
                )
            )
            continue
        f.curves, f.model = found.curves, found.model
