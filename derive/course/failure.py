"""Why a line or a claim is not proved: a counterexample, a missing condition, a reason that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.course import records
from derive.course.nearby import suggestion
from derive.course.parts import SECONDS, STEPS
from derive.course.reasons import Used, idle, items_of
from derive.errors import DeriveError, Refuted, StepError
from derive.kernel import rules as k
from derive.kernel.terms import CONST, Term, for_all, frees, parts
from derive.kernel.types import nat, real
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
    known = frees(statement) | claim.board.entered
    goals = list({g.canon: g for g in claim.prover.missing[:60] if not g.loose and frees(g) <= known}.values())
    example = claim.board.refute(statement, given)
    held = claim.board.held(statement, given)
    if held == NO_MODEL:
        why = "the hypotheses that stand here contradict each other, as far as models tell"
        return _labelled(StepError(why, given=held, needed="hypotheses that can hold together"), text)
    one = _one_or_all(claim, statement, used, held if example is None else example.words)
    if example is not None:
        record.verdict = records.REFUTED
        return _labelled(one or _false("this line is false", claim, statement, example), text)
    if one is not None:
        return _labelled(one, text)
    cut = _truncated(claim, statement, used, held)
    if cut is not None:
        return _labelled(cut, text)
    missing = next((g for g in goals[:12] if claim.board.refute(g, given) is None), None)
    if missing is not None:
        return _labelled(_condition(missing, e, held, used), text)
    if not isinstance(e, DeriveError):
        return _labelled(StepError("the search was given up", given=held, needed="a smaller step"), text)
    reason = suggested(claim.prover, statement, used)
    if not reason and goals:
        return _labelled(_condition(goals[0], e, held, used), text)
    hint = f"by={reason}" if reason else e.hint
    reached = e.given
    if reached.count("\n") == 1:
        reached = f"{_by(used)}the two sides become\n  " + reached.replace("\n", "\n  ")
    return _labelled(StepError(e.what, given=reached, needed=f"{e.needed} ({held})" if e.needed else held, hint=hint), text)


def _by(used: list[Used]) -> str:
    return f"by {', '.join(u.name for u in used)}, " if used else "by computation alone, "


def _false(what: str, claim: ClaimHandle, statement: Term, example: records.Counterexample) -> DeriveError:
    """The message that a line or a claim is false: where, what it asks for, and what would be true."""
    given = [h.term for h in claim.record.given]
    for difference in _cut(claim, statement):
        enough = _enough(difference)
        if claim.board.refute(statement, [*given, enough.term]) is None:
            return _cut_off(difference, f"{example.words} (a difference of natural numbers is never below 0)")
    exact = "" if "." in example.left + example.right else "exact, "
    relation = f"left {example.relation} right" if example.left else repr(Expr(statement))
    if {example.left, example.right} == {"true", "false"}:
        relation, exact = "left and right both true, or both false", ""
    return Refuted(
        what,
        given=f"{example.words} ({exact}smallest found)",
        needed=f"{relation}{claim.board.hypotheses_text(statement)}",
        hint=suggestion(claim.board, statement, given, claim.right if claim.relation and statement is not claim.record.statement else None),
    )


def _one_or_all(claim: ClaimHandle, statement: Term, used: list[Used], held: str) -> DeriveError | None:
    """The message that a hypothesis speaks of one thing, when the line would follow if it spoke of all."""
    for h in [h for h in claim.board.result.hypotheses if h.kind == "given"]:
        for v in sorted(frees(h.term), key=lambda v: v.name):
            if v.type not in (real, nat) and not v.type.is_var:
                continue
            every = for_all(v, h.term)
            claim.prover.start(SUGGESTING // 4, SECONDS)
            try:
                th = close(claim.prover.child(every), statement, [*items_of(used), k.assume(every)])
            except (DeriveError, RecursionError):
                continue
            if any(x.canon is every.canon for x in th.hyps) and claim.board.held(statement, [every]) != NO_MODEL:
                name = h.name or repr(Expr(h.term))
                return StepError(
                    f"{v.name} is free in given({name}) and needed for all {v.name}: did you mean one {v.name} or all?",
                    given=held,
                    needed=repr(Expr(every)),
                    hint=f"given({Expr(every)!r})",
                )
    return None


def _truncated(claim: ClaimHandle, statement: Term, used: list[Used], held: str) -> DeriveError | None:
    """The message that a difference of natural numbers may be cut off at 0, when the line follows if it is not."""
    for difference in _cut(claim, statement):
        claim.prover.start(STEPS, SECONDS)
        try:
            close(claim.prover.child(_enough(difference).term), statement, items_of(used))
        except (DeriveError, RecursionError):
            continue
        return _cut_off(difference, held)
    return None


def _cut_off(difference: Term, given: str) -> StepError:
    enough = _enough(difference)
    return StepError(
        f"{Expr(difference)!r} on Natural: {enough!r} is not known here", given=given, needed=repr(enough), hint=f"given({enough!r})"
    )


def _cut(claim: ClaimHandle, statement: Term) -> list[Term]:
    """The differences of natural numbers in a statement that are not known to be whole, outside binders."""
    found: dict[Term, None] = {}
    todo = [statement]
    while todo:
        t = todo.pop()
        name, args = parts(t)
        if name == "nat_sub" and len(args) == 2 and not t.loose:
            found.setdefault(t)
        todo += [t.fun, t.arg] if t.tag == "app" else [t.fun] if t.tag == "abs" else []
    claim.prover.start(4000, 1.0)
    return [t for t in found if claim.prover.prove(_enough(t).term) is None]


def _enough(difference: Term) -> Expr:
    a, b = (Expr(x) for x in parts(difference)[1])
    return a >= b


def unfinished(claim: ClaimHandle) -> DeriveError | None:
    """Why the claim is not proved, when its lines all are."""
    if claim.theorem is not None or claim.broken:
        return None
    statement = claim.record.statement
    example = claim.board.refute(statement, [h.term for h in claim.record.given])
    if example is not None:
        claim.record.verdict, claim.record.counterexample = records.REFUTED, example
        e = _labelled(_false("this claim is false", claim, statement, example), repr(claim))
        e.file, e.line = claim.record.file, claim.record.line
        return e
    if not claim.record.lines:
        if claim.finish is not None:
            return None
        return StepError(
            "nothing proves this claim", given=repr(claim), needed="lines, or .by(...)", file=claim.record.file, line=claim.record.line
        )
    strongest = [r for r in ("<", ">", "<=", ">=") if any(line.relation == r for line in claim.record.lines)]
    shown = f"{Expr(claim.left)!r} {strongest[0] if strongest else claim.record.lines[0].relation} {Expr(claim.now)!r}"
    last = claim.record.lines[-1]
    whole = claim.parent if claim.place and claim.parent is not None else None
    owner = f"line {claim.record.line}" if whole is None else f"line {whole.record.line} at {claim.place}"
    return StepError(
        "the last line is not the right side of the claim",
        given=f"the lines show   {shown}",
        needed=f"the claim of {owner}:   {claim!r}",
        hint=f"one more line, or correct line {(whole or claim).record.line}",
        file=last.file,
        line=last.line,
    )


def _condition(missing: Term, e: Exception, held: str, used: list[Used]) -> StepError:
    """The message that a side condition is missing."""
    shown = repr(Expr(missing))
    given = e.given if isinstance(e, DeriveError) else ""
    if given.count("\n") == 1:
        given = f"{_by(used)}the two sides become\n  " + given.replace("\n", "\n  ")
    found = f"{given}\n{held}" if given else held
    hint = f"given({shown}), or have({shown}) above if it follows"
    who = f"{used[0].name} needs a condition" if len(used) == 1 else "a condition is missing"
    return StepError(f"{who} that nothing here provides", given=found, needed=shown, hint=hint)


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
