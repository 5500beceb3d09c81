"""Inequalities: cited bounds at the leaves, monotone congruence, chains, and what breaks when a sign is not known."""

from __future__ import annotations

import pytest

from derive.kernel import rules as k
from derive.kernel.terms import parts
from derive.language.expr import Expr, Implies, Natural, Rational, Real
from derive.language.symbols import Prod, Seq, Sum, exp, forall, log, symbols
from derive.tactics.calc import cite
from derive.tactics.lemma import LEMMAS
from derive.tactics.order import compare, join, mono_rules, premise
from tests.tactics.support import checked, plain, prover, same_twice

x, y, z, c = symbols("x y z c", Real)
n, l = symbols("n l", Natural)
f, g = symbols("f g", Real >> Real)
b, d = symbols("b d", Seq(Real))

TRUE: list[tuple[Expr, list[Expr], list[Expr]]] = [
    (x + z <= y + z, [x <= y], []),
    (z - y <= z - x, [x <= y], []),
    (-y <= -x, [x <= y], []),
    (z * x <= z * y, [x <= y], [z >= 0]),
    (x / z <= y / z, [x <= y], [z > 0]),
    (x**n <= y**n, [x <= y], [x >= 0]),
    (exp(x) <= exp(y), [x <= y], []),
    (log(x) <= log(y), [x <= y], [x > 0]),
    (Sum[l, 1, n](b[l]) <= Sum[l, 1, n](d[l]), [forall[l](b[l] <= d[l])], []),
    (Prod[l, 1, n](b[l]) <= Prod[l, 1, n](d[l]), [forall[l](b[l] <= d[l])], [forall[l](b[l] >= 0)]),
    (exp(x) * (1 + exp(x)) <= exp(y) * (1 + exp(y)), [x <= y], []),
    (x + c <= y + z, [x <= y, c <= z], []),
    (x < z, [x <= y, y < z], []),
    (f(y) + f(z) <= 2, [forall[x](f(x) <= 1)], []),
    (f(y) <= 1, [forall[x](Implies(x > 0, f(x) <= 1))], [y > 0]),
    (f(y) < 2, [forall[x](f(x) <= 1)], []),
    (abs(x) * abs(y) <= Rational(1), [abs(x) <= 1, abs(y) <= 1], []),
    (x <= y, [x < y], []),
]

FALSE: list[tuple[Expr, list[Expr], list[Expr]]] = [
    (z - x <= z - y, [x <= y], []),
    (-x <= -y, [x <= y], []),
    (z * x <= z * y, [x <= y], []),
    (x * z <= y * z, [x <= y], []),
    (z * x <= z * y, [x <= y], [z <= 0]),
    (x / z <= y / z, [x <= y], [z >= 1 - z * z]),
    (x**n <= y**n, [x <= y], []),
    (x**2 <= y**2, [x <= y], [y >= 0]),
    (exp(y) <= exp(x), [x <= y], []),
    (log(x) <= log(y), [x <= y], [y > 0]),
    (Prod[l, 1, n](b[l]) <= Prod[l, 1, n](d[l]), [forall[l](b[l] <= d[l])], [forall[l](d[l] >= 0)]),
    (Sum[l, 1, n](b[l]) <= Sum[l, 1, n + 1](d[l]), [forall[l](b[l] <= d[l])], []),
    (x < z, [x <= y, y <= z], []),
    (x + c < y + z, [x <= y, c <= z], []),
    (f(y) + f(z) <= 1, [forall[x](f(x) <= 1)], []),
    (f(y) <= 1, [forall[x](Implies(x > 0, f(x) <= 1))], [y >= 0]),
    (f(y) < 1, [forall[x](f(x) <= 1)], []),
    (x * y <= Rational(1), [x <= 1, y <= 1], []),  # both may be negative and large
    (1 / x <= 1 / y, [y <= x], []),
]


def at(bounds: list[Expr], given: list[Expr]) -> object:
    p = cite(prover(*given), [k.assume(s.term) for s in bounds])
    p.start(15_000, 10.0)
    return p


@pytest.mark.parametrize(("goal", "bounds", "given"), TRUE, ids=[repr(row[0]) for row in TRUE])
def test_it_follows(goal: Expr, bounds: list[Expr], given: list[Expr]) -> None:
    checked(compare(at(bounds, given), plain(goal)), plain(goal), [*bounds, *given])  # type: ignore[arg-type]


@pytest.mark.parametrize(("goal", "bounds", "given"), FALSE, ids=[f"{row[0]!r} {row[2]}" for row in FALSE])
def test_it_does_not_follow(goal: Expr, bounds: list[Expr], given: list[Expr]) -> None:
    assert compare(at(bounds, given), plain(goal)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [(x <= y, y <= z, x <= z), (x < y, y <= z, x < z), (x <= y, y < z, x < z), (x < y, y < z, x < z)],
)
def test_joining(first: Expr, second: Expr, result: Expr) -> None:
    checked(join(k.assume(first.term), k.assume(second.term)), result, [first, second])


def test_joining_what_does_not_meet() -> None:
    from derive.errors import RuleError

    with pytest.raises(RuleError):
        join(k.assume((x <= y).term), k.assume((z <= x).term))


def test_monotonicity_is_found_by_the_heads_of_both_sides() -> None:
    names = [rule.name for rule in mono_rules("le exp exp")]
    assert names == ["exp_le_exp"]
    assert mono_rules("le exp log") == []
    assert {name for name, lemma in LEMMAS.items() if "mono" in lemma.use} >= {"add_le_add", "mul_le_mul", "pow_le_pow_left"}


def test_monotone_lemmas_conclude_inequalities() -> None:
    for name, lemma in LEMMAS.items():
        if "mono" in lemma.use:
            assert parts(lemma.rule.conclusion)[0] in ("le", "lt"), name


def test_a_sign_that_is_missing_is_noted() -> None:
    p = at([x <= y], [])
    assert compare(p, plain(z * x <= z * y)) is None  # type: ignore[arg-type]
    assert any(goal.canon is plain(z >= 0).canon for goal in p.missing)  # type: ignore[attr-defined]


def test_premises_below_quantifiers_and_assumptions() -> None:
    goal = plain(forall[x](Implies(x > 0, exp(x) >= exp(x / 2 + x / 2 - 1))))
    checked(premise(prover(), goal, 5), goal)
    assert premise(prover(), plain(forall[x](Implies(x > 0, exp(x) >= exp(x + 1)))), 5) is None


def test_the_depth_is_limited() -> None:
    assert compare(prover(x <= y), (exp(x) <= exp(y)).term, 0) is None


def test_twice_the_same() -> None:
    same_twice(lambda: compare(at([x <= y], []), (exp(x) * (1 + exp(x)) <= exp(y) * (1 + exp(y))).term))  # type: ignore[arg-type]
