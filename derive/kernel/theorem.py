"""Theorems: what follows from what, with the trace that a certificate is written from."""

from __future__ import annotations

from collections.abc import Iterable

from derive.errors import RuleError
from derive.kernel.terms import Term
from derive.kernel.types import bool_

_KEY = object()  # only rules.py and axioms.py of this package take it


class Theorem:
    """hyps |- concl. Made by the rules of this package only; final and frozen."""

    __slots__ = ("args", "concl", "hyps", "premises", "rule")
    hyps: tuple[Term, ...]
    concl: Term
    rule: str
    args: tuple[object, ...]
    premises: tuple[Theorem, ...]

    def __init__(self, key: object, hyps: Iterable[Term], concl: Term, rule: str, args: tuple[object, ...], premises: tuple[Theorem, ...]) -> None:
        if key is not _KEY:
            raise RuleError("a theorem was built by hand", needed="a rule of the kernel")
        hyps = tuple({h.canon: h for h in hyps}.values())
        if concl.type is not bool_ or concl.loose or any(h.type is not bool_ or h.loose for h in hyps):
            raise RuleError("a theorem must be closed and boolean", given=str(concl))
        for name, value in (("hyps", hyps), ("concl", concl), ("rule", rule), ("args", args), ("premises", premises)):
            object.__setattr__(self, name, value)

    def __init_subclass__(cls) -> None:
        raise RuleError("theorems have no subclasses")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("theorems are immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("theorems are immutable")

    def __reduce__(self) -> str:
        raise TypeError("theorems are not copied or pickled; certificates carry them")

    def __repr__(self) -> str:
        return f"{', '.join(map(str, self.hyps))} |- {self.concl}".lstrip()
