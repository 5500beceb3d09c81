# fmt: off
"""The independent checker: replays certificates (see certificate.py) in a process of its own, and has the last word.

It shares types.py and terms.py with the prover, and nothing else. The signature, axioms and definitions come from a
pinned table, and what is to be proved comes from a goal; neither is taken from the certificate.

    python -m derive.kernel.replay pinned.json < jobs.json

answers {"jobs": [{"name": ..., "certificate": data or a path, "goal": data or a path}]} with one line of JSON per job.
"""
# ruff: noqa: E701, E702, I001 (a table: one rule, or one operator, in one or two lines)
from __future__ import annotations

import gc
import json
import re
import sys
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from math import gcd, lcm
from pathlib import Path
from typing import Any, TypeVar

from derive.errors import DeriveError, ReplayError
from derive.kernel.terms import (
    LIT, VAR, Term, abstract, apply, binder, bound, const, declare, equation, for_all, frees, implication, instantiate_types, literal,
    parts, substitute, type_vars, var)
from derive.kernel.types import DIM, TYPE, Type, bool_, nat, need, real, type_con, type_var

T = TypeVar("T")
Sequent = tuple[frozenset[Term], Term]  # hypotheses and conclusion, all canonical
Monomial = tuple[tuple[int, int], ...]  # numbers of factors with their powers, in order
Poly = dict[Monomial, Fraction | int]
Quotient = tuple[Poly, Poly]
NONE: frozenset[Term] = frozenset()
ONE: Poly = {(): 1}
LITERAL = re.compile(r"-?[0-9]+(/[0-9]+)?")
LIMIT = 20_000

def _at(items: list[T], index: object) -> T:
    if type(index) is int and 0 <= index < len(items):
        return items[index]
    raise ReplayError("a reference to nothing", given=repr(index), needed=f"a number below {len(items)}")

def _keys(data: Any, *keys: str) -> None:
    need(type(data) is dict and set(data) == set(keys) and data.get("format", 1) == 1, ReplayError, "not such a document", needed=str(keys))

class Table:
    """The pinned signature, axioms and definitions; an entry is decoded when it is first used."""

    def __init__(self, data: dict[str, Any]) -> None:
        _keys(data, "format", "constants", "axioms", "definitions")
        self.data, self.place = data, {name: i for i, name in enumerate(data["constants"])}
        self.types, self.statements = dict[str, Type](), dict[tuple[str, str], Term]()

    def constant(self, name: str) -> Type:
        """The most general type of a pinned constant, which is declared thereby."""
        if name not in self.types:
            need(name in self.place, ReplayError, "not a pinned constant", name)
            self.types[name] = Document(self.data["constants"][name], self).types[-1]
            declare(name, self.types[name])
        return self.types[name]

    def statement(self, kind: str, name: str) -> Term:
        """A pinned axiom, or constant = body."""
        if (kind, name) not in self.statements:
            need(name in self.data[kind], ReplayError, f"not among the pinned {kind}", name)
            document = Document(self.data[kind][name], self)
            body = document.terms[-1]
            if kind == "definitions":
                fits = self.constant(name) is body.type and type_vars(body) <= body.type.tvars
                fits = fits and all(self.place[c] < self.place[name] for c in document.constants)
                need(fits, ReplayError, "not a definition", name, body, needed="a body of its type, made of constants declared before it")
                body = equation(const(name), body).canon
            need(not frees(body) and not body.loose and body.type is bool_, ReplayError, "not closed and boolean", name)
            self.statements[kind, name] = body
        return self.statements[kind, name]

class Document:
    """The types and terms of one document, built (and so type-checked) by the constructors of types.py and terms.py; canonical."""

    def __init__(self, data: dict[str, Any], table: Table) -> None:
        self.table, self.constants, self.types, self.terms = table, set[str](), list[Type](), list[Term]()
        for row in data["types"]:
            self.types.append(self._type(row))
        for row in data["terms"]:
            self.terms.append(self._term(row).canon)

    def _type(self, row: Any) -> Type:
        match row:
            case ["con", str(name), *args]: return type_con(name, [_at(self.types, a) for a in args])
            case ["var", str(name), str(kind)]: return type_var(name, kind)
        raise ReplayError("not a type", given=repr(row))

    def _term(self, row: Any) -> Term:
        match row:
            case ["app", f, x]: return apply(_at(self.terms, f), _at(self.terms, x))
            case ["abs", str(name), t, body]: return binder(name, _at(self.types, t), _at(self.terms, body))
            case ["bound", int(index), t]: return bound(index, _at(self.types, t))
            case ["var", str(name), t]: return var(name, _at(self.types, t))
            case ["lit", str(text), t] if LITERAL.fullmatch(text) and str(Fraction(text)) == text:
                return literal(Fraction(text), _at(self.types, t))
            case ["const", str(name), t]:
                self.table.constant(name)
                self.constants.add(name)
                return const(name, _at(self.types, t))
        raise ReplayError("not a term", given=repr(row))

    def term(self, index: object) -> Term:
        """The term with this number, which is closed."""
        t = _at(self.terms, index)
        need(not t.loose, ReplayError, "an open term", t)
        return t

    def statement(self, index: object) -> Term:
        """The statement with this number."""
        p = self.term(index)
        need(p.type is bool_, ReplayError, "not a statement", p, needed="a boolean")
        return p

class Proof(Document):
    """Runs the steps of a certificate, each from earlier ones; every condition of every rule is checked here again."""

    def __init__(self, data: dict[str, Any], table: Table) -> None:
        _keys(data, "format", "types", "terms", "steps", "conclusions")
        super().__init__(data, table)
        self.steps, self.fields = list[Sequent](), dict[frozenset[Term], Field]()
        self.used: dict[str, set[str]] = {"axioms": set(), "definitions": set()}
        for number, row in enumerate(data["steps"]):
            try:
                hyps, concl = self._step(row)
                need(concl.type is bool_ and not concl.loose, ReplayError, "the conclusion is not closed and boolean", concl)
            except DeriveError as e:
                raise ReplayError(f"step {number}, {row}: {e.what}", given=e.given, needed=e.needed) from e
            self.steps.append((hyps, concl.canon))
        self.conclusions = [_at(self.steps, i) for i in data["conclusions"]]

    def _shape(self, head: str, step: object) -> tuple[Any, ...]:
        """The hypotheses of an earlier step, and the arguments of its conclusion, which has this head."""
        hyps, concl = _at(self.steps, step)
        name, args = parts(concl)
        need(name == head, ReplayError, "a premise has the wrong form", concl, needed=head)
        return hyps, *args

    def _fresh(self, index: object, hyps: frozenset[Term]) -> Term:
        v = _at(self.terms, index)
        need(v.tag == VAR, ReplayError, "not a variable", v)
        need(not any(v in frees(h) for h in hyps), ReplayError, "the variable is free in a hypothesis", v, *hyps)
        return v

    def _step(self, row: Any) -> Sequent:
        earlier, shape, term, statement = partial(_at, self.steps), self._shape, self.term, self.statement
        match row:
            case ["refl", t]: return NONE, equation(term(t), term(t))
            case ["sym", s]: h, a, b = shape("eq", s); return h, equation(b, a)
            case ["trans", s, r]: (h, a, b), (k, c, d) = shape("eq", s), shape("eq", r); _same(b, c); return h | k, equation(a, d)
            case ["congr", s, r]: (h, f, g), (k, x, y) = shape("eq", s), shape("eq", r); return h | k, equation(apply(f, x), apply(g, y))
            case ["mp", s, r]: (h, p, q), (k, c) = shape("implies", s), earlier(r); _same(p, c); return h | k, q
            case ["eq_mp", s, r]: (h, p, q), (k, c) = shape("eq", s), earlier(r); _same(p, c); return h | k, q
            case ["assume", p]: return frozenset((statement(p),)), statement(p)
            case ["discharge", p, s]: h, q = earlier(s); return h - {statement(p)}, implication(statement(p), q)
            case ["abstr", i, s]: h, a, b = shape("eq", s); v = self._fresh(i, h); return h, equation(abstract(v, a), abstract(v, b))
            case ["generalize", i, s]: h, p = earlier(s); return h, for_all(self._fresh(i, h), p)
            case ["specialize", t, s]: h, p = shape("forall", s); return h, apply(p, term(t))
            case ["compare", p]: need(_compare(statement(p)), ReplayError, "not a true comparison", statement(p)); return NONE, statement(p)
            case ["axiom", str(name)]: self.used["axioms"].add(name); return NONE, self.table.statement("axioms", name)
            case ["definition", str(name)]: self.used["definitions"].add(name); return NONE, self.table.statement("definitions", name)
            case ["instantiate", [*pairs], s]:
                h, p = earlier(s)
                terms = {self._fresh(v, NONE): term(t) for v, t in pairs}
                need(len(terms) == len(pairs) and all(v.type is t.type for v, t in terms.items()), ReplayError, "not a substitution", terms)
                return frozenset(substitute(x, terms).canon for x in h), substitute(p, terms)
            case ["instantiate_type", [*pairs], s]:
                h, p = earlier(s)
                types = {_at(self.types, a): _at(self.types, t) for a, t in pairs}
                fits = len(types) == len(pairs) and all(a.is_var and (a.kind == TYPE or t.kind == DIM) for a, t in types.items())
                need(fits, ReplayError, "not an instantiation of types", types)
                return frozenset(instantiate_types(x, types).canon for x in h), instantiate_types(p, types)
            case ["field", i, j, *nonzero]:
                a, b, licences = term(i), term(j), [shape("not", s) for s in nonzero]
                equations = [parts(inner) for _, inner in licences]
                fits = all(head == "eq" and args[1] is literal(0) for head, args in equations)
                need(fits, ReplayError, "a licence says that a real number is not 0", *licences)
                divisors = frozenset(args[0] for _, args in equations)
                field = self.fields.setdefault(divisors, Field(divisors))
                need(a.type is b.type and a.type in (real, nat) and field.equal(a, b), ReplayError, "the two sides differ", a, b)
                return NONE.union(*(h for h, _ in licences)), equation(a, b)
        raise ReplayError("an unknown rule, or wrong arguments")

def _same(a: Term, b: Term) -> None:
    need(a is b, ReplayError, "two terms should be equal", a, b)

def _compare(p: Term) -> bool:
    """Whether p is x < y, x <= y or not (x = y) for literals of which it is true."""
    head, args = parts(p)
    inner, literals = parts(args[0]) if head == "not" else ("", args)
    if len(literals) != 2 or any(x.tag != LIT for x in literals):
        return False
    a, b = (Fraction(x.value) for x in literals)
    return {"not": inner == "eq" and a != b, "lt": a < b, "le": a <= b}.get(head, False)

class Field:
    """Decides a = b in all fields: each side is a quotient of polynomials in numbered factors, which are atoms, or bases with a
    symbolic exponent; an exponent is a monomial of natural atoms. Only the divisors, which are not 0, come into denominators."""

    def __init__(self, divisors: Iterable[Term]) -> None:
        self.divisors, self.done, self.numbers = frozenset(divisors), dict[Term, Quotient](), dict[tuple[object, Monomial], int]()
        self.factors: list[tuple[object, Monomial]] = []

    def equal(self, a: Term, b: Term) -> bool:
        (p, q), (r, s) = self.read(a), self.read(b)
        return self.times(p, s) == self.times(r, q)

    def factor(self, base: object, exponent: Monomial = ()) -> Poly:
        number = self.numbers.setdefault((base, exponent), len(self.factors))
        self.factors += [(base, exponent)] if number == len(self.factors) else []
        return {((number, 1),): 1}

    def join(self, m: Monomial, n: Monomial) -> Monomial:
        """m n, where the square of (-1)^e is 1."""
        powers = dict(m)
        for number, power in n:
            powers[number] = powers.get(number, 0) + power
        return tuple(sorted((i, k) for i, k in powers.items() if self.factors[i][0] != -1 or k % 2))

    def times(self, a: Poly, b: Poly) -> Poly:
        if ONE in (a, b):
            return b if a == ONE else a
        need(len(a) * len(b) <= LIMIT, ReplayError, "field: too many terms", len(a), len(b))
        out: Poly = {}
        for m, c in a.items():
            for n, d in b.items():
                key = self.join(m, n)
                out[key] = out.get(key, 0) + c * d
        return {m: c for m, c in out.items() if c}

    def plus(self, a: Poly, b: Poly) -> Poly:
        out = {m: a.get(m, 0) + b.get(m, 0) for m in (*a, *b)}
        return {m: c for m, c in out.items() if c}

    def power(self, a: Poly, n: int) -> Poly:
        size = sum(c.numerator.bit_length() + c.denominator.bit_length() for c in a.values())
        need(n <= LIMIT and n * size <= 100 * LIMIT, ReplayError, "field: the exponent is too large", n)
        half = self.power(a, n // 2) if n > 1 else ONE
        return self.times(self.times(half, half), a if n % 2 else ONE)

    def add(self, x: Quotient, y: Quotient) -> Quotient:
        (a, b), (c, d) = x, y
        return (self.plus(a, c), b) if b == d else (self.plus(self.times(a, d), self.times(c, b)), self.times(b, d))

    def mul(self, x: Quotient, y: Quotient) -> Quotient:
        return self.times(x[0], y[0]), self.times(x[1], y[1])

    def read(self, t: Term) -> Quotient:
        if t not in self.done:
            self.done[t] = self._read(t)
        return self.done[t]

    def _read(self, t: Term) -> Quotient:
        match parts(t):
            case "add" | "nat_add", (x, y): return self.add(self.read(x), self.read(y))
            case "mul" | "nat_mul", (x, y): return self.mul(self.read(x), self.read(y))
            case "sub", (x, y): return self.add(self.read(x), self.mul(({(): -1}, ONE), self.read(y)))
            case "neg", (x,): return self.mul(({(): -1}, ONE), self.read(x))
            case "div", (x, y): return self.mul(self.read(x), self.inverse(y))
            case "inv", (x,): return self.inverse(x)
            case "pow", (x, n): return self.raised(self.read(x), self.read(n)[0])
            case "cast", (x,): return self.read(x)
        return self.factor(t) if t.tag != LIT else {(): t.value} if t.value else {}, ONE

    def inverse(self, t: Term) -> Quotient:
        top, bottom = self.read(t)
        if bottom == ONE and set(top) == {()}:
            return {(): 1 / Fraction(top[()])}, ONE
        return (bottom, top) if t in self.divisors else (self.factor(apply(const("inv"), t)), ONE)

    def raised(self, x: Quotient, exponent: Poly) -> Quotient:
        """x to the sum of the terms of the exponent."""
        out: Quotient = ONE, ONE
        for e, count in exponent.items():
            (a, b), (c, d) = (self.symbolic(x[0], e), self.symbolic(x[1], e)) if e else (x, (ONE, ONE))
            out = self.mul(out, (self.power(self.times(a, d), int(count)), self.power(self.times(b, c), int(count))))
        return out

    def symbolic(self, a: Poly, e: Monomial) -> Quotient:
        """a to a symbolic exponent: the content of a over primes; what is left as one base, or factor by factor if it is a monomial."""
        if not a:
            return self.factor((), e), ONE
        top, bottom = gcd(*(c.numerator for c in a.values())), lcm(*(c.denominator for c in a.values()))
        content = Fraction(top if a[min(a)] > 0 else -top, bottom)
        rest, out = {m: c / content for m, c in a.items()}, self.number(content.numerator, e)
        if len(rest) > 1:
            out = self.times(out, self.factor(frozenset(rest.items()), e))
        for number, power in min(rest) if len(rest) == 1 else ():
            base, inner = self.factors[number]
            out = self.times(out, self.power(self.factor(base, self.join(inner, e)), power))
        return out, self.number(content.denominator, e)

    def number(self, c: int, e: Monomial) -> Poly:
        """c to a symbolic exponent, over -1 and the small primes."""
        out = ONE
        while c != 1:
            p = -1 if c < 0 else next((p for p in range(2, 100) if c % p == 0), c)
            out, c = self.times(out, self.factor(p, e)), c // p
        return out

def _check(certificate: dict[str, Any], goal: dict[str, Any], table: Table) -> dict[str, Any]:
    _keys(goal, "types", "terms", "hypotheses", "claims")
    wanted, proof = Document(goal, table), Proof(certificate, table)
    given, claims = {wanted.statement(i) for i in goal["hypotheses"]}, [wanted.statement(i) for i in goal["claims"]]
    need(claims, ReplayError, "a goal without a claim")
    for claim in claims:
        by = [hyps - given for hyps, concl in proof.conclusions if concl is claim]
        need(by, ReplayError, "the claim is not among the conclusions", claim)
        need(not all(by), ReplayError, "the claim is proved only from further hypotheses", claim, *by[0])
    return {"steps": len(proof.steps), "terms": len(proof.terms), **{kind: sorted(names) for kind, names in proof.used.items()}}

def _load(source: Any) -> Any:
    return json.loads(Path(source).read_text("utf-8")) if isinstance(source, str) else source

def check(certificate: dict[str, Any] | str, goal: dict[str, Any] | str, pinned: dict[str, Any] | str | Table) -> dict[str, Any]:
    """Raise ReplayError unless the certificate proves every claim of the goal from its hypotheses; return what was counted and used.

    Each of the three is data, or the path of a file.
    """
    try:
        return _check(_load(certificate), _load(goal), pinned if isinstance(pinned, Table) else Table(_load(pinned)))
    except DeriveError as e:
        raise ReplayError(e.what, given=e.given, needed=e.needed) from e
    except Exception as e:  # whatever malformed data led to
        raise ReplayError("malformed data", given=f"{type(e).__name__}: {e}") from e

def main() -> int:
    """Answer every job on standard input; 0 when all are accepted."""
    gc.disable()  # terms live as long as the process
    sys.setrecursionlimit(10_000)
    refused = 0
    try:
        table = Table(_load(sys.argv[1]))
        for job in json.load(sys.stdin)["jobs"]:
            answer = {"name": job["name"], "ok": True}
            try:
                answer |= check(job["certificate"], job["goal"], table)
            except ReplayError as e:
                answer |= {"ok": False, "error": str(e)}
                refused = 1
            print(json.dumps(answer), flush=True)
    except Exception as e:  # no table, or no jobs
        print(json.dumps({"name": "", "ok": False, "error": f"error: not a table and jobs\n  given:   {type(e).__name__}: {e}"}))
        return 1
    return refused

if __name__ == "__main__":
    sys.exit(main())
