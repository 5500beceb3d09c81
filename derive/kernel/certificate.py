"""Certificates: proofs, goals and the pinned table as plain data, in one encoding. Nothing here is trusted (see replay.py).
    types  ["var", name, kind]  ["con", name, type...]
    terms  ["var", name, type]  ["const", name, type]  ["lit", "n" or "n/d", type]  ["bound", index, type]
           ["app", term, term]  ["abs", name, type, term]
    steps  [rule, argument..., premise...]
Types, terms and premises are numbers: places in these lists. Each is listed once, parts first."""
import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any
from derive.errors import RuleError
from derive.kernel.terms import ABS, APP, BOUND, LIT, Term
from derive.kernel.theorem import Theorem
from derive.kernel.types import Type, need

def _in_order(root: Any, parts: Callable[[Any], Iterable[Any]], done: Container[Any]) -> Iterator[Any]:  # parts first, no recursion
    stack, entered = [(root, False)], set[Any]()
    while stack:
        node, ready = stack.pop()
        if node not in done and ready: yield node
        elif node not in done:
            need(node not in entered, RuleError, "a proof rests on itself"); entered.add(node)
            stack += [(node, True), *((p, False) for p in reversed(tuple(parts(node))))]

class _Writer:  # gives numbers to types and terms as they are met
    def __init__(self) -> None:
        self.types, self.terms, self.rows = dict[Type, int](), dict[Term, int](), {"types": list[Any](), "terms": list[Any]()}
    def type(self, t: Type) -> int:
        if t not in self.types:
            self.rows["types"].append(["var", t.name, t.kind] if t.is_var else ["con", t.name, *map(self.type, t.args)])
            self.types[t] = len(self.types)
        return self.types[t]
    def term(self, t: Term) -> int:
        for node in _in_order(t, lambda n: {APP: (n.fun, n.arg), ABS: (n.fun,)}.get(n.tag, ()), self.terms):
            if node.tag == APP: row = ["app", self.terms[node.fun], self.terms[node.arg]]
            elif node.tag == ABS: row = ["abs", node.name, self.type(node.type.args[0]), self.terms[node.fun]]
            else: row = [node.tag, {BOUND: node.value, LIT: str(node.value)}.get(node.tag, node.name), self.type(node.type)]
            self.rows["terms"].append(row); self.terms[node] = len(self.terms)
        return self.terms[t]
    def argument(self, arg: Any) -> object:  # a term or a type, a name, or the pairs of a mapping (sorted: their order means nothing)
        if isinstance(arg, tuple):
            return [[*map(self.argument, pair)] for pair in sorted(arg, key=lambda pair: (pair[0].name, repr(pair)))]
        return self.term(arg.canon) if isinstance(arg, Term) else self.type(arg) if isinstance(arg, Type) else arg

def encode(theorems: Sequence[Theorem]) -> dict[str, Any]:
    """The certificate of these theorems: their whole proofs. Binder names are left out."""
    writer, numbers, places, steps = _Writer(), dict[Theorem, int](), dict[str, int](), list[list[object]]()
    for theorem in theorems:
        for th in _in_order(theorem, lambda n: n.premises, numbers):
            row = [th.rule, *map(writer.argument, th.args), *(numbers[p] for p in th.premises)]
            numbers[th] = places.setdefault(json.dumps(row), len(steps))
            steps += [row] if numbers[th] == len(steps) else []
    return {"format": 1, **writer.rows, "steps": steps, "conclusions": [numbers[th] for th in theorems]}
def encode_goal(hyps: Iterable[Term], claims: Iterable[Term]) -> dict[str, Any]:
    """The goal: every claim, from no other hypotheses than these. It is written by the owner of the claims, not by their prover."""
    writer = _Writer()
    return {"hypotheses": [*map(writer.term, hyps)], "claims": [*map(writer.term, claims)], **writer.rows}
def pin(constants: Mapping[str, Type], axioms: Mapping[str, Term], definitions: Mapping[str, Term]) -> dict[str, Any]:
    """The table that replay trusts: types of constants (in the order of declaration), axioms, bodies of definitions."""
    def entry(x: Any) -> dict[str, Any]:
        writer = _Writer(); (writer.term if isinstance(x, Term) else writer.type)(x); return writer.rows
    kinds = {"constants": constants, "axioms": axioms, "definitions": definitions}
    return {"format": 1, **{kind: {name: entry(x) for name, x in entries.items()} for kind, entries in kinds.items()}}
