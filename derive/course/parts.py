"""The parts of a proof: base and step, a point for all, witnesses, cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.course import records
from derive.course.reasons import Fact
from derive.errors import StatementError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import VAR, Term, abstract, apply, frees, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.induction import NAT_ZERO, succ
from derive.tactics.induction import induction as by_induction
from derive.tactics.prover import Prover

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle

STEPS, SECONDS = 30_000, 60.0  # for one line; the seconds only stop what does not end


def induction(claim: ClaimHandle, n: Expr, start: int) -> tuple[ClaimHandle, ClaimHandle]:
    """Two claims: at 0, and at n + 1 with the claim at n as `step.hypothesis`."""
    v = n.term
    if v.tag != VAR or v.type is not nat:
        raise StatementError("induction is on a natural number", given=repr(n), needed="a symbol of sort Natural")
    if start != 0:
        raise StatementError("induction starts at 0 here", given=f"start={start}", needed="a statement that holds from 0 on")
    p = abstract(v, claim.record.statement)
    free = claim.board.prover_without(v)
    base = claim.child("base", apply(p, NAT_ZERO), free, [])
    hypothesis = claim.record.statement
    inner = free.child(hypothesis)
    given = [records.Hypothesis(hypothesis, "induction", "by the induction hypothesis")]
    step = claim.child("step", apply(p, succ(v)), inner, given)
    step.hypothesis = Fact(hypothesis, k.assume(hypothesis), "induction hypothesis", "by the induction hypothesis")

    def finish() -> None:
        if base.theorem is not None and step.theorem is not None:
            about = [h for th in (base.theorem, step.theorem) for h in th.hyps if v in frees(h) and h.canon is not hypothesis.canon]
            if about:
                raise StatementError(
                    f"{v.name} is free in {Expr(about[0])!r}: did you mean one {v.name} or all?",
                    given=f".induction({v.name})",
                    needed=f"a proof that uses no hypothesis about {v.name}",
                    file=step.record.file,
                    line=step.record.line,
                )
            claim.done(k.specialize(by_induction(v, hypothesis, base.theorem, step.theorem), v))

    claim.finish = finish
    return base, step


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
