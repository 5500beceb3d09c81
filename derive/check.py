"""Check assignments: read them, run what is not in the store, have every certificate replayed, judge.

This module imports nothing heavy before there is something to run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.errors import AssignmentError, DeriveError
from derive.pin import PINNED
from derive.store import PACKAGE, Store, digest, engine_digest, nearest, script_digest, script_path

if TYPE_CHECKING:
    from derive.course.assignment import Assignment, Question

Printed = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """What the user asked for. `root` is the folder that holds `proofs`; out=None writes nothing but the store."""

    root: Path = field(default_factory=Path.cwd)
    out: Path = Path("build")
    only: tuple[str, ...] = ()
    models: int = 100
    seed: int = 0
    jobs: int = 0
    cache: bool = True
    pdf: bool = False
    write: bool = True


@dataclass(eq=False)
class Entry:
    """A question with its answer."""

    assignment: Assignment
    file: str
    question: Question
    printed: Printed = field(default_factory=dict)
    certificate: Any = None
    goal: Any = None
    ledger: list[dict[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    cached: bool = False

    @property
    def name(self) -> str:
        """What no other entry is called."""
        return f"{self.assignment.id}:{self.question.number}"

    @property
    def file_name(self) -> str:
        """The name of its certificate's file."""
        return f"{self.question.number}.json"


@dataclass
class Run:
    """What a run found: entries in order, messages for the user, exit status."""

    entries: list[Entry] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    status: int = 0
    replay_seconds: float = 0.0

    def fail(self, status: int, message: str = "") -> None:
        """Note a failure; wrong input outweighs a missing proof, a missing tool both."""
        self.status = max(self.status, status)
        if message and message not in self.messages:
            self.messages.append(message)


def check(options: Options) -> Run:
    """Read the assignments, run what is not in the store, replay all certificates."""
    run = Run()
    read(options, run)
    return examine(options, run.entries, run)


def examine(options: Options, entries: list[Entry], run: Run | None = None) -> Run:
    """Run the entries that are not in the store, replay all certificates, judge."""
    run = run or Run()
    run.entries = entries
    if run.entries:
        _answer(options, run)
        _replay(run)
        _judge(run)
    return run


def read(options: Options, run: Run) -> None:
    """Read the assignments under `proofs` into entries; what is wrong with one is noted, the others are read."""
    from derive.course.assignment import read_assignment
    from derive.course.versions import problems

    folder = options.root / "proofs"
    found = sorted(folder.glob("*.toml"))
    if not found:
        given = "there is no folder proofs here" if not folder.is_dir() else "proofs holds no .toml file"
        run.fail(
            2,
            str(
                AssignmentError(
                    "there is nothing to check",
                    given=given,
                    needed="proofs/<assignment>.toml",
                    hint="run this in the folder that holds proofs",
                )
            ),
        )
    for path in found:
        name = path.relative_to(options.root)
        try:
            assignment = read_assignment(path, name.as_posix())
        except DeriveError as e:
            run.fail(e.exit_code, str(e))
            continue
        run.entries += [Entry(assignment, name.as_posix(), q) for q in assignment.question]
        for error in problems(assignment, name.as_posix()):
            run.fail(1, str(error))
    if options.only:
        chosen = select(run.entries, options.only, options.root)
        run.entries = [e for e in run.entries if any(e is c for c in chosen)] + [e for e in chosen if e.assignment.id == "unasked"]


def select(entries: list[Entry], names: Iterable[str], root: Path) -> list[Entry]:
    """The entries that are named by question, result, or assignment; a script that no assignment asks for runs with its own defaults.

    Raises:
        AssignmentError: nothing has this name.
    """
    chosen: list[Entry] = []
    for name in names:
        found = [e for e in entries if name in (e.question.number, e.question.result, e.assignment.id, e.name)]
        if not found and "/" in name and script_path(root, name).is_file():
            found = [_unasked(name)]
        if not found:
            known = list(dict.fromkeys(x for e in entries for x in (e.question.number, e.question.result)))
            raise AssignmentError(
                "nothing has this name", given=name, needed="a question or a result: " + ", ".join(known), hint=nearest(name, known)
            )
        chosen += found
    return chosen


def asked(root: Path, result: str) -> list[str]:
    """The numbers of the questions that ask for a result; ["0"] when none does."""
    run = Run()
    read(Options(root=root), run)
    return list(dict.fromkeys(e.question.number for e in run.entries if e.question.result == result)) or ["0"]


def _unasked(result: str) -> Entry:
    from decimal import Decimal

    from derive.course.assignment import Assignment, Question

    question = Question(number="0", result=result, points=Decimal(0))
    assignment = Assignment(schema=1, id="unasked", title="Results that no assignment asks for", points=Decimal(0), question=(question,))
    return Entry(assignment, f"proofs/{result}.py", question)


def _answer(options: Options, run: Run) -> None:
    """Fill in every entry, from the store or by running its script."""
    from derive.documents.report import empty
    from derive.jobs import Job, Outcome, run_jobs

    engine = engine_digest()
    store = Store(options.root / options.out / ".cache" if options.cache else None)
    waiting: list[tuple[Job, str, list[Entry]]] = []
    by_key: dict[str, list[Entry]] = {}
    for e in run.entries:
        q = e.question
        if not script_path(options.root, q.result).is_file():
            given = f"result = {q.result!r}, but there is no proofs/{q.result}.py"
            scripts = sorted(
                p.relative_to(options.root / "proofs").with_suffix("").as_posix() for p in (options.root / "proofs").glob("*/*.py")
            )
            error = AssignmentError(
                "there is no such script",
                given=given,
                needed="a script under proofs",
                hint=nearest(q.result, scripts),
                file=e.file,
                line=q.line_of("result"),
            )
            run.fail(2, str(error))
            e.printed = empty(q.result, q.parameters, str(error))
            continue
        notation = asdict(e.assignment.notation.style())
        key = digest(
            engine,
            script_digest(options.root, q.result),
            json.dumps([q.result, sorted(q.parameters.items()), options.models, options.seed, notation]),
        )
        if key in by_key:
            by_key[key].append(e)
            continue
        by_key[key] = [e]
        kept = store.get(key)
        if kept:
            _fill(by_key[key], Outcome(**kept), cached=True)
        else:
            job = Job(q.result, q.parameters, options.models, options.seed, str(options.root), e.file, q.line_of("parameters"), notation)
            waiting.append((job, key, by_key[key]))

    def done(i: int, outcome: Outcome) -> None:
        _, key, entries = waiting[i]
        _fill(entries, outcome, cached=False)
        if outcome.printed is not None and not outcome.printed["errors"]:
            store.put(key, vars(outcome))

    run_jobs([job for job, _, _ in waiting], options.jobs or os.cpu_count() or 1, done)
    for e in run.entries:
        for message in e.printed["errors"]:
            run.fail(2 if e.printed.get("bad_input") else 1, message)
    for entries in by_key.values():
        for e in entries[1:]:
            e.printed, e.certificate, e.goal, e.ledger, e.seconds = (
                dict(entries[0].printed),
                entries[0].certificate,
                entries[0].goal,
                entries[0].ledger,
                entries[0].seconds,
            )


def _fill(entries: list[Entry], outcome: Any, cached: bool) -> None:
    from derive.documents.report import empty

    for e in entries:
        e.printed = outcome.printed or {**empty(e.question.result, e.question.parameters, outcome.error), "bad_input": outcome.bad_input}
        parameters = dict(sorted({**e.printed["parameters"], **e.question.parameters}.items()))  # as the assignment writes them
        e.printed = {**e.printed, "parameters": parameters, "replayed": False}
        e.certificate, e.goal, e.ledger, e.seconds, e.cached = outcome.certificate, outcome.goal, outcome.ledger, outcome.seconds, cached


def _replay(run: Run) -> None:
    """Have every certificate checked by the independent checker, in a process of its own."""
    start = time.perf_counter()
    unique = {e.name: e for e in run.entries if e.certificate is not None and e.goal is not None}
    if not unique:
        return
    jobs = [{"name": name, "certificate": e.certificate, "goal": e.goal} for name, e in unique.items()]
    if not PINNED.is_file():
        run.fail(
            1,
            str(
                DeriveError(
                    "the table of axioms that the checker trusts is missing", needed=f"derive/{PINNED.relative_to(PACKAGE).as_posix()}"
                )
            ),
        )
        return
    command = [sys.executable, "-m", "derive.kernel.replay", str(PINNED)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))}
    answer = subprocess.run(command, input=json.dumps({"jobs": jobs}), capture_output=True, text=True, check=False, env=environment)
    answers = {}
    for row in answer.stdout.splitlines():
        try:
            data = json.loads(row)
            answers[data["name"]] = data
        except (ValueError, KeyError, TypeError):
            continue
    for e in run.entries:
        found = answers.get(e.name)
        if found is None and e.certificate is not None:
            said = (answer.stderr.strip().splitlines() or ["no answer"])[-1]
            run.fail(1, str(DeriveError("the checker did not answer", given=said, file=f"proofs/{e.question.result}.py", line=1)))
        elif found is not None and not found["ok"]:
            run.fail(
                1,
                str(
                    DeriveError(
                        "the certificate was refused", given=str(found.get("error", "")), file=f"proofs/{e.question.result}.py", line=1
                    )
                ),
            )
        elif found is not None and sorted(found["axioms"]) != e.printed["axioms"]:
            given = f"the checker met {', '.join(sorted(set(found['axioms']) ^ set(e.printed['axioms'])))}"
            run.fail(
                1,
                str(
                    DeriveError(
                        "the axioms of this result are not those of its certificate",
                        given=given,
                        file=f"proofs/{e.question.result}.py",
                        line=1,
                    )
                ),
            )
        e.printed["replayed"] = bool(found and found["ok"])
    run.replay_seconds = time.perf_counter() - start


def _judge(run: Run) -> None:
    from derive.documents.report import troubles

    if any(troubles(e.printed) for e in run.entries):
        run.fail(1)
