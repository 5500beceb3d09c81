"""The table of evaluations: one entry for each head, entered by subject.

`make(ev, type)` gives the function of the values of the arguments; `special(ev, type, terms)` may compile an application
from its terms instead (connectives, quantifiers over ranges). `heavy` results are remembered for each point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from derive.kernel.terms import Term
from derive.kernel.types import Type

Make = Callable[[Any, Type], Callable[..., Any]]
Special = Callable[[Any, Type, tuple[Term, ...]], Any]


@final
@dataclass(frozen=True)
class Evaluation:
    """The evaluation of one head; arity counts the arguments that `make`'s function takes."""

    arity: int
    make: Make
    special: Special | None = None
    heavy: bool = False


EVALUATIONS: dict[str, Evaluation] = {}
# Heads that no finite model can decide, with the reason that is reported.
NOT_EVALUABLE: dict[str, str] = {"lim": "limit"}


def enter(name: str, arity: int, make: Make, special: Special | None = None, heavy: bool = False) -> None:
    EVALUATIONS[name] = Evaluation(arity, make, special, heavy)


def plain(name: str, arity: int, function: Callable[..., Any]) -> None:
    enter(name, arity, lambda ev, t: function)


def arguments(t: Type, count: int) -> list[Type]:
    """The types of the first arguments of a function type."""
    found = []
    for _ in range(count):
        found.append(t.args[0])
        t = t.args[1]
    return found
