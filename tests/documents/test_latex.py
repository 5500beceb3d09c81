"""Handout and solutions as LaTeX: what stands in them, and that TeX has nothing to complain about."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from derive.course.assignment import Assignment, read_assignment
from derive.documents import layout
from derive.documents.latex import evidence, formula, handout, setting, solutions, verbatim
from derive.documents.pdf import compile_latex, complaints
from derive.documents.report import empty
from derive.errors import DeriveError
from tests.documents.examples import BASELINE, CHAIN, CONTRACTION, ELBO, EXAMPLES, claim, hypothesis, lines, term
from tests.snapshot import compare

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = Path(__file__).with_name("snapshots")


@pytest.fixture(scope="module")
def sheet() -> Assignment:
    return read_assignment(ROOT / "tests" / "sheet.toml")


def need_tex() -> None:
    missing = [t for t in ("pdflatex", "pdftotext") if shutil.which(t) is None]
    if missing:
        pytest.fail(
            f"{' and '.join(missing)} not found: install TeX Live and poppler-utils (see .ci/run), or leave these tests out with -m 'not latex'"
        )


def compiled(folder: Path, name: str, source: str) -> str:
    """The text of the page."""
    need_tex()
    path = folder / f"{name}.tex"
    path.write_text(source, encoding="utf-8")
    pdf = compile_latex(path)
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def test_snapshots(sheet: Assignment) -> None:
    compare(SNAPSHOTS / "handout.tex", handout(sheet, EXAMPLES))
    compare(SNAPSHOTS / "solutions.tex", solutions(sheet, EXAMPLES))


@pytest.mark.latex
def test_pages_are_well_set(sheet: Assignment, tmp_path: Path) -> None:
    text = compiled(tmp_path, "solutions", solutions(sheet, EXAMPLES))
    for words in (
        "Homework 4: solutions",
        "The evidence lower bound",
        "Bayes’ rule",
        "the logarithm of a product",
        "Induction step",
        "by (A1)",
        "the discount is counted twice",
    ):
        assert words.lower() in text.lower()
    assert "Homework 4" in compiled(tmp_path, "handout", handout(sheet, EXAMPLES))


LONG = " ¦+ ".join(rf"\frac{{\alpha_{{{i}}}}}{{\beta_{{{i}}} + \gamma}}" for i in range(40))
UNBREAKABLE = r"\left( " + " + ".join(rf"x_{{{i}}}" for i in range(60)) + r" \right)"


@pytest.mark.latex
@pytest.mark.parametrize(
    "reason",
    ["", "linearity", "a reason in very many words " * 6, "mul_le_mul_of_nonneg_of_le_of_pos_of_lt_of_integrable_left"],
    ids=["none", "short", "long", "name"],
)
def test_nothing_is_too_wide(sheet: Assignment, tmp_path: Path, reason: str) -> None:
    said = [reason] if reason else []
    body: list[dict[str, Any]] = []
    for i, (left, right) in enumerate(product(("x", LONG, UNBREAKABLE), repeat=2)):
        chain = lines(left, ("=", right, *said), ("<=", right, *said))
        body.append(claim("show", f"{left} ¦= {right}", chain, number=f"9.{i}", name=f"wide_{i}"))
        body.append(claim("have", f"{left} ¦= {right}", lines("", ("", "", *said))))
    page = {**ELBO, "title": "A very long title " * 8, "body": body, "shown": [c for c in body if c["kind"] == "show"]}
    compiled(tmp_path, "wide", solutions(sheet, [page, *EXAMPLES[1:]]))


@pytest.mark.latex
def test_what_authors_write_is_shielded(sheet: Assignment, tmp_path: Path) -> None:
    nasty = "Gödel’s 100 % & “#1” of_Łódź — $x_1 < 2$ ~ ^ \\% done"
    page = {
        **ELBO,
        "title": nasty,
        "body": [{"type": "prose", "kind": k, "latex": nasty, "text": ""} for k in ("ask", "hint", "say")],
        "errors": ["proofs/x_y.py:1: error: {a} \\b ^ ~ # % $ & <"],
    }
    named = sheet.model_copy(update={"title": "R&D: 100 % of_it", "course": "C# & D", "hand_in": "50 % at #7"})
    text = compiled(tmp_path, "nasty", solutions(named, [page, *EXAMPLES[1:]]))
    assert "100 %" in text and "R&D" in text


def test_a_handout_contains_no_part_of_a_solution(sheet: Assignment) -> None:
    page = handout(sheet, EXAMPLES)
    for result in EXAMPLES:
        public = " ".join(b["latex"] for b in result["body"] if b["type"] == "prose" and b["kind"] in ("ask", "hint"))
        public += " ".join(h["latex"] for h in [*layout.assumptions(result), *layout.task_definitions(result)])
        for secret in secrets(result):
            if secret not in public:
                assert secret not in page, secret
    for word in ("Derivation", "Marking", "Not true", "Proof of", r"\begin{chain}", r"\marking", "b^* =", "It rests on", "add\\_"):
        assert word not in page.replace(preamble(page), "")


def secrets(result: dict[str, Any]) -> list[str]:
    """Everything of a result that only the solutions may say."""
    found = [b["latex"] for b in result["body"] if b["type"] == "prose" and b["kind"] == "say"]
    claims = [b for b in result["body"] if b["type"] == "claim"]
    for c in [*claims, *layout.false_claims(result)]:
        found += [c["latex"], c["words"]]
        for n in c["lines"]:
            found += [n["right"]["latex"], *n["words_latex"]]
    found += [d["latex"] for d in layout.definitions(result) if d not in layout.task_definitions(result)]
    return [f for f in found if len(f) > 12]


def preamble(page: str) -> str:
    return page[: page.index(r"\begin{document}")]


def test_the_answer_is_defined_in_the_solutions_only(sheet: Assignment) -> None:
    assert "b^* = " not in handout(sheet, EXAMPLES)
    assert "b^* = " in solutions(sheet, EXAMPLES)


def test_definitions_that_the_task_names_are_given() -> None:
    assert [d["defines"] for d in layout.task_definitions(CHAIN)] == ["f", "f"]
    assert [d["defines"] for d in layout.task_definitions(BASELINE)] == ["g"]
    assert [d["defines"] for d in layout.task_definitions(CONTRACTION)] == [r"T^\pi"]


def test_every_hypothesis_is_printed(sheet: Assignment) -> None:
    page = solutions(sheet, EXAMPLES)
    for result in EXAMPLES:
        for h in result["hypotheses"]:
            assert (h["words"] if h["kind"] == "convention" else formula(h)) in page


def test_the_lines_stand_in_the_authors_order(sheet: Assignment) -> None:
    page = solutions(sheet, EXAMPLES)
    at = 0
    for result in EXAMPLES:
        for b in result["body"]:
            for n in b.get("lines", []):
                if n["relation"]:
                    at = page.index(rf"\step{{{layout.RELATIONS[n['relation']]}}}{{{formula(n['right'])}}}", at)


def test_citations_are_numbers() -> None:
    names = layout.labels(ELBO)
    assert {k: v for k, v in names.items() if k.isalpha()} == {
        "seen": "(A1)",
        "support": "(A2)",
        "finite": "(A3)",
        "identity": "(2.1)",
        "nonneg": "(i)",
        "bound": "(ii)",
    }
    assert names["p(x) > 0"] == "(A1)"  # a reason may also be cited by its text
    reasons = [s.reason for b in layout.derivation(ELBO) if b.kind == "chain" for s in b.steps]
    assert "by~(2.1)" in reasons and "by~(i)" in reasons


def test_failed_lines_are_marked(sheet: Assignment) -> None:
    bad = lines("a", ("=", "b", "hope"))
    bad[0]["verdict"] = "undecided"
    page = {**ELBO, "verdict": "undecided", "body": [claim("have", "a = b", bad, verdict="undecided")], "shown": []}
    assert r"hope, \textcolor{red}{undecided}" in solutions(sheet, [page, *EXAMPLES[1:]])


@pytest.mark.latex
def test_a_result_without_anything(sheet: Assignment, tmp_path: Path) -> None:
    page = empty("latent/elbo", {}, "proofs/latent/elbo.py:3: error: x_1 is not known here")
    assert "is not known here" in compiled(tmp_path, "empty", solutions(sheet, [*EXAMPLES[:2], page, *EXAMPLES[3:]]))


def test_marks_are_shares_of_the_points() -> None:
    assert layout.marks(ELBO, "1") == [
        ("2/3", "the logarithm and the expectation are split"),
        ("1/3", "the gap is not negative, with a reason"),
    ]
    assert [m[0] for m in layout.marks(CHAIN, "0.25")] == ["0.125", "0.125"]


def test_setting() -> None:
    one = {"symbols": ["x"], "one": "a real number", "many": "real numbers"}
    two = {"symbols": ["m", "n"], "one": "a natural number", "many": "natural numbers"}
    comma = {"symbols": ["X", "Z"], "one": "", "many": "spaces, each with a measure"}
    assert setting([]) == ""
    assert setting([one]) == "Let $x$ be a real number."
    assert setting([one, two]) == "Let $x$ be a real number and $m$ and $n$ natural numbers."
    assert setting([one, two, one]) == "Let $x$ be a real number, $m$ and $n$ natural numbers, and $x$ a real number."
    assert setting([comma, one]) == "Let $X$ and $Z$ be spaces, each with a measure; and $x$ a real number."


def test_formula_breaks_only_what_is_long() -> None:
    assert formula(term("a ¦= b")) == "a = b"
    assert formula(term(LONG)).startswith(r"\piece{\frac{\alpha_{0}}")


def test_verbatim_and_evidence() -> None:
    assert verbatim("a_b{}\\%") == r"a\_\allowbreak{}b\{\}\textbackslash{}\%"
    assert "It rests on 4 axioms" in evidence(ELBO)


def test_complaints_of_tex() -> None:
    log = "Overfull \\hbox (3.1pt too wide) in paragraph\n! Undefined control sequence.\nLaTeX Warning: Reference `a' on page 1 undefined on input line 3.\nUnderfull \\hbox\n"
    assert len(complaints(log)) == 3


@pytest.mark.latex
def test_bad_latex_is_reported_with_file_and_line(tmp_path: Path) -> None:
    need_tex()
    path = tmp_path / "bad.tex"
    path.write_text("\\documentclass{article}\\begin{document}\n\n\\nonsense\n\\end{document}\n")
    with pytest.raises(DeriveError, match=r"bad\.tex:3: error: this page is not well set\n  given:   ! Undefined control sequence"):
        compile_latex(path, "bad.tex")


def test_no_line_break_hides_in_a_heading(sheet: Assignment) -> None:
    assert not re.search(r"\\question\{[^}]*\}\{[^}]*\n", solutions(sheet, EXAMPLES))


def test_neighbours_that_say_the_same_are_one_hypothesis() -> None:
    said = [hypothesis(rf"{v} \text{{ is bounded}}", name=f"bounded({v})") for v in ("r", "V", "W")]
    page = {**ELBO, "hypotheses": [hypothesis("x > 0", name="x > 0"), *said, hypothesis(r"f \text{ is bounded}", words="also")]}
    assert [h["latex"] for h in layout.assumptions(page)] == ["x > 0", r"r, V, W \text{ are bounded}", r"f \text{ is bounded}"]
    names = layout.labels(page)
    assert [names[f"bounded({v})"] for v in ("r", "V", "W")] == ["(A2)"] * 3


def test_conventions_are_one_sentence() -> None:
    silent = [hypothesis(rf"{v} \text{{ is measurable}}", kind="convention") for v in ("p", "q", "unused")]
    page = {**ELBO, "hypotheses": [*silent, hypothesis("", kind="convention", words="spaces are not empty")]}
    assert layout.conventions(page) == "$p$ and $q$ are measurable and spaces are not empty"
    assert layout.conventions({**ELBO, "hypotheses": []}) == ""


def test_sentences() -> None:
    assert layout.sentence("the sign of the gap") == "The sign of the gap."
    assert layout.sentence("q proposes what is impossible") == "q proposes what is impossible."
    assert layout.sentence("a slope that is too small!") == "A slope that is too small!"


def test_a_retold_result_shows_its_statements() -> None:
    told = claim("show", "c = d", lines("c", ("=", "d")), name="other")
    page = {**ELBO, "body": [told, *ELBO["body"]]}
    first, second = layout.derivation(page)[:2]
    assert (first.kind, first.number, first.term["latex"], second.kind) == ("fact", "(iii)", "c = d", "chain")
