"""Lines about limits: u tends to c by its form, and u squeezed between two sequences that do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.course import records
from derive.course.parts import SECONDS, STEPS
from derive.course.reasons import Used, idle, items_of, resolve
from derive.errors import DeriveError, StatementError
from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, frees
from derive.kernel.theorem import Theorem
from derive.kernel.types import real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.calc import close
from derive.tactics.lemma import LEMMAS
from derive.tactics.limits import along, squeezed
from derive.tactics.prover import Prover

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle

LAWS = ("tends_pow",)  # what the form of a sequence rests on, beyond the rules for sums and products


def tends(claim: ClaimHandle, limit: object, by: Any) -> ClaimHandle:
    """The last line of a limit: what stands there tends to this."""
    with claim.board.at(*claim.board.where()):
        _needs_limit(claim, "tends")
        c = lift(limit, real)
        claim.board.touch(c)
        _line(claim, claim.now, c, by)
        th = claim.record.lines[-1].theorem
        if th is None or claim.broken:
            return claim
        if claim.running is not None:
            th = along(k.sym(k.abstr(claim.index, claim.running)), th)
        claim.running = th
        claim.now = c
        claim.reach()
    return claim


def squeeze(claim: ClaimHandle, low: object, high: object, by: Any) -> ClaimHandle:
    """What stands there lies between low and high, for every index, and both tend to the limit of the claim."""
    with claim.board.at(*claim.board.where()):
        _needs_limit(claim, "squeeze")
        below, above = (lift(t, real) for t in (low, high))
        claim.board.touch(below, above)
        u, c, n = claim.now, claim.right, claim.index
        before = claim.running
        used: set[str] = set()
        moving = n in frees(below) or below.canon is not c.canon
        if moving:
            _line(claim, below, c, None)
        for a, b in ((below, u), (u, above)):
            statement = call("le", a, b)
            reasons = _needed(claim, statement, by)
            record = _record(claim, "<=", a, b, statement)
            claim.prove_line(record, statement, reasons)
            used |= set(record.reasons)
        alone = _attempt(claim.prover, _tends(claim, above, c), [])
        _line(claim, above, c, None if alone is not None else _needed(claim, _tends(claim, above, c), by))
        used |= set(claim.record.lines[-1].reasons)
        unused = [] if claim.broken else [r.name for r in resolve(by, [h.term for h in claim.record.given]) if r.name not in used]
        if unused:
            claim.board.report(StatementError("a reason of this line is not used", given=f"by={', '.join(unused)}", hint="leave it out"))
        if claim.broken:
            return claim
        lines = claim.record.lines
        tails = [line.theorem for line in lines[-3:]]
        start = lines[-4].theorem if moving else k.specialize(LEMMAS["tends_const"].theorem, below)
        if start is None or any(th is None for th in tails):
            return claim
        first, second, last = (th for th in tails if th is not None)
        th = squeezed(start, last, k.generalize(n, first), k.generalize(n, second))
        claim.running = th if before is None else along(k.sym(k.abstr(n, before)), th)
        claim.now = c
        claim.reach()
    return claim


def _needs_limit(claim: ClaimHandle, verb: str) -> None:
    if claim.relation != "tends":
        raise StatementError(
            f"{verb} is about a limit", given=repr(claim), needed="a claim such as tends[n, oo](f, 0)", hint=".le(...), or another claim"
        )
    about = [h for h in claim.board.hypotheses() + [h.term for h in claim.record.given] if claim.index in frees(h)]
    if about:
        name = claim.index.name
        raise StatementError(
            f"{name} is free in {Expr(about[0])!r}: did you mean one {name} or all?",
            given=repr(claim),
            needed=f"hypotheses that do not speak of the index {name}",
        )


def _tends(claim: ClaimHandle, u: Term, c: Term) -> Term:
    return call("tends", abstract(claim.index, u), c)


def _record(claim: ClaimHandle, relation: str, a: Term, b: Term, statement: Term) -> records.Line:
    file, line = claim.board.where()
    return records.Line(relation, a, b, [], [], [], statement, file=file, line=line)


def _line(claim: ClaimHandle, u: Term, c: Term, by: Any) -> None:
    """The line `u tends to c`; when the author gives no reason, a law that its proof rests on is named beside it."""
    statement = _tends(claim, u, c)
    record = _record(claim, "tends", u, c, statement)
    claim.prove_line(record, statement, by)
    if record.theorem is not None and not record.reasons:
        for name in LAWS:
            law = LEMMAS[name]
            if not idle(record.theorem, [Used(name, law.words, law.words, (law,))]):
                record.reasons.append(name)
                record.words.append(law.words)
                record.words_latex.append(law.words)


def _needed(claim: ClaimHandle, statement: Term, by: Any) -> Any:
    """The reasons of a squeeze that this one of its lines rests on; all of them when it cannot be proved."""
    reasons = list(by) if isinstance(by, list | tuple) else [] if by is None else [by]
    try:
        used = resolve(reasons, [h.term for h in claim.record.given])
    except StatementError:  # the line itself says what is wrong
        return reasons
    th = _attempt(claim.prover, statement, used)
    if th is None or len(used) != len(reasons):
        return reasons
    unused = idle(th, used)
    return [r for r, u in zip(reasons, used, strict=True) if u.name not in unused]


def _attempt(p: Prover, statement: Term, used: list[Used]) -> Theorem | None:
    p.start(STEPS, SECONDS)
    try:
        return close(p, statement, items_of(used))
    except (DeriveError, RecursionError):
        return None
