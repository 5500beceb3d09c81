"""Derived rules of logic: what each gives, from which hypotheses, and what each refuses."""

from __future__ import annotations

import pytest

from derive.errors import RuleError
from derive.kernel import rules as k
from derive.kernel.terms import abstract, apply, const, equation, for_all, implication, var
from derive.kernel.types import bool_, real, type_var
from derive.language.expr import And, Eq, Expr, Iff, Natural, Ne, Not, Or, Real
from derive.language.logic import call
from derive.language.symbols import exists, exp, forall, symbols
from derive.tactics import logic
from tests.tactics.support import checked, same_twice

x, y, z = symbols("x y z", Real)
n = symbols("n", Natural)
P, Q, R = x <= y, y <= z, x < z
A, B, C = (k.assume(s.term) for s in (P, Q, R))
FALSE = const("false")


def test_conjunctions() -> None:
    both = checked(logic.conj(A, B), And(P, Q), [P, Q])
    checked(logic.left(both), P, [P, Q])
    checked(logic.right(both), Q, [P, Q])
    whole = logic.conjs(A, B, C)
    checked(whole, call("and", P.term, And(Q, R).term), [P, Q, R])
    assert [part.concl.canon for part in logic.conjuncts(whole)] == [s.term.canon for s in (P, Q, R)]
    assert logic.conjuncts(A) == [A]
    assert logic.conjs(A) is A


@pytest.mark.parametrize("part", [logic.left, logic.right])
def test_no_parts_of_what_is_no_conjunction(part: object) -> None:
    for statement in (Or(P, Q), P, Not(And(P, Q))):
        with pytest.raises((RuleError, TypeError)):
            part(k.assume(statement.term))  # type: ignore[operator]


def test_disjunctions() -> None:
    checked(logic.or_left(A, Q.term), Or(P, Q), [P])
    checked(logic.or_right(P.term, B), Or(P, Q), [Q])
    either = k.assume(Or(P, Q).term)
    swapped = logic.or_elim(either, logic.or_right(Q.term, A), logic.or_left(B, P.term))
    checked(swapped, Or(Q, P), [Or(P, Q)])


def test_the_branches_of_a_disjunction_must_agree() -> None:
    with pytest.raises(RuleError):
        logic.or_elim(k.assume(Or(P, Q).term), A, B)


def test_a_branch_may_not_use_the_other_case() -> None:
    """The hypothesis of the other case stays."""
    th = logic.or_elim(k.assume(Or(P, Q).term), logic.conj(A, B), logic.conj(A, B))
    assert {h.canon for h in th.hyps} == {Or(P, Q).term.canon, P.term.canon, Q.term.canon}


def test_negations() -> None:
    false = logic.not_elim(k.assume(Not(P).term), A)
    checked(false, FALSE, [P, Not(P)])
    checked(logic.not_intro(P.term, false), Not(P), [Not(P)])
    checked(logic.contradiction(false, R.term), R, [P, Not(P)])
    twice = logic.by_contradiction(P.term, logic.not_elim(k.assume(Not(Not(P)).term), k.assume(Not(P).term)))
    checked(twice, P, [Not(Not(P))])


def test_a_contradiction_needs_both() -> None:
    with pytest.raises(RuleError):
        logic.not_elim(k.assume(Not(P).term), B)
    with pytest.raises(RuleError):
        logic.not_elim(A, A)
    with pytest.raises(RuleError):
        logic.contradiction(A, R.term)
    with pytest.raises(RuleError):
        logic.not_intro(P.term, B)


def test_cases() -> None:
    yes = logic.or_left(A, Not(P).term)
    no = logic.or_right(P.term, k.assume(Not(P).term))
    checked(logic.by_cases(P.term, yes, no), Or(P, Not(P)))
    with pytest.raises(RuleError):
        logic.by_cases(P.term, yes, logic.or_right(P.term, B))


def test_equivalence() -> None:
    forward = logic.conj(logic.right(k.assume(And(P, Q).term)), logic.left(k.assume(And(P, Q).term)))
    backward = logic.conj(logic.right(k.assume(And(Q, P).term)), logic.left(k.assume(And(Q, P).term)))
    checked(logic.iff_intro(forward, backward, And(P, Q).term, And(Q, P).term), Iff(And(P, Q), And(Q, P)))
    with pytest.raises(RuleError):
        logic.iff_intro(forward, forward, And(P, Q).term, And(Q, P).term)


def test_witnesses() -> None:
    goal = exists[x](x <= y)
    th = logic.exists_intro(goal.term, x.term, A)
    checked(th, goal, [P])
    with pytest.raises(RuleError):
        logic.exists_intro(goal.term, z.term, A)
    assert logic.exists_term(x.term, P.term).canon is goal.term.canon


def test_from_existence() -> None:
    some = k.assume(exists[x](x <= y).term)
    inner = logic.exists_intro(exists[z](z <= y).term, x.term, A)
    checked(logic.exists_elim(some, x.term, inner), exists[z](z <= y), [exists[x](x <= y)])


def test_the_witness_of_an_existence_is_arbitrary() -> None:
    some = k.assume(exists[x](x <= y).term)
    with pytest.raises(RuleError, match="free in a hypothesis"):
        logic.exists_elim(some, x.term, logic.conj(k.assume((x <= 0).term), B))
    with pytest.raises(RuleError):
        logic.exists_elim(some, x.term, A)  # the conclusion speaks of the witness


def test_equations() -> None:
    a, b = k.assume(Eq(x, y).term), k.assume(Eq(y, z).term)
    checked(logic.chain(a, b), Eq(x, z), [Eq(x, y), Eq(y, z)])
    assert logic.chain(a, k.refl(y.term)) is a
    assert logic.chain(k.refl(x.term), a) is a
    assert logic.chain(k.refl(x.term), k.refl(x.term)).rule == "refl"
    checked(logic.under(exp.term, a), Eq(exp(x), exp(y)), [Eq(x, y)])
    checked(logic.congruence(a, z.term, (z + x).term), Eq(x + x, y + x), [Eq(x, y)])
    checked(logic.rewrite_concl(a, k.assume((x + z <= x).term)), y + z <= y, [Eq(x, y), x + z <= x])
    with pytest.raises(RuleError):
        logic.chain(a, k.assume(Eq(x, z).term))
    with pytest.raises(RuleError, match="not an equation"):
        logic.parts_of_eq(A)


def test_specialising_several_at_once_and_one_by_one() -> None:
    th = logic.gen(k.field((x + y).term, (y + x).term), x.term, y.term)
    both = checked(logic.spec(th, z.term, exp(x).term), Eq(z + exp(x), exp(x) + z))
    assert both.concl.canon is k.specialize(k.specialize(th, z.term), exp(x).term).concl.canon
    crossed = logic.spec(th, y.term, x.term)  # values that are the variables themselves, exchanged
    checked(crossed, Eq(y + x, x + y))
    with pytest.raises(RuleError):
        logic.spec(th, x.term, y.term, z.term)


def test_specialising_under_hypotheses() -> None:
    th = k.assume(forall[x, y](x <= y).term)
    checked(logic.spec(th, y.term, z.term), y <= z, [forall[x, y](x <= y)])


def test_generalising_a_hypothesis_is_refused() -> None:
    with pytest.raises(RuleError, match="free in a hypothesis"):
        logic.gen(A, x.term)


def test_several_premises() -> None:
    th = k.assume(implication(P.term, implication(Q.term, R.term)))
    checked(logic.mps(th, A, B), R, [Expr(th.concl), P, Q])
    with pytest.raises(RuleError):
        logic.mps(th, B, A)


# definitions


def test_unfolding() -> None:
    checked(logic.unfold((x >= y).term), equation((x >= y).term, (y <= x).term))
    checked(logic.unfold(Ne(x, y).term), equation(Ne(x, y).term, Not(Eq(x, y)).term))
    with pytest.raises(RuleError, match="nothing to unfold"):
        logic.unfold(x.term)
    assert logic.is_defined("ge") and not logic.is_defined("le")


@pytest.mark.parametrize(
    ("t", "plain"),
    [
        (x >= y, y <= x),
        (x > y, y < x),
        (Ne(x, y), Not(Eq(x, y))),
        (forall[x](x >= y), forall[x](y <= x)),
        (And(x >= y, Or(Not(z > 0), P)), And(y <= x, Or(Not(Expr(call("lt", (z * 0).term.arg, z.term))), P))),
        (forall[n](exists[x](x > n)), None),
    ],
)
def test_plain_statements(t: Expr, plain: Expr | None) -> None:
    conv = logic.plain_conv(t.term)
    assert conv is not None and not conv.hyps
    assert conv.concl.arg.canon.name not in ("ge", "gt", "ne") and "ge(" not in repr(conv.concl.arg)
    if plain is not None:
        checked(conv, equation(t.term, plain.term))
    checked(logic.to_plain(k.assume(t.term)), conv.concl.arg, [t])


@pytest.mark.parametrize("t", [P, forall[x](P), And(P, Q), Not(Eq(x, y))])
def test_statements_that_are_plain_already(t: Expr) -> None:
    assert logic.plain_conv(t.term) is None
    th = k.assume(t.term)
    assert logic.to_plain(th) is th


def test_only_the_relation_itself_is_turned_by_plain() -> None:
    assert logic.plain((x >= y).term) is not None
    assert logic.plain(P.term) is None
    assert logic.plain(And(x >= y, P).term) is None


# terms


def test_replacing_a_term() -> None:
    assert logic.replace_term((x + exp(x)).term, x.term, y.term).canon is (y + exp(y)).term.canon
    assert logic.replace_term(forall[z](x + z <= x).term, x.term, y.term).canon is forall[z](y + z <= y).term.canon
    assert logic.replace_term((x + y).term, (y + x).term, z.term).canon is (x + y).term.canon


def test_a_variable_that_is_free_nowhere() -> None:
    v = logic.hypothesis_variable("x", real, (x + y).term)
    assert v is not x.term and v.name != "y"
    assert logic.hypothesis_variable("w", real, x.term) is var("w", real)


def test_axioms_at_types() -> None:
    a = type_var("a")
    u = var("u", a)
    th = k.generalize(u, k.refl(u))
    once = logic.at_types(th, ((a, real),))
    checked(once, for_all(x.term, equation(x.term, x.term)))
    assert logic.at_types(th, ((a, real),)) is once
    p = var("p", bool_)
    checked(logic.ledger("excluded_middle"), for_all(p, call("or", p, call("not", p))))


def test_twice_the_same() -> None:
    same_twice(lambda: logic.by_contradiction(P.term, logic.not_elim(k.assume(Not(Not(P)).term), k.assume(Not(P).term))))
    same_twice(lambda: logic.exists_intro(exists[x](x <= y).term, x.term, A))


def test_function_application() -> None:
    f = abstract(x.term, (x + 1).term)
    th = logic.on(k.refl(f), y.term)
    checked(th, Eq(y + 1, y + 1))
    assert apply(f, y.term).canon is (y + 1).term.canon
