"""The report as a web page and as data."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from derive.course.assignment import Assignment, read_assignment
from derive.documents import prose
from derive.documents.html import page
from derive.documents.report import empty, report, troubles
from tests.documents.examples import CHAIN, CONTRACTION, ELBO, EXAMPLES, claim

ROOT = Path(__file__).resolve().parents[2]
VOID = {"meta", "br", "hr", "img", "input", "link", "mspace"}


@pytest.fixture(scope="module")
def sheet() -> Assignment:
    return read_assignment(ROOT / "tests" / "sheet.toml")


class Checked(HTMLParser):
    """Every element is closed, in order; remembers names and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_is_well_formed_and_self_contained(sheet: Assignment) -> None:
    text = page(sheet, EXAMPLES, [[{"name": "add_comm", "text": "", "latex": "a + b = b + a", "source": "Spivak <P4>"}]] * 5)
    found = Checked()
    found.feed(text)
    assert found.open == []
    assert {"html", "main", "article", "table", "thead", "math", "h1", "h2", "details"} <= found.names
    assert not {"script", "link", "img", "iframe"} & found.names
    assert all(a.startswith("#") for a in found.addresses)
    assert "<code>\\" not in text
    assert "Spivak &lt;P4&gt;" in text
    assert 'name="viewport"' in text


def test_page_of_failures(sheet: Assignment) -> None:
    text = page(sheet, [*EXAMPLES[:2], empty("latent/elbo", {}, "proofs/a.py:1: error: a < b"), *EXAMPLES[3:]], [[]] * 5)
    assert '<td class="bad">undecided</td>' in text
    assert "error: a &lt; b" in text


def test_report_of_an_empty_result(sheet: Assignment) -> None:
    data = report(sheet, [*EXAMPLES[:2], empty("latent/elbo", {}, "broken"), *EXAMPLES[3:]])
    assert data["results"][2]["statement"] == {"text": "", "latex": "", "hypotheses": []}
    assert data["results"][2]["verdict"] == "undecided"


def test_a_conditional_claim_is_reported_with_its_condition(sheet: Assignment) -> None:
    given = {"text": "x > 0", "latex": "x > 0", "words": "", "name": "", "kind": "suppose"}
    shown = claim("show", "a = b", given=[given])
    data = report(sheet, [{**ELBO, "shown": [shown]}, *EXAMPLES[1:]])
    assert data["results"][0]["statement"]["text"] == "a = b if x > 0"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"verdict": "refuted"}, ["refuted"]),
        ({"replayed": False}, ["not replayed"]),
        ({"errors": ["x"]}, ["errors"]),
        ({"evidence": {**ELBO["evidence"], "refuted": 1}}, ["refuted by a model"]),
        ({"evidence": {**ELBO["evidence"], "effective": 0, "consistent": 0}}, ["no model met the hypotheses"]),
        ({"near_misses": [{**ELBO["near_misses"][0], "verdict": "undecided"}]}, ["1 false claim not refuted"]),
    ],
)
def test_what_counts_as_success(change: dict[str, object], said: list[str]) -> None:
    assert troubles({**ELBO, **change}) == said


def test_examples_are_sound() -> None:
    assert all(troubles(e) == [] for e in (CHAIN, ELBO, CONTRACTION))


def test_bars_do_not_grow_with_what_stands_beside_them() -> None:
    found = prose.mathml(r"\lvert x \rvert \le \lVert f \rVert_\infty \left\lvert \frac{a}{b} \right\rvert")
    assert re.findall(r'<mo form="(\w+)" stretchy="false">(.)</mo>', found) == [
        ("prefix", "|"),
        ("postfix", "|"),
        ("prefix", "\u2016"),
        ("postfix", "\u2016"),
    ]
    assert len(re.findall(r'stretchy="true"', found)) == 2
