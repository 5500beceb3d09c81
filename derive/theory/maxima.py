"""Maxima over finite spaces: attained, measurable in a parameter, and no farther apart than the functions."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, real
from derive.language.logic import call
from derive.language.probability import integral, measurable, pair
from derive.tactics.inequality import ZERO, from_not_le, le, lt, not_le
from derive.tactics.lemma import Lemma, axiom, lemma
from derive.tactics.logic import (
    at_types,
    by_cases,
    by_contradiction,
    conj,
    conjuncts,
    exists_elim,
    exists_intro,
    exists_term,
    mps,
    not_elim,
    parts_of_eq,
    spec,
    unfold,
)
from derive.tactics.prover import Prover
from derive.tactics.rewriting import rewrite
from derive.theory.absolute import abs_le, le_abs_self, neg_le_abs
from derive.theory.analysis import abs_le_norm, le_sup, sup_le
from derive.theory.bounded import bounded_comp
from derive.theory.dirac import indicator_false, indicator_true
from derive.theory.integrals import expectation_const, integrable_of_le, linearity
from derive.theory.letters import ONE, PAIRS, alpha, beta, c, delta, f_b, imp, nu, of_s, predicate, s, snd, to, w, y
from derive.theory.lines import Lines
from derive.theory.logic import fst_pair, snd_pair
from derive.theory.measurability import measurable_comp
from derive.theory.order import le_antisymm

_q, _r = var("f", fun(PAIRS, real)), var("g", fun(PAIRS, real))
FINITE = predicate("finite", nu)
_x = var("x", beta)


def over_y(body: Term, name: str = "sup") -> Term:
    """The supremum (or maximum) of body over y."""
    f = abstract(y, body)
    return apply(const(name, fun(f.type, real)), f)


def _at(q: Term, point: Term) -> Term:
    return apply(q, pair(s, point))


def projected(th: Theorem) -> Theorem:
    """The parts of pairs, taken out."""
    p = Prover()
    p.rewrites = [fst_pair.rule, snd_pair.rule]
    return k.eq_mp(rewrite(p, th.concl), th)


_best = call("and", predicate("measurable_map", to), for_all(s, for_all(y, le(_at(_q, y), _at(_q, apply(to, s))))))
measurable_argmax = axiom(
    "measurable_argmax",
    imp(FINITE, measurable(_q), exists_term(to, _best)),
    "a maximiser can be chosen measurably",
    "Aliprantis and Border, Infinite Dimensional Analysis, 3rd ed., Theorem 18.19 (the measurable maximum theorem)",
)

_argmax = apply(const("argmax", fun(f_b.type, beta, bool_)), f_b, _x)


def _exists() -> Theorem:
    """The choice for a function that does not depend on the parameter."""
    lines = Lines(FINITE, measurable(f_b))
    constant = abstract(w, apply(f_b, apply(snd, w)))
    known = lines.have(measurable(constant))
    some = mps(spec(measurable_argmax.theorem, constant, nu), k.assume(FINITE), known)
    chosen = apply(some.concl.arg, to)
    there = apply(to, s)
    best = projected(k.specialize(conjuncts(k.assume(chosen))[1], s))
    member = k.eq_mp(k.sym(unfold(apply(abstract(_x, _argmax), there))), best)
    return lines.done(exists_elim(some, to, exists_intro(exists_term(_x, _argmax), there, member)))


exists_argmax = lemma(
    "exists_argmax",
    imp(FINITE, measurable(f_b), exists_term(_x, _argmax)),
    "a function on a finite space has a maximiser",
    _exists,
    "intro",
)


def attained(function: Term, point: Term, best: Theorem) -> Theorem:
    """sup f = f(x) from f(y) <= f(x) for all y."""
    top = apply(function, point)
    above = predicate("bounded_above", function)
    definition = unfold(above)
    is_above = k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], top, best))
    types = {alpha: beta}
    low = k.mp(spec(k.instantiate_type(le_sup.theorem, types), function, point), is_above)
    high = k.mp(spec(k.instantiate_type(sup_le.theorem, types), top, function), best)
    sup = high.concl.fun.arg
    return mps(spec(le_antisymm.theorem, sup, top), high, low)


def _measurable() -> Theorem:
    lines = Lines(FINITE, measurable(_q))
    some = mps(spec(measurable_argmax.theorem, _q, nu), k.assume(FINITE), k.assume(measurable(_q)))
    chosen = apply(some.concl.arg, to)
    inside = Lines(*lines.hyps, chosen)
    best = k.specialize(conjuncts(k.assume(chosen))[1], s)
    value = attained(abstract(y, _at(_q, y)), apply(to, s), best)
    known = inside.have(measurable(of_s(_at(_q, apply(to, s)))))
    th = k.eq_mp(k.congr(k.refl(known.concl.fun), k.abstr(s, k.sym(value))), known)
    return lines.done(exists_elim(some, to, th))


_largest = over_y(_at(_q, y))
measurable_sup = lemma(
    "measurable_sup",
    imp(FINITE, measurable(_q), measurable(of_s(_largest))),
    "a supremum over a finite space is measurable",
    _measurable,
    auto=True,
)


_small = predicate("bounded", f_b)


def _above_of_bounded() -> Theorem:
    some = conjuncts(k.eq_mp(unfold(_small), k.assume(_small)))[1]
    known = apply(some.concl.arg, c)
    up = k.generalize(y, Lines(known).have(le(apply(f_b, y), c), le_abs_self))
    definition = unfold(predicate("bounded_above", f_b))
    th = k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], c, up))
    return Lines(_small).done(exists_elim(some, c, th))


bounded_above_of_bounded = lemma(
    "bounded_above_of_bounded",
    imp(_small, predicate("bounded_above", f_b)),
    "bounded functions are bounded above",
    _above_of_bounded,
    auto=True,
)


def _bounded() -> Theorem:
    """|q| <= c gives |sup q| <= c."""
    small = predicate("bounded", _q)
    lines = Lines(FINITE, small)
    m = lines.have(measurable(of_s(_largest)))
    some = conjuncts(k.eq_mp(unfold(small), k.assume(small)))[1]
    known = apply(some.concl.arg, c)
    inside = Lines(*lines.hyps, known)
    up = k.generalize(y, inside.have(le(_at(_q, y), c), le_abs_self))
    inside.know(spec(neg_le_abs.theorem, _at(_q, y)))
    inside.know(k.specialize(k.assume(known), pair(s, y)))
    high = inside.know(k.mp(spec(_sup_le, c, abstract(y, _at(_q, y))), up))
    _below(inside, _q)
    th = mps(spec(abs_le.theorem, c, _largest), high, inside.have(le(call("neg", _largest), c)))
    goal = predicate("bounded", of_s(_largest))
    definition = unfold(goal)
    target = parts_of_eq(definition)[1].arg
    whole = k.eq_mp(k.sym(definition), conj(m, exists_intro(target, c, k.generalize(s, th))))
    return lines.done(exists_elim(some, c, whole))


_sup_le, _le_sup = (k.instantiate_type(rule.theorem, {alpha: beta}) for rule in (sup_le, le_sup))


def _below(lines: Lines, q: Term) -> Theorem:
    """q(s, y) <= sup q(s, .), for a bounded q."""
    section = abstract(y, _at(q, y))
    above = lines.have(predicate("bounded_above", section))
    return lines.know(k.mp(spec(_le_sup, section, y), above))


bounded_sup = lemma(
    "bounded_sup",
    imp(FINITE, predicate("bounded", _q), predicate("bounded", of_s(_largest))),
    "a supremum of a bounded function is bounded",
    _bounded,
    auto=True,
)


_there = var("g", fun(delta, alpha))
_z = var("z", delta)
_moved = predicate("measurable_map", _there)


def _at_points(name: str, known: Lemma) -> Callable[[], Theorem]:
    """A supremum at measurable points: a composition."""

    def run() -> Theorem:
        given_ = predicate(name, _q)
        whole = mps(spec(known.theorem, _q, nu), k.assume(FINITE), k.assume(given_))
        composed = {"bounded": bounded_comp, "measurable": measurable_comp}[name]
        general = at_types(composed.theorem, ((alpha, delta), (beta, alpha)))
        th = mps(spec(general, whole.concl.arg, _there), whole, k.assume(_moved))
        return Lines(FINITE, given_, _moved).done(th)

    return run


_at_there = abstract(_z, over_y(apply(_q, pair(apply(_there, _z), y))))
for _name, _known in (("bounded", bounded_sup), ("measurable", measurable_sup)):
    lemma(
        f"{_name}_sup_at",
        imp(FINITE, predicate(_name, _q), _moved, predicate(_name, _at_there)),
        f"a supremum over a finite space is {_name}",
        _at_points(_name, _known),
        auto=True,
    )


def _lipschitz() -> Theorem:
    """q <= r + |q - r| <= sup r + norm, and the same with q and r exchanged."""
    lines = Lines(predicate("bounded", _q), predicate("bounded", _r))
    difference = abstract(w, call("sub", apply(_q, w), apply(_r, w)))
    distance = apply(const("norm", fun(_q.type, real)), difference)
    lines.have(predicate("bounded", difference))
    gap_here = call("sub", _at(_q, y), _at(_r, y))
    lines.have(le(call("abs", gap_here), distance), spec(k.instantiate_type(abs_le_norm.theorem, {alpha: PAIRS}), difference, pair(s, y)))
    lines.know(spec(le_abs_self.theorem, gap_here))
    lines.know(spec(neg_le_abs.theorem, gap_here))
    tops = {q: over_y(_at(q, y)) for q in (_q, _r)}
    for q in (_q, _r):
        _below(lines, q)
    for q, r in ((_q, _r), (_r, _q)):
        bound = call("add", tops[r], distance)
        each = lines.have(le(_at(q, y), bound))
        lines.know(k.mp(spec(_sup_le, bound, abstract(y, _at(q, y))), k.generalize(y, each)))
    gap = call("sub", tops[_q], tops[_r])
    sides = [lines.have(le(t, distance)) for t in (gap, call("neg", gap))]
    return lines.done(mps(spec(abs_le.theorem, distance, gap), *sides))


sup_lipschitz = lemma(
    "sup_lipschitz",
    imp(
        predicate("bounded", _q),
        predicate("bounded", _r),
        le(
            call("abs", call("sub", _largest, over_y(_at(_r, y)))),
            apply(const("norm", fun(_q.type, real)), abstract(w, call("sub", apply(_q, w), apply(_r, w)))),
        ),
    ),
    "suprema are no farther apart than the functions",
    _lipschitz,
    "bound",
)

_max = over_y(apply(f_b, y), "max")


def _le_max() -> Theorem:
    lines = Lines(_small)
    low = k.mp(spec(_le_sup, f_b, _x), lines.have(predicate("bounded_above", f_b)))
    return lines.done(k.eq_mp(k.congr(k.refl(low.concl.fun), k.sym(unfold(_max))), low))


le_max = lemma("le_max", imp(_small, le(apply(f_b, _x), _max)), "a value is at most the maximum", _le_max, "bound")


def _max_le() -> Theorem:
    below = for_all(y, le(apply(f_b, y), c))
    high = k.mp(spec(_sup_le, c, f_b), k.assume(below))
    return Lines(below).done(k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(unfold(_max))), k.refl(c)), high))


max_le = lemma("max_le", imp(for_all(y, le(apply(f_b, y), c)), le(_max, c)), "the maximum is the least upper bound", _max_le, "intro")


def _max_of_argmax() -> Theorem:
    best = k.eq_mp(unfold(_argmax), k.assume(_argmax))
    return Lines(_argmax).done(k.trans(unfold(_max), attained(f_b, _x, best)))


max_of_argmax = lemma(
    "max_of_argmax", imp(_argmax, equation(_max, apply(f_b, _x))), "the maximum is the value at a maximiser", _max_of_argmax, "intro"
)


def _expectation() -> Theorem:
    p = predicate("probability", nu)
    lines = Lines(p, _small)
    lines.have(predicate("integrable", nu, f_b))
    lines.know(k.generalize(y, spec(le_max.theorem, f_b, y)))
    first = lines.have(le(integral(nu, f_b), integral(nu, abstract(y, _max))), le_max)
    flat = k.mp(spec(k.instantiate_type(expectation_const.theorem, {alpha: beta}), _max, nu), k.assume(p))
    return lines.done(k.eq_mp(k.congr(k.refl(first.concl.fun), flat), first))


expectation_le_max = lemma(
    "expectation_le_max",
    imp(predicate("probability", nu), _small, le(integral(nu, f_b), _max)),
    "a mean is at most the maximum",
    _expectation,
    "bound",
)

_a, _b = var("a", real), var("b", real)


def _nonpos() -> Theorem:
    """0 < a and 0 < b give 0 < a b."""
    hyps = (lt(ZERO, _b), le(call("mul", _a, _b), ZERO))
    positive, goal = lt(ZERO, _a), le(_a, ZERO)
    more = Lines(*hyps, positive).have(lt(ZERO, call("mul", _a, _b)))
    refuted = not_elim(not_le(more), k.assume(hyps[1]))
    contrary = call("not", goal)
    th = k.mp(k.discharge(positive, refuted), from_not_le(k.assume(contrary), ZERO, _a))
    return Lines(*hyps).done(by_contradiction(goal, th))


nonpos_of_mul_nonpos = lemma(
    "nonpos_of_mul_nonpos", imp(lt(ZERO, _b), le(call("mul", _a, _b), ZERO), le(_a, ZERO)), "a factor that is not positive", _nonpos
)
_rho, _point = var("rho", nu.type), var("x", beta)
_law = predicate("probability", _rho)
_support = apply(const("support", fun(nu.type, beta, bool_)), _rho)
_maximisers = apply(const("argmax", fun(f_b.type, beta, bool_)), f_b)


def _support_in_argmax() -> Theorem:
    """(max f - f(x)) 1[y = x] <= max f - f(y) for all y; the mean of the right side is 0."""
    reached = le(_max, integral(_rho, f_b))
    member = apply(_support, _point)
    lines = Lines(FINITE, _law, _small, reached, member)
    every = conjuncts(k.eq_mp(unfold(FINITE), k.assume(FINITE)))[1]
    here = call("indicator", equation(y, _point))
    for at in (y, _point):
        lines.know(k.mp(spec(le_max.theorem, f_b, at), k.assume(_small)))
    gap = call("sub", _max, apply(f_b, _point))
    left, right = call("mul", gap, here), call("sub", _max, apply(f_b, y))
    there, elsewhere = equation(y, _point), call("not", equation(y, _point))
    one, zero = k.mp(spec(indicator_true.theorem, there), k.assume(there)), k.mp(spec(indicator_false.theorem, there), k.assume(elsewhere))
    yes = Lines(*lines.hyps)
    yes.know(k.mp(spec(le_max.theorem, f_b, y), k.assume(_small)))
    yes.know(k.congr(k.refl(f_b), k.assume(there)))
    yes.know(one)
    no = Lines(*lines.hyps)
    no.know(k.mp(spec(le_max.theorem, f_b, y), k.assume(_small)))
    no.know(zero)
    cases, sizes = [], []
    for case, value in ((yes, one), (no, zero)):
        case.know(k.congr(k.refl(left.fun), value))
        cases.append(case.have(le(left, right)))
        flat = k.congr(k.refl(const("abs")), value)
        sizes.append(k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(flat)), k.refl(ONE)), Lines().have(le(flat.concl.arg, ONE))))
    each = lines.know(k.generalize(y, by_cases(there, *cases)))
    within = k.generalize(y, by_cases(there, *sizes))
    size = integral(_rho, abstract(y, here))
    known = k.specialize(every, abstract(y, here))
    constant = abstract(y, ONE)
    fits = lines.have(predicate("integrable", _rho, constant))
    lines.know(mps(spec(at_types(integrable_of_le.theorem, ((alpha, beta),)), abstract(y, here), constant, _rho), known, fits, within))
    lines.have(le(integral(_rho, abstract(y, left)), integral(_rho, abstract(y, right))), each)
    lines.have(equation(integral(_rho, abstract(y, left)), call("mul", gap, size)), linearity)
    lines.have(equation(integral(_rho, abstract(y, right)), call("sub", _max, integral(_rho, f_b))), linearity)
    small = lines.have(le(call("mul", gap, size), ZERO))
    positive = k.eq_mp(unfold(member), k.assume(member))
    positive = k.eq_mp(k.congr(k.refl(positive.concl.fun), unfold(positive.concl.arg)), positive)
    lines.know(positive)
    lines.know(small)
    lines.know(mps(spec(nonpos_of_mul_nonpos.theorem, gap, size), lines.have(lt(ZERO, size)), small))
    best = k.generalize(y, lines.have(le(apply(f_b, y), apply(f_b, _point))))
    inside = k.eq_mp(k.sym(unfold(apply(_maximisers, _point))), best)
    goal = apply(const("subset", fun(_support.type, _maximisers.type, bool_)), _support, _maximisers)
    th = k.generalize(_point, k.discharge(member, inside))
    lines.hyps.pop()
    return lines.done(k.eq_mp(k.sym(unfold(goal)), th))


support_in_argmax = lemma(
    "support_in_argmax",
    imp(
        FINITE,
        _law,
        _small,
        le(_max, integral(_rho, f_b)),
        apply(const("subset", fun(_support.type, _maximisers.type, bool_)), _support, _maximisers),
    ),
    "where the mean is the maximum, only maximisers have mass",
    _support_in_argmax,
    "intro",
)
