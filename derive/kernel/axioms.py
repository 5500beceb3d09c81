"""The ledger: what is postulated and what is defined, each entry once, with its source; closed after the theory is loaded."""

from __future__ import annotations

from derive.errors import RuleError
from derive.kernel.terms import Term, const, declare, equation, frees, signature, type_vars
from derive.kernel.theorem import _KEY, Theorem
from derive.kernel.types import bool_, need

_axioms: dict[str, tuple[Theorem, str]] = {}
_definitions: dict[str, tuple[Theorem, str]] = {}
_state = {"open": True}
_PLACE = "axioms and definitions stand in derive.theory and derive.language"


def postulate(name: str, statement: Term, source: str) -> Theorem:
    """Enter an axiom: a closed boolean term with a source (book and number)."""
    need(_state["open"], RuleError, "the ledger is closed", name, needed=_PLACE)
    fits = name not in _axioms and source.strip() and not frees(statement) and statement.type is bool_
    need(fits, RuleError, "not an axiom", f"{name}: {statement} [{source}]", needed="a new name, a closed statement and a source")
    th = Theorem(_KEY, (), statement, "axiom", (name,), ())
    _axioms[name] = th, source
    return th


def define(name: str, body: Term, source: str = "definition") -> Theorem:
    """Declare a new constant as a name for a closed term whose type variables all show in its type: |- name = body."""
    need(_state["open"], RuleError, "the ledger is closed", name, needed=_PLACE)
    fits = name not in signature() and not frees(body) and not body.loose and type_vars(body) <= body.type.tvars
    needed = "a new name, and a closed body whose type variables show in its type"
    need(fits, RuleError, "not a definition", f"{name} := {body}", needed=needed)
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
