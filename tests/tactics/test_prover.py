"""The prover: facts and their parts, backward search, local assumptions, and the limits of work."""

from __future__ import annotations

from contextlib import suppress

import pytest

from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.terms import frees, parts, var
from derive.kernel.types import real, type_con
from derive.language.expr import And, Eq, Expr, Implies, Natural, Ne, Not, Or, Rational, Real
from derive.language.logic import call
from derive.language.symbols import (
    E,
    Seq,
    bounded,
    density,
    differentiable,
    exists,
    exp,
    forall,
    integrable,
    log,
    measurable,
    sigmoid,
    spaces,
    symbols,
)
from derive.tactics.lemma import LEMMAS
from derive.tactics.prover import OutOfBudget, Prover, atoms, everywhere, gen_all, generic, introduce, point
from tests.tactics.support import checked, plain, prover, same_twice

x, y, z, c = symbols("x y z c", Real)
n, l = symbols("n l", Natural)
f, g = symbols("f g", Real >> Real)
b = symbols("b", Seq(Real))
S, A = spaces("S A")
s, a = symbols("s", S), symbols("a", A)
V, W = symbols("V W", S >> Real)
q = density("q", S)

TRUE: list[tuple[list[Expr], Expr]] = [
    ([], exp(x) > 0),
    ([], exp(x) + exp(y) > 0),
    ([], Ne(1 + exp(-x), 0)),
    ([], x**2 >= 0),
    ([], (x + y) ** 4 >= 0),
    ([], abs(x) >= 0),
    ([], Rational(2) > 1),
    ([], Ne(exp(x) * exp(y), 0)),
    ([], n >= 0),
    ([x > 0], x >= 0),
    ([x > 0], Ne(x, 0)),
    ([x > 0, y > 0], x * y > 0),
    ([x > 0, y >= 0], x * y >= 0),
    ([x > 0, y > 0], x / y > 0),
    ([x > 0], x**n > 0),
    ([x >= 0], x**n >= 0),
    ([x >= 0, x <= 1], x**n <= 1),
    ([x > 0, y >= 0], x + y > 0),
    ([And(x > 0, y > 0)], y > 0),
    ([forall[x](f(x) > 0)], f(y + 1) > 0),
    ([forall[x](f(x) >= 1)], f(y) >= 1),
    ([forall[x](And(f(x) > 0, g(x) > 0))], g(y) > 0),
    ([forall[x](Implies(x > 0, f(x) > 0)), y > 0], f(y) > 0),
    ([forall[l](b[l] > 0)], b[n + 1] > 0),
    ([Not(x <= 0)], x > 0),
    ([Not(x < 0)], x >= 0),
    ([], forall[x](exp(x) > 0)),
    ([], forall[x](Implies(x > 0, x * exp(x) > 0))),
    ([x > 0], And(x >= 0, exp(x) > 0)),
    ([], Implies(And(x > 0, y > 0), x + y > 0)),
    ([x > 0], 1 / x > 0),
    ([], differentiable(sigmoid)),
    ([differentiable(f)], differentiable(f)),
    ([bounded(V), bounded(W)], bounded(V + W)),
    ([bounded(V)], bounded(c * V)),
    ([x <= y, y <= z], x <= z),
    ([x < 1, x > 0], x * (1 - x) > 0),
    ([integrable[q(s)](V(s)), integrable[q(s)](W(s))], integrable[q(s)](V(s) + c * W(s))),
]

FALSE: list[tuple[list[Expr], Expr]] = [
    ([], x > 0),
    ([], x**2 > 0),
    ([], x**3 >= 0),
    ([], n > 0),
    ([], exp(x) > 1),
    ([], exp(x) < 0),
    ([], log(x) > 0),
    ([], Rational(1) > 2),
    ([], Ne(x, 0)),
    ([], Ne(1 - exp(x), 0)),
    ([x >= 0], x > 0),
    ([x >= 0], 1 / x > 0),
    ([x > 0], x * y > 0),
    ([x > 0], x - y > 0),
    ([x > 0], x - 1 > 0),
    ([x <= 1], x**n <= 1),
    ([Or(x > 0, y > 0)], x > 0),
    ([forall[x](Implies(x > 0, f(x) > 0))], f(y) > 0),
    ([exists[x](f(x) > 0)], f(y) > 0),
    ([forall[l](b[l] >= 0)], b[n] > 0),
    ([f(x) > 0], f(y) > 0),
    ([], differentiable(f)),
    ([bounded(V)], bounded(V + W)),
    ([integrable[q(s)](V(s))], integrable[q(s)](V(s) * W(s))),
    ([integrable[q(s)](V(s))], integrable[q(s)](V(s) ** 2)),
    ([Not(x < 0)], x > 0),
]


@pytest.mark.parametrize(("given", "goal"), TRUE, ids=[repr(g) for _, g in TRUE])
def test_proved(given: list[Expr], goal: Expr) -> None:
    facts = [*given, *(measured for measured in _conventions())]
    checked(prover(*facts).prove(goal.term), goal, facts)


@pytest.mark.parametrize(("given", "goal"), FALSE, ids=[f"{h} not {g}" for h, g in FALSE])
def test_not_proved(given: list[Expr], goal: Expr) -> None:
    p = prover(*given, *_conventions())
    p.start(6000, 5.0)
    with suppress(OutOfBudget):
        assert p.prove(goal.term) is None


def _conventions() -> list[Expr]:
    """What comes with the declarations of V, W and q."""
    from derive.language.symbols import SYMBOLS

    return [measurable(V), measurable(W), *(Expr(t) for t in SYMBOLS[q(s).term.fun].facts)]


def test_needed_conditions_are_named() -> None:
    p = prover()
    with pytest.raises(StepError, match="a condition is missing"):
        p.need((x > 0).term)
    assert p.missing == [(x > 0).term]


# facts


def test_parts_of_a_fact() -> None:
    th = k.assume(forall[x](Implies(x > 0, And(f(x) > 0, And(g(x) > 0, Ne(x, 1))))).term)
    from derive.tactics.logic import to_plain

    found = list(atoms(to_plain(th)))
    assert len(found) == 3
    assert [parts(parts(_body(t.concl))[1][1])[0] for t in found] == ["lt", "lt", "not"]
    assert all(set(t.hyps) == set(th.hyps) for t in found)


def _body(t: object) -> object:
    return parts(t)[1][0].fun  # type: ignore[arg-type]


def test_predicates_are_known_with_what_they_stand_for() -> None:
    p = prover(differentiable(f))
    assert p.lookup(differentiable(f).term) is not None
    checked(p.prove(call("differentiable_at", f.term, x.term)), call("differentiable_at", f.term, x.term), [differentiable(f)])


def test_a_negated_inequality_is_known_both_ways() -> None:
    p = prover(Not(x <= y))
    checked(p.lookup(plain(x > y)), plain(x > y), [Not(x <= y)])
    assert p.lookup(Not(x <= y).term) is not None


def test_ground_facts_the_nearest_first() -> None:
    p = prover(x > 0)
    q_ = p.child((y > 0).term)
    assert [t.concl.canon for t in q_.facts()] == [plain(y > 0), plain(x > 0)]
    assert [t.concl.canon for t in p.facts()] == [plain(x > 0)]


def test_a_local_assumption_stays_local() -> None:
    p = prover()
    child = p.child((x > 0).term)
    checked(child.prove((x >= 0).term), x >= 0, [x > 0])
    assert p.prove((x >= 0).term) is None


def test_a_later_fact_is_used_although_the_search_failed_before() -> None:
    p = prover()
    assert p.prove((x * y > 0).term) is None
    p.add(k.assume((x > 0).term))
    assert p.prove((x * y > 0).term) is None
    p.add(k.assume((y > 0).term))
    checked(p.prove((x * y > 0).term), x * y > 0, [x > 0, y > 0])


def test_the_same_place_for_the_same_assumption() -> None:
    p = prover()
    one = p.under((x > 0).term)
    assert p.under((x > 0).term) is one
    p.add(k.assume((y > 0).term))
    assert p.under((x > 0).term) is not one


def test_implications_discharge_their_assumption() -> None:
    th = checked(prover().prove(Implies(x > 0, x >= 0).term), Implies(x > 0, x >= 0))
    assert not th.hyps


def test_generic_variables() -> None:
    th = k.assume((x > 0).term)
    assert generic(th) == []
    moved = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.field(x.term, (x + y - y).term)), k.refl(th.concl.arg)), th)
    assert generic(moved) == [y.term]
    assert not frees(gen_all(moved).concl) - {x.term}


def test_a_fact_that_holds_for_all_values_is_used_at_others() -> None:
    """exp(x) > f(0) from no hypothesis about x: known for x, used at y."""
    p = prover()
    th = LEMMAS["exp_pos"].theorem
    p.add(k.specialize(th, x.term))
    assert p.lookup(k.specialize(th, x.term).concl) is not None
    checked(p.prove(k.specialize(th, (y * z).term).concl), k.specialize(th, (y * z).term).concl)


# limits


def test_work_is_counted() -> None:
    p = prover()
    p.start(3, 10.0)
    with pytest.raises(OutOfBudget, match="the search was given up"):
        for _ in range(5):
            p.spend()


def test_time_is_counted() -> None:
    p = prover()
    p.start(10_000, -1.0)
    with pytest.raises(OutOfBudget):
        for _ in range(200):
            p.spend()


def test_children_share_the_budget() -> None:
    p = prover()
    p.start(2, 10.0)
    with pytest.raises(OutOfBudget):
        for _ in range(4):
            p.child((x > 0).term).spend()


def test_a_search_that_was_given_up_says_nothing() -> None:
    p = prover(x > 0, y > 0, z > 0)
    goal = (x * y * z * exp(x) > 0).term
    p.start(2, 10.0)
    with pytest.raises(OutOfBudget):
        p.prove(goal)
    p.start(20_000, 10.0)
    checked(p.prove(goal), goal, [x > 0, y > 0, z > 0])


def test_a_shallow_failure_is_not_remembered() -> None:
    p = prover(x > 0, y > 0)
    goal = (x * (y * (x * y)) > 0).term
    assert p.prove(goal, 1) is None
    checked(p.prove(goal), goal, [x > 0, y > 0])


def test_a_goal_is_not_used_to_prove_itself() -> None:
    p = prover(forall[x](Implies(f(x) > 0, f(x) > 0)))
    assert p.prove((f(y) > 0).term) is None


# points


def test_fresh_variables_avoid_what_is_known() -> None:
    p = prover(x > 0)
    v = p.fresh(forall[x](x > y).term.arg)
    assert v.name not in ("x", "y") and v.type is real


def test_a_point_of_a_product_is_a_pair() -> None:
    p = prover()
    pair_type = type_con("prod", (s.term.type, a.term.type))
    Q = symbols("Q", S * A >> Real)
    at, variables = point(p, Q.term, pair_type)
    assert parts(at)[0] == "pair" and len(variables) == 2 and variables[0] is not variables[1]


def test_introducing_a_quantifier_over_pairs() -> None:
    Q = symbols("Q", S * A >> Real)
    goal = forall[s, a](Q(s, a) ** 2 >= 0)
    checked(prover().prove(goal.term), goal)
    pairs = (Q <= Q + Q * Q).term  # an inequality between functions
    th = introduce(prover(), parts(pairs)[1][0], lambda body: prover().prove(body))
    checked(th, pairs)


def test_everywhere_needs_an_arbitrary_point() -> None:
    from derive.errors import RuleError

    th = k.assume((x > 0).term)
    with pytest.raises(RuleError, match="free in a hypothesis"):
        everywhere(th, [x.term], forall[x](x > 0).term.arg)


def test_definitions() -> None:
    p = prover()
    th = k.assume(Eq(x, y).term)
    p.define(x.term, th)
    assert p.definitions_of(x.term) == [th] and p.child().definitions_of(x.term) == [th]
    assert p.definitions_of(y.term) == [] and p.recursion_of(x.term) is None
    p.define(f.term, th, th)
    assert p.recursion_of(f.term) == (th, th) and p.definitions_of(f.term) == []


def test_twice_the_same() -> None:
    same_twice(lambda: prover(x > 0, y > 0).prove((x * y / (x + y) > 0).term))
    same_twice(lambda: prover(x < 1, x > 0).prove((x * (1 - x) > 0).term))


def test_expectations_of_known_sign() -> None:
    facts = [*_conventions(), forall[s](V(s) >= 0)]
    goal = E[q(s)](V(s)) >= 0
    checked(prover(*facts).prove(goal.term), goal, facts)
    assert prover(*_conventions()).prove(goal.term) is None
    assert prover(*facts).prove((E[q(s)](V(s)) > 0).term) is None


def test_an_empty_prover_knows_nothing() -> None:
    p = Prover()
    assert list(p.facts()) == [] and p.lookup((x > 0).term) is None
    assert var("x", real) is x.term
