"""The ledger: what is postulated and what is defined, each entry once, with its source; closed after the theory is loaded."""
from derive.errors import RuleError
from derive.kernel.terms import Term, const, declare, equation, frees, signature, type_vars
from derive.kernel.theorem import _KEY, Theorem
from derive.kernel.types import need

Ledger = dict[str, tuple[Theorem, str]]
_axioms, _definitions, _state = Ledger(), Ledger(), {"open": True}

def postulate(name: str, statement: Term, source: str) -> Theorem:
    """Enter an axiom: a closed boolean term with a source (book and number)."""
    need(_state["open"], RuleError, "the ledger is closed", name, needed="axioms stand in derive.theory")
    fits = name not in _axioms and source.strip() and not frees(statement)
    need(fits, RuleError, "not an axiom", name, statement, source, needed="a new name, a closed statement and a source")
    return _axioms.setdefault(name, (Theorem(_KEY, (), statement, "axiom", (name,), ()), source))[0]

def define(name: str, body: Term, source: str = "definition") -> Theorem:
    """Declare a new constant as a name for a closed term whose type variables all show in its type: |- name = body."""
    need(_state["open"], RuleError, "the ledger is closed", name, needed="definitions stand in derive.theory and derive.language")
    fits = name not in signature() and not frees(body) and not body.loose and type_vars(body) <= body.type.tvars
    need(fits, RuleError, "not a definition", name, body, needed="a new name, and a closed body whose type variables show in its type")
    declare(name, body.type)
    return _definitions.setdefault(name, (Theorem(_KEY, (), equation(const(name), body), "definition", (name,), ()), source))[0]

def close() -> None:
    """No more axioms and definitions."""
    _state["open"] = False
def axioms() -> Ledger:
    """Every axiom with its source (a copy)."""
    return dict(_axioms)
def definitions() -> Ledger:
    """Every definition with its source (a copy)."""
    return dict(_definitions)
