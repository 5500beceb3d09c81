"""Markov decision processes with discounted rewards: returns of policies, and policies that are best from every state.

An operator here is T Q (w) = r(w) + gamma E[P(s | w)](v(Q)(s)), where v is the mean of Q over the actions of a policy, or the
largest value of Q over all actions.
"""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, parts, substitute, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, real, type_var
from derive.language.decision import backed_up, mean_value, returns
from derive.language.expr import And, Eq, Expr, Implies, Real, Sort
from derive.language.logic import call
from derive.language.probability import integral, measure_of, pair
from derive.language.symbols import forall, norm, symbols
from derive.tactics.inequality import ZERO, from_not_le, le, lt, not_le
from derive.tactics.lemma import lemma
from derive.tactics.logic import (
    at_types,
    by_contradiction,
    conj,
    conjuncts,
    exists_elim,
    mps,
    not_elim,
    on,
    parts_of_eq,
    plain_conv,
    rewrite_concl,
    spec,
    unfold,
)
from derive.theory.analysis import abs_le_norm, norm_le
from derive.theory.contraction import fixed_point_unique, iterates_tend, n
from derive.theory.integrals import expectation_abs_le, expectation_const, linearity
from derive.theory.letters import PAIRS, alpha, beta, imp, predicate
from derive.theory.lim import lim_of_tends
from derive.theory.lines import Lines
from derive.theory.maxima import over_y
from derive.theory.numbers import abs_mul, recursion_succ, recursion_zero
from derive.theory.order import mul_le_mul_of_nonneg_left

gamma = symbols("gamma", Real)
s, w, a = Expr(var("s", alpha)), Expr(var("w", PAIRS)), Expr(var("y", beta))
_values = Sort(fun(PAIRS, real), "values")
Q, R, r = (Expr(var(name, _values.type)) for name in "QRr")
P = Expr(var("P", fun(PAIRS, measure_of(alpha))))
pi = Expr(var("pi", fun(alpha, measure_of(beta))))
v = Expr(var("v", fun(_values.type, alpha, real)))


def _is(name: str, *of: Expr) -> Expr:
    return Expr(predicate(name, *(e.term for e in of)))


def _later(point: Expr, later: Expr) -> Expr:
    """E[P(s | w)](later(s))."""
    return Expr(integral(P(point).term, later.term))


def _image(later: Expr, point: Expr) -> Expr:
    return Expr(backed_up(gamma.term, r.term, P.term, later.term, point.term))


DISCOUNT, PROPER, REWARDS, DYNAMICS = gamma >= 0, gamma < 1, _is("bounded", r), _is("markov", P)
_fits = forall[Q](Implies(_is("bounded", Q), _is("bounded", v(Q))))
_near = forall[Q, R, s](Implies(_is("bounded", Q), Implies(_is("bounded", R), abs(v(Q)(s) - v(R)(s)) <= norm(Q - R))))
_T = abstract(Q.term, abstract(w.term, _image(v(Q), w).term))


def _operator_bounded() -> Theorem:
    lines = Lines(REWARDS, DYNAMICS, _fits, _is("bounded", Q))
    lines.know(k.mp(k.specialize(k.assume(_fits.term), Q.term), k.assume(_is("bounded", Q).term)))
    return lines.done(lines.have(_is("bounded", Expr(apply(_T, Q.term)))))


bounded_operator = lemma(
    "bounded_operator",
    imp(*(h.term for h in (REWARDS, DYNAMICS, _fits, _is("bounded", Q), _is("bounded", Expr(apply(_T, Q.term)))))),
    "the operator of a decision process keeps functions bounded",
    _operator_bounded,
)


def _operator_contracts() -> Theorem:
    lines = Lines(DISCOUNT, REWARDS, DYNAMICS, _fits, _near, _is("bounded", Q), _is("bounded", R))
    held = [k.assume(h) for h in lines.hyps]
    for f in (Q, R):
        lines.know(k.mp(k.specialize(held[3], f.term), k.assume(_is("bounded", f).term)))
    images = [Expr(apply(_T, f.term)) for f in (Q, R)]
    gap, mean = images[0](w) - images[1](w), _later(w, v(Q) - v(R))
    same = lines.have(Eq(gap, gamma * mean), linearity)
    lines.have(abs(mean) <= _later(w, abs(v(Q) - v(R))), expectation_abs_le)
    close_by = lines.know(k.generalize(s.term, mps(spec(held[4], Q.term, R.term, s.term), held[5], held[6])))
    constant = Expr(abstract(s.term, norm(Q - R).term))
    lines.have(_later(w, abs(v(Q) - v(R))) <= _later(w, constant), close_by)
    lines.have(Eq(_later(w, constant), norm(Q - R)), expectation_const)
    near = lines.have(abs(mean) <= norm(Q - R))
    th = mps(spec(mul_le_mul_of_nonneg_left.theorem, *parts(near.concl)[1], gamma.term), near, held[0])
    size = lines.have(Eq(abs(gamma * mean), gamma * abs(mean)), abs_mul)
    whole = k.trans(k.congr(k.refl(const("abs")), same), size)
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(whole)), k.refl(th.concl.arg)), th)
    distance = images[0] - images[1]
    return lines.done(mps(spec(at_types(norm_le.theorem, ((alpha, PAIRS),)), th.concl.arg, distance.term), k.generalize(w.term, th)))


operator_contracts = lemma(
    "operator_contracts",
    imp(
        *(
            h.term
            for h in (
                DISCOUNT,
                REWARDS,
                DYNAMICS,
                _fits,
                _near,
                _is("bounded", Q),
                _is("bounded", R),
                norm(Expr(apply(_T, Q.term)) - Expr(apply(_T, R.term))) <= gamma * norm(Q - R),
            )
        )
    ),
    "the operator of a decision process is a contraction",
    _operator_contracts,
)

# What comes later: the mean over the actions of a policy, or the largest value.
POLICY = _is("markov", pi)
MEAN = abstract(Q.term, mean_value(pi.term, Q.term))
TOP = abstract(Q.term, abstract(s.term, over_y(Q(s, a).term)))


def _mean_fits() -> Theorem:
    lines = Lines(POLICY, _is("bounded", Q))
    return lines.done(lines.have(_is("bounded", Expr(apply(MEAN, Q.term)))))


def _mean_near() -> Theorem:
    lines = Lines(POLICY, _is("bounded", Q), _is("bounded", R))
    law = pi(s).term

    def mean(body: Expr) -> Expr:
        return Expr(integral(law, abstract(a.term, body.term)))

    gap, distance = Q(s, a) - R(s, a), norm(Q - R)
    same = lines.have(Eq(mean(Q(s, a)) - mean(R(s, a)), mean(gap)), linearity)
    lines.have(abs(mean(gap)) <= mean(abs(gap)), expectation_abs_le)
    each = lines.have(abs(gap) <= distance, spec(at_types(abs_le_norm.theorem, ((alpha, PAIRS),)), (Q - R).term, pair(s.term, a.term)))
    each = lines.know(k.generalize(a.term, each))
    lines.have(mean(abs(gap)) <= mean(distance), each)
    lines.have(Eq(mean(distance), distance), expectation_const)
    th = lines.have(abs(mean(gap)) <= distance)
    return lines.done(
        k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.congr(k.refl(const("abs")), k.sym(same))), k.refl(th.concl.arg)), th)
    )


mean_fits = lemma(
    "mean_fits",
    imp(POLICY.term, _is("bounded", Q).term, predicate("bounded", apply(MEAN, Q.term))),
    "means over the actions of a policy are bounded",
    _mean_fits,
)
mean_near = lemma(
    "mean_near",
    imp(
        POLICY.term,
        _is("bounded", Q).term,
        _is("bounded", R).term,
        (abs(Expr(apply(MEAN, Q.term, s.term)) - Expr(apply(MEAN, R.term, s.term))) <= norm(Q - R)).term,
    ),
    "means are no farther apart than the functions",
    _mean_near,
)


def conditions(fits: Theorem, near: Theorem, later: Term) -> tuple[Theorem, Theorem]:
    """The operator with this `v` keeps functions bounded and contracts, in the form of Banach's theorem."""
    held = {h: k.assume(_plain(h)) for h in (DISCOUNT, REWARDS, DYNAMICS)}
    bounded = [k.assume(_is("bounded", f).term) for f in (Q, R)]
    general = [spec(th.theorem, *(later if x is v else x.term for x in order)) for th, order in _ORDERS]
    inside = mps(general[0], held[REWARDS], held[DYNAMICS], fits, bounded[0])
    closer = mps(general[1], held[DISCOUNT], held[REWARDS], held[DYNAMICS], fits, near, *bounded)
    closer = k.discharge(bounded[0].concl, k.discharge(bounded[1].concl, closer))
    return (
        k.generalize(Q.term, k.discharge(bounded[0].concl, inside)),
        k.generalize(Q.term, k.generalize(R.term, closer)),
    )


_ORDERS = ((bounded_operator, (P, Q, gamma, r, v)), (operator_contracts, (P, Q, R, gamma, r, v)))


def _plain(h: Expr) -> Term:
    turned = plain_conv(h.term)
    return h.term if turned is None else parts_of_eq(turned)[1]


def _of_mean() -> tuple[Theorem, Theorem]:
    """The same for the mean over the actions of a policy."""
    held = k.assume(POLICY.term)
    bounded = [k.assume(_is("bounded", f).term) for f in (Q, R)]
    fits = k.generalize(Q.term, k.discharge(bounded[0].concl, mps(spec(mean_fits.theorem, Q.term, pi.term), held, bounded[0])))
    near = mps(spec(mean_near.theorem, Q.term, R.term, pi.term, s.term), held, *bounded)
    near = k.generalize(s.term, k.discharge(bounded[0].concl, k.discharge(bounded[1].concl, near)))
    return conditions(fits, k.generalize(Q.term, k.generalize(R.term, near)), MEAN)


_return = Expr(returns(gamma.term, r.term, P.term, pi.term))
_whole = (DISCOUNT, PROPER, REWARDS, DYNAMICS, POLICY)
_image_of_mean = _image(Expr(apply(MEAN, _return.term)), w)


def _bellman() -> Theorem:
    """The steps by which returns are defined are iterates of the operator, so they tend to its fixed point."""
    lines = Lines(*_whole)
    inside, closer = _of_mean()
    opened = unfold(_return(w).term)  # = lim n. recursion zero step n w
    steps = apply(parts_of_eq(opened)[1].arg, n.term).fun  # recursion zero step n
    zero, step = steps.fun.fun.arg, steps.fun.arg
    types = ((type_var("a"), zero.type),)
    first = spec(at_types(recursion_zero.theorem, types), step, zero)
    following = k.generalize(n.term, spec(at_types(recursion_succ.theorem, types), n.term, step, zero))
    start = lines.have(predicate("bounded", zero))
    start = k.eq_mp(k.congr(k.refl(start.concl.fun), k.sym(first)), start)
    operator = substitute(_T, {v.term: MEAN})
    general = spec(at_types(iterates_tend.theorem, ((alpha, PAIRS),)), steps.fun, operator, gamma.term)
    some = mps(general, *(k.assume(h) for h in lines.hyps[:2]), inside, closer, start, following)
    chosen = apply(some.concl.arg, Q.term)
    fits, fixed, reached = conjuncts(k.assume(chosen))
    at_w = k.specialize(reached, w.term)
    value = k.mp(spec(lim_of_tends.theorem, at_w.concl.arg, parts(at_w.concl)[1][0]), at_w)
    same = k.abstr(w.term, k.trans(opened, value))  # returns = Q
    back = k.sym(same)
    whole = conj(rewrite_concl(back, fits), rewrite_concl(back, fixed))
    return lines.done(exists_elim(some, Q.term, whole))


_solves = Eq(Expr(apply(substitute(_T, {v.term: MEAN}), _return.term)), _return)
returns_solve = lemma(
    "returns_solve",
    imp(*(h.term for h in _whole), And(_is("bounded", _return), _solves).term),
    "returns are the bounded solution of the equation of the policy",
    _bellman,
)

_equation = Eq(_return(w), _image(Expr(apply(MEAN, _return.term)), w))


def _equation_of_returns() -> Theorem:
    lines = Lines(*_whole)
    both = mps(spec(returns_solve.theorem, P.term, gamma.term, pi.term, r.term), *map(k.assume, lines.hyps))
    return lines.done(k.sym(on(conjuncts(both)[1], w.term)))


bellman_equation = lemma(
    "bellman_equation",
    imp(*(h.term for h in _whole), _equation.term),
    "the Bellman equation",
    _equation_of_returns,
    "intro",
)
bounded_returns = lemma(
    "bounded_returns",
    imp(*(h.term for h in _whole), _is("bounded", _return).term),
    "returns are bounded",
    lambda: Lines(*_whole).done(
        conjuncts(mps(spec(returns_solve.theorem, P.term, gamma.term, pi.term, r.term), *map(k.assume, Lines(*_whole).hyps)))[0]
    ),
    auto=True,
)
_fixed_of_mean = Eq(Expr(apply(substitute(_T, {v.term: MEAN}), Q.term)), Q)


def _returns_unique() -> Theorem:
    lines = Lines(*_whole, _is("bounded", Q), _fixed_of_mean)
    held = [k.assume(h) for h in lines.hyps]
    both = conjuncts(mps(spec(returns_solve.theorem, P.term, gamma.term, pi.term, r.term), *held[:5]))
    operator = substitute(_T, {v.term: MEAN})
    th = spec(at_types(fixed_point_unique.theorem, ((alpha, PAIRS),)), Q.term, _return.term, operator, gamma.term)
    return lines.done(mps(th, held[1], _of_mean()[1], held[5], both[0], held[6], both[1]))


returns_unique = lemma(
    "returns_unique",
    imp(*(h.term for h in (*_whole, _is("bounded", Q), _fixed_of_mean, Eq(Q, _return)))),
    "a bounded solution of the equation of a policy is its return",
    _returns_unique,
)

x, c = symbols("x c", Real)


def _nonpos() -> Theorem:
    """0 < x would give c x < x."""
    lines = Lines(c < 1, x <= c * x)
    positive = lt(ZERO, x.term)
    inside = Lines(*lines.hyps, Expr(positive))
    more = inside.have(Expr(lt(ZERO, ((1 - c) * x).term)))
    refuted = not_elim(not_le(more), lines.have((1 - c) * x <= 0))
    goal = le(x.term, ZERO)
    contrary = call("not", goal)
    th = k.mp(k.discharge(positive, refuted), from_not_le(k.assume(contrary), ZERO, x.term))
    return lines.done(by_contradiction(goal, th))


nonpos_of_le_mul = lemma(
    "nonpos_of_le_mul", imp((c < 1).term, (x <= c * x).term, (x <= 0).term), "a number is not below a part of itself", _nonpos
)
