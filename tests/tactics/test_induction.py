"""Induction: both parts are needed, each proves what the axiom asks for, and the assumption is at n only."""

from __future__ import annotations

import pytest

from derive.errors import DeriveError, RuleError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import apply, for_all, parts
from derive.language.expr import Eq, Expr, Implies, Natural, Real
from derive.language.symbols import Prod, Seq, Sum, forall, symbols
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, NAT_ZERO, finished, induction, inductively, proof, succ
from derive.tactics.lemma import LEMMAS
from tests.tactics.support import checked, prover, same_twice

x, y = symbols("x y", Real)
n, l, m = symbols("n l m", Natural)
b = symbols("b", Seq(Real))

TRUE: list[tuple[Expr, list[str]]] = [
    (Eq(Sum[l, 1, n](l), n * (n + 1) / 2), []),
    (Eq(Sum[l, 1, n](2 * l), n * (n + 1)), []),
    (Eq(Prod[l, 1, n](b[l] * x), x**n * Prod[l, 1, n](b[l])), []),
    (Eq(x**n * y**n, (x * y) ** n), []),
    (2**n >= n + 1, []),
]

FALSE: list[tuple[Expr, list[str]]] = [
    (Eq(Sum[l, 1, n](l), n * (n - 1) / 2), []),  # the step holds from another base
    (Eq(Sum[l, 1, n](l), n * (n + 1) / 2 + 1), []),  # the base fails, the step holds
    (Eq(Sum[l, 0, n](b[l]), Sum[l, 1, n](b[l])), []),
    (Eq(Prod[l, 1, n](b[l] * x), x * Prod[l, 1, n](b[l])), []),
    (Sum[l, 1, n](abs(b[l])) <= abs(Sum[l, 1, n](b[l])), ["abs_add_le"]),
    (2**n >= n + 2, []),
    (Eq(x ** (n + 1), x), []),
]


@pytest.mark.parametrize(("statement", "reasons"), TRUE, ids=[repr(s) for s, _ in TRUE])
def test_proved_by_induction(statement: Expr, reasons: list[str]) -> None:
    th = inductively(n.term, statement.term, [LEMMAS[r] for r in reasons])
    checked(th, for_all(n.term, statement.term))


@pytest.mark.parametrize(("statement", "reasons"), FALSE, ids=[repr(s) for s, _ in FALSE])
def test_not_proved_by_induction(statement: Expr, reasons: list[str]) -> None:
    p = prover()
    p.start(8000, 5.0)
    with pytest.raises(DeriveError):
        inductively(n.term, statement.term, [LEMMAS[r] for r in reasons], p)


def both(statement: Expr) -> tuple[object, object]:
    f = parts(for_all(n.term, statement.term))[1][0]
    base = close(prover(), apply(f, NAT_ZERO))
    step = close(prover(statement), apply(f, succ(n.term)), [k.assume(statement.term)])
    return base, step


GAUSS = Eq(Sum[l, 1, n](l), n * (n + 1) / 2)


def test_the_two_parts() -> None:
    base, step = both(GAUSS)
    checked(induction(n.term, GAUSS.term, base, step), for_all(n.term, GAUSS.term))  # type: ignore[arg-type]


def test_a_base_elsewhere_is_refused() -> None:
    _, step = both(GAUSS)
    at_one = close(prover(), apply(parts(for_all(n.term, GAUSS.term))[1][0], NAT_ONE))
    with pytest.raises(RuleError):
        induction(n.term, GAUSS.term, at_one, step)  # type: ignore[arg-type]


def test_a_step_to_another_number_is_refused() -> None:
    base, _ = both(GAUSS)
    with pytest.raises(RuleError):
        induction(n.term, GAUSS.term, base, k.assume(GAUSS.term))  # type: ignore[arg-type]


def test_a_step_that_rests_on_a_hypothesis_about_n_is_refused() -> None:
    """x^n = 1 at 0, and at n + 1 if n = 0 is assumed: nothing about all n follows."""
    statement = Eq(x**n, 1)
    base = close(prover(), Eq(x**0, 1).term)
    hypothesis = Eq(x ** (n + 1), 1)
    with pytest.raises(RuleError, match="free in a hypothesis"):
        induction(n.term, statement.term, base, k.assume(hypothesis.term))


def test_a_hypothesis_about_other_things_stays() -> None:
    statement = Eq(x**n, 1)
    given = Eq(x, 1)
    base = close(prover(), Eq(x**0, 1).term)
    step = close(prover(given, statement), Eq(x ** (n + 1), 1).term, [k.assume(given.term), k.assume(statement.term)])
    checked(induction(n.term, statement.term, base, step), for_all(n.term, statement.term), [given])


def test_successors() -> None:
    assert succ(n.term) is (n + 1).term
    assert succ(NAT_ZERO) is not NAT_ONE


def test_the_proof_of_a_lemma_is_closed() -> None:
    statement, hypothesis = (x * y).term, (x > 0).term
    th = proof((y * x > 0).term, hypothesis, (y > 0).term)()
    checked(th, forall[x, y](Implies(x > 0, Implies(y > 0, y * x > 0))))
    assert statement is (x * y).term
    with pytest.raises(StepError):
        proof((y * x > 0).term, hypothesis)()


def test_hypotheses_are_discharged_the_last_one_innermost() -> None:
    th = finished(k.assume((x <= y).term), (x <= y).term, (y <= x).term)
    checked(th, forall[x, y](Implies(x <= y, Implies(y <= x, x <= y))))


def test_twice_the_same() -> None:
    same_twice(lambda: inductively(n.term, GAUSS.term))
