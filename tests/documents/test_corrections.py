"""Versions and corrections as data: what comes of them, and what must fail, with file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from derive.course.assignment import Assignment, read_assignment
from derive.course.versions import problems
from derive.documents import corrections, faults
from derive.documents.latex import correction_list, formula, handout, solutions
from derive.errors import AssignmentError
from tests.documents.examples import CONTRACTION, ELBO, false

SHEET = """schema = 1
id = "small"
title = "A small sheet"
points = "2"
references = ["nielsen"]

[[section]]
number = "3.1"
title = "Operators"
text = "As in [@nielsen]."

[[question]]
number = "2.1"
result = "latent/elbo"
points = "1"

[[question]]
number = "3.1b"
result = "decision/contraction"
points = "1"

[[version]]
number = "1.0"
date = 2021-03-25
deadline = 2021-04-08T23:59:00

[[version]]
number = "1.1"
date = 2021-03-29

[[version.changes]]
question = "2.1"
kind = "missing hypothesis"
claim = "support"
text = "The encoder must be supported."
reason = "Else a logarithm of 0 stands there."
finding = "F1"

[[version.changes]]
question = "2.1"
kind = "typo"
old = "infered"
new = "inferred"
reason = "Spelling."

[[version]]
number = "1.2"
date = 2021-04-01
deadline = 2021-04-11T23:59:00

[[version.changes]]
question = "3.1b"
kind = "wrong claim"
claim = "bound"
finding = "X1"
text = "The discount counts once."
reason = "There is one step."

[[version.changes]]
question = "3.1b"
kind = "missing step"
where = "solution"
text = "The supremum is taken at the end."
"""
BIB = "@book{nielsen,\n  author = {Nielsen, D. and Jaini, P. and Welling, M.},\n  title = {Flows},\n  year = {2020}\n}\n"
WRONG = false("published", r"\left\lVert T^\pi Q_1 \right\rVert_\infty \le \gamma^2", "twice", {"Q_1": "1"}, "1/2", "1/4", finding="X1")
SHOWN = {**CONTRACTION["shown"][0], "variable": "bound"}
TASK = {"type": "prose", "kind": "ask", "latex": f"Show that ${SHOWN['latex']}$.", "text": "", "file": "proofs/a.py", "line": 7}
BODY = [TASK, *[b for b in CONTRACTION["body"] if b.get("kind") != "ask"]]
RESULTS = [ELBO, {**CONTRACTION, "shown": [SHOWN], "body": BODY, "published": [WRONG]}]


def read(folder: Path, text: str = SHEET, bib: str = BIB) -> Assignment:
    (folder / "small.toml").write_text(text, encoding="utf-8")
    (folder / "small.bib").write_text(bib, encoding="utf-8")
    return read_assignment(folder / "small.toml", "proofs/small.toml")


def told(folder: Path, text: str, results: list[dict[str, object]] | None = None) -> list[str]:
    sheet = read(folder, text)
    return [str(e) for e in [*problems(sheet, "proofs/small.toml"), *faults.faults(sheet, results or RESULTS, "proofs/small.toml")]]


def line(text: str, words: str, after: str = "") -> int:
    start = text.index(after) if after else 0
    return text[: text.index(words, start)].count("\n") + 1


def test_a_sound_sheet_has_no_faults(tmp_path: Path) -> None:
    assert told(tmp_path, SHEET) == []


def test_what_changed_is_red_with_its_version_beside_it(tmp_path: Path) -> None:
    page = handout(read(tmp_path), RESULTS)
    support = next(h for h in ELBO["hypotheses"] if h["name"] == "support")
    assert rf"\redisplay{{}}{{{formula(support)}.}}{{1.1}}" in page
    assert r"\corrected{Sunday, 11 April 2021, 23:59}{1.2}" in page
    assert rf"{{{formula(SHOWN)}.}}{{1.2}}" in page
    assert "Version 1.2 of 1 April 2021, first released 25 March 2021" in page


def test_clarifications_are_listed_by_version_and_tell_students_nothing_of_solutions(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    page, key = handout(sheet, RESULTS), solutions(sheet, RESULTS)
    assert r"\item[1.1] \textbf{2.1}~The encoder must be supported. Smaller changes of wording and notation: 2.1." in page
    assert r"\item[1.2] \textbf{3.1b}~The discount counts once." in page
    assert "The supremum is taken" in key and "The supremum is taken" not in page


def test_the_announcement_is_the_newest_version(tmp_path: Path) -> None:
    said = corrections.announcement(read(tmp_path))
    assert said == (
        "A small sheet, version 1.2 (1 April 2021)\n\n- 3.1b: The discount counts once.\n\nDeadline: Sunday, 11 April 2021, 23:59\n"
    )


def test_the_list_has_old_and_new_and_the_counterexample(tmp_path: Path) -> None:
    page = correction_list(read(tmp_path), RESULTS)
    assert r"\correction{3.1b}{wrong claim}{finding X1}" in page
    assert WRONG["latex"] in page and "the left side is $1/2$, the right side $1/4$" in page
    assert r"\entry{Was}{infered}" in page and r"\entry{Now}{inferred}" in page


def test_the_first_edition_has_the_published_claims(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    old = handout(sheet, RESULTS, "1.0")
    assert WRONG["latex"] in old and WRONG["latex"] not in handout(sheet, RESULTS)
    assert "Thursday, 8 April 2021, 23:59" in old and "Clarifications" not in old
    assert WRONG["latex"] not in handout(sheet, RESULTS, "1.2")


def test_content_that_changes_without_a_version_is_told(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    now = corrections.content(sheet, RESULTS)
    kept = SHEET.replace("date = 2021-04-01\n", f'date = 2021-04-01\ncontent = "{now}"\n')
    assert told(tmp_path, kept) == []
    changed = kept.replace('title = "Operators"', 'title = "Operators of Bellman"')
    (only,) = told(tmp_path, changed)
    assert only.startswith(f"proofs/small.toml:{line(changed, 'content =')}: error: the content has changed since version 1.2")
    assert "a new [[version]] with content" in only
    hint = next(i for i, b in enumerate(BODY) if b.get("kind") == "hint")
    other = [RESULTS[0], {**RESULTS[1], "body": [{**b, "latex": "Another hint."} if i == hint else b for i, b in enumerate(BODY)]}]
    assert "the content has changed since version 1.2" in told(tmp_path, kept, other)[0]
    new = changed + '\n[[version]]\nnumber = "1.3"\ndate = 2021-04-02\n'
    assert told(tmp_path, new) == []


FAULTS = {
    "order of numbers": ('number = "1.2"', 'number = "1.01"', "versions are out of order", 'number = "1.01"', -1),
    "order of dates": ("date = 2021-04-01", "date = 2021-03-01", "versions are out of order", "date = 2021-03-01", 0),
    "deadline before release": ("deadline = 2021-04-11", "deadline = 2021-03-11", "a deadline lies before its version", "deadline = 2021-03-11", 0),
    "points": ('points = "2"', 'points = "2.5"', "the points do not add up", 'points = "2.5"', 0),
    "marks": ('points = "1"\n\n[[question]]', 'points = "1"\nmarks = ["0.5", "1"]\n\n[[question]]', "a marking scheme does not add up", "marks =", 0),
    "question": ('question = "3.1b"\nkind = "wrong', 'question = "7.1"\nkind = "wrong', "a correction of a question that is not there", 'question = "7.1"', 0),
    "old mark": ('claim = "support"', 'claim = "supported"', "a mark is left from an older edition", 'claim = "supported"', 0),
    "old formula": ('finding = "F1"', 'new = "$x > 0$"', "a mark is left from an older edition", 'new = "$x > 0$"', 0),
    "finding": ('finding = "X1"', 'finding = "X2"', "no script refutes this finding", 'finding = "X2"', 0),
    "reference": ('references = ["nielsen"]', 'references = ["nielson"]', "there is no such reference", "references =", 0),
    "citation": ("[@nielsen]", "[@welling]", "there is no such reference", "[@welling]", 0),
    "character": ('title = "Operators"', 'title = "Operators 日"', "a character that LaTeX has no way to write", "Operators 日", 0),
    "nothing": ('old = "infered"\nnew = "inferred"\nreason = "Spelling."\n', "", "a correction says nothing", 'kind = "typo"', -2),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_has_file_and_line(tmp_path: Path, case: str) -> None:
    old, new, what, at, offset = FAULTS[case]
    text = SHEET.replace(old, new, 1)
    assert text != SHEET
    found = told(tmp_path, text)
    assert found and found[0].startswith(f"proofs/small.toml:{line(text, at) + offset}: error: {what}"), found


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('number = "1.1"', 'number = "1.0"', "a version is used twice"),
        ("date = 2021-04-01", "date = 2021-02-30", "this is not TOML"),
        ("date = 2021-04-01", 'date = "spring"', "a value is not right"),
        ('kind = "typo"', 'kind = "slip"', "a value is not right"),
        ('kind = "typo"', 'kid = "typo"', "unknown key"),
        ('kind = "typo"', "line = 3", "unknown key"),
    ],
)
def test_a_sheet_that_cannot_be_read(tmp_path: Path, old: str, new: str, what: str) -> None:
    text = SHEET.replace(old, new, 1)
    with pytest.raises(AssignmentError) as e:
        read(tmp_path, text)
    assert (e.value.what, e.value.file) == (what, "proofs/small.toml")
    assert e.value.line in range(line(text, new, "[[version]]") - 1, line(text, new, "[[version]]") + 6)


def test_equation_numbers_of_the_sheet(tmp_path: Path) -> None:
    numbered = SHEET.replace(
        'result = "decision/contraction"\n', 'result = "decision/contraction"\nnumbers = { "T^pi" = "3.1", hint = "3.2", bound = "3.5" }\n'
    )
    assert told(tmp_path, numbered) == []
    page, key = handout(read(tmp_path), RESULTS), solutions(read(tmp_path, numbered), RESULTS)
    page = handout(read(tmp_path, numbered), RESULTS)
    for number in ("(2.1)", "(3.1)", "(3.2)", "(3.5)"):
        assert f"isplay{{{number}}}" in page and f"isplay{{{number}}}" in key
    twice = numbered.replace('hint = "3.2"', 'hint = "3.1"')
    assert "an equation number is used twice" in told(tmp_path, twice)[0]
    nothing = numbered.replace("hint =", "hnt =")
    assert "an equation number belongs to nothing" in told(tmp_path, nothing)[0]


def test_days_have_their_names_in_both_languages(tmp_path: Path) -> None:
    french = read(tmp_path, SHEET.replace('id = "small"', 'id = "small"\nlanguage = "fr"'))
    page = solutions(french, RESULTS)
    for words in (
        "dimanche 11 avril 2021, 23:59",
        "Barème.",
        "Hérédité" if "Induction" in page else "Solution.",
        "la formule de Bayes",
        r"\usepackage[french]{babel}",
    ):
        assert words in page
    for words in ("Marking", "Suppose that", "Common mistakes", "by~(", "Deadline"):
        assert words not in page
    assert corrections.announcement(read(tmp_path)).startswith("A small sheet, version 1.2")
    assert french.version[0].date == date(2021, 3, 25)
