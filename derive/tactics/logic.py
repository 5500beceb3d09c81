"""Derived rules of logic: connectives, quantifiers and definitions, all through the primitive rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from derive.errors import RuleError
from derive.kernel import axioms
from derive.kernel import rules as k
from derive.kernel.terms import CONST, Term, abstract, apply, const, frees, implication, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import Type, bool_, fun, match_type
from derive.language.logic import call

P, Q, R = var("p", bool_), var("q", bool_), var("r", bool_)
FALSE, TRUE = const("false"), const("true")
Conv = Callable[[Term], Theorem]


def ledger(name: str, types: dict[Type, Type] | None = None) -> Theorem:
    """An axiom by its name, at types."""
    th = axioms.axioms()[name][0] if name not in _cache else _cache[name]
    _cache[name] = th
    return at_types(th, tuple(types.items())) if types else th


_cache: dict[str, Theorem] = {}


@cache
def at_types(th: Theorem, types: tuple[tuple[Type, Type], ...]) -> Theorem:
    """The theorem at types; the same object for the same types, so that counts of inferences do not depend on what ran before."""
    return k.instantiate_type(th, dict(types))


@cache
def refl(t: Term) -> Theorem:
    """|- t = t, once for each term."""
    return k.refl(t)


@cache
def definition(name: str) -> Theorem:
    """|- name = its body."""
    return axioms.definitions()[name][0]


@cache
def definition_at(c: Term) -> Theorem:
    """|- c = its body, for a constant at its type."""
    th = definition(c.name)
    types: dict[Type, Type] = {}
    match_type(parts_of_eq(th)[0].type, c.type, types)
    types = {a: b for a, b in types.items() if a is not b}
    return k.instantiate_type(th, types) if types else th


def is_defined(name: str) -> bool:
    """Whether the constant has a definition."""
    return name in axioms.definitions()


def parts_of_eq(th: Theorem) -> tuple[Term, Term]:
    """The two sides of a proved equation."""
    head, args = parts(th.concl)
    if head != "eq":
        raise RuleError("not an equation", given=str(th.concl))
    return args[0], args[1]


def on(th: Theorem, x: Term) -> Theorem:
    """From f = g to f(x) = g(x)."""
    return k.congr(th, k.refl(x))


def under(f: Term, th: Theorem) -> Theorem:
    """From a = b to f(a) = f(b)."""
    return k.congr(k.refl(f), th)


def unfold(t: Term) -> Theorem:
    """|- c(args) = the body of c at the arguments, for a defined constant c."""
    args: list[Term] = []
    head = t
    while head.tag == "app":
        args.append(head.arg)
        head = head.fun
    if head.tag != CONST:
        raise RuleError("nothing to unfold", given=str(t))
    th = definition_at(head)
    for x in reversed(args):
        th = on(th, x)
    return th


def chain(*steps: Theorem) -> Theorem:
    """a = b, b = c, ... to a = z; steps by reflexivity are left out."""
    result = steps[0]
    for s in steps[1:]:
        _a, _b = parts_of_eq(s)
        if s.rule != "refl":
            result = k.trans(result, s) if result.rule != "refl" else s
    return result


def spec(th: Theorem, *terms: Term) -> Theorem:
    """Specialise several quantifiers; those of a theorem without hypotheses all at once."""
    if len(terms) > 1 and not th.hyps:
        opened, variables = _opened(th, len(terms))
        return k.instantiate(opened, dict(zip(variables, terms, strict=True)))
    for t in terms:
        th = k.specialize(th, t)
    return th


@cache
def _opened(th: Theorem, count: int) -> tuple[Theorem, tuple[Term, ...]]:
    """A theorem without its first quantifiers, and the variables that stand for them."""
    variables: list[Term] = []
    for i in range(count):
        head, args = parts(th.concl)
        if head != "forall":
            raise RuleError("there are not so many quantifiers", given=str(th), needed=str(count))
        v = th.args[0] if th.rule == "generalize" else None
        if isinstance(v, Term) and v not in variables:  # as it stood before
            th = th.premises[0]
        else:
            v = hypothesis_variable(f"o.{i}", args[0].type.args[0], th.concl)
            th = k.specialize(th, v)
        variables.append(v)
    return th, tuple(variables)


def gen(th: Theorem, *variables: Term) -> Theorem:
    """Generalise over several variables, the first outermost."""
    for v in reversed(variables):
        th = k.generalize(v, th)
    return th


def mps(th: Theorem, *premises: Theorem) -> Theorem:
    """Modus ponens with several premises."""
    for p in premises:
        th = k.mp(th, p)
    return th


@cache
def _and_intro() -> Theorem:
    h = implication(P, implication(Q, R))
    th = mps(k.assume(h), k.assume(P), k.assume(Q))
    th = k.generalize(R, k.discharge(h, th))
    th = k.eq_mp(k.sym(unfold(call("and", P, Q))), th)
    return gen(k.discharge(P, k.discharge(Q, th)), P, Q)


@cache
def _and_elim(which: int) -> Theorem:
    both = call("and", P, Q)
    chosen = (P, Q)[which]
    th = k.specialize(k.eq_mp(unfold(both), k.assume(both)), chosen)
    pick = k.discharge(P, k.discharge(Q, k.assume(chosen)))
    return gen(k.discharge(both, k.mp(th, pick)), P, Q)


def conj(a: Theorem, b: Theorem) -> Theorem:
    """H |- p and K |- q to H, K |- p and q."""
    return mps(spec(_and_intro(), a.concl, b.concl), a, b)


def conjs(*ths: Theorem) -> Theorem:
    """All of them, bracketed to the right."""
    result = ths[-1]
    for th in reversed(ths[:-1]):
        result = conj(th, result)
    return result


def left(th: Theorem) -> Theorem:
    """The first part of a conjunction."""
    return k.mp(spec(_and_elim(0), *parts(th.concl)[1]), th)


def right(th: Theorem) -> Theorem:
    """The second part of a conjunction."""
    return k.mp(spec(_and_elim(1), *parts(th.concl)[1]), th)


def conjuncts(th: Theorem) -> list[Theorem]:
    """All parts of a conjunction bracketed to the right."""
    found = []
    while parts(th.concl)[0] == "and":
        found.append(left(th))
        th = right(th)
    return [*found, th]


def contradiction(th: Theorem, goal: Term) -> Theorem:
    """From false, anything."""
    return k.specialize(k.eq_mp(definition("false"), th), goal)


def not_intro(p: Term, th: Theorem) -> Theorem:
    """H, p |- false to H |- not p."""
    return k.eq_mp(k.sym(spec(ledger("not_def"), p)), k.discharge(p, th))


def not_elim(th: Theorem, p: Theorem) -> Theorem:
    """not p and p to false."""
    return k.mp(k.eq_mp(spec(ledger("not_def"), p.concl), th), p)


@cache
def _or_elim() -> Theorem:
    either = call("or", P, Q)
    th = k.specialize(k.eq_mp(unfold(either), k.assume(either)), R)
    return gen(k.discharge(either, th), P, Q, R)


def or_elim(either: Theorem, first: Theorem, second: Theorem) -> Theorem:
    """p or q; H, p |- r; K, q |- r to H, K |- r."""
    p, q = parts(either.concl)[1]
    return mps(spec(_or_elim(), p, q, first.concl), either, k.discharge(p, first), k.discharge(q, second))


@cache
def _or_intro(which: int) -> Theorem:
    either = call("or", P, Q)
    hp, hq = implication(P, R), implication(Q, R)
    chosen = (P, Q)[which]
    th = k.mp(k.assume((hp, hq)[which]), k.assume(chosen))
    th = k.generalize(R, k.discharge(hp, k.discharge(hq, th)))
    return gen(k.discharge(chosen, k.eq_mp(k.sym(unfold(either)), th)), P, Q)


def or_left(th: Theorem, q: Term) -> Theorem:
    """p to p or q."""
    return k.mp(spec(_or_intro(0), th.concl, q), th)


def or_right(p: Term, th: Theorem) -> Theorem:
    """q to p or q."""
    return k.mp(spec(_or_intro(1), p, th.concl), th)


def by_cases(p: Term, yes: Theorem, no: Theorem) -> Theorem:
    """H, p |- r and K, not p |- r to H, K |- r."""
    return or_elim(spec(ledger("excluded_middle"), p), yes, no)


def by_contradiction(goal: Term, th: Theorem) -> Theorem:
    """H, not goal |- false to H |- goal."""
    return by_cases(goal, k.assume(goal), contradiction(th, goal))


def iff_intro(forward: Theorem, backward: Theorem, p: Term, q: Term) -> Theorem:
    """H, p |- q and K, q |- p to H, K |- p = q."""
    return mps(spec(ledger("prop_ext"), p, q), k.discharge(p, forward), k.discharge(q, backward))


def exists_term(v: Term, p: Term) -> Term:
    """The statement: there is a v with p."""
    return apply(const("exists", fun(fun(v.type, bool_), bool_)), abstract(v, p))


def exists_intro(goal: Term, witness: Term, th: Theorem) -> Theorem:
    """From p(witness) to the goal `exists v. p(v)`."""
    expanded = unfold(goal)
    q = var("q.e", bool_)
    body = parts_of_eq(expanded)[1]
    h = parts(apply(parts(body)[1][0], q))[1][0]
    step = k.mp(k.specialize(k.assume(h), witness), th)
    return k.eq_mp(k.sym(expanded), k.generalize(q, k.discharge(h, step)))


def exists_elim(th: Theorem, v: Term, body: Theorem) -> Theorem:
    """exists v. p(v), and H, p(v) |- q with v not in q and not in H, to H |- q."""
    f = parts(th.concl)[1][0]
    p = apply(f, v)
    opened = k.specialize(k.eq_mp(unfold(th.concl), th), body.concl)
    return k.mp(opened, k.generalize(v, k.discharge(p, body)))


def congruence(th: Theorem, v: Term, pattern: Term) -> Theorem:
    """From a = b to pattern[v := a] = pattern[v := b]."""
    return under(abstract(v, pattern), th)


def rewrite_concl(equal: Theorem, th: Theorem) -> Theorem:
    """Replace the left side of a closed equation everywhere in the conclusion of th (free occurrences)."""
    a, _b = parts_of_eq(equal)
    v = var("hole.0", a.type)
    pattern = replace_term(th.concl, a, v)
    return k.eq_mp(congruence(equal, v, pattern), th)


def replace_term(t: Term, old: Term, new: Term) -> Term:
    """Replace a closed subterm (modulo canon) wherever it stands."""
    from derive.kernel.terms import binder

    if t.canon is old.canon:
        return new
    if t.tag == "app":
        return apply(replace_term(t.fun, old, new), replace_term(t.arg, old, new))
    if t.tag == "abs":
        return binder(t.name, t.type.args[0], replace_term(t.fun, old, new))
    return t


def hypothesis_variable(name: str, t: Type, *avoid: Term) -> Term:
    """A variable that is free in none of the terms."""
    used = {v.name for a in avoid for v in frees(a)}
    n, candidate = 0, name
    while candidate in used:
        n += 1
        candidate = f"{name}.{n}"
    return var(candidate, t)


def plain(t: Term) -> Theorem | None:
    """|- a >= b equals b <= a, and the same for > and for `different`; None for other statements."""
    name, args = parts(t)
    return unfold(t) if name in ("ge", "gt", "ne") and len(args) == 2 else None


def to_plain(th: Theorem) -> Theorem:
    """A fact with >= and > turned round (also below quantifiers and conditions)."""
    conv = plain_conv(th.concl)
    return th if conv is None else k.eq_mp(conv, th)


@lru_cache(maxsize=100_000)
def plain_conv(t: Term) -> Theorem | None:
    """|- t = t with >=, > and `different` replaced everywhere; None when there is nothing to do."""
    if t.tag == "app":
        name, args = parts(t)
        if name in ("ge", "gt", "ne") and len(args) == 2:
            inner = [plain_conv(a) for a in args]
            first = unfold(t)
            if any(inner):
                second = plain_conv(parts_of_eq(first)[1])
                return first if second is None else k.trans(first, second)
            return first
        f, x = plain_conv(t.fun), plain_conv(t.arg)
        if f is None and x is None:
            return None
        return k.congr(f or k.refl(t.fun), x or k.refl(t.arg))
    if t.tag == "abs" and not t.loose:
        v = hypothesis_variable(t.name or "s", t.type.args[0], t)
        body = plain_conv(apply(t, v))
        return None if body is None else k.abstr(v, body)
    return None
