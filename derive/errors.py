"""The exceptions of derive: one tree, four parts each (what, given, needed, try)."""

from __future__ import annotations


class DeriveError(Exception):
    """Something that the author can mend; printed as `file:line: error: what`, given, needed, try."""

    exit_code = 1

    def __init__(self, what: str, *, given: str = "", needed: str = "", hint: str = "", file: str = "", line: int = 0) -> None:
        super().__init__(what)
        self.what, self.given, self.needed, self.hint = what, given, needed, hint
        self.file, self.line = file, line
        self.label: str = ""

    def parts(self) -> list[tuple[str, str]]:
        """The named parts that are present, in the order in which they are printed."""
        found = [("line", self.label), ("given", self.given), ("needed", self.needed), ("try", self.hint)]
        return [(name, text) for name, text in found if text]

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        rows = [f"{where}error: {self.what}"]
        for name, text in self.parts():
            first, *rest = text.split("\n")
            rows.append(f"  {name + ':':<9}{first}")
            rows.extend(f"           {row}" for row in rest)
        return "\n".join(rows)


class TypeMismatch(DeriveError, TypeError):
    """Two things do not fit together."""


class RuleError(DeriveError):
    """A kernel rule refused its premises."""


class StepError(DeriveError):
    """A line of a derivation could not be proved."""


class StatementError(DeriveError):
    """What was written is not a statement (a float, a truth value of a term, a free index)."""


class ReplayError(DeriveError):
    """A certificate was refused by the independent checker."""


class Refuted(DeriveError):
    """A line is false, with a counterexample."""


class AssignmentError(DeriveError):
    """An assignment file or a command line is wrong."""

    exit_code = 2


class MissingTool(DeriveError):
    """An external program that is needed is not there."""

    exit_code = 4
