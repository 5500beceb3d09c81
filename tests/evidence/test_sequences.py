"""Statements about all members of a sequence are decided where the sequence is constant from some place on."""

from __future__ import annotations

import pytest

from derive.evidence.verdict import check, refute
from derive.language.expr import And, Expr, Implies, Natural, Rational, Real
from derive.language.symbols import Prod, Seq, Sum, bounded, exists, forall, oo, symbols, tends

n, l, m = symbols("n l m", Natural)
x = symbols("x", Real)
b, c = symbols("b c", Seq(Real))
f = symbols("f", Seq(Real >> Real))


NEVER_NEGATIVE, BELOW_ONE, FALLING = forall[l](b[l] >= 0), forall[l](b[l] <= 1), forall[l](b[l + 1] <= b[l])

REFUTED: list[tuple[Expr, list[Expr], str]] = [
    (Sum[l, 1, n](b[l]) > 0, [NEVER_NEGATIVE], "left 0, right 0"),
    (Sum[l, 1, n](b[l]) <= n * Rational(1, 2), [NEVER_NEGATIVE, BELOW_ONE], "left 1, right 1/2"),
    (Prod[l, 1, n](b[l]) >= b[1], [NEVER_NEGATIVE, BELOW_ONE], "left 0, right 1"),
    (b[n] < b[0], [FALLING], "left 0, right 0"),
    (forall[l](b[l] > 0), [NEVER_NEGATIVE], "left 0, right 0"),
    (b[n] <= 0, [tends[n, oo](b[n], 0)], "left 1, right 0"),
    (tends[n, oo](b[n], 0), [NEVER_NEGATIVE, bounded(b)], ""),
    (exists[l](b[l] > 0), [NEVER_NEGATIVE], ""),
]


@pytest.mark.parametrize(("statement", "hypotheses", "sides"), REFUTED, ids=[repr(s) for s, _, _ in REFUTED])
def test_false_statements_under_hypotheses_about_all_members(statement: Expr, hypotheses: list[Expr], sides: str) -> None:
    found = refute(statement.term, [h.term for h in hypotheses])
    assert found is not None and found.rigorous
    assert found.words.endswith(sides) and (sides == "" or found.left)


TRUE: list[tuple[Expr, list[Expr]]] = [
    (Sum[l, 1, n](b[l]) >= 0, [NEVER_NEGATIVE]),
    (Prod[l, 1, n](b[l]) <= 1, [NEVER_NEGATIVE, BELOW_ONE]),
    (b[n] <= b[0], [FALLING]),
    (b[n + 2] <= b[n + 1], [FALLING]),
    (forall[l](b[l] + 1 > 0), [NEVER_NEGATIVE]),
    (forall[l](Implies(l >= 3, b[l - 3] >= 0)), [NEVER_NEGATIVE]),
    (exists[l](b[l] >= 0), [NEVER_NEGATIVE]),
]


@pytest.mark.parametrize(("statement", "hypotheses"), TRUE, ids=[repr(s) for s, _ in TRUE])
def test_true_statements_hold_in_all_models(statement: Expr, hypotheses: list[Expr]) -> None:
    (count,) = check([statement.term], [h.term for h in hypotheses])
    assert (count.models, count.refuted, count.undecided) == (100, 0, 0) and count.consistent == 100
    assert refute(statement.term, [h.term for h in hypotheses], budget=300) is None


def test_the_first_members_count_too() -> None:
    """A statement that holds from some place on does not hold for all."""
    late = forall[l](Implies(l >= 2, b[l] >= 0))
    assert refute(forall[l](b[l] >= 0).term, [late.term]) is not None
    assert refute((b[2] >= 0).term, [late.term], budget=300) is None


def test_a_hypothesis_that_is_only_sampled_refutes_nothing() -> None:
    """b_l <= l for all l is not decided, so nothing is refuted under it."""
    assert refute((b[n] <= n - 1).term, [forall[l](And(b[l] * 2**l <= l, b[l] >= 0)).term], budget=200) is None
