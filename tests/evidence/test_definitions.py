"""Hypotheses that define symbols."""

from __future__ import annotations

import pytest

from derive.evidence.definitions import definitions_among
from derive.evidence.evaluate import Evaluator
from derive.kernel.terms import Term, frees
from derive.language.expr import Eq, Expr, Natural, Real
from derive.language.symbols import Seq, forall, symbols
from tests.evidence.support import exact, q

x, y, a, c = symbols("x y a c", Real)
n, l = symbols("n l", Natural)
b = symbols("b", Seq(Real))
f = symbols("f", Seq(Real >> Real))
g = symbols("g", Real >> Real)
phi = symbols("phi", Real >> Real)


def evaluated(definitions: dict[Term, Term], term: Expr, **values: object) -> object:
    ev = Evaluator(definitions)
    known = {v: values[v.name] for v in frees(term.term) | {w for d in definitions.values() for w in frees(d)} if v.name in values}
    node = ev.node(term.term)
    ev.load({}, known)
    return node(())


def test_a_variable_and_its_body() -> None:
    found, used = definitions_among([Eq(a, x + 1).term, (x > 0).term])
    assert list(found) == [a.term] and used == {0}
    assert evaluated(found, a * 2, x=q(3)) == 8


def test_the_other_way_round() -> None:
    found, _ = definitions_among([Eq(x + 1, a).term])
    assert list(found) == [a.term]


@pytest.mark.parametrize("equation", [forall[x](Eq(g(x), x * x)), Eq(g(x), x * x)])
def test_a_function_by_its_values(equation: Expr) -> None:
    found, used = definitions_among([equation.term])
    assert used == {0} and not frees(found[g.term])
    assert evaluated(found, g(y), y=q(3)) == 9


def test_a_sequence_that_is_zero() -> None:
    found, _ = definitions_among([forall[l](Eq(b[l], 0)).term])
    assert evaluated(found, b[n], n=7) == 0


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("bound", [True, False])
def test_recursion_by_two_equations(order: int, bound: bool) -> None:
    base = forall[x](Eq(f[0](x), x)) if bound else Eq(f[0](x), x)
    step = forall[l, x](Eq(f[l + 1](x), phi(f[l](x) + b[l + 1])))
    found, used = definitions_among([base.term, step.term][::order])
    assert used == {0, 1} and frees(found[f.term]) == {phi.term, b.term}
    value = evaluated(found, f[3](y), y=q(1), phi=lambda u: u * 2, b=lambda i: q(i))
    assert exact(value) == ((1 + 1) * 2 + 2) * 2 * 2 + 6


def test_a_recursion_of_numbers() -> None:
    u = symbols("u", Seq(Real))
    found, _ = definitions_among([Eq(u[0], 1).term, forall[l](Eq(u[1 + l], u[l] * 2 + Expr(l.term))).term])
    assert exact(evaluated(found, u[4])) == (((1 * 2 + 0) * 2 + 1) * 2 + 2) * 2 + 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "hypotheses",
    [
        [Eq(a, a + 1)],  # f = f + 1
        [Eq(x * y, 1)],
        [forall[x](Eq(g(x), g(x + 1)))],
        [forall[l, x](Eq(f[l + 1](x), f[l + 1](x)))],
        [Eq(g(x), 0), Eq(g(y), 1)],  # two values: neither defines g everywhere
        [x >= 0],
    ],
)
def test_what_does_not_define(hypotheses: list[Expr]) -> None:
    assert definitions_among([h.term for h in hypotheses]) == ({}, set())


def test_of_a_cycle_only_one_equation_defines() -> None:
    found, used = definitions_among([Eq(a, c + 1).term, Eq(c, a + 1).term])
    assert list(found) == [a.term] and used == {0}
