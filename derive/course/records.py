"""What is known of a result after its script has run: plain records that the documents, the report and the checks read."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from derive.kernel.terms import Term
from derive.kernel.theorem import Theorem

PROVED, REFUTED, UNDECIDED = "proved", "refuted", "undecided"


@dataclass
class Counts:
    """How the models answered: tried, effective (hypotheses hold and the relation is decided), and of those which way.

    `why` counts the reasons of the undecided ones ("undefined", "not evaluable", "precision").
    """

    models: int = 0
    effective: int = 0
    consistent: int = 0
    undecided: int = 0
    refuted: int = 0
    seed: int = 0
    bits: int = 64
    why: dict[str, int] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """ "refuted", "consistent", "undecided", or "vacuous" when no model counted."""
        if self.refuted:
            return REFUTED
        return "consistent" if self.effective else "undecided" if self.models else "vacuous"


@dataclass
class Counterexample:
    """A smallest model in which a statement is false: printed values by symbol, both sides, and runnable Python."""

    values: dict[str, str]
    latex: dict[str, str]
    left: str
    right: str
    relation: str
    rigorous: bool
    python: str

    @property
    def words(self) -> str:
        """One line: the values, then both sides."""
        values = ", ".join(f"{k} = {v}" for k, v in self.values.items())
        sides = f"left {self.left}, right {self.right}" if self.left else ""
        return ": ".join(part for part in (values, sides) if part)


@dataclass
class Line:
    """One line of a derivation: `left relation right`, where `left` is the term that the line before ended with."""

    relation: str  # "=", "<=", "<", ">=", ">", "iff", "implies", or "" for a statement closed in one step
    left: Term
    right: Term
    reasons: list[str]  # names, as in by=
    words: list[str]  # the same for a reader: "by definition of f", "linearity"
    words_latex: list[str]
    statement: Term  # the boolean term that this line claims
    theorem: Theorem | None = None
    verdict: str = UNDECIDED
    inferences: int = 0
    seconds: float = 0.0
    file: str = ""
    line: int = 0
    error: str = ""
    idle: list[str] = field(default_factory=list)
    by_finder: bool = False
    mark: tuple[str, str] | None = None  # share, text: closes the mark at this line
    evidence: Counts | None = None
    local: list[Term] = field(default_factory=list)  # hypotheses of this line only (induction, case)


@dataclass
class Hypothesis:
    """A hypothesis of the result. kind: "given", "suppose", "definition", "symbol" (comes with a declaration), "convention",
    "parameter" (the domain of a number, printed as its value).
    """

    term: Term
    kind: str
    words: str = ""
    name: str = ""
    file: str = ""
    line: int = 0
    unneeded: bool = False
    variable: str = ""  # the script's name for it


@dataclass
class Claim:
    """A statement with its derivation. kind: "show", "have", "base", "step", "case", "near_miss", "published"."""

    kind: str
    statement: Term
    number: str = ""
    lines: list[Line] = field(default_factory=list)
    given: list[Hypothesis] = field(default_factory=list)  # of this claim only
    inherited: int = 0  # how many of these the claim has from the one that it is a part of
    theorem: Theorem | None = None
    verdict: str = UNDECIDED
    without: list[Term] = field(default_factory=list)  # hypotheses of the result that a wrong claim does without
    words: str = ""
    finding: str = ""
    counterexample: Counterexample | None = None
    contradicted_by: str = ""
    evidence: Counts | None = None
    name: str = ""
    file: str = ""
    line: int = 0
    error: str = ""
    variable: str = ""  # the script's name for it


@dataclass
class Prose:
    """A sentence of the author; LaTeX, with its formulas already in dollars. kind: "say", "ask", "hint"."""

    kind: str
    latex: str
    text: str = ""
    file: str = ""
    line: int = 0


@dataclass
class Figure:
    """A figure: what the script drew (a Plot or a Diagram), its caption, where it stands; the points of its curves and their model."""

    drawing: Any
    caption: str
    where: str
    file: str = ""
    line: int = 0
    curves: list[list[tuple[Fraction, float | None]]] = field(default_factory=list)
    model: dict[str, str] = field(default_factory=dict)


@dataclass
class Enclosure:
    """A supremum between two numbers, by interval arithmetic and outside the kernel; `outside` is the proved bound far out."""

    term: Term
    low: str
    high: str
    digits: int
    boxes: int
    bits: int
    outside: Term


@dataclass
class Result:
    """One result: everything that its script said, in the order in which it said it, with all verdicts."""

    id: str  # "networks/scalar_chain"
    title: str
    parameters: dict[str, str] = field(default_factory=dict)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    body: list[Claim | Prose] = field(default_factory=list)  # prose and claims, each where its derivation begins
    shown: list[Claim] = field(default_factory=list)
    near_misses: list[Claim] = field(default_factory=list)
    published: list[Claim] = field(default_factory=list)
    axioms: list[str] = field(default_factory=list)
    advisers: list[str] = field(default_factory=list)
    certificate: dict[str, Any] | None = None
    goal: dict[str, Any] | None = None
    replayed: bool = False
    evidence: Counts | None = None
    errors: list[str] = field(default_factory=list)
    notation: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    deductions: list[tuple[str, str]] = field(default_factory=list)  # share, what it is taken off for
    figures: list[Figure] = field(default_factory=list)
    values: dict[Term, Term] = field(default_factory=dict)  # of numeric parameters: symbols, and the literals they are printed as
    enclosures: list[Enclosure] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """The weakest verdict of what is shown."""
        verdicts = {c.verdict for c in self.shown}
        if REFUTED in verdicts:
            return REFUTED
        return PROVED if verdicts == {PROVED} and not self.errors else UNDECIDED
