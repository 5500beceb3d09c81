"""Fixtures of the tests of the kernel: a ledger of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("kernel", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("kernel")
sys.path.insert(0, str(Path(__file__).parent))

import kernel_samples  # noqa: E402 (found through the line above)

from derive.kernel import axioms, terms  # noqa: E402


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An open and empty ledger, and a signature of which what is declared during the test is forgotten."""
    core = ["eq", "implies", "forall", "not", "add", "sub", "mul", "div", "neg", "inv", "le", "lt", "pow", "nat_add", "nat_mul", "cast"]
    monkeypatch.setattr(terms, "_signature", {name: terms._signature[name] for name in core})
    monkeypatch.setattr(axioms, "_axioms", {})
    monkeypatch.setattr(axioms, "_definitions", {})
    monkeypatch.setitem(axioms._state, "open", True)
    yield


@pytest.fixture
def theory(ledger: None) -> SimpleNamespace:
    """The little theory of kernel_samples."""
    return kernel_samples.little()


@pytest.fixture
def table(theory: SimpleNamespace) -> dict[str, Any]:
    """Its pinned table."""
    return kernel_samples.pinned()


@pytest.fixture
def proofs(theory: SimpleNamespace) -> dict[str, Any]:
    """Little proofs in it."""
    return kernel_samples.proofs(theory)
