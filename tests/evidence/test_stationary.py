"""What holds of all large natural numbers at once: sequences that become constant, and recursions that come to rest."""

from __future__ import annotations

import pytest

from derive.evidence.numbers import FALSE, LIKELY, TRUE, NoValue
from derive.evidence.stationary import LATE
from derive.evidence.verdict import check, refute
from derive.kernel.terms import Term, abstract, apply, const, literal, var
from derive.kernel.types import fun, nat, real
from derive.language.expr import Eq, Expr, Implies, Natural, Not, Real
from derive.language.symbols import Seq, Set, exists, forall, symbols
from tests.evidence.support import q, value

n = symbols("n", Natural)
a = symbols("a", Seq(Real))


def recursion(start: int, step: Expr, s: Expr) -> Expr:
    rec = const("recursion", fun(real, fun(nat, real, real), nat, real))
    return Expr(apply(rec, literal(start), abstract(n.term, abstract(s.term, step.term)), n.term))


def truth(t: Term, values: dict[Term, object], horizon: int) -> int:
    from derive.evidence.evaluate import Evaluator

    ev = Evaluator()
    ev.load({}, values, {}, lambda: horizon)
    return ev.truth(ev.node(t)).truth


def constant_from(*entries: int) -> object:
    return lambda k: q(entries[-1]) if k is LATE or k >= len(entries) - 1 else q(entries[k])


def test_a_sequence_that_becomes_constant_is_decided() -> None:
    assert truth(forall[n](a[n] >= 0).term, {a.term: constant_from(3, 0, 1)}, 2) == TRUE
    assert truth(forall[n](a[n + 1] > 0).term, {a.term: constant_from(0, 5, 1)}, 2) == TRUE
    assert truth(forall[n](a[n] > 0).term, {a.term: constant_from(3, 0, 1)}, 2) == FALSE


def test_what_depends_on_the_number_itself_is_not_decided_at_once() -> None:
    for claim in (forall[n](n < 1000), forall[n](Eq(n, n + 1)), forall[n](Not(Eq(n + 1, n))), forall[n](a[n] < n + 9)):
        assert truth(claim.term, {a.term: constant_from(1)}, 0) in (LIKELY, FALSE)


def test_a_recursion_at_rest_is_decided_and_another_is_not() -> None:
    s = symbols("s", Real)
    rests = recursion(4, s * a[n], s)
    assert truth(forall[n](Implies(n >= 0, rests > 0)).term, {a.term: constant_from(2, 3, 1)}, 2) in (TRUE, LIKELY)
    assert truth(forall[n](rests > 0).term, {a.term: constant_from(2, 3, 1)}, 2) == TRUE
    assert truth(forall[n](rests < 10).term, {a.term: constant_from(2, 3, 1)}, 2) == FALSE
    assert truth(forall[n](recursion(1, s + a[n], s) < 10**6).term, {a.term: constant_from(1)}, 0) == LIKELY


@pytest.mark.parametrize("operation", [lambda k: k < 3, lambda k: k == k, lambda k: range(k), lambda k: k * 2, lambda k: 2**k, bool])
def test_nothing_else_is_known_of_a_large_number(operation: object) -> None:
    with pytest.raises(NoValue):
        operation(LATE)  # type: ignore[operator]


def test_hypotheses_about_all_numbers_can_be_met_exactly() -> None:
    B = symbols("B", Set(Natural))
    found = refute(exists[n](Not(B(n))).term, [forall[n](B(n + 1)).term])
    assert found is not None
    (count,) = check([forall[n](a[n + 1] >= 0).term], [forall[n](a[n] >= 0).term], 50)
    assert (count.verdict, count.consistent) == ("consistent", 50)


def test_values_agree_with_those_before_the_horizon() -> None:
    for k in range(6):
        assert value(apply(a.term, literal(k, nat)), {a.term: constant_from(3, 1, 2)}, {}) == constant_from(3, 1, 2)(k)  # type: ignore[operator]
    assert var("n", nat) is n.term
