"""Terms as LaTeX: what stands in brackets, the statements of four scripts, and a reader who knows only the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.kernel.terms import Term, apply, const, literal
from derive.kernel.types import bool_, real, type_var
from derive.language.expr import And, Eq, Expr, Iff, Implies, Natural, Not, Or, Rational, Real
from derive.language.latex import latex_breaks, to_latex
from derive.language.symbols import (
    SYMBOLS,
    D,
    E,
    Index,
    Prod,
    Seq,
    Sum,
    Var,
    Vector,
    argmin,
    bounded,
    density,
    differentiable,
    exists,
    exp,
    forall,
    integral,
    log,
    markov_kernel,
    norm,
    oo,
    sigmoid,
    sizes,
    spaces,
    sup,
    symbols,
    tanh,
    tends,
)  # fmt: skip
from tests import strategies
from tests.language import statements
from tests.language.latex_reader import read_latex, tree
from tests.snapshot import compare

HERE = Path(__file__).parent
FRAGMENT = [
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "inv",
    "pow",
    "abs",
    "exp",
    "log",
    "sigmoid",
    "deriv",
    "sum",
    "prod",
    "sup",
    "integral",
    "variance",
    "dens",
]


@pytest.mark.parametrize("script", sorted(statements.SCRIPTS))
def test_statements(script: str) -> None:
    _, lines = statements.SCRIPTS[script]()
    compare(HERE / "snapshots" / f"{script}.tex", "".join(f"% {name}\n{to_latex(claim.term)}\n" for name, claim in lines.items()))


@pytest.mark.parametrize("script", sorted(statements.SCRIPTS))
def test_pieces_are_the_line(script: str) -> None:
    _, lines = statements.SCRIPTS[script]()
    for claim in lines.values():
        assert " ".join(latex_breaks(claim.term)) == to_latex(claim.term)


@settings(derandomize=True, max_examples=400, deadline=None, database=None)
@given(st.data())
def test_a_reader_of_the_page_sees_the_term(data: st.DataObject) -> None:
    """Precedence: from the letters on the page alone, the tree of the term comes back."""
    SYMBOLS.clear()
    names = strategies.vocabulary()
    names = {name: names[name] for name in ("w", "c", "n", "m", "f", "g", "S", "A", "X", "Z", "q", "s", "x", "z", "a", "K", "W")}
    builder = strategies.Builder(lambda n: data.draw(st.integers(0, n - 1)), names, FRAGMENT)
    builder.types = [real, type_var("S"), type_var("Z"), type_var("A")]
    t = builder.term(real, data.draw(st.integers(1, 4)))
    try:
        seen = tree(t)
    except LookupError:
        return  # not of the fragment
    assert read_latex(to_latex(t)) == seen, to_latex(t)


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(st.data())
def test_any_term_prints_with_balanced_fences(data: st.DataObject) -> None:
    SYMBOLS.clear()
    t = data.draw(strategies.terms(strategies.vocabulary(), bool_))
    text = to_latex(t)
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert len(re.findall(r"\\left\b", text)) == len(re.findall(r"\\right\b", text))
    assert r"{\left(" not in text
    assert not _doubled(text), text
    assert " ".join(latex_breaks(t)) == text


def _doubled(text: str) -> bool:
    """Two pairs of brackets, one directly inside the other."""
    opened, spans = [], set()
    for i, c in enumerate(text):
        if c == "(":
            opened.append(i)
        elif c == ")" and opened:
            spans.add((opened.pop(), i))
    return any((a + 1, b - 1) in spans for a, b in spans)


x, y, z, b = symbols("x y z b^*", Real)
n, l = symbols("n l", Natural)
f, g = symbols("f g", Real >> Real)
h = symbols("f", Seq(Real >> Real))
quarter = Rational(1, 4)


@pytest.mark.parametrize(
    ("claim", "latex"),
    [
        (Rational(-1) ** 2, "(-1)^2"),
        (-(x**2), "-x^2"),
        ((-x) ** 2, "(-x)^2"),
        (-(x * y), r"-x \, y"),
        (-x * y, r"(-x) \, y"),
        (-2 * x, r"-2 \, x"),
        (-(2 * x), r"-(2 \, x)"),
        (x + -y, "x + (-y)"),
        (x * -y, r"x \, (-y)"),
        (x - (y - z), "x - (y - z)"),
        (x - y - z, "x - y - z"),
        (x * (y * z), r"x \, (y \, z)"),
        (x * y * z, r"x \, y \, z"),
        (2 * Rational(3), r"2 \cdot 3"),
        (x * 2, r"x \cdot 2"),
        (2 * quarter, r"2 \cdot \frac{1}{4}"),
        (quarter, r"\frac{1}{4}"),
        (Rational(1) / 4, "1 / 4"),
        (-quarter, r"-\frac{1}{4}"),
        (Expr(apply(const("neg"), literal(quarter.term.value))), r"-\left(\frac{1}{4}\right)"),
        (quarter**n, r"\left(\frac{1}{4}\right)^n"),
        (x / y * z, r"\frac{x}{y} \, z"),
        ((x / y) ** 2, r"\left(\frac{x}{y}\right)^2"),
        (x**-1, "x^{-1}"),
        (x**-2, "x^{-2}"),
        (x ** (n + 1), "x^{n+1}"),
        ((x**2) ** 3, "(x^2)^3"),
        (b**2, "(b^*)^2"),
        (exp(-x), "e^{-x}"),
        (exp(-x) ** 2, "(e^{-x})^2"),
        (exp(x / y), r"\exp\!\left(\frac{x}{y}\right)"),
        (log(x), r"\log x"),
        (log(x) * y, r"\log(x) \, y"),
        (y * log(x), r"y \log x"),
        (log(x * y), r"\log(x \, y)"),
        (log(x) ** 2, r"(\log x)^2"),
        (log(x**2), r"\log(x^2)"),
        (log(x / y), r"\log \frac{x}{y}"),
        (log(log(x)), r"\log(\log x)"),
        (log(abs(x)), r"\log \lvert x \rvert"),
        (log(f(x)), r"\log f(x)"),
        (log(x) + log(y), r"\log x + \log y"),
        (tanh(x) ** 2, r"\tanh(x)^2"),
        (sigmoid(x / y), r"\sigma\!\left(\frac{x}{y}\right)"),
        (abs(x / y), r"\left\lvert \frac{x}{y} \right\rvert"),
        (D(f)(x), "f'(x)"),
        (D(f)(x) ** 2, "f'(x)^2"),
        (D(D(f))(x), "f''(x)"),
        (D(h[n])(x), "f_n'(x)"),
        (D(h[n + 1])(x), "f_{n+1}'(x)"),
        (D(sigmoid)(x), r"\sigma'(x)"),
        (D(f), "f'"),
        (D[x](f(x)), "f'(x)"),
        (D[x](log(x) * x), r"\frac{d}{dx}\,\bigl(\log(x) \, x\bigr)"),
        (D[x](f(g(x))), r"\frac{d}{dx}\, f(g(x))"),
        (D[x](f(g(x))) * y, r"\left(\frac{d}{dx}\, f(g(x))\right) y"),
        (Sum[l, 1, n](x) + y, r"\sum_{l=1}^{n} x + y"),
        (Sum[l, 1, n](x + y), r"\sum_{l=1}^{n}\, (x + y)"),
        (Prod[l, 1, n + 1](x) * y, r"\left(\prod_{l=1}^{n+1} x\right) y"),
        (y * Prod[l, 1, n](x), r"y \prod_{l=1}^{n} x"),
        (sup[x](abs(f(x))), r"\sup_x\, \lvert f(x) \rvert"),
        (argmin[x](x**2), r"\arg\min_x x^2"),
        (norm(f - g), r"\lVert f - g \rVert_\infty"),
        (differentiable(f), r"f \text{ is differentiable}"),
        (tends[n, oo](x**n, 0), r"x^n \to 0 \quad\text{as } n \to \infty"),
        (forall[x](x > 0), r"x > 0 \quad\text{for all } x"),
        (forall[x, y](x > y), r"x > y \quad\text{for all } x \text{ and } y"),
        (forall[l, 1, n](x > l), r"x > l \quad\text{for all } l = 1, \dots, n"),
        (forall[x](Implies(x > 0, f(x) > 0)), r"\text{for all } x\text{: } \text{if } x > 0\text{, } \text{then } f(x) > 0"),
        (Implies(x > 0, forall[y](x > y)), r"\text{if } x > 0\text{, } \text{then } x > y \quad\text{for all } y"),
        (Iff(Eq(x, 0), Eq(-x, 0)), r"x = 0 \quad\text{exactly when}\quad {-}x = 0"),
        (exists[x](And(x > 0, x < 1)), r"\text{there is } x \text{ with } x > 0 \text{ and } x < 1"),
        (And(Or(x > 0, x < 1), x > 1), r"(x > 0 \text{ or } x < 1) \text{ and } x > 1"),
        (Not(x > 0), r"\text{not } (x > 0)"),
    ],
)
def test_brackets(claim: Expr, latex: str) -> None:
    symbols("f", Seq(Real >> Real))
    assert to_latex(claim.term) == latex


def test_expectations() -> None:
    S, A = spaces("S A")
    s, t = symbols("s s'", S)
    a = symbols("a", A)
    d, P = density("d", S), markov_kernel("P", S, given=S * A)
    V = symbols("V", S >> Real)
    assert to_latex(E[d(s)](V(s)).term) == r"\mathbb{E}_{d(s)}[V(s)]"
    assert to_latex(E[d(s)](V(s) / 2).term) == r"\mathbb{E}_{d(s)}\left[\frac{V(s)}{2}\right]"
    assert to_latex(Var[d(s)](V(s)).term) == r"\operatorname{Var}_{d(s)}[V(s)]"
    assert to_latex(E[P(t | s, a)](V(t)).term) == r"\mathbb{E}_{s' \sim P(\cdot \mid s, a)}[V(s')]"
    assert to_latex((E[d(s)](V(s)) ** 2).term) == r"\mathbb{E}_{d(s)}[V(s)]^2"
    assert to_latex(integral[s](d(s) * V(s)).term) == r"\int d(s) \, V(s) \, ds"
    assert to_latex(And(bounded(V), bounded(V)).term) == r"V \text{ and } V \text{ are bounded and measurable}"


def test_partial_derivatives() -> None:
    M = sizes("M")
    theta, k = symbols("theta", Vector(M)), symbols("k", Index(M))
    J = symbols("J", Vector(M) >> Real)
    assert to_latex(D[theta[k]](log(J(theta))).term) == r"\frac{\partial}{\partial \theta_k} \log J(\theta)"
    assert to_latex((D[theta[k]](J(theta)) * 2).term) == r"\left(\frac{\partial}{\partial \theta_k}\, J(\theta)\right) \cdot 2"


def test_long_lines_break_at_relations_then_at_terms() -> None:
    claim = Eq(x, y - z + x * y)
    assert latex_breaks(claim.term) == ["x", "= y", "- z", r"+ x \, y"]
    assert latex_breaks((x + y).term) == ["x", "+ y"]
    assert latex_breaks(forall[x](x + y <= 0).term) == ["x", "+ y", r"\le 0", r"\quad\text{for all } x"]


def _document() -> str:
    rows: list[str] = []
    for script, make in statements.SCRIPTS.items():
        _, lines = make()
        rows.append(rf"\section*{{{script.replace('_', ' ')}}}")
        rows += [rf"\[ {to_latex(claim.term)} \]" for claim in lines.values()]
    head = r"\documentclass[10pt]{article}\usepackage[margin=1cm,landscape]{geometry}\usepackage{amsmath,amssymb}\begin{document}"
    return "\n".join([head, *rows, r"\end{document}"])


@pytest.mark.latex
def test_pdflatex_sets_every_statement(tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.fail("pdflatex is missing; -m 'not latex' leaves this out")
    (tmp_path / "page.tex").write_text(_document(), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "page.tex"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout


def test_printing_never_needs_symbols() -> None:
    """A term of the kernel without any declared symbol prints as well."""
    t: Term = apply(const("le"), literal(0), literal(1))
    assert to_latex(t) == r"0 \le 1"
