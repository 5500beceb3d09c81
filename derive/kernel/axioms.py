"""The ledger: what is postulated and what is defined, each entry once, with its source; closed after the theory is loaded."""

from __future__ import annotations

from derive.errors import RuleError
from derive.kernel.terms import Term, const, declare, equation, frees, type_vars
from derive.kernel.theorem import _KEY, Theorem
from derive.kernel.types import bool_

_axioms: dict[str, tuple[Theorem, str]] = {}
_definitions: dict[str, tuple[Theorem, str]] = {}
_state = {"open": True}


def _refuse_if_closed(name: str) -> None:
    if not _state["open"]:
        raise RuleError("the ledger is closed", given=name, needed="axioms and definitions stand in derive.theory and derive.language")


def postulate(name: str, statement: Term, source: str) -> Theorem:
    """Enter an axiom: a closed boolean term with a source (book and number)."""
    _refuse_if_closed(name)
    if name in _axioms or not source.strip() or frees(statement) or statement.type is not bool_:
        raise RuleError("not an axiom", given=f"{name}: {statement} [{source}]", needed="a new name, a closed statement and a source")
    th = Theorem(_KEY, (), statement, "axiom", (name,), ())
    _axioms[name] = th, source
    return th


def define(name: str, body: Term, source: str = "definition") -> Theorem:
    """Declare a constant as a name for a closed term whose type variables all show in its type: |- name = body."""
    _refuse_if_closed(name)
    if name in _definitions or frees(body) or body.loose or not type_vars(body) <= body.type.tvars:
        raise RuleError("not a definition", given=f"{name} := {body}", needed="a new name, and a closed body whose type variables show in its type")
    declare(name, body.type)
    th = Theorem(_KEY, (), equation(const(name), body), "definition", (name,), ())
    _definitions[name] = th, source
    return th


def close() -> None:
    """No more axioms and definitions."""
    _state["open"] = False


def axioms() -> dict[str, tuple[Theorem, str]]:
    """Every axiom with its source (a copy of the ledger)."""
    return dict(_axioms)


def definitions() -> dict[str, tuple[Theorem, str]]:
    """Every definition with its source (a copy of the ledger)."""
    return dict(_definitions)
