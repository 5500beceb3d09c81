"""The order of the layers: a module imports only from layers below its own (docs/design.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = [
    "errors",
    "kernel",
    "language",
    "tactics",
    "theory",
    "course",
    "documents",
    "doors",
]  # lowest first; theory proves its lemmas with tactics
DOORS = {
    "__init__",
    "__main__",
    "all",
    "build",
    "check",
    "cli",
    "doctor",
    "explain",
    "new",
    "variants",
    "watch",
    "jobs",
    "pin",
    "pytest_plugin",
}
BELOW = {layer: set(ORDER[: i + 1]) for i, layer in enumerate(ORDER)}
BELOW["course"] |= {"evidence"}
BELOW["documents"] |= {"evidence"}
BELOW["doors"] |= {"evidence"}
BELOW["evidence"] = {"errors", "kernel", "language", "evidence"}
# Modules that count for another layer than their folder.
PLAIN = {"derive.course.records", "derive.store"}  # records and files: anyone above the kernel may use them
# Kernel modules that evidence and documents may see: data, never rules.
DATA = {"derive.kernel.terms", "derive.kernel.types", "derive.kernel.theorem", "derive.kernel.axioms"}
FOREIGN = {
    "errors": set(),
    "kernel": set(),
    "language": {"sympy"},
    "tactics": {"sympy"},
    "theory": set(),
    "evidence": {"flint", "numpy", "mpmath"},
    "course": {"pydantic", "sympy"},  # sympy: finders propose, the kernel proves
    "documents": {"jinja2", "latexcodec", "latex2mathml"},
    "doors": {"click", "pytest"},
}
STANDARD = set(__import__("sys").stdlib_module_names)
MODULES = {
    p.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): p
    for p in sorted((ROOT / "derive").rglob("*.py"))
}


def layer_of(module: str) -> str:
    parts = module.split(".")
    name = parts[1] if len(parts) > 1 else "__init__"
    return "doors" if name in DOORS else name


def imports(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, a.name) for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            base = node.module or ""
            found += [(node.lineno, f"{base}.{a.name}" if f"{base}.{a.name}" in MODULES else base) for a in node.names]
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_come_from_below(module: str) -> None:
    layer = layer_of(module)
    if module in PLAIN:
        allowed = {"errors", "kernel"}
    else:
        assert layer in BELOW, f"{module} belongs to no layer: add it to DOORS or ORDER"
        allowed = BELOW[layer]
    for line, name in imports(MODULES[module]):
        where = f"{MODULES[module].relative_to(ROOT)}:{line}: imports {name}"
        top = name.split(".")[0]
        if top != "derive":
            assert top in STANDARD | FOREIGN.get(layer, set()), where
        elif name in PLAIN:
            assert layer not in ("errors", "kernel"), where
        elif name == "derive" or layer_of(name) not in allowed:
            assert name == "derive" and layer == "doors", where
        elif layer in ("evidence", "documents") and name.startswith("derive.kernel"):
            assert name in DATA, f"{where}: evidence and documents read terms and never rules"


def test_replay_shares_nothing_with_the_prover_but_terms() -> None:
    allowed = {"derive.errors", "derive.kernel.terms", "derive.kernel.types"}
    assert {n for _, n in imports(MODULES["derive.kernel.replay"]) if n.startswith("derive")} <= allowed


def test_no_assert_in_the_package() -> None:
    for path in MODULES.values():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Assert)]
        assert not found, f"{path}:{found[0]}: assert vanishes under -O; raise instead"
