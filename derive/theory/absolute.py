"""Absolute values: bounds from both sides, the triangle inequality, squares."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, const, equation, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat, real
from derive.language.logic import call
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, le_or_ge
from derive.tactics.lemma import lemma
from derive.tactics.logic import mps, spec
from derive.tactics.prover import Prover
from derive.theory import order
from derive.theory.letters import (
    assuming,
    c,
    imp,
    x,
)


def _abs_bounds(sign: int) -> Theorem:
    up = call("abs", x)
    p = Prover()
    goal = le(x if sign > 0 else call("neg", x), up)

    def case(hx: Theorem) -> Theorem:
        inner = Prover(p)
        inner.add(hx)
        value = close(inner, equation(up, x if hx.concl.arg is x else call("neg", x)), [order.abs_of_nonneg, order.abs_of_nonpos])
        inner.add(value)
        return inner.need(goal)

    return finished(le_or_ge(ZERO, x, case, case))


le_abs_self = lemma("le_abs_self", le(x, call("abs", x)), "a number is at most its absolute value", lambda: _abs_bounds(1), "bound")
neg_le_abs = lemma(
    "neg_le_abs", le(call("neg", x), call("abs", x)), "a number is at most its absolute value", lambda: _abs_bounds(-1), "bound"
)


def _abs_le() -> Theorem:
    hyps = (le(x, c), le(call("neg", x), c))

    def case(hx: Theorem) -> Theorem:
        inner = assuming(*hyps)
        inner.add(hx)
        value = close(
            inner, equation(call("abs", x), x if hx.concl.arg is x else call("neg", x)), [order.abs_of_nonneg, order.abs_of_nonpos]
        )
        inner.add(value)
        return inner.need(le(call("abs", x), c))

    return finished(le_or_ge(ZERO, x, case, case), *hyps)


abs_le = lemma("abs_le", imp(le(x, c), le(call("neg", x), c), le(call("abs", x), c)), "bounded from both sides", _abs_le, "intro")
_z = var("z", real)


def _abs_add() -> Theorem:
    total = call("add", call("abs", x), call("abs", _z))
    p = Prover()
    for th in (spec(le_abs_self.theorem, x), spec(le_abs_self.theorem, _z), spec(neg_le_abs.theorem, x), spec(neg_le_abs.theorem, _z)):
        p.add(th)
    t = call("add", x, _z)
    return finished(mps(spec(abs_le.theorem, total, t), p.need(le(t, total)), p.need(le(call("neg", t), total))))


abs_add_le = lemma(
    "abs_add_le",
    le(call("abs", call("add", x, _z)), call("add", call("abs", x), call("abs", _z))),
    "the triangle inequality",
    _abs_add,
    "bound",
)


def _abs_sub() -> Theorem:
    t = spec(abs_add_le.theorem, x, call("neg", _z))
    first = k.congr(k.refl(const("abs")), k.field(call("add", x, call("neg", _z)), call("sub", x, _z)))
    second = k.congr(k.refl(call("add", call("abs", x), ZERO).fun), spec(order.abs_neg.theorem, _z))
    return finished(k.eq_mp(k.congr(k.congr(k.refl(const("le")), first), second), t))


abs_sub_le = lemma(
    "abs_sub_le",
    le(call("abs", call("sub", x, _z)), call("add", call("abs", x), call("abs", _z))),
    "the triangle inequality",
    _abs_sub,
    "bound",
)


def _abs_sub_abs() -> Theorem:
    t = spec(abs_add_le.theorem, call("sub", x, _z), _z)
    first = k.congr(k.refl(const("abs")), k.field(call("add", call("sub", x, _z), _z), x))
    p = Prover()
    p.add(k.eq_mp(k.congr(k.congr(k.refl(const("le")), first), k.refl(t.concl.arg)), t))
    return finished(p.need(le(call("sub", call("abs", x), call("abs", _z)), call("abs", call("sub", x, _z)))))


abs_sub_abs_le = lemma(
    "abs_sub_abs_le",
    le(call("sub", call("abs", x), call("abs", _z)), call("abs", call("sub", x, _z))),
    "the triangle inequality",
    _abs_sub_abs,
    "bound",
)


def abs_square(t: Term) -> Theorem:
    """|t|^2 = t^2."""
    two = literal(2, nat)
    goal = equation(call("pow", call("abs", t), two), call("pow", t, two))

    def case(hx: Theorem) -> Theorem:
        q_ = Prover()
        q_.add(hx)
        return close(q_, goal, [order.abs_of_nonneg, order.abs_of_nonpos])

    return le_or_ge(ZERO, t, case, case)


abs_sq = lemma(
    "abs_sq",
    equation(call("pow", call("abs", x), literal(2, nat)), call("pow", x, literal(2, nat))),
    "squares have no sign",
    lambda: finished(abs_square(x)),
    "rewrite",
)
