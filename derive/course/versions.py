"""What must fit together in a sheet beyond the form of its file: points, marks, versions, dates."""

from __future__ import annotations

from decimal import Decimal

from derive.course.assignment import Assignment
from derive.errors import AssignmentError


def order(number: str) -> tuple[int, ...]:
    """A version's number as one that can be compared: 1.10 comes after 1.9.

    >>> order("1.10") > order("1.9")
    True
    """
    return tuple(map(int, number.split(".")))


def problems(sheet: Assignment, file: str) -> list[AssignmentError]:
    """What is wrong with a sheet, each with its line; the documents can be written all the same."""
    found = [*_points(sheet, file), *_versions(sheet, file), *_changes(sheet, file)]
    return sorted(found, key=lambda e: e.line)


def _points(sheet: Assignment, file: str) -> list[AssignmentError]:
    found = []
    if sheet.total != sheet.declared:
        given = f"points = {sheet.declared}, but the questions have {sheet.total.normalize():f}"
        found.append(AssignmentError("the points do not add up", given=given, file=file, line=sheet.points_line))
    for q in sheet.question:
        marked = sum(q.marks, Decimal(0))
        if q.marks and marked != q.points:
            given = f"marks = {' + '.join(map(str, q.marks))} = {marked.normalize():f}, but points = {q.points}"
            needed = f"marks of question {q.number} that sum to {q.points}"
            found.append(
                AssignmentError("a marking scheme does not add up", given=given, needed=needed, file=file, line=q.line_of("marks"))
            )
    return found


def _versions(sheet: Assignment, file: str) -> list[AssignmentError]:
    found = []
    for before, v in zip(sheet.version, sheet.version[1:], strict=False):
        if order(v.number) <= order(before.number):
            needed = f"a number above {before.number}, which stands in line {before.line}"
            found.append(AssignmentError("versions are out of order", given=v.number, needed=needed, file=file, line=v.line))
        elif v.date < before.date:
            given, needed = f"version {v.number} of {v.date}", f"a date from {before.date} on, that of version {before.number}"
            found.append(
                AssignmentError("versions are out of order", given=given, needed=needed, file=file, line=v.lines.get("date", v.line))
            )
    for v in sheet.version:
        due = sheet.due(v.number)
        if due is not None and due.date() < v.date and v.deadline is not None:
            given, line = f"deadline {due:%Y-%m-%d} in version {v.number} of {v.date}", v.lines.get("deadline", v.line)
            found.append(AssignmentError("a deadline lies before its version", given=given, needed="a later date", file=file, line=line))
    return found


def _changes(sheet: Assignment, file: str) -> list[AssignmentError]:
    known = [q.number for q in sheet.question] + [s.number for s in sheet.section]
    found = []
    for v in sheet.version:
        for c in v.changes:
            if c.question and c.question not in known and not any(n.startswith((f"{c.question}.", c.question)) for n in known):
                needed = "a question or a section of this sheet"
                line = c.lines.get("question", c.line)
                found.append(
                    AssignmentError("a correction of a question that is not there", given=c.question, needed=needed, file=file, line=line)
                )
            if not (c.text or c.new or c.reason or c.finding):
                needed = "text, new, reason or finding"
                found.append(
                    AssignmentError("a correction says nothing", given=f"version {v.number}", needed=needed, file=file, line=c.line)
                )
    return found
