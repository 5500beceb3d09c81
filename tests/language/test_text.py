"""Terms as text, and read back: the same term, for random terms over all heads and for the statements of four scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import DeriveError, StatementError
from derive.kernel.terms import Term, abstract, apply, binder, bound, const, frees, literal, var
from derive.kernel.types import bool_, fun, nat, real, type_con, type_var
from derive.language.expr import Eq, Expr, Natural, Ne, Rational, Real
from derive.language.head import HEADS
from derive.language.reader import read
from derive.language.symbols import SYMBOLS, D, E, Prod, Seq, Sum, density, exists, forall, integral, log, norm, spaces, symbols
from derive.language.text import to_text
from tests import strategies
from tests.language import statements
from tests.snapshot import compare

HERE = Path(__file__).parent
S, A = type_var("S"), type_var("A")
WANTED = [
    bool_,
    bool_,
    real,
    nat,
    fun(real, real),
    type_con("measure", (S,)),
    type_con("prod", (S, A)),
    fun(type_con("prod", (S, A)), real),
]


def known(names: dict[str, object], t: Term) -> dict[str, object]:
    declared = {v.name: Expr(v) for v in SYMBOLS}
    return {**declared, **names, **{v.name: Expr(v) for v in frees(t)}}


def same(t: Term, names: dict[str, object]) -> None:
    text = to_text(t)
    back = read(text, known(names, t), t.type).term
    assert back.canon is t.canon, f"{text}\n{t!r}\n{back!r}"


@settings(derandomize=True, max_examples=400, deadline=None, database=None)
@given(st.data())
def test_any_term_is_read_back(data: st.DataObject) -> None:
    SYMBOLS.clear()
    names = strategies.vocabulary()
    t = data.draw(strategies.terms(names, data.draw(st.sampled_from(WANTED))))
    same(t, names)


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(st.data())
def test_arithmetic_is_read_back(data: st.DataObject) -> None:
    SYMBOLS.clear()
    names = strategies.vocabulary()
    heads = ["add", "sub", "mul", "div", "neg", "inv", "pow", "abs", "log", "cast", "nat_add", "nat_mul", "nat_sub", "eq", "le"]
    same(data.draw(strategies.terms(names, real, 5, heads)), names)


@pytest.mark.parametrize("name", sorted(HEADS))
def test_every_head_is_read_back(name: str) -> None:
    names = strategies.vocabulary()
    for seed in range(12):
        numbers = iter(range(seed, 10**6, 7))
        builder = strategies.Builder(lambda n: next(numbers) % n, names, [])  # noqa: B023
        scheme = HEADS[name].type
        arity = 0
        while not scheme.is_var and scheme.name == "fun":
            scheme, arity = scheme.args[1], arity + 1
        wanted = scheme if not scheme.is_var else real
        same(builder.head(name, arity, wanted, 2), names)


@pytest.mark.parametrize("script", sorted(statements.SCRIPTS))
def test_statements(script: str) -> None:
    names, lines = statements.SCRIPTS[script]()
    for claim in lines.values():
        same(claim.term, names)
    compare(HERE / "snapshots" / f"{script}.txt", "".join(f"{name}: {to_text(claim.term)}\n" for name, claim in lines.items()))


x, y, z = symbols("x y z", Real)
n, m = symbols("n m", Natural)
f, g = symbols("f g", Real >> Real)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (Rational(-1) ** 2, "(-1)**2"),
        (-(x**2), "-x**2"),
        ((-x) ** 2, "(-x)**2"),
        (-(x * y), "-(x * y)"),
        (-x * y, "-x * y"),
        (-2 * x, "-2 * x"),
        (-(2 * x), "-(2 * x)"),
        (Expr(apply(const("neg"), literal(1))), "-(1)"),
        (x - (y - z), "x - (y - z)"),
        (x - y - z, "x - y - z"),
        (x + -y, "x + (-y)"),
        (x / (y / z), "x / (y / z)"),
        (x / y / z, "x / y / z"),
        (x / (y * z), "x / (y * z)"),
        (Rational(1, 4) * x, "1/4 * x"),
        (x * Rational(1, 4), "x * (1/4)"),
        (Rational(1, 4) ** n, "(1/4)**n"),
        (Rational(1) / 4, "1 / 4"),
        (x / 4, "x / 4"),
        (x**-1, "x**-1"),
        (x**-2, "x**-2"),
        ((x**-1) ** 2, "(x**-1)**2"),
        ((x**2) ** 3, "(x**2)**3"),
        (x ** (n + 1), "x**(n + 1)"),
        (log(x) ** 2, "log(x)**2"),
        (n + 1, "n + 1"),
        (n * x, "n * x"),
        (n + Rational(1), "real(n) + 1"),
        (Eq(n, 1), "Eq(n, 1)"),
        (Ne(x, n), "Ne(x, n)"),
        (abs(D(f)(x)) <= 1, "abs(D(f)(x)) <= 1"),
        (D[x](f(x) * g(x)), "D[x](f(x) * g(x))"),
        (D(D(f))(x), "D(D(f))(x)"),
        (norm(f - g), "norm(f - g)"),
        (norm(2 * f + g / 3), "norm(2 * f + g / 3)"),
        (norm(abs(f) ** 2), "norm(abs(f)**2)"),
        (forall[n](n >= 0), "forall[n](n >= 0)"),
        (forall[n, 1, m + 1](x <= n), "forall[n, 1, m + 1](x <= n)"),
        (exists[n, 0, 3](x <= n), "exists[n, 0, 3](x <= n)"),
        (Sum[n, 1, m](x**n), "Sum[n, 1, m](x**n)"),
        (Prod[n, 1, 3](x), "Prod[n, 1, 3](x)"),
    ],
)
def test_brackets(claim: Expr, text: str) -> None:
    for words, sort in (("x y z", Real), ("n m", Natural), ("f g", Real >> Real)):  # the table of symbols was emptied
        symbols(words, sort)
    assert to_text(claim.term) == text
    same(claim.term, {})


def test_bound_variables_keep_apart_from_free_ones() -> None:
    x = symbols("x", Real)
    inner = Expr(abstract(var("y", real), apply(const("le"), var("y", real), x.term), "x"))
    claim = Expr(apply(const("forall", fun(fun(real, bool_), bool_)), inner.term))
    assert str(claim) == "forall[x'](x' <= x)"
    same(claim.term, {})


def test_two_bound_variables_of_one_name() -> None:
    leaf = apply(const("le"), bound(1, real), bound(0, real))
    every = const("forall", fun(fun(real, bool_), bool_))
    claim = apply(every, binder("x", real, apply(every, binder("x", real, leaf))))
    symbols("x", Real)
    assert to_text(claim) == "forall[x, x'](x <= x')"
    same(claim, {})


def test_a_drawn_variable_keeps_apart_from_the_condition() -> None:
    Z = spaces("Z")
    z = symbols("z", Z)
    q = density("q", Z, given=Z)
    w = symbols("w", Z)
    held = E[q(w | z)](log(q(w | z)))
    claim = Expr(apply(held.term.fun, abstract(w.term, apply(held.term.arg, w.term), "z")))
    assert str(claim) == "E[q(z' | z)](log(q(z' | z)))"
    same(claim.term, {"q": q, "Z": Z})


def test_an_untold_type_is_written() -> None:
    v = var("u", type_var("S"))
    claim = apply(const("forall", fun(fun(v.type, bool_), bool_)), abstract(v, const("true")))
    assert to_text(claim) == "forall[u: S](true)"
    same(claim, {})


def test_a_symbol_named_as_a_word_is_quoted() -> None:
    d, t = symbols("D", Seq(Real)), symbols("t", Natural)
    assert str(d[t]) == "`D`[t]"
    same(d[t].term, {})


def test_integral_and_expectation() -> None:
    Z = spaces("Z")
    z, p = symbols("z", Z), density("p", Z)
    assert str(integral[z](p(z))) == "integral[z](p(z))"
    assert str(E[p(z)](log(p(z)))) == "E[p(z)](log(p(z)))"


def test_terms_that_differ_print_differently() -> None:
    names = strategies.vocabulary()
    seen: dict[str, Term] = {}
    for seed in range(1500):
        t = strategies.Builder(_numbers(seed), names).term(bool_, 3)
        other = seen.setdefault(to_text(t), t)
        assert other.canon is t.canon


def _numbers(seed: int) -> Callable[[int], int]:
    state = seed * 2654435761 + 12345

    def choose(n: int) -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % n

    return choose


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("x +", "this cannot be read"),
        ("x ? y", "this cannot be read"),
        ("x y", "this cannot be read"),
        ("(x", "this cannot be read"),
        ("unknown_name + 1", "unknown_name is not known here"),
        ("E[x](x)", "E[...] holds the distribution, not the quantity"),
        ("sup(", "this cannot be read"),
        ("x(x)", "this is not a function"),
        ("x[n]", "this has no index"),
        ("forall[u](true)", "the type of a variable cannot be told"),
        ("forall[x + 1](true)", "only a variable can be bound"),
        ("Eq(f, x)", "real -> real and real do not fit together"),
    ],
)
def test_what_is_refused(text: str, what: str) -> None:
    x, n, f = symbols("x", Real), symbols("n", Natural), symbols("f", Real >> Real)
    with pytest.raises(DeriveError) as caught:
        read(text, {"x": x, "n": n, "f": f})
    assert caught.value.what == what


def test_an_unknown_symbol() -> None:
    with pytest.raises(StatementError):
        read("x", {"x": 3})


def test_messages_show_text() -> None:
    x, y = symbols("x y", Real)
    for wrong in (lambda: x == 1, lambda: x**y, lambda: bool(x < y), lambda: E[log(x)]):
        with pytest.raises(DeriveError) as caught:
            wrong()
        assert "$" not in str(caught.value) and "\\" not in str(caught.value), caught.value
