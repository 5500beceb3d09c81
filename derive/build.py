"""The main job: check every assignment, write documents and reports, print two tables.

A run of which nothing has changed is answered from the store, and imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from derive.check import Entry, Options, Run, check
from derive.errors import DeriveError, MissingTool
from derive.store import Store, digest, engine_digest, to_json, tree_digest, write


def main_job(options: Options) -> int:
    """Check, write, print; returns the exit status."""
    start = time.perf_counter()
    root, out = options.root, options.root / options.out
    key = digest(engine_digest(), tree_digest(root / "proofs", (".py", ".toml", ".bib")), _asked(options))
    store = Store(out / ".cache" if options.cache else None)
    kept = store.get("run")
    if kept and kept["key"] == key and all(_file_digest(out / name) == d for name, d in kept["files"].items()):
        return _say(
            kept["messages"], kept["table"] + f"\nunchanged since the last run ({time.perf_counter() - start:.2f} s)\n", kept["status"]
        )
    run = check(options)
    files = _write_all(options, run) if run.entries else []
    table = tables(run)
    if options.cache and not any(e.printed["errors"] for e in run.entries):
        kept = {
            "key": key,
            "files": {n: _file_digest(out / n) for n in files},
            "messages": run.messages,
            "table": table,
            "status": run.status,
        }
        store.put("run", kept)
    return _say(run.messages, table + f"\n{time.perf_counter() - start:.2f} s\n" if table else "", run.status)


def _asked(options: Options) -> str:
    return json.dumps([sorted(options.only), options.models, options.seed, options.pdf])


def _file_digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "missing"


def _say(messages: Iterable[str], table: str, status: int) -> int:
    for m in messages:
        print(m, file=sys.stderr)
    sys.stderr.flush()
    if table:
        print(table, end="", flush=True)
    return status


def _by_assignment(run: Run) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for e in run.entries:
        found.setdefault(e.assignment.id, []).append(e)
    return found


def _write_all(options: Options, run: Run) -> list[str]:
    """Write everything; returns the names of the files whose bytes are settled by the input."""
    from derive.documents import corrections, faults, texts
    from derive.documents.html import page
    from derive.documents.latex import correction_list, handout, solutions
    from derive.documents.report import report

    out = options.root / options.out
    names: list[str] = []

    def put(name: str, content: str) -> None:
        write(out / name, content)
        names.append(name)

    for id_, entries in _by_assignment(run).items():
        chosen = tuple(e.question for e in entries)
        assignment = entries[0].assignment.model_copy(update={"question": chosen})
        results = [e.printed for e in entries]
        put(f"{id_}/handout.tex", handout(assignment, results))
        put(f"{id_}/solutions.tex", solutions(assignment, results))
        pages = ["handout", "solutions"]
        if len(assignment.version) > 1:
            put(f"{id_}/corrections.tex", correction_list(assignment, results))
            first = assignment.version[0].number
            put(f"{id_}/handout-{first}.tex", handout(assignment, results, first))
            with texts.using(assignment.language):
                put(f"{id_}/announcement.txt", corrections.announcement(assignment))
            pages += ["corrections", f"handout-{first}"]
        if assignment.bibliography:
            put(f"{id_}/references.bib", assignment.bibliography)
        if not options.only:
            for error in faults.faults(assignment, results, entries[0].file):
                run.fail(1, str(error))
        put(f"{id_}/report.html", page(assignment, results, [e.ledger for e in entries]))
        put(f"{id_}/report.json", to_json(report(assignment, results)))
        certificates = {e.file_name: {"certificate": e.certificate, "goal": e.goal} for e in entries if e.certificate is not None}
        for name, data in certificates.items():
            put(f"{id_}/certificates/{name}", json.dumps(data, separators=(",", ":")) + "\n")
        for old in (out / id_ / "certificates").glob("*.json"):
            if old.name not in certificates and not options.only:
                old.unlink()
        if options.pdf:
            names += _make_pdf(out / id_, (options.out / id_).as_posix(), run, pages)
    timing = {
        "schema": 1,
        "replay": round(run.replay_seconds, 4),
        "results": [
            {
                "question": e.question.number,
                "result": e.question.result,
                "cached": e.cached,
                "seconds": {k: round(v, 4) for k, v in e.seconds.items()},
            }
            for e in run.entries
        ],
    }
    write(out / "timing.json", to_json(timing))
    return names


def _make_pdf(folder: Path, shown: str, run: Run, pages: list[str]) -> list[str]:
    from derive.documents.pdf import compile_latex

    made = []
    for name in pages:
        try:
            compile_latex(folder / f"{name}.tex", f"{shown}/{name}.tex")
            made.append(f"{folder.name}/{name}.pdf")
        except MissingTool as e:
            run.fail(e.exit_code, str(e))
            break
        except DeriveError as e:
            run.fail(1, str(e))
    return made


def tables(run: Run) -> str:
    """The table of results and the table of points."""
    return f"{results_table(run)}\n{points_table(run)}" if run.entries else ""


def results_table(run: Run) -> str:
    """One row for each question."""
    from derive.documents.report import lines, troubles

    rows = [("question", "result", "verdict", "lines", "axioms", "models", "time")]
    for e in run.entries:
        p = e.printed
        wrong = troubles(p)
        verdict = ", ".join(wrong) if wrong else "proved"
        with_ = "".join(f" {k}={v}" for k, v in p["parameters"].items())
        count = p["evidence"]
        models = f"{count['effective']}/{count['models']}"
        seconds = f"{e.seconds.get('run', 0.0):.2f} s"
        rows.append((e.question.number, e.question.result + with_, verdict, str(lines(p)), str(len(p["axioms"])), models, seconds))
    return _grid(rows, right={3, 4, 5, 6})


def points_table(run: Run) -> str:
    """One row for each assignment."""
    from derive.documents.layout import decimal
    from derive.documents.report import troubles

    points = [("assignment", "questions", "sum", "declared", "proved")]
    for id_, entries in _by_assignment(run).items():
        proved = sum((Fraction(e.question.points) for e in entries if not troubles(e.printed)), Fraction(0))
        total = sum((Fraction(e.question.points) for e in entries), Fraction(0))
        points.append((id_, str(len(entries)), decimal(total), decimal(entries[0].assignment.declared), decimal(proved)))
    return _grid(points, right={1, 2, 3, 4})


def _grid(rows: Sequence[tuple[str, ...]], right: set[int]) -> str:
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    text = [
        "  ".join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(r, widths, strict=True))).rstrip() for r in rows
    ]
    return "\n".join([text[0], "-" * max(map(len, text)), *text[1:]]) + "\n"
