"""What need not be done again: results and whole runs, kept under a digest of everything that they depend on. Standard library only."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
ENGINES = ("sympy", "python-flint", "numpy", "mpmath", "jinja2", "latexcodec", "latex2mathml")


def digest(*parts: bytes | str) -> str:
    """One short name for some contents, in this order."""
    h = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()[:32]


def tree_digest(root: Path, suffixes: Iterable[str]) -> str:
    """A digest of the files below a folder."""
    wanted = tuple(suffixes)
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
        found += [Path(folder) / n for n in sorted(names) if n.endswith(wanted)]
    return digest(*(part for p in found for part in (p.relative_to(root).as_posix(), p.read_bytes())))


def engine_digest() -> str:
    """A digest of this package, of Python and of the libraries that answers may depend on."""
    versions = []
    for name in ENGINES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} is missing")
    return digest(sys.version, *versions, tree_digest(PACKAGE, (".py", ".json", ".tex", ".html")))


def script_path(root: Path, result: str) -> Path:
    """Where the script of a result stands."""
    return root / "proofs" / f"{result}.py"


def script_digest(root: Path, result: str) -> str:
    """A digest of a script and of every script that it imports."""
    seen: dict[str, bytes] = {}
    waiting = [f"proofs.{result.replace('/', '.')}"]
    while waiting:
        module = waiting.pop()
        path = root / (module.replace(".", "/") + ".py")
        if module in seen or not path.is_file():
            continue
        seen[module] = path.read_bytes()
        waiting += _imports(seen[module])
    return digest(*(part for name in sorted(seen) for part in (name, seen[name])))


def _imports(source: bytes) -> list[str]:
    """The modules of `proofs` that a script imports."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
    return [name for name in found if name.startswith("proofs.")]


def write(path: Path, content: str | bytes) -> None:
    """Write a file at once or not at all; a file that already has this content is left alone."""
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.read_bytes() == data:
            return
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def nearest(word: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """A suggestion for a mistyped word, "" when nothing is near."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), 1, likeness)
    return f"did you mean {found[0]}?" if found else ""


def to_json(data: Any) -> str:
    """Data as it is written: readable, and the same for the same data."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


class Store:
    """A folder of answers by digest; a damaged entry is no entry."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, name: str) -> Any:
        """The entry, or None."""
        if self.folder is None:
            return None
        try:
            return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def put(self, name: str, data: Any) -> None:
        """Keep an entry; a folder that cannot be written to costs time, not the run."""
        if self.folder is not None:
            try:
                write(self.folder / f"{name}.json", json.dumps(data, ensure_ascii=False))
            except OSError:
                self.folder = None
