"""The assignment file: what it may say, and that every mistake is told with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from derive.course.assignment import Assignment, Question, read_assignment
from derive.errors import AssignmentError

SHEET = """schema = 1
id = "hw4"
title = "Homework 4"
points = "1.25"

[[version]]
number = "1.0"
date = 2021-03-25

[[version]]
number = "1.1"
date = 2021-03-29
changes = [
  { question = "1.1", text = "The bound." },
  { question = "", text = "The deadline." },
]

[[section]]
number = "1"
title = "Networks"

[[question]]
number = "1.1"
result = "networks/scalar_chain"
parameters = { phi = "tanh", s = "1/2" }
points = "0.25"

[[question]]
number = "1.2b"
result = "latent/elbo"
points = 1
"""


def read(tmp_path: Path, text: str) -> Assignment:
    path = tmp_path / "hw.toml"
    path.write_text(text, encoding="utf-8")
    return read_assignment(path, "proofs/hw.toml")


def refused(tmp_path: Path, text: str) -> AssignmentError:
    with pytest.raises(AssignmentError) as e:
        read(tmp_path, text)
    return e.value


def test_reads_everything(tmp_path: Path) -> None:
    a = read(tmp_path, SHEET)
    assert (a.id, a.release, a.points, a.total) == ("hw4", "1.1", Decimal("1.25"), Decimal("1.25"))
    assert [(q.number, q.result, q.line) for q in a.question] == [("1.1", "networks/scalar_chain", 22), ("1.2b", "latent/elbo", 28)]
    assert a.question[0].parameters == {"phi": "tanh", "s": "1/2"}
    assert [s.title for s in a.headings("1.2b")] == ["Networks"]
    assert [c.text for v in a.version for c in v.changes] == ["The bound.", "The deadline."]


def test_points_are_exact(tmp_path: Path) -> None:
    tenth = SHEET.replace('points = "0.25"', "points = 0.1").replace("points = 1\n", "points = 0.2\n").replace('"1.25"', "0.3")
    a = read(tmp_path, tenth)
    assert a.total == a.points == Decimal("0.3")


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "given"),
    [
        ('title = "Homework 4"', 'titel = "Homework 4"', 3, "unknown key", "titel"),
        ('title = "Networks"', 'title = "Networks"\ncolor = "red"', 21, "unknown key", "color"),
        ('  { question = "", text', '  { question = "", txt = "", text', 15, "unknown key", "txt"),
        ('points = "0.25"', 'points = "0.25"\nline = 3', 27, "unknown key", "line"),
        ('points = "0.25"', 'points = "1/4"', 26, "a value is not right", "question[1].points = '1/4'"),
        ('points = "0.25"', "points = -1", 26, "a value is not right", "question[1].points = -1"),
        ('points = "0.25"', "points = true", 26, "a value is not right", "question[1].points = True"),
        ('points = "0.25"', "points = 1e400", 26, "a value is not right", "question[1].points = Decimal('1E+400')"),
        ('result = "latent/elbo"', 'result = "../../etc"', 30, "a value is not right", "question[2].result = '../../etc'"),
        ('result = "latent/elbo"', "", 28, "a key is missing", "no result"),
        ('s = "1/2"', "s = 0.5", 25, "a value is not right", "question[1].parameters.s = Decimal('0.5')"),
        ("schema = 1", "schema = 2", 1, "a value is not right", "schema = 2"),
        ('number = "1.2b"', 'number = "1.1"', 29, "a number is given twice", "1.1"),
        ('number = "1.2b"', 'number = "one"', 29, "a value is not right", "question[2].number = 'one'"),
        ("[[section]]", "[[section]", 18, "this is not TOML", "[[section]"),
        ('id = "hw4"', 'id = "../hw4"', 2, "a value is not right", "id = '../hw4'"),
        ("date = 2021-03-25", 'date = "yesterday"', 8, "a value is not right", "version[1].date = 'yesterday'"),
        ("[[question]]", "[question]", 28, "this is not TOML", "[[question]]"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, old: str, new: str, line: int, what: str, given: str) -> None:
    error = refused(tmp_path, SHEET.replace(old, new, 1))
    assert (error.file, error.line, error.what, error.given) == ("proofs/hw.toml", line, what, given)
    assert error.exit_code == 2


def test_a_misspelt_key_has_a_suggestion(tmp_path: Path) -> None:
    assert refused(tmp_path, SHEET.replace("parameters", "paramters")).hint == "did you mean parameters?"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(AssignmentError, match="No such file"):
        read_assignment(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(AssignmentError, match="not UTF-8"):
        read_assignment(tmp_path / "bytes.toml")
    assert refused(tmp_path, "").what == "a key is missing"


def test_a_sheet_without_a_total_has_the_sum() -> None:
    whole = Assignment(schema=1, id="a", title="A", question=(Question(number="1", result="a/b", points=Decimal("0.25")),))
    assert (whole.points, whole.declared, whole.total) == (None, Decimal("0.25"), Decimal("0.25"))


def test_the_project_has_a_sheet_that_adds_up() -> None:
    a = read_assignment(Path(__file__).resolve().parents[2] / "proofs" / "hw4.toml")
    assert a.total == a.declared
