"""Rewriting: lemmas and facts from left to right, innermost first, with their conditions, and an end to it."""

from __future__ import annotations

import pytest

from derive.kernel import rules as k
from derive.kernel.terms import equation
from derive.language.expr import Eq, Expr, Implies, Natural, Rational, Real
from derive.language.symbols import D, E, Seq, Sum, density, exp, forall, log, norm, sigmoid, spaces, symbols
from derive.tactics.calc import cite
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import parts_of_eq
from derive.tactics.prover import Prover
from derive.tactics.rewriting import METHODS, apply_rule, method_procedure, rewrite
from derive.tactics.rule import prepare
from tests.tactics.support import checked, prover, same_twice

x, y, z = symbols("x y z", Real)
n, l = symbols("n l", Natural)
f, g = symbols("f g", Real >> Real)
b = symbols("b", Seq(Real))
S = spaces("S")
s = symbols("s", S)
V = symbols("V", S >> Real)
q = density("q", S)


def rewritten(t: Expr, *reasons: object, given: list[Expr] | None = None) -> Expr:
    """t after rewriting; the equation is checked on the way."""
    facts = given or []
    p = cite(prover(*facts), [r.term if isinstance(r, Expr) else LEMMAS[r] if isinstance(r, str) else r for r in reasons])  # type: ignore[misc]
    th = rewrite(p, t.term)
    _, right = parts_of_eq(th)
    allowed = [*facts, *(Expr(h) for r in reasons if hasattr(r, "hyps") for h in r.hyps)]
    checked(th, equation(t.term, right), allowed)
    return Expr(right)


def fact(statement: Expr) -> object:
    return k.assume(statement.term)


@pytest.mark.parametrize(
    ("t", "reasons", "result"),
    [
        (abs(x * y), ["abs_mul"], abs(x) * abs(y)),
        (abs(x * (y * z)), ["abs_mul"], abs(x) * (abs(y) * abs(z))),
        (1 + abs(x * y) ** 2, ["abs_mul"], 1 + (abs(x) * abs(y)) ** 2),
        (Sum[l, 1, n](abs(b[l] * x)), ["abs_mul"], Sum[l, 1, n](abs(b[l]) * abs(x))),
        (exp(-(1 + x)), ["exp_neg"], 1 / (exp(Rational(1)) * exp(x))),
        (x + y, [], x + y),
        (x + y, ["abs_mul"], x + y),
        (log(exp(x) * exp(y)), ["log_mul"], log(exp(x)) + log(exp(y))),
        (log(x * y), ["log_mul"], log(x * y)),  # not known to be positive
        (E[q(s)](abs(V(s) * x)), ["abs_mul"], E[q(s)](abs(V(s)) * abs(x))),
    ],
)
def test_lemmas(t: Expr, reasons: list[str], result: Expr) -> None:
    assert rewritten(t, *reasons) == result


def test_conditions_are_proved_from_the_facts() -> None:
    assert rewritten(log(x * y), "log_mul", given=[x > 0, y > 0]) == log(x) + log(y)
    assert rewritten(log(x * y), "log_mul", given=[x > 0]) == log(x * y)


def test_definitions() -> None:
    assert rewritten(sigmoid(x + 1), sigmoid) == 1 / (1 + exp(-(x + 1)))
    assert repr(rewritten(norm(V), Expr(norm(V).term.fun))) != repr(norm(V))


def test_facts_from_left_to_right() -> None:
    assert rewritten(x + exp(x), fact(Eq(x, y))) == y + exp(y)
    assert rewritten(x + exp(x), fact(Eq(y, x))) == x + exp(x)


def test_general_facts_at_their_instances() -> None:
    every = fact(forall[x](Eq(f(x), g(x) + 1)))
    assert rewritten(f(y) + f(f(z)), every) == (g(y) + 1) + (g(g(z) + 1) + 1)


def test_a_fact_about_one_point_is_used_there_only() -> None:
    assert rewritten(f(x) + f(y), fact(Eq(f(x), 0))) == Rational(0) + f(y)


def test_conditional_facts() -> None:
    conditional = fact(forall[x](Implies(x > 0, Eq(f(x), 1))))
    assert rewritten(f(y), conditional) == f(y)
    assert repr(rewritten(f(y), conditional, given=[y > 0])) == "1"


def test_a_bound_variable_is_not_the_free_one() -> None:
    """x = y says nothing about the bound x of a sum or quantifier."""
    assert rewritten(forall[x](f(x) <= x), fact(Eq(x, y))) == forall[x](f(x) <= x)
    assert rewritten(forall[z](f(z) <= x), fact(Eq(x, y))) == forall[z](f(z) <= y)


def test_equations_that_grow_are_used_the_other_way_round() -> None:
    """F = T(F) is read from right to left: it does not run away."""
    assert rewritten(f(f(x)) + x, fact(Eq(x, f(x)))) == x + x


def test_one_step_at_the_head() -> None:
    p = prover()
    rule = LEMMAS["abs_mul"].rule
    checked(apply_rule(p, rule, abs(x * y).term), Eq(abs(x * y), abs(x) * abs(y)))
    assert apply_rule(p, rule, (1 + abs(x * y)).term) is None
    assert apply_rule(p, rule, abs(x + y).term) is None
    assert apply_rule(p, LEMMAS["le_trans"].rule, abs(x).term) is None
    assert apply_rule(p, LEMMAS["log_mul"].rule, log(x * y).term) is None


def test_a_condition_of_a_cited_rule_that_fails_is_noted() -> None:
    p = cite(prover(), [LEMMAS["log_mul"]])
    p.start(5000, 5.0)
    rewrite(p, log(x * y).term)
    assert any(("x" in repr(Expr(goal)) and "> 0" in repr(Expr(goal))) or "<" in repr(Expr(goal)) for goal in p.missing)


def test_methods_run_only_while_they_are_cited() -> None:
    assert rewritten(D(exp)(x)) == D(exp)(x)
    assert rewritten(D(exp)(x), "differentiation") == exp(x)
    assert "differentiation deriv" in METHODS and "linearity integral" in METHODS


def test_a_method_that_does_not_apply_changes_nothing() -> None:
    assert rewritten(D(f)(x), "differentiation") == D(f)(x)


def test_registering_a_method(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.tactics.rewriting.METHODS", dict(METHODS))
    import derive.tactics.rewriting as module

    @method_procedure("nothing", "abs")
    def nothing(p: Prover, t: object) -> None:
        return None

    assert module.METHODS["nothing abs"] == ("abs", nothing)
    p = prover()
    p.methods = frozenset({"nothing"})
    assert parts_of_eq(rewrite(p, abs(x).term))[1].canon is abs(x).term.canon


def test_a_rule_whose_left_side_is_a_variable_is_harmless() -> None:
    p = prover()
    p.rewrites = [prepare(k.assume(forall[x](Eq(x, x)).term))]
    p.start(3000, 5.0)
    assert parts_of_eq(rewrite(p, (y + 1).term))[1].canon is (y + 1).term.canon


def test_twice_the_same() -> None:
    same_twice(lambda: rewrite(cite(prover(), [LEMMAS["abs_mul"], LEMMAS["exp_neg"]]), (abs(x * y) * exp(-x)).term))
