"""Theorems: what follows from what, with the trace that a certificate is written from."""
from __future__ import annotations
from collections.abc import Iterable
from derive.errors import RuleError
from derive.kernel.terms import Term
from derive.kernel.types import Frozen, bool_, need
_KEY = object()  # only rules.py and axioms.py of this package take it

class Theorem(Frozen):
    """hyps |- concl, by `rule` from `premises` with `args`."""
    __slots__ = ("hyps", "concl", "rule", "args", "premises")  # the order of __init__
    hyps: tuple[Term, ...]; concl: Term; rule: str; args: tuple[object, ...]; premises: tuple[Theorem, ...]
    def __init__(self, key: object, hyps: Iterable[Term], concl: Term, *trace: object) -> None:
        need(key is _KEY, RuleError, "a theorem was built by hand", needed="a rule of the kernel")
        hyps = tuple({h.canon: h for h in hyps}.values())
        need(all(p.type is bool_ and not p.loose for p in (concl, *hyps)), RuleError, "a theorem must be closed and boolean", concl, *hyps)
        for slot, content in zip(Theorem.__slots__, (hyps, concl, *trace), strict=True): object.__setattr__(self, slot, content)
    def __repr__(self) -> str: return f"{', '.join(map(str, self.hyps))} |- {self.concl}".lstrip()
