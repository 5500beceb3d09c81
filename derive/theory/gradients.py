"""Partial derivatives, differentiation under the integral, the score of a density, minimisers."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, bool_, fun, nat, real, type_var
from derive.language.calculus import _update
from derive.language.logic import call
from derive.language.probability import integral, measure_of
from derive.tactics.calc import close
from derive.tactics.deriv import has_deriv
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import LEMMAS, axiom, lemma
from derive.tactics.logic import chain, conjuncts, exists_elim, iff_intro, mps, parts_of_eq, spec, unfold
from derive.tactics.prover import Prover
from derive.tactics.rewriting import method_procedure
from derive.theory import order

_i, _a = type_var("i", DIM), type_var("a")
_vec = fun(_i, real)
theta, kk, f = var("theta", _vec), var("k", _i), var("f", fun(_vec, real))
here = apply(theta, kk)
update_self = axiom(
    "update_self",
    equation(_update(theta, kk, here), theta),
    "an entry replaced by itself",
    "definition of the update of a vector",
    "rewrite",
)


def partial(function: Term, index: Term, point: Term) -> Term:
    """The partial derivative of a function of a vector."""
    return apply(const("partial", fun(function.type, index.type, point.type, real)), function, index, point)


u, c = var("u", real), var("c", real)
along = abstract(u, apply(f, _update(theta, kk, u)))


def _partial_const() -> Theorem:
    t = partial(abstract(theta, c), kk, theta)
    start = unfold(t)
    inner = parts_of_eq(start)[1]
    th = k.mp(spec(LEMMAS["deriv_eq"].theorem, ZERO, inner.fun.arg, here), spec(LEMMAS["has_deriv_const"].theorem, c, here))
    return finished(k.trans(start, th))


partial_const = lemma(
    "partial_const", equation(partial(abstract(theta, c), kk, theta), ZERO), "rules of differentiation", _partial_const, "rewrite"
)


@method_procedure("differentiation", "partial")
def _constant(p: Prover, t: Term) -> Theorem | None:
    """The partial derivative of a constant is 0."""
    from derive.tactics.rewriting import apply_rule

    return apply_rule(p, partial_const.rule, t)


_diff = call("differentiable_at", along, here)
_log_f = abstract(theta, call("log", apply(f, theta)))


def _derivative_of_log() -> Theorem:
    hyps = (lt(ZERO, apply(f, theta)), _diff)
    p = Prover()
    for h in hyps:
        p.add(k.assume(h))
    same = k.congr(k.refl(f), spec(update_self.theorem, kk, theta))  # f(update theta k theta_k) = f(theta)
    p.add(k.eq_mp(k.congr(k.refl(lt(ZERO, ZERO).fun), k.sym(same)), k.assume(hyps[0])))
    inside = abstract(u, call("log", apply(along, u)))
    th = has_deriv(p, inside, here)
    d = th.concl.fun.arg
    value = k.trans(unfold(partial(_log_f, kk, theta)), k.mp(spec(LEMMAS["deriv_eq"].theorem, d, inside, here), th))
    plain = unfold(partial(f, kk, theta))
    start = k.congr(k.refl(call("mul", apply(f, theta), ZERO).fun), value)
    ne = p.need(call("not", equation(apply(f, theta), ZERO)))
    moved = (
        k.congr(k.congr(k.refl(const("mul")), k.congr(k.refl(const("inv")), same)), k.refl(d.arg)) if d.fun.fun.name == "mul" else k.refl(d)
    )
    middle = k.congr(k.refl(call("mul", apply(f, theta), ZERO).fun), moved)
    last = parts_of_eq(middle)[1]
    return finished(chain(start, middle, k.field(last, d.arg, [ne]), k.sym(plain)), *hyps)


derivative_of_log = lemma("derivative_of_log", implication(lt(ZERO, apply(f, theta)), implication(_diff, equation(call("mul", apply(f, theta), partial(_log_f, kk, theta)), partial(f, kk, theta)))),
                          "the derivative of a logarithm", _derivative_of_log, "rewrite")  # fmt: skip

# Differentiation under the integral.
mu, F, s = var("mu", measure_of(_a)), var("F", fun(_vec, _a, real)), var("s", _a)
_dominated = apply(const("dominated", fun(mu.type, F.type, _i, _vec, bool_)), mu, F, kk, theta)
_inside = integral(mu, abstract(s, partial(abstract(theta, apply(F, theta, s)), kk, theta)))
_outside = partial(abstract(theta, integral(mu, apply(F, theta))), kk, theta)
derivative_under_integral = axiom(
    "derivative_under_integral",
    implication(_dominated, equation(_inside, _outside)),
    "the derivative is taken under the integral",
    "Folland, Real Analysis, Theorem 2.27",
    "rewrite",
)
_F_along = abstract(u, apply(F, _update(theta, kk, u), s))


def _differentiable_of_dominated() -> Theorem:
    goal = call("differentiable_at", _F_along, here)
    opened = k.eq_mp(unfold(_dominated), k.assume(_dominated))
    e, h = var("e.0", real), var("h.0", fun(_a, real))
    first = apply(opened.concl.arg, e)
    second = apply(first.arg, h)
    positive, _fits, near = conjuncts(k.assume(second))
    at = k.specialize(near, here)
    zero = k.field(call("sub", here, here), ZERO)
    p = Prover()
    size = k.trans(k.congr(k.refl(const("abs")), zero), close(p, equation(call("abs", ZERO), ZERO)))
    close_by = k.eq_mp(k.sym(k.congr(k.congr(k.refl(const("lt")), size), k.refl(e))), positive)
    _, everywhere = conjuncts(k.mp(at, close_by))
    th = conjuncts(k.specialize(everywhere, s))[0]
    if th.concl.canon is not goal.canon:
        raise ValueError("the definition of `dominated` has changed")
    return finished(exists_elim(opened, e, exists_elim(k.assume(first), h, th)), _dominated)


differentiable_of_dominated = lemma("differentiable_of_dominated", implication(_dominated, call("differentiable_at", _F_along, here)), "differentiable where the derivative is dominated",
                                    _differentiable_of_dominated, "intro", auto=True)  # fmt: skip
_g = var("g", fun(_a, real))
_dens = apply(const("density", fun(mu.type, _g.type, bool_)), mu, _g)
mass_is_one = lemma("mass_is_one", implication(_dens, equation(integral(mu, _g), literal(1))), "a density has mass 1",
                    lambda: finished(conjuncts(k.eq_mp(unfold(_dens), k.assume(_dens)))[3], _dens), "rewrite")  # fmt: skip
_d2 = apply(const("dens", fun(mu.type, _g.type, mu.type)), mu, _g)
_h = var("h", fun(_a, real))
expectation_eq_integral = lemma("expectation_eq_integral", implication(_dens, equation(integral(_d2, _h), integral(mu, abstract(s, call("mul", apply(_g, s), apply(_h, s)))))),
                                "the expectation as an integral", lambda: _expectation(), "rewrite")  # fmt: skip


def _expectation() -> Theorem:
    p = Prover()
    p.add(k.assume(_dens))
    from derive.language.probability import measurable

    th = mps(spec(LEMMAS["integral_dens"].theorem, _h, mu, _g), p.need(measurable(_g)), p.need(for_all(s, le(ZERO, apply(_g, s)))))
    return finished(th, _dens)


# Minimisers.
x, y = var("x", real), var("y", real)
V = var("F", fun(real, real))
_gap = for_all(x, equation(call("sub", apply(V, x), apply(V, y)), call("mul", c, call("pow", call("sub", x, y), literal(2, nat)))))
_argmin = apply(const("argmin", fun(V.type, fun(real, bool_))), V)
_single = apply(const("singleton", fun(real, real, bool_)), y)


def _argmin_eq_singleton() -> Theorem:
    hyps = (_gap, lt(ZERO, c))
    t = var("t", real)
    p = Prover()
    for h in hyps:
        p.add(k.assume(h))
    in_left, in_right = apply(_argmin, t), apply(_single, t)
    open_left, open_right = unfold(in_left), unfold(in_right)
    least, equal = parts_of_eq(open_left)[1], parts_of_eq(open_right)[1]
    # t minimal: c (t - y)^2 = F t - F y <= 0, so t = y
    at_y = k.specialize(k.assume(least), y)
    gap_t = k.specialize(k.assume(_gap), t)
    q = p.child(at_y.concl)
    q.add(gap_t)
    square = call("pow", call("sub", t, y), literal(2, nat))
    below = q.need(le(call("mul", c, square), ZERO))
    from derive.tactics.inequality import not_le
    from derive.tactics.logic import by_contradiction, not_elim

    h = call("not", equal)
    ne = _difference_not_zero(t, y, k.assume(h))
    positive = _square_pos(call("sub", t, y), ne)
    product = mps(spec(order.mul_pos.theorem, c, square), k.assume(hyps[1]), positive)
    forward = by_contradiction(equal, not_elim(not_le(product), below))
    forward = k.mp(k.discharge(at_y.concl, forward), at_y)
    # t = y: F y <= F z for all z
    z = var("z", real)
    p2 = Prover(p)
    p2.add(k.specialize(k.assume(_gap), z))
    sq = call("pow", call("sub", z, y), literal(2, nat))
    p2.add(mps(spec(order.mul_nonneg.theorem, c, sq), p2.need(le(ZERO, c)), spec(order.sq_nonneg.theorem, call("sub", z, y))))
    at_least = p2.need(le(apply(V, y), apply(V, z)))
    moved = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.congr(k.refl(V), k.sym(k.assume(equal)))), k.refl(apply(V, z))), at_least)
    backward = k.generalize(z, moved)
    middle = iff_intro(forward, backward, least, equal)
    whole = k.abstr(t, chain(open_left, middle, k.sym(open_right)))
    return finished(whole, *hyps)


def _difference_not_zero(a: Term, b: Term, ne: Theorem) -> Theorem:
    """not (a = b) to not (a - b = 0)."""
    from derive.tactics.logic import not_elim, not_intro

    zero = equation(call("sub", a, b), ZERO)
    back = k.congr(k.congr(k.refl(const("add")), k.assume(zero)), k.refl(b))  # (a - b) + b = 0 + b
    same = k.trans(k.trans(k.field(a, parts_of_eq(back)[0]), back), k.field(parts_of_eq(back)[1], b))
    return not_intro(zero, not_elim(ne, same))


def _square_pos(t: Term, ne: Theorem) -> Theorem:
    """t is not 0, so 0 < t^2."""
    from derive.tactics.inequality import strict
    from derive.tactics.logic import not_elim

    square = call("pow", t, literal(2, nat))
    nonneg = spec(order.sq_nonneg.theorem, t)
    square_ne = k.mp(spec(LEMMAS["pow_ne_zero"].theorem, literal(2, nat), t), ne)
    return strict(ZERO, square, lambda h: not_elim(square_ne, mps(spec(order.le_antisymm.theorem, square, ZERO), h, nonneg)))


argmin_of_gap = lemma(
    "argmin_of_gap",
    implication(_gap, implication(lt(ZERO, c), equation(_argmin, _single))),
    "every other value is larger",
    _argmin_eq_singleton,
    "intro",
)
