"""Scripts that should prove and do not yet; whoever makes one prove deletes its line here."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
OPEN = {
    "policy_evaluation": "an equation of functions is no reason at a point; bounded(T(Q)) does not follow from the definition of T",
    "one_fixed_point": "an equation of functions is no reason at a point",
    "weighted_bound": "a marginal of a joint density is not known to be a density",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is known to fail."""
    for item in items:
        if item.path.parent == HERE and item.path.stem in OPEN and item.name.endswith(("kernel", "replay")):
            item.add_marker(pytest.mark.xfail(reason=OPEN[item.path.stem]))
