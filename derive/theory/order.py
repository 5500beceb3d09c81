"""The ordered field of real numbers: axioms, and what follows from them at once."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, equation, literal
from derive.kernel.theorem import Theorem
from derive.language.expr import Eq, Expr, Iff, Implies, Not, Real
from derive.language.logic import call
from derive.language.symbols import symbols
from derive.tactics.inequality import (
    ZERO,
    add_nonneg_of,
    difference,
    from_difference,
    from_not_le,
    le,
    le_or_ge,
    lt,
    not_le,
    same,
    sides,
    strict,
    trans,
    weaken,
)
from derive.tactics.lemma import Lemma, axiom, lemma
from derive.tactics.logic import by_cases, gen, mps, not_elim, not_intro, spec

x, y, z, w = symbols("x y z w", Real)
X, Y, Z, W = (e.term for e in (x, y, z, w))
RUDIN = "Rudin, Principles of Mathematical Analysis, Definitions 1.5, 1.12, 1.17"


def _imp(*claims: object) -> Term:
    result = claims[-1]
    for c in reversed(claims[:-1]):
        result = Implies(c, result)
    if not isinstance(result, Expr):
        raise TypeError("a statement is an expression")
    return result.term


def Ne_(e: Expr) -> Expr:
    """e is not 0, in the form that the field rule reads."""
    return Not(Eq(e, 0))


le_trans = axiom("le_trans", _imp(x <= y, y <= z, x <= z), "transitivity", RUDIN)
le_antisymm = axiom("le_antisymm", _imp(x <= y, y <= x, Eq(x, y)), "antisymmetry", RUDIN)
lt_iff = axiom("lt_iff", Iff(x < y, Not(y <= x)).term, "the order is total", RUDIN)
le_of_lt = axiom("le_of_lt", _imp(x < y, x <= y), "the order is total", RUDIN)


def _refl() -> Theorem:
    """x <= x, or else x < x, and then x <= x all the same."""
    h = le(X, X)
    return gen(by_cases(h, k.assume(h), weaken(from_not_le(k.assume(call("not", h)), X, X))), X)


le_refl = lemma("le_refl", (x <= x).term, "reflexivity", _refl)
add_le_add_right = axiom("add_le_add_right", _imp(x <= y, x + z <= y + z), "adding on both sides", RUDIN)
mul_nonneg = axiom(
    "mul_nonneg", _imp(0 <= x, 0 <= y, Expr(call("le", ZERO, (x * y).term))), "products of non-negative numbers", RUDIN, auto=True
)


def _lemma(name: str, statement: Term, words: str, proof: Callable[[], Theorem], *use: str, auto: bool = False) -> Lemma:
    return lemma(name, statement, words, proof, *use, auto=auto)


def _proved(variables: tuple[Term, ...], hyps: tuple[Term, ...], body: Callable[..., Theorem]) -> Callable[[], Theorem]:
    """A proof of `for all variables: hyps ==> ...` from a function of the assumed hypotheses."""

    def run() -> Theorem:
        th = body(*(k.assume(h) for h in hyps))
        for h in reversed(hyps):
            th = k.discharge(h, th)
        return gen(th, *sorted(variables, key=lambda v: v.name))

    return run


def _add_nonneg(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[1]
    th = k.mp(spec(add_le_add_right.theorem, ZERO, p, q), a)
    return trans(b, same(th, q, call("add", p, q)))


add_nonneg = _lemma("add_nonneg", _imp(0 <= x, 0 <= y, 0 <= x + y), "sums of non-negative numbers",
                    _proved((X, Y), (le(ZERO, X), le(ZERO, Y)), _add_nonneg), auto=True)  # fmt: skip


def _of_eq(flip: bool) -> Callable[[Theorem], Theorem]:
    def body(h: Theorem) -> Theorem:
        a, _b = sides(h)
        th = spec(le_refl.theorem, a)
        head = le(a, a)
        if flip:
            return k.eq_mp(k.congr(k.congr(k.refl(head.fun.fun), h), k.refl(a)), th)
        return k.eq_mp(k.congr(k.refl(head.fun), h), th)

    return body


le_of_eq = _lemma("le_of_eq", _imp(Eq(x, y), x <= y), "equal numbers", _proved((X, Y), (equation(X, Y),), _of_eq(False)))
ge_of_eq = _lemma("ge_of_eq", _imp(Eq(x, y), y <= x), "equal numbers", _proved((X, Y), (equation(X, Y),), _of_eq(True)))


def _add_pos(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[1]
    total = call("add", p, q)

    def refute(h: Theorem) -> Theorem:
        small = from_difference(b, p, total)
        return not_elim(not_le(a), trans(small, h))

    return strict(ZERO, total, refute)


add_pos_of_pos_of_nonneg = _lemma("add_pos_of_pos_of_nonneg", _imp(0 < x, 0 <= y, 0 < x + y), "sums of positive numbers",
                                  _proved((X, Y), (lt(ZERO, X), le(ZERO, Y)), _add_pos), auto=True)  # fmt: skip


def _lt_shift(a: Theorem) -> Theorem:
    p, q = sides(a)

    def refute(h: Theorem) -> Theorem:
        back = k.mp(spec(add_le_add_right.theorem, call("add", q, Z), call("add", p, Z), call("neg", Z)), h)
        return not_elim(not_le(a), same(back, q, p))

    return strict(call("add", p, Z), call("add", q, Z), refute)


add_lt_add_right = _lemma(
    "add_lt_add_right", _imp(x < y, x + z < y + z), "adding on both sides", _proved((X, Y, Z), (lt(X, Y),), _lt_shift)
)


def _sub_pos(a: Theorem) -> Theorem:
    p, q = sides(a)
    return same(k.mp(spec(add_lt_add_right.theorem, p, q, call("neg", p)), a), ZERO, call("sub", q, p))


sub_pos_of_lt = _lemma("sub_pos_of_lt", _imp(x < y, 0 < y - x), "the difference is positive", _proved((X, Y), (lt(X, Y),), _sub_pos))


def _lt_of_lt_of_le(a: Theorem, b: Theorem) -> Theorem:
    return strict(sides(a)[0], sides(b)[1], lambda h: not_elim(not_le(a), trans(b, h)))


def _lt_of_le_of_lt(a: Theorem, b: Theorem) -> Theorem:
    return strict(sides(a)[0], sides(b)[1], lambda h: not_elim(not_le(b), trans(h, a)))


lt_of_lt_of_le = _lemma(
    "lt_of_lt_of_le", _imp(x < y, y <= z, x < z), "transitivity", _proved((X, Y, Z), (lt(X, Y), le(Y, Z)), _lt_of_lt_of_le)
)
lt_of_le_of_lt = _lemma(
    "lt_of_le_of_lt", _imp(x <= y, y < z, x < z), "transitivity", _proved((X, Y, Z), (le(X, Y), lt(Y, Z)), _lt_of_le_of_lt)
)
lt_trans = _lemma("lt_trans", _imp(x < y, y < z, x < z), "transitivity",
                  _proved((X, Y, Z), (lt(X, Y), lt(Y, Z)), lambda a, b: _lt_of_lt_of_le(a, weaken(b))))  # fmt: skip


def _add_pos_right(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[1]
    return same(mps(spec(add_pos_of_pos_of_nonneg.theorem, q, p), b, a), ZERO, call("add", p, q))


add_pos_of_nonneg_of_pos = _lemma("add_pos_of_nonneg_of_pos", _imp(0 <= x, 0 < y, 0 < x + y), "sums of positive numbers",
                                  _proved((X, Y), (le(ZERO, X), lt(ZERO, Y)), _add_pos_right), auto=True)  # fmt: skip


def _ne_of_pos(a: Theorem) -> Theorem:
    p = sides(a)[1]
    h = equation(p, ZERO)
    th = k.eq_mp(k.congr(k.refl(le(p, p).fun), k.assume(h)), spec(le_refl.theorem, p))  # p <= p to p <= 0
    return not_intro(h, not_elim(not_le(a), th))


ne_zero_of_pos = _lemma(
    "ne_zero_of_pos", _imp(0 < x, Not(Eq(x, 0))), "positive numbers are not 0", _proved((X,), (lt(ZERO, X),), _ne_of_pos)
)


def _mul_pos(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[1]
    product = call("mul", p, q)

    def refute(h: Theorem) -> Theorem:
        nonneg = mps(spec(mul_nonneg.theorem, p, q), weaken(a), weaken(b))
        zero = mps(spec(le_antisymm.theorem, product, ZERO), h, nonneg)
        p_ne = k.mp(spec(ne_zero_of_pos.theorem, p), a)
        q_ne = k.mp(spec(ne_zero_of_pos.theorem, q), b)
        step = k.congr(k.refl(_partial("mul", call("inv", p))), zero)  # inv p * (p q) = inv p * 0
        q_zero = k.trans(k.trans(k.field(q, _left(step), [p_ne]), step), k.field(_right(step), ZERO))
        return not_elim(q_ne, q_zero)

    return strict(ZERO, product, refute)


def _partial(name: str, *args: Term) -> Term:
    from derive.kernel.terms import apply, const

    return apply(const(name), *args)


def _left(th: Theorem) -> Term:
    return sides(th)[0]


def _right(th: Theorem) -> Term:
    return sides(th)[1]


mul_pos = _lemma(
    "mul_pos",
    _imp(0 < x, 0 < y, 0 < x * y),
    "products of positive numbers",
    _proved((X, Y), (lt(ZERO, X), lt(ZERO, Y)), _mul_pos),
    auto=True,
)


def _inv_pos(a: Theorem) -> Theorem:
    p = sides(a)[1]
    i = call("inv", p)

    def refute(h: Theorem) -> Theorem:
        ne = k.mp(spec(ne_zero_of_pos.theorem, p), a)
        th = mps(spec(mul_nonneg.theorem, p, call("sub", ZERO, i)), weaken(a), difference(h))
        return not_elim(not_le(k.compare(lt(literal(-1), ZERO))), same(th, ZERO, literal(-1), ne))

    return strict(ZERO, i, refute)


inv_pos = _lemma("inv_pos", _imp(0 < x, 0 < x**-1), "inverses of positive numbers", _proved((X,), (lt(ZERO, X),), _inv_pos), auto=True)


def _div_pos(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[1]
    th = mps(spec(mul_pos.theorem, p, call("inv", q)), a, k.mp(spec(inv_pos.theorem, q), b))
    return same(th, ZERO, call("div", p, q))


div_pos = _lemma(
    "div_pos",
    _imp(0 < x, 0 < y, 0 < x / y),
    "quotients of positive numbers",
    _proved((X, Y), (lt(ZERO, X), lt(ZERO, Y)), _div_pos),
    auto=True,
)


def _div_nonneg(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[1]
    th = mps(spec(mul_nonneg.theorem, p, call("inv", q)), a, weaken(k.mp(spec(inv_pos.theorem, q), b)))
    return same(th, ZERO, call("div", p, q))


div_nonneg = _lemma(
    "div_nonneg", _imp(0 <= x, 0 < y, 0 <= x / y), "quotients", _proved((X, Y), (le(ZERO, X), lt(ZERO, Y)), _div_nonneg), auto=True
)


def _mul_self() -> Theorem:
    square = call("mul", X, X)
    minus = call("neg", X)

    def negative(h: Theorem) -> Theorem:
        n = same(difference(h), ZERO, minus)
        return same(mps(spec(mul_nonneg.theorem, minus, minus), n, n), ZERO, square)

    return gen(le_or_ge(ZERO, X, lambda h: mps(spec(mul_nonneg.theorem, X, X), h, h), negative), X)


mul_self_nonneg = _lemma("mul_self_nonneg", le(ZERO, call("mul", X, X)), "squares are not negative", _mul_self)
sq_nonneg = _lemma("sq_nonneg", le(ZERO, (x**2).term), "squares are not negative",
                   lambda: gen(same(spec(mul_self_nonneg.theorem, X), ZERO, (x**2).term), X), "bound", auto=True)  # fmt: skip


def _neg_le(a: Theorem) -> Theorem:
    p, q = sides(a)
    return from_difference(difference(a), call("neg", q), call("neg", p))


neg_le_neg = _lemma(
    "neg_le_neg", _imp(x <= y, -y <= -x), "a minus sign turns the order round", _proved((X, Y), (le(X, Y),), _neg_le), "mono"
)


def _add_le_add(a: Theorem, b: Theorem) -> Theorem:
    (p, q), (r, s) = sides(a), sides(b)
    return from_difference(add_nonneg_of(difference(a), difference(b)), call("add", p, r), call("add", q, s))


add_le_add = _lemma(
    "add_le_add",
    _imp(x <= y, z <= w, x + z <= y + w),
    "adding inequalities",
    _proved((X, Y, Z, W), (le(X, Y), le(Z, W)), _add_le_add),
    "mono",
)


def _sub_le_sub(a: Theorem, b: Theorem) -> Theorem:
    (p, q), (r, s) = sides(a), sides(b)
    return from_difference(add_nonneg_of(difference(a), difference(b)), call("sub", p, s), call("sub", q, r))


sub_le_sub = _lemma(
    "sub_le_sub",
    _imp(x <= y, z <= w, x - w <= y - z),
    "subtracting inequalities",
    _proved((X, Y, Z, W), (le(X, Y), le(Z, W)), _sub_le_sub),
    "mono",
)


def _mul_le_mul(a: Theorem, b: Theorem, c: Theorem, d: Theorem) -> Theorem:
    (p, q), (r, s) = sides(a), sides(b)  # p <= q, r <= s, 0 <= r, 0 <= q: p r <= q r <= q s
    first = mps(spec(mul_nonneg.theorem, call("sub", q, p), r), difference(a), c)
    second = mps(spec(mul_nonneg.theorem, q, call("sub", s, r)), d, difference(b))
    return from_difference(add_nonneg_of(first, second), call("mul", p, r), call("mul", q, s))


mul_le_mul = _lemma("mul_le_mul", _imp(x <= y, z <= w, 0 <= z, 0 <= y, x * z <= y * w), "multiplying inequalities",
                    _proved((X, Y, Z, W), (le(X, Y), le(Z, W), le(ZERO, Z), le(ZERO, Y)), _mul_le_mul), "mono")  # fmt: skip


def _mul_left(a: Theorem, b: Theorem) -> Theorem:
    (p, q), c = sides(a), sides(b)[1]
    return from_difference(mps(spec(mul_nonneg.theorem, c, call("sub", q, p)), b, difference(a)), call("mul", c, p), call("mul", c, q))


mul_le_mul_of_nonneg_left = _lemma("mul_le_mul_of_nonneg_left", _imp(x <= y, 0 <= z, z * x <= z * y), "a factor that is not negative keeps the order",
                                   _proved((X, Y, Z), (le(X, Y), le(ZERO, Z)), _mul_left), "mono")  # fmt: skip


def _div_right(a: Theorem, b: Theorem) -> Theorem:
    (p, q), c = sides(a), sides(b)[1]
    i = weaken(k.mp(spec(inv_pos.theorem, c), b))
    return from_difference(
        mps(spec(mul_nonneg.theorem, call("inv", c), call("sub", q, p)), i, difference(a)), call("div", p, c), call("div", q, c)
    )


div_le_div_of_pos_right = _lemma("div_le_div_of_pos_right", _imp(x <= y, 0 < z, x / z <= y / z), "dividing by a positive number",
                                 _proved((X, Y, Z), (le(X, Y), lt(ZERO, Z)), _div_right), "mono")  # fmt: skip


def _mul_le_left(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[0]  # 0 <= p, q <= 1: p q <= p
    th = mps(spec(mul_nonneg.theorem, p, call("sub", literal(1), q)), a, difference(b))
    return from_difference(th, call("mul", p, q), p)


_unit = le(Y, literal(1))
mul_le_of_le_one_right = _lemma(
    "mul_le_of_le_one_right",
    _imp(0 <= x, y <= 1, x * y <= x),
    "a factor that is at most 1",
    _proved((X, Y), (le(ZERO, X), _unit), _mul_le_left),
    auto=True,
)


def _mul_le_right(a: Theorem, b: Theorem) -> Theorem:
    p, q = sides(a)[1], sides(b)[0]
    return same(_mul_le_left(a, b), call("mul", q, p), p)


mul_le_of_le_one_left = _lemma(
    "mul_le_of_le_one_left",
    _imp(0 <= x, y <= 1, y * x <= x),
    "a factor that is at most 1",
    _proved((X, Y), (le(ZERO, X), _unit), _mul_le_right),
    auto=True,
)
_ABS = "definition of the absolute value"
abs_of_nonneg = axiom("abs_of_nonneg", _imp(0 <= x, Eq(abs(x), x)), "by definition of the absolute value", _ABS)
abs_of_nonpos = axiom("abs_of_nonpos", _imp(x <= 0, Eq(abs(x), -x)), "by definition of the absolute value", _ABS)


def _abs_neg() -> Theorem:
    minus = call("neg", X)

    def step(h: Theorem) -> Theorem:  # 0 <= x
        down = from_difference(h, minus, ZERO)
        first = k.mp(spec(abs_of_nonpos.theorem, minus), down)
        return k.trans(k.trans(first, k.field(call("neg", minus), X)), k.sym(k.mp(spec(abs_of_nonneg.theorem, X), h)))

    def other(h: Theorem) -> Theorem:  # x <= 0
        up = same(difference(h), ZERO, minus)
        return k.trans(k.mp(spec(abs_of_nonneg.theorem, minus), up), k.sym(k.mp(spec(abs_of_nonpos.theorem, X), h)))

    return gen(le_or_ge(ZERO, X, step, other), X)


abs_neg = _lemma("abs_neg", Eq(abs(-x), abs(x)).term, "the absolute value has no sign", _abs_neg)


def _abs_nonneg() -> Theorem:
    at = k.refl(le(ZERO, ZERO).fun)  # 0 <= .
    up = le_or_ge(
        ZERO,
        X,
        lambda h: k.eq_mp(k.congr(at, k.sym(k.mp(spec(abs_of_nonneg.theorem, X), h))), h),
        lambda h: k.eq_mp(k.congr(at, k.sym(k.mp(spec(abs_of_nonpos.theorem, X), h))), same(difference(h), ZERO, call("neg", X))),
    )
    return gen(up, X)


abs_nonneg = _lemma("abs_nonneg", (0 <= abs(x)).term, "absolute values are not negative", _abs_nonneg, auto=True)


def _mul_ne(a: Theorem, b: Theorem) -> Theorem:
    from derive.kernel.terms import parts

    p, q = (parts(parts(h.concl)[1][0])[1][0] for h in (a, b))
    h = equation(call("mul", p, q), ZERO)
    step = k.congr(k.refl(call("mul", call("inv", p), q).fun), k.assume(h))
    return not_intro(h, not_elim(b, k.trans(k.trans(k.field(q, sides(step)[0], [a]), step), k.field(sides(step)[1], ZERO))))


_NE = [call("not", equation(v, ZERO)) for v in (X, Y)]
mul_ne_zero = _lemma(
    "mul_ne_zero", _imp(Ne_(x), Ne_(y), Ne_(x * y)), "products of numbers that are not 0", _proved((X, Y), (_NE[0], _NE[1]), _mul_ne)
)


def _inv_ne(a: Theorem) -> Theorem:
    h = equation(call("inv", X), ZERO)
    step = k.congr(k.refl(call("mul", X, X).fun), k.assume(h))  # x inv x = x 0
    one = k.trans(k.trans(k.field(literal(1), sides(step)[0], [a]), step), k.field(sides(step)[1], ZERO))
    return not_intro(h, not_elim(k.compare(call("not", equation(literal(1), ZERO))), one))


inv_ne_zero = _lemma("inv_ne_zero", _imp(Ne_(x), Ne_(x**-1)), "inverses are not 0", _proved((X,), (_NE[0],), _inv_ne))
