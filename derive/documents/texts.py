"""The words of the documents, in one catalogue: what stands around the mathematics, in English and in French.

`say("proof", number="(i)")` is a text of the catalogue in the current language; `told("the chain rule")` is a phrase that the engine
made (a reason, a sort) in that language, and the phrase itself where the catalogue has none. Sentences of authors stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from derive.documents.french import FRENCH, PHRASES

ENGLISH = {
    "and": "and",
    "months": "January February March April May June July August September October November December",
    "days": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "date": "{day} {month} {year}",
    "deadline": "Deadline",
    "due": "{weekday}, {date}, {time}",
    "released": "Version {number} of {date}, first released {first}",
    "first release": "Version {number}, released {date}",
    "hand in": "Hand in",
    "points": "Points",
    "in all": "{points} in all.",
    "neatness": "Neatness",
    "staff": "Teaching assistants",
    "contact": "Questions",
    "clarifications": "Clarifications",
    "clarified": "What changed since the first release is printed in red, with the version that changed it.",
    "small changes": "Smaller changes of wording and notation: {places}.",
    "whole sheet": "Whole sheet",
    "everywhere": "the whole sheet",
    "version": "version {number}",
    "references": "References",
    "pt": "pt",
    "hint": "Hint",
    "let": "Let {names} be {what}",
    "let next": "{names} {what}",
    "throughout": "Throughout, {what}.",
    "is": "is",
    "are": "are",
    "suppose": "Suppose that",
    "suppose also": "Suppose also that",
    "supposing": "Suppose the following.",
    "where": "Here",
    "notation": "Notation",
    "shown": "We show:",
    "shown heading": "Shown",
    "derivation": "Derivation",
    "marking": "Marking",
    "not true": "Common mistakes",
    "published": "Published, and not true",
    "solutions": "solutions",
    "solution": "Solution",
    "figure": "Figure",
    "base": "Base case.",
    "step": "Induction step.",
    "step supposing": "Induction step. Suppose that {what}.",
    "case": "Case.",
    "case of": "Case {what}.",
    "assume": "Let {what}.",
    "if": "if {what}",
    "If": "If {what}:",
    "proof": "Proof of {number}.",
    "by": "by~{numbers}",
    "without": "without {what}",
    "with": "with {what}",
    "false for": "False for {values}.",
    "sides": "False for {values}: the left side is {left}, the right side {right}.",
    "contradicts": "It contradicts {number}.",
    "not refuted": "Not refuted ({verdict}).",
    "proved": "Proved",
    "refuted": "Refuted",
    "undecided": "Undecided",
    "replayed": " and replayed by the independent checker",
    "rests on": " It rests on {count} axioms: {axioms}.",
    "models": " Models: {models} tried, {effective} effective, {consistent} consistent, {undecided} undecided, {refuted} refuted.",
    "in the model": "Drawn for {values}.",
    "corrections": "Corrections",
    "correction intro": "Every correction of {title}, by version: what stood there, what stands there now, and why.",
    "was": "Was",
    "is now": "Now",
    "why": "Why",
    "finding": "finding {finding}",
    "as published": "as published, version {number}",
    "claimed": "As published: ",
    "wrong claim": "wrong claim",
    "missing hypothesis": "missing hypothesis",
    "missing step": "missing step",
    "typo": "typing error",
    "typo of notation": "notation",
    "points kind": "points",
    "date kind": "date",
    "other": "change",
    "report": "report",
    "skip": "Skip to the results",
    "contents": "Contents",
    "definitions": "Definitions",
    "hypotheses": "Hypotheses",
    "evidence": "Evidence",
    "column question": "Question",
    "column result": "Result",
    "column verdict": "Verdict",
    "column lines": "Lines",
    "column axioms": "Axioms",
    "column models": "Models",
    "column points": "Points",
    "points of": "Points: {sum} of {declared} declared.",
    "as python": "as Python",
    "evidence said": "{models} models tried: {effective} effective, {consistent} consistent, {undecided} undecided, {refuted} refuted; seed {seed}, {bits} bits.",
    "was replayed": "The certificate was replayed by the independent checker.",
    "was not replayed": "The certificate was not replayed.",
    "axioms": "{count} axioms",
    "unneeded": "no model needed it",
}
CATALOGUE = {"en": ENGLISH, "fr": FRENCH}
_language: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak this language inside the block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """The current language, as in "en"."""
    return _language.get()


def say(key: str, **values: object) -> str:
    """A text of the catalogue.

    >>> say("proof", number="(i)")
    'Proof of (i).'
    """
    return CATALOGUE[_language.get()][key].format(**values)


def kind(name: str) -> str:
    """The name of a kind of correction."""
    return say({"notation": "typo of notation", "points": "points kind", "date": "date kind"}.get(name, name))


def told(phrase: str) -> str:
    """A phrase that the engine made, in the current language.

    >>> with using("fr"):
    ...     told("by definition of $f$")
    'par définition de $f$'
    """
    if _language.get() == "en":
        return phrase
    known = PHRASES.get(phrase)
    if known is not None:
        return known
    for english, french in _PATTERNS:
        found = english.fullmatch(phrase)
        if found is not None:
            return french.format(*found.groups())
    return phrase


_PATTERNS = tuple(
    (re.compile(english), french)
    for english, french in (
        (r"(?:by )?definition of (.*)", "par définition de {0}"),
        (r"by hypothesis \((.*)\)", "par hypothèse ({0})"),
        (r"by (.*)", "par {0}"),
    )
)


def mathematics(latex: str) -> str:
    r"""A formula with its words in the current language: what stands in \text{...} is a phrase."""
    if _language.get() == "en" or r"\text{" not in latex:
        return latex
    return re.sub(r"\\text\{([^{}]*)\}", _text, latex)


def _text(m: re.Match[str]) -> str:
    words = m[1]
    inner = words.strip()
    start, end = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return rf"\text{{{start}{PHRASES.get(inner, inner)}{end}}}"


def day(when: date | datetime) -> str:
    """A date in words: 8 April 2021."""
    return say("date", day=when.day, month=say("months").split()[when.month - 1], year=when.year)


def due(when: datetime) -> str:
    """A point of time in words, with its weekday."""
    return say("due", weekday=say("days").split()[when.weekday()], date=day(when), time=f"{when:%H:%M}")


def joined(words: list[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {say('and')} {words[-1]}"
