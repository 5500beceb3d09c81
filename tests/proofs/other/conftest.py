"""Scripts that should prove and do not yet; whoever makes one prove deletes its line here."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
OPEN = {
    "one_fixed_point": "x <= y and y <= x is no reason for x = y",
    "weighted_bound": "a marginal of a joint density is not known to be a density",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is known to fail."""
    for item in items:
        if item.path.parent == HERE and item.path.stem in OPEN and item.name.endswith(("kernel", "replay")):
            item.add_marker(pytest.mark.xfail(reason=OPEN[item.path.stem]))
