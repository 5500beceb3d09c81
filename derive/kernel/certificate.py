"""Certificates: proofs, goals and the pinned table as plain data, in one encoding; nothing here is trusted (see replay.py).

    types  ["var", name, kind]  ["con", name, type...]
    terms  ["var", name, type]  ["const", name, type]  ["lit", "n" or "n/d", type]  ["bound", index, type]
           ["app", term, term]  ["abs", name, type, term]
    steps  [rule, argument..., premise...]

Types, terms and premises are numbers: places in the lists before. Each is listed once, parts first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from derive.kernel.terms import ABS, APP, BOUND, LIT, Term
from derive.kernel.theorem import Theorem
from derive.kernel.types import Type

T = TypeVar("T")


def _in_order(root: T, parts: Callable[[T], Iterable[T]], done: Container[T]) -> Iterator[T]:
    """root and what it rests on, parts first, without what is done (the caller adds to it); no recursion."""
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            yield node
        else:
            stack += [(node, True), *((p, False) for p in reversed(tuple(parts(node))))]


class _Writer:
    """Gives numbers to types and terms as they are met."""

    def __init__(self) -> None:
        self.types: dict[Type, int] = {}
        self.terms: dict[Term, int] = {}
        self.rows: dict[str, list[list[object]]] = {"types": [], "terms": []}

    def type(self, t: Type) -> int:
        for node in _in_order(t, lambda n: n.args, self.types):
            row: list[object] = ["var", node.name, node.kind] if node.is_var else ["con", node.name, *(self.types[a] for a in node.args)]
            self.types[node] = len(self.types)
            self.rows["types"].append(row)
        return self.types[t]

    def term(self, t: Term) -> int:
        for node in _in_order(t, lambda n: (n.fun, n.arg) if n.tag == APP else (n.fun,) if n.tag == ABS else (), self.terms):
            row: list[object] = [node.tag]
            if node.tag == APP:
                row += [self.terms[node.fun], self.terms[node.arg]]
            elif node.tag == ABS:
                row += [node.name, self.type(node.type.args[0]), self.terms[node.fun]]
            else:
                row += [node.value if node.tag == BOUND else str(node.value) if node.tag == LIT else node.name, self.type(node.type)]
            self.terms[node] = len(self.terms)
            self.rows["terms"].append(row)
        return self.terms[t]

    def argument(self, arg: Any) -> object:
        """An argument of a rule: a term or a type, a name, or pairs of a mapping (sorted: their order means nothing)."""
        if isinstance(arg, tuple):
            return [[self.argument(x) for x in pair] for pair in sorted(arg, key=lambda pair: (pair[0].name, repr(pair[0]), repr(pair)))]
        return self.term(arg.canon) if isinstance(arg, Term) else self.type(arg) if isinstance(arg, Type) else arg


def encode(theorems: Sequence[Theorem]) -> dict[str, Any]:
    """The certificate of these theorems: their whole proofs. Binder names are left out."""
    writer, numbers, rows, steps = _Writer(), dict[Theorem, int](), dict[str, int](), list[list[object]]()
    for theorem in theorems:
        for th in _in_order(theorem, lambda n: n.premises, numbers):
            row = [th.rule, *map(writer.argument, th.args), *(numbers[p] for p in th.premises)]
            numbers[th] = rows.setdefault(json.dumps(row), len(steps))
            if numbers[th] == len(steps):
                steps.append(row)
    return {"format": 1, **writer.rows, "steps": steps, "conclusions": [numbers[th] for th in theorems]}


def encode_goal(hyps: Iterable[Term], claims: Iterable[Term]) -> dict[str, Any]:
    """The goal: prove each claim from no other hypotheses than these. It is written by the owner of the claims, not by their prover."""
    writer = _Writer()
    return {"hypotheses": [writer.term(h) for h in hyps], "claims": [writer.term(c) for c in claims], **writer.rows}


def pin(constants: Mapping[str, Type], axioms: Mapping[str, Term], definitions: Mapping[str, Term]) -> dict[str, Any]:
    """The table that replay trusts: types of all constants (in the order of declaration), axioms, bodies of definitions."""

    def entry(x: Term | Type) -> dict[str, Any]:
        writer = _Writer()
        writer.argument(x) if isinstance(x, Type) else writer.term(x)
        return dict(writer.rows)

    tables: dict[str, Mapping[str, Type] | Mapping[str, Term]] = {"constants": constants, "axioms": axioms, "definitions": definitions}
    return {"format": 1, **{kind: {name: entry(x) for name, x in table.items()} for kind, table in tables.items()}}
