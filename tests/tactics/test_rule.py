"""Rules and matching: a match, instantiated, gives back the target; a use of it is the theorem of the instance."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, frees, implication, literal, parts, substitute, var
from derive.kernel.types import bool_, fun, nat, real, type_var
from derive.language.expr import Expr, Natural, Real
from derive.language.logic import call
from derive.language.symbols import exp, symbols
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import gen
from derive.tactics.rule import Match, Rule, prepare, use
from tests.strategies import Builder, vocabulary
from tests.tactics.support import checked

x, y, z = symbols("x y z", Real)
n = symbols("n", Natural)
f, g = symbols("f g", Real >> Real)
LEMMA_RULES = sorted(name for name, lemma in LEMMAS.items() if lemma.statement is not None)


def rule_of(statement: Term, *variables: Expr, schematic: bool = True) -> Rule:
    for v in reversed(variables):
        statement = for_all(v.term, statement)
    return prepare(k.assume(statement), schematic=schematic)


def matches(rule: Rule, target: Expr | Term, pattern: Term | None = None) -> Match | None:
    t = target.term if isinstance(target, Expr) else target
    m = Match(rule)
    if not m.match(rule.conclusion if pattern is None else pattern, t) or not m.settle():
        return None
    return m


def value(m: Match, rule: Rule, place: int) -> Term:
    return m.terms[rule.variables[place]]


# preparing


def test_quantifiers_and_conditions_in_any_order() -> None:
    t = for_all(x.term, implication((x > 0).term, for_all(y.term, implication((y > 0).term, (x * y > 0).term))))
    rule = prepare(k.assume(t))
    assert [v.type for v in rule.variables] == [real, real]
    assert len(rule.conditions) == 2
    assert parts(rule.conclusion)[0] == "gt"
    assert rule.sides is None
    assert rule.theorem.concl.canon is t.canon


def test_sides_of_an_equation() -> None:
    rule = prepare(LEMMAS["abs_mul"].theorem)
    assert rule.sides is not None
    assert [parts(s)[0] for s in rule.sides] == ["abs", "mul"]
    assert rule.schematic


def test_a_fact_with_hypotheses_keeps_its_types() -> None:
    assert not prepare(k.assume((x > 0).term)).schematic


def test_a_lemma_is_not_proved_by_matching() -> None:
    """A rule is lazy: its proof runs when a match is used."""
    ran: list[int] = []

    def proof() -> Any:
        ran.append(1)
        return LEMMAS["abs_mul"].theorem

    source = LEMMAS["abs_mul"].rule
    rule = Rule(proof, source.variables, source.conditions, source.conclusion, True)
    m = matches(rule, equation(abs(x * y).term, (abs(x) * abs(y)).term))
    assert m is not None and not ran
    checked(use(m, []), equation(abs(x * y).term, (abs(x) * abs(y)).term))
    assert ran


# matching


@pytest.mark.parametrize(
    ("pattern", "target", "values"),
    [
        ((x + y).term, (exp(z) + 1).term, [exp(z).term, literal(1)]),
        ((x + x).term, (z + z).term, [z.term, None]),
        ((x * (y + 1)).term, (z**2 * (abs(z) + 1)).term, [(z**2).term, abs(z).term]),
    ],
)
def test_first_order(pattern: Term, target: Term, values: list[Term | None]) -> None:
    rule = rule_of(equation(pattern, pattern), x, y)
    m = Match(rule)
    assert rule.sides is not None
    assert m.match(rule.sides[0], target)
    assert [m.terms.get(v) for v in rule.variables] == values


@pytest.mark.parametrize(
    ("pattern", "target"),
    [
        ((x + x).term, (z + y).term),  # one variable, two values
        ((x + y).term, (z * y).term),  # another head
        ((x + 1).term, (z + 2).term),  # another numeral
        ((x + z).term, (x + y).term),  # z is free: it is no variable of the rule
        (call("cast", n.term), z.term),
    ],
)
def test_no_match(pattern: Term, target: Term) -> None:
    rule = rule_of(equation(pattern, pattern), x, y)
    m = Match(rule)
    assert rule.sides is not None
    assert not (m.match(rule.sides[0], target) and m.settle())


def test_a_pattern_of_a_bound_variable_takes_the_body() -> None:
    """f under a binder matches any body; the value is the function of the bound variable."""
    rule = rule_of(for_all(x.term, (f(x) <= y).term), f, y)
    m = Match(Rule(rule.proof, rule.variables[:2], (), for_all(x.term, (Expr(rule.variables[0])(x) <= Expr(rule.variables[1])).term), True))
    target = for_all(z.term, (z**2 + exp(z) <= 3).term)
    assert m.match(m.rule.conclusion, target) and m.settle()
    assert m.terms[rule.variables[0]].canon is abstract(z.term, (z**2 + exp(z)).term).canon
    assert m.terms[rule.variables[1]] is literal(3)


def test_a_bound_variable_does_not_escape() -> None:
    """c in `for all x: c <= 1` is one number; it cannot be the bound variable."""
    rule = rule_of(for_all(x.term, (y <= 1).term), y)
    pattern = for_all(x.term, (Expr(rule.variables[0]) <= 1).term)
    only = Rule(rule.proof, rule.variables[:1], (), pattern, True)
    assert matches(only, for_all(z.term, (z <= 1).term)) is None
    assert matches(only, for_all(z.term, (exp(x) <= 1).term)) is not None


def test_a_variable_applied_to_a_term_waits_for_its_value() -> None:
    """f(1) alone says little; with f known it is compared."""
    left = call("implies", for_all(x.term, (f(x) <= 0).term), (f(Expr(literal(1))) <= 0).term)
    rule = rule_of(left, f)
    v = Expr(rule.variables[0])
    whole = Rule(rule.proof, rule.variables, (), call("implies", for_all(x.term, (v(x) <= 0).term), (v(Expr(literal(1))) <= 0).term), True)
    good = call("implies", for_all(z.term, (z + z**2 <= 0).term), (Expr(literal(1)) + Expr(literal(1)) ** 2 <= 0).term)
    bad = call("implies", for_all(z.term, (z + z**2 <= 0).term), (Expr(literal(2)) + Expr(literal(1)) ** 2 <= 0).term)
    assert matches(whole, good) is not None
    assert matches(whole, bad) is None


def test_eta_expanded_and_plain_functions_match() -> None:
    rule = rule_of(equation(f.term, f.term), f)
    assert rule.sides is not None
    assert matches(rule, g.term, rule.sides[0]) is not None
    assert matches(rule, abstract(x.term, g(x).term), rule.sides[0]) is not None


def test_types_of_lemmas_are_instantiated_and_those_of_facts_are_not() -> None:
    a = type_var("a")
    u = var("u", a)
    statement = for_all(u, equation(u, u))
    lemma, fact = prepare(k.generalize(u, k.refl(u)), schematic=True), prepare(k.assume(statement), schematic=False)
    target = equation(x.term, x.term)
    assert matches(lemma, target) is not None
    assert matches(fact, target) is None


# use


def test_use_discharges_conditions_in_order() -> None:
    rule = LEMMAS["le_trans"].rule
    m = Match(rule)
    assert m.match(rule.conclusion, (x <= z).term)
    first, second = k.assume((x <= y).term), k.assume((y <= z).term)
    for condition, premise in zip(rule.conditions, (first, second), strict=True):
        assert m.match(condition, premise.concl)
    checked(use(m, [first, second]), x <= z, [x <= y, y <= z])


def test_use_with_the_wrong_premise_is_refused_by_the_kernel() -> None:
    from derive.errors import RuleError

    rule = LEMMAS["le_trans"].rule
    m = Match(rule)
    assert m.match(rule.conclusion, (x <= z).term)
    assert m.match(rule.conditions[0], (x <= y).term)
    with pytest.raises(RuleError):
        use(m, [k.assume((x <= y).term), k.assume((z <= y).term)])


# matching, then instantiating, gives back the target

NAMES = vocabulary()


@pytest.mark.parametrize("name", LEMMA_RULES)
def test_an_instance_of_a_lemma_matches_its_conclusion(name: str) -> None:
    """Variables are replaced by random terms of their types; the match finds them, and its instance is the target."""
    rule = LEMMAS[name].rule
    random = Random(name)
    builder = Builder(random.randrange, NAMES, heads=["add", "mul", "neg", "exp", "abs", "nat_add", "le"])
    for _ in range(3):
        values = {v: builder.term(v.type, 2) for v in rule.variables}
        target = substitute(rule.conclusion, values)
        m = Match(rule)
        plain = not any(v.type.name == "fun" or v.type.is_var for v in rule.variables)
        found = m.match(rule.conclusion, target) and m.settle()
        assert found or not plain, (Expr(rule.conclusion), Expr(target))
        if found and not m.missing(rule.conclusion):
            instance = m.instance(rule.conclusion)
            assert instance is not None and instance.canon is target.canon
        if found and plain:
            known = frees(rule.conclusion) & set(rule.variables)
            assert all(m.terms[v].canon is values[v].canon for v in known)


@example(st.randoms(use_true_random=False))
def test_an_instance_of_a_random_pattern_matches(random: Random) -> None:
    """Patterns of any shape: whenever a match is reported, its instance is the target."""
    builder = Builder(random.randrange, NAMES)
    pattern = builder.term(bool_, 3)
    variables = sorted((v for v in frees(pattern) if not v.type.tvars), key=lambda v: v.name)
    if not variables:
        return
    target = substitute(pattern, {v: builder.term(v.type, 1) for v in variables})
    rule = prepare(k.assume(_closed(pattern, variables)), schematic=False)
    m = Match(rule)
    if m.match(rule.conclusion, target) and m.settle() and not m.missing(rule.conclusion):
        instance = m.instance(rule.conclusion)
        assert instance is not None and instance.canon is target.canon


def _closed(t: Term, variables: list[Term]) -> Term:
    for v in reversed(variables):
        t = for_all(v, t)
    return t


@example(st.randoms(use_true_random=False))
def test_a_reported_match_of_two_random_terms_is_one(random: Random) -> None:
    """Pattern and target drawn apart: a match is rare, and right."""
    builder = Builder(random.randrange, NAMES, heads=["add", "mul", "le", "abs"])
    pattern, target = builder.term(bool_, 3), builder.term(bool_, 3)
    variables = sorted((v for v in frees(pattern) if v.type is real), key=lambda v: v.name)
    rule = prepare(k.assume(_closed(pattern, variables)), schematic=False)
    m = Match(rule)
    if len(rule.variables) == len(variables) and m.match(rule.conclusion, target) and m.settle() and not m.missing(rule.conclusion):
        instance = m.instance(rule.conclusion)
        assert instance is not None and instance.canon is target.canon


def test_copies_do_not_share_what_they_learn() -> None:
    rule = LEMMAS["le_trans"].rule
    m = Match(rule)
    assert m.match(rule.conclusion, (x <= z).term)
    other = m.copy()
    assert other.match(rule.conditions[0], (x <= y).term)
    assert len(other.terms) == 3 and len(m.terms) == 2


def test_instance_of_a_pattern_with_unknown_variables() -> None:
    rule = LEMMAS["le_trans"].rule
    m = Match(rule)
    assert m.missing(rule.conclusion)
    assert m.match(rule.conclusion, (x <= z).term)
    assert not m.missing(rule.conclusion) and m.missing(rule.conditions[0])


def test_generalized_theorems_are_rules() -> None:
    th = gen(k.field((x + y).term, (y + x).term), x.term, y.term)
    m = matches(prepare(th), equation((z + 1).term, (1 + z).term))
    assert m is not None
    checked(use(m, []), equation((z + 1).term, (1 + z).term))


def test_function_types() -> None:
    h = var("h", fun(nat, real))
    rule = rule_of(equation(apply(h, n.term), apply(h, n.term)), Expr(h))
    assert rule.sides is not None
    assert matches(rule, apply(const("cast"), n.term), rule.sides[0]) is not None
