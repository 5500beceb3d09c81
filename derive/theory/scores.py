"""Scores: the derivative of the logarithm of something that is not negative, also where it is 0; products over ranges.

Where a function that is never negative is 0 it is smallest, so its derivative is 0 there. Therefore f (log f)' = f' holds
everywhere, whatever log 0 is, and no positivity has to be assumed.
"""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import ABS, Term, abstract, apply, const, equation, for_all, frees, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, bool_, fun, nat, real, type_var
from derive.language.calculus import _update
from derive.language.logic import call
from derive.language.probability import dens, integral, measurable, measure_of
from derive.tactics.deriv import exists_intro_deriv, has_deriv
from derive.tactics.induction import NAT_ZERO, finished, succ
from derive.tactics.inequality import ZERO, from_not_lt, le, lt
from derive.tactics.integrals import _lemma
from derive.tactics.lemma import LEMMAS, Lemma, axiom, lemma
from derive.tactics.logic import (
    by_cases,
    chain,
    conj,
    conjuncts,
    hypothesis_variable,
    mps,
    not_elim,
    not_intro,
    parts_of_eq,
    refl,
    replace_term,
    rewrite_concl,
    spec,
    under,
    unfold,
)
from derive.tactics.normal import congruent
from derive.tactics.prover import Prover
from derive.tactics.rewriting import apply_rule, method_procedure, rewrite
from derive.theory import order
from derive.theory.gradients import derivative_of_log, partial, update_self
from derive.theory.letters import assuming, imp
from derive.theory.numbers import _loop, _recursion
from derive.theory.ranges import _given, count, high, i, inside, low, over_turns, plus, ranged

_x, _d, _y = var("x", real), var("d", real), var("y", real)
_f = var("f", fun(real, real))
_has = call("has_deriv", _f, _d, _x)
derivative_at_minimum = axiom(
    "derivative_at_minimum",
    imp(_has, for_all(_y, le(apply(_f, _x), apply(_f, _y))), equation(_d, ZERO)),
    "the derivative at a minimum is 0",
    "Rudin, Principles of Mathematical Analysis, Theorem 5.8",
)

_i = type_var("i", DIM)
_vec = fun(_i, real)
theta, kk, f = var("theta", _vec), var("k", _i), var("f", fun(_vec, real))
u = var("u", real)
here = apply(theta, kk)


def along(function: Term) -> Term:
    """The function of a vector along one entry."""
    return abstract(u, apply(function, _update(theta, kk, u)))


def _at_here(function: Term) -> Theorem:
    """|- f(theta with its own entry) = f(theta)."""
    return under(function, spec(update_self.theorem, kk, theta))


_log_f = abstract(theta, call("log", apply(f, theta)))
_never = for_all(theta, le(ZERO, apply(f, theta)))
_smooth = call("differentiable_at", along(f), here)
_score = equation(call("mul", apply(f, theta), partial(_log_f, kk, theta)), partial(f, kk, theta))


def _score_of_nonneg() -> Theorem:
    """By cases: f(theta) is positive, or 0."""
    value = apply(f, theta)
    positive = mps(_lemma(derivative_of_log.theorem, {"f": f, "k": kk, "theta": theta}), k.assume(lt(ZERO, value)), k.assume(_smooth))
    nothing = mps(spec(order.le_antisymm.theorem, value, ZERO), from_not_lt(ZERO, value), k.specialize(k.assume(_never), theta))
    # along the entry the value at theta is the smallest one
    has = k.mp(spec(LEMMAS["has_deriv_deriv"].theorem, along(f), here), k.assume(_smooth))
    least = k.specialize(k.assume(_never), _update(theta, kk, _y))
    start = k.trans(_at_here(f), nothing)
    below = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(start)), k.refl(least.concl.arg)), least)
    _, (g, d, x) = parts(has.concl)
    zero = mps(spec(derivative_at_minimum.theorem, d, g, x), has, k.generalize(_y, below))
    flat = k.trans(unfold(partial(f, kk, theta)), zero)
    product = k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(partial(_log_f, kk, theta)))
    none = chain(product, k.field(parts_of_eq(product)[1], ZERO), k.sym(flat))
    return finished(by_cases(lt(ZERO, value), positive, none), _never, _smooth)


derivative_of_log_of_nonneg = lemma(
    "derivative_of_log_of_nonneg", imp(_never, _smooth, _score), "the derivative of a logarithm", _score_of_nonneg, "rewrite"
)

# Products and sums over ranges, along a real variable.
F = var("F", fun(nat, real, real))
_all_smooth = for_all(i, inside(low, high, i, call("differentiable_at", apply(F, i), _x)))


def _differentiable_range(name: str) -> Lemma:
    """A product or sum of differentiable functions is differentiable."""
    body = abstract(i, apply(F, i, u))

    def run() -> Theorem:
        def at(n: Term) -> Term:
            return call("differentiable_at", apply(F, n), _x)

        def statement(m: Term) -> Term:
            return call("differentiable_at", abstract(u, _loop(name, low, m, body)), _x)

        def moved(equal: Theorem, th: Theorem) -> Theorem:
            return k.eq_mp(k.congr(k.congr(k.refl(const("differentiable_at")), k.abstr(u, k.sym(equal))), k.refl(_x)), th)

        def smooth(p: Prover, value: Term) -> Theorem:
            g = abstract(u, value)
            return exists_intro_deriv(has_deriv(p, g, _x), call("differentiable_at", g, _x))

        zero = _recursion(_loop(name, low, NAT_ZERO, body), None)
        start = moved(zero, smooth(Prover(), parts_of_eq(zero)[1]))

        def step(before: Theorem, last: Theorem) -> Theorem:
            more = _recursion(_loop(name, low, succ(count), body), count)
            inner = parts_of_eq(more)[1]
            first = abstract(u, inner.fun.arg)
            a = k.mp(spec(LEMMAS["has_deriv_deriv"].theorem, first, _x), before)
            b = k.mp(spec(LEMMAS["has_deriv_deriv"].theorem, abstract(u, inner.arg), _x), last)
            rule = LEMMAS["has_deriv_mul" if name == "prod" else "has_deriv_add"].theorem
            both = mps(spec(rule, parts(a.concl)[1][1], parts(b.concl)[1][1], first, abstract(u, inner.arg), _x), a, b)
            g = abstract(u, inner)
            return moved(more, exists_intro_deriv(both, call("differentiable_at", g, _x)))

        th = over_turns(name, (body,), at, statement, start, step, _given(_all_smooth))
        return finished(moved(unfold(ranged(name, low, high, body)), th), _all_smooth)

    goal = call("differentiable_at", abstract(u, ranged(name, low, high, abstract(i, apply(F, i, u)))), _x)
    return lemma(f"differentiable_{name}", imp(_all_smooth, goal), "rules of differentiation", run, auto=True)


differentiable_prod, differentiable_sum = _differentiable_range("prod"), _differentiable_range("sum")

# The derivative of a product is the product times the sum of the scores.
G = var("F", fun(nat, _vec, real))
_values = abstract(i, apply(G, i, theta))
_scores = abstract(i, partial(abstract(theta, call("log", apply(G, i, theta))), kk, theta))
_conditions = (
    for_all(i, inside(low, high, i, for_all(theta, le(ZERO, apply(G, i, theta))))),
    for_all(i, inside(low, high, i, call("differentiable_at", along(apply(G, i)), here))),
)


def _derivative_of_prod() -> Theorem:
    moving = abstract(i, apply(G, i, _update(theta, kk, u)))

    def at(n: Term) -> Term:
        return call("and", for_all(theta, le(ZERO, apply(G, n, theta))), call("differentiable_at", along(apply(G, n)), here))

    def statement(m: Term) -> Term:
        return call(
            "has_deriv",
            abstract(u, _loop("prod", low, m, moving)),
            call("mul", _loop("prod", low, m, _values), _loop("sum", low, m, _scores)),
            here,
        )

    def moved(th: Theorem, equal: Theorem, value: Theorem) -> Theorem:
        """has_deriv g d x, for another form of g and of d."""
        return k.eq_mp(k.congr(k.congr(k.congr(k.refl(const("has_deriv")), k.abstr(u, k.sym(equal))), value), k.refl(here)), th)

    zero = [_recursion(_loop(name, low, NAT_ZERO, body), None) for name, body in (("prod", moving), ("prod", _values), ("sum", _scores))]
    constant = spec(LEMMAS["has_deriv_const"].theorem, parts_of_eq(zero[0])[1], here)
    none = k.congr(k.congr(k.refl(const("mul")), zero[1]), zero[2])
    start = moved(constant, zero[0], k.trans(k.field(ZERO, parts_of_eq(none)[1]), k.sym(none)))

    def step(before: Theorem, last: Theorem) -> Theorem:
        index = plus(low, count)
        nonneg, smooth = conjuncts(last)
        more = [_recursion(_loop(name, low, succ(count), body), count)
                for name, body in (("prod", moving), ("prod", _values), ("sum", _scores))]  # fmt: skip
        inner = parts_of_eq(more[0])[1]
        first, factor = abstract(u, inner.fun.arg), abstract(u, inner.arg)
        b = k.mp(spec(LEMMAS["has_deriv_deriv"].theorem, factor, here), smooth)
        e = parts(b.concl)[1][1]
        both = mps(spec(LEMMAS["has_deriv_mul"].theorem, parts(before.concl)[1][1], e, first, factor, here), before, b)
        d = parts(both.concl)[1][1]  # d0 * factor(here) + first(here) * e
        g = apply(G, index)
        score = mps(_lemma(derivative_of_log_of_nonneg.theorem, {"f": g, "k": kk, "theta": theta}), nonneg, smooth)
        slope = k.trans(k.sym(unfold(partial(g, kk, theta))), k.sym(score))  # e = g * (log g)'
        now = _at_here(g)
        value = apply(first, here)
        entry = spec(update_self.theorem, kk, theta)
        loop_now = under(abstract(theta, _loop("prod", low, count, abstract(i, apply(G, i, theta)))), entry)
        if parts_of_eq(loop_now)[0].canon is not value.canon:
            raise ValueError("the loop at the point is another term")
        one = k.congr(k.congr(k.refl(const("mul")), k.refl(d.fun.arg.fun.arg)), now)
        two = k.congr(k.congr(k.refl(const("mul")), loop_now), slope)
        summed = k.congr(k.congr(k.refl(const("add")), one), two)
        target = k.congr(k.congr(k.refl(const("mul")), more[1]), more[2])
        return moved(both, more[0], chain(summed, k.field(parts_of_eq(summed)[1], parts_of_eq(target)[1]), k.sym(target)))

    def proved(p: Prover, n: Term) -> Theorem:
        return conj(*(_given(h)(p, n) for h in _conditions))

    th = over_turns("prod", (_values,), at, statement, start, step, proved)
    th = rewrite_concl(k.sym(unfold(ranged("sum", low, high, _scores))), th)
    th = moved(th, unfold(ranged("prod", low, high, moving)), k.refl(parts(th.concl)[1][1]))
    _, (g, d, x) = parts(th.concl)
    value = k.mp(spec(LEMMAS["deriv_eq"].theorem, d, g, x), th)
    product = abstract(theta, ranged("prod", low, high, _values))
    return finished(k.trans(unfold(partial(product, kk, theta)), value), *_conditions)


derivative_of_prod = lemma(
    "derivative_of_prod",
    imp(
        *_conditions,
        equation(
            partial(abstract(theta, ranged("prod", low, high, _values)), kk, theta),
            call("mul", ranged("prod", low, high, _values), ranged("sum", low, high, _scores)),
        ),
    ),
    "the derivative of a product: the product times the sum of the derivatives of the logarithms",
    _derivative_of_prod,
    "rewrite",
)


# Partial derivatives by the rules of differentiation.
def _folded(t: Term) -> Theorem:
    """|- t = t with derivatives along one entry of a vector written as partial derivatives."""
    name, args = parts(t)
    if name == "deriv" and len(args) == 2 and args[0].tag == ABS:
        th = _as_partial(*args)
        if th is not None:
            return th
    if t.tag == "app":
        return congruent(Prover(), t, _folded)
    return refl(t)


def _as_partial(g: Term, at: Term) -> Theorem | None:
    if at.tag != "app" or at.fun.type.name != "fun" or at.fun.type.args[0].kind != DIM:
        return None
    vector, index = at.fun, at.arg
    v = hypothesis_variable("u.p", real, g, at)
    body = apply(g, v)
    point = hypothesis_variable("theta.p", vector.type, g, at)
    inner = abstract(point, replace_term(body, _update(vector, index, v), point))
    if v in frees(inner):
        return None
    th = unfold(partial(inner, index, vector))
    return k.sym(th) if parts_of_eq(th)[1].canon is apply(const("deriv"), g, at).canon else None


@method_procedure("differentiation", "partial")
def partial_derivative(p: Prover, t: Term) -> Theorem | None:
    """The partial derivative of a constant is 0; of sums, products and so on by the rules."""
    constant = apply_rule(p, LEMMAS["partial_const"].rule, t)
    if constant is not None:
        return constant
    opened = unfold(t)
    _, (g, at) = parts(parts_of_eq(opened)[1])
    th = has_deriv(p, g, at)
    d = parts(th.concl)[1][1]
    value = chain(opened, k.mp(spec(LEMMAS["deriv_eq"].theorem, d, g, at), th))
    plain = Prover()
    plain.rewrites = [update_self.rule]
    again = rewrite(plain, d)
    return chain(value, again, _folded(parts_of_eq(again)[1]))


# The density of one measure with respect to another.
_a = type_var("a")
_mu, _p, _q, _w, _h = var("mu", measure_of(_a)), *(var(name, fun(_a, real)) for name in ("p", "q", "w", "h"))
_s = var("s", _a)


def _density(f_: Term) -> Term:
    return apply(const("density", fun(_mu.type, f_.type, bool_)), _mu, f_)


_weights = for_all(_s, equation(apply(_p, _s), call("mul", apply(_q, _s), apply(_w, _s))))
_weighted = abstract(_s, call("mul", apply(_w, _s), apply(_h, _s)))


def _change_of_measure() -> Theorem:
    """p h = q (w h) at each point."""
    hyps = (_weights, _density(_p), _density(_q))
    prover = assuming(*hyps)
    sides = []
    for density, value in ((_p, _h), (_q, _weighted)):
        known = prover.need(measurable(density)), prover.need(for_all(_s, le(ZERO, apply(density, _s))))
        sides.append(mps(_lemma(LEMMAS["integral_dens"].theorem, {"f": value, "mu": _mu, "q": density}), *known))
    at = k.congr(k.congr(k.refl(const("mul")), k.specialize(k.assume(_weights), _s)), k.refl(apply(_h, _s)))
    same = k.trans(at, k.field(parts_of_eq(at)[1], call("mul", apply(_q, _s), apply(_weighted, _s))))
    middle = k.congr(k.refl(parts_of_eq(sides[0])[1].fun), k.abstr(_s, same))
    return finished(chain(sides[0], middle, k.sym(sides[1])), *hyps)


change_of_measure = lemma(
    "change_of_measure",
    imp(_weights, _density(_p), _density(_q), equation(integral(dens(_mu, _p), _h), integral(dens(_mu, _q), _weighted))),
    "the change of measure",
    _change_of_measure,
    "rewrite",
)
_x2, _y2 = var("x", real), var("y", real)
_supported = imp(lt(ZERO, _x2), lt(ZERO, _y2))
_ratio = equation(call("mul", _y2, call("div", _x2, _y2)), _x2)


def _ratio_of_supported() -> Theorem:
    """y (x / y) = x: for y > 0 by computation, for y = 0 because then x = 0."""
    hyps = (le(ZERO, _x2), le(ZERO, _y2), _supported)
    positive = lt(ZERO, _y2)
    left, right = parts(_ratio)[1]
    yes = k.field(left, right, [k.mp(spec(LEMMAS["ne_zero_of_pos"].theorem, _y2), k.assume(positive))])
    no = call("not", positive)
    zero_y = mps(spec(order.le_antisymm.theorem, _y2, ZERO), from_not_lt(ZERO, _y2), k.assume(hyps[1]))
    not_x = not_intro(lt(ZERO, _x2), not_elim(k.assume(no), k.mp(k.assume(_supported), k.assume(lt(ZERO, _x2)))))
    at_most = k.mp(k.discharge(not_x.concl, from_not_lt(ZERO, _x2)), not_x)
    zero_x = mps(spec(order.le_antisymm.theorem, _x2, ZERO), at_most, k.assume(hyps[0]))
    both = k.congr(k.congr(k.refl(const("mul")), zero_y), k.refl(call("div", _x2, _y2)))
    none = chain(both, k.field(parts_of_eq(both)[1], ZERO), k.sym(zero_x))
    return finished(by_cases(positive, yes, none), *hyps)


ratio_of_supported = lemma(
    "ratio_of_supported",
    imp(le(ZERO, _x2), le(ZERO, _y2), _supported, _ratio),
    "where the divisor is 0, so is the dividend",
    _ratio_of_supported,
    "rewrite",
)
