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


def _exact(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"{value!r} is not an exact decimal")
    text = str(value)
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        raise ValueError(f"{text!r} is not an exact decimal such as 0.25")
    return Decimal(text)


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
    """A link on the first page."""

    text: str
    url: str


class Notation(_Record):
    """How this course writes what the scripts name; the terms stay the same."""

    transpose: str = r"\top"
    expectation: Literal["under", "drawn"] = "under"
    derivative: Literal["prime", "d/dx"] = "prime"
    state: str = "s"


class Change(_Record):
    """A correction: which question (empty: the whole sheet), which of its claims, and what was changed."""

    question: str
    text: str
    claim: str = ""


class Version(_Record):
    """A released version of the sheet."""

    number: str
    date: date
    changes: tuple[Change, ...] = ()


class Section(_Record):
    """A heading that is no question."""

    number: str
    title: str


class Question(_Record):
    """A question: its number, the result that answers it, the parameters of that result, its points."""

    number: Annotated[str, Field(pattern=r"^\d+(\.\d+)*[a-z]?$")]
    result: ResultId
    points: Points
    parameters: dict[str, str] = {}
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
    links: tuple[Link, ...] = ()
    references: tuple[str, ...] = ()
    notation: Notation = Notation()
    version: tuple[Version, ...] = ()
    section: tuple[Section, ...] = ()
    question: tuple[Question, ...]
    points_line: int = Field(default=1, exclude=True)

    @property
    def release(self) -> str:
        """The number of the newest version, "" when there is none."""
        return self.version[-1].number if self.version else ""

    @property
    def declared(self) -> Decimal:
        """The points that the sheet says it has."""
        return self.total if self.points is None else self.points

    @property
    def total(self) -> Decimal:
        """The sum of the questions' points."""
        return sum((q.points for q in self.question), Decimal(0))

    def headings(self, number: str) -> list[Section]:
        """The sections above a question, outermost first."""
        return [s for s in self.section if number.startswith(s.number + ".")]


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
    for i, q in enumerate(data.get("question", []) if isinstance(data.get("question"), list) else []):
        hidden = [k for k in ("line", "lines") if isinstance(q, dict) and k in q]
        if hidden:
            raise AssignmentError(
                "unknown key", given=hidden[0], needed=_known(Question), file=shown, line=lines.of(("question", i, hidden[0]))
            )
        if isinstance(q, dict):
            q |= {"line": lines.of(("question", i)), "lines": {k: lines.of(("question", i, k)) for k in q}}
    try:
        found = Assignment.model_validate({**data, "points_line": lines.of(("points",))})
    except ValidationError as e:
        first = min(e.errors(), key=lambda error: error["type"] != "extra_forbidden")  # a misspelt key is also a missing one
        raise _told(first, shown, lines) from None
    places = [(q.number, ("question", i)) for i, q in enumerate(found.question)] + [
        (s.number, ("section", i)) for i, s in enumerate(found.section)
    ]
    seen: dict[str, int] = {}
    for number, place in sorted(places, key=lambda p: lines.of(p[1])):
        line = lines.of((*place, "number"))
        if number in seen:
            raise AssignmentError(
                "a number is given twice", given=number, needed=f"another one than in line {seen[number]}", file=shown, line=line
            )
        seen[number] = line
    return found


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


def _known(model: type[BaseModel]) -> str:
    return ", ".join(f.alias or n for n, f in model.model_fields.items() if not n.endswith(("line", "lines")))


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
            header = re.match(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]", row)
            entry = re.match(r"\s*([A-Za-z0-9_-]+)\s*=\s*(.*)", row)
            if header and header[1] == "[[":
                counts[header[2]] = counts.get(header[2], -1) + 1
                table = (header[2], counts[header[2]])
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
