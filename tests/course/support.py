"""What the tests of scripts share: run a function as a script, and read what it said with line numbers counted from its `def`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import derive.kernel.replay
import derive.theory
from derive.course.board import Board
from derive.course.question import ResultFunction, result
from derive.course.run import _certify
from derive.errors import DeriveError
from derive.kernel.replay import Table, check

TABLE = Table(json.loads(Path(derive.kernel.replay.__file__).with_name("pinned.json").read_text(encoding="utf-8")))
assert derive.theory is not None


def run(script: Callable[..., None], **values: Any) -> Board:
    """The board after the script, with all that it reported."""
    return result(script).run(values)


def text(e: DeriveError, script: Callable[..., None] | None = None) -> str:
    """A message; the file is `script`, lines are counted from the `def` of the script."""
    said = str(e)
    code = getattr(script, "__code__", None)
    said = re.sub(r"^[^\s:]*\.py:", "script:", said)
    if code is not None:
        first = code.co_firstlineno
        said = re.sub(r"^script:(\d+):", lambda m: f"script:{int(m[1]) - first}:", said)
        said = re.sub(r"\b(the claim of|or correct) line (\d+)", lambda m: f"{m[1]} line {int(m[2]) - first}", said)
    return said


def reports(script: Callable[..., None]) -> list[str]:
    """What the script reported and went on."""
    return [text(e, script) for e in run(script).reports]


def raised(script: Callable[..., None]) -> str:
    """What stopped the script."""
    with pytest.raises(DeriveError) as caught:
        run(script)
    return text(caught.value, script)


def proved(script: Callable[..., None], **values: Any) -> Board:
    """The board of a script that proves all it shows; its certificate is accepted for its goal."""
    board = run(script, **values)
    assert board.reports == [], [str(e) for e in board.reports]
    _certify(board)
    assert board.result.verdict == "proved"
    assert board.result.certificate is not None and board.result.goal is not None
    check(board.result.certificate, board.result.goal, TABLE)
    return board


def function(script: Callable[..., None], module: str = "proofs.inner") -> ResultFunction:
    """The script as a result of its own file, which others cite."""
    script.__module__ = module
    return result(script)
