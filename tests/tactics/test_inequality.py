"""Small steps with inequalities: what each says, and that a premise of another form is refused by the kernel."""

from __future__ import annotations

import pytest

from derive.errors import RuleError
from derive.kernel import rules as k
from derive.kernel.terms import literal
from derive.language.expr import Eq, Expr, Ne, Not, Real
from derive.language.logic import call
from derive.language.symbols import symbols
from derive.tactics import inequality as step
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.logic import not_elim
from tests.tactics.support import checked

x, y, z = symbols("x y z", Real)
A, B = k.assume((x <= y).term), k.assume((y <= z).term)
S = k.assume((x < y).term)


def test_transitivity() -> None:
    checked(step.trans(A, B), x <= z, [x <= y, y <= z])
    with pytest.raises(RuleError):
        step.trans(B, A)
    with pytest.raises(RuleError):
        step.trans(S, B)


def test_sides() -> None:
    assert step.sides(A) == (x.term, y.term)
    assert le(x.term, y.term) is (x <= y).term and lt(x.term, y.term) is (x < y).term


def test_weakening() -> None:
    checked(step.weaken(S), x <= y, [x < y])
    with pytest.raises(RuleError):
        step.weaken(A)


def test_negations() -> None:
    checked(step.not_le(S), Not(y <= x), [x < y])
    n = k.assume(Not(y <= x).term)
    checked(step.from_not_le(n, x.term, y.term), x < y, [Not(y <= x)])
    checked(step.from_not_lt(x.term, y.term), y <= x, [Not(x < y)])
    with pytest.raises(RuleError):
        step.not_le(A)
    with pytest.raises(RuleError):
        step.from_not_le(n, y.term, x.term)


@pytest.mark.parametrize(("negated", "turned"), [(x <= y, y.term), (x < y, None)])
def test_turning_round(negated: Expr, turned: object) -> None:
    th = step.turned_round(k.assume(Not(negated).term))
    goal = lt(y.term, x.term) if turned is not None else le(y.term, x.term)
    checked(th, goal, [Not(negated)])


def test_restating_with_equal_sides() -> None:
    checked(step.same(A, (x + 0).term, (y * 2 - y).term), x + 0 <= y * 2 - y, [x <= y])
    with pytest.raises(RuleError):
        step.same(A, (x + 1).term, y.term)
    with pytest.raises(RuleError):
        step.same(A, (x * y / y).term, y.term)
    known = k.assume(call("not", Eq(y, 0).term))
    checked(step.same(A, (x * y / y).term, y.term, known), x * y / y <= y, [x <= y, Expr(known.concl)])
    assert Ne(y, 0) is not None


def test_strict() -> None:
    def refutation(h: object) -> object:
        return not_elim(step.not_le(S), h)  # type: ignore[arg-type]

    checked(step.strict(x.term, y.term, refutation), x < y, [x < y])  # type: ignore[arg-type]
    with pytest.raises(RuleError):
        step.strict(x.term, y.term, lambda h: h)


def test_sums_and_differences() -> None:
    p, q = k.assume(le(ZERO, x.term)), k.assume(le(ZERO, y.term))
    checked(step.add_nonneg_of(p, q), le(ZERO, (x + y).term), [Expr(p.concl), Expr(q.concl)])
    d = checked(step.difference(A), le(ZERO, (y - x).term), [x <= y])
    checked(step.from_difference(d, x.term, y.term), x <= y, [x <= y])
    checked(step.from_difference(d, (x - y).term, literal(0)), le((x - y).term, ZERO), [x <= y])
    with pytest.raises(RuleError):
        step.from_difference(d, y.term, x.term)
    with pytest.raises(RuleError):
        step.difference(S)


def test_either_way() -> None:
    """The square of a difference is not negative: from x <= y, and from y <= x."""
    th = step.le_or_ge(x.term, y.term, lambda h: k.assume((z >= 0).term), lambda h: k.assume((z >= 0).term))
    checked(th, z >= 0, [z >= 0])
    with pytest.raises(RuleError):
        step.le_or_ge(x.term, y.term, lambda h: h, lambda h: h)


def test_lemmas_by_name() -> None:
    assert not step.lib("le_trans").hyps
    with pytest.raises(KeyError):
        step.lib("le_transitive")
