"""Sentences with formulas, as LaTeX, HTML and text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.documents.prose import latex_words, mathml, prose_html, prose_latex, prose_text, split
from derive.documents.width import width


@pytest.mark.parametrize(
    ("prose", "latex"),
    [
        ("Show $x_1 < 2$.", "Show $x_1 < 2$."),
        ("50 % of $a_b$ & a_b #1", r"50 \% of $a_b$ \& a\_\allowbreak{}b \#1"),
        (r"already 50\,\% here", r"already 50\,\% here"),
        ("Gödel’s “proof” – Łódź", r"G{\"o}del's ``proof'' -- {\L}{\'o}d{\'z}"),
        (r"costs \$5 and $x$", r"costs \$5 and $x$"),
    ],
)
def test_latex(prose: str, latex: str) -> None:
    assert prose_latex(prose) == latex


def test_a_long_formula_is_displayed_with_its_punctuation() -> None:
    long = " + ".join(f"x_{i}" for i in range(20))
    assert prose_latex(f"Show that ${long}$, and why.") == f"Show that\n\\display{{}}{{\\piece{{{long},}}}}\nand why."
    assert prose_latex("Show $a = b$.", {"a = b": r"\display{(1)}{a = b@}"}) == "Show\n\\display{(1)}{a = b.}"


@given(st.text(alphabet="ab$_ %\\é", max_size=30))
def test_split_loses_nothing(prose: str) -> None:
    assert "".join(f"${part}$" if is_math else part for is_math, part in split(prose)) == prose


@given(st.text(max_size=40))
def test_any_words_become_ascii(words: str) -> None:
    assert latex_words(words).isascii()


def test_html() -> None:
    page = prose_html("a < b, $x < 1$ & “c”")
    assert page.startswith("a &lt; b, <math")
    assert page.endswith("&amp; “c”")
    assert prose_text(r"50\,\% of $x^2$") == r"50\,% of x^2"


@pytest.mark.parametrize(
    "latex",
    [
        r"\lVert Q_1 - Q_2 \rVert_\infty",
        r"\operatorname*{arg\,min}_{b} x",
        r"a \implies b \iff c",
        r"\mathbb{E}_{q(z \mid x)}\left[\log \frac{p}{q}\right]",
        r"\mathcal{S} \times \mathcal{A}",
        r"x > 0 \quad\text{for all } x",
        r"f_n'(x)",
    ],
)
def test_mathml_knows_our_notation(latex: str) -> None:
    page = mathml(latex)
    assert page.startswith("<math")
    assert "\\" not in page
    assert 'displaystyle="true"' in mathml(latex, large=True)


def test_width_orders_formulas() -> None:
    assert width("x") < width("x + y") < width(r"\frac{x + y + z}{2} + 1") < width("x + y + z + u + v + w")
    assert width(r"\frac{a + b}{c}") < width("a + b + c")
    assert width("{") >= 0 and width("x^") >= 0 and width(r"\frac") >= 0
