"""Forward differentiation against mpmath's numerical derivative, on functions made at random from the heads."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest

from derive.evidence.catalogue import CATALOGUE
from derive.evidence.numbers import NoValue, derivative, rational, set_precision
from derive.kernel.terms import abstract, literal, parts, var
from derive.kernel.types import real
from derive.language.expr import Expr
from derive.language.symbols import D, exp, log, sigmoid, tanh
from tests.evidence.support import near, value

x = Expr(var("x", real))
LEAVES = [x, x, x, Expr(literal(1)), Expr(literal(Fraction(1, 2))), Expr(literal(-2))]


def grown(rng: Random, depth: int) -> Expr:
    if depth == 0:
        return rng.choice(LEAVES)
    a, b = grown(rng, depth - 1), grown(rng, rng.randrange(depth))
    return rng.choice(
        [
            lambda: a + b,
            lambda: a - b,
            lambda: a * b,
            lambda: a / (2 + b * b),
            lambda: tanh(a),
            lambda: sigmoid(a),
            lambda: exp(tanh(a)),
            lambda: log(1 + a * a),
            lambda: a**3 / 10,
            lambda: abs(3 + sigmoid(a)),
            lambda: -a,
        ]
    )()


def numeric(t: Any, at: Any) -> Any:
    """The term in mpmath, by a walk of its own."""
    if t is x.term:
        return at
    name, args = parts(t)
    if not name:
        return mpmath.mpf(t.value.numerator) / t.value.denominator
    u = [numeric(a, at) for a in args if a.type is real]
    if name == "pow":
        return u[0] ** int(args[1].value)
    return {
        "add": lambda: u[0] + u[1],
        "sub": lambda: u[0] - u[1],
        "mul": lambda: u[0] * u[1],
        "div": lambda: u[0] / u[1],
        "neg": lambda: -u[0],
        "abs": lambda: abs(u[0]),
        "exp": lambda: mpmath.exp(u[0]),
        "log": lambda: mpmath.log(u[0]),
        "tanh": lambda: mpmath.tanh(u[0]),
        "sigmoid": lambda: 1 / (1 + mpmath.exp(-u[0])),
        "cast": lambda: u[0],
    }[name]()


@pytest.mark.parametrize("seed", range(60))
def test_first_derivative(seed: int) -> None:
    rng = Random(seed)
    f = grown(rng, 3)
    at = Fraction(rng.randint(-6, 6), rng.randint(1, 4))
    with mpmath.workdps(40):
        expected = mpmath.diff(lambda u: numeric(f.term, u), mpmath.mpf(at.numerator) / at.denominator)
        assert near(value(D[x](f), {x: rational(at)}), expected)


@pytest.mark.parametrize("seed", range(20))
def test_second_derivative(seed: int) -> None:
    rng = Random(1000 + seed)
    f = grown(rng, 2)
    at = Fraction(rng.randint(-4, 4), rng.randint(1, 3))
    with mpmath.workdps(60):
        expected = mpmath.diff(lambda u: numeric(f.term, u), mpmath.mpf(at.numerator) / at.denominator, 2)
        assert near(value(D[x](D[x](f)), {x: rational(at)}), expected)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
@pytest.mark.parametrize("at", ["0", "1", "-3/2"])
def test_test_functions(name: str, at: str) -> None:
    set_precision(64)
    f, source = CATALOGUE[name], CATALOGUE[name].python
    python: Any = eval(source, {"F": mpmath.mpf, "exp": mpmath.exp, "tanh": mpmath.tanh, "abs": abs})
    a = Fraction(at)
    with mpmath.workdps(40):
        point = mpmath.mpf(a.numerator) / a.denominator
        assert near(f(rational(a)), python(point))
        if not f.smooth and not a:
            with pytest.raises(NoValue, match="undefined"):
                derivative(f, rational(a))
        else:
            assert near(derivative(f, rational(a)), mpmath.diff(python, point))


def test_the_published_tables_of_wrong_derivatives_are_not_repeated() -> None:
    """d/dx of 1/tan-like compositions: the inner derivative is not lost."""
    f = 1 / (1 + exp(-(2 * x)))
    with mpmath.workdps(40):
        expected = mpmath.diff(lambda u: 1 / (1 + mpmath.exp(-2 * u)), mpmath.mpf(1) / 3)
    assert near(value(D[x](f), {x: rational(Fraction(1, 3))}), expected)


def test_a_function_without_value_has_no_derivative() -> None:
    with pytest.raises(NoValue, match="undefined"):
        value(D[x](log(x)), {x: rational(0)})
    assert abstract(x.term, x.term).type.args == (real, real)
