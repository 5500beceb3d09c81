"""Minima: SymPy proposes the point and the value; that the value is a lower bound, and attained, is proved at once."""

from __future__ import annotations

from typing import Any, final

from derive.course.reasons import Fact, items_of, resolve
from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, equation
from derive.kernel.theorem import Theorem
from derive.kernel.types import real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics import finders
from derive.tactics.calc import close
from derive.tactics.inequality import ZERO
from derive.tactics.prover import Prover


@final
class Minimum:
    """The smallest value of a function of one variable, and where it is: both proved.

    `value` and `at`; the facts `bound` (the function is at least the value) and `reached` (it is the value there).
    As a reason it stands for both facts.
    """

    def __init__(self, value: Expr, at: Expr, bound: Fact, reached: Fact) -> None:
        self.value, self.at, self.bound, self.reached = value, at, bound, reached

    @property
    def attained(self) -> bool:
        """Always: a value that is not attained is no minimum."""
        return True


def minimum(expr: Expr, x: Expr, by: Any = None) -> Minimum:
    """The minimum over all real x, for what is cited.

    Raises:
        StepError: SymPy finds none, or it is not proved: undecided.
    """
    from derive.course.board import current
    from derive.course.find import SYMPY, defined_symbols, explicit
    from derive.tactics.lemma import LEMMAS

    board = current()
    t = lift(expr, real)
    board.touch(t)
    made = explicit(t, own=False, by=by)
    board.result.advisers = sorted({*board.result.advisers, SYMPY})
    found = finders.minimum(made, x.term)
    if found is None:
        raise StepError("SymPy finds no minimum", given=repr(expr), needed="a function with a smallest value in closed form")
    value, at = found
    if at is None:
        raise StepError(
            "the smallest value is not attained",
            given=f"{expr!r} comes near {Expr(value)!r}, as SymPy finds",
            needed="a point where it is",
            hint="find.supremum of the negative, for a bound that is not attained",
        )
    laws = ["differentiation", "linearity", *(["exp_add"] if "exp" in repr(Expr(made)) else [])]
    reasons = [*(LEMMAS[n] for n in laws), *items_of(resolve([Expr(s) for s in defined_symbols(t)])), *items_of(resolve(by))]
    place = board.prover_without(x.term)
    known = Prover(place)
    known.start(30_000, 20.0)
    try:
        bound = _bound(known, t, value, finders.above_minimum(made, x.term, value, at), reasons)
        reached = close(known, equation(apply(abstract(x.term, t), at), value), reasons)
    except (DeriveError, RecursionError) as e:
        needed = e.needed if isinstance(e, DeriveError) and e.needed else "a smaller function, or a hypothesis about its coefficients"
        raise StepError("this minimum is undecided", given=f"{Expr(value)!r} at {Expr(at)!r}, as SymPy finds", needed=needed) from None
    words = "the minimum"
    return Minimum(
        Expr(value),
        Expr(at),
        Fact(bound.concl, bound, repr(Expr(bound.concl)), words),
        Fact(reached.concl, reached, repr(Expr(reached.concl)), words),
    )


def _bound(p: Prover, t: Term, value: Term, difference: Term, reasons: list[Any]) -> Theorem:
    """t >= value, from t = value + difference and the sign of the difference."""
    whole = close(p, equation(t, call("add", value, difference)), reasons)
    q = Prover(p)
    q.add(p.need(call("le", ZERO, difference)))
    at_least = close(q, call("ge", call("add", value, difference), value))
    return k.eq_mp(k.congr(k.congr(k.refl(at_least.concl.fun.fun), k.sym(whole)), k.refl(value)), at_least)
