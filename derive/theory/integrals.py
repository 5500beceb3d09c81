"""Integrals: linear, monotone, bounded by the integral of the absolute value; the order of two integrations.

`integrable` and `integral` belong to the completed measure; the integral of a function that is not integrable is 0.
"""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, const, equation, for_all, literal
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable, pair
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, difference, from_difference, le
from derive.tactics.lemma import axiom, lemma, method
from derive.tactics.logic import mps, spec
from derive.tactics.order import compare
from derive.tactics.prover import Prover
from derive.theory import order
from derive.theory.absolute import abs_le, abs_square, le_abs_self, neg_le_abs
from derive.theory.letters import (
    FOLLAND,
    ONE,
    PROBABILITY,
    assuming,
    at,
    c,
    f,
    fs,
    g,
    gs,
    h,
    imp,
    mu,
    nu,
    of_s,
    s,
    y,
)
from derive.theory.numbers import abs_mul

# Integrals.
_INT = f"{FOLLAND}, Propositions 2.21 and 2.22"
F_FITS, G_FITS = integrable(mu, f), integrable(mu, g)
integrable_add = axiom(
    "integrable_add", imp(F_FITS, G_FITS, integrable(mu, of_s(call("add", fs, gs)))), "sums of integrable functions", _INT, auto=True
)
integral_add = axiom(
    "integral_add",
    imp(F_FITS, G_FITS, equation(integral(mu, of_s(call("add", fs, gs))), call("add", integral(mu, f), integral(mu, g)))),
    "linearity",
    _INT,
)
integrable_mul = axiom(
    "integrable_mul", imp(F_FITS, integrable(mu, of_s(call("mul", c, fs)))), "multiples of integrable functions", _INT, auto=True
)
integral_mul = axiom(
    "integral_mul", imp(F_FITS, equation(integral(mu, of_s(call("mul", c, fs))), call("mul", c, integral(mu, f)))), "linearity", _INT
)
integrable_abs = axiom(
    "integrable_abs", imp(F_FITS, integrable(mu, of_s(call("abs", fs)))), "absolute values of integrable functions", _INT, auto=True
)
integral_nonneg = axiom(
    "integral_nonneg",
    imp(for_all(s, le(ZERO, fs)), le(ZERO, integral(mu, f))),
    "integrals of non-negative functions",
    f"{FOLLAND}, Proposition 2.13",
    auto=True,
)
integrable_of_le = axiom(
    "integrable_of_le",
    imp(measurable(f), G_FITS, for_all(s, le(call("abs", fs), gs)), F_FITS),
    "a smaller function is integrable",
    f"{FOLLAND}, Section 2.3",
)
linearity = method("linearity", "linearity", "method:linearity")


def _const() -> Theorem:
    p = assuming(PROBABILITY)
    one = of_s(ONE)
    th = k.mp(spec(integral_mul.theorem, c, one, mu), p.need(integrable(mu, one)))
    start = k.congr(k.refl(integral(mu, f).fun), k.abstr(s, k.field(c, call("mul", c, ONE))))
    mass = p.need(equation(integral(mu, one), ONE))
    end = k.congr(k.refl(call("mul", c, ONE).fun), mass)
    return finished(k.trans(k.trans(k.trans(start, th), end), k.field(call("mul", c, ONE), c)), PROBABILITY)


expectation_const = lemma(
    "expectation_const", imp(PROBABILITY, equation(integral(mu, of_s(c)), c)), "the expectation of a constant", _const, "rewrite"
)


def _integrable_const() -> Theorem:
    p = assuming(PROBABILITY)
    th = k.mp(spec(integrable_mul.theorem, c, of_s(ONE), mu), p.need(integrable(mu, of_s(ONE))))
    same = k.abstr(s, k.field(call("mul", c, ONE), c))
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), same), th), PROBABILITY)


integrable_const = lemma(
    "integrable_const", imp(PROBABILITY, integrable(mu, of_s(c))), "constants are integrable", _integrable_const, auto=True
)


def _variant(name: str, body: Term, hyps: tuple[Term, ...], as_written: Term) -> None:
    """integrable: neg, sub, div by rewriting to sums and multiples."""

    def run() -> Theorem:
        p = assuming(*hyps)
        th = p.need(integrable(mu, of_s(as_written)))
        same = k.abstr(s, k.field(as_written, body))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), same), th), *hyps)

    lemma(name, imp(*hyps, integrable(mu, of_s(body))), "integrable functions", run, auto=True)


_variant("integrable_neg", call("neg", fs), (F_FITS,), call("mul", literal(-1), fs))
_variant("integrable_sub", call("sub", fs, gs), (F_FITS, G_FITS), call("add", fs, call("mul", literal(-1), gs)))
_variant("integrable_div", call("div", fs, c), (F_FITS,), call("mul", call("inv", c), fs))
_variant("integrable_mul_right", call("mul", fs, c), (F_FITS,), call("mul", c, fs))


def _mono() -> Theorem:
    below = for_all(s, le(fs, gs))
    hyps = (below, F_FITS, G_FITS)
    p = assuming(*hyps)
    p.methods = frozenset({"linearity"})
    d = of_s(call("sub", gs, fs))
    pointwise = k.generalize(s, difference(k.specialize(k.assume(below), s)))
    th = k.mp(spec(integral_nonneg.theorem, d, mu), pointwise)
    split = close(p, equation(integral(mu, d), call("sub", integral(mu, g), integral(mu, f))), [linearity])
    th = k.eq_mp(k.congr(k.refl(th.concl.fun), split), th)
    return finished(from_difference(th, integral(mu, f), integral(mu, g)), *hyps)


integral_mono = lemma(
    "integral_mono",
    imp(for_all(s, le(fs, gs)), F_FITS, G_FITS, le(integral(mu, f), integral(mu, g))),
    "expectations keep the order",
    _mono,
    "mono",
)
expectation_mono = integral_mono


def _expectation_abs() -> Theorem:
    p = assuming(F_FITS)
    absolute = of_s(call("abs", fs))
    q_ = Prover(p)
    q_.bounds = [le_abs_self.rule, neg_le_abs.rule]
    e = integral(mu, f)
    up = compare(q_, le(e, integral(mu, absolute)))
    minus = close(p, equation(call("neg", e), integral(mu, of_s(call("neg", fs)))), [linearity])
    down = compare(q_, le(integral(mu, of_s(call("neg", fs))), integral(mu, absolute)))
    if up is None or down is None:
        raise ValueError("monotone congruence failed in expectation_abs_le")
    down = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(minus)), k.refl(integral(mu, absolute))), down)
    return finished(mps(spec(abs_le.theorem, integral(mu, absolute), e), up, down), F_FITS)


expectation_abs_le = lemma(
    "expectation_abs_le",
    imp(F_FITS, le(call("abs", integral(mu, f)), integral(mu, of_s(call("abs", fs))))),
    "the triangle inequality for expectations",
    _expectation_abs,
    "bound",
)


def _product() -> Theorem:
    def square(t: Term) -> Term:
        return call("pow", t, literal(2, nat))

    hyps = (measurable(f), measurable(g), integrable(mu, of_s(square(fs))), integrable(mu, of_s(square(gs))))
    p = assuming(*hyps)
    u, v = call("abs", fs), call("abs", gs)
    total = call("add", square(fs), square(gs))
    bits = [spec(order.sq_nonneg.theorem, t) for t in (call("sub", u, v), fs, gs)]
    squares = [abs_square(t) for t in (fs, gs)]
    inner = Prover(p)
    for th in (*bits, *squares):
        inner.add(th)
    below = inner.need(le(call("mul", u, v), total))
    below = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(spec(abs_mul.theorem, fs, gs))), k.refl(total)), below)
    product = of_s(call("mul", fs, gs))
    th = mps(
        spec(integrable_of_le.theorem, product, of_s(total), mu),
        p.need(measurable(product)),
        p.need(integrable(mu, of_s(total))),
        k.generalize(s, below),
    )
    return finished(th, *hyps)


integrable_product = lemma("integrable_product", imp(measurable(f), measurable(g), integrable(mu, of_s(call("pow", fs, literal(2, nat)))), integrable(mu, of_s(call("pow", gs, literal(2, nat)))),
                                                      integrable(mu, of_s(call("mul", fs, gs)))), "products of square-integrable functions", _product)  # fmt: skip


# Fubini, and the marginals as densities.
_hx, _hy = abstract(y, at(h, pair(s, y))), of_s(at(h, pair(s, y)))
_over_y, _over_x = of_s(integral(nu, _hx)), abstract(y, integral(mu, _hy))
_fubini = (measurable(h), for_all(s, for_all(y, le(ZERO, at(h, pair(s, y))))), for_all(s, integrable(nu, _hx)), integrable(mu, _over_y))
_FUBINI = f"{FOLLAND}, Theorem 2.37"
fubini = axiom(
    "fubini",
    imp(*_fubini, equation(integral(mu, _over_y), integral(nu, _over_x))),
    "the order of integration is exchanged",
    _FUBINI,
)
fubini_integrable = axiom("fubini_integrable", imp(*_fubini, integrable(nu, _over_x)), "the order of integration is exchanged", _FUBINI)
