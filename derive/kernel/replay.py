"""The independent checker: replays certificates (see certificate.py) in a process of its own, and has the last word.
It shares types.py and terms.py with the prover, and nothing else. The signature, axioms and definitions come from a pinned table,
and what is to be proved comes from a goal; neither is taken from the certificate.
    python -m derive.kernel.replay pinned.json < jobs.json
answers {"jobs": [{"name": ..., "certificate": data or a path, "goal": data or a path}]} with one line of JSON per job."""
import gc, json, re, sys
from fractions import Fraction
from functools import cache, reduce
from pathlib import Path
from typing import Any
from derive.errors import DeriveError, ReplayError
from derive.kernel.terms import (LIT, VAR, Term, abstract, apply, binder, bound, const, declare, equation, for_all, frees, implication,
    instantiate_types, literal, parts, substitute, type_vars, var)
from derive.kernel.types import Type, bool_, nat, need, real, type_con, type_var

Sequent = tuple[frozenset[Term], Term]  # hypotheses and conclusion, all canonical
Monomial = tuple[tuple[int, int], ...]  # numbers of factors with their powers, in order
Poly = dict[Monomial, Any]  # monomials with their coefficients, none of which is 0
Quotient = tuple[Poly, Poly]
NONE, ONE, MINUS, LIMIT = frozenset[Term](), Poly({(): 1}), Poly({(): -1}), 20_000

def _at(items: list[Any], index: object) -> Any:
    if type(index) is int and 0 <= index < len(items): return items[index]
    raise ReplayError("a reference to nothing", given=repr(index), needed=f"a number below {len(items)}")
def _keys(data: Any, *keys: str) -> None:
    need(type(data) is dict and set(data) == set(keys) and data.get("format", 1) == 1, ReplayError, "not such a document", needed=str(keys))

class Table:
    """The pinned signature, axioms and definitions; an entry is decoded when it is first used."""
    def __init__(self, data: dict[str, Any]) -> None:
        _keys(data, "format", "constants", "axioms", "definitions")
        self.data, self.place = data, {name: i for i, name in enumerate(data["constants"])}
        self.constant, self.statement = cache(self._constant), cache(self._statement)
    def _constant(self, name: str) -> Type:
        need(name in self.place, ReplayError, "not a pinned constant", name)
        scheme: Type = Document(self.data["constants"][name], self).types[-1]
        declare(name, scheme); return scheme
    def _statement(self, kind: str, name: str) -> Term:  # of an axiom, or constant = body
        need(name in self.data[kind], ReplayError, f"not among the pinned {kind}", name)
        d = Document(self.data[kind][name], self); p = d.terms[-1]
        if kind == "definitions":
            before = all(self.place[c] < self.place.get(name, 0) for c in d.constants)
            fits = self.constant(name) is p.type and type_vars(p) <= p.type.tvars and before
            need(fits, ReplayError, "not a definition", name, p, needed="a body of its type, made of constants declared before it")
            p = equation(const(name), p).canon
        need(not frees(p) and not p.loose and p.type is bool_, ReplayError, "not closed and boolean", name)
        return p

class Document:
    """The types and terms of one document, built (and so type-checked) by the constructors of types.py and terms.py; canonical."""
    def __init__(self, data: dict[str, Any], table: Table) -> None:
        self.table, self.constants, self.types, self.terms = table, set[str](), list[Type](), list[Term]()
        for row in data["types"]: self.types.append(self._type(row))
        for row in data["terms"]: self.terms.append(self._term(row).canon)
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
            case ["const", str(name), t]: self.table.constant(name); self.constants.add(name); return const(name, _at(self.types, t))
            case ["lit", str(n), t] if re.fullmatch("-?[0-9]+(/[0-9]+)?", n) and str(Fraction(n)) == n:
                return literal(Fraction(n), _at(self.types, t))
        raise ReplayError("not a term", given=repr(row))
    def term(self, index: object, statement: bool = False) -> Term:
        t: Term = _at(self.terms, index)
        need(not t.loose, ReplayError, "an open term", t)
        need(t.type is bool_ or not statement, ReplayError, "not a statement", t, needed="a boolean"); return t

class Proof(Document):
    """Runs the steps of a certificate, each from earlier ones; every condition of every rule is checked here again."""
    def __init__(self, data: dict[str, Any], table: Table) -> None:
        _keys(data, "format", "types", "terms", "steps", "conclusions")
        super().__init__(data, table)
        self.steps, self.field, self.used = list[Sequent](), cache(Field), {"axioms": set[str](), "definitions": set[str]()}
        for number, row in enumerate(data["steps"]):
            try:
                hyps, concl = self._step(row)
                need(concl.type is bool_ and not concl.loose, ReplayError, "the conclusion is not closed and boolean", concl)
            except DeriveError as e: raise ReplayError(f"step {number}, {row}: {e.what}", given=e.given, needed=e.needed) from e
            self.steps.append((hyps, concl.canon))
        self.conclusions = [_at(self.steps, i) for i in data["conclusions"]]
    def _shape(self, head: str, step: object) -> tuple[Any, ...]:  # hypotheses, and the arguments of the head
        hyps, concl = _at(self.steps, step); name, args = parts(concl)
        need(name == head, ReplayError, "a premise has the wrong form", concl, needed=head); return hyps, *args
    def _fresh(self, index: object, hyps: frozenset[Term]) -> Term:
        v: Term = _at(self.terms, index)
        need(v.tag == VAR, ReplayError, "not a variable", v)
        need(not any(v in frees(h) for h in hyps), ReplayError, "the variable is free in a hypothesis", v, *hyps); return v
    def _step(self, row: Any) -> Sequent:
        steps, shape, term = self.steps, self._shape, self.term
        match row:
            case ["refl", t]: return NONE, equation(term(t), term(t))
            case ["sym", s]: h, a, b = shape("eq", s); return h, equation(b, a)
            case ["trans", s, r]: (h, a, b), (k, c, d) = shape("eq", s), shape("eq", r); _same(b, c); return h | k, equation(a, d)
            case ["congr", s, r]: (h, f, g), (k, x, y) = shape("eq", s), shape("eq", r); return h | k, equation(apply(f, x), apply(g, y))
            case ["mp", s, r]: (h, p, q), (k, c) = shape("implies", s), _at(steps, r); _same(p, c); return h | k, q
            case ["eq_mp", s, r]: (h, p, q), (k, c) = shape("eq", s), _at(steps, r); _same(p, c); return h | k, q
            case ["assume", i]: p = term(i, True); return frozenset((p,)), p
            case ["discharge", i, s]: p, (h, q) = term(i, True), _at(steps, s); return h - {p}, implication(p, q)
            case ["abstr", i, s]: h, a, b = shape("eq", s); v = self._fresh(i, h); return h, equation(abstract(v, a), abstract(v, b))
            case ["generalize", i, s]: h, p = _at(steps, s); return h, for_all(self._fresh(i, h), p)
            case ["specialize", t, s]: h, p = shape("forall", s); return h, apply(p, term(t))
            case ["compare", i]: p = term(i, True); need(_compare(p), ReplayError, "not a true comparison", p); return NONE, p
            case ["axiom", str(name)]: self.used["axioms"].add(name); return NONE, self.table.statement("axioms", name)
            case ["definition", str(name)]: self.used["definitions"].add(name); return NONE, self.table.statement("definitions", name)
            case ["instantiate" | "instantiate_type" as rule, [*pairs], s]:  # old and new fit together: `act` checks that
                act, items = (substitute, self.terms) if rule == "instantiate" else (instantiate_types, self.types)
                (h, p), new = _at(steps, s), {_at(items, old): _at(items, t) for old, t in pairs}
                need(len(new) == len(pairs), ReplayError, "something is replaced twice", *new)
                return frozenset(act(x, new).canon for x in h), act(p, new)
            case ["field", i, j, *nonzero]:
                a, b, licences = term(i), term(j), [(h, *parts(p)) for h, p in (shape("not", s) for s in nonzero)]
                need(all(head == "eq" and args[1] is literal(0) for _, head, args in licences), ReplayError, "a licence says: not (d = 0)")
                need(self.field(frozenset(args[0] for _, _, args in licences)).equal(a, b), ReplayError, "the two sides differ", a, b)
                return NONE.union(*(h for h, _, _ in licences)), equation(a, b)
        raise ReplayError("an unknown rule, or wrong arguments")

def _same(a: Term, b: Term) -> None: need(a is b, ReplayError, "two terms should be equal", a, b)
def _compare(p: Term) -> bool:  # whether p is x < y, x <= y or not (x = y) for literals of which it is true
    head, args = parts(p)
    inner, args = parts(args[0]) if head == "not" else ("", args)
    if [x.tag for x in args] != [LIT, LIT]: return False
    a, b = (x.value for x in args)
    return {"not": inner == "eq" and a != b, "lt": a < b, "le": a <= b}.get(head, False)
def _sum(*pairs: tuple[Any, Any]) -> dict[Any, Any]:  # each key with the sum of its numbers, if that is not 0
    out: dict[Any, Any] = {}
    for key, c in pairs: out[key] = out.get(key, 0) + c
    return {key: c for key, c in out.items() if c}
def _join(m: Monomial, n: Monomial) -> Monomial:  # m n; a factor with a negative number is (-1)^e, whose square is 1
    return tuple(sorted((i, k) for i, k in _sum(*m, *n).items() if i > 0 or k % 2))
def _times(a: Poly, b: Poly) -> Poly:
    need(len(a) * len(b) <= LIMIT, ReplayError, "field: too many terms", len(a), len(b))
    return _sum(*((_join(m, n) if m and n else m or n, c * d) for m, c in a.items() for n, d in b.items()))
def _power(a: Poly, n: int) -> Poly:
    size = sum(c.numerator.bit_length() + c.denominator.bit_length() for c in a.values())
    need(n <= (200 if len(a) > 1 else LIMIT) and n * size <= 100 * LIMIT, ReplayError, "field: the exponent is too large", n)
    return reduce(_times, [a] * n, ONE)
def _add(x: Quotient, y: Quotient) -> Quotient:
    (a, b), (c, d) = x, y
    return (_sum(*a.items(), *c.items()), b) if b == d else (_sum(*_times(a, d).items(), *_times(c, b).items()), _times(b, d))
def _mul(x: Quotient, y: Quotient) -> Quotient: return _times(x[0], y[0]), _times(x[1], y[1])

class Field:
    """Decides a = b in all fields: each side is a quotient of polynomials in numbered factors, which are atoms, or bases with a
    symbolic exponent; an exponent is a monomial of natural atoms. Only the divisors, which are not 0, come into denominators."""
    def __init__(self, divisors: Any) -> None:
        self.divisors, self.read, self.factors = frozenset(divisors), cache(self._read), dict[tuple[object, Monomial], int]()
    def equal(self, a: Term, b: Term) -> bool:
        (p, q), (r, s) = self.read(a), self.read(b)
        return a.type is b.type and a.type in (real, nat) and _times(p, s) == _times(r, q)
    def _factor(self, base: object, exponent: Monomial = (), power: int = 1) -> Poly:
        number = self.factors.setdefault((base, exponent), len(self.factors) + 1)
        return {((-number if base == -1 else number, power),): 1}
    def _read(self, t: Term) -> Quotient:
        match parts(t):
            case "add" | "nat_add", (x, y): return _add(self.read(x), self.read(y))
            case "mul" | "nat_mul", (x, y): return _mul(self.read(x), self.read(y))
            case "sub", (x, y): return _add(self.read(x), _mul((MINUS, ONE), self.read(y)))
            case "neg", (x,): return _mul((MINUS, ONE), self.read(x))
            case "div", (x, y): return _mul(self.read(x), self._inverse(y))
            case "inv", (x,): return self._inverse(x)
            case "pow", (x, n): (p, q), (e, _) = self.read(x), self.read(n); return self._raised(p, e), self._raised(q, e)
            case "cast", (x,): return self.read(x)
        return self._factor(t) if t.tag != LIT else _sum(((), t.value)), ONE
    def _inverse(self, t: Term) -> Quotient:
        top, bottom = self.read(t)
        if bottom == ONE and set(top) == {()}: return {(): 1 / Fraction(top[()])}, ONE
        return (bottom, top) if t in self.divisors else (self._factor(apply(const("inv"), t)), ONE)
    def _raised(self, a: Poly, n: Poly) -> Poly: return reduce(_times, (_power(self._symbolic(a, e), int(k)) for e, k in n.items()), ONE)
    def _symbolic(self, a: Poly, e: Monomial) -> Poly:  # a^e: if a is a monomial, factor by factor (a prime is no 0: its power may be < 0)
        if not e or len(a) != 1: return self._factor(frozenset(a.items()), e) if e else a
        ((m, c),), factors = a.items(), list(self.factors)
        out = [self._factor(base, _join(inner, e), k) for i, k in m for base, inner in [factors[abs(i) - 1]]]
        for number, power in (c.numerator, 1), (c.denominator, -1):
            while number != 1:
                p = -1 if number < 0 else next((p for p in range(2, 100) if number % p == 0), number)
                out, number = [*out, self._factor(p, e, power)], number // p
        return reduce(_times, out, ONE)

def check(certificate: dict[str, Any] | str, goal: dict[str, Any] | str, pinned: dict[str, Any] | str | Table) -> dict[str, Any]:
    """Raise ReplayError unless the certificate proves all claims of the goal from its hypotheses; count. Each is data, or a path to it."""
    try:
        load: Any = lambda x: json.loads(Path(x).read_text("utf-8")) if isinstance(x, str) else x
        table, wanted = pinned if isinstance(pinned, Table) else Table(load(pinned)), load(goal)
        _keys(wanted, "types", "terms", "hypotheses", "claims")
        document, proof = Document(wanted, table), Proof(load(certificate), table)
        given, claims = ([document.term(i, True) for i in wanted[key]] for key in ("hypotheses", "claims"))
        need(claims, ReplayError, "a goal without a claim")
        for claim in claims:
            by = [hyps.difference(given) for hyps, concl in proof.conclusions if concl is claim]
            need(by, ReplayError, "the claim is not among the conclusions", claim)
            need(not all(by), ReplayError, "the claim is proved only from further hypotheses", claim, *by[0])
        return {"steps": len(proof.steps), "terms": len(proof.terms), **{kind: sorted(names) for kind, names in proof.used.items()}}
    except Exception as e:  # a refusal, or whatever malformed data led to
        if isinstance(e, DeriveError): raise ReplayError(e.what, given=e.given, needed=e.needed) from e
        raise ReplayError("malformed data", given=f"{type(e).__name__}: {e}") from e

def main() -> int:
    """Answer every job on standard input; 0 when all are accepted."""
    gc.disable(); sys.setrecursionlimit(10_000); refused = 0  # no collection: terms live as long as the process
    try:
        table = Table(json.loads(Path(sys.argv[1]).read_text("utf-8")))
        for job in json.load(sys.stdin)["jobs"]:
            try: answer = {"name": job["name"], "ok": True, **check(job["certificate"], job["goal"], table)}
            except ReplayError as e: answer, refused = {"name": job["name"], "ok": False, "error": str(e)}, 1
            print(json.dumps(answer), flush=True)
    except Exception as e:  # no table, or no jobs
        print(json.dumps({"name": "", "ok": False, "error": f"error: not a table and jobs\n  given:   {type(e).__name__}: {e}"})); return 1
    return refused
if __name__ == "__main__": sys.exit(main())
