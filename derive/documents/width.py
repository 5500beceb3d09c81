"""How wide a formula is, roughly: enough to choose between running text and a display. TeX itself measures derivations."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_]|\d|[A-Za-z]|[^\s]")
_SILENT = {
    "left",
    "right",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "displaystyle",
    "mathbb",
    "mathcal",
    "mathrm",
    "operatorname",
    "limits",
    ",",
    "!",
    ":",
}
_WIDE = {
    "le": 1.3,
    "ge": 1.3,
    "implies": 2.2,
    "iff": 2.2,
    "to": 1.4,
    "quad": 1.0,
    "qquad": 2.0,
    "sum": 1.1,
    "prod": 1.0,
    "int": 0.7,
    "mid": 0.8,
}
_CHARACTER = {"=": 1.3, "<": 1.3, ">": 1.3, "+": 1.1, "-": 1.1, "(": 0.4, ")": 0.4, "[": 0.35, "]": 0.35, ",": 0.45, ".": 0.3, "'": 0.25}


def width(latex: str) -> float:
    """An estimate of the width of a formula.

    Units: em of the surrounding type.
    """
    tokens = _TOKEN.findall(latex)
    total, _ = _group(tokens, 0, 1.0)
    return total


def _group(tokens: list[str], i: int, scale: float) -> tuple[float, int]:
    """The width from token i to the closing brace, and where that is."""
    total = 0.0
    while i < len(tokens) and tokens[i] != "}":
        w, i = _atom(tokens, i, scale)
        total += w
    return total, i


def _atom(tokens: list[str], i: int, scale: float) -> tuple[float, int]:
    token = tokens[i]
    if token == "{":
        w, i = _group(tokens, i + 1, scale)
        return w, i + 1
    if token in ("^", "_"):
        return _atom(tokens, i + 1, scale * 0.72) if i + 1 < len(tokens) else (0.0, i + 1)
    if token in (r"\frac", r"\tfrac", r"\dfrac") and i + 1 < len(tokens):
        top, j = _atom(tokens, i + 1, scale)
        bottom, j = _atom(tokens, j, scale) if j < len(tokens) else (0.0, j)
        return max(top, bottom) + 0.25 * scale, j
    if token.startswith("\\"):
        name = token[1:].rstrip("*")
        w = (
            0.0
            if name in _SILENT
            else _WIDE.get(name, 0.6 if len(name) != 3 or name in ("phi", "psi", "eta", "tau", "chi", "rho") else 1.4)
        )
        return w * scale, i + 1
    return _CHARACTER.get(token, 0.75 if token.isupper() else 0.53) * scale, i + 1
