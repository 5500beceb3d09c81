"""The parts of a proof: base and step, a point for all, witnesses, cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.course import records
from derive.course.reasons import Fact
from derive.errors import StatementError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import VAR, Term, abstract, apply, frees, literal, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.induction import at_least, induction_from, succ
from derive.tactics.induction import induction as by_induction
from derive.tactics.prover import Prover

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle

STEPS, SECONDS = 30_000, 60.0  # for one line; the seconds only stop what does not end


def induction(claim: ClaimHandle, n: Expr, start: int) -> tuple[ClaimHandle, ClaimHandle]:
    """Two claims: at the start, and at n + 1 with the claim at n (and n >= start) as hypotheses."""
    v, statement = n.term, claim.record.statement
    if v.tag != VAR or v.type is not nat:
        raise StatementError("induction is on a natural number", given=repr(n), needed="a symbol of sort Natural")
    if type(start) is not int or start < 0:
        raise StatementError("induction starts at a natural number", given=f"start={start!r}", needed="0, 1, 2, ...")
    low = at_least(v, start)
    condition = parts(statement)[1][0] if start and parts(statement)[0] == "implies" else None
    enough = _follows(condition, low) if condition is not None else None
    if condition is not None and enough is not None:
        statement = parts(statement)[1][1]  # the claim is: n >= start ==> P(n)
    else:
        condition = None
    claim.prover.start(STEPS, SECONDS)
    if start and condition is None:
        enough = claim.prover.prove(low)
    if start and enough is None:
        raise StatementError(
            f"induction from {start} shows the claim for {v.name} >= {start} only",
            given=repr(claim),
            needed=f"a hypothesis from which {v.name} >= {start} follows",
            hint=f"given({v.name} >= {start}), or show(Implies({v.name} >= {start}, ...))",
        )
    p = abstract(v, statement)
    free = claim.board.prover_without(v)
    base = claim.child("base", apply(p, literal(start, nat)), free, [])
    given = [records.Hypothesis(low, "induction", "in the induction step")] if start else []
    given.append(records.Hypothesis(statement, "induction", "by the induction hypothesis"))
    step = claim.child("step", apply(p, succ(v)), free.child(*[h.term for h in given]), given)
    base.place, step.place = str(start), f"{v.name} + 1"
    step.hypothesis = Fact(statement, k.assume(statement), "induction hypothesis", "by the induction hypothesis")

    def without(th: Theorem) -> Theorem:
        """Without hypotheses about n that follow from n >= start."""
        for h in th.hyps:
            if v in frees(h) and h.canon is not statement.canon and h.canon is not low.canon:
                known = _follows(low, h) if start else None
                if known is None:
                    raise StatementError(
                        f"{v.name} is free in {Expr(h)!r}: did you mean one {v.name} or all?",
                        given=f".induction({v.name}{f', start={start}' if start else ''})",
                        needed=f"a proof that uses no hypothesis about {v.name}",
                        file=step.record.file,
                        line=step.record.line,
                    )
                th = k.mp(k.discharge(h, th), known)
        return th

    def finish() -> None:
        if base.theorem is None or step.theorem is None:
            return
        first, following = without(base.theorem), without(step.theorem)
        if not start:
            claim.done(k.specialize(by_induction(v, statement, first, following), v))
            return
        th = induction_from(v, start, statement, first, following)
        if enough is not None:
            th = k.mp(th, enough)
            claim.done(th if condition is None else k.discharge(condition, th))

    claim.finish = finish
    return base, step


def _follows(one: Term, other: Term) -> Theorem | None:
    """`one |- other`, when it is found at once."""
    p = Prover()
    p.start(2000, 1.0)
    return p.child(one).prove(other)


def at(claim: ClaimHandle, points: tuple[Expr, ...]) -> ClaimHandle:
    """An (in)equality between functions, at a point: proved there, it holds everywhere."""
    from derive.language.expr import _tuple

    name, args = parts(claim.record.statement)
    if name != "forall":
        raise StatementError(
            "this is not a statement about all points", given=repr(claim), needed="an (in)equality between functions, or forall[...]"
        )
    variables = [e.term for e in points]
    here = _tuple(variables)
    if here.type is not args[0].type.args[0] or any(v.tag != VAR for v in variables):
        raise StatementError(
            "not a point of this space",
            given=", ".join(map(str, points)),
            needed=f"variables that make up a point of type {args[0].type.args[0]}",
        )
    for h in [*claim.board.result.hypotheses, *claim.record.given]:
        for v in variables:
            if v in frees(h.term) and h.kind not in ("symbol", "convention"):
                raise StatementError(
                    f"{v.name} is free in {Expr(h.term)!r}: did you mean one {v.name} or all?",
                    given=f".at({', '.join(map(repr, points))})",
                    needed="a point that no hypothesis speaks of",
                )
    child = claim.child("case", apply(args[0], here), claim.prover, [])

    def finish() -> None:
        if child.theorem is not None:
            from derive.tactics.prover import everywhere

            claim.done(everywhere(child.theorem, variables, args[0]))

    claim.finish = finish
    return child


def assuming(claim: ClaimHandle) -> ClaimHandle:
    """For "if A then B": the claim B, with A as its `hypothesis`."""
    name, args = parts(claim.record.statement)
    if name != "implies":
        raise StatementError("this claim supposes nothing", given=repr(claim), needed="a claim of the form Implies(A, B)")
    condition, rest = args
    child = claim.child("case", rest, claim.prover.child(condition), [records.Hypothesis(condition, "assumed", "in this case")])
    child.hypothesis = Fact(condition, k.assume(condition), repr(Expr(condition)), "in this case")

    def finish() -> None:
        if child.theorem is not None:
            claim.done(k.discharge(condition, child.theorem))

    claim.finish = finish
    return child


def take(claim: ClaimHandle, values: dict[Any, Any]) -> ClaimHandle:
    """Witnesses for `exists`: a claim about these."""
    t = claim.record.statement
    chosen = {key.term.name if isinstance(key, Expr) else str(key): value for key, value in values.items()}
    levels: list[tuple[Term, Term]] = []
    while chosen:
        name, args = parts(t)
        if name != "exists" or args[0].name not in chosen:
            wanted = f"a witness for {args[0].name}" if name == "exists" else "exists[...]"
            raise StatementError("there is nothing to choose", given=repr(Expr(t)), needed=wanted)
        sort = args[0].type.args[0]
        witness = lift(chosen.pop(args[0].name), sort)
        if witness.type is not sort:
            raise StatementError(
                "this witness is of another type", given=f"{Expr(witness)!r} : {witness.type}", needed=f"something of type {sort}"
            )
        levels.append((t, witness))
        t = apply(args[0], witness)
    child = claim.child("case", t, claim.prover, [])

    def finish() -> None:
        if child.theorem is not None:
            from derive.tactics.logic import exists_intro

            th = child.theorem
            for goal, witness in reversed(levels):
                th = exists_intro(goal, witness, th)
            claim.done(th)

    claim.finish = finish
    return child


def cases(claim: ClaimHandle, conditions: tuple[Expr, ...]) -> tuple[ClaimHandle, ...]:
    """A claim for each condition; together they must be exhaustive, which is proved.

    Raises:
        StepError: the conditions leave something out, as far as the hypotheses tell.
    """
    statement = claim.record.statement
    terms = [lift(c) for c in conditions]
    claim.board.touch(*terms)
    whole = _exhaustive(claim.prover, terms)
    children = []
    for t in terms:
        given = [records.Hypothesis(t, "case", "in this case")]
        child = claim.child("case", statement, claim.prover.child(t), given)
        child.hypothesis = Fact(t, k.assume(t), repr(Expr(t)), "in this case")
        children.append(child)

    def finish() -> None:
        if all(c.theorem is not None for c in children):
            claim.done(_or_elim_all(whole, [c.theorem for c in children if c.theorem is not None]))

    claim.finish = finish
    return tuple(children)


def _exhaustive(p: Prover, terms: list[Term]) -> Theorem:
    """A or (B or ...), proved: the last holds when the others do not."""
    from derive.tactics.logic import by_cases, or_left, or_right

    if len(terms) < 2:
        raise StatementError("cases needs at least two conditions", given=", ".join(repr(Expr(t)) for t in terms))
    for t in terms[:-1]:
        p = p.child(call("not", t))
    p.start(STEPS, SECONDS)
    last = p.prove(terms[-1])
    if last is None:
        shown = ", ".join(repr(Expr(t)) for t in terms)
        raise StepError(
            "these cases are not exhaustive, as far as the hypotheses tell", given=shown, needed="conditions of which one always holds"
        )
    th = last
    rest = terms[-1]
    for t in reversed(terms[:-1]):
        no = or_right(t, th)
        yes = or_left(k.assume(t), rest)
        th = by_cases(t, yes, no)
        rest = th.concl
    return th


def _or_elim_all(whole: Theorem, parts_: list[Theorem]) -> Theorem:
    """From A or (B or C), and the claim in each case, the claim."""
    from derive.tactics.logic import or_elim

    if len(parts_) == 1:
        return k.mp(k.discharge(whole.concl, parts_[0]), whole)
    rest = parts(whole.concl)[1][1]
    return or_elim(whole, parts_[0], _or_elim_all(k.assume(rest), parts_[1:]))
