"""Small steps with inequalities, forward: what proofs of order are made of."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, literal, parts
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import by_cases, by_contradiction, mps, not_elim, not_intro, spec

ZERO = literal(0)


def lib(name: str) -> Theorem:
    """The theorem of a lemma of the library."""
    return LEMMAS[name].theorem


def le(a: Term, b: Term) -> Term:
    """The statement a <= b."""
    return call("le", a, b)


def lt(a: Term, b: Term) -> Term:
    """The statement a < b."""
    return call("lt", a, b)


def trans(first: Theorem, second: Theorem) -> Theorem:
    """a <= b and b <= c to a <= c."""
    (a, b), (_, c) = sides(first), sides(second)
    return mps(spec(lib("le_trans"), a, b, c), first, second)


def sides(th: Theorem) -> tuple[Term, Term]:
    args = parts(th.concl)[1]
    return args[0], args[1]


def same(th: Theorem, a: Term, b: Term, *nonzero: Theorem) -> Theorem:
    """Restate an inequality with sides that are equal as rational expressions."""
    name, (c, d) = parts(th.concl)
    one = k.congr(k.congr(k.refl(_const(th.concl)), k.field(c, a, nonzero)), k.field(d, b, nonzero))
    return k.eq_mp(one, th) if name else th


def _const(t: Term) -> Term:
    while t.tag == "app":
        t = t.fun
    return t


def weaken(th: Theorem) -> Theorem:
    """a < b to a <= b."""
    return k.mp(spec(lib("le_of_lt"), *sides(th)), th)


def not_le(th: Theorem) -> Theorem:
    """a < b to not (b <= a)."""
    return k.eq_mp(spec(lib("lt_iff"), *sides(th)), th)


def from_not_le(th: Theorem, a: Term, b: Term) -> Theorem:
    """not (b <= a) to a < b."""
    return k.eq_mp(k.sym(spec(lib("lt_iff"), a, b)), th)


def turned_round(th: Theorem) -> Theorem:
    """not (a <= b) to b < a, and not (a < b) to b <= a."""
    inner = parts(th.concl)[1][0]
    name, (a, b) = parts(inner)
    if name == "le":
        return from_not_le(th, b, a)
    return k.mp(k.discharge(th.concl, from_not_lt(a, b)), th)


def from_not_lt(a: Term, b: Term) -> Theorem:
    """not (a < b) |- b <= a."""
    h = call("not", lt(a, b))
    goal = le(b, a)
    step = not_elim(k.assume(h), from_not_le(k.assume(call("not", goal)), a, b))
    return by_contradiction(goal, step)


def strict(a: Term, b: Term, refutation: Callable[[Theorem], Theorem]) -> Theorem:
    """a < b, given how b <= a leads to false."""
    h = le(b, a)
    return from_not_le(not_intro(h, refutation(k.assume(h))), a, b)


def add_nonneg_of(a: Theorem, b: Theorem) -> Theorem:
    """0 <= p and 0 <= q to 0 <= p + q."""
    return mps(spec(lib("add_nonneg"), sides(a)[1], sides(b)[1]), a, b)


def difference(th: Theorem) -> Theorem:
    """a <= b to 0 <= b - a."""
    a, b = sides(th)
    return same(k.mp(spec(lib("add_le_add_right"), a, b, call("neg", a)), th), ZERO, call("sub", b, a))


def from_difference(th: Theorem, a: Term, b: Term) -> Theorem:
    """0 <= d to a <= b, when d = b - a as rational expressions."""
    d = sides(th)[1]
    return same(k.mp(spec(lib("add_le_add_right"), ZERO, d, a), th), a, b)


def le_or_ge(a: Term, b: Term, yes: Callable[[Theorem], Theorem], no: Callable[[Theorem], Theorem]) -> Theorem:
    """Prove one thing from a <= b, and from b <= a."""
    h = le(a, b)
    other = from_not_le(k.assume(call("not", h)), b, a)
    return by_cases(h, yes(k.assume(h)), no(weaken(other)))
