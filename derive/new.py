"""A new proof script: a skeleton in the order of the guide, which proves a small statement until the author writes his own."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from derive.errors import AssignmentError
from derive.store import script_path, write

SKELETON = '''"""{title}"""

from derive import *


@result
def {name}():
    """{title}"""
    x, y = symbols("x y", Real)

    apart = given(x <= y)
    claim = show(2 * x <= x + y)
    ask(f"Show that {{claim}}.")

    (claim
        .eq(x + x)
        .le(x + y,                                                        by=apart)
        .mark(1, "the hypothesis is used"))

    near_miss(claim, "the numbers are in the other order", without=apart)
'''


def new(result: str, title: str, root: Path) -> Path:
    """Write proofs/<subject>/<name>.py.

    Args:
        result: subject/name, as in `result = "latent/elbo"`.
        title: the title of the result.

    Raises:
        AssignmentError: the name cannot be one, or the script exists.
    """
    parts = result.split("/")
    if len(parts) != 2 or not all(re.fullmatch(r"[a-z][a-z0-9_]*", p) and not keyword.iskeyword(p) for p in parts):
        raise AssignmentError(
            "this cannot be the name of a result", given=result, needed="subject/name, in small letters", hint="latent/elbo"
        )
    path = script_path(root, result)
    if path.exists():
        raise AssignmentError("this script exists already", given=path.relative_to(root).as_posix(), needed="a new name")
    text = title.strip() or parts[1].replace("_", " ").capitalize()
    if '"' in text or "\\" in text or "\n" in text or "{" in text or "}" in text:
        raise AssignmentError("this cannot be a title", given=text, needed="one line without quotes, braces and backslashes")
    write(path, SKELETON.format(title=text, name=parts[1]))
    return path
