"""Sequences that begin at 1: what their definition f = (n. recursion z s (n - 1)) says at 1 and at n + 1."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat, type_var
from derive.language.logic import call
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import chain, on, parts_of_eq, replace_term, spec, under

ONE, ZERO = literal(1, nat), literal(0, nat)


def _at(th: Theorem, index: Term, value: Term) -> Theorem:
    """f(index) = recursion z s value, where value is what index - 1 is by computation."""
    start = on(th, index)
    now = parts_of_eq(start)[1]
    turned = k.congr(k.refl(const("nat_sub")), k.field(index, call("nat_add", value, ONE)))
    place = chain(k.congr(turned, k.refl(ONE)), spec(LEMMAS["nat_sub_add"].theorem, ONE, value))
    return chain(start, under(now.fun, place))


def _rule(name: str, z: Term) -> Theorem:
    th = LEMMAS[name].theorem
    a = type_var("a")
    return k.instantiate_type(th, {a: z.type}) if z.type is not a else th


def from_one(th: Theorem) -> tuple[Theorem, Theorem, Theorem]:
    """From f = (n. recursion z s (n - 1)): the value at 1; for all n >= 1 the value at n + 1; for all n the value at (n + 1) + 1."""
    f = parts_of_eq(th)[0]
    n = var("n.d", nat)
    at_one = _at(th, ONE, ZERO)
    rec = parts_of_eq(at_one)[1]
    z, s = rec.fun.fun.arg, rec.fun.arg
    first = chain(at_one, spec(_rule("recursion_zero", z), s, z))
    after = call("nat_add", n, ONE)
    # f(n + 1 + 1) = recursion (n + 1) = s n (recursion n), and recursion n = f(n + 1)
    following = _at(th, call("nat_add", after, ONE), after)
    step = spec(_rule("recursion_succ", z), n, s, z)
    back = k.sym(_at(th, after, n))
    shifted = chain(following, step, under(apply(s, n), back))
    # the same at n - 1, for n >= 1
    low = call("le", literal(1), call("cast", n))
    before = call("nat_sub", n, ONE)
    enough = k.eq_mp(k.congr(k.congr(k.refl(low.fun.fun), k.field(literal(1), call("cast", ONE))), k.refl(low.arg)), k.assume(low))
    whole = k.mp(spec(LEMMAS["nat_sub_add_of_le"].theorem, ONE, n), enough)  # n - 1 + 1 = n
    m = var("m.d", nat)
    at_before = spec(k.generalize(n, shifted), before)
    old = parts_of_eq(at_before)[0].arg.fun.arg  # n - 1 + 1
    body = parts_of_eq(at_before)[1]
    left = under(abstract(m, apply(f, call("nat_add", m, ONE))), whole)
    right = under(abstract(m, replace_term(body, old, m)), whole)
    general = chain(k.sym(left), at_before, right)
    return first, k.generalize(n, k.discharge(low, general)), k.generalize(n, shifted)
