"""Check again whenever a file under proofs/ changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from derive.check import Options, Run, check
from derive.errors import DeriveError
from derive.store import script_digest, tree_digest

INTERVAL = 0.4  # seconds between two looks at the files


def changes(root: Path, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """One item at the start, then one for each change of a script or an assignment."""
    last = ""
    while True:
        now = tree_digest(root / "proofs", (".py", ".toml"))
        if now != last:
            last = now
            yield
        sleep(INTERVAL)


def watch(options: Options, show: Callable[[Run], None], moments: Iterator[None]) -> None:
    """Check at each moment, and show what is new: at first everything, then the results whose scripts changed."""
    seen: dict[str, str] = {}
    for _ in moments:
        try:
            run = check(options)
        except DeriveError as e:  # a name that nothing has, until it is written
            run = Run()
            run.fail(e.exit_code, str(e))
        now = {e.question.result: script_digest(options.root, e.question.result) for e in run.entries}
        run.entries = [e for e in run.entries if seen.get(e.question.result) != now[e.question.result]] or run.entries
        seen = now
        show(run)
