"""Policies that are best from every state: with finitely many actions there is one, and it is proved here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, parts, substitute, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, real, type_var
from derive.language.decision import mean_value, returns
from derive.language.dirac import point_mass
from derive.language.expr import And, Eq, Expr, Implies
from derive.language.probability import integral, measurable, pair
from derive.language.symbols import exists, forall
from derive.tactics.lemma import axiom, lemma
from derive.tactics.logic import (
    at_types,
    conj,
    conjuncts,
    exists_elim,
    exists_intro,
    mps,
    on,
    parts_of_eq,
    replace_term,
    rewrite_concl,
    spec,
    under,
    unfold,
)
from derive.theory.analysis import le_sup, sup_le
from derive.theory.contraction import banach
from derive.theory.decision import (
    _T,
    DISCOUNT,
    DYNAMICS,
    MEAN,
    POLICY,
    PROPER,
    REWARDS,
    TOP,
    P,
    Q,
    R,
    _image,
    _is,
    _later,
    _return,
    a,
    conditions,
    gamma,
    nonpos_of_le_mul,
    pi,
    r,
    returns_solve,
    returns_unique,
    s,
    v,
    w,
)
from derive.theory.dirac import expectation_dirac
from derive.theory.integrals import expectation_const, linearity
from derive.theory.letters import PAIRS, alpha, beta, imp, predicate
from derive.theory.lines import Lines
from derive.theory.maxima import FINITE, attained, bounded_sup, measurable_argmax, over_y, sup_lipschitz
from derive.theory.order import le_antisymm, mul_le_mul_of_nonneg_left

_BASE = (DISCOUNT, PROPER, REWARDS, DYNAMICS)
best = Expr(var("best", pi.term.type))


def _return_of(policy: Expr) -> Expr:
    return Expr(returns(gamma.term, r.term, P.term, policy.term))


def _mean_of(policy: Expr, f: Expr) -> Expr:
    """The mean of f over the actions of the policy, for each state."""
    return Expr(mean_value(policy.term, f.term))


_dominates = forall[pi](Implies(POLICY, forall[w](_return(w) <= _return_of(best)(w))))
_greedy = forall[s, a](_return_of(best)(s, a) <= _mean_of(best, _return_of(best))(s))
_best = And(_is("markov", best), _dominates, _greedy)


def _of_top() -> tuple[Theorem, Theorem]:
    """Banach's conditions for the largest value over finitely many actions."""
    held = k.assume(FINITE)
    bounded = [k.assume(_is("bounded", f).term) for f in (Q, R)]
    fits = mps(spec(bounded_sup.theorem, Q.term, FINITE.arg), held, bounded[0])
    near = mps(spec(sup_lipschitz.theorem, Q.term, R.term, s.term), *bounded)
    near = k.generalize(s.term, k.discharge(bounded[0].concl, k.discharge(bounded[1].concl, near)))
    fits = k.generalize(Q.term, k.discharge(bounded[0].concl, fits))
    return conditions(fits, k.generalize(Q.term, k.generalize(R.term, near)), TOP)


def _best_policy() -> Theorem:
    """The fixed point Q of the optimality operator is the return of the policy that chooses a maximiser of Q, and no return is larger."""
    lines = Lines(*_BASE, Expr(FINITE))
    held = [k.assume(h) for h in lines.hyps]
    operator = substitute(_T, {v.term: TOP})
    some = mps(spec(at_types(banach.theorem, ((alpha, PAIRS),)), operator, gamma.term), *held[:2], *_of_top())
    solved = apply(some.concl.arg, Q.term)
    fits, fixed = conjuncts(k.assume(solved))
    inside = Lines(*lines.hyps, solved)
    measured = inside.have(measurable(Q.term))
    choice = mps(spec(measurable_argmax.theorem, Q.term, FINITE.arg), held[4], measured)
    g = Expr(var("g", fun(alpha, beta)))
    chosen = apply(choice.concl.arg, g.term)
    _, largest = conjuncts(k.assume(chosen))
    inside = Lines(*lines.hyps, solved, chosen)
    greedy = Expr(abstract(s.term, point_mass(g(s).term)))
    proper = inside.have(_is("markov", greedy))

    # T Q for the greedy policy is T* Q
    section = Expr(abstract(a.term, Q(s, a).term))
    inside.have(measurable(section.term))
    mean = inside.have(Eq(_mean_of(greedy, Q)(s), Q(s, g(s))), expectation_dirac)
    top = attained(section.term, g(s).term, k.specialize(largest, s.term))  # sup Q(s, .) = Q(s, g(s))
    same = k.abstr(s.term, k.trans(mean, k.sym(top)))  # the mean is the largest value
    turned = k.abstr(
        w.term, under(abstract(var("later", same.concl.arg.type), _image(Expr(var("later", same.concl.arg.type)), w).term), same)
    )
    solves = k.trans(turned, fixed)
    unique = spec(returns_unique.theorem, P.term, Q.term, gamma.term, greedy.term, r.term)
    is_return = mps(unique, *held[:4], proper, fits, solves)  # Q = the return of the greedy policy

    # no policy does better
    other = Lines(*lines.hyps, solved, chosen, POLICY)
    other.know(fits)
    bounded, solution = conjuncts(mps(spec(returns_solve.theorem, P.term, gamma.term, pi.term, r.term), *held[:4], k.assume(POLICY.term)))
    other.know(bounded)
    more = Expr(abstract(w.term, (_return(w) - Q(w)).term))
    ahead = Expr(apply(const("sup", fun(more.term.type, real)), more.term))
    above = other.have(_is("bounded_above", more))
    upper = k.mp(spec(at_types(le_sup.theorem, ((type_var("a"), PAIRS),)), more.term, w.term), above)
    at_a = spec(k.generalize(w.term, upper), pair(s.term, a.term))
    other.know(at_a)
    law = pi(s).term
    mean_return, mean_q = (Expr(integral(law, abstract(a.term, body.term))) for body in (_return(s, a), Q(s, a) + ahead))
    each = other.know(k.generalize(a.term, other.have(_return(s, a) <= Q(s, a) + ahead)))
    other.have(mean_return <= mean_q, each)
    other.have(Eq(mean_q, Expr(integral(law, section.term)) + ahead), linearity)
    highest = Expr(over_y(Q(s, a).term))
    one = mps(spec(at_types(le_sup.theorem, ((type_var("a"), beta),)), section.term, a.term), other.have(_is("bounded_above", section)))
    one = other.know(k.generalize(a.term, one))
    flat = Expr(integral(law, abstract(a.term, highest.term)))
    other.have(Expr(integral(law, section.term)) <= flat, one)
    other.have(Eq(flat, highest), expectation_const)
    step = other.have(mean_return <= highest + ahead)
    step = other.know(k.generalize(s.term, step))
    tops = Expr(apply(TOP, Q.term))
    shifted = Expr(abstract(s.term, (tops(s) + ahead).term))
    other.know(mps(spec(bounded_sup.theorem, Q.term, FINITE.arg), held[4], fits))
    other.have(_later(w, Expr(apply(MEAN, _return.term))) <= _later(w, shifted), step)
    other.have(Eq(_later(w, shifted), _later(w, tops) + ahead), linearity)
    after = other.have(_later(w, Expr(apply(MEAN, _return.term))) <= _later(w, tops) + ahead)
    other.know(mps(spec(mul_le_mul_of_nonneg_left.theorem, *parts(after.concl)[1], gamma.term), after, held[0]))
    other.know(k.sym(on(solution, w.term)))
    other.know(k.sym(on(fixed, w.term)))
    smaller = other.have(more(w) <= gamma * ahead)
    whole = k.mp(spec(at_types(sup_le.theorem, ((type_var("a"), PAIRS),)), (gamma * ahead).term, more.term), k.generalize(w.term, smaller))
    nothing = mps(spec(nonpos_of_le_mul.theorem, gamma.term, ahead.term), held[1], whole)
    last = Lines(nothing.concl, upper.concl)
    no_more = last.have(_return(w) <= Q(w))
    no_more = mps(k.discharge(nothing.concl, k.discharge(upper.concl, no_more)), nothing, upper)
    dominates = k.generalize(pi.term, k.discharge(POLICY.term, k.generalize(w.term, no_more)))
    at_best = inside.have(Q(s, a) <= _mean_of(greedy, Q)(s), mean, k.specialize(largest, s.term))
    both = conj(rewrite_concl(is_return, dominates), rewrite_concl(is_return, k.generalize(s.term, k.generalize(a.term, at_best))))
    th = exists_intro(exists[best](_best).term, greedy.term, conj(proper, both))
    return lines.done(exists_elim(some, Q.term, exists_elim(choice, g.term, th)))


best_policy = lemma(
    "best_policy",
    imp(*(h.term for h in _BASE), FINITE, exists[best](_best).term),
    "with finitely many actions some policy is best from every state",
    _best_policy,
)


# Policies as arguments: `policy` makes a Markov kernel of any function, and changes none that is one.
_policy = Expr(apply(const("policy", fun(pi.term.type, pi.term.type)), pi.term))
_OF = "definition of a policy as a Markov kernel"
markov_policy = axiom("markov_policy", _is("markov", _policy).term, "a policy is a Markov kernel", _OF, auto=True)
policy_of_markov = axiom("policy_of_markov", imp(POLICY.term, Eq(_policy, pi).term), "a Markov kernel is a policy", _OF)


def _probability_policy() -> Theorem:
    known = k.eq_mp(unfold(_is("markov", _policy).term), spec(markov_policy.theorem, pi.term))
    return Lines().done(k.specialize(conjuncts(known)[1], s.term))


probability_policy = lemma(
    "probability_policy",
    predicate("probability", apply(_policy.term, s.term)),
    "the actions of a policy have a probability distribution",
    _probability_policy,
    auto=True,
)
_conditions = (*_BASE, Expr(FINITE))
_q = Expr(abstract(pi.term, _return_of(_policy)(w).term))
_v = Expr(abstract(pi.term, _mean_of(_policy, _return_of(_policy))(s).term))


def _top(f: Expr) -> Expr:
    return Expr(apply(const("sup", fun(f.term.type, real)), f.term))


def _at_best(lines: Lines) -> tuple[Theorem, Theorem, Theorem]:
    """With the best policy b: policy(b) = b, and for all policies q <= q_b and v <= v_b."""
    chosen = k.assume(_best.term)
    proper, dominates, greedy = conjuncts(chosen)
    own = k.mp(spec(policy_of_markov.theorem, best.term), proper)
    below = k.mp(k.specialize(dominates, _policy.term), spec(markov_policy.theorem, pi.term))
    inside = Lines(*lines.hyps, _best)
    for f in (best, _policy):
        inside.have(_is("markov", f))
        inside.have(_is("bounded", _return_of(f)))
    inside.know(below)
    law = _policy(s).term
    first, second = (Expr(integral(law, abstract(a.term, f.term))) for f in (_return_of(_policy)(s, a), _return_of(best)(s, a)))
    each = inside.know(k.generalize(a.term, spec(below, pair(s.term, a.term))))
    inside.have(first <= second, each)
    target = _mean_of(best, _return_of(best))(s)
    flat = Expr(integral(law, abstract(a.term, target.term)))
    most = inside.know(k.generalize(a.term, spec(greedy, s.term, a.term)))
    inside.have(second <= flat, most)
    inside.have(Eq(flat, target), expectation_const)
    return own, below, inside.have(first <= target)


def _from_best(build: object) -> Theorem:
    """A consequence that does not mention the best policy."""
    lines = Lines(*_conditions)
    some = mps(spec(best_policy.theorem, P.term, gamma.term, FINITE.arg, r.term), *map(k.assume, lines.hyps))
    return lines.done(exists_elim(some, best.term, build(lines)))  # type: ignore[operator]


def _above(f: Expr, bound: Expr, each: Theorem) -> Theorem:
    definition = unfold(_is("bounded_above", f).term)
    return k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], bound.term, k.generalize(pi.term, each)))


def _returns_above(lines: Lines) -> Theorem:
    _, below, _ = _at_best(lines)
    return _above(_q, _return_of(best)(w), k.specialize(below, w.term))


def _values_above(lines: Lines) -> Theorem:
    return _above(_v, _mean_of(best, _return_of(best))(s), _at_best(lines)[2])


def _greedy_is_optimal(lines: Lines) -> Theorem:
    """q <= q_b <= v_b = v at b."""
    own, below, _ = _at_best(lines)
    greedy = conjuncts(k.assume(_best.term))[2]
    here = pair(s.term, a.term)
    q_here = Expr(abstract(pi.term, _return_of(_policy)(s, a).term))
    at_b = k.mp(spec(at_types(le_sup.theorem, ((type_var("a"), pi.term.type),)), _v.term, best.term), _values_above(lines))
    at_b = rewrite_concl(own, at_b)
    inside = Lines()
    for th in (spec(below, here), spec(greedy, s.term, a.term), at_b):
        inside.prover.add(th)
    each = inside.have(_return_of(_policy)(s, a) <= _top(_v))
    least = spec(at_types(sup_le.theorem, ((type_var("a"), pi.term.type),)), _top(_v).term, q_here.term)
    return k.mp(least, k.generalize(pi.term, each))


def _exists_optimal(lines: Lines) -> Theorem:
    own, _, below = _at_best(lines)
    at_b = k.mp(spec(at_types(le_sup.theorem, ((type_var("a"), pi.term.type),)), _v.term, best.term), _values_above(lines))
    most = spec(at_types(sup_le.theorem, ((type_var("a"), pi.term.type),)), _mean_of(best, _return_of(best))(s).term, _v.term)
    high = k.mp(most, k.generalize(pi.term, below))
    value = apply(_v.term, best.term)
    back = k.sym(congruence_of(own, value))
    high = k.eq_mp(k.congr(k.refl(high.concl.fun), back), high)
    same = mps(spec(le_antisymm.theorem, value, _top(_v).term), at_b, high)
    return exists_intro(_optimal.term, best.term, k.generalize(s.term, same))


def congruence_of(equal: Theorem, t: Term) -> Theorem:
    """t = t with the left side of the equation replaced by its right side."""
    old, _ = parts_of_eq(equal)
    hole = var("hole.1", old.type)
    return under(abstract(hole, replace_term(t, old, hole)), equal)


_optimal = exists[pi](forall[s](Eq(Expr(apply(_v.term, pi.term)), _top(_v))))
_HELD = tuple(h.term for h in _conditions)
bounded_above_returns = lemma(
    "bounded_above_returns",
    imp(*_HELD, _is("bounded_above", _q).term),
    "returns are bounded",
    lambda: _from_best(_returns_above),
    auto=True,
)
bounded_above_values = lemma(
    "bounded_above_values", imp(*_HELD, _is("bounded_above", _v).term), "returns are bounded", lambda: _from_best(_values_above), auto=True
)
greedy_is_optimal = lemma(
    "greedy_is_optimal",
    imp(*_HELD, (_top(Expr(abstract(pi.term, _return_of(_policy)(s, a).term))) <= _top(_v)).term),
    "no first action is better than an optimal policy",
    lambda: _from_best(_greedy_is_optimal),
    "bound",
)
optimal_policy_exists = lemma(
    "optimal_policy_exists", imp(*_HELD, _optimal.term), "an optimal policy exists", lambda: _from_best(_exists_optimal), "intro"
)


def _bounded_top(values: bool) -> Callable[[Lines], Theorem]:
    """The supremum is the return of the best policy, a bounded function."""

    def build(lines: Lines) -> Theorem:
        own, below_q, below_v = _at_best(lines)
        f, point, below = (_v, s, below_v) if values else (_q, w, k.specialize(below_q, w.term))
        target = _mean_of(best, _return_of(best))(s) if values else _return_of(best)(w)
        above = _values_above(lines) if values else _returns_above(lines)
        at_b = k.mp(spec(at_types(le_sup.theorem, ((type_var("a"), pi.term.type),)), f.term, best.term), above)
        at_b = k.eq_mp(k.congr(k.congr(k.refl(const("le")), congruence_of(own, apply(f.term, best.term))), k.refl(at_b.concl.arg)), at_b)
        most = spec(at_types(sup_le.theorem, ((type_var("a"), pi.term.type),)), target.term, f.term)
        high = k.mp(most, k.generalize(pi.term, below))
        same = k.abstr(point.term, mps(spec(le_antisymm.theorem, target.term, _top(f).term), at_b, high))
        inside = Lines(*lines.hyps, _best)
        inside.have(_is("markov", best))
        inside.have(_is("bounded", _return_of(best)))
        known = inside.have(_is("bounded", Expr(abstract(point.term, target.term))))
        return k.eq_mp(k.congr(k.refl(known.concl.fun), same), known)

    return build


for _name, _f, _point in (("bounded_best_returns", _q, w), ("bounded_best_values", _v, s)):
    lemma(
        _name,
        imp(*_HELD, _is("bounded", Expr(abstract(_point.term, _top(_f).term))).term),
        "the largest returns are bounded",
        partial(_from_best, _bounded_top(_f is _v)),
        auto=True,
    )
