"""Names on paper, and symbols that would look alike."""

from __future__ import annotations

import pytest

from derive.errors import StatementError
from derive.kernel.terms import var
from derive.kernel.types import nat, real
from derive.language.expr import Natural, Real
from derive.language.latex import to_latex
from derive.language.notation import WRITTEN, Style, clashes, fresh_name, in_style, letter_for, name_to_latex, script, write_as
from derive.language.symbols import D, E, Index, Matrix, Seq, Vector, density, log, sigmoid, sizes, spaces, symbols


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("theta", r"\theta"),
        ("theta'", r"\theta'"),
        ("rho_0", r"\rho_0"),
        ("b^*", "b^*"),
        ("x_1", "x_1"),
        ("x_12", "x_{12}"),
        ("T^pi", r"T^\pi"),
        ("V_1", "V_1"),
        ("v_*", "v_*"),
        ("mu_X", r"\mu_X"),
        ("Sigma_k", r"\Sigma_k"),
        ("s''", "s''"),
        ("b^*'", r"b^{*\prime}"),
        ("s1", "s_1"),
        ("ret", r"\mathrm{ret}"),
        ("d_model", r"d_{\mathrm{model}}"),
        ("x_1_2", "x_{1,2}"),
    ],
)
def test_names(name: str, latex: str) -> None:
    assert name_to_latex(name) == latex


def test_scripts() -> None:
    assert (script("k"), script(r"\theta"), script("n+1"), script("-1")) == ("k", r"\theta", "{n+1}", "{-1}")


def test_letters() -> None:
    S = spaces("S")
    assert (letter_for(S.type), letter_for(nat), letter_for(real)) == ("s", "n", "x")
    assert fresh_name("z", {"z", "z'"}) == "z''"


def test_two_symbols_that_print_alike_are_found() -> None:
    s1, s_1 = symbols("s1 s_1", Real)
    assert clashes([(s1 + s_1).term]) == [(s1.term, s_1.term)]


def test_a_symbol_and_a_constant_that_print_alike() -> None:
    sigma = symbols("sigma", Real >> Real)
    x = symbols("x", Real)
    assert clashes([(sigma(x) + sigmoid(x)).term]) == [(sigma.term, sigmoid.term)]


def test_a_symbol_and_a_derivative_that_print_alike() -> None:
    f, prime = symbols("f f'", Real >> Real)
    x = symbols("x", Real)
    assert len(clashes([(D(f)(x) + prime(x)).term])) == 1


def test_a_member_of_a_sequence_and_a_symbol() -> None:
    b, b_1 = symbols("b", Seq(Real)), symbols("b_1", Real)
    assert len(clashes([(b[1] + b_1).term])) == 1


def test_one_name_with_two_types() -> None:
    a, b = var("x", real), var("x", nat)
    assert len(clashes([a, b])) == 1


def test_written_patterns() -> None:
    """A notation of the author's own: it changes the page, never the term."""
    d = sizes("d")
    x, u = symbols("x", Seq(Vector(d) >> Vector(d))), symbols("u", Vector(d))
    v, t, n = symbols("v", Vector(d)), symbols("t", Natural), symbols("n", Natural)
    i = symbols("i", Index(d))
    write_as(x[t](u).term, "x_{t}")
    try:
        assert to_latex(x[n + 1](u).term) == "x_{n+1}"
        assert to_latex(x[n](v).term) == "x_n(v)", "u is not in the template: it stands for itself"
        assert to_latex(x[n](u)[i].term) == "(x_{n})_i"
        assert str(x[n](u)) == "x[n](u)"
        write_as(x[t](u).term, r"\frac{{t}}{2}")
        assert to_latex((x[n](u)[i] + x[n](u)[i]).term).count(r"\frac") == 2, "the later entry goes first"
    finally:
        WRITTEN.clear()


def test_a_pattern_needs_a_head() -> None:
    f = symbols("f", Real >> Real)
    with pytest.raises(StatementError):
        write_as(f(symbols("x", Real)).term, "{f}")


def test_different_names_do_not_clash() -> None:
    x, y, f = symbols("x", Real), symbols("y", Natural), symbols("f", Real >> Real)
    assert clashes([(f(x) + y).term, (D(f)(x)).term]) == []


def test_a_course_writes_terms_in_its_own_style() -> None:
    n, d = sizes("n d")
    X, Z = spaces("X Z")
    A = symbols("A", Matrix(n, d))
    x, z = symbols("x", X), symbols("z", Z)
    s, s_ = symbols("s s'", X)
    p, q = density("p", X, Z), density("q", Z, given=X)
    f, y = symbols("f", Real >> Real), symbols("y", Real)
    h = symbols("h", X >> Real)
    terms = [A.T, E[q(z | x)](log(p(z))), D(f)(y), D(f)(2 * y), h(s) * h(s_)]
    usual = [to_latex(t.term) for t in terms]
    assert usual[:4] == [r"A^\top", r"\mathbb{E}_{q(z \mid x)}[\log p(z)]", "f'(y)", r"f'(2 \, y)"]
    with in_style(Style("T", "drawn", "d/dx", (("s", "x"),))):
        assert [to_latex(t.term) for t in terms] == [
            "A^T",
            r"\mathbb{E}_{z \sim q(\cdot \mid x)}[\log p(z)]",
            r"\frac{d}{dy}\, f(y)",
            r"\left.\frac{d}{dx}\, f(x)\right|_{x=2 \, y}",
            "h(x) \\, h(x')",
        ]
    assert [to_latex(t.term) for t in terms] == usual
