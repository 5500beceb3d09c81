"""Evaluation of terms as data: each term is compiled once into closures and then run in many models.

Values: real as in `numbers`, nat an int, bool one of FALSE, UNKNOWN, LIKELY, TRUE, a function a Python callable of one argument, a
pair a tuple, a point of a space or of a dimension an int, a measure a tuple of (point, weight). Closed subterms are computed
once in each model; so are costly open ones for each value of the points that they depend on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, final

from derive.evidence.numbers import BITS, FALSE, TRUE, UNKNOWN, NoValue, rational, set_precision
from derive.evidence.samples import samples
from derive.evidence.tails import INFINITE, Point
from derive.kernel import axioms
from derive.kernel.terms import ABS, APP, BOUND, CONST, LIT, VAR, Term, frees, instantiate_types, parts, signature
from derive.kernel.types import Type, match_type, nat

Node = Callable[[tuple[Any, ...]], Any]
_EMPTY = object()
_MANY = 64  # more functions than this are sampled, not listed


@final
class Table:
    """A function that computes each value once."""

    __slots__ = ("f", "known")

    def __init__(self, f: Callable[[Any], Any]) -> None:
        self.f = f
        self.known: dict[Any, Any] = {}

    def __call__(self, x: Any) -> Any:
        found = self.known.get(x, _EMPTY)
        if found is _EMPTY:
            try:
                found = self.f(x)
            except NoValue as e:
                found = e
            self.known[x] = found
        if type(found) is NoValue:
            raise found
        return found


@final
@dataclass(frozen=True)
class Answer:
    """What an evaluation says of a statement: truth, the bits that it took, and why it is open (if it is)."""

    truth: int
    bits: int = 64
    why: str = ""
    detail: str = ""


def is_point_type(t: Type) -> bool:
    """Values of this type are hashable and carry no real number."""
    if t.is_var or t.kind == "dim" or t is nat:
        return True
    if t.name == "fun" and t.args[0] is nat:  # a run; it does not change
        return is_point_type(t.args[1])
    return t.name == "prod" and all(is_point_type(a) for a in t.args)


@final
class Evaluator:
    """Compiles terms; `load` gives the free variables their values, `truth` and `value` then answer."""

    def __init__(self, definitions: Mapping[Term, Term] | None = None) -> None:
        from derive.evidence.heads import EVALUATIONS

        self.table = EVALUATIONS
        self.definitions = {v: body.canon for v, body in (definitions or {}).items()}
        self.values: dict[Term, Any] = {}
        self.sizes: Mapping[Type, int] = {}
        self.samples: Mapping[Type, Sequence[Any]] = {}
        self.cells: list[Any] = []
        self.memos: list[dict[Any, Any]] = []
        self.kept: tuple[list[Term], list[Term]] = ([], [])  # the terms of the cells and of the memos
        self.domains: dict[Type, list[Any] | None] = {}
        self._nodes: dict[Term, Node] = {}
        self._free: dict[Term, frozenset[Term]] = {}
        self.bits = BITS[0]
        self._horizon: Callable[[], int] = int
        self.hints: list[Any] = []  # numbers that decided a search, for a reader who wants to follow it

    # ---- models

    def load(
        self,
        sizes: Mapping[Type, int],
        values: Mapping[Term, Any],
        samples: Mapping[Type, Sequence[Any]] | None = None,
        horizon: Callable[[], int] = int,
    ) -> None:
        """Enter a model: sizes of the spaces, values of the free variables, values at which infinite types are sampled, its horizon."""
        self.sizes, self.values, self._horizon = sizes, dict(values), cache(horizon)
        self.samples = samples or {}
        self.domains.clear()
        self.hints.clear()
        self.restart(BITS[0])

    def change(self, v: Term, value: Any) -> None:
        """Give one variable another value in the same model; what does not depend on it stays known."""
        self.values[v] = value
        cells, memos = self.kept
        for i, t in enumerate(cells):
            if self._depends(t, v):
                self.cells[i] = _EMPTY
        for memo, t in zip(self.memos, memos, strict=True):
            if self._depends(t, v):
                memo.clear()

    def _depends(self, t: Term, v: Term) -> bool:
        """Whether v is free in t, or in the definition of what is."""
        found = self._free.get(t)
        if found is None:
            waiting, seen = list(frees(t)), set()
            while waiting:
                u = waiting.pop()
                if u not in seen:
                    seen.add(u)
                    waiting += frees(self.definitions[u]) if u in self.definitions else ()
            found = self._free[t] = frozenset(seen)
        return v in found

    @property
    def horizon(self) -> int:
        """From here on, the sequences of the model are constant."""
        return self._horizon()

    def restart(self, bits: int) -> None:
        """Forget computed values and go on with balls of so many bits."""
        self.bits = bits
        set_precision(bits)
        self.cells[:] = [_EMPTY] * len(self.cells)
        for memo in self.memos:
            memo.clear()

    def domain(self, t: Type) -> list[Any] | None:
        """All values of a finite type, None for an infinite one."""
        if t not in self.domains:
            self.domains[t] = self._domain(t)
        return self.domains[t]

    def _domain(self, t: Type) -> list[Any] | None:
        if t.is_var:
            size = self.sizes.get(t, 1)
            return list(range(size)) if size else None
        if t.name == "unit":
            return [0]
        if t.name == "bool":
            return [TRUE, FALSE]
        if t.name in ("prod", "fun"):
            left, right = self.domain(t.args[0]), self.domain(t.args[1])
            if left is None or right is None:
                return None
            if t.name == "prod":
                return list(product(left, right))
            if len(right) ** len(left) > _MANY:
                return None
            return [dict(zip(left, choice, strict=True)).__getitem__ for choice in product(right, repeat=len(left))]
        return None

    def general(self, t: Type) -> Any:
        """A general point of an infinite space, or a pair of such points; None for other types."""
        if t.is_var:
            return Point() if self.sizes.get(t, 1) == INFINITE else None
        if t.name != "prod":
            return None
        left, right = self.general(t.args[0]), self.general(t.args[1])
        return None if left is None or right is None else (left, right)

    def sampled(self, t: Type) -> Sequence[Any]:
        """Values of an infinite type that quantifiers try."""
        return samples(self, t)

    # ---- answers

    def truth(self, node: Node, env: tuple[Any, ...] = ()) -> Answer:
        """The truth of a compiled statement, with more bits as long as it is open."""
        if self.bits != BITS[0]:
            self.restart(BITS[0])
        set_precision(BITS[0])
        for bits in BITS:
            if bits != BITS[0]:
                self.restart(bits)
            try:
                truth = node(env)
            except NoValue as e:
                if e.reason != "precision":
                    return Answer(UNKNOWN, bits, e.reason, e.detail)
                truth, why = UNKNOWN, e.detail
            except RecursionError:
                return Answer(UNKNOWN, bits, "not evaluable", "too deep")
            else:
                why = ""
            if truth != UNKNOWN:
                return Answer(truth, bits)
        return Answer(UNKNOWN, BITS[-1], "precision", why)

    def node(self, t: Term) -> Node:
        """The compiled form of a term."""
        t = t.canon
        found = self._nodes.get(t)
        if found is None:
            found = self._nodes[t] = self._compile(t)
        return found

    # ---- compilation

    def _compile(self, t: Term) -> Node:
        if t.tag == LIT:
            value = int(t.value) if t.type is nat else rational(t.value)
            return lambda env: value
        if t.tag == BOUND:
            place = -1 - int(t.value)
            return lambda env: env[place]
        if t.tag == VAR and t not in self.definitions:
            values = self.values_of
            return lambda env: values(t)
        inner = self._raw(t)
        if t.loose:
            return self._memo(t, inner)
        if t.tag == CONST and t.name in self.table and not self.table[t.name].arity:
            return inner
        return self._cell(t, inner)

    def values_of(self, v: Term) -> Any:
        """The value of a free variable in the current model."""
        try:
            return self.values[v]
        except KeyError:
            raise NoValue("not evaluable", f"{v.name} has no value") from None

    def _cell(self, t: Term, inner: Node) -> Node:
        cells = self.cells
        place = len(cells)
        cells.append(_EMPTY)
        self.kept[0].append(t)
        tabulate = not t.type.is_var and t.type.name == "fun" and is_point_type(t.type.args[0]) and t.tag != CONST

        def cell(env: tuple[Any, ...]) -> Any:
            found = cells[place]
            if found is _EMPTY:
                try:
                    found = inner(())
                    if tabulate and type(found) is not Table:
                        found = Table(found)
                except NoValue as e:
                    found = e
                cells[place] = found
            if type(found) is NoValue:
                raise found
            return found

        return cell

    def _memo(self, t: Term, inner: Node) -> Node:
        """Costly open terms that depend on points only are computed once for each of them."""
        name, _ = parts(t)
        places = tuple(-1 - i for i in sorted(i for i, _ in t.loose))
        points = all(is_point_type(s) for _, s in t.loose)
        heavy = t.tag == APP and ((name in self.table and self.table[name].heavy) or (name != "" and name not in self.table))
        if not heavy or not points or not places or t.type.name == "fun":
            return inner
        memo: dict[Any, Any] = {}
        self.memos.append(memo)
        self.kept[1].append(t)

        def remembered(env: tuple[Any, ...]) -> Any:
            key = tuple([env[i] for i in places])
            found = memo.get(key, _EMPTY)
            if found is _EMPTY:
                try:
                    found = inner(env)
                except NoValue as e:
                    found = e
                memo[key] = found
            if type(found) is NoValue:
                raise found
            return found

        return remembered

    def _raw(self, t: Term) -> Node:
        if t.tag == VAR:
            return self.node(self.definitions[t])
        if t.tag == ABS:
            body = self.node(t.fun)
            return lambda env: lambda x: body((*env, x))
        name, args = parts(t)
        if name:
            return self._constant(t, name, args)
        f, x = self.node(t.fun), self.node(t.arg)
        return lambda env: f(env)(x(env))

    def _constant(self, t: Term, name: str, args: tuple[Term, ...]) -> Node:
        head = t
        while head.tag == APP:
            head = head.fun
        entry = self.table.get(name)
        if entry is not None and entry.special is not None and len(args) == entry.arity:
            special: Node | None = entry.special(self, head.type, args)
            if special is not None:
                return special
        if entry is not None and len(args) > entry.arity:
            inside = t
            for _ in range(len(args) - entry.arity):
                inside = inside.fun
            return _applied(self.node(inside), [self.node(a) for a in args[entry.arity :]])
        nodes = [self.node(a) for a in args]
        if entry is None:
            function = self._unfolded(head)
            return _applied(function, nodes)
        function, arity = entry.make(self, head.type), entry.arity
        if len(nodes) < arity:
            return _partial(function, nodes, arity)
        return _direct(function, nodes)

    def _unfolded(self, head: Term) -> Node:
        """The definition of a constant, or no value."""
        found = axioms.definitions().get(head.name)
        if found is None:
            name = head.name

            def missing(env: tuple[Any, ...]) -> Any:
                raise NoValue("not evaluable", name)

            return missing
        mapping: dict[Type, Type] = {}
        match_type(signature()[head.name], head.type, mapping)
        body = found[0].concl.arg
        return self.node(instantiate_types(body, mapping))


def _direct(function: Callable[..., Any], nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        (a,) = nodes
        return lambda env: function(a(env))
    if len(nodes) == 2:
        a, b = nodes
        return lambda env: function(a(env), b(env))
    if len(nodes) == 3:
        a, b, c = nodes
        return lambda env: function(a(env), b(env), c(env))
    if not nodes:
        return lambda env: function
    return lambda env: function(*[n(env) for n in nodes])


def _applied(f: Node, nodes: list[Node]) -> Node:
    for x in nodes:
        f = _application(f, x)
    return f


def _application(f: Node, x: Node) -> Node:
    return lambda env: f(env)(x(env))


def _partial(function: Callable[..., Any], nodes: list[Node], arity: int) -> Node:
    def closure(env: tuple[Any, ...]) -> Any:
        try:
            given = tuple([n(env) for n in nodes])
        except NoValue as e:
            return _nowhere(e)
        return _curry(function, given, arity)

    return closure


def _nowhere(problem: NoValue) -> Callable[[Any], Any]:
    """A function without a value anywhere: asked for a value it says so, not before."""

    def ask(x: Any) -> Any:
        raise problem

    return ask


def _curry(function: Callable[..., Any], given: tuple[Any, ...], arity: int) -> Any:
    if len(given) == arity - 1:
        return lambda x: function(*given, x)
    return lambda x: _curry(function, (*given, x), arity)
