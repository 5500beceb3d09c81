"""The board of a result: symbols, definitions, hypotheses, claims, and the verbs that write on it.

One board is current at a time (a context variable); outside a result the verbs open a scratch board, so that a
notebook answers line by line.
"""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, final

from derive.course import records
from derive.course.claims import ClaimHandle
from derive.course.numeric import Number
from derive.errors import DeriveError, StatementError
from derive.kernel import rules as k
from derive.kernel.terms import VAR, Term, abstract, apply, const, equation, frees, literal, parts, substitute, type_vars, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, nat, type_con
from derive.language.expr import Expr
from derive.language.logic import call
from derive.language.printer import is_size
from derive.language.symbols import SYMBOLS, record
from derive.tactics.logic import chain, on, parts_of_eq, spec
from derive.tactics.prover import Prover

_PACKAGE = str(Path(__file__).resolve().parent.parent)
_board: ContextVar[Board | None] = ContextVar("board", default=None)


@final
class Board:
    """Everything that a script has said so far, with the prover that knows it."""

    def __init__(self, id_: str, title: str) -> None:
        self.result = records.Result(id_, title)
        self.prover = Prover()
        self.claims: list[ClaimHandle] = []
        self.parts: list[ClaimHandle] = []  # bases, steps, cases and points of claims
        self.entered: set[Term] = set()
        self.equations: dict[Term, tuple[Theorem, ...]] = {}
        self.bodies: dict[Term, Term] = {}
        self.statements: list[tuple[Term, str]] = []  # hypotheses in order, with their kind
        self.learned: list[tuple[frozenset[Term], Theorem]] = []
        self.counted: set[int] = set()
        self.reports: list[DeriveError] = []
        self.place: tuple[str, int] | None = None
        self.contradictions: list[tuple[Term, Theorem]] = []  # claim ==> false, proved
        self.used_results: list[Any] = []
        self.parameters: dict[str, Any] = {}  # as the script gets them

    # -- places -----------------------------------------------------------------------------------

    def where(self) -> tuple[str, int]:
        """File and line of the script that is speaking."""
        return self.place or caller()

    @contextmanager
    def at(self, file: str, line: int) -> Iterator[None]:
        """Errors raised inside get this place."""
        before, self.place = self.place, (file, line)
        try:
            yield
        except DeriveError as e:
            if not e.file:
                e.file, e.line = file, line
            raise
        finally:
            self.place = before

    def report(self, e: DeriveError) -> None:
        """Take an error that does not stop the script."""
        if not e.file:
            e.file, e.line = self.where()
        self.reports.append(e)
        self.result.errors.append(str(e))

    def begin(self, claim: ClaimHandle) -> None:
        """Note that the derivation of a claim begins here: the page has the order in which things are proved."""
        if claim.parent is not None:
            self.begin(claim.parent)
        if all(item is not claim.record for item in self.result.body):
            self.result.body.append(claim.record)

    # -- knowledge --------------------------------------------------------------------------------

    def touch(self, *terms: Term) -> None:
        """Enter what comes with the symbols of these terms: facts of their declarations, definitions."""
        todo = [v for t in terms for v in sorted(frees(t), key=lambda v: v.name)]
        while todo:
            v = todo.pop(0)
            if v in self.entered:
                continue
            self.entered.add(v)
            symbol = SYMBOLS.get(v)
            if symbol is None:
                continue
            for fact in symbol.facts:
                todo += sorted(frees(fact) - self.entered, key=lambda v: v.name)
                kind = "convention" if _said_of_all(fact) == "measurable" and not symbol.words else "symbol"
                self.assume(fact, kind, symbol.words)
            if symbol.definition is not None and v not in self.equations:
                self._define(v, symbol.definition)
                todo += sorted(frees(symbol.definition) - self.entered, key=lambda v: v.name)

    def parameter(self, name: str, domain: Any, value: Any) -> Any:
        """What the script gets for a parameter: for a number, a symbol with this value."""
        if not isinstance(domain, Number):
            return value
        v = domain.symbol(name)
        record(v, sort=domain.sort.name)
        self.entered.add(v)
        self.result.values[v] = value.term
        fact = domain.fact(v)
        if fact is not None:
            self.assume(fact, "parameter", f"a {domain.name}")
        return Expr(v)

    def valued(self) -> list[Term]:
        """The values of the parameters, as equations: a wrong claim is printed with them, so it must fail for them."""
        return [equation(v, value) for v, value in self.result.values.items()]

    def assume(self, t: Term, kind: str, words: str = "", name: str = "") -> Theorem:
        """Enter a hypothesis of the whole result."""
        th = k.assume(t)
        file, line = self.where()
        self.result.hypotheses.append(records.Hypothesis(t, kind, words, name, file, line))
        self.prover.add(th)
        return th

    def learn(self, claim: ClaimHandle, th: Theorem) -> None:
        """A proved claim is known to later lines, unless it rests on hypotheses of its own."""
        own = {h.term.canon for h in claim.record.given}
        if not any(h.canon in own for h in th.hyps) and claim.record.kind in ("show", "have"):
            self.prover.add(th)

    def equations_of(self, symbol: Term) -> tuple[Theorem, ...]:
        """The equations by which a symbol is defined on this board."""
        self.touch(symbol)
        return self.equations.get(symbol, ())

    def prover_without(self, v: Term) -> Prover:
        """A prover that knows everything except hypotheses about v."""
        new = Prover()
        for h in self.result.hypotheses:
            if v not in frees(h.term):
                new.add(k.assume(h.term))
        for claim in self.claims:
            if claim.theorem is not None and not any(v in frees(h) for h in claim.theorem.hyps) and not claim.record.given:
                new.add(claim.theorem)
        for symbol, functional in self._functional.items():
            new.define(symbol, *functional)
        return new

    @property
    def _functional(self) -> dict[Term, tuple[Theorem, ...]]:
        return self.prover.definitions

    # -- definitions ------------------------------------------------------------------------------

    def define(self, lhs: Expr, rhs: Term, more: tuple[Term, Term, list[Term]] | None = None) -> None:
        """Define the symbol at the head of lhs: by one equation, or by recursion on its first argument.

        `more` has the index n, the right side at n + 1, and the arguments (n first) of the left side at n + 1.
        """
        f, args = _spine(lhs.term)
        self.touch(rhs, *([] if f.tag == VAR else [f]))  # what is defined is not assumed to be measurable
        if f.tag != VAR:
            raise StatementError(
                "this is not a symbol that can be defined", given=repr(lhs), needed="a new symbol, or a new symbol at variables"
            )
        if f in self.equations:
            raise StatementError("this symbol is defined already", given=repr(lhs), needed="one definition for each symbol")
        sources = [rhs]
        if more is not None:
            acc = var("acc", apply(f, args[0]).type)
            sources.append(_replace(more[1], apply(f, more[0]), acc))
        own = [frees(a) for a in (args if more is None else more[2])]
        if sum(map(len, own)) != len(frozenset[Term]().union(*own)):
            raise StatementError("a definition is at distinct variables", given=repr(lhs), needed="distinct variables as arguments")
        for source in sources:
            through = self._depends(source, f)
            if through:
                raise StatementError(
                    "a definition in terms of itself",
                    given=f"{f.name} := {Expr(rhs if source is rhs or more is None else more[1])!r}"
                    + (f", through {', '.join(through[:-1])}" if len(through) > 1 else ""),
                    needed="a right side that does not lead back to the symbol",
                    hint="define it at 0 and at n + 1",
                )
        if more is None:
            body = _close(args, rhs, lhs)
        else:
            index, rest = more[2][0], more[2][1:]
            start = _close(args[1:], rhs, lhs)
            following = abstract(index, abstract(acc, _close(rest, sources[1], lhs)))
            body = _recursive(start, following, int(args[0].value))
        self._define(f, body)

    def _depends(self, t: Term, f: Term) -> list[str]:
        """The symbols that lead from t through definitions to f; empty when none do."""
        seen: set[Term] = set()

        def walk(x: Term) -> list[str]:
            for v in sorted(frees(x), key=lambda v: v.name):
                if v is f:
                    return [v.name]
                if v in self.bodies and v not in seen:
                    seen.add(v)
                    found = walk(self.bodies[v])
                    if found:
                        return [v.name, *found]
            return []

        return walk(t)

    def _define(self, f: Term, body: Term) -> None:
        self.bodies[f] = body
        statement = equation(f, body)
        th = self.assume(statement, "definition", "", f.name)
        equations = self._equations(f, body, th)
        self.equations[f] = equations
        self.entered.add(f)

    def _equations(self, f: Term, body: Term, th: Theorem) -> tuple[Theorem, ...]:
        """The equations that `by=f` cites, from f = body."""
        inner = body.fun if body.tag == "abs" else body
        name, args = parts(inner) if not inner.loose else ("", ())
        head = _spine(inner)[0]
        if body.tag == "abs" and head.tag == "const" and head.name == "recursion" and inner.arg.tag == "app":
            from derive.tactics.recursion import from_one

            first, general, shifted = from_one(th)
            self.prover.define(f, first, shifted)
            at = var("t.d", nat)
            opened = k.specialize(general, at)
            low = parts(opened.concl)[1][0]  # t >= 1
            opened = k.mp(opened, k.assume(low))
            applied = [k.generalize(at, k.discharge(low, a)) for a in _applied(opened)]
            return (first, general, *_applied(first), *applied)
        if body.tag == "abs" and head.tag == "const" and head.name == "recursion":
            n = var("n.d", nat)
            zero = _recursion(th, literal(0, nat), None)
            succ = k.generalize(n, _recursion(th, call("nat_add", n, literal(1, nat)), n))
            self.prover.define(f, zero, succ)
            return (zero, succ, *_applied(zero), *_applied(succ))
        del name, args
        self.prover.define(f, th)
        return (th, *_applied(th)) if not _applied(th) else tuple(_applied(th))

    # -- evidence ---------------------------------------------------------------------------------

    def hypotheses(self, *without: Term) -> list[Term]:
        """All hypotheses of the result but these."""
        dropped = {t.canon for t in without}
        return [h.term for h in self.result.hypotheses if h.term.canon not in dropped]

    def refute(self, statement: Term, given: Sequence[Term] = (), **options: Any) -> records.Counterexample | None:
        """A smallest counterexample to a statement under the hypotheses, or None."""
        from derive.evidence.verdict import refute

        try:
            return refute((statement, list(given)), related([statement, *given], self.hypotheses()), **options)
        except DeriveError:
            return None

    def held(self, statement: Term, given: Sequence[Term] = ()) -> str:
        """In how many models a statement held, for a message."""
        from derive.evidence.verdict import check

        try:
            (count,) = check([(statement, list(given))], self.hypotheses(), 100, 0)
        except DeriveError:
            return "no model could be tried"
        if not count.models:
            return "no model satisfies the hypotheses"
        return f"the line held in {count.consistent} of {count.models} models"

    def hypotheses_text(self, statement: Term) -> str:
        """The given hypotheses about the symbols of a statement, for a message."""
        own = frees(statement)
        relevant = [repr(Expr(h.term)) for h in self.result.hypotheses if h.kind == "given" and frees(h.term) & own]
        return f"   whenever {' and '.join(relevant)}" if relevant else ""


def related(statements: Sequence[Term], hypotheses: Sequence[Term]) -> list[Term]:
    """The hypotheses that share a symbol with the statements, directly or through each other; what says `n` as a number shares all with the dimension n."""
    known = frozenset[Term]().union(*(frees(t) for t in statements))
    chosen: set[int] = set()
    while True:
        sizes = {v.name for v in known if is_size(v)}
        more = {
            i
            for i, h in enumerate(hypotheses)
            if i not in chosen and (frees(h) & known or (sizes and any(d.kind == DIM and d.name in sizes for d in type_vars(h))))
        }
        if not more:
            return [h for i, h in enumerate(hypotheses) if i in chosen]
        chosen |= more
        known = known.union(*(frees(hypotheses[i]) for i in more))


def _spine(t: Term) -> tuple[Term, list[Term]]:
    args: list[Term] = []
    while t.tag == "app":
        args.append(t.arg)
        t = t.fun
    return t, args[::-1]


def _said_of_all(t: Term) -> str:
    """The predicate of a statement, below "for all"."""
    name, args = parts(t)
    while name == "forall" and args[0].tag == "abs":
        name, args = parts(args[0].fun)
    return name


def _close(args: Sequence[Term], body: Term, lhs: Expr) -> Term:
    """The function of the arguments (variables, or pairs of variables) with this body."""
    for a in reversed(args):
        if a.tag == VAR:
            body = abstract(a, body)
            continue
        variables: list[tuple[Term, list[str]]] = []
        _unpack(a, [], variables)
        if any(v.tag != VAR for v, _ in variables):
            raise StatementError("a definition is at variables", given=repr(lhs), needed="distinct variables as arguments")
        w = var("p.0", a.type)
        body = abstract(w, substitute(body, {v: _projected(w, path) for v, path in variables}), "p")
    return body


def _unpack(a: Term, path: list[str], found: list[tuple[Term, list[str]]]) -> None:
    name, args = parts(a)
    if name == "pair" and len(args) == 2:
        _unpack(args[0], [*path, "fst"], found)
        _unpack(args[1], [*path, "snd"], found)
    else:
        found.append((a, path))


def _projected(w: Term, path: Sequence[str]) -> Term:
    for step in path:
        a, b = w.type.args
        w = apply(const(step, fun(type_con("prod", (a, b)), a if step == "fst" else b)), w)
    return w


def _replace(t: Term, old: Term, new: Term) -> Term:
    from derive.tactics.logic import replace_term

    return replace_term(t, old, new)


def _recursive(start: Term, following: Term, first: int) -> Term:
    """The sequence with this value at `first` (0 or 1), and following(n)(value at n) at n + 1."""
    t, n = start.type, var("n", nat)
    if first:
        before = var(following.name or "n", nat)
        following = abstract(before, apply(following, call("nat_add", before, literal(1, nat))))
    place = call("nat_sub", n, literal(1, nat)) if first else n
    return abstract(n, apply(const("recursion", fun(t, fun(nat, t, t), nat, t)), start, following, place))


def _recursion(th: Theorem, index: Term, before: Term | None) -> Theorem:
    """f index = the unfolded recursion, from f = (n. recursion z s n)."""
    from derive.kernel.types import type_var
    from derive.tactics.lemma import LEMMAS

    at = on(th, index)
    now = parts_of_eq(at)[1]  # recursion z s index
    z, s = now.fun.fun.arg, now.fun.arg
    types = {type_var("a"): z.type} if z.type is not type_var("a") else {}
    rule = LEMMAS["recursion_zero" if before is None else "recursion_succ"].theorem
    rule = k.instantiate_type(rule, types) if types else rule
    step = spec(rule, s, z) if before is None else spec(rule, before, s, z)
    result = chain(at, step)
    if before is not None:  # the value before is f(before) again
        again = k.sym(on(th, before))  # recursion z s before = f before
        head = apply(s, before)
        result = chain(result, k.congr(k.refl(head), again))
    return result


def _applied(th: Theorem) -> list[Theorem]:
    """f = (x. body) at all points, as an equation of values; a point of a product is a pair of variables."""
    prefix: list[Term] = []
    core = th
    while parts(core.concl)[0] == "forall":
        v = var(f"m.{len(prefix)}", parts(core.concl)[1][0].type.args[0])
        prefix.append(v)
        core = k.specialize(core, v)
    variables: list[Term] = []
    partial: list[Theorem] = []
    changed = False
    while parts_of_eq(core)[1].tag == "abs":
        f = parts_of_eq(core)[1]
        point, fresh = _generic(f.type.args[0], len(variables), f.name)
        core = on(core, point)
        variables += fresh
        changed = True
        if len(fresh) > 1:
            core = chain(core, _projections(parts_of_eq(core)[1]))
        if parts_of_eq(core)[1].tag == "abs":  # also usable with some arguments only
            partial.append(_for_all([*prefix, *variables], core))
    if not changed:
        return []
    return [_for_all([*prefix, *variables], core), *partial]


def _for_all(variables: Sequence[Term], th: Theorem) -> Theorem:
    for v in reversed(variables):
        th = k.generalize(v, th)
    return th


def _generic(t: Any, n: int, name: str) -> tuple[Term, list[Term]]:
    if not t.is_var and t.name == "prod":
        from derive.language.probability import pair

        a, first = _generic(t.args[0], n, name)
        b, second = _generic(t.args[1], n + len(first), name)
        return pair(a, b), first + second
    v = var(f"d.{n}", t)
    return v, [v]


def _projections(t: Term) -> Theorem:
    """Reduce fst and snd of pairs everywhere in t."""
    from derive.tactics.lemma import LEMMAS
    from derive.tactics.rewriting import rewrite

    p = Prover()
    p.rewrites = [LEMMAS["fst_pair"].rule, LEMMAS["snd_pair"].rule]
    return rewrite(p, t)


def caller() -> tuple[str, int]:
    """The nearest frame outside this package: where the script is."""
    frame = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_PACKAGE) and "<frozen" not in file:
            return _relative(file), frame.f_lineno
        if frame.f_back is None:
            break
        frame = frame.f_back
    return "", 0


_TARGETS = re.compile(r"\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*=(?!=)")


def targets() -> list[str]:
    """The names that the statement which speaks gives to what comes back: x, y for `x, y = given(...)`."""
    frame = sys._getframe(1)
    while frame is not None and (frame.f_code.co_filename.startswith(_PACKAGE) or "<frozen" in frame.f_code.co_filename):
        if frame.f_back is None:
            return []
        frame = frame.f_back
    found = _TARGETS.match(linecache.getline(frame.f_code.co_filename, frame.f_lineno))
    return [n.strip() for n in found[1].split(",")] if found else []


def _relative(file: str) -> str:
    marker = "/proofs/"
    return f"proofs/{file.rsplit(marker, 1)[1]}" if marker in file else file


def current() -> Board:
    """The board that the verbs write on."""
    board = _board.get()
    if board is None:
        board = Board("scratch", "Scratch")
        _board.set(board)
    return board


@contextmanager
def using(board: Board) -> Iterator[Board]:
    """Write on this board inside the block."""
    token = _board.set(board)
    try:
        yield board
    finally:
        _board.reset(token)
