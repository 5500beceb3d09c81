"""Reasons: what may stand in by=, and how it is named and worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from derive.errors import StatementError
from derive.kernel.rules import discharge
from derive.kernel.terms import APP, CONST, VAR, Term
from derive.kernel.theorem import Theorem
from derive.language.expr import Expr
from derive.language.printer import spine
from derive.language.symbols import Density, Family, Kernel
from derive.language.trajectories import TrajectoryDensity
from derive.tactics.lemma import Lemma


@final
@dataclass(frozen=True)
class Fact:
    """A hypothesis or a proved statement that can be cited."""

    statement: Term
    theorem: Theorem
    name: str
    words: str

    def __repr__(self) -> str:
        return self.name or repr(Expr(self.statement))

    def __format__(self, spec: str) -> str:
        return format(Expr(self.statement), spec)


@final
@dataclass(frozen=True)
class Used:
    """A reason, resolved: what the tactics take, and how it is printed."""

    name: str
    words: str
    words_latex: str
    items: tuple[Lemma | Theorem | Term, ...]


def resolve(by: Any, supposed: Sequence[Term] = ()) -> list[Used]:
    """The reasons of a line, in order; `supposed` is what the claim of the line supposes for itself.

    Raises:
        StatementError: something in by= is no reason, or a symbol without a definition.
    """
    if by is None:
        return []
    return [_one(item, supposed) for item in _flat(by)]


def _flat(by: Any) -> list[Any]:
    return [inner for item in by for inner in _flat(item)] if isinstance(by, list | tuple) else [by]


def _one(item: Any, supposed: Sequence[Term]) -> Used:
    from derive.course.claims import ClaimHandle
    from derive.course.minimum import Minimum
    from derive.course.question import Proved
    from derive.language.latex import to_latex
    from derive.language.text import to_text

    if isinstance(item, Lemma):
        return Used(item.name, item.words, item.words, (item,))
    if isinstance(item, Fact):
        words = item.words or "by hypothesis"
        return Used(item.name, words, words, (item.theorem,))
    if isinstance(item, Minimum):
        return Used("minimum", "the minimum", "the minimum", (item.bound.theorem, item.reached.theorem))
    if isinstance(item, ClaimHandle):
        th = item.theorem
        if th is None:
            raise StatementError(
                "this claim is not proved yet",
                given=str(item),
                needed="a claim whose derivation stands above",
                hint="prove it first, or leave it out",
            )
        own = {t.canon for t in supposed}
        for h in reversed([h for h in item.record.given if h.kind == "suppose" and h.term.canon not in own]):
            th = discharge(h.term, th)  # what was supposed for that claim, and is not here, is a condition
        return Used(item.name, f"by {item.cited}", f"by {item.cited_latex}", (th,))
    if isinstance(item, Proved):
        return Used(item.name, f"by {item.title}", f"by {item.title_latex}", item.theorems())
    if isinstance(item, TrajectoryDensity):
        words = "by definition of the density of a run"
        return Used("trajectory", words, words, (item.term,))
    symbol = getattr(item, "symbol", item)
    if isinstance(symbol, Expr | Density | Family | Kernel):
        t = symbol.term
        if t.tag == APP and spine(t)[0].tag == VAR and all(a.tag == VAR for a in spine(t)[1]):  # f at its variables: the definition of f
            t = spine(t)[0]
        shown, latex = to_text(t), f"${to_latex(t)}$"
        if t.tag == CONST:
            from derive.tactics.logic import is_defined

            if is_defined(t.name):
                return Used(t.name, f"by definition of {shown}", f"by definition of {latex}", (t,))
        if t.tag == VAR:
            from derive.course.board import current

            equations = current().equations_of(t)
            if equations:
                return Used(t.name, f"by definition of {shown}", f"by definition of {latex}", equations)
        raise StatementError(
            "this has no definition", given=shown, needed="a lemma, a hypothesis, a claim, a result, or a symbol with a definition"
        )
    builtin = getattr(item, "build", None)
    if builtin is not None and getattr(item, "name", "") == "Var":
        from derive.kernel.terms import const

        return Used("Var", "by definition of the variance", "by definition of the variance", (const("variance"),))
    if callable(item) and getattr(item, "__name__", "") == "norm":
        from derive.kernel.terms import const

        return Used("norm", "by definition of the norm", "by definition of the norm", (const("norm"),))
    raise StatementError(
        "this is not a reason",
        given=f"{item!r} ({type(item).__name__})",
        needed="a lemma, a hypothesis, a claim, a result, or a symbol (its definition)",
    )


def items_of(used: Iterable[Used]) -> list[Lemma | Theorem | Term]:
    """Everything that the tactics take."""
    return [item for u in used for item in u.items]


def idle(th: Theorem, used: Sequence[Used]) -> list[str]:
    """The names of reasons that the proof of a line does not rest on: a reader would believe them."""
    owners: dict[int | str | None, set[int]] = {}
    for i, u in enumerate(used):
        for item in u.items:
            for mark in _marks(item, th):
                owners.setdefault(mark, set()).add(i)
    waiting = set(range(len(used))) - owners.get(None, set())
    seen: set[int] = set()
    todo = [th]
    while todo and waiting:  # most often everything is found long before the proofs of the lemmas
        now = todo.pop()
        if id(now) in seen:
            continue
        seen.add(id(now))
        waiting -= owners.get(id(now), set())
        if now.rule in ("axiom", "definition"):
            waiting -= owners.get(str(now.args[0]), set())
        todo.extend(now.premises)
    return [used[i].name for i in sorted(waiting)]


def _marks(item: Lemma | Theorem | Term, th: Theorem) -> Iterator[int | str | None]:
    """What shows that a proof rests on a reason: a theorem (its id), an axiom or definition (its name); None when it surely does."""
    if not isinstance(item, Lemma | Theorem):
        yield item.name
        return
    if isinstance(item, Lemma) and item.statement is None:
        yield None
    part = item._theorem if isinstance(item, Lemma) else item
    if part is not None and part.rule == "assume" and any(h.canon is part.concl.canon for h in th.hyps):
        yield None
    while part is not None:  # it may be used without its outer quantifiers
        yield id(part)
        part = part.premises[0] if part.rule == "generalize" else None
