"""Contradictions: `claim |- false` from a known statement, and none where the two are compatible."""

from __future__ import annotations

import pytest

from derive.kernel import rules as k
from derive.kernel.terms import const
from derive.language.expr import And, Eq, Expr, Not, Real
from derive.language.symbols import exists, exp, forall, symbols
from derive.tactics.refutation import absurd
from tests.tactics.support import checked, prover, same_twice

x, y, z = symbols("x y z", Real)
f, g = symbols("f g", Real >> Real)
FALSE = const("false")

CLASH: list[tuple[Expr, Expr]] = [
    (x < 0, x >= 0),
    (x <= 0, x > 0),
    (x <= 0, x >= 1),
    (x > y, x <= y),
    (x >= y, x < y),
    (Eq(x, 0), x > 0),
    (Eq(0 * y, x), x > 0),
    (Eq(x, y), x < y),
    (exists[x](f(x) < 0), forall[x](f(x) >= 0)),
    (exists[x](Eq(f(x), 0)), forall[x](f(x) > 0)),
    (exists[x, y](Eq(f(x) + f(y), 0)), forall[x](f(x) > 0)),
    (Eq(x, y), x > y),
    (f(y) < 0, forall[x](f(x) >= 0)),
    (x + y <= 1, And(x > 1, y > 0)),
]

NO_CLASH: list[tuple[Expr, Expr]] = [
    (x <= 0, x >= 0),
    (x < 0, y >= 0),
    (x >= y, x <= y),
    (Eq(x, 0), x >= 0),
    (Eq(x, y), x <= y),
    (exists[x](f(x) < 0), exists[x](f(x) >= 0)),
    (exists[x](f(x) <= 0), forall[x](f(x) >= 0)),
    (exists[x](Eq(f(x), 0)), f(y) > 0),  # at one point only
    (exists[x](Eq(g(x), 0)), forall[x](f(x) > 0)),
    (f(y) < 0, f(x) >= 0),
    (x + y <= 1, And(x > 1, y > -1)),
]


@pytest.mark.parametrize(("claim", "known"), CLASH, ids=[f"{a!r} and {b!r}" for a, b in CLASH])
def test_a_contradiction(claim: Expr, known: Expr) -> None:
    th = absurd(prover(), claim.term, k.assume(known.term))
    checked(th, FALSE, [claim, known])


@pytest.mark.parametrize(("claim", "known"), NO_CLASH, ids=[f"{a!r} and {b!r}" for a, b in NO_CLASH])
def test_no_contradiction(claim: Expr, known: Expr) -> None:
    assert absurd(prover(), claim.term, k.assume(known.term)) is None


def test_facts_of_the_prover_count() -> None:
    th = absurd(prover(y > 0), (x * y <= 0).term, k.assume((x > 0).term))
    checked(th, FALSE, [x * y <= 0, x > 0, y > 0])
    assert absurd(prover(), (x * y <= 0).term, k.assume((x > 0).term)) is None


def test_computation_alone() -> None:
    checked(absurd(prover(), (exp(x) <= 0).term, k.assume(Eq(y, y).term)), FALSE, [exp(x) <= 0, Eq(y, y)])


def test_discharged_it_is_a_negation() -> None:
    th = absurd(prover(), (x < 0).term, k.assume((x >= 0).term))
    assert th is not None
    closed = k.discharge((x < 0).term, th)
    assert [h.canon for h in closed.hyps] == [(x >= 0).term.canon]
    assert Not(x < 0) is not None


def test_twice_the_same() -> None:
    same_twice(lambda: absurd(prover(), exists[x](Eq(f(x), 0)).term, k.assume(forall[x](f(x) > 0).term)))
