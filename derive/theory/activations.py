"""The logistic sigmoid and the hyperbolic tangent: signs, symmetry, growth."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, const
from derive.kernel.terms import implication as _if
from derive.kernel.theorem import Theorem
from derive.language.expr import Eq, Rational, Real
from derive.language.symbols import sigmoid, symbols, tanh
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, from_difference, le, le_or_ge, lib, lt
from derive.tactics.lemma import LEMMAS, Lemma, lemma
from derive.tactics.logic import spec
from derive.tactics.prover import Prover
from derive.theory.eventually import cited

x, y = symbols("x y", Real)


def _unfolding(statement: Term, *reasons: str) -> Callable[[], Theorem]:
    """By the definition of the function, and what is cited."""

    def run() -> Theorem:
        named = [const(c) for c in ("tanh", "sigmoid") if c in str(statement)]
        return finished(close(Prover(), statement, [*named, *(LEMMAS[r] for r in reasons)]))

    return run


def _simple(name: str, statement: Term, words: str, reasons: tuple[str, ...], *use: str, auto: bool = False) -> Lemma:
    return lemma(name, statement, words, _unfolding(statement, *reasons), *use, auto=auto)


sigmoid_pos = _simple("sigmoid_pos", lt(ZERO, sigmoid(x).term), "the sigmoid is positive", (), "bound", auto=True)
sigmoid_lt_one = _simple("sigmoid_lt_one", (sigmoid(x) < 1).term, "the sigmoid is below 1", (), "bound")
sigmoid_zero = _simple("sigmoid_zero", Eq(sigmoid(0), Rational(1, 2)).term, "half way at 0", ("exp_neg",), "rewrite")
tanh_zero = _simple("tanh_zero", Eq(tanh(0), 0).term, "tanh(0) = 0", ("exp_neg",), "rewrite")
tanh_neg = _simple("tanh_neg", Eq(tanh(-x), -tanh(x)).term, "tanh is odd", ("exp_neg",), "rewrite")


def _sigmoid_grows(strict: bool) -> Callable[[], Theorem]:
    relation = lt if strict else le

    def run() -> Theorem:
        h = relation(x.term, y.term)
        p = cited(Prover(), k.assume(h))
        down = k.mp(spec(lib("exp_lt_exp" if strict else "exp_le_exp"), (-y).term, (-x).term), p.need(relation((-y).term, (-x).term)))
        return finished(close(cited(p, down), relation(sigmoid(x).term, sigmoid(y).term), [sigmoid.term]), h)

    return run


def _tanh_grows(strict: bool) -> Callable[[], Theorem]:
    relation = lt if strict else le

    def run() -> Theorem:
        h = relation(x.term, y.term)
        p = cited(Prover(), k.assume(h))
        twice = p.need(relation((2 * x).term, (2 * y).term))
        up = k.mp(spec((sigmoid_lt_sigmoid if strict else sigmoid_le_sigmoid).theorem, (2 * x).term, (2 * y).term), twice)
        th = cited(p, up).need(relation((2 * sigmoid(2 * x) - 1).term, (2 * sigmoid(2 * y) - 1).term))
        forms = [k.sym(spec(tanh_eq_sigmoid.theorem, t.term)) for t in (x, y)]
        return finished(k.eq_mp(k.congr(k.congr(k.refl(const("lt" if strict else "le")), forms[0]), forms[1]), th), h)

    return run


sigmoid_le_sigmoid = lemma(
    "sigmoid_le_sigmoid", _if(le(x.term, y.term), le(sigmoid(x).term, sigmoid(y).term)), "the sigmoid grows", _sigmoid_grows(False), "mono"
)
sigmoid_lt_sigmoid = lemma(
    "sigmoid_lt_sigmoid", _if(lt(x.term, y.term), lt(sigmoid(x).term, sigmoid(y).term)), "the sigmoid grows", _sigmoid_grows(True), "mono"
)
tanh_eq_sigmoid = _simple("tanh_eq_sigmoid", Eq(tanh(x), 2 * sigmoid(2 * x) - 1).term, "tanh is a sigmoid", ("exp_nat_mul", "exp_neg"))
tanh_le_tanh = lemma("tanh_le_tanh", _if(le(x.term, y.term), le(tanh(x).term, tanh(y).term)), "tanh grows", _tanh_grows(False), "mono")
tanh_lt_tanh = lemma("tanh_lt_tanh", _if(lt(x.term, y.term), lt(tanh(x).term, tanh(y).term)), "tanh grows", _tanh_grows(True), "mono")


def _tanh_signed(strict: bool) -> Callable[[], Theorem]:
    relation = lt if strict else le

    def run() -> Theorem:
        h = relation(ZERO, x.term)
        th = k.mp(spec((tanh_lt_tanh if strict else tanh_le_tanh).theorem, ZERO, x.term), k.assume(h))
        zero = k.congr(k.congr(k.refl(th.concl.fun.fun), tanh_zero.theorem), k.refl(th.concl.arg))
        return finished(k.eq_mp(zero, th), h)

    return run


tanh_pos = lemma(
    "tanh_pos", _if(lt(ZERO, x.term), lt(ZERO, tanh(x).term)), "tanh has the sign of its argument", _tanh_signed(True), auto=True
)
tanh_nonneg = lemma(
    "tanh_nonneg", _if(le(ZERO, x.term), le(ZERO, tanh(x).term)), "tanh has the sign of its argument", _tanh_signed(False), auto=True
)


def _abs_tanh() -> Theorem:
    goal = Eq(abs(tanh(x)), tanh(abs(x))).term

    def positive(h: Theorem) -> Theorem:
        q = cited(Prover(), h)
        return close(q, goal, [LEMMAS["abs_of_nonneg"]])

    def negative(h: Theorem) -> Theorem:
        q = cited(Prover(), h)
        up = k.mp(spec(tanh_nonneg.theorem, (-x).term), q.need(le(ZERO, (-x).term)))
        odd = spec(tanh_neg.theorem, x.term)
        up = k.eq_mp(k.congr(k.refl(up.concl.fun), odd), up)  # 0 <= -tanh x
        below = from_difference(up, tanh(x).term, ZERO)
        left = k.mp(spec(lib("abs_of_nonpos"), tanh(x).term), below)
        inner = k.mp(spec(lib("abs_of_nonpos"), x.term), h)
        return k.trans(k.trans(left, k.sym(odd)), k.sym(k.congr(k.refl(const("tanh")), inner)))

    return finished(le_or_ge(ZERO, x.term, positive, negative))


abs_tanh = lemma("abs_tanh", Eq(abs(tanh(x)), tanh(abs(x))).term, "tanh is odd", _abs_tanh, "rewrite")
