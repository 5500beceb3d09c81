"""The bibliography of a sheet: a BibTeX file beside it, read as far as citations need."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """An entry: how it is cited, how it is listed in plain words, and its source."""

    key: str
    short: str
    full: str
    source: str


_ENTRY = re.compile(r"@\w+\s*\{\s*([^,\s]+)\s*,(.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"(\w+)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\"|(\d+))")


def read(source: str) -> dict[str, Entry]:
    """The entries of a BibTeX file by key.

    >>> read('''@article{abel1826,
    ...   author = {Abel, Niels and Crelle, August},
    ...   title = {On Series},
    ...   year = 1826
    ... }''')["abel1826"].short
    'Abel and Crelle, 1826'
    """
    found = {}
    for m in _ENTRY.finditer(source):
        fields = {f[1].lower(): " ".join((f[2] or f[3] or f[4]).replace("{", "").replace("}", "").split()) for f in _FIELD.finditer(m[2])}
        names = [_family(a) for a in fields.get("author", fields.get("editor", "?")).split(" and ")]
        who = names[0] if len(names) == 1 else f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} et al."
        year = fields.get("year", "n.d.")
        where = fields.get("journal") or fields.get("booktitle") or fields.get("publisher", "")
        full = f"{', '.join(names)}: {fields.get('title', m[1])}. {where}{', ' if where else ''}{year}."
        found[m[1]] = Entry(m[1], f"{who}, {year}", full, m[0].strip())
    return found


def _family(name: str) -> str:
    return name.split(",")[0].strip() if "," in name else name.split()[-1]
