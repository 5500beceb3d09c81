"""Indices that are written in other ways: a rule about n + 1 at n + 2, at 3, at n + 1 + 1, and nowhere else."""

from __future__ import annotations

import pytest

import derive.theory  # noqa: F401 (fills the register)
from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import literal
from derive.kernel.types import nat
from derive.language.expr import Eq, Expr, Iff, Natural, Real
from derive.language.symbols import Seq, forall, symbols
from derive.tactics.calc import close
from derive.tactics.prover import Prover
from derive.tactics.rewriting import reindexed, said
from derive.tactics.rule import predecessor

n, m = symbols("n m", Natural)
u, v = symbols("u v", Seq(Real))
x, y, z = symbols("x y z", Real)
NEXT = k.assume(forall[n](Eq(u[n + 1], v[n])).term)
BOUND = k.assume(forall[n](u[n + 1] <= 1).term)


def index(i: int) -> Expr:
    return Expr(literal(i, nat))


@pytest.mark.parametrize(
    ("written", "before"),
    [(n + 1, n), (n + 2, n + 1), (n + 5, n + 4), (n + m + 1, n + m), (index(1), index(0)), (index(3), index(2))],
    ids=str,
)
def test_predecessor(written: Expr, before: Expr) -> None:
    found = predecessor(written.term)
    assert found is not None and found.canon is before.term.canon


@pytest.mark.parametrize("written", [index(0), n, n + m, 2 * n, m * n + n], ids=str)
def test_no_predecessor(written: Expr) -> None:
    assert predecessor(written.term) is None


@pytest.mark.parametrize(("here", "there"), [(u[n + 2], v[n + 1]), (u[3], v[2]), (u[n + 1 + 1], v[n + 1]), (u[1], v[0])], ids=str)
def test_an_equation_is_used_at_later_indices(here: Expr, there: Expr) -> None:
    th = close(Prover(), Eq(here, there).term, [NEXT])
    assert th.concl.canon is Eq(here, there).term.canon


@pytest.mark.parametrize(("here", "there"), [(u[n], v[n]), (u[0], v[0]), (u[n + 2], v[n]), (u[2 * n], v[n]), (u[n + m], v[n])], ids=str)
def test_an_equation_is_not_used_elsewhere(here: Expr, there: Expr) -> None:
    with pytest.raises(DeriveError):
        close(Prover(), Eq(here, there).term, [NEXT])


@pytest.mark.parametrize("i", [n + 1, n + 3, index(1), index(7)], ids=str)
def test_a_bound_is_used_at_later_indices(i: Expr) -> None:
    p = Prover()
    p.add(BOUND)
    assert p.prove((u[i] <= 1).term) is not None
    assert close(Prover(), (u[i] <= 1).term, [BOUND]) is not None


@pytest.mark.parametrize("i", [n, index(0), n + m], ids=str)
def test_a_bound_is_not_used_elsewhere(i: Expr) -> None:
    p = Prover()
    p.add(BOUND)
    assert p.prove((u[i] <= 1).term) is None


def test_only_indices_may_differ() -> None:
    assert reindexed(u[n + 2].term, u[n + 1 + 1].term) is not None
    assert reindexed((x * u[2 * n]).term, (x * u[n + n]).term) is not None
    assert reindexed((x + y).term, (y + x).term) is None
    assert reindexed(u[n].term, v[n].term) is None
    assert said(NEXT, NEXT.concl) is NEXT


# Equations between fractions that say the same.

SAME = [
    (Eq(1 / (1 + x**2), y / 2), Eq(2, y * (1 + x**2))),
    (Eq(x / (1 + y**2), z / (1 + y**2)), Eq(x, z)),
    (Eq(1 / (2 + y**2), 1), Eq(1 + y**2, 0)),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=str)
def test_denominators_that_are_not_zero_are_cleared(one: Expr, other: Expr) -> None:
    for statement in (Iff(one, other), Iff(other, one)):
        assert close(Prover(), statement.term) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [(Eq(x / y, 1), Eq(x, y)), (Eq(x / y, z / y), Eq(x, z)), (Eq(x * y, x), Eq(y, 1)), (Eq(x / (1 + y), 1), Eq(x, 1 + y))],
    ids=str,
)
def test_denominators_that_may_be_zero_are_not(one: Expr, other: Expr) -> None:
    with pytest.raises(DeriveError):
        close(Prover(), Iff(one, other).term)
