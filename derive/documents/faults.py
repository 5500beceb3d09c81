"""What is wrong with the texts of a sheet: characters that LaTeX has no way to write, references that are not there, old marks."""

from __future__ import annotations

from collections.abc import Iterator

from derive.course.assignment import Assignment
from derive.documents import bibliography, corrections, layout
from derive.documents.layout import Printed
from derive.documents.prose import citations, unencodable
from derive.errors import AssignmentError

Place = tuple[str, int]


def faults(sheet: Assignment, results: list[Printed], file: str) -> list[AssignmentError]:
    """Everything that is wrong, each with file and line; the documents can be written all the same."""
    known = bibliography.read(sheet.bibliography)
    found = corrections.problems(sheet, results, file)
    for text, (where, line) in [*_sheet(sheet, file), *_scripts(results)]:
        odd = unencodable(text)
        if odd:
            given = f"{odd} (U+{ord(odd):04X}) in {text!r}"
            needed = "letters with accents, Greek, quotes, dashes, or LaTeX"
            found.append(AssignmentError("a character that LaTeX has no way to write", given=given, needed=needed, file=where, line=line))
        found += [_unknown(key, known, where, line, file) for key in citations(text) if key not in known]
    found += _numbers(sheet, results, file)
    for key in sheet.references:
        if key not in known:
            found.append(_unknown(key, known, file, sheet.line_of("references"), file))
    return found


def _numbers(sheet: Assignment, results: list[Printed], file: str) -> Iterator[AssignmentError]:
    """Equation numbers that are used twice, or that name nothing."""
    seen: dict[str, str] = {}
    for q, r in zip(sheet.question, results, strict=True):
        if not r["body"]:
            continue
        found = layout.equation_numbers(layout.with_numbers(r, q.numbers))
        for number in found:
            if number in seen:
                given, needed = f"({number}) in question {q.number}", f"another number than in question {seen[number]}"
                yield AssignmentError("an equation number is used twice", given=given, needed=needed, file=file, line=q.line_of("numbers"))
            seen[number] = q.number
        for name, number in q.numbers.items():
            if number not in found:
                needed = "a claim that the task states, a symbol that is defined, or hint"
                yield AssignmentError(
                    "an equation number belongs to nothing",
                    given=f"{name} = {number!r}",
                    needed=needed,
                    file=file,
                    line=q.line_of("numbers"),
                )


def _unknown(key: str, known: dict[str, bibliography.Entry], where: str, line: int, file: str) -> AssignmentError:
    needed = f"an entry of {file.removesuffix('.toml')}.bib" + (f": {', '.join(known)}" if known else "")
    return AssignmentError("there is no such reference", given=key, needed=needed, file=where, line=line)


def _sheet(sheet: Assignment, file: str) -> Iterator[tuple[str, Place]]:
    """The sentences of the sheet."""
    for key in ("title", "course", "term", "lecturers", "hand_in"):
        yield getattr(sheet, key), (file, sheet.line_of(key))
    for name in sheet.staff:
        yield name, (file, sheet.line_of("staff"))
    for i, s in enumerate(sheet.section):
        yield s.title, (file, sheet.line_of("section", i, "title"))
        yield s.text, (file, sheet.line_of("section", i, "text"))
    for v in sheet.version:
        yield v.text, (file, v.lines.get("text", v.line))
        for c in v.changes:
            for key in ("text", "old", "new", "reason"):
                yield getattr(c, key), (file, c.lines.get(key, c.line))


def _scripts(results: list[Printed]) -> Iterator[tuple[str, Place]]:
    """The sentences of the scripts."""
    for r in results:
        for b in r["body"]:
            if b["type"] == "prose":
                yield b["latex"], (b["file"], b["line"])
            for n in b.get("lines", []):
                if n["mark"]:
                    yield n["mark"][1], (n["file"], n["line"])
        for c in [*r["near_misses"], *r["published"]]:
            yield c["words"], (c["file"], c["line"])
