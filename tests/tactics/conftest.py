"""Property tests of tactics are derandomised; what a test declares is forgotten after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

import proofs.decision.setting  # noqa: F401  (shared by scripts: what it declares stays declared)
from derive.language.symbols import SYMBOLS

settings.register_profile("tactics", derandomize=True, deadline=None, max_examples=25)
settings.load_profile("tactics")


@pytest.fixture(autouse=True)
def own_symbols() -> Iterator[None]:
    """The table of symbols is as before after each test."""
    before = dict(SYMBOLS)
    yield
    for v in [v for v in SYMBOLS if v not in before]:
        del SYMBOLS[v]
    SYMBOLS.update(before)
