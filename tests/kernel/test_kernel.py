"""The kernel as a whole: its size, its imports, its checks."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import derive.kernel

HERE = Path(derive.kernel.__file__).parent
FILES = sorted(HERE.glob("*.py"))
ALLOWED = {
    "types": set(), "terms": {"types"}, "theorem": {"types", "terms"}, "field": {"types", "terms"}, "rules": {"types", "terms", "theorem", "field"},
    "axioms": {"types", "terms", "theorem"}, "certificate": {"types", "terms", "theorem"}, "replay": {"types", "terms"}, "__init__": set(),
}  # fmt: skip


def test_the_kernel_with_its_checker_is_read_in_an_afternoon() -> None:
    assert sum(len(file.read_text("utf-8").splitlines()) for file in FILES) <= 700


def test_lines_are_not_longer_than_the_screen() -> None:
    assert all(len(line) <= 140 for file in FILES for line in file.read_text("utf-8").splitlines())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_checks_are_raised(file: Path) -> None:
    assert not [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Assert)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_imports(file: Path) -> None:
    """Standard library, errors, and the modules before it; replay knows types and terms only."""
    imported = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "derive.kernel" else {node.module}
    ours = {name.removeprefix("derive.kernel.") for name in imported if name.startswith("derive.kernel.")}
    rest = {name for name in imported if not name.startswith("derive.kernel.")}
    assert ours <= ALLOWED[file.stem]
    assert all(name == "derive.errors" or name.split(".")[0] in sys.stdlib_module_names for name in rest)


def test_every_module_is_in_the_reading_order() -> None:
    order = [line.split()[0] for line in (derive.kernel.__doc__ or "").splitlines()[2:] if line]
    assert sorted(order) == sorted(derive.kernel.__all__) == sorted(file.stem for file in FILES if file.stem != "__init__")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_public_names_have_docstrings(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_the_tests_are_at_least_twice_as_long() -> None:
    tests = Path(__file__).parents[1]
    lines = sum(len(file.read_text("utf-8").splitlines()) for folder in ("kernel", "soundness") for file in (tests / folder).glob("*.py"))
    assert lines >= 2 * sum(len(file.read_text("utf-8").splitlines()) for file in FILES)
