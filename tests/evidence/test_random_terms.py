"""Random statements over all heads: evaluation never breaks, and a refutation is confirmed by its own program."""

from __future__ import annotations

import contextlib
import io
from random import Random
from typing import Any

import pytest

from derive.evidence import check, refute
from derive.kernel.types import bool_
from tests.evidence.support import facts
from tests.strategies import Builder, vocabulary

NAMES = vocabulary()


@pytest.mark.parametrize("block", range(8))
def test_random_statements(block: int) -> None:
    decided = 0
    for seed in range(25 * block, 25 * block + 25):
        rng = Random(seed)
        t = Builder(rng.randrange, NAMES).term(bool_, 4)
        hypotheses = facts(t)
        (count,) = check([t], hypotheses, models=12)
        assert count.effective == count.consistent + count.refuted and count.models == count.effective + count.undecided
        found = refute(t, hypotheses, budget=40, undefined_counts=True)
        decided += count.effective > 0
        if count.refuted:
            assert refute(t, hypotheses, budget=400) is not None
        if found is not None and found.python:
            space: dict[str, Any] = {}
            with contextlib.redirect_stdout(io.StringIO()):
                exec(found.python, space)
            assert not space["holds"], (seed, found.python)
    assert decided >= 5
