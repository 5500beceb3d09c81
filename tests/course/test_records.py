"""What records say in words."""

from __future__ import annotations

import pytest

from derive.course.records import Counterexample


@pytest.mark.parametrize(
    ("values", "left", "words"),
    [
        ({"x": "0", "y": "1"}, "1", "x = 0, y = 1: left 1, right 2"),
        ({"x": "0"}, "", "x = 0"),
        ({}, "1", "left 1, right 2"),
        ({}, "", ""),
    ],
)
def test_a_counterexample_without_symbols_begins_with_its_sides(values: dict[str, str], left: str, words: str) -> None:
    assert Counterexample(values, values, left, "2", "<=", True, "").words == words
