"""Exponential function, logarithm, derivatives, suprema."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real, type_var
from derive.language.expr import Eq, Expr, Iff, Natural, Real
from derive.language.logic import call
from derive.language.symbols import D, exp, log, symbols
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ZERO, finished, induction, succ
from derive.tactics.inequality import ZERO, difference, from_difference, le, lt, not_le, same, strict
from derive.tactics.lemma import axiom, lemma, method
from derive.tactics.logic import exists_elim, exists_intro, mps, not_elim, parts_of_eq, spec, unfold
from derive.tactics.prover import Prover
from derive.tactics.rewriting import method_procedure
from derive.theory import numbers, order

_imp = order._imp
x, y, c, d, e = symbols("x y c d e", Real)
n = symbols("n", Natural)
_RUDIN8 = "Rudin, Principles of Mathematical Analysis, Theorem 8.6"
exp_add = axiom("exp_add", Eq(exp(x + y), exp(x) * exp(y)).term, "exp of a sum", _RUDIN8, "rewrite", "method:exp")
add_one_le_exp = axiom(
    "add_one_le_exp",
    (x + 1 <= exp(x)).term,
    "the tangent lies below exp",
    "Rudin, Principles of Mathematical Analysis, Theorems 8.6 and 5.10 (exp is its own derivative; mean value theorem)",
    "bound",
)
exp_log = axiom(
    "exp_log", _imp(0 < x, Eq(exp(log(x)), x)), "log inverts exp", "Rudin, Principles of Mathematical Analysis, chapter 8, (36)", "rewrite"
)


def _exp_zero() -> Theorem:
    """e = e e for e = exp(0), and e is at least 1."""
    e = exp(0).term
    above = same(spec(add_one_le_exp.theorem, ZERO), literal(1), e)
    positive = mps(spec(order.lt_of_lt_of_le.theorem, ZERO, literal(1), e), k.compare(lt(ZERO, literal(1))), above)
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, e), positive)
    square = k.trans(k.congr(k.refl(exp.term), k.field(ZERO, call("add", ZERO, ZERO))), spec(exp_add.theorem, ZERO, ZERO))
    scaled = k.congr(k.refl(call("mul", call("inv", e), e).fun), square)  # 1/e e = 1/e (e e)
    left, right = parts_of_eq(scaled)
    return k.sym(k.trans(k.trans(k.field(literal(1), left, [ne]), scaled), k.field(right, e, [ne])))


exp_zero = lemma("exp_zero", Eq(exp(0), 1).term, "exp(0) = 1", _exp_zero, "rewrite")


def _exp_pos() -> Theorem:
    half = x / 2
    Prover()
    square = spec(exp_add.theorem, half.term, half.term)
    whole = k.trans(k.congr(k.refl(exp.term), k.field(x.term, (half + half).term)), square)
    nonneg = spec(order.mul_self_nonneg.theorem, exp(half).term)
    at_least = k.eq_mp(k.congr(k.refl(le(ZERO, ZERO).fun), k.sym(whole)), nonneg)

    def refute(h: Theorem) -> Theorem:
        zero = mps(spec(order.le_antisymm.theorem, exp(x).term, ZERO), h, at_least)
        one = k.trans(
            k.sym(exp_zero.theorem),
            k.trans(k.congr(k.refl(exp.term), k.field(ZERO, (x + -x).term)), spec(exp_add.theorem, x.term, (-x).term)),
        )
        product = k.trans(one, k.congr(k.congr(k.refl(const("mul")), zero), k.refl(exp(-x).term)))
        nothing = k.trans(product, k.field(parts_of_eq(product)[1], ZERO))
        return not_elim(k.compare(call("not", equation(literal(1), ZERO))), nothing)

    return finished(strict(ZERO, exp(x).term, refute))


exp_pos = lemma("exp_pos", (0 < exp(x)).term, "exp is positive", _exp_pos, "bound", auto=True)


def _log_exp() -> Theorem:
    """exp takes one value at log(exp(x)) and x; where it does, each number is at most the other."""
    value = exp(x).term
    equal = k.mp(spec(exp_log.theorem, value), spec(exp_pos.theorem, x.term))

    def at_most(th: Theorem) -> Theorem:
        """exp(a) = exp(b) to a <= b: the tangent at a - b lies below exp(a - b) = exp(0) = 1."""
        a, b = (side.arg for side in parts_of_eq(th))
        minus = call("neg", b)
        product = k.trans(spec(exp_add.theorem, a, minus), k.congr(k.congr(k.refl(const("mul")), th), k.refl(call("exp", minus))))
        nothing = k.trans(k.sym(spec(exp_add.theorem, b, minus)), k.congr(k.refl(exp.term), k.field(call("add", b, minus), ZERO)))
        one = k.trans(k.trans(product, nothing), exp_zero.theorem)
        tangent = spec(add_one_le_exp.theorem, call("add", a, minus))
        below = k.eq_mp(k.congr(k.refl(tangent.concl.fun), one), tangent)
        return from_difference(difference(below), a, b)

    return finished(mps(spec(order.le_antisymm.theorem, call("log", value), x.term), at_most(equal), at_most(k.sym(equal))))


log_exp = lemma("log_exp", Eq(log(exp(x)), x).term, "log inverts exp", _log_exp, "rewrite")


def _exp_neg() -> Theorem:
    p = Prover()
    ne = p.need(call("not", equation(exp(x).term, ZERO)))
    product = spec(exp_add.theorem, x.term, (-x).term)
    one = k.trans(k.sym(exp_zero.theorem), k.trans(k.congr(k.refl(exp.term), k.field(ZERO, (x + -x).term)), product))
    scaled = k.congr(k.refl(call("mul", (exp(x) ** -1).term, ZERO).fun), one)  # 1/e * 1 = 1/e * (e e')
    return finished(
        k.sym(
            k.trans(
                k.trans(k.field((1 / exp(x)).term, parts_of_eq(scaled)[0]), scaled), k.field(parts_of_eq(scaled)[1], exp(-x).term, [ne])
            )
        )
    )


exp_neg = lemma("exp_neg", Eq(exp(-x), 1 / exp(x)).term, "exp of a negative", _exp_neg, "rewrite", "method:exp")


def _exp_sub() -> Theorem:
    split = k.trans(k.congr(k.refl(exp.term), k.field((x - y).term, (x + -y).term)), spec(exp_add.theorem, x.term, (-y).term))
    now = parts_of_eq(split)[1]
    th = k.trans(split, k.congr(k.refl(now.fun), spec(exp_neg.theorem, y.term)))
    return finished(k.trans(th, k.field(parts_of_eq(th)[1], (exp(x) / exp(y)).term)))


exp_sub = lemma("exp_sub", Eq(exp(x - y), exp(x) / exp(y)).term, "exp of a difference", _exp_sub, "rewrite", "method:exp")


def _exp_nat_mul() -> Theorem:
    statement = Eq(exp(n * x), exp(x) ** n).term
    base_goal = apply(abstract(n.term, statement), NAT_ZERO)
    left, right = parts_of_eq_term(base_goal)
    base = k.trans(k.trans(k.congr(k.refl(exp.term), k.field(left.arg, ZERO)), exp_zero.theorem), k.field(literal(1), right))
    goal = apply(abstract(n.term, statement), succ(n.term))
    left, right = parts_of_eq_term(goal)
    split = k.trans(k.congr(k.refl(exp.term), k.field(left.arg, (n * x + x).term)), spec(exp_add.theorem, (n * x).term, x.term))
    now = parts_of_eq(split)[1]
    th = k.trans(split, k.congr(k.congr(k.refl(now.fun.fun), k.assume(statement)), k.refl(now.arg)))
    step = k.trans(th, k.field(parts_of_eq(th)[1], right))
    return finished(k.specialize(induction(n.term, statement, base, step), n.term))


def parts_of_eq_term(t: Term) -> tuple[Term, Term]:
    """The two sides of an equation."""
    return t.fun.arg, t.arg


exp_nat_mul = lemma("exp_nat_mul", Eq(exp(n * x), exp(x) ** n).term, "exp of a multiple", _exp_nat_mul, "rewrite", "method:exp")


@method_procedure("exp", "exp")
def _exp_parts(p: Prover, t: Term) -> Theorem | None:
    """exp of a sum, difference, negative or natural multiple, through products and powers of exp."""
    from derive.kernel.terms import parts

    _, (arg,) = parts(t)
    name, args = parts(arg)
    if name in ("add", "sub"):
        return spec((exp_add if name == "add" else exp_sub).theorem, *args)
    if name == "neg":
        return spec(exp_neg.theorem, *args)
    if name == "mul" and args[0].tag == "lit" and args[0].value.denominator == 1:
        count = int(args[0].value)
        if count < 0:
            inner = call("mul", literal(-count), args[1])
            first = k.congr(k.refl(exp.term), k.field(arg, call("neg", inner)))
            return k.trans(first, spec(exp_neg.theorem, inner))
        cast = call("mul", call("cast", literal(count, nat)), args[1])
        return k.trans(k.congr(k.refl(exp.term), k.field(arg, cast)), spec(exp_nat_mul.theorem, literal(count, nat), args[1]))
    if name == "mul" and parts(args[0])[0] == "cast":
        return spec(exp_nat_mul.theorem, args[0].arg, args[1])
    return None


log_one = lemma("log_one", Eq(log(1), 0).term, "log(1) = 0",
                lambda: k.trans(k.congr(k.refl(log.term), k.sym(exp_zero.theorem)), spec(log_exp.theorem, ZERO)), "rewrite")  # fmt: skip


def _log_mul() -> Theorem:
    hx, hy = k.assume(lt(ZERO, x.term)), k.assume(lt(ZERO, y.term))
    ex, ey = k.mp(spec(exp_log.theorem, x.term), hx), k.mp(spec(exp_log.theorem, y.term), hy)
    both = k.congr(k.congr(k.refl(const("mul")), k.sym(ex)), k.sym(ey))
    joined = k.sym(spec(exp_add.theorem, log(x).term, log(y).term))
    th = k.trans(k.congr(k.refl(log.term), k.trans(both, joined)), spec(log_exp.theorem, (log(x) + log(y)).term))
    return finished(th, lt(ZERO, x.term), lt(ZERO, y.term))


log_mul = lemma("log_mul", _imp(0 < x, 0 < y, Eq(log(x * y), log(x) + log(y))), "log of a product", _log_mul, "rewrite", "method:log")


def _log_inv() -> Theorem:
    h = k.assume(lt(ZERO, x.term))
    p = Prover()
    p.add(h)
    i = p.need(lt(ZERO, (x**-1).term))
    product = mps(spec(log_mul.theorem, x.term, (x**-1).term), h, i)
    ne = p.need(call("not", equation(x.term, ZERO)))
    one = k.trans(k.congr(k.refl(log.term), k.field(literal(1), (x * x**-1).term, [ne])), product)
    zero = k.trans(k.sym(log_one.theorem), one)
    p.add(zero)
    return finished(close(p, Eq(log(x**-1), -log(x)).term, [zero]), lt(ZERO, x.term))


log_inv = lemma("log_inv", _imp(0 < x, Eq(log(x**-1), -log(x))), "log of an inverse", _log_inv, "rewrite", "method:log")


def _log_div() -> Theorem:
    hx, hy = lt(ZERO, x.term), lt(ZERO, y.term)
    p = Prover()
    p.add(k.assume(hx))
    p.add(k.assume(hy))
    i = p.need(lt(ZERO, (y**-1).term))
    product = mps(spec(log_mul.theorem, x.term, (y**-1).term), k.assume(hx), i)
    inverse = k.mp(spec(log_inv.theorem, y.term), k.assume(hy))
    start = k.congr(k.refl(log.term), k.field((x / y).term, (x * y**-1).term))
    now = parts_of_eq(product)[1]
    th = k.trans(k.trans(start, product), k.congr(k.refl(now.fun), inverse))
    return finished(k.trans(th, k.field(parts_of_eq(th)[1], (log(x) - log(y)).term)), hx, hy)


log_div = lemma("log_div", _imp(0 < x, 0 < y, Eq(log(x / y), log(x) - log(y))), "log of a quotient", _log_div, "rewrite", "method:log")


def _log_pow() -> Theorem:
    h = lt(ZERO, x.term)
    statement = Eq(log(x**n), n * log(x)).term
    left, right = parts_of_eq_term(apply(abstract(n.term, statement), NAT_ZERO))
    base = k.trans(k.trans(k.congr(k.refl(log.term), k.field(left.arg, literal(1))), log_one.theorem), k.field(ZERO, right))
    p = Prover()
    p.add(k.assume(h))
    left, right = parts_of_eq_term(apply(abstract(n.term, statement), succ(n.term)))
    positive = p.need(lt(ZERO, (x**n).term))
    split = k.trans(
        k.congr(k.refl(log.term), k.field(left.arg, (x**n * x).term)),
        mps(spec(log_mul.theorem, (x**n).term, x.term), positive, k.assume(h)),
    )
    now = parts_of_eq(split)[1]
    th = k.trans(split, k.congr(k.congr(k.refl(now.fun.fun), k.assume(statement)), k.refl(now.arg)))
    step = k.trans(th, k.field(parts_of_eq(th)[1], right))
    return finished(k.specialize(induction(n.term, statement, base, step), n.term), h)


log_pow = lemma("log_pow", _imp(0 < x, Eq(log(x**n), n * log(x))), "log of a power", _log_pow, "rewrite", "method:log")


def _log_le() -> Theorem:
    h = lt(ZERO, x.term)
    e1 = k.mp(spec(exp_log.theorem, x.term), k.assume(h))
    below = spec(add_one_le_exp.theorem, log(x).term)
    below = k.eq_mp(k.congr(k.refl(below.concl.fun), e1), below)
    p = Prover()
    p.add(below)
    return finished(p.need(le(log(x).term, (x - 1).term)), h)


log_le_sub_one = lemma("log_le_sub_one", _imp(0 < x, log(x) <= x - 1), "log lies below its tangent", _log_le, "bound")


def _exp_mono() -> Theorem:
    h = le(x.term, y.term)
    p = Prover()
    p.add(k.assume(h))
    split = k.trans(k.congr(k.refl(exp.term), k.field(y.term, (x + (y - x)).term)), spec(exp_add.theorem, x.term, (y - x).term))
    grow = spec(add_one_le_exp.theorem, (y - x).term)
    p.add(grow)
    one = p.need(le(literal(1), exp(y - x).term))
    th = mps(spec(order.mul_le_mul_of_nonneg_left.theorem, literal(1), exp(y - x).term, exp(x).term), one, p.need(le(ZERO, exp(x).term)))
    th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.field(parts_of_le(th)[0], exp(x).term)), k.sym(split)), th)
    return finished(th, h)


def parts_of_le(th: Theorem) -> tuple[Term, Term]:
    """The two sides of an inequality."""
    from derive.tactics.inequality import sides

    return sides(th)


exp_le_exp = lemma("exp_le_exp", _imp(x <= y, exp(x) <= exp(y)), "exp grows", _exp_mono, "mono")


def _exp_strict() -> Theorem:
    h = lt(x.term, y.term)
    p = Prover()
    p.add(k.assume(h))
    weak = k.mp(spec(exp_le_exp.theorem, x.term, y.term), p.need(le(x.term, y.term)))

    def refute(back: Theorem) -> Theorem:  # e^y <= e^x, so both are equal, so x = y
        equal = mps(spec(order.le_antisymm.theorem, exp(x).term, exp(y).term), weak, back)
        logs = k.congr(k.refl(log.term), equal)
        same = k.trans(k.trans(k.sym(spec(log_exp.theorem, x.term)), logs), spec(log_exp.theorem, y.term))
        return not_elim(not_le(k.assume(h)), k.mp(spec(order.ge_of_eq.theorem, x.term, y.term), same))

    return finished(strict(exp(x).term, exp(y).term, refute), h)


exp_lt_exp = lemma("exp_lt_exp", implication(lt(x.term, y.term), lt(exp(x).term, exp(y).term)), "exp grows", _exp_strict, "mono")


def _exp_injective() -> Theorem:
    from derive.tactics.logic import iff_intro

    values, points = Eq(exp(x), exp(y)).term, Eq(x, y).term
    logs = k.congr(k.refl(log.term), k.assume(values))
    forward = k.trans(k.trans(k.sym(spec(log_exp.theorem, x.term)), logs), spec(log_exp.theorem, y.term))
    return finished(iff_intro(forward, k.congr(k.refl(exp.term), k.assume(points)), values, points))


exp_eq_exp_iff = lemma("exp_eq_exp_iff", Iff(Eq(exp(x), exp(y)), Eq(x, y)).term, "exp takes each value once", _exp_injective, "rewrite")


def _exp_one() -> Theorem:
    th = spec(exp_eq_exp_iff.theorem, x.term, ZERO)
    one = k.congr(k.refl(th.concl.fun.arg.fun), exp_zero.theorem)  # exp x = exp 0 to exp x = 1
    return finished(k.trans(k.sym(one), th))


exp_eq_one_iff = lemma("exp_eq_one_iff", Iff(Eq(exp(x), 1), Eq(x, 0)).term, "exp is 1 only at 0", _exp_one, "rewrite")


def _log_mono() -> Theorem:
    hx, h = lt(ZERO, x.term), le(x.term, y.term)
    p = Prover()
    p.add(k.assume(hx))
    p.add(k.assume(h))
    y_pos = mps(spec(order.lt_of_lt_of_le.theorem, ZERO, x.term, y.term), k.assume(hx), k.assume(h))
    a, b = log(x).term, log(y).term
    contrary = call("not", le(a, b))
    from derive.tactics.inequality import from_not_le, weaken
    from derive.tactics.logic import by_contradiction

    less = from_not_le(k.assume(contrary), b, a)  # log y < log x
    grown = mps(spec(exp_le_exp.theorem, b, a), weaken(less))
    back = k.eq_mp(
        k.congr(
            k.congr(k.refl(const("le")), k.mp(spec(exp_log.theorem, y.term), y_pos)), k.mp(spec(exp_log.theorem, x.term), k.assume(hx))
        ),
        grown,
    )
    equal = mps(spec(order.le_antisymm.theorem, x.term, y.term), k.assume(h), back)
    logs = k.congr(k.refl(log.term), equal)
    at_most = k.mp(spec(order.le_of_eq.theorem, a, b), logs)
    return finished(by_contradiction(le(a, b), not_elim(not_le(less), at_most)), hx, h)


log_le_log = lemma("log_le_log", _imp(0 < x, x <= y, log(x) <= log(y)), "log grows", _log_mono, "mono")

# Derivatives.
_RUDIN5 = "Rudin, Principles of Mathematical Analysis, Theorem 5.3"
_EXAMPLES = "Rudin, Principles of Mathematical Analysis, Examples 5.4"
f, g = symbols("f g", Real >> Real)


def _has(function: Term, value: object, point: Expr = x) -> Expr:
    from derive.language.expr import lift

    return Expr(call("has_deriv", function, lift(value, real), point.term))


def _of(expr: Expr) -> Term:
    """The function of x given by an expression."""
    return abstract(x.term, expr.term)


has_deriv_const = axiom("has_deriv_const", _has(_of(c), 0).term, "rules of differentiation", _EXAMPLES)
has_deriv_id = axiom("has_deriv_id", _has(_of(x), 1).term, "rules of differentiation", _EXAMPLES)
_fd, _ge = _has(f.term, d), _has(g.term, e)
has_deriv_add = axiom("has_deriv_add", _imp(_fd, _ge, _has(_of(f(x) + g(x)), d + e)), "rules of differentiation", _RUDIN5)
has_deriv_mul = axiom("has_deriv_mul", _imp(_fd, _ge, _has(_of(f(x) * g(x)), d * g(x) + f(x) * e)), "rules of differentiation", _RUDIN5)
has_deriv_inv = axiom(
    "has_deriv_inv", _imp(_fd, order.Ne_(f(x)), _has(_of(f(x) ** -1), -d / f(x) ** 2)), "rules of differentiation", _RUDIN5
)
has_deriv_comp = axiom(
    "has_deriv_comp",
    _imp(_has(g.term, d, f(x)), _has(f.term, e), _has(_of(g(f(x))), d * e)),
    "the chain rule",
    "Rudin, Principles of Mathematical Analysis, Theorem 5.5",
)
has_deriv_exp = axiom("has_deriv_exp", _has(exp.term, exp(x)).term, "rules of differentiation", _RUDIN8)
has_deriv_log = axiom(
    "has_deriv_log",
    _imp(0 < x, _has(log.term, x**-1)),
    "rules of differentiation",
    "Rudin, Principles of Mathematical Analysis, chapter 8, (38)",
)
deriv_eq = axiom(
    "deriv_eq",
    _imp(_fd, Eq(D(f)(x), d)),
    "definition of the derivative",
    "Rudin, Principles of Mathematical Analysis, Definition 5.1 (limits are unique)",
)


def _restated(th: Theorem, function: Expr, value: Expr, *nonzero: Theorem) -> Theorem:
    """A derivative with function and value in another arrangement."""
    from derive.kernel.terms import parts

    _, (old, d0, at) = parts(th.concl)
    v = var("x", real)
    same_f = k.abstr(v, k.field(apply(old, v), function.term))
    return k.eq_mp(k.congr(k.congr(k.congr(k.refl(const("has_deriv")), same_f), k.field(d0, value.term, nonzero)), k.refl(at)), th)


def _neg() -> Theorem:
    minus = spec(has_deriv_const.theorem, literal(-1), x.term)
    th = mps(spec(has_deriv_mul.theorem, ZERO, d.term, _of(Expr(literal(-1))), f.term, x.term), minus, k.assume(_fd.term))
    return finished(_restated(th, -f(x), -d), _fd.term)


has_deriv_neg = lemma("has_deriv_neg", _imp(_fd, _has(_of(-f(x)), -d)), "rules of differentiation", _neg)


def _sub() -> Theorem:
    minus = mps(spec(has_deriv_neg.theorem, e.term, g.term, x.term), k.assume(_ge.term))
    th = mps(spec(has_deriv_add.theorem, d.term, (-e).term, f.term, _of(-g(x)), x.term), k.assume(_fd.term), minus)
    return finished(_restated(th, f(x) - g(x), d - e), _fd.term, _ge.term)


has_deriv_sub = lemma("has_deriv_sub", _imp(_fd, _ge, _has(_of(f(x) - g(x)), d - e)), "rules of differentiation", _sub)


def _div() -> Theorem:
    ne = k.assume(order.Ne_(g(x)).term)
    inverse = mps(spec(has_deriv_inv.theorem, e.term, g.term, x.term), k.assume(_ge.term), ne)
    th = mps(spec(has_deriv_mul.theorem, d.term, (-e / g(x) ** 2).term, f.term, _of(g(x) ** -1), x.term), k.assume(_fd.term), inverse)
    square = k.mp(spec(numbers.pow_ne_zero.theorem, literal(2, nat), g(x).term), ne)
    return finished(_restated(th, f(x) / g(x), (d * g(x) - f(x) * e) / g(x) ** 2, ne, square), _fd.term, _ge.term, ne.concl)


has_deriv_div = lemma(
    "has_deriv_div",
    _imp(_fd, _ge, order.Ne_(g(x)), _has(_of(f(x) / g(x)), (d * g(x) - f(x) * e) / g(x) ** 2)),
    "rules of differentiation",
    _div,
)


def _pow() -> Theorem:
    claim = _has(_of(f(x) ** (n + 1)), (n + 1) * f(x) ** n * d).term
    one = Expr(apply(abstract(n.term, claim), NAT_ZERO))
    base = _restated_to(k.assume(_fd.term), one.term)
    step = mps(
        spec(has_deriv_mul.theorem, ((n + 1) * f(x) ** n * d).term, d.term, _of(f(x) ** (n + 1)), f.term, x.term),
        k.assume(claim),
        k.assume(_fd.term),
    )
    step = _restated_to(step, apply(abstract(n.term, claim), succ(n.term)))
    return finished(k.specialize(induction(n.term, claim, base, step), n.term), _fd.term)


def _restated_to(th: Theorem, goal: Term) -> Theorem:
    from derive.kernel.terms import parts

    _, (function, value, _at) = parts(goal)
    return _restated(th, Expr(apply(function, x.term)), Expr(value))


has_deriv_pow = lemma("has_deriv_pow", _imp(_fd, _has(_of(f(x) ** (n + 1)), (n + 1) * f(x) ** n * d)), "rules of differentiation", _pow)


def _has_deriv_deriv() -> Theorem:
    h = call("differentiable_at", f.term, x.term)
    opened = k.eq_mp(unfold(h), k.assume(h))
    at = k.mp(spec(deriv_eq.theorem, d.term, f.term, x.term), k.assume(_fd.term))
    body = k.eq_mp(
        k.congr(k.congr(k.refl(call("has_deriv", f.term, d.term, x.term).fun.fun), k.sym(at)), k.refl(x.term)), k.assume(_fd.term)
    )
    return finished(exists_elim(opened, d.term, body), h)


has_deriv_deriv = lemma(
    "has_deriv_deriv",
    implication(call("differentiable_at", f.term, x.term), call("has_deriv", f.term, D(f)(x).term, x.term)),
    "definition of the derivative",
    _has_deriv_deriv,
)
differentiation = method("differentiation", "rules of differentiation", "method:differentiation")
chain_rule = method("chain_rule", "the chain rule", "method:differentiation")

# Suprema.
_a = type_var("a")
_g, _s, _c = var("g", fun(_a, real)), var("s", _a), var("c", real)
_sup = apply(const("sup", fun(fun(_a, real), real)), _g)
_above = apply(const("bounded_above", fun(fun(_a, real), bool_)), _g)
_SUP = "Rudin, Principles of Mathematical Analysis, Definition 1.8 and Theorem 1.19"
le_sup = axiom("le_sup", implication(_above, le(apply(_g, _s), _sup)), "a value is at most the supremum", _SUP, "bound")
sup_le = axiom(
    "sup_le", implication(for_all(_s, le(apply(_g, _s), _c)), le(_sup, _c)), "the supremum is the least upper bound", _SUP, "intro"
)
_norm = apply(const("norm", fun(fun(_a, real), real)), _g)
_bounded = apply(const("bounded", fun(fun(_a, real), bool_)), _g)
_abs_g = call("abs", apply(_g, _s))


def _abs_le_norm() -> Theorem:
    from derive.tactics.logic import conjuncts

    some = conjuncts(k.eq_mp(unfold(_bounded), k.assume(_bounded)))[1]
    h = abstract(_s, _abs_g)
    above = apply(const("bounded_above", fun(h.type, bool_)), h)
    definition = unfold(above)
    known = apply(some.concl.arg, _c)
    intro = k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], _c, k.assume(known)))
    is_above = exists_elim(some, _c, intro)
    th = k.mp(spec(le_sup.theorem, h, _s), is_above)
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(unfold(_norm))), th), _bounded)


abs_le_norm = lemma("abs_le_norm", implication(_bounded, le(_abs_g, _norm)), "a value is at most the supremum norm", _abs_le_norm, "bound")


def _norm_le() -> Theorem:
    h = for_all(_s, le(_abs_g, _c))
    th = k.mp(spec(sup_le.theorem, _c, abstract(_s, _abs_g)), k.assume(h))
    return finished(k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(unfold(_norm))), k.refl(_c)), th), h)


norm_le = lemma(
    "norm_le", implication(for_all(_s, le(_abs_g, _c)), le(_norm, _c)), "the supremum is the least upper bound", _norm_le, "intro"
)


def _norm_nonneg() -> Theorem:
    th = k.mp(spec(abs_le_norm.theorem, _g, _s), k.assume(_bounded))
    return finished(mps(spec(order.le_trans.theorem, ZERO, _abs_g, _norm), spec(order.abs_nonneg.theorem, apply(_g, _s)), th), _bounded)


norm_nonneg = lemma("norm_nonneg", implication(_bounded, le(ZERO, _norm)), "norms are not negative", _norm_nonneg, auto=True)
