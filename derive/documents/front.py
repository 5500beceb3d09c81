"""The first page: title, dates, submission, footnotes, staff, clarifications."""

from __future__ import annotations

import re
from typing import Any

from derive.course.assignment import Assignment
from derive.documents import corrections, figures, layout, texts
from derive.documents.prose import latex_words, prose_latex
from derive.documents.texts import say


def front(sheet: Assignment, kind: str = "") -> dict[str, Any]:
    """Everything that stands above the first question, and what the PDF says of itself; kind is "", "solutions" or "corrections"."""
    course = ", ".join(latex_words(x) for x in (sheet.course, sheet.term, sheet.lecturers) if x)
    suffix = f": {say(kind).lower()}" if kind else ""
    return {
        "title": latex_words(sheet.title) + suffix,
        "subtitle": course,
        "running": course,
        "colours": figures.colours(),
        "language": texts.language(),
        "pdf": {
            "title": pdf_text(f"{sheet.title}{suffix}"),
            "author": pdf_text(sheet.lecturers or ", ".join(sheet.staff) or sheet.course),
            "subject": pdf_text(", ".join(x for x in (sheet.course, sheet.term) if x)),
            "language": {"en": "en-US", "fr": "fr-FR"}[texts.language()],
        },
        "released": _released(sheet),
        "front": [] if kind == "corrections" else _rows(sheet),
        "clarifications": [] if kind == "corrections" else _clarifications(sheet, kind == "solutions"),
        "pt": say("pt"),
        "words": {k: say(k) for k in ("hint", "figure", "references", "clarifications", "clarified", "solution")},
        "cited": [],
    }


def pdf_text(words: str) -> str:
    """Words for the information of a PDF: no commands."""
    return re.sub(r"([%#&_{}$\\^~])", lambda m: {"\\": ""}.get(m[0], f"\\{m[0]}"), words)


def _released(sheet: Assignment) -> str:
    if not sheet.version:
        return ""
    first, last = sheet.version[0], sheet.version[-1]
    if first is last:
        return say("first release", number=last.number, date=texts.day(last.date))
    return say("released", number=last.number, first=texts.day(first.date), date=texts.day(last.date))


def _rows(sheet: Assignment) -> list[str]:
    rows = []
    due = sheet.due()
    if due is not None:
        moved = [v.number for v in sheet.version[1:] if v.deadline is not None]
        when = texts.due(due)
        rows.append((say("deadline"), rf"\corrected{{{when}}}{{{moved[-1]}}}." if moved else f"{when}."))
    if sheet.hand_in or sheet.links:
        rows.append((say("hand in"), _linked(sheet)))
    rows.append((say("points"), say("in all", points=layout.decimal(sheet.declared))))
    if sheet.neatness is not None:
        rows.append((say("neatness"), prose_latex(sheet.neatness.text)))
    if sheet.staff:
        rows.append((say("staff"), latex_words(", ".join(sheet.staff)) + "."))
    if sheet.contact:
        address = latex_words(sheet.contact).replace(r"\allowbreak{}", "")
        rows.append((say("contact"), rf"\href{{mailto:{sheet.contact}}}{{{address}}}"))
    return [rf"\frontrow{{{name}}}{{{text}}}" for name, text in rows]


def _linked(sheet: Assignment) -> str:
    """The sentence on submission, each link a footnote: after its words where the sentence has them, else at the end."""
    text = prose_latex(sheet.hand_in)
    rest = []
    for k in sheet.links:
        note = rf"\footnote{{{latex_words(k.text)}: \url{{{k.url.replace('%', chr(92) + '%').replace('#', chr(92) + '#')}}}}}"
        words = latex_words(k.words)
        if words and words in text:
            text = text.replace(words, words + note, 1)
        else:
            rest.append(note)
    return text + r"\textsuperscript{,}".join(rest)


def _clarifications(sheet: Assignment, solved: bool) -> list[str]:
    found = []
    for v in sheet.version[1:]:
        items = [prose_latex(v.text, wide=True)] if v.text else []
        for place, text in corrections.listed(v, solved):
            items.append(rf"\textbf{{{latex_words(place)}}}~{prose_latex(text, wide=True)}" if place else prose_latex(text, wide=True))
        found.append(rf"\item[{v.number}] {' '.join(items)}")
    return found
