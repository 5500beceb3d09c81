"""What the rows of known pitfalls share: the list of rows, and checks that raise, so that `python -O` changes nothing.

A row is a function without arguments. It raises `Wrong` when the engine answers otherwise than it must, and returns what was
answered, as plain data: the same bytes for every hash seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import derive.theory  # noqa: F401  (the ledger is complete)
from derive.course import verbs
from derive.course.board import Board, using
from derive.course.reasons import items_of, resolve
from derive.errors import DeriveError
from derive.evidence import refute
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.replay import Table, check
from derive.kernel.terms import Term
from derive.kernel.theorem import Theorem
from derive.language.expr import Expr
from derive.language.symbols import SYMBOLS
from derive.tactics.calc import close

ROOT = Path(__file__).parents[2]
Outcome = dict[str, str]


class Wrong(Exception):
    """The engine did not answer as it must."""


@dataclass(frozen=True)
class Row:
    """One row of the tables: which table, what goes wrong elsewhere in our words, and the check."""

    name: str
    table: str
    words: str
    check: Callable[[], Outcome]

    def outcome(self) -> Outcome:
        """Run it with no symbols declared; what it declares is forgotten."""
        before = dict(SYMBOLS)
        SYMBOLS.clear()
        try:
            return self.check()
        finally:
            SYMBOLS.clear()
            SYMBOLS.update(before)


ROWS: list[Row] = []


def row(table: str) -> Callable[[Callable[[], Outcome]], Callable[[], Outcome]]:
    """Enter a check under the name and the docstring of its function."""

    def enter(check: Callable[[], Outcome]) -> Callable[[], Outcome]:
        ROWS.append(Row(check.__name__, table, " ".join((check.__doc__ or "").split()), check))
        return check

    return enter


def need(true: object, words: str) -> None:
    """Go on only if this is so."""
    if not true:
        raise Wrong(words)


def refused(act: Callable[[], Any], *words: str, kind: type[Exception] = DeriveError) -> str:
    """The act is refused with an error of this kind that says these words; returns its first line."""
    try:
        got = act()
    except kind as e:
        missing = [w for w in words if w not in str(e)]
        need(not missing, f"the message does not say {missing}: {e}")
        return str(getattr(e, "what", e)).split("\n")[0]
    raise Wrong(f"accepted: {got!r}")


def board_for(given: Iterable[Expr] = (), *terms: Expr) -> Board:
    """A board that knows these hypotheses and what comes with the symbols."""
    board = Board("pitfall", "A pitfall")
    with using(board):
        for claim in given:
            verbs.given(claim)
        board.touch(*(t.term for t in terms))
    return board


def attempt(claim: Expr, *by: Any, given: Iterable[Expr] = ()) -> tuple[Theorem | None, Board]:
    """One line of a derivation, without what explains a failure."""
    board = board_for(given, claim)
    board.prover.start(30_000, 10.0)
    with using(board):
        try:
            return close(board.prover, claim.term, items_of(resolve(list(by)))), board
        except (DeriveError, RecursionError):  # as a line of a script does
            return None, board


def proved(claim: Expr, *by: Any, given: Iterable[Expr] = ()) -> str:
    """The line is proved, its certificate replays against the hypotheses that the author wrote, and its theorem is this."""
    th, board = attempt(claim, *by, given=given)
    if th is None:
        raise Wrong(f"not proved: {claim}")
    need(th.concl.canon is claim.term.canon, f"something else was proved: {th}")
    replay([th], board.hypotheses(), [claim.term])
    return str(th)


def unproved(claim: Expr, *by: Any, given: Iterable[Expr] = ()) -> str:
    """The line is not proved."""
    th, _ = attempt(claim, *by, given=given)
    need(th is None, f"proved: {th}")
    return "not proved"


_tables: list[Table] = []


def pinned() -> Table:
    """The table that the checker trusts."""
    if not _tables:
        _tables.append(Table(json.loads((ROOT / "derive" / "kernel" / "pinned.json").read_text(encoding="utf-8"))))
    return _tables[0]


def replay(theorems: list[Theorem], hypotheses: Iterable[Term], claims: list[Term]) -> None:
    """The independent checker accepts the certificate for this goal, or raises."""
    certificate, goal = json.loads(json.dumps([encode(theorems), encode_goal(list(hypotheses), claims)]))
    check(certificate, goal, pinned())


def counterexample(claim: Expr, *given: Expr, undefined: bool = False) -> str:
    """The smallest model that refutes the claim, in words."""
    board = board_for(given, claim)
    found = refute(claim.term, board.hypotheses(), undefined_counts=undefined)
    if found is None:
        raise Wrong(f"not refuted: {claim}")
    need(found.rigorous, f"refuted without rigour: {claim}")
    return found.words


def unrefuted(claim: Expr, *given: Expr, undefined: bool = False, budget: int = 400) -> str:
    """No model refutes the claim."""
    found = refute(claim.term, board_for(given, claim).hypotheses(), budget=budget, undefined_counts=undefined)
    need(found is None, f"refuted: {claim}: {found.words if found else ''}")
    return "not refuted"


def lines(write: Callable[[], Any], given: Iterable[Expr] = ()) -> Board:
    """A board on which this was written."""
    board = board_for(given)
    with using(board):
        write()
    return board


def outcomes() -> str:
    """All rows, as JSON."""
    return json.dumps({r.name: r.outcome() for r in ROWS}, indent=1, sort_keys=True)
