"""Heads: one record for each constant that authors can use, with every facet of it.

A facet is a template in which `{0}` is the first argument, `{0.var}` the variable that a function argument binds and
`{0.body}` its body; `inner` gives, for each argument, the weakest precedence that needs no brackets around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from derive.kernel import axioms
from derive.kernel.terms import Term, declare, signature
from derive.kernel.types import Type

# Precedences, weakest first; a term is bracketed when its own is smaller than what the place demands.
QUANT, IFF, IMP, OR, AND, NOT, REL, SUM, NEG, PROD, POW, ATOM = range(0, 120, 10)


@dataclass(frozen=True)
class Head:
    """Everything about one constant: meaning, type, definition, how it prints, its SymPy counterpart.

    Types: `evaluate(ev, *args)` computes its value in a model (derive.evidence calls it); `sympy` is the name of a
    SymPy function that means the same, "" when there is none.
    """

    name: str
    type: Type
    doc: str
    text: str
    latex: str
    prec: int = ATOM
    inner: tuple[int, ...] = ()
    sympy: str = ""
    definition: Term | None = None
    source: str = ""
    evaluate: Callable[..., Any] | None = field(default=None, compare=False)


HEADS: dict[str, Head] = {}


def head(
    name: str,
    type_: Type,
    doc: str,
    text: str,
    latex: str,
    *,
    prec: int = ATOM,
    inner: tuple[int, ...] = (),
    sympy: str = "",
    definition: Term | None = None,
    source: str = "definition",
) -> Head:
    """Enter a head; declares (or, with a definition, defines) its constant in the kernel."""
    if definition is not None:
        axioms.define(name, definition, source)
    elif name not in signature():
        declare(name, type_)
    record = Head(name, type_, doc, text, latex, prec, inner, sympy, definition, source)
    HEADS[name] = record
    return record
