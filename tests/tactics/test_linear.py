"""Linear arithmetic: what follows from linear inequalities is proved, and nothing else is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as example
from hypothesis import strategies as st

from derive.kernel import rules as k
from derive.kernel.terms import Term, literal, parts
from derive.language.expr import Eq, Expr, Natural, Rational, Real
from derive.language.logic import call
from derive.language.symbols import exp, symbols
from derive.tactics.linear import flat_form, linear, raw_form
from tests.tactics.support import checked, evaluate, plain, prover, same_twice

x, y, z = symbols("x y z", Real)
n = symbols("n", Natural)

TRUE: list[tuple[list[Expr], Expr]] = [
    ([x <= y], x <= y + 1),
    ([x <= y], x < y + Rational(1, 1000)),
    ([x < y], x <= y),
    ([x <= y, y <= z], x <= z),
    ([x < y, y <= z], x < z),
    ([x <= y, y < z], x < z),
    ([x <= y], x / 2 <= y / 2),
    ([x <= y], 3 - 2 * y <= 3 - 2 * x),
    ([x <= y, z <= 4], x + z <= y + 4),
    ([x + y <= 2, x - y <= 4], x <= 3),
    ([x + y < 2, x - y <= 4], x < 3),
    ([Eq(x, 2 * y), y <= 3], x <= 6),
    ([Eq(x, y), Eq(y, z)], x <= z),
    ([0 <= x, 0 <= y], 0 <= x + y),
    ([0 <= x, 0 < y], 0 < x + y),
    ([x <= y], x + x**2 <= y + x**2),
    ([x * y <= 1], 2 * (y * x) <= 2),
    ([x <= exp(z)], x - 1 < exp(z)),
    ([], x < x + 1),
    ([], x <= x),
    ([], -exp(x) < 0),
    ([], 0 <= n + exp(x)),
    ([n <= x], n + 1 <= x + 1),
]

FALSE: list[tuple[list[Expr], Expr]] = [
    ([x <= y], x < y),  # equality is possible
    ([x <= y], y <= x),  # the other way round
    ([x <= y], x <= y - Rational(1, 1000)),
    ([x <= y], 2 * x <= 3 * y),
    ([x <= y, z <= y], x <= z),
    ([x <= y], -x <= -y),
    ([x + y <= 2, x - y <= 4], x <= Rational(29, 10)),
    ([x + y <= 2, x - y <= 4], x < 3),
    ([Eq(x, 2 * y), y <= 3], x < 6),
    ([0 <= x], 0 < x),
    ([0 <= x, 0 <= y], 0 < x + y),
    ([x <= y], x**2 <= y**2),
    ([], x <= 2 * x),
    ([], 0 < n),
    ([], exp(x) <= 0),
    ([], x < x),
]


@pytest.mark.parametrize(("given", "goal"), TRUE, ids=[repr(g) for _, g in TRUE])
def test_it_follows(given: list[Expr], goal: Expr) -> None:
    checked(linear(prover(*given), plain(goal)), plain(goal), given)


@pytest.mark.parametrize(("given", "goal"), FALSE, ids=[f"{h} not {g}" for h, g in FALSE])
def test_it_does_not_follow(given: list[Expr], goal: Expr) -> None:
    assert linear(prover(*given), plain(goal)) is None


@pytest.mark.parametrize("dropped", [0, 1])
def test_every_hypothesis_is_needed(dropped: int) -> None:
    given = [x + y <= 2, x - y <= 4]
    assert linear(prover(given[1 - dropped]), (x <= 3).term) is None


def test_only_used_hypotheses_are_in_the_theorem() -> None:
    th = linear(prover(x <= y, z <= x), (x <= y + 1).term)
    assert th is not None and [h.canon for h in th.hyps] == [(x <= y).term.canon]


def test_extra_facts() -> None:
    extra = k.assume((x <= y).term)
    checked(linear(prover(), (x <= y + 1).term, [extra]), x <= y + 1, [x <= y])


def test_twice_the_same() -> None:
    same_twice(lambda: linear(prover(x + y <= 2, x - y <= 4, z <= x), (x + z <= 6).term))


def test_many_facts_are_no_harm() -> None:
    """Facts beyond the limit are left out; the search stays finite."""
    many = [x + i * y <= i for i in range(30)]
    checked(linear(prover(*many), (x <= 0).term), x <= 0, many)


@pytest.mark.parametrize(
    ("t", "form"),
    [
        (2 * x - y / 3 + 1, {x: Fraction(2), y: Fraction(-1, 3), None: Fraction(1)}),
        (x - x, {}),
        (-(x + 1), {x: Fraction(-1), None: Fraction(-1)}),
        (x * y + 2, {x * y: Fraction(1), None: Fraction(2)}),
        (x * 3, {x: Fraction(3)}),
    ],
)
def test_raw_form(t: Expr, form: dict[Any, Fraction]) -> None:
    assert raw_form(t.term) == {key if key is None else key.term.canon: c for key, c in form.items()}


def test_flat_form_multiplies_out() -> None:
    assert flat_form(((x + 1) * (x - 1)).term) == {(x**2).term.canon: Fraction(1), None: Fraction(-1)}


small = st.integers(-3, 3)
rows = st.tuples(small, small, small, small, st.booleans())


def _statement(row: tuple[int, int, int, int, bool]) -> Term:
    """a x + b y + c z <= d, or < d."""
    a, b, c, d, strict = row
    t = call("add", call("add", call("mul", literal(a), x.term), call("mul", literal(b), y.term)), call("mul", literal(c), z.term))
    return call("lt" if strict else "le", t, literal(d))


def _holds(t: Term, values: dict[Term, Fraction]) -> bool:
    name, (a, b) = parts(t)
    left, right = evaluate(a, values), evaluate(b, values)
    return left < right if name == "lt" else left <= right


@example(st.lists(rows, min_size=1, max_size=4), rows, st.lists(st.tuples(small, small, small), min_size=12, max_size=12))
def test_nothing_false_is_proved(facts: list[Any], goal: Any, points: list[tuple[int, int, int]]) -> None:
    given, wanted = [_statement(f) for f in facts], _statement(goal)
    th = linear(prover(*given), wanted)
    if th is None:
        return
    checked(th, wanted, given)
    for point in points:
        for scale in (1, Fraction(1, 3), 7):
            values = {v.term: Fraction(c) * scale for v, c in zip((x, y, z), point, strict=True)}
            if all(_holds(f, values) for f in given):
                assert _holds(wanted, values)


@example(
    st.lists(rows, min_size=1, max_size=3),
    st.tuples(small, small, small),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.integers(0, 2),
)
def test_every_combination_is_found(facts: list[Any], point: tuple[int, int, int], weights: list[int], slack: int) -> None:
    """Completeness: a non-negative combination of facts that hold somewhere, with some slack, is proved."""
    rows_ = [(a, b, c, a * point[0] + b * point[1] + c * point[2] + abs(d), False) for a, b, c, d, _ in facts]
    total = [sum(w * f[i] for w, f in zip(weights, rows_, strict=False)) for i in range(4)]
    assume(total[0] and all(f[0] for f in rows_))  # every fact has to do with the goal
    wanted = _statement((total[0], total[1], total[2], total[3] + slack, False))
    given = [_statement(f) for f in rows_]
    checked(linear(prover(*given), wanted), wanted, given)
