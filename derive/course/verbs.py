"""The verbs of a script: given, suppose, define, written, show, have, say, ask, hint, deduct, near_miss, published."""

from __future__ import annotations

import re
from typing import Any

from derive.course import records
from derive.course.board import Board, current, related, targets
from derive.course.claims import ClaimHandle
from derive.course.reasons import Fact
from derive.course.shares import shared
from derive.course.variants import elsewhere, judged
from derive.errors import DeriveError, StatementError
from derive.kernel import rules as k
from derive.kernel.terms import LIT, VAR, Term, frees, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_
from derive.language.expr import Expr, lift
from derive.language.notation import write_as


def _statement(claim: object) -> Term:
    if not isinstance(claim, Expr) or claim.term.type is not bool_:
        shown = repr(claim)
        raise StatementError(
            "this is not a statement",
            given=shown,
            needed="an equation, an inequality or another claim",
            hint="Eq(a, b), a <= b, forall[x](...)",
        )
    return claim.term


def given(*claims: Any) -> Any:
    """Hypotheses of the whole result, with optional words at the end; one that is provable disappears."""
    board = current()
    words = claims[-1] if claims and isinstance(claims[-1], str) else ""
    stated, names = [c for c in claims if not isinstance(c, str)], targets()
    with board.at(*board.where()):
        facts = []
        for i, claim in enumerate(stated):
            t = _statement(claim)
            board.touch(t)
            proved = board.prover.prove(t) if not _says_much(t) else None
            th = proved if proved is not None else board.assume(t, judged(board, t, repr(claim)), words, repr(claim))
            if proved is None and len(names) == len(stated):
                board.result.hypotheses[-1].variable = names[i]
            facts.append(Fact(t, th, repr(claim), f"by hypothesis ({words})" if words else "by hypothesis"))
    if not facts:
        raise StatementError("given needs a claim", given=repr(words))
    return facts[0] if len(facts) == 1 else tuple(facts)


def _says_much(t: Term) -> bool:
    """Whether a hypothesis is worth no search: only conditions on parameters are looked for."""
    return parts(t)[0] not in ("differentiable", "gt", "ge", "lt", "le", "ne") or not _closed_enough(t)


def _closed_enough(t: Term) -> bool:
    return not [v for v in frees(t) if v.type.name == "real" or v.type.name == "nat" or v.type.is_var]


def suppose(claim: Any, words: str = "") -> Fact:
    """A hypothesis for chosen claims: show(claim, given=h)."""
    board = current()
    with board.at(*board.where()):
        t = _statement(claim)
        board.touch(t)
    return Fact(t, k.assume(t), repr(claim), words or "by hypothesis")


_pending: dict[Board, tuple[Expr, Term, tuple[str, int]]] = {}


def pending(board: Board) -> DeriveError | None:
    """The first half of a recursion whose second half never came."""
    start = _pending.pop(board, None)
    if start is None:
        return None
    lhs, _, (file, line) = start
    return StatementError(
        "the value at n + 1 is missing", given=f"{lhs!r} is defined", needed="the same symbol at n + 1, defined next", file=file, line=line
    )


def define(lhs: Expr, rhs: object) -> None:
    """lhs := rhs. At 0 and at n + 1 (two calls) it is a recursion; at 1 and at n + 1 it is one that begins at 1, so that n >= 1."""
    board = current()
    with board.at(*board.where()):
        right = lift(rhs, lhs.term.type)
        if right.type is not lhs.term.type:
            raise StatementError(
                "the two sides of a definition are of different types", given=f"{lhs!r} : {lhs.term.type}, {Expr(right)!r} : {right.type}"
            )
        f, args = _parts(lhs.term)
        if args and args[0].tag == LIT and args[0].type.name == "nat":
            if args[0].value not in (0, 1):
                raise StatementError("a recursion starts at 0 or at 1", given=repr(lhs), needed="the value at 0, or at 1")
            unpaired = pending(board)
            if unpaired is not None:
                raise unpaired
            _pending[board] = lhs, right, board.where()
            return
        name, inner = parts(args[0]) if args else ("", ())
        if name == "nat_add" and inner[0].tag == VAR and inner[1].tag == LIT and inner[1].value == 1:
            start = _pending.pop(board, None)
            if start is None or _parts(start[0].term)[0] is not f:
                raise StatementError("the first value is missing", given=repr(lhs), needed=f"{f.name} at 0 or at 1, defined just before")
            board.define(start[0], start[1], (inner[0], right, [inner[0], *args[1:]]))
            return
        board.define(lhs, right)


def _parts(t: Term) -> tuple[Term, list[Term]]:
    args: list[Term] = []
    while t.tag == "app":
        args.append(t.arg)
        t = t.fun
    return t, args[::-1]


def _claim(board: Board, kind: str, claim: Any, number: str, given_: Any) -> ClaimHandle:
    file, line = board.where()
    with board.at(file, line):
        t = _statement(claim)
        board.touch(t)
        extra = facts(given_)
        record = records.Claim(
            kind,
            t,
            number=number,
            given=[_supposed(f) for f in extra],
            name=number or repr(claim),
            file=file,
            line=line,
            variable=(targets() or [""])[0],
        )
        prover = board.prover
        if extra:
            prover = prover.child()
            for f in extra:
                prover.add(f.theorem)
        handle = ClaimHandle(board, record, prover)
    board.claims.append(handle)
    if kind == "show":
        board.result.shown.append(record)
    return handle


_PLACES = ("in this case", "by hypothesis")  # said beside a line; before a claim stands the hypothesis itself


def _supposed(f: Fact) -> records.Hypothesis:
    kind = "induction" if f.words == "by the induction hypothesis" else "suppose"
    return records.Hypothesis(f.statement, kind, "" if f.words in _PLACES else f.words, f.name)


def facts(given_: Any) -> list[Fact]:
    if given_ is None:
        return []
    items = given_ if isinstance(given_, list | tuple) else [given_]
    for f in items:
        if not isinstance(f, Fact):
            raise StatementError("given= takes hypotheses", given=repr(f), needed="what suppose(...) returned")
    return list(items)


def show(claim: Any, number: str = "", given: Any = None) -> ClaimHandle:
    """Part of the theorem; the returned claim takes the proof."""
    return _claim(current(), "show", claim, number, given)


def have(claim: Any, number: str = "", given: Any = None) -> ClaimHandle:
    """An intermediate claim of the solution; have(result()) prints that result's derivation here."""
    from derive.course.question import Proved

    board = current()
    if isinstance(claim, Proved):
        return claim.retold(board)
    return _claim(board, "have", claim, number, given)


def _prose(kind: str, text: str) -> None:
    if not isinstance(text, str):
        raise StatementError(f"{kind} takes a sentence", given=repr(text), needed="a string, with terms as {term} in an f-string")
    board = current()
    board.result.body.append(records.Prose(kind, text, re.sub(r"\$", "", text), *board.where()))


def say(text: str) -> None:
    """A sentence of the solution; {term} in an f-string prints as mathematics."""
    _prose("say", text)


def ask(text: str) -> None:
    """The task, as students see it."""
    _prose("ask", text)


def hint(text: str) -> None:
    """A hint for students."""
    _prose("hint", text)


def deduct(share: object, text: str) -> None:
    """A share of the question's points that is taken off for a fault; in the same unit as the shares of `mark`."""
    current().result.deductions.append((shared(share, text), text))


def written(pattern: Any, latex: str) -> None:
    r"""How terms of one pattern are typeset in this result: `written(x[t](u), "x_{t}")`. It never changes a term."""
    if not isinstance(pattern, Expr) or not isinstance(latex, str):
        raise StatementError("written takes a term and its LaTeX", given=repr(pattern), needed='written(x[t](u), "x_{t}")')
    with current().at(*current().where()):
        write_as(pattern.term, latex)


def near_miss(
    claim: Any, words: str, without: Any = None, instead: dict[Fact, Any] | None = None, given: Any = None, by: Any = None
) -> None:
    """A statement that must fail: refuted by a smallest model, or by a proved claim that contradicts it."""
    _wrong("near_miss", "", claim, words, without, instead, given, by)


def published(
    finding: str, claim: Any, words: str, without: Any = None, instead: dict[Fact, Any] | None = None, given: Any = None, by: Any = None
) -> None:
    """A claim that was published and is false, by its finding."""
    _wrong("published", finding, claim, words, without, instead, given, by)


def _wrong(kind: str, finding: str, claim: Any, words: str, without: Any, instead: dict[Fact, Any] | None, given_: Any, by: Any) -> None:
    board = current()
    file, line = board.where()
    with board.at(file, line):
        t = claim.record.statement if isinstance(claim, ClaimHandle) else _statement(claim)
        board.touch(t)
        record = records.Claim(kind, t, words=words, finding=finding, name=repr(Expr(t)), file=file, line=line)
        for f in without if isinstance(without, list | tuple) else [without]:
            if f is not None and not isinstance(f, Fact):
                raise StatementError("without= takes hypotheses", given=repr(f), needed="what given(...) returned")
        dropped = [f.statement for f in (without if isinstance(without, list | tuple) else [without] if without is not None else [])]
        added = [f.statement for f in facts(given_)]
        if any(elsewhere(board, extra) for extra in added):
            return
        for old, new in (instead or {}).items():
            dropped.append(old.statement)
            added.append(_statement(new))
        for extra in added:
            board.touch(extra)
        record.given = [records.Hypothesis(a, "suppose") for a in added]
        record.without = dropped
        unknown = [d for d in dropped if all(h.term.canon is not d.canon for h in board.result.hypotheses)]
        if unknown:
            raise StatementError(
                "without= names something that is no hypothesis here", given=repr(Expr(unknown[0])), needed="what given(...) returned"
            )
    (board.result.near_misses if kind == "near_miss" else board.result.published).append(record)
    hypotheses = [*board.hypotheses(*dropped), *added, *board.valued()]
    if by is not None:
        if not isinstance(by, ClaimHandle) or by.theorem is None:
            raise StatementError("by= names a proved claim that contradicts this one", given=repr(by), file=file, line=line)
        clash = contradiction(board, t, by, added)
        if clash is not None:
            record.verdict, record.contradicted_by = records.REFUTED, by.name
            board.contradictions.append(clash)
            return
        board.report(
            StatementError(
                "the claim named in by= does not contradict this one",
                given=repr(Expr(t)),
                needed="a claim from which the opposite follows",
                file=file,
                line=line,
            )
        )
        return
    from derive.evidence.verdict import refute

    relevant = related([t, *added], hypotheses)
    proved = isinstance(claim, ClaimHandle) and claim.theorem is not None and not (added or claim.record.given)
    example = refute(t, relevant, undefined_counts=True, suffices=dropped if proved else ())
    if example is not None and "undefined" in (example.left, example.right):
        example = refute(t, relevant, budget=600, suffices=dropped if proved else ()) or example  # a false value says more than none
    record.counterexample = example
    if example is not None and "undefined" in (example.left, example.right) and _provable(t, hypotheses):
        record.counterexample = example = None
    if example is not None:
        record.verdict = records.REFUTED
        return
    name = f'near miss "{words}"' if kind == "near_miss" else f"the published claim {finding}"
    e = _unrefuted(name, t, relevant, kind == "published")
    e.file, e.line = file, line
    board.report(e)


def _unrefuted(name: str, t: Term, hypotheses: list[Term], published: bool) -> DeriveError:
    """Why a wrong claim counts as an error: it is true as far as anyone sees, or the models cannot decide it."""
    from derive.evidence.verdict import check

    (count,) = check([t], hypotheses, 100, 0)
    needed, hint = "a model in which it fails", "a claim that contradicts it: by=..."
    if not count.models:
        return StatementError(f"{name}: no model satisfies its hypotheses", given=repr(Expr(t)), needed="hypotheses that can hold together")
    if count.consistent == count.models:
        return StatementError(
            f"{name} is true in all {count.models} models: it is not {'false' if published else 'a miss'}",
            given=repr(Expr(t)),
            needed=needed,
            hint=hint,
        )
    why = ", ".join(f"{n} {reason}" for reason, n in sorted(count.why.items()) if reason != "rejected")
    given = f"{Expr(t)!r}\n{count.consistent} of {count.models} models agree with it, {count.undecided} do not decide it ({why})"
    return StatementError(f"{name} is not refuted: it is undecided", given=given, needed=needed, hint=hint)


def _provable(t: Term, hypotheses: list[Term]) -> bool:
    """Whether a claim follows by computation: then a side without a value does not refute it."""
    from derive.tactics.calc import close
    from derive.tactics.prover import Prover

    p = Prover()
    for h in hypotheses:
        p.add(k.assume(h))
    p.start(4000, 1.0)
    try:
        close(p, t)
    except (DeriveError, RecursionError):
        return False
    return True


def contradiction(board: Board, t: Term, by: ClaimHandle, added: list[Term]) -> tuple[Term, Theorem] | None:
    """`t ==> false`, proved from the hypotheses of the result and the proved claim; None when it does not follow.

    What was supposed for the wrong claim stands before it: `h ==> t ==> false`.
    """
    if by.theorem is None:
        return None
    from derive.tactics.refutation import absurd

    known = by.theorem
    for supposed in reversed(by.record.given):  # what was supposed for it becomes a condition
        known = k.discharge(supposed.term, known)
    th = absurd(board.prover.child(*added), t, known)
    if th is None:
        return None
    th = k.discharge(t, th)
    for h in reversed(added):
        th = k.discharge(h, th)
    allowed = {h.term.canon for h in board.result.hypotheses}
    return (th.concl, th) if all(h.canon in allowed for h in th.hyps) else None
