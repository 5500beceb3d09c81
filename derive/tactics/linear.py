"""Linear arithmetic: a <= b or a < b as a non-negative combination of facts, found by Fourier-Motzkin elimination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import LIT, Term, literal, parts
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.tactics import polynomial as poly
from derive.tactics.inequality import ZERO, add_nonneg_of, difference, lib, not_le, same, sides, turned_round, weaken
from derive.tactics.logic import by_contradiction, mps, not_elim, spec
from derive.tactics.prover import Prover

Form = dict[Term | None, Fraction]  # coefficients of atoms; None is the constant
Reading = Callable[[Term], Form]
MOST, SQUARED = 14, 6  # facts in one combination, and facts of which products are formed


@dataclass
class Fact:
    """form >= 0 (or > 0), with its theorem `0 <= t` or `0 < t`."""

    form: Form
    strict: bool
    theorem: Callable[[], Theorem] | None
    uses: dict[int, Fraction]


def raw_form(t: Term) -> Form:
    """t as a linear combination of terms, as it is written."""
    name, args = parts(t)
    if t.tag == LIT:
        return {None: Fraction(t.value)} if t.value else {}
    if name in ("add", "sub") and len(args) == 2:
        return _combine(raw_form(args[0]), raw_form(args[1]), Fraction(1 if name == "add" else -1))
    if name == "neg" and len(args) == 1:
        return _combine({}, raw_form(args[0]), Fraction(-1))
    if name == "mul" and len(args) == 2 and args[0].tag == LIT:
        return _combine({}, raw_form(args[1]), Fraction(args[0].value))
    if name == "mul" and len(args) == 2 and args[1].tag == LIT:
        return _combine({}, raw_form(args[0]), Fraction(args[1].value))
    if name == "div" and len(args) == 2 and args[1].tag == LIT and args[1].value:
        return _combine({}, raw_form(args[0]), 1 / Fraction(args[1].value))
    if name == "cast" and parts(args[0])[0] == "nat_add":
        return _combine(raw_form(call("cast", parts(args[0])[1][0])), raw_form(call("cast", parts(args[0])[1][1])), Fraction(1))
    if name == "cast" and args[0].tag == LIT:
        return raw_form(literal(Fraction(args[0].value)))
    return {t.canon: Fraction(1)}


def flat_form(t: Term) -> Form:
    """t multiplied out, as a linear combination of monomials."""
    out: Form = {}
    for m, c in poly.Reader(lambda f: False).read(t).items():
        out[poly.term_of({m: Fraction(1)}, t.type) if m else None] = c
    return out


def _combine(a: Form, b: Form, scale: Fraction) -> Form:
    out = dict(a)
    for atom, c in b.items():
        total = out.get(atom, Fraction(0)) + scale * c
        if total:
            out[atom] = total
        else:
            out.pop(atom, None)
    return out


def linear(p: Prover, goal: Term, extra: list[Theorem] | None = None) -> Theorem | None:
    """A theorem that says `goal` (a <= b or a < b), by a combination of known inequalities and of signs of atoms."""
    name, (a, b) = parts(goal)
    for form in (raw_form, flat_form):
        try:
            d = _combine(form(b), form(a), Fraction(-1))
        except DeriveError:
            continue
        th = _solve(p, goal, name, a, b, d, form, extra or [])
        if th is not None:
            return th
    return None


def _solve(p: Prover, goal: Term, name: str, a: Term, b: Term, d: Form, form: Reading, extra: list[Theorem]) -> Theorem | None:
    atoms = {t for t in d if t is not None}
    if len(atoms) > MOST:
        return None
    facts = _gather(p, goal, atoms, form, extra)
    if len(facts) > 2 * MOST:
        return None
    combination = _eliminate(d, name == "lt", facts)
    if combination is None:
        return None
    total = _total(facts, *combination)
    if total is None:
        return None
    if name == "le" and parts(total.concl)[0] == "lt":
        total = weaken(total)
    if name != parts(total.concl)[0]:
        return None
    try:
        return _finish(total, name, a, b)
    except DeriveError:
        return None


def _gather(p: Prover, goal: Term, related: set[Term], form: Reading, extra: list[Theorem]) -> list[Fact]:
    """The known inequalities that bear on some atoms, and the signs of all atoms in them."""
    facts: list[Fact] = []
    known = list(extra)
    for th in p.facts():
        head, args = parts(th.concl)
        if (head in ("le", "lt") and len(args) == 2) or (head == "eq" and len(args) == 2 and args[0].type.name == "real"):
            known.append(th)
    for _ in range(4):
        before = len(related)
        known = [th for th in known if not _enter(facts, th, form, related)]
        if len(related) == before:
            break
    for t in sorted(related, key=poly.order):
        if t.type.name != "real" or call("le", ZERO, t).canon is goal.canon or call("lt", ZERO, t).canon is goal.canon:
            continue
        sign = p.prove(call("lt", ZERO, t), 4) or p.prove(call("le", ZERO, t), 4)
        if sign is not None:
            facts.append(Fact(form(t), parts(sign.concl)[0] == "lt", _constantly(sign), {}))
    for i, fact in enumerate(facts):
        fact.uses = {i: Fraction(1)}
    return facts


def _total(facts: list[Fact], weights: dict[int, Fraction], rest: Fraction) -> Theorem | None:
    """0 <= rest + the weighted facts (or <)."""
    total: Theorem | None = None
    if rest or not weights:
        total = k.compare(call("lt" if rest > 0 else "le", ZERO, literal(rest)))
    for i, w in sorted(weights.items()):
        make = facts[i].theorem
        if make is None or not w:
            continue
        th = _scaled(make(), w)
        total = th if total is None else _sum(total, th)
    return total


def by_products(p: Prover, goal: Term) -> Theorem | None:
    """A theorem that says `goal` (a <= b or a < b), by products of two known inequalities and of the goal's opposite.

    The opposite is assumed; when a combination of what is known and of products of two of them is absurd, the goal holds.
    """
    name, (a, b) = parts(goal)
    opposite = call("lt" if name == "le" else "le", b, a)
    q = p.child(opposite)
    try:
        whole = poly.Reader(lambda f: False).read(call("sub", b, a))
        related = {f for m in whole for f, _ in m} | {poly.term_of({m: Fraction(1)}, a.type) for m in whole if m}
        _gather(q, goal, related, flat_form, [])
        related |= {f for t in related for m in poly.Reader(lambda f: False).read(t) for f, _ in m}
        facts = _gather(q, goal, related, flat_form, [])
        known = [f.theorem() for f in facts[:SQUARED] if f.theorem is not None]
        products = []
        for i, first in enumerate(known):
            for second in known[i:]:
                x, y = sides(first)[1], sides(second)[1]
                if "lt" == parts(first.concl)[0] == parts(second.concl)[0]:
                    products.append(mps(spec(lib("mul_pos"), x, y), first, second))
                else:
                    weak = [weaken(t) if parts(t.concl)[0] == "lt" else t for t in (first, second)]
                    products.append(mps(spec(lib("mul_nonneg"), x, y), *weak))
        everything = [*facts]
        for th in products:
            form = flat_form(sides(th)[1])
            everything.append(Fact(form, parts(th.concl)[0] == "lt", _constantly(th), {}))
    except DeriveError:
        return None
    for i, fact in enumerate(everything):
        fact.uses = {i: Fraction(1)}
    combination = _eliminate(None, False, everything)
    if combination is None:
        return None
    total = _total(everything, *combination)
    if total is None:
        return None
    false = _absurd(total)
    if false is None:
        return None
    contrary = call("not", goal)
    return by_contradiction(goal, k.mp(k.discharge(opposite, false), turned_round(k.assume(contrary))))


def _absurd(total: Theorem) -> Theorem | None:
    """0 < t or 0 <= t to false, when t is a number that is not so."""
    (c,) = [*flat_form(sides(total)[1]).values()] or [Fraction(0)]
    number = literal(c)
    try:
        th = same(total, ZERO, number)
        if parts(th.concl)[0] == "lt":
            return not_elim(not_le(th), k.compare(call("le", number, ZERO)))
        return not_elim(not_le(k.compare(call("lt", number, ZERO))), th)
    except DeriveError:
        return None


def _finish(total: Theorem, name: str, a: Term, b: Term) -> Theorem:
    """0 <= d to a <= b when d = b - a."""
    d = sides(total)[1]
    if name == "le":
        return same(k.mp(spec(lib("add_le_add_right"), ZERO, d, a), total), a, b)
    return same(k.mp(spec(lib("add_lt_add_right"), ZERO, d, a), total), a, b)


def _enter(facts: list[Fact], th: Theorem, form: Reading, related: set[Term]) -> bool:
    """Take a fact that shares an atom with what is wanted; whether it was taken."""
    head, (a, b) = parts(th.concl)
    try:
        f = _combine(form(b), form(a), Fraction(-1))
    except DeriveError:
        return False
    own = {t for t in f if t is not None}
    if not own or own.isdisjoint(related) or len(own) > MOST or len(facts) >= MOST:
        return False
    if any(fact.form == f and fact.strict == (head == "lt") for fact in facts):
        return True
    related |= own
    if head == "eq":
        facts.append(Fact(f, False, lambda: difference(k.mp(spec(lib("le_of_eq"), a, b), th)), {}))
        facts.append(Fact(_combine({}, f, Fraction(-1)), False, lambda: difference(k.mp(spec(lib("ge_of_eq"), a, b), th)), {}))
    elif head == "le":
        facts.append(Fact(f, False, lambda: difference(th), {}))
    else:
        facts.append(Fact(f, True, lambda: k.mp(spec(lib("sub_pos_of_lt"), a, b), th), {}))
    return True


def _constantly(th: Theorem) -> Callable[[], Theorem]:
    return lambda: th


def _scaled(th: Theorem, w: Fraction) -> Theorem:
    if w == 1:
        return th
    strict = parts(th.concl)[0] == "lt"
    c = literal(w)
    t = sides(th)[1]
    number = k.compare(call("lt" if strict else "le", ZERO, c))
    return mps(spec(lib("mul_pos" if strict else "mul_nonneg"), c, t), number, th)


def _sum(a: Theorem, b: Theorem) -> Theorem:
    x, y = sides(a)[1], sides(b)[1]
    kinds = parts(a.concl)[0], parts(b.concl)[0]
    if kinds == ("le", "le"):
        return add_nonneg_of(a, b)
    if kinds == ("lt", "lt"):
        return mps(spec(lib("add_pos_of_pos_of_nonneg"), x, y), a, weaken(b))
    return mps(spec(lib("add_pos_of_pos_of_nonneg" if kinds[0] == "lt" else "add_pos_of_nonneg_of_pos"), x, y), a, b)


def _eliminate(d: Form | None, strict: bool, facts: list[Fact]) -> tuple[dict[int, Fraction], Fraction] | None:
    """Weights w_i >= 0 and rest >= 0 with d = sum w_i fact_i + rest (strictly positive when asked for).

    Without d: weights with which the facts contradict each other (rest is 0 then).
    """
    system = list(facts)
    if d is not None:  # the negation of the goal: -d > 0, or -d >= 0
        system = [Fact(_combine({}, d, Fraction(-1)), not strict, None, {-1: Fraction(1)}), *facts]
    atoms = sorted({t for f in system for t in f.form if t is not None}, key=poly.order)
    for t in atoms:
        plus = [f for f in system if f.form.get(t, 0) > 0]
        minus = [f for f in system if f.form.get(t, 0) < 0]
        rest = [f for f in system if not f.form.get(t, 0)]
        if len(plus) * len(minus) > 400:
            return None
        for f in plus:
            for g in minus:
                x, y = -g.form[t], f.form[t]
                form = _combine({a: c * x for a, c in f.form.items()}, g.form, y)
                uses = {i: c * x for i, c in f.uses.items()}
                for i, c in g.uses.items():
                    uses[i] = uses.get(i, Fraction(0)) + c * y
                rest.append(Fact(form, f.strict or g.strict, None, uses))
        system = rest
    for f in system:
        c = f.form.get(None, Fraction(0))
        mu = f.uses.get(-1, Fraction(0))
        if d is None and (c < 0 or (c == 0 and f.strict and not f.form)):
            return dict(f.uses), Fraction(0)
        if mu > 0 and (c < 0 or (c == 0 and f.strict)):
            weights = {i: w / mu for i, w in f.uses.items() if i >= 0}
            return weights, -c / mu
    return None
