"""The independent checker: replays certificates (see certificate.py) in a process of its own, and has the last word.

It shares with the prover the definition of types and terms, and nothing else. The signature, axioms and definitions come
from a pinned table, and what is to be proved comes from a goal; neither is taken from the certificate.

    python -m derive.kernel.replay pinned.json < jobs.json

with {"jobs": [{"name": ..., "certificate": data or a path, "goal": data or a path}]} answers one line of JSON per job.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from pathlib import Path
from typing import Any, TypeVar

from derive.errors import DeriveError, ReplayError
from derive.kernel.terms import (
    LIT,
    VAR,
    Term,
    abstract,
    apply,
    binder,
    bound,
    const,
    declare,
    equation,
    for_all,
    frees,
    implication,
    instantiate_types,
    literal,
    parts,
    substitute,
    type_vars,
    var,
)
from derive.kernel.types import DIM, TYPE, Type, bool_, nat, need, real, type_con, type_var

T = TypeVar("T")
Sequent = tuple[frozenset[Term], Term]  # hypotheses and conclusion, all canonical
Monomial = tuple[tuple[int, int], ...]  # numbers of factors and their powers, in order
Poly = dict[Monomial, Fraction | int]
Quotient = tuple[Poly, Poly]
LITERAL = re.compile(r"-?[0-9]+(/[0-9]+)?")
LIMIT = 20_000


def _at(items: list[T], index: object) -> T:
    if type(index) is not int or not 0 <= index < len(items):
        raise ReplayError("a reference to nothing", given=repr(index), needed=f"a number below {len(items)}")
    return items[index]


class Table:
    """The pinned signature, axioms and definitions; an entry is decoded when it is first used."""

    def __init__(self, data: dict[str, Any]) -> None:
        need(set(data) == {"format", "constants", "axioms", "definitions"} and data["format"] == 1, ReplayError, "not a pinned table")
        self.data, self.place, self.bodies = data, {name: i for i, name in enumerate(data["constants"])}, dict[tuple[str, str], Term]()
        self.types: dict[str, Type] = {}

    def constant(self, name: str) -> Type:
        """The most general type of a pinned constant, which is declared thereby."""
        if name not in self.types:
            need(name in self.place, ReplayError, "not a pinned constant", name)
            self.types[name] = Document(self.data["constants"][name], self).types[-1]
            declare(name, self.types[name])
        return self.types[name]

    def entry(self, kind: str, name: str) -> Term:
        """A pinned statement: an axiom, or constant = body."""
        if (kind, name) not in self.bodies:
            need(name in self.data[kind], ReplayError, f"not among the pinned {kind}", name)
            document = Document(self.data[kind][name], self)
            body = document.terms[-1]
            if kind == "definitions":
                fits = self.constant(name) is body.type and type_vars(body) <= body.type.tvars
                needed = "a body of the type of the constant, with its type variables, made of constants declared before it"
                need(
                    fits and all(self.place[c] < self.place[name] for c in document.constants),
                    ReplayError,
                    "a bad definition",
                    name,
                    needed=needed,
                )
                body = equation(const(name), body)
            need(
                not frees(body) and not body.loose and body.type is bool_, ReplayError, "a pinned statement is not closed and boolean", name
            )
            self.bodies[kind, name] = body.canon
        return self.bodies[kind, name]


class Document:
    """The types and terms of one document, built (and so type-checked) by the constructors of types.py and terms.py; canonical."""

    def __init__(self, data: dict[str, Any], table: Table) -> None:
        self.types: list[Type] = []
        self.terms: list[Term] = []
        self.constants: set[str] = set()
        for row in data["types"]:
            self.types.append(self._type(row))
        for row in data["terms"]:
            self.terms.append(self._term(row, table).canon)

    def _type(self, row: Any) -> Type:
        match row:
            case ["con", str(name), *args]:
                return type_con(name, [_at(self.types, a) for a in args])
            case ["var", str(name), str(kind)]:
                return type_var(name, kind)
        raise ReplayError("not a type", given=repr(row))

    def _term(self, row: Any, table: Table) -> Term:
        match row:
            case ["app", f, x]:
                return apply(_at(self.terms, f), _at(self.terms, x))
            case ["abs", str(name), t, body]:
                return binder(name, _at(self.types, t), _at(self.terms, body))
            case ["bound", int(index), t]:
                return bound(index, _at(self.types, t))
            case ["var", str(name), t]:
                return var(name, _at(self.types, t))
            case ["const", str(name), t]:
                table.constant(name)
                self.constants.add(name)
                return const(name, _at(self.types, t))
            case ["lit", str(value), t] if LITERAL.fullmatch(value) and str(Fraction(value)) == value:
                return literal(Fraction(value), _at(self.types, t))
        raise ReplayError("not a term", given=repr(row))

    def statements(self, numbers: list[int]) -> list[Term]:
        """The closed boolean terms with these numbers."""
        found = [_at(self.terms, i) for i in numbers]
        need(all(p.type is bool_ and not p.loose for p in found), ReplayError, "a statement is not closed and boolean", *found)
        return found


class Proof(Document):
    """Runs the steps of a certificate, each from earlier ones; every condition of every rule is checked here again."""

    def __init__(self, data: dict[str, Any], table: Table) -> None:
        keys = {"format", "types", "terms", "steps", "conclusions"}
        need(set(data) == keys and data["format"] == 1, ReplayError, "not a certificate", sorted(data), needed=str(sorted(keys)))
        super().__init__(data, table)
        self.table, self.proved, self.used = table, list[Sequent](), {"axioms": set[str](), "definitions": set[str]()}
        self.fields: dict[frozenset[Term], Field] = {}
        for number, row in enumerate(data["steps"]):
            try:
                hyps, concl = self._step(row)
                need(concl.type is bool_ and not concl.loose, ReplayError, "the conclusion is not closed and boolean", concl)
            except DeriveError as e:
                raise ReplayError(f"step {number}, {row}: {e.what}", given=e.given, needed=e.needed) from e
            self.proved.append((hyps, concl.canon))

    def _proved(self, step: object, *heads: str) -> tuple[frozenset[Term], Term, tuple[Term, ...]]:
        """The hypotheses, conclusion and its arguments of an earlier step; the conclusion has this head."""
        hyps, concl = _at(self.proved, step)
        head, args = parts(concl)
        need(not heads or head in heads, ReplayError, "a premise has the wrong form", concl, needed=str(heads))
        return hyps, concl, args

    def _variable(self, index: object, hyps: frozenset[Term]) -> Term:
        v = _at(self.terms, index)
        need(v.tag == VAR, ReplayError, "not a variable", v)
        need(not any(v in frees(h) for h in hyps), ReplayError, "the variable is free in a hypothesis", v, *hyps)
        return v

    def _step(self, row: Any) -> Sequent:
        none: frozenset[Term] = frozenset()
        match row:
            case ["congr", first, second]:
                (h, _, (f, g)), (k, _, (x, y)) = self._proved(first, "eq"), self._proved(second, "eq")
                return h | k, equation(apply(f, x), apply(g, y))
            case ["refl", t]:
                return none, equation(_at(self.terms, t), _at(self.terms, t))
            case ["trans", first, second]:
                (h, _, (a, b)), (k, _, (c, d)) = self._proved(first, "eq"), self._proved(second, "eq")
                need(b is c, ReplayError, "two terms should be equal", b, c)
                return h | k, equation(a, d)
            case ["sym", first]:
                h, _, (a, b) = self._proved(first, "eq")
                return h, equation(b, a)
            case ["mp" | "eq_mp" as rule, first, second]:
                (h, _, (p, q)), (k, r, _) = self._proved(first, "implies" if rule == "mp" else "eq"), self._proved(second)
                need(p is r, ReplayError, "two statements should be equal", p, r)
                return h | k, q
            case ["assume", p]:
                (p,) = self.statements([p])
                return frozenset((p,)), p
            case ["discharge", p, first]:
                (p,), (h, q, _) = self.statements([p]), self._proved(first)
                return h - {p}, implication(p, q)
            case ["abstr", v, first]:
                h, _, (a, b) = self._proved(first, "eq")
                v = self._variable(v, h)
                return h, equation(abstract(v, a, ""), abstract(v, b, ""))
            case ["generalize", v, first]:
                h, p, _ = self._proved(first)
                return h, for_all(self._variable(v, h), p)
            case ["specialize", t, first]:
                (h, _, (p,)), t = self._proved(first, "forall"), _at(self.terms, t)
                need(not t.loose, ReplayError, "an open term", t)
                return h, apply(p, t)
            case ["instantiate", [*pairs], first]:
                h, p, _ = self._proved(first)
                terms = {self._variable(v, none): _at(self.terms, t) for v, t in pairs}
                fits = len(terms) == len(pairs) and all(v.type is t.type and not t.loose for v, t in terms.items())
                need(fits, ReplayError, "not a substitution", terms)
                return frozenset(substitute(x, terms).canon for x in h), substitute(p, terms)
            case ["instantiate_type", [*pairs], first]:
                h, p, _ = self._proved(first)
                types = {_at(self.types, a): _at(self.types, t) for a, t in pairs}
                fits = len(types) == len(pairs) and all(a.is_var and (a.kind == TYPE or t.kind == DIM) for a, t in types.items())
                need(fits, ReplayError, "not an instantiation of types", types)
                return frozenset(instantiate_types(x, types).canon for x in h), instantiate_types(p, types)
            case ["axiom", str(name)]:
                self.used["axioms"].add(name)
                return none, self.table.entry("axioms", name)
            case ["definition", str(name)]:
                self.used["definitions"].add(name)
                return none, self.table.entry("definitions", name)
            case ["compare", p]:
                (p,) = self.statements([p])
                need(_is_true(p), ReplayError, "not a true comparison of literals", p)
                return none, p
            case ["field", a, b, *licences]:
                return self._field(_at(self.terms, a), _at(self.terms, b), [self._proved(s, "not") for s in licences])
        raise ReplayError("an unknown rule, or wrong arguments")

    def _field(self, a: Term, b: Term, licences: list[tuple[frozenset[Term], Term, tuple[Term, ...]]]) -> Sequent:
        divisors, hyps = set(), frozenset[Term]()
        for h, p, (inner,) in licences:
            head, args = parts(inner)
            need(head == "eq" and args[1] is literal(0), ReplayError, "a licence says that a real number is not 0", p)
            divisors.add(args[0])
            hyps |= h
        field = self.fields.setdefault(frozenset(divisors), Field(divisors))
        need(a.type is b.type and a.type in (real, nat) and field.equal(a, b), ReplayError, "the two sides differ", a, b)
        return hyps, equation(a, b)


def _is_true(p: Term) -> bool:
    """Whether p is x < y, x <= y or not (x = y) for literals of which it is true."""
    head, args = parts(p)
    negated, (head, args) = head == "not", parts(args[0]) if head == "not" else (head, args)
    if head not in (("eq",) if negated else ("lt", "le")) or any(x.tag != LIT for x in args):
        return False
    x, y = (Fraction(arg.value) for arg in args)
    return x != y if negated else x < y or (x == y and head == "le")


class Field:
    """Decides a = b in all fields: both sides become quotients of polynomials in numbered factors (atoms, or bases with symbolic exponents)."""

    def __init__(self, divisors: Iterable[Term]) -> None:
        self.divisors, self.done = frozenset(divisors), dict[Term, Quotient]()
        self.factors: dict[tuple[object, Monomial], int] = {}
        self.bases: list[tuple[object, Monomial]] = []

    def equal(self, a: Term, b: Term) -> bool:
        (p, q), (r, s) = self.quotient(a), self.quotient(b)
        return self.times(p, s) == self.times(r, q)

    def factor(self, base: object, exponent: Monomial = ()) -> Poly:
        number = self.factors.setdefault((base, exponent), len(self.bases))
        if number == len(self.bases):
            self.bases.append((base, exponent))
        return {((number, 1),): 1}

    def join(self, m: Monomial, n: Monomial) -> Monomial:
        powers = dict(m)
        for number, power in n:
            powers[number] = powers.get(number, 0) + power
        return tuple(sorted((i, k) for i, k in powers.items() if self.bases[i][0] != -1 or k % 2))

    def plus(self, a: Poly, b: Poly) -> Poly:
        out = {m: a.get(m, 0) + b.get(m, 0) for m in (*a, *b)}
        return {m: c for m, c in out.items() if c}

    def times(self, a: Poly, b: Poly) -> Poly:
        if ONE in (a, b):
            return b if a == ONE else a
        need(len(a) * len(b) <= LIMIT, ReplayError, "field: too many terms")
        out: Poly = {}
        for m, c in a.items():
            for n, d in b.items():
                key = self.join(m, n)
                out[key] = out.get(key, 0) + c * d
        return {m: c for m, c in out.items() if c}

    def power(self, a: Poly, n: int) -> Poly:
        need(n <= LIMIT, ReplayError, "field: the exponent is too large", n)
        if n < 2:
            return a if n else ONE
        half = self.power(a, n // 2)
        return self.times(self.times(half, half), a if n % 2 else ONE)

    def add(self, x: Quotient, y: Quotient) -> Quotient:
        (a, b), (c, d) = x, y
        return (self.plus(a, c), b) if b == d else (self.plus(self.times(a, d), self.times(c, b)), self.times(b, d))

    def product(self, x: Quotient, y: Quotient) -> Quotient:
        return self.times(x[0], y[0]), self.times(x[1], y[1])

    def quotient(self, t: Term) -> Quotient:
        if t not in self.done:
            self.done[t] = self._quotient(t)
        return self.done[t]

    def _quotient(self, t: Term) -> Quotient:
        head, args = parts(t)
        if t.tag == LIT:
            return {(): t.value} if t.value else {}, ONE
        if head == "pow":
            return self.symbolic(self.quotient(args[0]), self.quotient(args[1])[0])
        if head in ("inv", "div"):
            inverse = self.inverse(args[-1])
            return inverse if head == "inv" else self.product(self.quotient(args[0]), inverse)
        if head not in ("add", "nat_add", "sub", "mul", "nat_mul", "neg", "cast"):
            return self.factor(t), ONE
        first, last = self.quotient(args[0]), self.quotient(args[-1])
        if head in ("sub", "neg"):
            last = self.times({(): -1}, last[0]), last[1]
        return last if head in ("neg", "cast") else self.product(first, last) if head.endswith("mul") else self.add(first, last)

    def inverse(self, t: Term) -> Quotient:
        top, bottom = self.quotient(t)
        if bottom == ONE and set(top) == {()}:
            return {(): 1 / Fraction(top[()])}, ONE
        return (bottom, top) if t in self.divisors else (self.factor(apply(const("inv"), t)), ONE)

    def symbolic(self, x: Quotient, exponent: Poly) -> Quotient:
        """x to the sum of the terms of the exponent."""
        out: Quotient = ONE, ONE
        for e, count in exponent.items():
            (a, b), (c, d) = (x, (ONE, ONE)) if e == () else (self.raised(x[0], e), self.raised(x[1], e))
            out = self.product(out, (self.power(self.times(a, d), int(count)), self.power(self.times(b, c), int(count))))
        return out

    def raised(self, a: Poly, e: Monomial) -> Quotient:
        """a to a symbolic exponent: the content of a over primes, its primitive part as one base, or factor by factor if it is a monomial."""
        if not a:
            return self.factor((), e), ONE
        top, bottom = gcd(*(c.numerator for c in a.values())), lcm(*(c.denominator for c in a.values()))
        top = top if a[min(a)] > 0 else -top
        rest = {m: c * Fraction(bottom, top) for m, c in a.items()}
        out = self.number(top, e)
        if len(rest) > 1:
            return self.times(out, self.factor(frozenset(rest.items()), e)), self.number(bottom, e)
        for number, power in min(rest):
            base, inner = self.bases[number]
            out = self.times(out, self.power(self.factor(base, self.join(inner, e)), power))
        return out, self.number(bottom, e)

    def number(self, c: int, e: Monomial) -> Poly:
        """c to a symbolic exponent, over the small primes and -1."""
        out = ONE
        while abs(c) != 1 or c < 0:
            p = -1 if c < 0 else next((p for p in range(2, 100) if c % p == 0), c)
            out, c = self.times(out, self.factor(p, e)), c // p
        return out


ONE: Poly = {(): 1}


def _check(certificate: dict[str, Any], goal: dict[str, Any], table: Table) -> dict[str, Any]:
    keys = {"types", "terms", "hypotheses", "claims"}
    need(set(goal) == keys and goal["claims"], ReplayError, "not a goal with a claim", sorted(goal), needed=str(sorted(keys)))
    wanted = Document(goal, table)
    given, claims = set(wanted.statements(goal["hypotheses"])), wanted.statements(goal["claims"])
    proof = Proof(certificate, table)
    concluded = [_at(proof.proved, i) for i in certificate["conclusions"]]
    for claim in claims:
        by = [hyps for hyps, concl in concluded if concl is claim]
        need(by, ReplayError, "the claim is not among the conclusions", claim)
        left = min((hyps - given for hyps in by), key=len)
        need(not left, ReplayError, "the claim is proved only from further hypotheses", claim, *left)
    used = {kind: sorted(names) for kind, names in proof.used.items()}
    return {"steps": len(proof.proved), "terms": len(proof.terms), **used}


def check(certificate: dict[str, Any], goal: dict[str, Any], pinned: dict[str, Any] | Table) -> dict[str, Any]:
    """Raise ReplayError unless the certificate proves every claim of the goal from its hypotheses; return what was counted and used."""
    try:
        return _check(certificate, goal, pinned if isinstance(pinned, Table) else Table(pinned))
    except ReplayError:
        raise
    except DeriveError as e:
        raise ReplayError(e.what, given=e.given, needed=e.needed) from e
    except Exception as e:  # whatever malformed data led to
        raise ReplayError("malformed data", given=f"{type(e).__name__}: {e}") from e


def _load(source: Any) -> Any:
    return json.loads(Path(source).read_text("utf-8")) if isinstance(source, str) else source


def main() -> int:
    """Answer every job on standard input; 0 when all are accepted."""
    sys.setrecursionlimit(10_000)
    failed = 0
    table, jobs = Table(_load(sys.argv[1])), json.load(sys.stdin)["jobs"]
    for job in jobs:
        answer = {"name": job["name"], "ok": True}
        try:
            answer |= check(_load(job["certificate"]), _load(job["goal"]), table)
        except (DeriveError, OSError, ValueError) as e:
            answer |= {"ok": False, "error": str(e)}
            failed = 1
        print(json.dumps(answer), flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
