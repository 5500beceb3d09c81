"""A claim takes its own derivation: lines, induction, cases, witnesses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, final

from derive.course import limits, parts, records
from derive.course.chain import RELATIONS, following, index_of, inferences, joined, reached, sides
from derive.course.failure import explained, unfinished
from derive.course.parts import SECONDS, STEPS
from derive.course.reasons import Fact, Used, idle, items_of, resolve
from derive.course.shares import shared
from derive.errors import DeriveError, StatementError
from derive.kernel import rules as k
from derive.kernel.terms import Term, equation
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, nat, real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.calc import close
from derive.tactics.logic import parts_of_eq, plain_conv
from derive.tactics.prover import Prover

if TYPE_CHECKING:
    from derive.course.board import Board


@final
class ClaimHandle:
    """What `show` and `have` return: the statement, and the methods that prove it line by line.

    `c.eq(b, by=...)` is the next line, starting at the left side of the claim; the lines must end at its right side.
    """

    def __init__(self, board: Board, record: records.Claim, prover: Prover, parent: ClaimHandle | None = None) -> None:
        self.board, self.record, self.prover, self.parent = board, record, prover, parent
        self.theorem: Theorem | None = None
        self.left, self.relation, self.right = sides(record.statement)
        self.now = self.left
        self.index = index_of(record.statement)  # of a limit
        self.running: Theorem | None = None
        self.downward = False
        self.broken = False

    # -- naming -----------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The number or the text of the claim."""
        return self.record.number or self.record.name or repr(Expr(self.record.statement))

    @property
    def cited(self) -> str:
        """How a line refers to it."""
        return f"({self.record.number})" if self.record.number else f"{self!r}"

    @property
    def cited_latex(self) -> str:
        return f"({self.record.number})" if self.record.number else f"{self}"

    def __repr__(self) -> str:
        return repr(Expr(self.record.statement))

    def __format__(self, spec: str) -> str:
        return format(Expr(self.record.statement), spec)

    __str__ = __repr__

    # -- lines ------------------------------------------------------------------------------------

    def eq(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: equal to this."""
        return self._line("eq", right, by)

    def le(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: at most this."""
        return self._line("le", right, by)

    def lt(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: less than this."""
        return self._line("lt", right, by)

    def ge(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: at least this."""
        return self._line("ge", right, by)

    def gt(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: greater than this."""
        return self._line("gt", right, by)

    def iff(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: this statement, which says the same."""
        return self._line("iff", right, by)

    def implies(self, right: object, by: Any = None) -> ClaimHandle:
        """The next line: a statement that follows from this one."""
        return self._line("implies", right, by)

    def tends(self, limit: object, by: Any = None) -> ClaimHandle:
        """The last line of a limit: this tends to the limit."""
        return limits.tends(self, limit, by)

    def squeeze(self, low: object, high: object, by: Any = None) -> ClaimHandle:
        """A limit between two limits: low <= this <= high for every index, and both tend to the limit of the claim."""
        return limits.squeeze(self, low, high, by)

    def by(self, *reasons: Any) -> ClaimHandle:
        """The whole claim in one step."""
        file, line = self.board.where()
        statement = self.record.statement
        record = records.Line(
            "",
            self.left if self.relation else statement,
            self.right if self.relation else statement,
            [],
            [],
            [],
            statement,
            file=file,
            line=line,
        )
        from derive.course.find import Finder

        finders = [r for r in reasons if isinstance(r, Finder)]
        if finders:
            return finders[0].prove(self, record)
        self.prove_line(record, statement, list(reasons))
        if record.theorem is not None:
            self.done(record.theorem)
        return self

    def mark(self, share: object, text: str) -> ClaimHandle:
        """Marks for the lines since the last mark: a share of the question's points, and what it is for."""
        if self.record.lines:
            self.record.lines[-1].mark = (shared(share, text), text)
        else:
            raise StatementError("a mark needs a line", given=text, needed="at least one line before it")
        return self

    def _line(self, relation: str, right: object, by: Any) -> ClaimHandle:
        file, line = self.board.where()
        with self.board.at(file, line):
            if self.relation == "":
                raise StatementError(
                    "this claim has no two sides",
                    given=repr(self),
                    needed="an equation or an inequality",
                    hint=".by(...), or .induction(...) or .at(...)",
                )
            try:
                target = lift(right, self.now.type if self.now.type in (real, nat) else None)
            except StatementError as e:
                e.given += f" in .{relation}({e.given})" if isinstance(right, float) else ""
                raise
            if self.now.type is real and target.type is nat:
                from derive.language.expr import as_real

                target = as_real(target)
            if target.type is not self.now.type:
                raise StatementError(
                    "this line is of another type", given=f"{Expr(target)!r} : {target.type}", needed=f"a term of type {self.now.type}"
                )
            if (relation in ("iff", "implies")) != (self.now.type is bool_):
                raise StatementError(
                    "`iff` and `implies` join statements, the other relations join numbers", given=f".{relation}({Expr(target)!r})"
                )
            if self.relation == "tends" and relation != "eq":
                raise StatementError(
                    "an inequality says nothing of a limit",
                    given=f".{relation}({Expr(target)!r})",
                    needed=".eq(...) or .tends(...)",
                    hint=".squeeze(low, high)",
                )
            if relation not in ("eq", "iff", "implies"):
                down = relation in ("ge", "gt")
                before = next((old.relation for old in reversed(self.record.lines) if old.relation in ("<=", "<", ">=", ">")), "")
                if before and down != self.downward:
                    raise StatementError(
                        f"a line with {RELATIONS[relation]} after {before}: the chain would show nothing",
                        given=repr(Expr(target)),
                    )
                self.downward = down
            if target.canon is self.now.canon and relation in ("eq", "iff", "implies") and self.record.lines:
                raise StatementError("this line repeats the line before it", given=repr(Expr(target)))
            self.board.touch(target)
            name = "eq" if relation == "iff" else relation
            statement = equation(self.now, target) if name == "eq" else call(name, self.now, target)
            record = records.Line(RELATIONS[relation], self.now, target, [], [], [], statement, file=file, line=line)
            self.prove_line(record, statement, by)
            self._join(record)
            self.now = target
            self.reach()
        return self

    def prove_line(self, record: records.Line, statement: Term, by: Any) -> None:
        """Prove one line; a failure is reported and the script goes on."""
        file, line = self.board.where()
        start = time.perf_counter()
        self.board.begin(self)
        self.record.lines.append(record)
        record.local = [h.term for h in self.record.given]
        used: list[Used] = []
        prover = self.prover
        prover.start(STEPS, SECONDS)
        try:
            used = resolve(by, [h.term for h in self.record.given])
            record.reasons, record.words, record.words_latex = (
                [u.name for u in used],
                [u.words for u in used],
                [u.words_latex for u in used],
            )
            if record.relation == "implies":
                th = following(prover, record.left, record.right, items_of(used))
            else:
                th = close(prover, statement, items_of(used))
            self._check_hypotheses(th)
            record.theorem = th
            record.verdict = records.PROVED
            record.inferences = inferences(record.theorem, self.board.counted)
            record.idle = idle(record.theorem, used)
            if used and len(record.idle) == len(used):
                shown = ", ".join(u.name for u in used)
                self.board.report(
                    StatementError(
                        "no reason of this line is used",
                        given=f"by={shown}",
                        needed="the reason from which it follows, or none",
                        hint="leave out by=",
                    )
                )
        except StatementError as e:
            self._failed(record, e, file, line)
        except (DeriveError, RecursionError) as e:
            self._failed(record, explained(self, record, statement, e, used), file, line)
        record.seconds = time.perf_counter() - start

    def _check_hypotheses(self, th: Theorem) -> None:
        """A line rests on hypotheses of the result and of its own claim only.

        Raises:
            StatementError: it uses a hypothesis that was supposed for another claim, or outside its induction step or case.
        """
        allowed = {h.term.canon for h in self.board.result.hypotheses} | {h.term.canon for h in self.record.given}
        for h in th.hyps:
            if h.canon not in allowed:
                raise StatementError(
                    "this line uses a hypothesis of another claim",
                    given=repr(Expr(h)),
                    needed="a hypothesis of the whole result (given), or of this claim",
                    hint="show(claim, given=...), or cite an induction hypothesis in its own step only",
                )

    def _failed(self, record: records.Line, e: DeriveError, file: str, line: int) -> None:
        if not e.file:
            e.file, e.line = record.file or file, record.line or line
        record.error = str(e)
        self.broken = True
        self.record.verdict = record.verdict if record.verdict == records.REFUTED else self.record.verdict
        self.board.report(e)

    def _join(self, record: records.Line) -> None:
        if record.theorem is None or self.broken:
            return
        th = record.theorem
        turned = plain_conv(th.concl)
        if turned is not None:
            th = k.eq_mp(turned, th)
        self.running = th if self.running is None else joined(self.running, th, self.downward)

    def reach(self) -> None:
        """Finish the claim when the lines have arrived at its right side with a relation that is strong enough."""
        if self.running is None or self.broken or self.theorem is not None:
            return
        goal = self.record.statement
        turned = plain_conv(goal)
        plain = goal if turned is None else parts_of_eq(turned)[1]
        th = reached(self.running, plain)
        if th is not None:
            self.done(th if turned is None else k.eq_mp(k.sym(turned), th))

    def done(self, th: Theorem) -> None:
        """The claim is proved by this theorem."""
        with self.board.at(*self.board.where()):
            self._check_hypotheses(th)
        self.theorem = th
        self.record.theorem = th
        self.record.verdict = records.PROVED
        self.board.learn(self, th)
        if self.parent is not None:
            self.parent.child_done()

    # -- parts ------------------------------------------------------------------------------------

    hypothesis: Fact  # of a step or a case
    place: str = ""  # of a base or a step: the number that it is about
    finish: Callable[[], None] | None = None  # proves the claim, when all parts are proved

    def induction(self, n: Expr, start: int = 0) -> tuple[ClaimHandle, ClaimHandle]:
        """Two claims: at `start`, and at n + 1 with the claim at n as `step.hypothesis` (and n >= start)."""
        return parts.induction(self, n, start)

    def at(self, *points: Expr) -> ClaimHandle:
        """An (in)equality between functions, at a point: proved there, it holds everywhere."""
        return parts.at(self, points)

    def assuming(self) -> ClaimHandle:
        """For a claim "if A then B": the claim B, with A as its `hypothesis`."""
        return parts.assuming(self)

    def take(self, values: dict[Any, Any]) -> ClaimHandle:
        """Witnesses for `exists`: a claim about these."""
        return parts.take(self, values)

    def cases(self, *conditions: Expr) -> tuple[ClaimHandle, ...]:
        """A claim for each condition; together they must be exhaustive, which is proved.

        Raises:
            StepError: the conditions leave something out, as far as the hypotheses tell.
        """
        return parts.cases(self, conditions)

    def child_done(self) -> None:
        """A part of this claim is proved."""
        if self.finish is not None and self.theorem is None:
            self.finish()

    def child(self, kind: str, statement: Term, prover: Prover, given: list[records.Hypothesis]) -> ClaimHandle:
        """A part of this claim: a base, a step, a case."""
        self.board.begin(self)
        file, line = self.board.where()
        record = records.Claim(kind, statement, given=[*self.record.given, *given], inherited=len(self.record.given), file=file, line=line)
        child = ClaimHandle(self.board, record, prover, self)
        self.board.parts.append(child)
        return child

    def unfinished(self) -> DeriveError | None:
        """Why the claim is not proved, when its lines all are."""
        return unfinished(self)
