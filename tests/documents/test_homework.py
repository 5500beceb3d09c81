"""The project's own homework, from scripts to pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from derive.course.assignment import read_assignment
from derive.documents import layout
from derive.documents.corrections import as_published
from derive.documents.pdf import compile_latex
from tests.documents.test_html import Checked
from tests.documents.test_latex import need_tex, secrets

ROOT = Path(__file__).resolve().parents[2]


def run(out: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "derive.all", "--out", str(out), "--models", "40", *options]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def files(out: Path) -> dict[str, bytes]:
    found = [p for p in sorted(out.rglob("*")) if p.is_file() and ".cache" not in p.parts and p.name != "timing.json"]
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in found}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    done = run(out, "--jobs", "2", PYTHONHASHSEED="1")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return out


def results(out: Path) -> list[dict[str, Any]]:
    """The printed results, from the store."""
    entries = [json.loads(p.read_text(encoding="utf-8")) for p in (out / ".cache").glob("*.json")]
    return [e["printed"] for e in entries if "printed" in e]


def test_everything_is_proved_replayed_and_consistent(built: Path) -> None:
    report = json.loads((built / "hw4/report.json").read_text(encoding="utf-8"))
    sheet = read_assignment(ROOT / "proofs" / "hw4.toml")
    assert [r["question"] for r in report["results"]] == [q.number for q in sheet.question]
    for r in report["results"]:
        assert (r["question"], r["verdict"], r["replayed"]) == (r["question"], "proved", True)
        assert r["lines"] and all(n["verdict"] == "proved" for n in r["lines"])
        assert r["near_misses"] and all(c["verdict"] == "refuted" for c in [*r["near_misses"], *r["published"]])
        assert r["evidence"]["effective"] and not r["evidence"]["refuted"]


def test_same_bytes_whatever_the_hash_seed_and_the_number_of_workers(built: Path, tmp_path: Path) -> None:
    run(tmp_path, "--jobs", "1", "--no-cache", PYTHONHASHSEED="20", TZ="Asia/Tokyo", LC_ALL="C")
    assert files(tmp_path) == files(built)


@pytest.fixture(scope="module")
def compiled(built: Path) -> Path:
    need_tex()
    done = run(built, "--pdf")
    assert (done.returncode, done.stderr) == (0, "")
    return built / "hw4"


@pytest.mark.latex
def test_pages_are_well_set(compiled: Path) -> None:
    pages = {p.stem for p in compiled.glob("*.tex")}
    assert {"handout", "solutions"} <= pages
    for name in pages:
        assert (compiled / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def said(pdf: Path, *tools: str) -> str:
    return "".join(
        subprocess.run([*t.split(), str(pdf), *(["-"] if "text" in t else [])], capture_output=True, text=True, check=True).stdout
        for t in tools
    )


@pytest.mark.latex
def test_what_the_pdf_says_of_itself(compiled: Path) -> None:
    about = said(compiled / "handout.pdf", "pdfinfo")
    for entry in (r"Title: +Homework 4$", r"Author: +\S", r"Page size: +612 x 792 pts \(letter\)$", r"JavaScript: +no$"):
        assert re.search(entry, about, re.MULTILINE), entry
    assert "pdflang={en-US}" in (compiled / "handout.tex").read_text(encoding="utf-8")  # it is inside a compressed stream of the PDF


@pytest.mark.latex
def test_the_same_bytes_in_another_folder(compiled: Path, tmp_path: Path) -> None:
    for name in ("handout", "solutions"):
        other = tmp_path / name
        other.mkdir()
        for source in (compiled / f"{name}.tex", *compiled.glob("*.bib")):
            (other / source.name).write_bytes(source.read_bytes())
        assert compile_latex(other / f"{name}.tex").read_bytes() == (compiled / f"{name}.pdf").read_bytes()


@pytest.mark.latex
def test_students_and_solutions_have_the_same_equation_numbers(compiled: Path) -> None:
    def numbers(name: str) -> list[str]:
        text = said(compiled / name, "pdftotext -layout")
        return sorted(set(re.findall(r" (\(\d\.\d\))$", text, re.MULTILINE)))

    assert numbers("handout.pdf") == numbers("solutions.pdf")
    assert numbers("handout.pdf")


@pytest.mark.latex
def test_the_students_pdf_contains_no_part_of_a_solution(compiled: Path) -> None:
    pdf = compiled / "handout.pdf"
    text = said(pdf, "pdftotext", "pdfinfo")
    for words in ("Marking", "Solution", "Common mistakes", "Derivation", "axioms", "Models:", "counterexample", "Proof of"):
        assert words not in text, words
    attached = subprocess.run(["pdfdetach", "-list", str(pdf)], capture_output=True, text=True, check=False).stdout
    assert attached.startswith("0 ")
    for result in results(compiled.parent):
        for b in result["body"]:
            if b["type"] == "prose" and b["kind"] == "say" and "$" not in b["latex"] and len(b["latex"]) > 20:
                assert " ".join(b["latex"].split()) not in " ".join(text.split())


def tasks(out: Path, page: str) -> list[tuple[dict[str, Any], str]]:
    """Each result with what a page may say of it; an edition as published asks for the false claims that were published."""
    found, sheet = results(out), read_assignment(ROOT / "proofs" / "hw4.toml")
    asked = []
    for q in sheet.question:
        own = [r for r in found if r["id"] == q.result]
        asked += own if len(own) == 1 else [r for r in own if q.parameters.items() <= r["parameters"].items()]
    assert [r["id"] for r in asked] == [q.result for q in sheet.question]
    edition = re.fullmatch(r"handout-(.+)\.tex", page)
    said = as_published(sheet, asked, edition[1])[1] if edition else asked
    public = []
    for r in said:
        prose = " ".join(b["latex"] for b in r["body"] if b["type"] == "prose" and b["kind"] in ("ask", "hint"))
        public.append(prose + " ".join(h["latex"] for h in [*layout.assumptions(r), *layout.task_definitions(r)]))
    return list(zip(asked, public, strict=True))


@pytest.mark.parametrize("page", ["handout.tex", "handout-1.0.tex", "announcement.txt"])
def test_the_handout_contains_no_part_of_a_solution(built: Path, page: str) -> None:
    text = (built / "hw4" / page).read_text(encoding="utf-8")
    every = tasks(built, page)
    public = " ".join(task for _, task in every)  # what another question asks is no part of a solution
    for result, _ in every:
        for secret in secrets(result):
            assert secret in public or secret not in text, secret


def test_the_web_page_is_well_formed_and_knows_every_formula(built: Path) -> None:
    text = (built / "hw4/report.html").read_text(encoding="utf-8")
    found = Checked()
    found.feed(text)
    assert found.open == []
    assert "<code>\\" not in text
