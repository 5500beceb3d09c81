"""Limits by the form of a sequence: which are found, with which value, and which must not be."""

from __future__ import annotations

import pytest

from derive.kernel import rules as k
from derive.kernel.terms import parts
from derive.language.expr import Eq, Expr, Natural, Rational, Real
from derive.language.symbols import Seq, exists, forall, oo, symbols, tends
from derive.tactics.limits import limit
from derive.tactics.prover import Prover
from derive.tactics.refutation import absurd

n = symbols("n", Natural)
a, c, x = symbols("a c x", Real)
u, v = symbols("u v", Seq(Real))
half = Rational(1, 2)


def knowing(*facts: Expr) -> Prover:
    p = Prover()
    for h in facts:
        p.add(k.assume(h.term))
    return p


FACTS = (tends[n, oo](u[n], a), tends[n, oo](v[n], 0), c >= 0, c < 1)

FOUND = [
    (x, x),
    (u[n], a),
    (c**n, 0),
    (half**n, 0),
    (Rational(0) ** n, 0),
    (half ** (n + 3), 0),
    (u[n] + x, a + x),
    (u[n] - v[n], a),
    (3 * u[n], 3 * a),
    (-u[n], -a),
    (u[n] * u[n], a * a),
    (u[n] ** 2, a**2),
    (u[n] ** 3 * v[n], 0),
    (u[n] / x, a / x),
    (abs(u[n]), abs(a)),
    (u[n + 1], a),
    (u[n + 2] - u[n], 0),
    (x * c**n + u[n], a),
]


@pytest.mark.parametrize(("sequence", "value"), FOUND, ids=str)
def test_found(sequence: Expr, value: Expr) -> None:
    th = knowing(*FACTS).prove(tends[n, oo](sequence, value).term)
    assert th is not None and th.concl.canon is tends[n, oo](sequence, value).term.canon


NOT_FOUND = [
    (x**n, 0),  # nothing is known of x
    (Rational(1) ** n, 0),
    ((-1 * half) ** n, 1),
    (Rational(3, 2) ** n, 0),
    (c**n, 1),
    (u[n], 0),
    (u[n], x),
    (1 / v[n], 0),
    (x / u[n], x / a),  # a may be 0
    (n, 0),
    (n * c**n, 0),
    (u[2 * n], a),
    (v[n] * n, 0),
]


@pytest.mark.parametrize(("sequence", "value"), NOT_FOUND, ids=str)
def test_not_found(sequence: Expr, value: Expr) -> None:
    assert knowing(*FACTS).prove(tends[n, oo](sequence, value).term) is None


def test_powers_of_one_and_more_have_no_limit_0() -> None:
    assert knowing(c >= 0, c <= 1).prove(tends[n, oo](c**n, 0).term) is None
    assert knowing(c < 1).prove(tends[n, oo](c**n, 0).term) is None


def test_the_value_is_found_without_being_asked_for() -> None:
    th = limit(knowing(*FACTS), tends[n, oo](2 * u[n] + c**n, 0).term.fun.arg)
    assert th is not None and parts(th.concl)[1][1].type.name == "real"


def test_one_limit_contradicts_another() -> None:
    known = k.assume(forall[n](Eq(u[n], half**n)).term)
    p = knowing(tends[n, oo](u[n], 0))
    assert absurd(p, tends[n, oo](u[n], 1).term, known) is not None
    assert absurd(p, tends[n, oo](u[n], 0).term, known) is None
    assert absurd(p, tends[n, oo](u[n], x).term, known) is None
    assert absurd(p, exists[x](tends[n, oo](u[n], x + 1)).term, known) is None
