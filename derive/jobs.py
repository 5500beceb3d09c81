"""Results run one by one in processes of their own: a script that fails, hangs or dies takes no other with it."""

from __future__ import annotations

import contextlib
import gc
import json
import multiprocessing
import os
import re
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from derive.errors import DeriveError
from derive.store import nearest, script_path

LIMIT = 600.0  # seconds for one result


@dataclass(frozen=True)
class Job:
    """One result to run. Paths are relative to `root`, the folder that holds `proofs`."""

    result: str
    parameters: dict[str, str]
    models: int
    seed: int
    root: str
    source: str = ""  # the assignment that asks for it, with the line
    line: int = 0
    notation: dict[str, Any] = field(default_factory=dict)  # how the assignment writes terms


@dataclass
class Outcome:
    """What came back: the printed result with its certificate and goal, or why there is none."""

    printed: dict[str, Any] | None = None
    certificate: dict[str, Any] | None = None
    goal: dict[str, Any] | None = None
    ledger: list[dict[str, str]] = field(default_factory=list)
    error: str = ""
    bad_input: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


def run_jobs(jobs: list[Job], workers: int, done: Callable[[int, Outcome], None]) -> None:
    """Run every job, at most `workers` at a time, and hand over each outcome as it comes."""
    if not jobs:
        return
    sys.path[:0] = [p for p in [jobs[0].root] if p not in sys.path]
    forks = sys.platform == "linux"
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    if forks:
        import derive.course.run
        import derive.documents.printed
        import derive.theory  # noqa: F401

        if len(jobs) > 1 and any("find." in _source(job) for job in jobs):
            from derive.tactics.finders import prepare

            prepare()  # once, for all that search with it
        gc.freeze()  # what is there now stays: no collection walks through it again, here or in a fork
    waiting = sorted(enumerate(jobs), key=lambda job: len(_source(job[1])))  # the longest script comes first
    running: dict[Connection, tuple[int, Any, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(workers, 1):
                i, job = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_child, args=(sender, asdict(job)), daemon=True)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)  # threads of numerical libraries are idle here
                    process.start()
                sender.close()
                running[receiver] = i, process, time.monotonic()
            ready = wait(list(running), timeout=1.0)
            late = [c for c, (_, _, start) in running.items() if time.monotonic() - start > LIMIT and c not in ready]
            for connection in [c for c in running if c in ready] + late:
                i, process, _ = running.pop(connection)
                done(i, _received(connection, process, jobs[i], connection in late))
    finally:
        for _, process, _ in running.values():
            process.kill()


def _source(job: Job) -> str:
    """The text of a script; "" when it cannot be read."""
    try:
        return script_path(Path(job.root), job.result).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _received(connection: Connection, process: Any, job: Job, late: bool) -> Outcome:
    try:
        if late:
            raise EOFError
        outcome = Outcome(**json.loads(connection.recv_bytes()))
        process.join()
    except (EOFError, OSError):
        process.kill()
        process.join()
        why = f"it took more than {LIMIT:.0f} seconds" if late else f"its process ended with status {process.exitcode}"
        at = f"proofs/{job.result}.py"
        outcome = Outcome(error=str(DeriveError("this script did not come to an end", given=why, file=at, line=1)))
    finally:
        connection.close()
    return outcome


def _child(sender: Connection, data: dict[str, Any]) -> None:
    gc.set_threshold(20_000, 20, 20)  # a short life, most of what is made in it stays
    sys.stdout = sys.stderr  # what a script prints is for its author, not for the table
    outcome = run_job(Job(**data))
    with contextlib.suppress(OSError):
        sender.send_bytes(json.dumps(asdict(outcome)).encode())
    sender.close()


def run_job(job: Job) -> Outcome:
    """Run one result here; whatever goes wrong becomes a message with file and line."""
    root = Path(job.root)
    if job.root not in sys.path:
        sys.path.insert(0, job.root)
    start = time.perf_counter()
    try:
        from derive.course.run import run_result
        from derive.documents.printed import ledger, printed
        from derive.language.notation import Style, in_style

        names = tuple((str(old), str(new)) for old, new in job.notation.get("names", ()))
        with in_style(Style(**{**job.notation, "names": names})):
            return _ran(job, start, run_result, printed, ledger)
    except (Exception, SystemExit) as e:  # whatever a script does is its author's to read
        return Outcome(error=described(e, root, job), bad_input=is_bad_input(e), seconds={"run": time.perf_counter() - start})


def _ran(job: Job, start: float, run_result: Any, printed: Any, ledger: Any) -> Outcome:
    result = run_result(job.result, dict(job.parameters), job.models, job.seed)
    ran = time.perf_counter()
    page = printed(result)
    seconds = {**result.seconds, "run": ran - start, "print": time.perf_counter() - ran}
    return Outcome(page, result.certificate, result.goal, ledger(result), seconds=seconds)


def is_bad_input(e: BaseException) -> bool:
    """Whether the input could not even be read, as opposed to a mistake in its mathematics."""
    return isinstance(e, SyntaxError) or (isinstance(e, DeriveError) and e.exit_code == 2)


def described(e: BaseException, root: Path, job: Job) -> str:
    """One message in place of a traceback: file, line, what, given, needed, try."""
    at, line, code = _place(e, root)
    at, line = at or f"proofs/{job.result}.py", line or 1
    if isinstance(e, DeriveError):
        if not e.file:
            e.file, e.line = (job.source, job.line) if e.exit_code == 2 and job.source else (at, line)
        e.file = _relative(e.file, root)
        return str(e)
    if isinstance(e, SyntaxError):
        at = _relative(e.filename or at, root)
        return str(DeriveError("this is not Python", given=(e.text or "").strip(), needed=e.msg, file=at, line=e.lineno or 1))
    if isinstance(e, NameError) and e.name:
        known = [n for n in _names(e) if not n.startswith("_")]
        needed = "a name that is imported or bound above"
        return str(
            DeriveError(f"{e.name} is not known here", given=code, needed=needed, hint=nearest(e.name, known, 0.7), file=at, line=line)
        )
    if isinstance(e, ImportError):
        what, needed, hint = _import(e)
        return str(DeriveError(what, given=code, needed=needed, hint=hint, file=at, line=line))
    return str(DeriveError(f"{type(e).__name__}: {_said(e, root)}", given=code, file=at, line=line))


def _said(e: BaseException, root: Path) -> str:
    return (str(e).splitlines() or ["no message"])[0].replace(f"{os.path.realpath(root)}{os.sep}", "")


def _import(e: ImportError) -> tuple[str, str, str]:
    """What cannot be imported: what, needed, hint. Python's own words name paths, and differ between its versions."""
    wanted = re.match(r"cannot import name '(\w+)' from (partially initialized module )?'([\w.]+)'", str(e))
    if wanted is None:
        return (
            f"there is no module {e.name}" if e.name else "this cannot be imported",
            "a module of this project or an installed package",
            "",
        )
    name, unfinished, module = wanted.groups()
    if unfinished:
        return "these scripts import each other in a circle", f"{module} without {name}, which is not bound yet", ""
    known = [n for n in dir(sys.modules.get(module)) if not n.startswith("_")] if module in sys.modules else []
    return f"{module} has no {name}", "a name that it has", nearest(name, known)


def _names(e: BaseException) -> list[str]:
    """The names that were bound where the exception was raised."""
    found: list[str] = []
    trace = e.__traceback__
    while trace is not None:
        found = [*trace.tb_frame.f_locals, *trace.tb_frame.f_globals]
        trace = trace.tb_next
    return found


def _place(e: BaseException, root: Path) -> tuple[str, int, str]:
    """The last line of a script that was being executed: file, line, its text."""
    found = ("", 0, "")
    for frame in traceback.extract_tb(e.__traceback__):
        path = _relative(frame.filename, root)
        if path.startswith("proofs/"):
            found = path, frame.lineno or 1, (frame.line or "").strip()
    return found


def _relative(path: str, root: Path) -> str:
    full = os.path.realpath(path) if os.path.isabs(path) else path
    base = os.path.realpath(root) + os.sep
    return Path(full.removeprefix(base)).as_posix()
