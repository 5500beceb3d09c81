"""Derivatives: computed by the rules, against SymPy's in numbers; nothing is differentiable that is not known to be."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import assume
from hypothesis import given as example
from hypothesis import strategies as st

from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, frees, literal, parts
from derive.kernel.types import nat
from derive.language.expr import Eq, Expr, Natural, Ne, Real
from derive.language.logic import call
from derive.language.symbols import D, differentiable, exp, forall, log, sigmoid, symbols, tanh
from derive.language.sympy_bridge import to_sympy
from derive.tactics.calc import cite
from derive.tactics.deriv import differentiate, has_deriv
from derive.tactics.lemma import LEMMAS
from derive.tactics.prover import Prover
from tests.strategies import arithmetic
from tests.tactics.support import checked, prover, proves, refuses, same_twice

x, y, c = symbols("x y c", Real)
n = symbols("n", Natural)
f, g = symbols("f g", Real >> Real)
DIFF = LEMMAS["differentiation"]


def derivative(p: Prover, t: Expr | Term, at: Expr = x) -> Term:
    """The derivative found for x -> t at a point; the theorem is checked for its form."""
    body = t.term if isinstance(t, Expr) else t
    th = has_deriv(p, abstract(x.term, body), at.term)
    name, (function, d, point) = parts(th.concl)
    assert name == "has_deriv" and point is at.term
    assert function.canon is abstract(x.term, body).canon
    return d


TRUE: list[tuple[list[Expr], Expr, Expr]] = [
    ([], c * x, c + 0 * x),
    ([], x**3, 3 * x**2),
    ([], x ** (n + 1), (n + 1) * x**n),
    ([], (x * y - 1) ** 2, 2 * y * (x * y - 1)),
    ([], exp(x**2), 2 * x * exp(x**2)),
    ([], x * exp(-x), (1 - x) * exp(-x)),
    ([], 1 / (1 + exp(x)), -exp(x) / (1 + exp(x)) ** 2),
    ([], log(1 + x**2), 2 * x / (1 + x**2)),
    ([x > 0], log(x), 1 / x),
    ([x > 0], x * log(x) - x, log(x)),
    ([Ne(x, 0)], 1 / x, -1 / x**2),
    ([differentiable(f)], f(2 * x + 1), 2 * D(f)(2 * x + 1)),
    ([differentiable(f), differentiable(g)], f(g(x)), D(f)(g(x)) * D(g)(x)),
    ([differentiable(f), forall[y](f(y) > 0)], log(f(x)), D(f)(x) / f(x)),
]

FALSE: list[tuple[list[Expr], Expr, Expr]] = [
    ([], x**3, 2 * x**2),
    ([], x ** (n + 1), n * x**n),
    ([], exp(x**2), exp(x**2)),
    ([], x * exp(-x), (1 + x) * exp(-x)),
    ([], 1 / (1 + exp(x)), exp(x) / (1 + exp(x)) ** 2),
    ([], log(x), 1 / x),  # x > 0 is not known
    ([], 1 / x, -1 / x**2),
    ([], f(2 * x + 1), 2 * D(f)(2 * x + 1)),  # f is not known to be differentiable
    ([differentiable(f)], f(2 * x + 1), D(f)(2 * x + 1)),
    ([differentiable(f), differentiable(g)], f(g(x)), D(f)(g(x))),
    ([differentiable(f), differentiable(g)], f(x) * g(x), D(f)(x) * D(g)(x)),
    ([differentiable(f)], log(f(x)), D(f)(x) / f(x)),
]


@pytest.mark.parametrize(("given", "t", "d"), TRUE, ids=[repr(row[1]) for row in TRUE])
def test_rules(given: list[Expr], t: Expr, d: Expr) -> None:
    proves(Eq(D[x](t), d), DIFF, given=given)


@pytest.mark.parametrize(("given", "t", "d"), FALSE, ids=[f"{row[1]!r} {row[2]!r}" for row in FALSE])
def test_wrong_derivatives(given: list[Expr], t: Expr, d: Expr) -> None:
    refuses(Eq(D[x](t), d), DIFF, given=given)


def test_definitions_of_activations_are_cited() -> None:
    proves(Eq(D(tanh)(x), 1 - tanh(x) ** 2), tanh, DIFF)
    proves(Eq(D(sigmoid)(2 * x), sigmoid(2 * x) * (1 - sigmoid(2 * x))), sigmoid, DIFF)
    refuses(Eq(D(sigmoid)(x), sigmoid(x) * (1 - sigmoid(x))), DIFF)


numbers = st.fractions(min_value=-2, max_value=2, max_denominator=3)


def _smooth(inner: st.SearchStrategy[Term]) -> list[st.SearchStrategy[Term]]:
    """Quotients and logarithms that are differentiable everywhere."""
    two = literal(2, nat)
    return [
        inner.map(lambda t: call("inv", call("add", literal(1), call("exp", t)))),
        inner.map(lambda t: call("log", call("add", literal(1), call("pow", t, two)))),
        st.tuples(inner, inner).map(lambda a: call("div", a[0], call("add", literal(2), call("pow", a[1], two)))),
    ]


functions = arithmetic([x.term, y.term], "add sub mul neg exp", _smooth, leaves=5, powers=(1, 3))


@example(functions, numbers, numbers)
def test_the_derivative_is_that_of_sympy(t: Term, at: Fraction, other: Fraction) -> None:
    """In numbers: at random points both have the same value."""
    p = prover()
    p.start(20_000, 10.0)
    d = derivative(p, t)
    values = {to_sympy(x): sympy.Rational(at), to_sympy(y): sympy.Rational(other)}
    wanted = sympy.diff(to_sympy(Expr(t)), to_sympy(x)).subs(values)
    found = to_sympy(Expr(d)).subs(values)
    with mpmath.workdps(30):
        a, b = mpmath.mpf(sympy.N(wanted, 30)), mpmath.mpf(sympy.N(found, 30))
        assume(abs(a) < 1e12)
        assert abs(a - b) <= 1e-18 * (1 + abs(a)), (Expr(t), Expr(d))


def test_a_constant_and_the_variable_itself() -> None:
    assert derivative(prover(), y) is literal(0)
    assert derivative(prover(), x) is literal(1)


def test_a_point_other_than_the_variable() -> None:
    assert frees(derivative(prover(), x**2, y)) == {y.term}


@pytest.mark.parametrize("t", [log(x), 1 / x, f(x), abs(x), x ** (2 * n), log(x**2)], ids=repr)
def test_what_has_no_derivative_by_the_rules(t: Expr) -> None:
    p = prover()
    with pytest.raises(StepError):
        derivative(p, t)


def test_the_missing_condition_is_noted() -> None:
    p = prover()
    with pytest.raises(StepError, match="a condition is missing"):
        derivative(p, 1 / x)
    assert call("not", Eq(x, 0).term) in p.missing
    p = prover()
    with pytest.raises(StepError, match="a condition is missing"):
        derivative(p, f(x))
    assert any(f.term in frees(goal) and "differentiable" in repr(goal) for goal in p.missing)


def test_an_exponent_without_rule_is_named() -> None:
    with pytest.raises(StepError, match="this power has no derivative rule") as caught:
        derivative(prover(), x ** (2 * n))
    assert caught.value.needed == "an exponent of the form n + 1, or a number"


@pytest.mark.parametrize(
    ("given", "t", "known"),
    [
        ([], x**2 * exp(x), True),
        ([], 1 / (1 + exp(x)), True),
        ([x > 0], log(x), True),
        ([differentiable(f)], f(f(x)), True),
        ([], log(x), False),
        ([], 1 / x, False),
        ([], f(x), False),
        ([], abs(x), False),
        ([differentiable(f)], g(f(x)), False),
    ],
    ids=repr,
)
def test_differentiability(given: list[Expr], t: Expr, known: bool) -> None:
    goal = call("differentiable_at", abstract(x.term, t.term), x.term)
    th = prover(*given).prove(goal)
    if known:
        checked(th, goal, given)
    else:
        assert th is None


def test_a_derivative_is_not_computed_without_both_arguments() -> None:
    assert differentiate(prover(), D(exp).term) is None


def test_twice_the_same() -> None:
    def run() -> object:
        p = cite(prover(), [sigmoid.term])
        return has_deriv(p, abstract(x.term, (sigmoid(x) * exp(x) / (1 + x**2)).term), x.term)

    same_twice(run)  # type: ignore[arg-type]


def test_the_kernel_sees_the_condition() -> None:
    """The derivative of 1/x rests on the hypothesis that x is not 0."""
    th = has_deriv(prover(Ne(x, 0)), abstract(x.term, (1 / x).term), x.term)
    assert len(th.hyps) == 1
    assert k.discharge(th.hyps[0], th).hyps == ()
    assert apply(parts(th.concl)[1][0], y.term).canon is (1 / y).term.canon
