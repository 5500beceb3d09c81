"""The main job: what it writes, what it prints, with which status it ends."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.conftest import SHEET, Sheet
from tests.snapshot import compare

SNAPSHOTS = Path(__file__).with_name("snapshots")


def test_writes_everything(sheet: Sheet) -> None:
    answer = sheet.run()
    compare(SNAPSHOTS / "all.txt", answer.all)
    assert answer.status == 0
    certificates = [f"hw4/certificates/{n}.json" for n in ("1.1.1", "1.1.2", "2.1", "3.1b", "3.2.1")]
    assert list(sheet.files()) == [*certificates, "hw4/handout.tex", "hw4/report.html", "hw4/report.json", "hw4/solutions.tex"]
    assert json.loads((sheet.path / "build/hw4/certificates/2.1.json").read_text()) == {
        "certificate": {"steps": []},
        "goal": {"claims": []},
    }
    timing = json.loads((sheet.path / "build/timing.json").read_text())
    assert [r["question"] for r in timing["results"]] == ["1.1.1", "1.1.2", "2.1", "3.1b", "3.2.1"]


def test_report_has_exactly_the_fields_that_others_rely_on(sheet: Sheet) -> None:
    sheet.run("--models", "7", "--seed", "3")
    report = json.loads((sheet.path / "build/hw4/report.json").read_text())
    assert list(report) == ["schema", "assignment", "version", "points", "results"]
    assert (report["schema"], report["assignment"], report["version"]) == (1, "hw4", "1.0")
    assert report["points"] == {"declared": "3.5", "sum": "3.5"}
    fields = [
        "id",
        "question",
        "title",
        "points",
        "parameters",
        "statement",
        "verdict",
        "replayed",
        "axioms",
        "advisers",
        "enclosures",
        "lines",
        "evidence",
        "near_misses",
        "published",
    ]
    for r in report["results"]:
        assert list(r) == fields
        assert list(r["statement"]) == ["text", "latex", "hypotheses"]
        assert all(list(h) == ["text", "latex"] for h in r["statement"]["hypotheses"])
        assert all(list(n) == ["relation", "text", "latex", "reasons", "verdict", "inferences"] for n in r["lines"])
        assert list(r["evidence"]) == ["models", "effective", "consistent", "undecided", "refuted", "seed", "bits"]
        assert (r["evidence"]["models"], r["evidence"]["seed"]) == (7, 3)
        assert all(list(c) == ["text", "verdict", "counterexample", "contradicted_by"] for c in r["near_misses"])
        assert all(list(c) == ["finding", "text", "verdict", "counterexample", "contradicted_by"] for c in r["published"])
    assert [r["points"] for r in report["results"]] == ["0.25", "0.25", "1", "1", "1"]
    assert report["results"][0]["published"][0]["contradicted_by"] == "positive"


def test_same_input_same_bytes(sheet: Sheet) -> None:
    sheet.run("--no-cache", "--jobs", "1", "--out", "one", PYTHONHASHSEED="1")
    sheet.run("--no-cache", "--jobs", "3", "--out", "two", PYTHONHASHSEED="2", LC_ALL="C", TZ="Asia/Tokyo")
    assert sheet.files("one") == sheet.files("two")
    sheet.run("--out", "three")
    sheet.run("--out", "three", "--seed", "0")
    assert sheet.files("three") == sheet.files("one")
    assert not (sheet.path / "one/.cache").exists()


def test_nothing_changed_is_answered_at_once(sheet: Sheet) -> None:
    first = sheet.run()
    start = time.perf_counter()
    second = sheet.run()
    assert time.perf_counter() - start < 1.5  # the budget is 0.5 s; a loaded machine is slower
    assert "unchanged since the last run" in second.out
    assert second.out.splitlines()[:10] == first.out.splitlines()[:10]
    assert (second.status, second.err) == (first.status, first.err)


def test_a_change_is_noticed(sheet: Sheet) -> None:
    sheet.run()
    (sheet.path / "build/hw4/handout.tex").write_text("spoiled")
    assert "unchanged" not in sheet.run().out
    assert "spoiled" not in (sheet.path / "build/hw4/handout.tex").read_text()
    sheet.script("latent/elbo", 'from proofs.latent.shared import x\n\nVERDICT = "undecided"\n')
    sheet.script("latent/shared", "x = 1\n")
    assert sheet.run().status == 1
    sheet.script("latent/elbo", "from proofs.latent.shared import VERDICT\n")
    sheet.script("latent/shared", 'VERDICT = "proved"\n')
    assert sheet.run().status == 0
    sheet.script("latent/shared", 'VERDICT = "refuted"\n')
    assert sheet.run().status == 1


def test_only_some(sheet: Sheet) -> None:
    answer = sheet.run("--only", "2.1", "networks/scalar_chain")
    assert answer.status == 0
    assert [r["question"] for r in json.loads((sheet.path / "build/hw4/report.json").read_text())["results"]] == ["1.1.1", "1.1.2", "2.1"]


def test_a_damaged_store_is_no_store(sheet: Sheet) -> None:
    sheet.run()
    for p in (sheet.path / "build/.cache").iterdir():
        p.write_text(p.read_text()[:40])
    assert sheet.run().status == 0


BROKEN = {
    "syntax": "x = (1\ny = 2\n",
    "unknown_name": "from derive.errors import DeriveError\n\nz = expectation + 1\n",
    "unknown_reason": "from derive.errors import DeriveErorr\n",
    "circular": "from proofs.latent.elbo import elbo\n\nelbo = 1\n",
    "type_error": 'from derive.errors import TypeMismatch\n\n\ndef fit():\n    raise TypeMismatch("these do not fit together", given="x : real and s : S", needed="two numbers")\n\n\nfit()\n',
    "python_error": "values = {}\nvalues['x']\n",
    "endless_recursion": "def f(n):\n    return f(n + 1)\n\n\nf(0)\n",
    "exits": "import sys\n\nsys.exit(0)\n",
    "dies": "DIE = True\n",
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_script_gives_one_message_and_stops_no_other(sheet: Sheet, case: str) -> None:
    sheet.script("latent/elbo", BROKEN[case])
    answer = sheet.run()
    compare(SNAPSHOTS / f"broken_{case}.txt", answer.all)
    assert answer.status in (1, 2)
    assert answer.err.count("error:") == 1
    assert answer.err.startswith("proofs/latent/elbo.py:")
    verdicts = {r["question"]: r["verdict"] for r in json.loads((sheet.path / "build/hw4/report.json").read_text())["results"]}
    assert verdicts == {"1.1.1": "proved", "1.1.2": "proved", "2.1": "undecided", "3.1b": "proved", "3.2.1": "proved"}
    assert sheet.run().all == answer.all


BAD_SHEETS = {
    "unknown_key": SHEET.replace('points = "1"\n', 'points = "1"\npionts = "1"\n', 1),
    "misspelt_key": SHEET.replace('result = "latent/elbo"', 'reslt = "latent/elbo"'),
    "wrong_points": SHEET.replace('points = "0.25"', 'points = "a quarter"', 1),
    "not_toml": SHEET.replace("[[section]]", "[[section]", 1),
    "missing_script": SHEET.replace("latent/elbo", "latent/elbow"),
    "points_do_not_add_up": SHEET.replace('points = "3.5"', 'points = "10"'),
    "same_number": SHEET.replace('number = "2.1"', 'number = "1.1.2"'),
}


@pytest.mark.parametrize("case", BAD_SHEETS)
def test_a_bad_sheet_gives_file_and_line(sheet: Sheet, case: str) -> None:
    sheet.toml(BAD_SHEETS[case])
    sheet.toml(SHEET.replace('id = "hw4"', 'id = "good"'), "good")
    answer = sheet.run("--out", "build")
    compare(SNAPSHOTS / f"sheet_{case}.txt", answer.all)
    assert answer.status == (1 if case == "points_do_not_add_up" else 2)
    assert answer.err.startswith("proofs/hw4.toml:")
    assert (sheet.path / "build/good/report.json").is_file()


@pytest.mark.parametrize(
    "arguments",
    [["--modles", "3"], ["--models", "0"], ["--models", "many"], ["--only", "2.7"], ["extra"], ["--seed"], ["--only", "latent/elbw"]],
    ids=lambda a: "_".join(a).replace("--", "").replace("/", "_"),
)
def test_wrong_usage(sheet: Sheet, arguments: list[str]) -> None:
    answer = sheet.run(*arguments)
    name = "_".join(arguments).replace("--", "").replace("/", "_")
    compare(SNAPSHOTS / f"usage_{name}.txt", answer.all)
    assert answer.status == 2


def test_nothing_to_check(tmp_path: Path) -> None:
    answer = Sheet(tmp_path).run()
    compare(SNAPSHOTS / "nothing.txt", answer.all)
    assert answer.status == 2


def test_a_missing_tool(sheet: Sheet) -> None:
    answer = sheet.run("--pdf", PATH="/nonexistent")
    compare(SNAPSHOTS / "missing_tool.txt", answer.all)
    assert answer.status == 4


def test_a_folder_that_cannot_be_written(sheet: Sheet) -> None:
    (sheet.path / "taken").write_text("a file")
    answer = sheet.run("--out", "taken")
    assert answer.status == 2
    assert "error:" in answer.err


@pytest.mark.latex
def test_pdf(sheet: Sheet) -> None:
    assert sheet.run("--pdf").status == 0
    first = (sheet.path / "build/hw4/solutions.pdf").read_bytes()
    assert sheet.run("--pdf", "--no-cache", "--out", "again").status == 0
    assert (sheet.path / "again/hw4/solutions.pdf").read_bytes() == first
