"""pytest plugin: every proof script under proofs/ is a file of tests, one for each question that it answers and each aspect of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from derive.check import Entry


class Failed(Exception):
    """An aspect of a result is not as it must be; shown without a traceback."""


def _kernel(p: dict[str, Any]) -> list[str]:
    said = list(p["errors"])
    said += [
        f"{n['file']}:{n['line']}: {n['verdict']}: {n['statement']['text']}"
        for b in p["body"]
        if b["type"] == "claim"
        for n in b["lines"]
        if n["verdict"] != "proved"
    ]
    return said or ([] if p["verdict"] == "proved" else [f"the result is {p['verdict']}"])


def _replay(p: dict[str, Any]) -> list[str]:
    return [] if p["replayed"] else ["the certificate was not replayed"]


def _evidence(p: dict[str, Any]) -> list[str]:
    e = p["evidence"]
    said = [f"{e['refuted']} models refute it"] if e["refuted"] else []
    return said + ([] if e["effective"] else ["no model met the hypotheses"])


def _near_misses(p: dict[str, Any]) -> list[str]:
    return [
        f"{c['file']}:{c['line']}: not refuted ({c['verdict']}): {c['text']}"
        for c in [*p["near_misses"], *p["published"]]
        if c["verdict"] != "refuted"
    ]


ASPECTS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "kernel": _kernel,
    "replay": _replay,
    "evidence": _evidence,
    "near_misses": _near_misses,
}


@cache
def _entries(root: Path, result: str) -> list[Entry]:
    from derive.check import Options, check

    return check(Options(root=root, only=(result,), cache=False)).entries


class ProofScript(pytest.File):
    """A proof script."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per question and aspect."""
        root = next(p.parent for p in self.path.parents if p.name == "proofs")
        result = self.path.relative_to(root / "proofs").with_suffix("").as_posix()
        from derive.check import asked

        for number in asked(root, result):
            for aspect in (*ASPECTS, "documents"):
                yield ProofItem.from_parent(self, name=f"{number}-{aspect}", root=root, result=result, number=number, aspect=aspect)


class ProofItem(pytest.Item):
    """One aspect of one answer: kernel, replay, evidence, near misses, documents."""

    def __init__(self, *, root: Path, result: str, number: str, aspect: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.root, self.result, self.number, self.aspect = root, result, number, aspect

    def runtest(self) -> None:
        """Fail with the messages that `derive check` would print."""
        entries = [e for e in _entries(self.root, self.result) if e.question.number == self.number]
        for entry in entries:
            said = _documents(entry) if self.aspect == "documents" else ASPECTS[self.aspect](entry.printed)
            if said:
                raise Failed("\n".join(said))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A message in place of a traceback, for failures of the script."""
        from derive.errors import DeriveError

        if isinstance(excinfo.value, Failed | DeriveError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands."""
        return self.path, 0, f"{self.result} {self.name}"


def _documents(entry: Entry) -> list[str]:
    from derive.documents.html import page
    from derive.documents.latex import handout, solutions

    assignment = entry.assignment.model_copy(update={"question": (entry.question,)})
    results = [entry.printed]
    made = {
        "handout.tex": handout(assignment, results),
        "solutions.tex": solutions(assignment, results),
        "report.html": page(assignment, results, [entry.ledger]),
    }
    return [f"{name} is empty" for name, text in made.items() if not text.strip()]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Proof scripts stand in proofs/<subject>/ and have a function under @result."""
    if file_path.suffix != ".py" or file_path.parent.parent.name != "proofs":
        return None
    try:
        is_result = "\n@result" in file_path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return ProofScript.from_parent(parent, path=file_path) if is_result else None
