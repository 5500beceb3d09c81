"""Each test of the language starts with an empty table of symbols."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.language.symbols import SYMBOLS


@pytest.fixture(autouse=True)
def no_symbols() -> Iterator[None]:
    """What a test declares is forgotten after it."""
    before = dict(SYMBOLS)
    SYMBOLS.clear()
    yield
    SYMBOLS.clear()
    SYMBOLS.update(before)
