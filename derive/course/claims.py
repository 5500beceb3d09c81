"""A claim takes its own derivation: lines, induction, cases, witnesses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, final

from derive.course import records
from derive.course.reasons import Fact, Used, idle, items_of, resolve
from derive.errors import DeriveError, Refuted, StatementError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import CONST, VAR, Term, abstract, apply, equation, frees, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, nat, real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ZERO, induction, succ
from derive.tactics.logic import parts_of_eq, plain_conv
from derive.tactics.order import join
from derive.tactics.prover import Prover

if TYPE_CHECKING:
    from derive.course.board import Board

STEPS, SECONDS = 30_000, 60.0  # for one line; the seconds only stop what does not end
SUGGESTING = 12_000  # steps of search for a suggestion, when a line fails
NO_MODEL = "no model satisfies the hypotheses"
RELATIONS = {"eq": "=", "le": "<=", "lt": "<", "ge": ">=", "gt": ">", "iff": "iff"}


@final
class ClaimHandle:
    """What `show` and `have` return: the statement, and the methods that prove it line by line.

    `c.eq(b, by=...)` is the next line, starting at the left side of the claim; the lines must end at its right side.
    """

    def __init__(self, board: Board, record: records.Claim, prover: Prover, parent: ClaimHandle | None = None) -> None:
        self.board, self.record, self.prover, self.parent = board, record, prover, parent
        self.theorem: Theorem | None = None
        self.left, self.relation, self.right = _sides(record.statement)
        self.now = self.left
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
        self._prove(record, statement, list(reasons))
        if record.theorem is not None:
            self._done(record.theorem)
        return self

    def mark(self, share: object, text: str) -> ClaimHandle:
        """Marks for the lines since the last mark: a share of the question's points, and what it is for."""
        if self.record.lines:
            self.record.lines[-1].mark = (str(share), text)
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
            target = lift(right, self.now.type if self.now.type in (real, nat) else None)
            if self.now.type is real and target.type is nat:
                from derive.language.expr import as_real

                target = as_real(target)
            if target.type is not self.now.type:
                raise StatementError(
                    "this line is of another type", given=f"{Expr(target)!r} : {target.type}", needed=f"a term of type {self.now.type}"
                )
            if (relation == "iff") != (self.now.type is bool_):
                raise StatementError("`iff` joins statements, the other relations join numbers", given=f".{relation}({Expr(target)!r})")
            if relation != "eq" and relation != "iff":
                down = relation in ("ge", "gt")
                before = next((old.relation for old in reversed(self.record.lines) if old.relation in ("<=", "<", ">=", ">")), "")
                if before and down != self.downward:
                    raise StatementError(
                        f"a line with {RELATIONS[relation]} after {before}: the chain would show nothing",
                        given=repr(Expr(target)),
                    )
                self.downward = down
            if target.canon is self.now.canon and relation == "eq" and self.record.lines:
                raise StatementError("this line repeats the line before it", given=repr(Expr(target)))
            self.board.touch(target)
            name = "eq" if relation == "iff" else relation
            statement = equation(self.now, target) if name == "eq" else call(name, self.now, target)
            record = records.Line(RELATIONS[relation], self.now, target, [], [], [], statement, file=file, line=line)
            self._prove(record, statement, by)
            self._join(record)
            self.now = target
            self._reached()
        return self

    def _prove(self, record: records.Line, statement: Term, by: Any) -> None:
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
            used = resolve(by)
            record.reasons, record.words, record.words_latex = (
                [u.name for u in used],
                [u.words for u in used],
                [u.words_latex for u in used],
            )
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
            self._failed(record, self._explained(record, statement, e, used), file, line)
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

    def _explained(self, record: records.Line, statement: Term, e: Exception, used: list[Used]) -> DeriveError:
        """Why a line failed: a counterexample if there is one, else what is missing and what would supply it."""
        given = [h.term for h in self.record.given]
        text = repr(Expr(statement))
        example = self.board.refute(statement, given)
        held = self.board.held(statement, given)
        if held == NO_MODEL:
            why = "the hypotheses that stand here contradict each other, as far as models tell"
            return _labelled(StepError(why, given=held, needed="hypotheses that can hold together"), text)
        if example is not None:
            record.verdict = records.REFUTED
            return _labelled(
                Refuted("this line is false", given=example.words, needed=f"{text}{self.board.hypotheses_text(statement)}"), text
            )
        known = frees(statement) | self.board.entered
        goals = list({g.canon: g for g in self.prover.missing[:60] if not g.loose and frees(g) <= known}.values())
        missing = next((g for g in goals[:12] if self.board.refute(g, given) is None), None)
        if missing is not None:
            return _labelled(_condition(missing, e, held), text)
        if not isinstance(e, DeriveError):
            return _labelled(StepError("the search was given up", given=held, needed="a smaller step"), text)
        suggestion = suggested(self.prover, statement, used)
        if not suggestion and goals:
            return _labelled(_condition(goals[0], e, held), text)
        hint = f"by={suggestion}" if suggestion else e.hint
        return _labelled(StepError(e.what, given=e.given, needed=f"{e.needed} ({held})" if e.needed else held, hint=hint), text)

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
        self.running = th if self.running is None else _joined(self.running, th, self.downward)

    def _reached(self) -> None:
        """Finish the claim when the lines have arrived at its right side with a relation that is strong enough."""
        if self.running is None or self.broken or self.theorem is not None:
            return
        goal = self.record.statement
        turned = plain_conv(goal)
        plain = goal if turned is None else parts_of_eq(turned)[1]
        th = self.running
        if th.concl.canon is not plain.canon:
            if parts(th.concl)[0] == "lt" and parts(plain)[0] == "le":
                from derive.tactics.inequality import weaken

                th = weaken(th)
            if th.concl.canon is not plain.canon:
                th = self._tidied(th, plain) or th
            if th.concl.canon is not plain.canon:
                return
        self._done(th if turned is None else k.eq_mp(k.sym(turned), th))

    def _tidied(self, th: Theorem, goal: Term) -> Theorem | None:
        """Equal up to arithmetic of numerals and indices at the ends."""
        (r, xs), (s, ys) = parts(th.concl), parts(goal)
        if r == "eq" and s == "le":
            from derive.tactics.inequality import lib
            from derive.tactics.logic import spec

            a, b = xs
            ends = (b, a) if ys[0].canon is b.canon and ys[0].canon is not a.canon else (a, b)
            th = k.mp(spec(lib("le_of_eq"), *ends), th if ends == (a, b) else k.sym(th))
            r, xs = parts(th.concl)
            if th.concl.canon is goal.canon:
                return th
        if r != s or len(xs) != 2 or xs[0].type is not ys[0].type:
            return None
        tidy = [_index_arithmetic(a, b) for a, b in zip(xs, ys, strict=True)]
        if tidy[0] is None or tidy[1] is None:
            return None
        return k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), tidy[0]), tidy[1]), th)

    def _done(self, th: Theorem) -> None:
        with self.board.at(*self.board.where()):
            self._check_hypotheses(th)
        self.theorem = th
        self.record.theorem = th
        self.record.verdict = records.PROVED
        self.board.learn(self, th)
        if self.parent is not None:
            self.parent.child_done()

    def child_done(self) -> None:
        """A part of this claim is proved."""
        finish = getattr(self, "finish", None)
        if finish is not None and self.theorem is None:
            finish()

    # -- structure --------------------------------------------------------------------------------

    finish: Any = None

    def induction(self, n: Expr, start: int = 0) -> tuple[ClaimHandle, ClaimHandle]:
        """Two claims: at 0, and at n + 1 with the claim at n as `step.hypothesis`."""
        v = n.term
        if v.tag != VAR or v.type is not nat:
            raise StatementError("induction is on a natural number", given=repr(n), needed="a symbol of sort Natural")
        if start != 0:
            raise StatementError("induction starts at 0 here", given=f"start={start}", needed="a statement that holds from 0 on")
        p = abstract(v, self.record.statement)
        free = self.board.prover_without(v)
        base = self._child("base", apply(p, NAT_ZERO), free, [])
        hypothesis = self.record.statement
        inner = free.child(hypothesis)
        given = [records.Hypothesis(hypothesis, "induction", "by the induction hypothesis")]
        step = self._child("step", apply(p, succ(v)), inner, given)
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
                self._done(k.specialize(induction(v, hypothesis, base.theorem, step.theorem), v))

        self.finish = finish
        return base, step

    hypothesis: Fact

    def at(self, *points: Expr) -> ClaimHandle:
        """An (in)equality between functions, at a point: proved there, it holds everywhere."""
        from derive.language.expr import _tuple

        name, args = parts(self.record.statement)
        if name != "forall":
            raise StatementError(
                "this is not a statement about all points", given=repr(self), needed="an (in)equality between functions, or forall[...]"
            )
        variables = [e.term for e in points]
        here = _tuple(variables)
        if here.type is not args[0].type.args[0] or any(v.tag != VAR for v in variables):
            raise StatementError(
                "not a point of this space",
                given=", ".join(map(str, points)),
                needed=f"variables that make up a point of type {args[0].type.args[0]}",
            )
        for h in [*self.board.result.hypotheses, *self.record.given]:
            for v in variables:
                if v in frees(h.term) and h.kind not in ("symbol", "convention"):
                    raise StatementError(
                        f"{v.name} is free in {Expr(h.term)!r}: did you mean one {v.name} or all?",
                        given=f".at({', '.join(map(repr, points))})",
                        needed="a point that no hypothesis speaks of",
                    )
        child = self._child("case", apply(args[0], here), self.prover, [])

        def finish() -> None:
            if child.theorem is not None:
                from derive.tactics.prover import everywhere

                self._done(everywhere(child.theorem, variables, args[0]))

        self.finish = finish
        return child

    def take(self, values: dict[Any, Any]) -> ClaimHandle:
        """Witnesses for `exists`: a claim about these."""
        t = self.record.statement
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
        child = self._child("case", t, self.prover, [])

        def finish() -> None:
            if child.theorem is not None:
                from derive.tactics.logic import exists_intro

                th = child.theorem
                for goal, witness in reversed(levels):
                    th = exists_intro(goal, witness, th)
                self._done(th)

        self.finish = finish
        return child

    def cases(self, *conditions: Expr) -> tuple[ClaimHandle, ...]:
        """A claim for each condition; together they must be exhaustive, which is proved.

        Raises:
            StepError: the conditions leave something out, as far as the hypotheses tell.
        """
        statement = self.record.statement
        terms = [lift(c) for c in conditions]
        self.board.touch(*terms)
        whole = self._exhaustive(terms)
        children = []
        for t in terms:
            given = [records.Hypothesis(t, "case", "in this case")]
            child = self._child("case", statement, self.prover.child(t), given)
            child.hypothesis = Fact(t, k.assume(t), repr(Expr(t)), "in this case")
            children.append(child)

        def finish() -> None:
            if all(c.theorem is not None for c in children):
                self._done(_or_elim_all(whole, [c.theorem for c in children if c.theorem is not None]))

        self.finish = finish
        return tuple(children)

    def _exhaustive(self, terms: list[Term]) -> Theorem:
        """A or (B or ...), proved: the last holds when the others do not."""
        from derive.tactics.logic import by_cases, or_left, or_right

        if len(terms) < 2:
            raise StatementError("cases needs at least two conditions", given=", ".join(repr(Expr(t)) for t in terms))
        p = self.prover
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

    def _child(self, kind: str, statement: Term, prover: Prover, given: list[records.Hypothesis]) -> ClaimHandle:
        self.board.begin(self)
        file, line = self.board.where()
        record = records.Claim(kind, statement, given=[*self.record.given, *given], file=file, line=line)
        child = ClaimHandle(self.board, record, prover, self)
        self.board.parts.append(child)
        return child

    def unfinished(self) -> DeriveError | None:
        """Why the claim is not proved, when its lines all are."""
        if self.theorem is not None or self.broken:
            return None
        example = self.board.refute(self.record.statement, [h.term for h in self.record.given])
        if example is not None:
            self.record.verdict, self.record.counterexample = records.REFUTED, example
            return Refuted("this claim is false", given=example.words, needed=repr(self), file=self.record.file, line=self.record.line)
        if not self.record.lines:
            if self.finish is not None:
                return None
            return StepError(
                "nothing proves this claim", given=repr(self), needed="lines, or .by(...)", file=self.record.file, line=self.record.line
            )
        strongest = [r for r in ("<", ">", "<=", ">=") if any(line.relation == r for line in self.record.lines)]
        shown = f"{Expr(self.left)!r} {strongest[0] if strongest else self.record.lines[0].relation} {Expr(self.now)!r}"
        last = self.record.lines[-1]
        return StepError("the last line is not the right side of the claim", given=f"the lines show   {shown}", needed=f"the claim of line {self.record.line}:   {self!r}",
                         hint="one more line, or correct the claim", file=last.file, line=last.line)  # fmt: skip


def _index_arithmetic(a: Term, b: Term) -> Theorem | None:
    """|- a = b, when they differ by arithmetic of numerals and indices only; sums and products stay as they are written."""
    if a.canon is b.canon:
        return k.trans(k.refl(a), k.refl(b))
    if a.type is not b.type or frees(a) != frees(b):
        return None
    if a.type is nat:
        from derive.tactics.normal import equal

        return equal(Prover(), a, b)
    if a.type is real:
        try:
            return k.field(a, b)
        except DeriveError:
            pass
    if a.tag == "app" and b.tag == "app" and a.fun.type is b.fun.type:
        f, x = _index_arithmetic(a.fun, b.fun), _index_arithmetic(a.arg, b.arg)
        return None if f is None or x is None else k.congr(f, x)
    return None


def _joined(first: Theorem, second: Theorem, downward: bool) -> Theorem:
    """The chain so far and the next line, both with <= and < read upwards."""
    (r, (_, b)), (s, (_, d)) = parts(first.concl), parts(second.concl)
    if r == "eq" and s == "eq":
        return k.trans(first, second)
    if not downward:
        if r == "eq":
            return k.eq_mp(k.congr(k.congr(k.refl(second.concl.fun.fun), k.sym(first)), k.refl(d)), second)
        if s == "eq":
            return k.eq_mp(k.congr(k.refl(first.concl.fun), second), first)
        return join(first, second)
    # downward: lines are read as  next <= now
    if r == "eq":
        return k.eq_mp(k.congr(k.refl(second.concl.fun), k.sym(first)), second)
    if s == "eq":
        return k.eq_mp(k.congr(k.congr(k.refl(first.concl.fun.fun), second), k.refl(b)), first)
    return join(second, first)


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
    from derive.course.find import defined_symbols
    from derive.tactics.lemma import LEMMAS

    left = SUGGESTING
    candidates = [Used(s.name, "", "", (s,) if s.tag == CONST else current().equations_of(s)) for s in defined_symbols(statement)]
    for item in LEMMAS.values():
        if any(u in ("rewrite", "bound") or u.startswith("method:") for u in item.use) and not item.auto and item.source != "definition":
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


def _or_elim_all(whole: Theorem, parts_: list[Theorem]) -> Theorem:
    """From A or (B or C), and the claim in each case, the claim."""
    from derive.tactics.logic import or_elim

    if len(parts_) == 1:
        return k.mp(k.discharge(whole.concl, parts_[0]), whole)
    rest = parts(whole.concl)[1][1]
    return or_elim(whole, parts_[0], _or_elim_all(k.assume(rest), parts_[1:]))


def _sides(statement: Term) -> tuple[Term, str, Term]:
    name, args = parts(statement)
    if name == "eq" and len(args) == 2:
        return args[0], "iff" if args[0].type is bool_ else "=", args[1]
    if name in ("le", "lt", "ge", "gt") and len(args) == 2:
        return args[0], RELATIONS[name], args[1]
    return statement, "", statement


def inferences(th: Theorem, counted: set[int]) -> int:
    """Steps of the kernel that the theorem rests on and that were not counted before."""
    n = 0
    todo = [th]
    while todo:
        now = todo.pop()
        if id(now) in counted:
            continue
        counted.add(id(now))
        n += 1
        todo.extend(now.premises)
    return n
