"""Authors' sentences, with formulas in dollars, as LaTeX, HTML and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any

from derive.documents import texts
from derive.documents.width import width

_MATH = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)+)\$")
_SPECIAL = re.compile(r"(?<!\\)[%&#_^]")
_SHIELDED = {"_": r"\_\allowbreak{}", "^": r"\textasciicircum{}"}  # a long name may be broken at its underscores
LONGEST = 16.0  # em; a longer formula is set off as a display


def split(prose: str) -> list[tuple[bool, str]]:
    """The sentence in parts: (False, words) or (True, formula)."""
    found: list[tuple[bool, str]] = []
    end = 0
    for m in _MATH.finditer(prose):
        if m.start() > end:
            found.append((False, prose[end : m.start()]))
        found.append((True, m[1]))
        end = m.end()
    if end < len(prose):
        found.append((False, prose[end:]))
    return found


_CITED = re.compile(r"\[@([A-Za-z0-9_:-]+)\]")
_citing: ContextVar[tuple[dict[str, str], list[str]] | None] = ContextVar("citing", default=None)


@contextmanager
def citing(known: dict[str, Any]) -> Iterator[list[str]]:
    """Inside the block, [@key] in a sentence cites an entry; yields the keys that were cited."""
    cited: list[str] = []
    token = _citing.set(({k: e.short for k, e in known.items()}, cited))
    try:
        yield cited
    finally:
        _citing.reset(token)


def citations(prose: str) -> list[str]:
    """The keys that a sentence cites."""
    return [m[1] for m in _CITED.finditer(prose)]


def unencodable(prose: str) -> str:
    """The first character of a sentence that LaTeX cannot be told, "" when there is none."""
    for is_math, part in split(prose):
        for c in part:
            if not c.isascii() and (is_math or not _encoded(c)):
                return c
    return ""


def formulas(prose: str) -> list[str]:
    """The formulas of a sentence."""
    return [part for is_math, part in split(prose) if is_math]


def latex_words(words: str) -> str:
    """Plain words for LaTeX: letters with accents, quotes, dashes; the characters that LaTeX gives a meaning are shielded."""
    shielded = _SPECIAL.sub(lambda m: _SHIELDED.get(m[0], f"\\{m[0]}"), words)
    return shielded if shielded.isascii() else "".join(c if c.isascii() else _encoded(c) or "?" for c in shielded)


def _encoded(character: str) -> str:
    """A character for LaTeX, "" when there is no way to write it."""
    import latexcodec  # noqa: F401  (registers the codec "latex")

    try:
        found = character.encode("latex").decode("ascii")
    except UnicodeError:
        return ""
    return f"{{{found}}}" if found.startswith("\\") else found


def prose_latex(prose: str, display: dict[str, str] | None = None, *, wide: bool = False) -> str:
    """The sentence for LaTeX. A long formula becomes a display and takes the punctuation after it along.

    Types: display maps a formula to how it is displayed (pieces, number); formulas in it are always displayed; `wide` keeps all
    others in the text, whatever their width.
    """
    display = display or {}
    parts = split(prose)
    out: list[str] = []
    for i, (is_math, part) in enumerate(parts):
        if not is_math:
            out.append(_cited_latex(part))
        elif part in display or (not wide and width(part) > LONGEST):
            mark = ""
            if i + 1 < len(parts) and (m := re.match(r"[.,;:]", parts[i + 1][1])):
                mark = m[0]
                parts[i + 1] = (False, parts[i + 1][1][1:].lstrip())
            out.append("\n" + display.get(part, rf"\display{{}}{{\piece{{{texts.mathematics(part)}@}}}}").replace("@", mark) + "\n")
        else:
            out.append(f"${inline(texts.mathematics(part))}$")
    return re.sub(r" *\n *", "\n", "".join(out)).strip()


def inline(latex: str) -> str:
    """A formula in a sentence: its words follow after one space."""
    return re.sub(r"\s*\\quad\s*\\text\{", r"\\ \\text{", latex)


def _cited_latex(words: str) -> str:
    now = _citing.get()
    if now is None or "[@" not in words:
        return latex_words(words)
    known, cited = now
    out, end = [], 0
    for m in _CITED.finditer(words):
        out.append(latex_words(words[end : m.start()]))
        out.append(rf"\citep{{{m[1]}}}" if m[1] in known else "[?]")
        cited += [m[1]] if m[1] in known else []
        end = m.end()
    return "".join([*out, latex_words(words[end:])])


def prose_html(prose: str) -> str:
    """The sentence for a web page."""
    return "".join(mathml(part) if is_math else escape(_plain(part), quote=False) for is_math, part in split(prose))


def prose_text(prose: str) -> str:
    """The sentence without markup; formulas keep their LaTeX without dollars."""
    return "".join(part if is_math else _plain(part) for is_math, part in split(prose))


def _plain(words: str) -> str:
    now = _citing.get()
    words = _CITED.sub(lambda m: f"[{now[0].get(m[1], '?')}]" if now else m[0], words)
    return re.sub(r"\\([%&#_$])", r"\1", words).replace("~", "\u00a0").replace("``", "\u201c").replace("''", "\u201d")


def mathml(latex: str, large: bool = False) -> str:
    """A formula as MathML, in the size of a display when it is large; what cannot be converted is shown as its LaTeX source."""
    from latex2mathml.converter import convert

    try:
        found = str(convert(_for_mathml(texts.mathematics(latex)), display="block" if large else "inline"))
    except Exception:  # the converter has no exception class of its own; a page with a formula in source is better than no page
        return f"<code>{escape(latex)}</code>"
    found = found.replace("<mi>&#x02032;</mi>", '<mo lspace="0" rspace="0">&#x02032;</mo>')
    for mark, form, sign in _BARS.values():
        found = re.sub(rf"<m([io])>{mark}</m\1>", f'<mo form="{form}" stretchy="false">{sign}</mo>', found)
    if not large:
        return found
    found = found.replace(' display="block"', ' display="inline" displaystyle="true"', 1)
    return re.sub(
        r"<msub>(<mo>(?:sup|max|min|inf)</mo>)(<mi>[^<]*</mi>|<mrow>(?:(?!</?mrow>).)*</mrow>)</msub>", r"<munder>\1\2</munder>", found
    )


_BARS = {
    r"\lvert": ("\ue001", "prefix", "|"), r"\rvert": ("\ue002", "postfix", "|"),
    r"\lVert": ("\ue003", "prefix", "\u2016"), r"\rVert": ("\ue004", "postfix", "\u2016"),
}  # fmt: skip


def _for_mathml(latex: str) -> str:
    for bar, (mark, _, _) in _BARS.items():  # bars that do not grow, and know which side they stand on
        latex = re.sub(rf"(?<!\\left)(?<!\\right){re.escape(bar)}(?![A-Za-z])", mark, latex)
    latex = re.sub(r"\\operatorname\*?\{([^{}]*)\}", lambda m: rf"\operatorname{{{m[1].replace(chr(92) + ',', '')}}}", latex)
    latex = latex.replace(r"\implies", r"\;\Longrightarrow\;").replace(r"\iff", r"\;\Longleftrightarrow\;")
    return re.sub(r"(\\(?:log|exp|sin|cos|tanh|sup|inf|max|min)(?:[_^](?:\{[^{}]*\}|\w))*) (?=[A-Za-z\\])(?!\\left\()", r"\1\\,", latex)
