"""Definition by cases: If(c, a, b) is a when c holds, and b otherwise."""

from __future__ import annotations

from derive.kernel.types import bool_, fun, type_var
from derive.language.head import head

_a = type_var("a")
head("If", fun(bool_, _a, _a, _a), "definition by cases", "If({0}, {1}, {2})",
     r"\begin{{cases}} {1} & \text{{if }} {0}, \\ {2} & \text{{otherwise}} \end{{cases}}")  # fmt: skip
