"""Measures, integrals, densities and Markov kernels.

Conventions (docs/trust.md): every type carries a sigma-algebra, real the Borel sets, a product the product sigma-algebra;
every measure is sigma-finite; `integrable` and `integral` belong to the completed measure, `measurable` to the sigma-algebra
itself; the integral of a function that is not integrable is 0; the unknown values of log outside its domain form a
measurable function. They make every axiom here true as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real, type_con, type_var
from derive.language.logic import call
from derive.language.probability import dens, integrable, integral, measurable, measure_of, pair
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, difference, from_difference, le, lt, weaken
from derive.tactics.lemma import axiom, lemma, method
from derive.tactics.logic import by_cases, conjuncts, exists_elim, exists_intro, mps, parts_of_eq, spec, unfold
from derive.tactics.order import compare
from derive.tactics.prover import Prover
from derive.theory import order

_a, _b = type_var("a"), type_var("b")
_ma, _fa = measure_of(_a), fun(_a, real)
_ab = type_con("prod", (_a, _b))
mu, f, g, q = var("mu", _ma), var("f", _fa), var("g", _fa), var("q", _fa)
s, c, y = var("s", _a), var("c", real), var("y", _b)
x = var("x", real)
h = var("h", fun(_ab, real))
fst, snd = const("fst", fun(_ab, _a)), const("snd", fun(_ab, _b))
w = var("w", _ab)
FOLLAND = "Folland, Real Analysis"
ONE = literal(1)


def _imp(*claims: Term) -> Term:
    result = claims[-1]
    for p in reversed(claims[:-1]):
        result = implication(p, result)
    return result


def at(function: Term, *points: Term) -> Term:
    """A function at points."""
    return apply(function, *points)


def _fun(body: Term) -> Term:
    return abstract(s, body)


def predicate(name: str, *args: Term) -> Term:
    """A predicate of the library at its arguments."""
    return apply(const(name, fun(*(a.type for a in args), bool_)), *args)


fs, gs, qs = at(f, s), at(g, s), at(q, s)

# Measurability. _M is the source of all closure rules.
_M = f"{FOLLAND}, Propositions 2.3-2.7"
measurable_const = axiom("measurable_const", measurable(_fun(c)), "constants are measurable", _M, auto=True)
measurable_add = axiom(
    "measurable_add",
    _imp(measurable(f), measurable(g), measurable(_fun(call("add", fs, gs)))),
    "sums of measurable functions",
    _M,
    auto=True,
)
measurable_sub = axiom(
    "measurable_sub",
    _imp(measurable(f), measurable(g), measurable(_fun(call("sub", fs, gs)))),
    "differences of measurable functions",
    _M,
    auto=True,
)
measurable_mul = axiom(
    "measurable_mul",
    _imp(measurable(f), measurable(g), measurable(_fun(call("mul", fs, gs)))),
    "products of measurable functions",
    _M,
    auto=True,
)
measurable_div = axiom(
    "measurable_div",
    _imp(measurable(f), measurable(g), measurable(_fun(call("div", fs, gs)))),
    "quotients of measurable functions",
    _M,
    auto=True,
)
for _name in ("neg", "abs", "inv", "exp", "log"):
    axiom(f"measurable_{_name}", _imp(measurable(f), measurable(_fun(call(_name, fs)))), f"{_name} of a measurable function", _M, auto=True)
_n = var("n", nat)
measurable_pow = axiom(
    "measurable_pow", _imp(measurable(f), measurable(_fun(call("pow", fs, _n)))), "powers of measurable functions", _M, auto=True
)
# Measurable maps: projections and pairs, and what is composed with them.
_PRODUCT = f"{FOLLAND}, Proposition 2.4"
_b2 = type_var("c")
_to, _to2 = var("g", fun(_a, _b)), var("h", fun(_a, _b2))
_into = var("g", fun(_a, type_con("prod", (_b, _b2))))
_P2 = type_con("prod", (_b, _b2))


def _map(body: Term) -> Term:
    """The map that takes s to body is measurable."""
    return predicate("measurable_map", _fun(body))


axiom("measurable_map_id", _map(s), "the identity is measurable", "definition of a measurable map", auto=True)
axiom("measurable_map_const", _map(y), "constant maps are measurable", "definition of a measurable map", auto=True)
axiom(
    "measurable_map_fst",
    _imp(predicate("measurable_map", _into), _map(at(const("fst", fun(_P2, _b)), at(_into, s)))),
    "projections are measurable",
    _PRODUCT,
    auto=True,
)
axiom(
    "measurable_map_snd",
    _imp(predicate("measurable_map", _into), _map(at(const("snd", fun(_P2, _b2)), at(_into, s)))),
    "projections are measurable",
    _PRODUCT,
    auto=True,
)
axiom(
    "measurable_map_pair",
    _imp(predicate("measurable_map", _to), predicate("measurable_map", _to2), _map(pair(at(_to, s), at(_to2, s)))),
    "pairs of measurable maps",
    _PRODUCT,
    auto=True,
)
_gb = var("f", fun(_b, real))
measurable_comp = axiom(
    "measurable_comp",
    _imp(measurable(_gb), predicate("measurable_map", _to), measurable(_fun(at(_gb, at(_to, s))))),
    "compositions of measurable maps",
    f"{FOLLAND}, Section 2.1",
    auto=True,
)
_k, _F = var("k", fun(_a, measure_of(_b))), var("F", fun(_a, _b, real))
_joint = abstract(w, at(_F, at(fst, w), at(snd, w)))
_KERNEL = "Kallenberg, Foundations of Modern Probability, 3rd ed., Lemma 3.2"
axiom(
    "measurable_integral",
    _imp(predicate("measurable_kernel", _k), measurable(_joint), measurable(_fun(integral(at(_k, s), at(_F, s))))),
    "integrals depend measurably on parameters",
    _KERNEL,
    auto=True,
)
_nu = var("nu", measure_of(_b))
axiom(
    "measurable_kernel_const",
    predicate("measurable_kernel", _fun(_nu)),
    "a fixed measure is a kernel",
    "definition of an s-finite kernel",
    auto=True,
)
_K3 = var("k", fun(_b, measure_of(_b2)))
axiom(
    "measurable_kernel_comp",
    _imp(predicate("measurable_kernel", _K3), predicate("measurable_map", _to), predicate("measurable_kernel", _fun(at(_K3, at(_to, s))))),
    "kernels at measurable points",
    "definition of an s-finite kernel",
    auto=True,
)

# Integrals.
_INT = f"{FOLLAND}, Propositions 2.21 and 2.22"
_if, _ig = integrable(mu, f), integrable(mu, g)
integrable_add = axiom(
    "integrable_add", _imp(_if, _ig, integrable(mu, _fun(call("add", fs, gs)))), "sums of integrable functions", _INT, auto=True
)
integral_add = axiom(
    "integral_add",
    _imp(_if, _ig, equation(integral(mu, _fun(call("add", fs, gs))), call("add", integral(mu, f), integral(mu, g)))),
    "linearity",
    _INT,
)
integrable_mul = axiom(
    "integrable_mul", _imp(_if, integrable(mu, _fun(call("mul", c, fs)))), "multiples of integrable functions", _INT, auto=True
)
integral_mul = axiom(
    "integral_mul", _imp(_if, equation(integral(mu, _fun(call("mul", c, fs))), call("mul", c, integral(mu, f)))), "linearity", _INT
)
integrable_abs = axiom(
    "integrable_abs", _imp(_if, integrable(mu, _fun(call("abs", fs)))), "absolute values of integrable functions", _INT, auto=True
)
integral_nonneg = axiom(
    "integral_nonneg",
    _imp(for_all(s, le(ZERO, fs)), le(ZERO, integral(mu, f))),
    "integrals of non-negative functions",
    f"{FOLLAND}, Proposition 2.13",
    auto=True,
)
integrable_of_le = axiom(
    "integrable_of_le",
    _imp(measurable(f), _ig, for_all(s, le(call("abs", fs), gs)), _if),
    "a smaller function is integrable",
    f"{FOLLAND}, Section 2.3",
)
_DENS = "Rudin, Real and Complex Analysis, Theorem 1.29"
_dq = dens(mu, q)
_nonneg_q = for_all(s, le(ZERO, qs))
integral_dens = axiom(
    "integral_dens",
    _imp(measurable(q), _nonneg_q, equation(integral(_dq, f), integral(mu, _fun(call("mul", qs, fs))))),
    "integration with a density",
    _DENS,
)
integrable_dens = axiom(
    "integrable_dens",
    _imp(measurable(q), _nonneg_q, equation(integrable(_dq, f), integrable(mu, _fun(call("mul", qs, fs))))),
    "integration with a density",
    _DENS,
)

linearity = method("linearity", "linearity", "method:linearity")
_prob = predicate("probability", mu)


def _prover(*hyps: Term) -> Prover:
    p = Prover()
    for t in hyps:
        p.add(k.assume(t))
    return p


def _const() -> Theorem:
    p = _prover(_prob)
    one = _fun(ONE)
    th = k.mp(spec(integral_mul.theorem, c, one, mu), p.need(integrable(mu, one)))
    start = k.congr(k.refl(integral(mu, f).fun), k.abstr(s, k.field(c, call("mul", c, ONE))))
    mass = p.need(equation(integral(mu, one), ONE))
    end = k.congr(k.refl(call("mul", c, ONE).fun), mass)
    return finished(k.trans(k.trans(k.trans(start, th), end), k.field(call("mul", c, ONE), c)), _prob)


expectation_const = lemma(
    "expectation_const", _imp(_prob, equation(integral(mu, _fun(c)), c)), "the expectation of a constant", _const, "rewrite"
)


def _integrable_const() -> Theorem:
    p = _prover(_prob)
    th = k.mp(spec(integrable_mul.theorem, c, _fun(ONE), mu), p.need(integrable(mu, _fun(ONE))))
    same = k.abstr(s, k.field(call("mul", c, ONE), c))
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), same), th), _prob)


integrable_const = lemma("integrable_const", _imp(_prob, integrable(mu, _fun(c))), "constants are integrable", _integrable_const, auto=True)


def _variant(name: str, body: Term, hyps: tuple[Term, ...], as_written: Term) -> None:
    """integrable: neg, sub, div by rewriting to sums and multiples."""

    def run() -> Theorem:
        p = _prover(*hyps)
        th = p.need(integrable(mu, _fun(as_written)))
        same = k.abstr(s, k.field(as_written, body))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), same), th), *hyps)

    lemma(name, _imp(*hyps, integrable(mu, _fun(body))), "integrable functions", run, auto=True)


_variant("integrable_neg", call("neg", fs), (_if,), call("mul", literal(-1), fs))
_variant("integrable_sub", call("sub", fs, gs), (_if, _ig), call("add", fs, call("mul", literal(-1), gs)))
_variant("integrable_div", call("div", fs, c), (_if,), call("mul", call("inv", c), fs))
_variant("integrable_mul_right", call("mul", fs, c), (_if,), call("mul", c, fs))


def _mono() -> Theorem:
    below = for_all(s, le(fs, gs))
    hyps = (below, _if, _ig)
    p = _prover(*hyps)
    p.methods = frozenset({"linearity"})
    d = _fun(call("sub", gs, fs))
    pointwise = k.generalize(s, difference(k.specialize(k.assume(below), s)))
    th = k.mp(spec(integral_nonneg.theorem, d, mu), pointwise)
    split = close(p, equation(integral(mu, d), call("sub", integral(mu, g), integral(mu, f))), [linearity])
    th = k.eq_mp(k.congr(k.refl(th.concl.fun), split), th)
    return finished(from_difference(th, integral(mu, f), integral(mu, g)), *hyps)


def _density_facts() -> tuple[Term, Prover]:
    d = predicate("density", mu, q)
    return d, _prover(d)


def _dens_step(p: Prover, function: Term) -> Theorem:
    """integral (dens mu q) f = integral mu (q f), when q is known to be a density."""
    return mps(spec(integral_dens.theorem, function, mu, q), p.need(measurable(q)), p.need(_nonneg_q))


def _fits_step(p: Prover, function: Term) -> Theorem:
    return mps(spec(integrable_dens.theorem, function, mu, q), p.need(measurable(q)), p.need(_nonneg_q))


def _where(p: Prover, positive: Theorem, zero: Theorem) -> Theorem:
    """A statement about s shown from 0 < q(s), and from q(s) = 0."""
    from derive.tactics.inequality import from_not_lt

    high = from_not_lt(ZERO, qs)  # not (0 < q) |- q <= 0
    low = p.need(le(ZERO, qs))
    nothing = mps(spec(order.le_antisymm.theorem, qs, ZERO), high, low)
    other = k.mp(k.discharge(equation(qs, ZERO), zero), nothing)
    return by_cases(lt(ZERO, qs), positive, other)


_pointwise = for_all(s, _imp(lt(ZERO, qs), equation(fs, gs)))


def _products_equal(p: Prover) -> Theorem:
    """q f = q g everywhere, when f = g wherever q > 0."""
    known = k.mp(k.specialize(k.assume(_pointwise), s), k.assume(lt(ZERO, qs)))
    positive = k.congr(k.refl(call("mul", qs, fs).fun), known)
    nothing = k.assume(equation(qs, ZERO))
    shown = [k.trans(k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(t)), k.field(call("mul", ZERO, t), ZERO)) for t in (fs, gs)]
    return k.abstr(s, _where(p, positive, k.trans(shown[0], k.sym(shown[1]))))


def _congr(integral_: bool) -> Theorem:
    d, p = _density_facts()
    same = _products_equal(p)
    if integral_:
        middle = k.congr(k.refl(integral(mu, f).fun), same)
        return finished(k.trans(k.trans(_dens_step(p, f), middle), k.sym(_dens_step(p, g))), d, _pointwise)
    middle = k.congr(k.refl(integrable(mu, f).fun), same)
    return finished(k.trans(k.trans(_fits_step(p, f), middle), k.sym(_fits_step(p, g))), d, _pointwise)


_density = predicate("density", mu, q)
integral_congr_of_density = lemma(
    "integral_congr_of_density",
    _imp(_density, _pointwise, equation(integral(_dq, f), integral(_dq, g))),
    "equal where the density is positive",
    lambda: _congr(True),
)
integrable_congr_of_density = lemma(
    "integrable_congr_of_density",
    _imp(_density, _pointwise, equation(integrable(_dq, f), integrable(_dq, g))),
    "equal where the density is positive",
    lambda: _congr(False),
)


def _probability_dens() -> Theorem:
    d, p = _density_facts()
    one = _fun(ONE)
    simple = k.abstr(s, k.field(call("mul", qs, ONE), qs))
    fits = k.trans(_fits_step(p, one), k.congr(k.refl(integrable(mu, q).fun), simple))
    mass = k.trans(_dens_step(p, one), k.congr(k.refl(integral(mu, q).fun), simple))
    from derive.tactics.logic import conj

    goal = predicate("probability", _dq)
    both = conj(k.eq_mp(k.sym(fits), p.need(integrable(mu, q))), k.trans(mass, p.need(equation(integral(mu, q), ONE))))
    return finished(k.eq_mp(k.sym(unfold(goal)), both), d)


probability_dens = lemma(
    "probability_dens", _imp(_density, predicate("probability", _dq)), "a density has mass 1", _probability_dens, auto=True
)


def _mono_dens() -> Theorem:
    below = for_all(s, _imp(lt(ZERO, qs), le(fs, gs)))
    hyps = (_density, below, integrable(_dq, f), integrable(_dq, g))
    p = _prover(*hyps)
    known = k.mp(k.specialize(k.assume(below), s), k.assume(lt(ZERO, qs)))
    u, v = call("mul", qs, fs), call("mul", qs, gs)
    positive = mps(spec(order.mul_le_mul_of_nonneg_left.theorem, fs, gs, qs), known, weaken(k.assume(lt(ZERO, qs))))
    nothing = k.assume(equation(qs, ZERO))
    shown = [k.trans(k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(t)), k.field(call("mul", ZERO, t), ZERO)) for t in (fs, gs)]
    zero = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(shown[0])), k.sym(shown[1])), spec(order.le_refl.theorem, ZERO))
    everywhere = k.generalize(s, _where(p, positive, zero))
    fits = [k.eq_mp(_fits_step(p, t), k.assume(integrable(_dq, t))) for t in (f, g)]
    th = mps(spec(integral_mono.theorem, _fun(u), _fun(v), mu), everywhere, *fits)
    th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(_dens_step(p, f))), k.sym(_dens_step(p, g))), th)
    return finished(th, *hyps)


integral_mono_of_density = lemma("integral_mono_of_density", _imp(_density, for_all(s, _imp(lt(ZERO, qs), le(fs, gs))), integrable(_dq, f), integrable(_dq, g),
                                 le(integral(_dq, f), integral(_dq, g))), "expectations keep the order", _mono_dens, "mono")  # fmt: skip
integral_mono = lemma(
    "integral_mono",
    _imp(for_all(s, le(fs, gs)), _if, _ig, le(integral(mu, f), integral(mu, g))),
    "expectations keep the order",
    _mono,
    "mono",
)
expectation_mono = integral_mono


def _abs_bounds(sign: int) -> Theorem:
    from derive.tactics.inequality import le_or_ge

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
    from derive.tactics.inequality import le_or_ge

    hyps = (le(x, c), le(call("neg", x), c))

    def case(hx: Theorem) -> Theorem:
        inner = _prover(*hyps)
        inner.add(hx)
        value = close(
            inner, equation(call("abs", x), x if hx.concl.arg is x else call("neg", x)), [order.abs_of_nonneg, order.abs_of_nonpos]
        )
        inner.add(value)
        return inner.need(le(call("abs", x), c))

    return finished(le_or_ge(ZERO, x, case, case), *hyps)


abs_le = lemma("abs_le", _imp(le(x, c), le(call("neg", x), c), le(call("abs", x), c)), "bounded from both sides", _abs_le, "intro")
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


def _expectation_abs() -> Theorem:
    p = _prover(_if)
    absolute = _fun(call("abs", fs))
    q_ = Prover(p)
    q_.bounds = [le_abs_self.rule, neg_le_abs.rule]
    e = integral(mu, f)
    up = compare(q_, le(e, integral(mu, absolute)))
    minus = close(p, equation(call("neg", e), integral(mu, _fun(call("neg", fs)))), [linearity])
    down = compare(q_, le(integral(mu, _fun(call("neg", fs))), integral(mu, absolute)))
    if up is None or down is None:
        raise ValueError("monotone congruence failed in expectation_abs_le")
    down = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(minus)), k.refl(integral(mu, absolute))), down)
    return finished(mps(spec(abs_le.theorem, integral(mu, absolute), e), up, down), _if)


expectation_abs_le = lemma(
    "expectation_abs_le",
    _imp(_if, le(call("abs", integral(mu, f)), integral(mu, _fun(call("abs", fs))))),
    "the triangle inequality for expectations",
    _expectation_abs,
    "bound",
)


def _ratio_parts() -> tuple[Term, tuple[Term, ...], Prover, Term, Theorem]:
    """q (g / q) <= g, pointwise, for two densities g and q."""
    hyps = (_density, predicate("density", mu, g))
    p = _prover(*hyps)
    product = call("mul", qs, call("div", gs, qs))
    ne = k.mp(spec(order.ne_zero_of_pos.theorem, qs), k.assume(lt(ZERO, qs)))
    positive = k.mp(spec(order.le_of_eq.theorem, product, gs), k.field(product, gs, [ne]))
    nothing = k.assume(equation(qs, ZERO))
    none = k.trans(
        k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(call("div", gs, qs))), k.field(call("mul", ZERO, call("div", gs, qs)), ZERO)
    )
    zero = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(none)), k.refl(gs)), p.need(le(ZERO, gs)))
    return product, hyps, p, _fun(call("div", gs, qs)), k.generalize(s, _where(p, positive, zero))


def _ratio(mass: bool) -> Theorem:
    product, hyps, p, ratio, below = _ratio_parts()
    nonneg = _where(p, p.child(lt(ZERO, qs)).need(le(ZERO, product)), _zero_product(p, product))
    absolute = k.mp(spec(order.abs_of_nonneg.theorem, product), nonneg)
    bound = k.generalize(s, k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(absolute)), k.refl(gs)), k.specialize(below, s)))
    fits = mps(spec(integrable_of_le.theorem, _fun(product), g, mu), p.need(measurable(_fun(product))), p.need(integrable(mu, g)), bound)
    if not mass:
        return finished(k.eq_mp(k.sym(_fits_step(p, ratio)), fits), *hyps)
    th = mps(spec(integral_mono.theorem, _fun(product), g, mu), below, fits, p.need(integrable(mu, g)))
    th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(_dens_step(p, ratio))), p.need(equation(integral(mu, g), ONE))), th)
    return finished(th, *hyps)


def _zero_product(p: Prover, product: Term) -> Theorem:
    nothing = k.assume(equation(qs, ZERO))
    none = k.trans(k.congr(k.congr(k.refl(const("mul")), nothing), k.refl(product.arg)), k.field(call("mul", ZERO, product.arg), ZERO))
    return k.eq_mp(k.congr(k.refl(le(ZERO, ZERO).fun), k.sym(none)), spec(order.le_refl.theorem, ZERO))


_ratio_fun = _fun(call("div", gs, qs))
integrable_ratio = lemma(
    "integrable_ratio",
    _imp(_density, predicate("density", mu, g), integrable(_dq, _ratio_fun)),
    "a ratio of densities is integrable",
    lambda: _ratio(False),
    auto=True,
)
mass_le_one = lemma(
    "mass_le_one",
    _imp(_density, predicate("density", mu, g), le(integral(_dq, _ratio_fun), ONE)),
    "a density has at most mass 1 on a part of the space",
    lambda: _ratio(True),
    "bound",
)


# Bounded functions.
_bf, _bg = predicate("bounded", f), predicate("bounded", g)
measurable_of_bounded = lemma("measurable_of_bounded", _imp(_bf, measurable(f)), "bounded functions here are measurable",
                              lambda: finished(conjuncts(k.eq_mp(unfold(_bf), k.assume(_bf)))[0], _bf), auto=True)  # fmt: skip


def _bounded_by(th_m: Theorem, bound: Term, pointwise: Theorem, function: Term) -> Theorem:
    """bounded f, from measurability and |f s| <= bound for all s."""
    from derive.tactics.logic import conj

    goal = predicate("bounded", function)
    definition = unfold(goal)
    some = parts(parts_of_eq(definition)[1])[1][1]
    return k.eq_mp(k.sym(definition), conj(th_m, exists_intro(some, bound, k.generalize(s, pointwise))))


def _with_bounds(hyps: tuple[Term, ...], use: Callable[..., Theorem]) -> Theorem:
    """Open the bounds c0, c1 of bounded functions and use the pointwise facts."""
    opened = []
    for i, b in enumerate(hyps):
        some = conjuncts(k.eq_mp(unfold(b), k.assume(b)))[1]
        c_i = var(f"c.{i}", real)
        opened.append((some, c_i, apply(some.concl.arg, c_i)))
    th = use(*[(c_i, k.specialize(k.assume(fact), s)) for _, c_i, fact in opened])
    for some, c_i, _fact in reversed(opened):
        th = exists_elim(some, c_i, th)
    return th


def _bounded_binary(name: str) -> Theorem:
    p = _prover(_bf, _bg)
    function = _fun(call(name, fs, gs))
    m = p.need(measurable(function))

    def use(first: tuple[Term, Theorem], second: tuple[Term, Theorem]) -> Theorem:
        (a, below_f), (b, below_g) = first, second
        inner = Prover(p)
        inner.add(below_f)
        inner.add(below_g)
        value = call("abs", call(name, fs, gs))
        if name == "mul":
            from derive.theory.numbers import abs_mul

            bound = call("mul", a, b)
            steps = mps(spec(order.mul_le_mul.theorem, b, call("abs", fs), a, call("abs", gs)), below_f, below_g,
                        inner.need(le(ZERO, call("abs", gs))), mps(spec(order.le_trans.theorem, ZERO, call("abs", fs), a), inner.need(le(ZERO, call("abs", fs))), below_f))  # fmt: skip
            th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(spec(abs_mul.theorem, fs, gs))), k.refl(bound)), steps)
            return _bounded_by(m, bound, th, function)
        bound = call("add", a, b)
        other = gs if name == "add" else call("neg", gs)
        triangle = spec(abs_add_le.theorem, fs, other)
        if name == "sub":
            triangle = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.congr(k.refl(const("abs")), k.field(call("add", fs, other), call("sub", fs, gs)))),
                                       k.congr(k.refl(call("add", call("abs", fs), ZERO).fun), spec(order.abs_neg.theorem, gs))), triangle)  # fmt: skip
        inner.add(triangle)
        return _bounded_by(m, bound, inner.need(le(value, bound)), function)

    return finished(_with_bounds((_bf, _bg), use), _bf, _bg)


for _name in ("add", "sub", "mul"):
    lemma(
        f"bounded_{_name}",
        _imp(_bf, _bg, predicate("bounded", _fun(call(_name, fs, gs)))),
        "bounded functions",
        partial(_bounded_binary, _name),
        auto=True,
    )


def _bounded_const() -> Theorem:
    p = Prover()
    function = _fun(c)
    return finished(_bounded_by(p.need(measurable(function)), call("abs", c), spec(order.le_refl.theorem, call("abs", c)), function))


lemma("bounded_const", predicate("bounded", _fun(c)), "constants are bounded", _bounded_const, auto=True)


def _bounded_abs() -> Theorem:
    p = _prover(_bf)
    function = _fun(call("abs", fs))

    def use(first: tuple[Term, Theorem]) -> Theorem:
        a, below = first
        twice = k.mp(spec(order.abs_of_nonneg.theorem, call("abs", fs)), spec(order.abs_nonneg.theorem, fs))
        th = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(twice)), k.refl(a)), below)
        return _bounded_by(p.need(measurable(function)), a, th, function)

    return finished(_with_bounds((_bf,), use), _bf)


lemma("bounded_abs", _imp(_bf, predicate("bounded", _fun(call("abs", fs)))), "bounded functions", _bounded_abs, auto=True)


def _bounded_comp() -> Theorem:
    """A bounded function at measurable points is bounded."""
    from derive.tactics.logic import conj

    hyps = (predicate("bounded", _gb), predicate("measurable_map", _to))
    value = at(_gb, at(_to, s))
    function = _fun(value)
    m = _prover(*hyps).need(measurable(function))
    some = conjuncts(k.eq_mp(unfold(hyps[0]), k.assume(hyps[0])))[1]
    known = apply(some.concl.arg, c)
    definition = unfold(predicate("bounded", function))
    target = parts(parts_of_eq(definition)[1])[1][1]
    pointwise = k.generalize(s, k.specialize(k.assume(known), value.arg))
    whole = k.eq_mp(k.sym(definition), conj(m, exists_intro(target, c, pointwise)))
    return finished(exists_elim(some, c, whole), *hyps)


bounded_comp = lemma(
    "bounded_comp",
    _imp(predicate("bounded", _gb), predicate("measurable_map", _to), predicate("bounded", _fun(at(_gb, at(_to, s))))),
    "bounded functions",
    _bounded_comp,
    auto=True,
)


def _integrable_of_bounded() -> Theorem:
    p = _prover(_prob, _bf)
    m = p.need(measurable(f))

    def use(first: tuple[Term, Theorem]) -> Theorem:
        a, below = first
        flat = _fun(a)
        return mps(spec(integrable_of_le.theorem, f, flat, mu), m, p.need(integrable(mu, flat)), k.generalize(s, below))

    return finished(_with_bounds((_bf,), use), _prob, _bf)


integrable_of_bounded = lemma(
    "integrable_of_bounded", _imp(_prob, _bf, _if), "bounded functions are integrable", _integrable_of_bounded, auto=True
)


def _bounded_integral() -> Theorem:
    """An expectation under a Markov kernel of a bounded function is bounded."""
    markov, bj = predicate("markov", _k), predicate("bounded", _joint)
    p = _prover(markov, bj)
    inside = at(_F, s)
    function = _fun(integral(at(_k, s), inside))
    m = p.need(measurable(function))
    some = conjuncts(k.eq_mp(unfold(bj), k.assume(bj)))[1]
    known = apply(some.concl.arg, c)
    t = var("t", _b)
    raw = k.specialize(k.assume(known), pair(s, t))
    from derive.theory.logic import fst_pair, snd_pair

    e1, e2 = spec(fst_pair.theorem, s, t), spec(snd_pair.theorem, s, t)
    body = at(_F, s, t)
    same = k.congr(k.congr(k.refl(_F), e1), e2)
    pointwise = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.congr(k.refl(const("abs")), same)), k.refl(c)), raw)
    fits = p.child(known)
    section = predicate("bounded", inside)
    fits.add(k.assume(known))
    there = abstract(t, pair(s, t))
    types = {_a: _b, _b: _ab}
    composed = spec(k.instantiate_type(measurable_comp.theorem, types), _joint, there)
    section_rule = mps(composed, p.need(measurable(_joint)), p.need(predicate("measurable_map", there)))
    ms = k.eq_mp(k.congr(k.refl(section_rule.concl.fun), k.abstr(t, same)), section_rule)
    from derive.tactics.logic import conj

    definition = unfold(section)
    target = parts(parts_of_eq(definition)[1])[1][1]
    fits.add(k.eq_mp(k.sym(definition), conj(ms, exists_intro(target, c, k.generalize(t, pointwise)))))
    law = at(_k, s)
    ok = fits.need(integrable(law, inside))
    first = k.mp(spec(k.instantiate_type(expectation_abs_le.theorem, {_a: _b}), inside, law), ok)
    absolute = abstract(t, call("abs", body))
    second = mps(
        spec(k.instantiate_type(integral_mono.theorem, {_a: _b}), absolute, abstract(t, c), law),
        k.generalize(t, pointwise),
        fits.need(integrable(law, absolute)),
        fits.need(integrable(law, abstract(t, c))),
    )
    flat = k.mp(spec(k.instantiate_type(expectation_const.theorem, {_a: _b}), c, law), fits.need(predicate("probability", law)))
    second = k.eq_mp(k.congr(k.refl(second.concl.fun), flat), second)
    value = call("abs", integral(law, inside))
    th = mps(spec(order.le_trans.theorem, value, integral(law, absolute), c), first, second)
    whole = _bounded_by(m, c, th, function)
    return finished(exists_elim(some, c, whole), markov, bj)


bounded_integral = lemma("bounded_integral", _imp(predicate("markov", _k), predicate("bounded", _joint), predicate("bounded", _fun(integral(at(_k, s), at(_F, s))))),
                         "expectations of bounded functions are bounded", _bounded_integral, auto=True)  # fmt: skip


def _markov_comp() -> Theorem:
    hyps = (predicate("markov", _K3), predicate("measurable_map", _to))
    p = _prover(*hyps)
    function = _fun(at(_K3, at(_to, s)))
    goal = predicate("markov", function)
    from derive.tactics.logic import conj

    laws = p.need(predicate("probability", at(_K3, at(_to, s))))
    return finished(k.eq_mp(k.sym(unfold(goal)), conj(p.need(predicate("measurable_kernel", function)), k.generalize(s, laws))), *hyps)


markov_comp = lemma(
    "markov_comp",
    _imp(predicate("markov", _K3), predicate("measurable_map", _to), predicate("markov", _fun(at(_K3, at(_to, s))))),
    "kernels at measurable points",
    _markov_comp,
    auto=True,
)


def _product() -> Theorem:
    def square(t: Term) -> Term:
        return call("pow", t, literal(2, nat))

    hyps = (measurable(f), measurable(g), integrable(mu, _fun(square(fs))), integrable(mu, _fun(square(gs))))
    p = _prover(*hyps)
    u, v = call("abs", fs), call("abs", gs)
    from derive.theory.numbers import abs_mul

    total = call("add", square(fs), square(gs))
    bits = [spec(order.sq_nonneg.theorem, t) for t in (call("sub", u, v), fs, gs)]
    squares = [_abs_square(t) for t in (fs, gs)]
    inner = Prover(p)
    for th in (*bits, *squares):
        inner.add(th)
    below = inner.need(le(call("mul", u, v), total))
    below = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(spec(abs_mul.theorem, fs, gs))), k.refl(total)), below)
    product = _fun(call("mul", fs, gs))
    th = mps(
        spec(integrable_of_le.theorem, product, _fun(total), mu),
        p.need(measurable(product)),
        p.need(integrable(mu, _fun(total))),
        k.generalize(s, below),
    )
    return finished(th, *hyps)


def _abs_square(t: Term) -> Theorem:
    """|t|^2 = t^2."""
    from derive.tactics.inequality import le_or_ge

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
    lambda: finished(_abs_square(x)),
    "rewrite",
)
integrable_product = lemma("integrable_product", _imp(measurable(f), measurable(g), integrable(mu, _fun(call("pow", fs, literal(2, nat)))), integrable(mu, _fun(call("pow", gs, literal(2, nat)))),
                                                      integrable(mu, _fun(call("mul", fs, gs)))), "products of square-integrable functions", _product)  # fmt: skip


# Bayes: the conditional densities by their definitions, which are densities where they make sense.
_mb, _mc = measure_of(_a), measure_of(_b)
_p = var("p", fun(_ab, real))
_mux, _nuz = var("mu", _mb), var("nu", _mc)
_gl = apply(const("given_left", fun(_mc, _p.type, _a, _b, real)), _nuz, _p, s)
_gr = apply(const("given_right", fun(_mb, _p.type, _b, _a, real)), _mux, _p, y)
_mlx = apply(const("marginal_left", fun(_mc, _p.type, _a, real)), _nuz, _p, s)
_mrz = apply(const("marginal_right", fun(_mb, _p.type, _b, real)), _mux, _p, y)
_whole = predicate("joint_density", _mux, _nuz, _p)
given_left_eq = lemma("given_left_eq", equation(apply(_gl, y), call("div", at(_p, pair(s, y)), _mlx)), "by definition of the conditional density",
                      lambda: finished(unfold(apply(_gl, y))), "rewrite")  # fmt: skip
given_right_eq = lemma("given_right_eq", equation(apply(_gr, s), call("div", at(_p, pair(s, y)), _mrz)), "by definition of the conditional density",
                       lambda: finished(unfold(apply(_gr, s))), "rewrite")  # fmt: skip
bayes = method("bayes", "Bayes' rule", parts=(given_left_eq, given_right_eq))


def _density_given_left() -> Theorem:
    """p(. | x) is a density when p(x) > 0."""
    from derive.tactics.logic import conjs

    positive = lt(ZERO, _mlx)
    p_ = _prover(_whole, positive)
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
    from derive.tactics.logic import conjs

    positive = lt(ZERO, _mrz)
    p_ = _prover(_whole, positive)
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
    _imp(_whole, lt(ZERO, _mlx), predicate("density", _nuz, _gl)),
    "a conditional density is a density",
    _density_given_left,
    auto=True,
)
density_given_right = lemma(
    "density_given_right",
    _imp(_whole, lt(ZERO, _mrz), predicate("density", _mux, _gr)),
    "a conditional density is a density",
    _density_given_right,
    auto=True,
)

# Fubini, and the marginals as densities.
_hx, _hy = abstract(y, at(h, pair(s, y))), _fun(at(h, pair(s, y)))
_over_y, _over_x = _fun(integral(_nu, _hx)), abstract(y, integral(mu, _hy))
_fubini = (measurable(h), for_all(s, for_all(y, le(ZERO, at(h, pair(s, y))))), for_all(s, integrable(_nu, _hx)), integrable(mu, _over_y))
_FUBINI = f"{FOLLAND}, Theorem 2.37"
fubini = axiom(
    "fubini",
    _imp(*_fubini, equation(integral(mu, _over_y), integral(_nu, _over_x))),
    "the order of integration is exchanged",
    _FUBINI,
)
fubini_integrable = axiom("fubini_integrable", _imp(*_fubini, integrable(_nu, _over_x)), "the order of integration is exchanged", _FUBINI)


def _density_marginal(right: bool) -> Theorem:
    """Each marginal of a joint density is a density."""
    from derive.tactics.logic import conjs

    p_ = _prover(_whole)
    measure, marginal = (_nuz, _mrz) if right else (_mux, _mlx)
    point = y if right else s
    opened = abstract(point, parts_of_eq(unfold(marginal))[1])
    facts = [p_.need(measurable(opened)), k.generalize(point, p_.need(le(ZERO, apply(opened, point))))]
    inner = _fun(parts_of_eq(unfold(_mlx))[1])
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
    _imp(_whole, predicate("density", _mux, _mlx.fun)),
    "a marginal density is a density",
    lambda: _density_marginal(False),
    auto=True,
)
density_marginal_right = lemma(
    "density_marginal_right",
    _imp(_whole, predicate("density", _nuz, _mrz.fun)),
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
    _imp(_whole, lt(ZERO, _mrz), lt(ZERO, apply(_gr, s)), lt(ZERO, _at_joint)),
    "a product of positive densities",
    _joint_pos,
    auto=True,
)


def _conditional_sign(relation: str, value: Term, marginal: Term) -> None:
    hyps = (_whole, lt(ZERO, _at_joint), lt(ZERO, marginal)) if relation == "lt" else (_whole, lt(ZERO, marginal))

    def run() -> Theorem:
        p_ = _prover(*hyps)
        opened = unfold(value)
        th = p_.need(call(relation, ZERO, parts_of_eq(opened)[1]))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(opened)), th), *hyps)

    kind = "pos" if relation == "lt" else "nonneg"
    lemma(f"{parts(value)[0]}_{kind}", _imp(*hyps, call(relation, ZERO, value)), "conditional densities are not negative", run, auto=True)


for _value, _marginal in ((apply(_gl, y), _mlx), (apply(_gr, s), _mrz)):
    _conditional_sign("lt", _value, _marginal)
    _conditional_sign("le", _value, _marginal)


def _marginal_nonneg(marginal: Term) -> None:
    def run() -> Theorem:
        p_ = _prover(_whole)
        opened = unfold(marginal)
        th = p_.need(le(ZERO, parts_of_eq(opened)[1]))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(opened)), th), _whole)

    lemma(f"{parts(marginal)[0]}_nonneg", _imp(_whole, le(ZERO, marginal)), "marginal densities are not negative", run, auto=True)


_marginal_nonneg(_mlx)
_marginal_nonneg(_mrz)
