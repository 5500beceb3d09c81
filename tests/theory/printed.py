"""The page docs/axioms.md, written from the ledger: `DERIVE_SNAPSHOTS=write python -m pytest tests/theory`."""

from __future__ import annotations

import derive.theory  # noqa: F401 (fills the ledger)
from derive.kernel import axioms
from derive.kernel.terms import Term
from derive.language.text import to_text
from tests.theory.semantics import Statement

HEAD = """# Axioms

All that is postulated: {count} statements, with their conditions and where they come from. Definitions are not listed here; they add nothing
that could be false. `derive axioms RESULT` prints those that one result rests on. What is meant by total functions, measures and
integrals stands in [trust.md](trust.md). This page is written by `tests/theory/printed.py`, and a test compares it with the ledger.

| axiom | for all | if | then | source |
|---|---|---|---|---|
"""


def variables(statement: Statement) -> str:
    """f, g : a -> real; mu : measure(a)"""
    groups: dict[str, list[str]] = {}
    for v in statement.variables:
        groups.setdefault(str(v.type), []).append(v.name)
    return "; ".join(f"{', '.join(names)} : {t}" for t, names in groups.items())


def code(text: str) -> str:
    """Inside a cell of a table."""
    return f"`{text}`".replace("|", "\\|") if text else ""


def row(name: str, closed: Term, source: str) -> str:
    """One axiom."""
    statement = Statement.of(closed)
    conditions = "<br>".join(code(to_text(p)) for p in statement.premises)
    return f"| {name} | {code(variables(statement))} | {conditions} | {code(to_text(statement.claim))} | {source} |\n"


def page() -> str:
    """The whole page."""
    ledger = axioms.axioms()
    return HEAD.format(count=len(ledger)) + "".join(row(name, th.concl, source) for name, (th, source) in ledger.items())
