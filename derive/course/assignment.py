"""The assignment file: which questions, in which order, with which parameters and points. No mathematics but parameter values."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from derive.errors import AssignmentError
from derive.language.notation import Style


def _exact(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"{value!r} is not an exact decimal")
    text = str(value)
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        raise ValueError(f"{text!r} is not an exact decimal such as 0.25")
    return Decimal(text)


Kind = Literal["wrong claim", "missing hypothesis", "missing step", "typo", "notation", "points", "date", "other"]
Points = Annotated[Decimal, BeforeValidator(_exact)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
ResultId = Annotated[str, Field(pattern=r"^[a-z0-9_]+(/[a-z0-9_]+)*$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=False)


class Neatness(_Record):
    """How much of the mark may be lost for lack of neatness."""

    points: Points
    text: str = ""


class Link(_Record):
    """A link on the first page: the words of a footnote's mark, and its address."""

    text: str
    url: str
    words: str = ""


class Notation(_Record):
    """How this course writes what the scripts name; the terms stay the same."""

    transpose: str = r"\top"
    expectation: Literal["under", "drawn"] = "under"
    derivative: Literal["prime", "d/dx"] = "prime"
    names: dict[str, str] = {}

    def style(self) -> Style:
        """The same for the printer of terms."""
        return Style(self.transpose, self.expectation, self.derivative, tuple(sorted(self.names.items())))


class Change(_Record):
    """A correction: where it was made, of what kind, what stood there and what stands there now, why, and by which finding.

    A change of the solution is not for students. `claim` is the name in the script of a claim or a hypothesis (or the number of an equation) that is printed in red; `text` is
    the sentence of the list on the first page. A change of the whole sheet has no question. With a finding of a published claim,
    `old` may be left out: it is that claim.
    """

    question: str = ""
    kind: Kind = "other"
    text: str = ""
    claim: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""
    finding: str = ""
    where: Literal["task", "solution"] = "task"
    line: int = Field(default=0, exclude=True)
    lines: dict[str, int] = Field(default={}, exclude=True)

    @property
    def small(self) -> bool:
        """Whether the first page lists it with others of its kind only."""
        return self.kind in ("typo", "notation", "points", "missing step") and not self.text


class Version(_Record):
    """A released version of the sheet; `content` is the digest of what students saw, `deadline` the one it set."""

    number: Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
    date: date
    deadline: datetime | None = None
    text: str = ""
    content: str = ""
    changes: tuple[Change, ...] = ()
    line: int = Field(default=0, exclude=True)
    lines: dict[str, int] = Field(default={}, exclude=True)


class Section(_Record):
    """A heading that is no question, with a few words below it."""

    number: str
    title: str
    text: str = ""


class Question(_Record):
    """A question: its number, the result that answers it, the parameters of that result, its points.

    `marks` are the points of each mark of the script, when they are not to follow its shares. `numbers` are those of equations: of a
    claim by its name in the script, of a definition by its symbol, of the formula of the hint by "hint".
    """

    number: Annotated[str, Field(pattern=r"^\d+(\.\d+)*[a-z]?$")]
    result: ResultId
    points: Points
    parameters: dict[str, str] = {}
    marks: tuple[Points, ...] = ()
    numbers: dict[str, str] = {}
    line: int = Field(default=0, exclude=True)
    lines: dict[str, int] = Field(default={}, exclude=True)

    def line_of(self, key: str) -> int:
        """The line of one of its keys."""
        return self.lines.get(key, self.line)


class Assignment(_Record):
    """A whole sheet.

    Units: points are exact decimals, in the course's own unit; a sheet that declares no total declares the sum.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Name
    title: str
    course: str = ""
    term: str = ""
    points: Points | None = None
    neatness: Neatness | None = None
    deadline: datetime | None = None
    hand_in: str = ""
    language: Literal["en", "fr"] = "en"
    lecturers: str = ""
    staff: tuple[str, ...] = ()
    contact: str = ""
    links: tuple[Link, ...] = ()
    references: tuple[str, ...] = ()
    bibliography: str = Field(default="", exclude=True)
    notation: Notation = Notation()
    version: tuple[Version, ...] = ()
    section: tuple[Section, ...] = ()
    question: tuple[Question, ...]
    points_line: int = Field(default=1, exclude=True)
    places: dict[str, int] = Field(default={}, exclude=True)

    def line_of(self, *place: str | int) -> int:
        """The line of a key, or of the nearest table around it: line_of("section", 0, "text")."""
        for n in range(len(place), 0, -1):
            found = self.places.get(".".join(map(str, place[:n])))
            if found is not None:
                return found
        return 1

    @property
    def release(self) -> str:
        """The number of the newest version, "" when there is none."""
        return self.version[-1].number if self.version else ""

    @property
    def declared(self) -> Decimal:
        """The points that the sheet says it has."""
        return self.total if self.points is None else self.points

    def due(self, number: str = "") -> datetime | None:
        """The deadline as the version with this number (else the newest) has it."""
        upto = [v for v in self.version if not number or _order(v.number) <= _order(number)]
        return next((v.deadline for v in reversed(upto) if v.deadline is not None), self.deadline)

    @property
    def total(self) -> Decimal:
        """The sum of the questions' points."""
        return sum((q.points for q in self.question), Decimal(0))

    def headings(self, number: str) -> list[Section]:
        """The sections above a question, outermost first."""
        return [s for s in self.section if re.match(rf"{re.escape(s.number)}(\.|[a-z]$)", number)]


def _order(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def read_assignment(path: Path, shown: str = "") -> Assignment:
    """The assignment in a TOML file; `shown` is its name in messages.

    Raises:
        AssignmentError: no such file, not TOML, an unknown key, a wrong value; with file and line.
    """
    shown = shown or path.as_posix()
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        reason = e.strerror if isinstance(e, OSError) and e.strerror else "it is not UTF-8 text"
        raise AssignmentError(
            "the assignment cannot be read", given=f"{shown}: {reason}", needed="a TOML file", file=shown, line=1
        ) from None
    try:
        data = tomllib.loads(source, parse_float=Decimal)
    except tomllib.TOMLDecodeError as e:
        at = re.search(r"\(at line (\d+)", str(e))
        line = int(at[1]) if at else source.count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(e))
        given = source.splitlines()[line - 1].strip() if 0 < line <= len(source.splitlines()) else ""
        raise AssignmentError("this is not TOML", given=given, needed=what, file=shown, line=line) from None
    lines = _Lines(source)
    hidden = next((k for k in _HIDDEN if k in data), "")
    if hidden:
        raise AssignmentError("unknown key", given=hidden, needed=_known(Assignment), file=shown, line=lines.of((hidden,)))
    _placed(data, shown, lines)
    try:
        where = {".".join(map(str, loc)): line for loc, line in lines.at.items()}
        own = {"points_line": lines.of(("points",)), "places": where, "bibliography": _beside(path)}
        found = Assignment.model_validate({**data, **own})
    except ValidationError as e:
        first = min(e.errors(), key=lambda error: error["type"] != "extra_forbidden")  # a misspelt key is also a missing one
        raise _told(first, shown, lines) from None
    places: list[tuple[str, tuple[str | int, ...]]] = [(q.number, ("question", i)) for i, q in enumerate(found.question)]
    places += [(s.number, ("section", i)) for i, s in enumerate(found.section)]
    _once(places, lines, shown, "a number is given twice")
    versions: list[tuple[str, tuple[str | int, ...]]] = [(v.number, ("version", i)) for i, v in enumerate(found.version)]
    _once(versions, lines, shown, "a version is used twice")
    return found


def _once(places: list[tuple[str, tuple[str | int, ...]]], lines: _Lines, shown: str, what: str) -> None:
    seen: dict[str, int] = {}
    for number, place in sorted(places, key=lambda p: lines.of(p[1])):
        line = lines.of((*place, "number"))
        if number in seen:
            raise AssignmentError(what, given=number, needed=f"another one than in line {seen[number]}", file=shown, line=line)
        seen[number] = line


def _placed(data: dict[str, Any], shown: str, lines: _Lines) -> None:
    """Enter the lines of questions, versions and changes."""

    def enter(item: Any, model: type[BaseModel], place: tuple[str | int, ...]) -> None:
        if not isinstance(item, dict):
            return
        hidden = [k for k in ("line", "lines") if k in item]
        if hidden:
            at = lines.of((*place, hidden[0]))
            raise AssignmentError("unknown key", given=hidden[0], needed=_known(model), file=shown, line=at)
        item |= {"line": lines.of(place), "lines": {k: lines.of((*place, k)) for k in item}}

    def listed(item: Any, key: str) -> list[Any]:
        found = item.get(key, []) if isinstance(item, dict) else []
        return found if isinstance(found, list) else []

    for i, question in enumerate(listed(data, "question")):
        enter(question, Question, ("question", i))
    for i, version in enumerate(listed(data, "version")):
        for k, change in enumerate(listed(version, "changes")):
            enter(change, Change, ("version", i, "changes", k))
        enter(version, Version, ("version", i))


def _told(error: Any, shown: str, lines: _Lines) -> AssignmentError:
    """What is wrong with the file, from the first of pydantic's errors."""
    loc = tuple(x for x in error["loc"])
    name = ".".join(str(x) if isinstance(x, str) else f"[{x + 1}]" for x in loc).replace(".[", "[")
    line = lines.of(loc)
    if error["type"] == "extra_forbidden":
        model = _model_at(loc[:-1])
        known = _known(model)
        return AssignmentError(
            "unknown key", given=str(loc[-1]), needed=known, hint=_nearest(str(loc[-1]), known.split(", ")), file=shown, line=line
        )
    if error["type"] == "missing":
        return AssignmentError("a key is missing", given=f"no {loc[-1]}", needed=name, file=shown, line=line)
    message = str(error["msg"]).removeprefix("Value error, ")
    value = error.get("input")
    given = f"{name} = {value!r}" if isinstance(value, str | int | float | Decimal) and name else message
    needed = message[0].lower() + message[1:] if given is not message else ""
    return AssignmentError(
        "a value is not right" if name else "the sheet does not fit together", given=given, needed=needed, file=shown, line=line
    )


_HIDDEN = ("line", "lines", "points_line", "places", "bibliography")


def _beside(path: Path) -> str:
    """The BibTeX file beside a sheet, "" when there is none."""
    try:
        return path.with_suffix(".bib").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _known(model: type[BaseModel]) -> str:
    return ", ".join(f.alias or n for n, f in model.model_fields.items() if n not in _HIDDEN)


def _nearest(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(word, known, 1)
    return f"did you mean {found[0]}?" if found else ""


_TABLES: dict[str, type[BaseModel]] = {
    "question": Question,
    "section": Section,
    "version": Version,
    "changes": Change,
    "links": Link,
    "notation": Notation,
    "neatness": Neatness,
}


def _model_at(loc: tuple[Any, ...]) -> type[BaseModel]:
    names = [x for x in loc if isinstance(x, str)]
    return _TABLES.get(names[-1], Assignment) if names else Assignment


class _Lines:
    """Where the keys of a TOML file stand, found by a scan of its lines (TOML readers do not keep that)."""

    def __init__(self, source: str) -> None:
        self.at: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        counts: dict[str, int] = {}
        key: tuple[str | int, ...] = ()
        items = 0
        for number, row in enumerate(source.splitlines(), 1):
            if row.lstrip().startswith("#"):
                continue
            header = re.match(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]", row)
            entry = re.match(r"\s*([A-Za-z0-9_-]+)\s*=\s*(.*)", row)
            if header and header[1] == "[[":
                parent, _, child = header[2].rpartition(".")
                above: tuple[str | int, ...] = (parent, counts.get(parent, 0)) if parent else ()
                counted = f"{above} {header[2]}"
                counts[header[2]] = counts[counted] = counts.get(counted, -1) + 1
                table = (*above, child, counts[header[2]])
                self.at[table] = number
            elif header:
                table = (header[2],)
                self.at[table] = number
            elif entry:
                key = (*table, entry[1])
                self.at.setdefault(key, number)
                items = 0
                row = entry[2]
            if not header and key:
                for _ in re.finditer(r"\{", row):
                    self.at.setdefault((*key, items), number)
                    items += 1

    def of(self, loc: tuple[str | int, ...]) -> int:
        """The line of a key, or of the nearest table around it."""
        while loc:
            if loc in self.at:
                return self.at[loc]
            loc = loc[:-1]
        return 1
