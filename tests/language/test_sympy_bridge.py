"""To SymPy and back."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import StatementError
from derive.kernel.terms import LIT, VAR, Term, frees
from derive.kernel.types import nat, real
from derive.language.expr import Eq, Expr, Natural, Rational, Real
from derive.language.printer import spine
from derive.language.symbols import SYMBOLS, D, E, Prod, Seq, Sum, density, exp, forall, log, sigmoid, spaces, symbols, tanh
from derive.language.sympy_bridge import from_sympy, to_sympy
from tests import strategies
from tests.language import statements

x, y, b = symbols("x y b", Real)
n, m = symbols("n m", Natural)
f = symbols("f", Real >> Real)
h = symbols("h", Seq(Real >> Real))


def test_sympy_takes_expressions() -> None:
    assert sympy.diff(x**3, x) == 3 * to_sympy(x) ** 2
    assert sympy.sympify(x + 1) == to_sympy(x) + 1
    assert sympy.sqrt(x**2) == sympy.Abs(to_sympy(x))
    assert sympy.diff(sigmoid(x), x).subs(to_sympy(x), 0) == sympy.Rational(1, 4)


@pytest.mark.parametrize(
    "e",
    [
        x + y, x * y, x / y, -x, x - y, x**2, x**n, x ** (n + 1), x / 4, abs(x), exp(-x), log(x), tanh(x), f(x), f(x + 1), h[n](x), h[n + 1](x),
        D(f)(x), D(h[n])(x), D(f)(x + 1), D[x](f(x) ** 2), Sum[n, 1, m](x**n), Prod[n, 0, m](h[n](x)), h[n - 1](x),
    ],
)  # fmt: skip
def test_there_and_back(e: Expr) -> None:
    assert from_sympy(to_sympy(e)) == e


def test_relations() -> None:
    assert to_sympy(x < x) != sympy.false, "nothing is computed"
    for claim in (x <= y, x < y, x >= y, x > y, Eq(x, y)):
        assert from_sympy(to_sympy(claim)) == claim


def test_numbers_are_exact() -> None:
    assert from_sympy(sympy.Rational(1, 3)) == Rational(1, 3)
    with pytest.raises(StatementError, match="is a float"):
        from_sympy(sympy.Float("0.25") * sympy.Symbol("x"))
    with pytest.raises(StatementError, match="is a float"):
        _ = x + 0.5


def test_sympy_expressions_in_operators() -> None:
    assert x + sympy.Rational(1, 2) == x + Rational(1, 2)
    assert Eq(x, sympy.Integer(2)) == Eq(x, 2)


def test_a_linear_equation_in_opaque_expectations() -> None:
    """The stationary point of the variance, found by SymPy, with expectations it knows nothing of."""
    names, lines = statements.baseline()
    slope = spine(lines["slope"].term)[1][1]
    best = spine(lines["best"].term)[1][1]
    equation = to_sympy(slope)
    (root,) = sympy.solve(equation, to_sympy(names["b"]))
    assert from_sympy(root) == Expr(best)


def test_opaque_terms_depend_on_what_is_free_in_them() -> None:
    Z = spaces("Z")
    z, d, b = symbols("z", Z), density("d", Z), symbols("b", Real)
    g = symbols("g", Z >> Real)
    inside, outside = E[d(z)](g(z) * b), E[d(z)](g(z))
    assert sympy.diff(to_sympy(outside), to_sympy(b)) == 0
    slope = sympy.diff(to_sympy(inside * outside), to_sympy(b))
    assert slope.has(sympy.Derivative)
    assert from_sympy(sympy.diff(to_sympy(inside), to_sympy(b))) == D[b](inside)
    assert from_sympy(to_sympy(inside).subs(to_sympy(b), 2)) == E[d(z)](g(z) * 2)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (lambda: to_sympy(forall[x](x > 0)), "the head forall has no counterpart"),
        (lambda: to_sympy(f), "f : real -> real has no counterpart"),
        (lambda: from_sympy(sympy.gamma(sympy.Symbol("x"))), "SymPy's gamma has no counterpart"),
        (lambda: from_sympy(sympy.sqrt(sympy.Symbol("x"))), "the power sqrt(x) has no counterpart"),
        (lambda: from_sympy(sympy.Function("unheard")(sympy.Symbol("x"))), "the function unheard has no counterpart"),
        (lambda: from_sympy(sympy.pi), "SymPy's Pi has no counterpart"),
        (lambda: from_sympy(sympy.oo), "SymPy's Infinity has no counterpart"),
    ],
)
def test_what_is_refused(value: object, name: str) -> None:
    with pytest.raises(StatementError) as caught:
        value()  # type: ignore[operator]
    assert caught.value.what == name


def test_a_power_that_may_be_negative_is_refused() -> None:
    k = to_sympy(n)
    with pytest.raises(StatementError):
        from_sympy(to_sympy(x) ** (k - 1))


def test_names_are_looked_up() -> None:
    a = symbols("a", Real)
    assert from_sympy(sympy.Symbol("a") + 1, {"a": a}) == a + 1
    assert from_sympy(sympy.Function("f")(sympy.Symbol("q")), {"f": f, "q": x}) == f(x)


@settings(derandomize=True, max_examples=150, deadline=None, database=None)
@given(st.data())
def test_values_are_kept(data: st.DataObject) -> None:
    """What goes out has the value of the term, wherever that is defined."""
    SYMBOLS.clear()
    names: dict[str, object] = {"x": symbols("x", Real), "n": symbols("n", Natural)}
    heads = ["add", "sub", "mul", "div", "neg", "inv", "pow", "abs", "cast", "nat_add", "nat_mul", "nat_sub"]
    t = data.draw(strategies.terms(names, real, 3, heads))
    given_ = {"x": Fraction(data.draw(st.integers(-3, 3)), 2), "n": Fraction(data.draw(st.integers(0, 3)))}
    try:
        value = evaluate(t, given_)
    except ZeroDivisionError:
        return
    out = to_sympy(t).subs({to_sympy(v): sympy.Rational(given_[v.name]) for v in frees(t)})
    assert out == sympy.Rational(value)
    back = from_sympy(to_sympy(t))
    with contextlib.suppress(ZeroDivisionError):
        assert evaluate(back.term, given_) == value


def evaluate(t: Term, values: dict[str, Fraction]) -> Fraction:
    if t.tag == LIT:
        return Fraction(t.value)
    if t.tag == VAR:
        return values.get(t.name, Fraction(0))
    head, args = spine(t)
    a, *rest = (evaluate(s, values) for s in args)
    b = rest[0] if rest else Fraction(0)
    match head.name:
        case "add" | "nat_add":
            return a + b
        case "sub":
            return a - b
        case "nat_sub":
            return max(a - b, Fraction(0))
        case "mul" | "nat_mul":
            return a * b
        case "div":
            return a / b
        case "inv":
            return 1 / a
        case "neg":
            return -a
        case "abs":
            return abs(a)
        case "pow":
            if b > 12:
                raise ZeroDivisionError
            return Fraction(a ** int(b))
    assert head.name == "cast" and t.type in (real, nat)
    return a


def test_printing_does_not_load_sympy() -> None:
    script = "import sys, derive.language.text, derive.language.latex, derive.language.reader, derive.language.sympy_bridge; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
