"""Normal forms: equations that keep the value, the same form twice, and nothing computed that needs an absent condition."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from derive.kernel.terms import Term, apply
from derive.language.expr import And, Eq, Expr, Natural, Ne, Rational, Real
from derive.language.logic import call
from derive.language.symbols import E, Prod, Seq, Sum, density, exp, forall, log, norm, spaces, symbols
from derive.tactics.logic import parts_of_eq
from derive.tactics.normal import equal, licences, nonzero, normal
from tests.strategies import RATIONALS, arithmetic, terms, vocabulary
from tests.tactics.support import checked, evaluate, plain, prover, same_twice

x, y, z = symbols("x y z", Real)
n, l, m = symbols("n l m", Natural)
f = symbols("f", Real >> Real)
b = symbols("b", Seq(Real))
S = spaces("S")
s, s_ = symbols("s s'", S)
V, W = symbols("V W", S >> Real)
q = density("q", S)
NAMES = vocabulary()

SAME: list[tuple[list[Expr], Expr, Expr]] = [
    ([], (x + y) ** 2, x**2 + 2 * x * y + y**2),
    ([], (x - y) * (x + y), x**2 - y**2),
    ([], x - (y - z), x - y + z),
    ([], x / 2 + x / 2, x),
    ([], exp(x + y), exp(y + x)),
    ([], exp((x + 1) * x), exp(x**2 + x)),
    ([], f(x + x) * f(2 * x), f(2 * x) ** 2),
    ([], 1 / (1 + exp(-x)) * (1 + exp(-x)), Rational(1)),
    ([], exp(x) / exp(x), Rational(1)),
    ([], x ** (n + 2), x * x**n * x),
    ([], 2 ** (n + 1), 2**n * 2),
    ([], (x * y) ** n, y**n * x**n),
    ([], b[n + 1 + 1], b[n + 2]),
    ([], b[n + 1 - 1], b[n]),
    ([], abs(exp(x)), exp(x)),
    ([], abs(x**2), x**2),
    ([], abs(-x), abs(x)),
    ([], abs(x - y), abs(y - x)),
    ([], abs(Rational(-3)), Rational(3)),
    ([], Sum[l, 1, 3](b[l]), b[1] + b[2] + b[3]),
    ([], Sum[l, 1, 0](b[l]), Rational(0)),
    ([], Prod[l, 1, 0](b[l]), Rational(1)),
    ([], Prod[l, 1, 2](b[l]), b[2] * b[1]),
    ([], Sum[l, 1, n + 1](b[l]), Sum[l, 1, n](b[l]) + b[n + 1]),
    ([], Sum[l, 0, 2](b[l]), b[0] + b[1] + b[2]),
    ([], Prod[l, 1, n](x), x**n),
    ([], Sum[l, 1, n](x), n * x),
    ([], Sum[m, 1, n](b[m]), Sum[l, 1, n](b[l])),
    ([], E[q(s)](V(s)), E[q(s_)](V(s_))),
    ([], E[q(s)]((V(s) + W(s)) ** 2), E[q(s)](V(s) ** 2 + 2 * V(s) * W(s) + W(s) ** 2)),
    ([], exp(Rational(0)), Rational(1)),
    ([], log(Rational(1)), Rational(0)),
    ([x > 0], x / x, Rational(1)),
    ([Ne(x, 0)], y / x * x, y),
    ([x > 0], abs(x * exp(y)), x * exp(y)),
    ([x <= 0], abs(x), -x),
    ([x > 0, y > 0], 1 / x + 1 / y, (x + y) / (x * y)),
    ([Ne(x - y, 0)], (x**2 - y**2) / (x - y), x + y),
    ([x > y], (x**2 - y**2) / (x - y), x + y),
    ([x > 0], 1 / (1 / x), x),
    ([], norm(V - W), norm(V - W)),
]

DIFFERENT: list[tuple[list[Expr], Expr, Expr]] = [
    ([], (x + y) ** 2, x**2 + x * y + y**2),
    ([], x - (y - z), x - y - z),
    ([], x / x, Rational(1)),
    ([], y / x * x, y),
    ([], abs(x), x),
    ([], abs(x), -x),
    ([x >= 0], abs(x - 1), x - 1),
    ([], exp(x + y), exp(x) + exp(y)),
    ([], exp(x + y), exp(x - y)),
    ([], log(x), log(y)),
    ([], x ** (n + 2), x ** (n + 1)),
    ([], (x + y) ** n, x**n + y**n),
    ([], b[n + 1], b[n]),
    ([], b[n - 1 + 1], b[n]),  # subtraction of natural numbers is truncated: at n = 0 the left side is b_1
    ([], b[(n - 1) + (m - n)], b[m - 1]),
    ([], Sum[l, 1, 3](b[l]), b[1] + b[2]),
    ([], Sum[l, 1, n](b[l]), Sum[l, 1, n + 1](b[l])),
    ([], Sum[l, 0, n](x), n * x),
    ([], Prod[l, 0, n](x), x**n),
    ([], Sum[l, 1, n](b[l]), Sum[l, 1, n](b[n])),
    ([], E[q(s)](V(s)), E[q(s)](W(s))),
    ([], E[q(s)](V(s) ** 2), E[q(s)](V(s)) ** 2),
    ([x > 0], 1 / x + 1 / y, (x + y) / (x * y)),
    ([], (x**2 - y**2) / (x - y), x + y),
]


def ids(rows: list[tuple[list[Expr], Expr, Expr]]) -> list[str]:
    return [f"{a!r} and {c!r}" for _, a, c in rows]


@pytest.mark.parametrize(("given", "a", "c"), SAME, ids=ids(SAME))
def test_equal(given: list[Expr], a: Expr, c: Expr) -> None:
    facts = [*given, *_declared()]
    checked(equal(prover(*facts), a.term, c.term), Eq(a, c), facts)


@pytest.mark.parametrize(("given", "a", "c"), DIFFERENT, ids=ids(DIFFERENT))
def test_not_equal(given: list[Expr], a: Expr, c: Expr) -> None:
    assert equal(prover(*given, *_declared()), a.term, c.term) is None


def _declared() -> list[Expr]:
    from derive.language.symbols import SYMBOLS

    return [Expr(t) for t in SYMBOLS[q(s).term.fun].facts]


@pytest.mark.parametrize("t", [a for _, a, _ in SAME] + [c for _, _, c in DIFFERENT], ids=repr)
def test_the_normal_form_of_a_normal_form_is_itself(t: Expr) -> None:
    p = prover(*_declared())
    once = normal(p, t.term)
    now = parts_of_eq(once)[1]
    assert parts_of_eq(once)[0].canon is t.term.canon
    assert parts_of_eq(normal(p, now))[1].canon is now.canon


@example(terms(NAMES, depth=3))
def test_normal_forms_of_random_statements(t: Term) -> None:
    """The theorem is about the term; the form is reached in one step; no hypotheses appear."""
    p = prover()
    p.start(20_000, 5.0)
    th = normal(p, t)
    left, right = parts_of_eq(th)
    assert left.canon is t.canon and not th.hyps
    assert parts_of_eq(normal(p, right))[1].canon is right.canon


numbers = RATIONALS
quotients = arithmetic([x.term, y.term], "add sub mul div neg inv abs", leaves=6, powers=(0, 2))


@example(quotients, numbers, numbers)
def test_the_value_is_kept(t: Term, first: Fraction, second: Fraction) -> None:
    """Also where a denominator is 0: division by 0 is 0 in the logic, and nothing may be cancelled there."""
    p = prover()
    p.start(20_000, 5.0)
    right = parts_of_eq(normal(p, t))[1]
    values = {x.term: first, y.term: second}
    assert evaluate(right, values) == evaluate(t, values)


@example(quotients, quotients, st.lists(st.tuples(numbers, numbers), min_size=8, max_size=8))
def test_terms_that_are_proved_equal_have_equal_values(a: Term, c: Term, points: list[tuple[Fraction, Fraction]]) -> None:
    p = prover()
    p.start(20_000, 5.0)
    th = equal(p, a, c)
    if th is None:
        return
    checked(th, Eq(Expr(a), Expr(c)))
    for first, second in points:
        values = {x.term: first, y.term: second}
        assert evaluate(a, values) == evaluate(c, values)


def test_computation_below_a_binder() -> None:
    checked(equal(prover(), forall[x](x + x <= y).term, forall[z](2 * z <= y).term), Eq(forall[x](x + x <= y), forall[z](2 * z <= y)))
    assert equal(prover(), forall[x](x + x <= y).term, forall[z](3 * z <= y).term) is None


def test_a_condition_at_one_point_is_no_condition_below_a_binder() -> None:
    """x is not 0 here; the bound x of the quantifier may be."""
    p = prover(Ne(x, 0))
    assert equal(p, forall[x](Eq(x / x, 1)).term, forall[x](Eq(x * 0 + 1, 1)).term) is None


def test_statements_part_by_part() -> None:
    a, c = And(x + x <= y, Eq(z, exp(y + x))), And(2 * x <= y, Eq(z, exp(x + y)))
    checked(equal(prover(), a.term, c.term), Eq(a, c))
    assert equal(prover(), a.term, And(2 * x <= y, Eq(z, exp(x - y))).term) is None


def test_two_types_are_never_equal() -> None:
    assert equal(prover(), x.term, n.term) is None


def test_under_a_density_what_is_positive_there_may_be_divided_by() -> None:
    p = prover(*_declared())
    a, c = E[q(s)](q(s) * V(s) / q(s)), E[q(s)](V(s))
    checked(equal(p, a.term, c.term), Eq(a, c), _declared())
    other = density("r", S)
    assert equal(prover(*_declared()), E[q(s)](other(s) * V(s) / other(s)).term, c.term) is None


@pytest.mark.parametrize(
    ("given", "t", "known"),
    [
        ([], exp(x), True),
        ([], 1 + exp(x), True),
        ([], exp(x) * exp(y) ** 2, True),
        ([], (exp(x) + 1) ** n, True),
        ([], 1 / exp(x), True),
        ([Ne(x, 0)], x, True),
        ([Ne(x, 0), y > 0], x * y, True),
        ([x > 0], x**n, True),
        ([], x, False),
        ([], 1 - exp(x), False),
        ([Ne(x, 0)], x * y, False),
        ([], x**n, False),
        ([x >= 0], x, False),
    ],
    ids=repr,
)
def test_what_is_not_zero(given: list[Expr], t: Expr, known: bool) -> None:
    th = nonzero(prover(*given), t.term)
    if known:
        checked(th, call("not", Eq(t, 0).term), given)
    else:
        assert th is None


def test_licences_are_the_known_denominators_at_the_top() -> None:
    p = prover(Ne(x, 0))
    found = licences(p, (y / x + 1 / (1 + exp(z)) + 1 / y + E[q(s)](1 / exp(z))).term)
    assert {t.concl.arg.fun.arg.canon for t in found} == {x.term, (1 + exp(z)).term.canon}


def test_truncated_subtraction() -> None:
    p = prover()
    for a, c, same in ((n + 3 - 2, n + 1, True), (n + 1 - (n + 1), n * 0, True), (n - 1, n, False), (n - n, n * 0, True)):
        th = equal(p, a.term, c.term)
        assert (th is not None) is same, (a, c)


def test_large_products_are_left_alone() -> None:
    t = ((x + y + z + 1) ** 13).term
    th = normal(prover(), t)
    assert parts_of_eq(th)[0].canon is t.canon


def test_inequalities_are_normalised_inside() -> None:
    th = normal(prover(), plain(x + x <= y * 2))
    assert parts_of_eq(th)[1].canon is plain(2 * x <= 2 * y).canon


def test_twice_the_same() -> None:
    same_twice(lambda: normal(prover(*_declared()), E[q(s)]((V(s) + W(s)) ** 2 / (1 + exp(x)) + abs(x - y)).term))
    same_twice(lambda: equal(prover(x > 0, y > 0), (1 / x + 1 / y).term, ((x + y) / (x * y)).term))


def test_applied_functions() -> None:
    assert apply(f.term, x.term) is f(x).term
