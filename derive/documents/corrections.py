"""Corrections as data: red marks, the list on the first page, the list of corrections, the announcement, an older edition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from derive.course.assignment import Assignment, Change, Question, Version
from derive.documents import layout, texts
from derive.documents.layout import Printed
from derive.documents.prose import prose_text
from derive.errors import AssignmentError


@dataclass(frozen=True)
class Correction:
    """A change with what it changes: `claim` is what is printed in red, `published` the refuted claim that stood there."""

    version: Version
    change: Change
    question: Question | None = None
    claim: Printed | None = None
    published: Printed | None = None

    @property
    def old(self) -> str:
        """What stood there, as a sentence."""
        return self.change.old or (f"${self.published['latex']}$" if self.published else "")

    @property
    def new(self) -> str:
        """What stands there now, as a sentence."""
        return self.change.new or (f"${self.claim['latex']}$" if self.claim else "")


def corrections(sheet: Assignment, results: list[Printed]) -> list[Correction]:
    """All changes of all versions, oldest first."""
    answers = {q.number: (q, r) for q, r in zip(sheet.question, results, strict=True)}
    found = []
    for v in sheet.version:
        for c in v.changes:
            question, result = answers.get(c.question, (None, None))
            within = [answers[n] for n in answers if c.question and n.startswith(c.question)]
            claim = named(result, c.claim) if result else None
            wrong = [p for _, r in within for p in r["published"] if c.finding and p["finding"] == c.finding]
            found.append(Correction(v, c, question, claim, wrong[0] if wrong else None))
    return found


def named(result: Printed, name: str) -> Printed | None:
    """The claim or hypothesis that the script calls so, or that has this number."""
    if not name:
        return None
    claims: list[Printed] = [*result["shown"], *(b for b in result["body"] if b["type"] == "claim"), *layout.assumptions(result)]
    for c in claims:
        members = c.get("members", [c])
        if any(name in (m.get("variable"), m.get("number") or None) for m in members):
            return c
    return None


def red(sheet: Assignment, question: Question, result: Printed) -> dict[str, str]:
    """The formulas of a question that are printed in red: LaTeX to the version that changed them last."""
    found = corrections(sheet, [result] * len(sheet.question))
    return {c.claim["latex"]: c.version.number for c in found if c.question is question and c.claim}


def notes(sheet: Assignment, number: str, solved: bool) -> list[tuple[str, str]]:
    """What is said of changes of a question or a section that no formula shows: version and sentences."""
    found = []
    for v in sheet.version:
        said = [c.text for c in v.changes if c.question == number and c.text and not c.claim and (solved or c.where == "task")]
        if said:
            found.append((v.number, " ".join(said)))
    return found


def problems(sheet: Assignment, results: list[Printed], file: str) -> list[AssignmentError]:
    """Corrections that do not fit the scripts, and content that changed without a version."""
    found = []
    for c in corrections(sheet, results):
        change = c.change
        line = change.lines.get("claim", change.line)
        broken = c.question is not None and any(q is c.question and not r["body"] for q, r in zip(sheet.question, results, strict=True))
        if broken:
            continue
        if change.claim and c.question is not None and c.claim is None:
            needed = f"a claim or a hypothesis of question {change.question}"
            given = f"claim = {change.claim!r} in version {c.version.number}"
            found.append(AssignmentError("a mark is left from an older edition", given=given, needed=needed, file=file, line=line))
        elif change.claim and change.new and c.claim is not None and f"${c.claim['latex']}$" not in change.new and "$" in change.new:
            given, needed = change.new, f"the claim as it is now: ${c.claim['latex']}$"
            hint = "leave new out: it is printed from the claim"
            line = change.lines.get("new", change.line)
            found.append(
                AssignmentError("a mark is left from an older edition", given=given, needed=needed, hint=hint, file=file, line=line)
            )
        if change.kind == "wrong claim" and change.finding and not change.old and c.published is None and c.question is not None:
            needed = f'published("{change.finding}", ...) in the script, or old = "..."'
            line = change.lines.get("finding", change.line)
            found.append(AssignmentError("no script refutes this finding", given=change.finding, needed=needed, file=file, line=line))
    if sheet.version and sheet.version[-1].content:
        last, now = sheet.version[-1], content(sheet, results)
        if last.content != now and all(r["body"] for r in results):
            line = last.lines.get("content", last.line)
            needed = f'a new [[version]] with content = "{now}"'
            hint = f'content = "{now}" here, if no student has seen version {last.number}'
            what = f"the content has changed since version {last.number}"
            found.append(AssignmentError(what, given=f"content = {last.content!r}", needed=needed, hint=hint, file=file, line=line))
    return found


def content(sheet: Assignment, results: list[Printed]) -> str:
    """A digest of what students see, apart from the lists of changes."""
    seen: list[Any] = [sheet.title, str(sheet.due() or ""), sheet.hand_in, str(sheet.declared), [k.url for k in sheet.links]]
    seen.append([[s.number, s.title, s.text] for s in sheet.section])
    for q, r in zip(sheet.question, results, strict=True):
        told = [b["latex"] for b in r["body"] if b["type"] == "prose" and b["kind"] in ("ask", "hint")]
        known = [h["text"] for h in [*layout.assumptions(r), *layout.task_definitions(r)]]
        seen.append([q.number, str(q.points), r["title"], told, known])
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:12]


def as_published(sheet: Assignment, results: list[Printed], number: str) -> tuple[Assignment, list[Printed]]:
    """The sheet as version `number` had it: its deadline, and the published claims that later versions corrected."""
    upto = tuple(v for v in sheet.version if v.date <= next(w.date for w in sheet.version if w.number == number))
    upto = upto[: next(i for i, v in enumerate(upto) if v.number == number) + 1]
    later = [c for c in corrections(sheet, results) if c.version not in upto and c.published is not None and c.change.where == "task"]
    old = []
    for q, r in zip(sheet.question, results, strict=True):
        changed = r
        for c in later:
            if c.published is not None and c.published in r["published"]:
                changed = _without(changed, c.claim if c.question is q else None, c.published)
        old.append(changed)
    return sheet.model_copy(update={"version": upto, "deadline": sheet.due(number)}), old


def _without(result: Printed, claim: Printed | None, published: Printed) -> Printed:
    """The result with the published claim where the corrected one stands; if the task does not state that one, as a sentence of its own."""
    body, found = [], False
    for b in result["body"]:
        if claim is not None and b["type"] == "prose" and f"${claim['latex']}$" in b["latex"]:
            b, found = {**b, "latex": b["latex"].replace(f"${claim['latex']}$", f"${published['latex']}$")}, True
        body.append(b)
    if not found:
        told = f"{texts.say('claimed')}${published['latex']}$."
        body.append({"type": "prose", "kind": "ask", "latex": told, "text": told, "file": "", "line": 0})
    shown = [
        c if claim is None or c["latex"] != claim["latex"] else {**published, "kind": "show", "number": c["number"]}
        for c in result["shown"]
    ]
    return {**result, "body": body, "shown": shown if found else [*shown, {**published, "kind": "show"}]}


def announcement(sheet: Assignment) -> str:
    """The newest version as a message to students; plain text."""
    if not sheet.version:
        return ""
    last = sheet.version[-1]
    rows = [f"{sheet.title}, {texts.say('version', number=last.number)} ({texts.day(last.date)})", ""]
    rows += [f"{last.text}", ""] if last.text else []
    rows += [f"- {prose_text(f'{place}: {text}' if place else text)}" for place, text in listed(last, solved=False)]
    due = sheet.due()
    rows += ["", f"{texts.say('deadline')}: {texts.due(due)}"] if due is not None else []
    return "\n".join(rows).replace("\u00a0", " ").strip() + "\n"


def listed(version: Version, solved: bool) -> list[tuple[str, str]]:
    """The changes of a version for a reader: question and sentences; small ones together. Those of solutions are for staff."""
    found: dict[str, list[str]] = {}
    changes = [c for c in version.changes if solved or c.where == "task"]
    for c in changes:
        if not c.small:
            found.setdefault(c.question, []).append(c.text or c.reason)
    rows = [(place, " ".join(dict.fromkeys(said))) for place, said in found.items()]
    places = list(dict.fromkeys(c.question or texts.say("everywhere") for c in changes if c.small))
    if places:
        rows.append(("", texts.say("small changes", places=texts.joined(places))))
    return rows
