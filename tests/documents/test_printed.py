"""Records with terms become plain data that JSON can hold."""

from __future__ import annotations

import json

from derive.course.records import Claim, Counterexample, Counts, Hypothesis, Line, Prose, Result
from derive.documents.definitions import equations
from derive.documents.printed import printed
from derive.documents.sorts import set_latex, sort_words, space_latex
from derive.kernel.terms import Term, abstract, apply, const, equation, var
from derive.kernel.types import DIM, fun, nat, real, type_con, type_var
from derive.language.expr import Expr, Natural, Real
from derive.language.symbols import Seq, density, spaces, symbols
from derive.language.text import to_text


def recursive(f: Term, start: Term, step: Term) -> Term:
    """f = (n. recursion start step n), as the board enters a recursion."""
    n = var("n", nat)
    t = start.type
    return equation(f, abstract(n, apply(const("recursion", fun(t, fun(nat, t, t), nat, t)), start, step, n)))


def result() -> Result:
    x, y = symbols("x y", Real)
    l = symbols("l", Natural)
    f = symbols("f", Seq(Real))
    define = Hypothesis(
        recursive(f.term, x.term, abstract(l.term, abstract(var("acc", real), (Expr(var("acc", real)) + x).term))),
        "definition",
        file="a.py",
        line=3,
    )
    positive = Hypothesis((x > 0).term, "given", "it is positive", "positive")
    statement = (x * y <= x + f[l]).term
    line = Line(
        "<=",
        (x * y).term,
        (x + f[l]).term,
        ["positive"],
        ["as x is positive"],
        ["as $x$ is positive"],
        statement,
        verdict="proved",
        mark=("1", "done"),
    )
    shown = Claim("show", statement, "1.1", [line], name="bound", verdict="proved")
    miss = Claim(
        "near_miss",
        (x < 0).term,
        verdict="refuted",
        words="sign",
        counterexample=Counterexample({"x": "1"}, {"x": "1"}, "1", "0", "<", True, "x = 1"),
    )
    body: list[Claim | Prose] = [Prose("ask", "Show $x$."), shown]
    return Result(
        "a/b",
        "Title",
        {"phi": "tanh"},
        [define, positive],
        body,
        [shown],
        [miss],
        [],
        ["b_axiom", "a_axiom"],
        ["sympy"],
        evidence=Counts(3, 2, 2, 1, why={"precision": 1}),
    )


def test_everything_is_kept_and_nothing_but_plain_data() -> None:
    page = printed(result())
    assert json.loads(json.dumps(page)) == page
    assert page["verdict"] == "proved"
    assert page["axioms"] == ["a_axiom", "b_axiom"]
    assert [h["text"] for h in page["hypotheses"]] == ["Eq(f[0], x)", "Eq(f[l + 1], f[l] + x)", "x > 0"]
    assert [h["defines"] for h in page["hypotheses"]] == ["f", "f", ""]
    assert page["body"][1]["lines"][0]["mark"] == ["1", "done"]
    assert " ".join(page["shown"][0]["pieces"]) == page["shown"][0]["latex"]
    assert page["near_misses"][0]["counterexample"]["values"] == {"x": "1"}
    assert page["evidence"]["why"] == {"precision": 1}


def test_symbols_are_described_by_their_sorts() -> None:
    words = {tuple(g["symbols"]): g["one"] for g in printed(result())["symbols"]}
    assert words == {("x", "y"): "a real number", ("l",): "a natural number"}  # f is defined


def test_densities_are_described_by_their_declaration() -> None:
    X, Z = spaces("X Z")
    x, z = symbols("x", X), symbols("z", Z)
    p = density("p", X, Z)
    shown = Claim("show", (p(x, z) >= 0).term, verdict="proved")
    groups = printed(Result("a/b", "", body=[shown], shown=[shown]))["symbols"]
    assert groups[0]["symbols"] == [r"\mathcal{X}", r"\mathcal{Z}"]
    assert {"symbols": ["p"], "one": "a joint density with finite marginals", "many": "joint densities with finite marginals"} in groups


def test_sorts() -> None:
    S, A, d = type_var("S"), type_var("A"), type_var("d", DIM)
    assert sort_words(real) == ("a real number", "real numbers")
    assert sort_words(fun(nat, fun(real, real)))[0] == "a sequence of real functions"
    assert sort_words(fun(type_con("prod", (S, A)), real))[0] == r"a real function on $\mathcal{S} \times \mathcal{A}$"
    assert sort_words(fun(d, real)) == (r"a vector in $\mathbb{R}^{d}$", r"vectors in $\mathbb{R}^{d}$")
    assert set_latex(fun(S, A)) == r"(\mathcal{S} \to \mathcal{A})"
    assert space_latex("X_1") == r"\mathcal{X}_{1}"
    assert space_latex("Runs") == r"\mathrm{Runs}"


def test_definitions_are_printed_at_points() -> None:
    S, A = spaces("S A")
    x = symbols("x", Real)
    Q, g = symbols("Q", S * A >> Real), symbols("g", Real >> Real)
    p = var("p", type_con("prod", (S.type, A.type)))
    first = apply(const("fst", fun(p.type, S.type)), p)
    second = apply(const("snd", fun(p.type, A.type)), p)
    h = symbols("h", S >> Real)
    body = abstract(p, (Expr(apply(h.term, first)) * Q(Expr(first), Expr(second))).term)
    R = symbols("R", S * A >> Real)
    assert [to_text(t) for t in equations(equation(R.term, body))] == ["Eq(R(s, a), h(s) * Q(s, a))"]
    assert [to_text(t) for t in equations(equation(g.term, abstract(x.term, (x + g(x)).term)))] == ["Eq(g(x), x + g(x))"]
    assert [to_text(t) for t in equations((x > 0).term)] == ["x > 0"]


def test_a_result_that_gave_none_has_every_key() -> None:
    from derive.documents.report import empty

    assert set(printed(Result("a/b", "T"))) - set(empty("a/b", {}, "it failed")) == set()
