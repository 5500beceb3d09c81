"""Why a line or a claim is not proved: a counterexample, a missing condition, a reason that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.course import records
from derive.course.parts import SECONDS
from derive.course.reasons import Used, idle, items_of
from derive.errors import DeriveError, Refuted, StepError
from derive.kernel.terms import CONST, Term, frees
from derive.language.expr import Expr
from derive.tactics.calc import close
from derive.tactics.prover import Prover

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle

SUGGESTING = 12_000  # steps of search for a suggestion, when a line fails
PLAIN = {"forall", "implies", "eq", "le", "lt", "not", "add", "sub", "mul", "neg", "div", "inv", "pow", "cast"}  # said of anything
NO_MODEL = "no model satisfies the hypotheses"


def explained(claim: ClaimHandle, record: records.Line, statement: Term, e: Exception, used: list[Used]) -> DeriveError:
    """Why a line failed: a counterexample if there is one, else what is missing and what would supply it."""
    given = [h.term for h in claim.record.given]
    text = repr(Expr(statement))
    example = claim.board.refute(statement, given)
    held = claim.board.held(statement, given)
    if held == NO_MODEL:
        why = "the hypotheses that stand here contradict each other, as far as models tell"
        return _labelled(StepError(why, given=held, needed="hypotheses that can hold together"), text)
    if example is not None:
        record.verdict = records.REFUTED
        return _labelled(Refuted("this line is false", given=example.words, needed=f"{text}{claim.board.hypotheses_text(statement)}"), text)
    known = frees(statement) | claim.board.entered
    goals = list({g.canon: g for g in claim.prover.missing[:60] if not g.loose and frees(g) <= known}.values())
    missing = next((g for g in goals[:12] if claim.board.refute(g, given) is None), None)
    if missing is not None:
        return _labelled(_condition(missing, e, held), text)
    if not isinstance(e, DeriveError):
        return _labelled(StepError("the search was given up", given=held, needed="a smaller step"), text)
    suggestion = suggested(claim.prover, statement, used)
    if not suggestion and goals:
        return _labelled(_condition(goals[0], e, held), text)
    hint = f"by={suggestion}" if suggestion else e.hint
    return _labelled(StepError(e.what, given=e.given, needed=f"{e.needed} ({held})" if e.needed else held, hint=hint), text)


def unfinished(claim: ClaimHandle) -> DeriveError | None:
    """Why the claim is not proved, when its lines all are."""
    if claim.theorem is not None or claim.broken:
        return None
    example = claim.board.refute(claim.record.statement, [h.term for h in claim.record.given])
    if example is not None:
        claim.record.verdict, claim.record.counterexample = records.REFUTED, example
        return Refuted("this claim is false", given=example.words, needed=repr(claim), file=claim.record.file, line=claim.record.line)
    if not claim.record.lines:
        if claim.finish is not None:
            return None
        return StepError(
            "nothing proves this claim", given=repr(claim), needed="lines, or .by(...)", file=claim.record.file, line=claim.record.line
        )
    strongest = [r for r in ("<", ">", "<=", ">=") if any(line.relation == r for line in claim.record.lines)]
    shown = f"{Expr(claim.left)!r} {strongest[0] if strongest else claim.record.lines[0].relation} {Expr(claim.now)!r}"
    last = claim.record.lines[-1]
    return StepError("the last line is not the right side of the claim", given=f"the lines show   {shown}", needed=f"the claim of line {claim.record.line}:   {claim!r}",
                     hint="one more line, or correct the claim", file=last.file, line=last.line)  # fmt: skip


def _condition(missing: Term, e: Exception, held: str) -> StepError:
    """The message that a side condition is missing."""
    shown = repr(Expr(missing))
    found = f"{e.given}\n{held}" if isinstance(e, DeriveError) and e.given else held
    hint = f"given({shown}), or have({shown}) above if it follows"
    return StepError("a condition is missing that nothing here provides", given=found, needed=shown, hint=hint)


def _labelled(e: DeriveError, text: str) -> DeriveError:
    e.label = text
    return e


def suggested(p: Prover, statement: Term, used: list[Used]) -> str:
    """A lemma of the library that closes the line together with the reasons given, as it would be written."""
    from derive.course.board import current
    from derive.course.find import constants, defined_symbols
    from derive.tactics.lemma import LEMMAS

    left = SUGGESTING
    candidates = [Used(s.name, "", "", (s,) if s.tag == CONST else current().equations_of(s)) for s in defined_symbols(statement)]
    about = constants(statement) | PLAIN
    useful = [i for i in LEMMAS.values() if any(u in ("rewrite", "bound") or u.startswith("method:") for u in i.use) and not i.auto]
    for item in sorted(useful, key=lambda i: i.statement is not None and not (constants(i.statement) <= about)):  # about the same first
        if item.source != "definition":
            candidates.append(Used(item.name, "", "", (item,)))
    for more in candidates:
        if any(u.name == more.name for u in used):
            continue
        if left <= 0:
            return ""
        steps = min(600, left)
        p.start(steps, SECONDS)
        try:
            th = close(p, statement, [*items_of(used), *more.items])
        except (DeriveError, RecursionError):
            continue
        finally:
            left -= steps - max(p.budget[0], 0)
        if idle(th, [more]):
            continue
        names = [u.name for u in used if u.name not in idle(th, used)] + [more.name]
        return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    return ""
