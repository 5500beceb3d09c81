"""Joint densities, their marginals and conditional densities."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, real
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable, measure_of, pair
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import lemma, method
from derive.tactics.logic import conjs, mps, parts_of_eq, spec, unfold
from derive.theory import order
from derive.theory.integrals import (
    fubini,
    fubini_integrable,
    linearity,
)
from derive.theory.letters import (
    ONE,
    PAIRS,
    alpha,
    assuming,
    at,
    beta,
    imp,
    of_s,
    predicate,
    s,
    y,
)

# Bayes: the conditional densities by their definitions, which are densities where they make sense.
_mb, _mc = measure_of(alpha), measure_of(beta)
_p = var("p", fun(PAIRS, real))
_mux, _nuz = var("mu", _mb), var("nu", _mc)
_gl = apply(const("given_left", fun(_mc, _p.type, alpha, beta, real)), _nuz, _p, s)
_gr = apply(const("given_right", fun(_mb, _p.type, beta, alpha, real)), _mux, _p, y)
_mlx = apply(const("marginal_left", fun(_mc, _p.type, alpha, real)), _nuz, _p, s)
_mrz = apply(const("marginal_right", fun(_mb, _p.type, beta, real)), _mux, _p, y)
_whole = predicate("joint_density", _mux, _nuz, _p)
given_left_eq = lemma("given_left_eq", equation(apply(_gl, y), call("div", at(_p, pair(s, y)), _mlx)), "by definition of the conditional density",
                      lambda: finished(unfold(apply(_gl, y))), "rewrite")  # fmt: skip
given_right_eq = lemma("given_right_eq", equation(apply(_gr, s), call("div", at(_p, pair(s, y)), _mrz)), "by definition of the conditional density",
                       lambda: finished(unfold(apply(_gr, s))), "rewrite")  # fmt: skip
bayes = method("bayes", "Bayes' rule", parts=(given_left_eq, given_right_eq))


def _density_given_left() -> Theorem:
    """p(. | x) is a density when p(x) > 0."""
    positive = lt(ZERO, _mlx)
    p_ = assuming(_whole, positive)
    joint = at(_p, pair(s, y))
    section = abstract(y, joint)
    quotient = abstract(y, call("div", joint, _mlx))
    ok = p_.need(integrable(_nuz, quotient))
    mass = close(p_, equation(integral(_nuz, quotient), call("div", integral(_nuz, section), _mlx)), [linearity])
    marginal = unfold(_mlx)
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, _mlx), k.assume(positive))
    one = k.trans(
        k.trans(mass, k.congr(k.congr(k.refl(const("div")), k.sym(marginal)), k.refl(_mlx))), k.field(call("div", _mlx, _mlx), ONE, [ne])
    )
    nonneg = k.generalize(y, p_.need(le(ZERO, call("div", joint, _mlx))))
    facts = conjs(p_.need(measurable(quotient)), nonneg, ok, one)
    goal = predicate("density", _nuz, quotient)
    th = k.eq_mp(k.sym(unfold(goal)), facts)
    back = k.abstr(y, k.sym(spec(given_left_eq.theorem, _nuz, _p, s, y)))
    return finished(k.eq_mp(k.congr(k.refl(goal.fun), back), th), _whole, positive)


def _density_given_right() -> Theorem:
    """p(. | z) is a density when p(z) > 0."""
    positive = lt(ZERO, _mrz)
    p_ = assuming(_whole, positive)
    joint = at(_p, pair(s, y))
    section = abstract(s, joint)
    quotient = abstract(s, call("div", joint, _mrz))
    ok = p_.need(integrable(_mux, quotient))
    mass = close(p_, equation(integral(_mux, quotient), call("div", integral(_mux, section), _mrz)), [linearity])
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, _mrz), k.assume(positive))
    one = k.trans(
        k.trans(mass, k.congr(k.congr(k.refl(const("div")), k.sym(unfold(_mrz))), k.refl(_mrz))),
        k.field(call("div", _mrz, _mrz), ONE, [ne]),
    )
    nonneg = k.generalize(s, p_.need(le(ZERO, call("div", joint, _mrz))))
    goal = predicate("density", _mux, quotient)
    th = k.eq_mp(k.sym(unfold(goal)), conjs(p_.need(measurable(quotient)), nonneg, ok, one))
    back = k.abstr(s, k.sym(spec(given_right_eq.theorem, _mux, _p, s, y)))
    return finished(k.eq_mp(k.congr(k.refl(goal.fun), back), th), _whole, positive)


density_given_left = lemma(
    "density_given_left",
    imp(_whole, lt(ZERO, _mlx), predicate("density", _nuz, _gl)),
    "a conditional density is a density",
    _density_given_left,
    auto=True,
)
density_given_right = lemma(
    "density_given_right",
    imp(_whole, lt(ZERO, _mrz), predicate("density", _mux, _gr)),
    "a conditional density is a density",
    _density_given_right,
    auto=True,
)


def _density_marginal(right: bool) -> Theorem:
    """Each marginal of a joint density is a density."""
    p_ = assuming(_whole)
    measure, marginal = (_nuz, _mrz) if right else (_mux, _mlx)
    point = y if right else s
    opened = abstract(point, parts_of_eq(unfold(marginal))[1])
    facts = [p_.need(measurable(opened)), k.generalize(point, p_.need(le(ZERO, apply(opened, point))))]
    inner = of_s(parts_of_eq(unfold(_mlx))[1])
    fits, mass = p_.need(integrable(_mux, inner)), p_.need(equation(integral(_mux, inner), ONE))
    if right:
        joint = at(_p, pair(s, y))
        conditions = (
            p_.need(measurable(_p)),
            p_.need(for_all(s, for_all(y, le(ZERO, joint)))),
            p_.need(for_all(s, integrable(_nuz, abstract(y, joint)))),
            fits,
        )
        fits = mps(spec(fubini_integrable.theorem, _p, _mux, _nuz), *conditions)
        mass = k.trans(k.sym(mps(spec(fubini.theorem, _p, _mux, _nuz), *conditions)), mass)
    goal = predicate("density", measure, opened)
    th = k.eq_mp(k.sym(unfold(goal)), conjs(*facts, fits, mass))
    back = k.abstr(point, k.sym(unfold(marginal)))
    return finished(k.eq_mp(k.congr(k.refl(goal.fun), back), th), _whole)


density_marginal_left = lemma(
    "density_marginal_left",
    imp(_whole, predicate("density", _mux, _mlx.fun)),
    "a marginal density is a density",
    lambda: _density_marginal(False),
    auto=True,
)
density_marginal_right = lemma(
    "density_marginal_right",
    imp(_whole, predicate("density", _nuz, _mrz.fun)),
    "a marginal density is a density",
    lambda: _density_marginal(True),
    auto=True,
)

_at_joint = at(_p, pair(s, y))


def _joint_pos() -> Theorem:
    hyps = (_whole, lt(ZERO, _mrz), lt(ZERO, apply(_gr, s)))
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, _mrz), k.assume(hyps[1]))
    product = mps(spec(order.mul_pos.theorem, apply(_gr, s), _mrz), k.assume(hyps[2]), k.assume(hyps[1]))
    opened = k.congr(k.congr(k.refl(const("mul")), unfold(apply(_gr, s))), k.refl(_mrz))
    same_ = k.trans(opened, k.field(parts_of_eq(opened)[1], _at_joint, [ne]))
    return finished(k.eq_mp(k.congr(k.refl(product.concl.fun), same_), product), *hyps)


joint_pos_of_given_right = lemma(
    "joint_pos_of_given_right",
    imp(_whole, lt(ZERO, _mrz), lt(ZERO, apply(_gr, s)), lt(ZERO, _at_joint)),
    "a product of positive densities",
    _joint_pos,
    auto=True,
)


def _sign(relation: str, value: Term, marginal: Term) -> None:
    hyps = (_whole, lt(ZERO, _at_joint), lt(ZERO, marginal)) if relation == "lt" else (_whole, lt(ZERO, marginal))

    def run() -> Theorem:
        p_ = assuming(*hyps)
        opened = unfold(value)
        th = p_.need(call(relation, ZERO, parts_of_eq(opened)[1]))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(opened)), th), *hyps)

    kind = "pos" if relation == "lt" else "nonneg"
    lemma(f"{parts(value)[0]}_{kind}", imp(*hyps, call(relation, ZERO, value)), "conditional densities are not negative", run, auto=True)


for _value, _marginal in ((apply(_gl, y), _mlx), (apply(_gr, s), _mrz)):
    _sign("lt", _value, _marginal)
    _sign("le", _value, _marginal)


def _marginal_nonneg(marginal: Term) -> None:
    def run() -> Theorem:
        p_ = assuming(_whole)
        opened = unfold(marginal)
        th = p_.need(le(ZERO, parts_of_eq(opened)[1]))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(opened)), th), _whole)

    lemma(f"{parts(marginal)[0]}_nonneg", imp(_whole, le(ZERO, marginal)), "marginal densities are not negative", run, auto=True)


_marginal_nonneg(_mlx)
_marginal_nonneg(_mrz)
