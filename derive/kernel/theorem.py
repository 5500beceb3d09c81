"""Theorems: what follows from what, with the trace that a certificate is written from."""

from __future__ import annotations

from collections.abc import Iterable

from derive.errors import RuleError
from derive.kernel.terms import Term
from derive.kernel.types import Frozen, bool_, need

_KEY = object()  # only rules.py and axioms.py of this package take it


class Theorem(Frozen):
    """hyps |- concl, by `rule` from `premises` with `args`. Made by the rules of this package only."""

    __slots__ = ("args", "concl", "hyps", "premises", "rule")
    hyps: tuple[Term, ...]
    concl: Term
    rule: str
    args: tuple[object, ...]
    premises: tuple[Theorem, ...]

    def __init__(
        self, key: object, hyps: Iterable[Term], concl: Term, rule: str, args: tuple[object, ...], premises: tuple[Theorem, ...]
    ) -> None:
        need(key is _KEY, RuleError, "a theorem was built by hand", needed="a rule of the kernel")
        hyps = tuple({h.canon: h for h in hyps}.values())
        closed = concl.type is bool_ and not concl.loose and all(h.type is bool_ and not h.loose for h in hyps)
        need(closed, RuleError, "a theorem must be closed and boolean", concl, *hyps)
        for name, value in (("hyps", hyps), ("concl", concl), ("rule", rule), ("args", args), ("premises", premises)):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"{', '.join(map(str, self.hyps))} |- {self.concl}".lstrip()
