"""Measurable functions, maps and kernels.

Conventions (docs/trust.md): every type carries a sigma-algebra, real the Borel sets, a product the product sigma-algebra;
every measure is s-finite (a countable sum of finite ones), sequences of points have the product sigma-algebra too; `measurable` belongs to the sigma-algebra itself, not to its completion; the unknown values of
log outside its domain form a measurable function. They make every axiom here true as it stands.
"""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, const, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, type_con
from derive.language.logic import call
from derive.language.probability import integral, measurable, pair
from derive.tactics.induction import finished, induction, succ
from derive.tactics.lemma import axiom, lemma
from derive.theory.letters import (
    FOLLAND,
    JOINT,
    F,
    alpha,
    assuming,
    at,
    beta,
    c,
    delta,
    f,
    f_b,
    fs,
    g,
    gs,
    imp,
    kappa,
    kappa_b,
    nu,
    of_s,
    predicate,
    s,
    to,
    y,
)  # fmt: skip

FUNCTIONS = f"{FOLLAND}, Propositions 2.3-2.7"
measurable_const = axiom("measurable_const", measurable(of_s(c)), "constants are measurable", FUNCTIONS, auto=True)
for _name, _args, _words in (
    ("add", (fs, gs), "sums of measurable functions"),
    ("mul", (fs, gs), "products of measurable functions"),
    ("abs", (fs,), "absolute values of measurable functions"),
    ("inv", (fs,), "inverses of measurable functions"),
    ("exp", (fs,), "exponentials of measurable functions"),
    ("log", (fs,), "logarithms of measurable functions"),
):
    _known = tuple(measurable(v) for v in (f, g)[: len(_args)])
    axiom(f"measurable_{_name}", imp(*_known, measurable(of_s(call(_name, *_args)))), _words, FUNCTIONS, auto=True)


def _by_others(name: str, body: Term, as_written: Term, words: str, *hyps: Term) -> None:
    """body is measurable because the equal function as_written is."""

    def run() -> Theorem:
        th = assuming(*hyps).need(measurable(of_s(as_written)))
        return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.abstr(s, k.field(as_written, body))), th), *hyps)

    lemma(name, imp(*hyps, measurable(of_s(body))), words, run, auto=True)


_mf, _mg = measurable(f), measurable(g)
_by_others("measurable_neg", call("neg", fs), call("mul", literal(-1), fs), "minus a measurable function", _mf)
_by_others("measurable_sub", call("sub", fs, gs), call("add", fs, call("neg", gs)), "differences of measurable functions", _mf, _mg)
_by_others("measurable_div", call("div", fs, gs), call("mul", fs, call("inv", gs)), "quotients of measurable functions", _mf, _mg)
_n = var("n", nat)


def _power() -> Theorem:
    """f^0 is constant; f^(n + 1) = f^n f."""
    power = measurable(of_s(call("pow", fs, _n)))
    one, more = call("pow", fs, literal(0, nat)), call("pow", fs, succ(_n))
    p = assuming(_mf)
    constant = p.need(measurable(of_s(literal(1))))
    base = k.eq_mp(k.congr(k.refl(power.fun), k.abstr(s, k.field(literal(1), one))), constant)
    product = p.child(power).need(measurable(of_s(call("mul", call("pow", fs, _n), fs))))
    step = k.eq_mp(k.congr(k.refl(power.fun), k.abstr(s, k.field(call("mul", call("pow", fs, _n), fs), more))), product)
    return finished(k.specialize(induction(_n, power, base, step), _n), _mf)


lemma("measurable_pow", imp(_mf, measurable(of_s(call("pow", fs, _n)))), "powers of measurable functions", _power, auto=True)

# Measurable maps: projections and pairs, and what is composed with them.
_to_c = var("h", fun(alpha, delta))
_pairs = type_con("prod", (beta, delta))
_into = var("g", fun(alpha, _pairs))
PROJECTIONS = f"{FOLLAND}, Proposition 2.4"


def is_map(body: Term) -> Term:
    """The map that takes s to body is measurable."""
    return predicate("measurable_map", of_s(body))


_maps = predicate("measurable_map", to)
axiom("measurable_map_id", is_map(s), "the identity is measurable", "definition of a measurable map", auto=True)
axiom("measurable_map_const", is_map(y), "constant maps are measurable", "definition of a measurable map", auto=True)
for _name, _part in (("fst", beta), ("snd", delta)):
    axiom(
        f"measurable_map_{_name}",
        imp(predicate("measurable_map", _into), is_map(at(const(_name, fun(_pairs, _part)), at(_into, s)))),
        "projections are measurable",
        PROJECTIONS,
        auto=True,
    )
axiom(
    "measurable_map_pair",
    imp(_maps, predicate("measurable_map", _to_c), is_map(pair(at(to, s), at(_to_c, s)))),
    "pairs of measurable maps",
    PROJECTIONS,
    auto=True,
)
measurable_comp = axiom(
    "measurable_comp",
    imp(measurable(f_b), _maps, measurable(of_s(at(f_b, at(to, s))))),
    "compositions of measurable maps",
    f"{FOLLAND}, Section 2.1",
    auto=True,
)

# Kernels.
axiom(
    "measurable_integral",
    imp(predicate("measurable_kernel", kappa), measurable(JOINT), measurable(of_s(integral(at(kappa, s), at(F, s))))),
    "integrals depend measurably on parameters",
    "Kallenberg, Foundations of Modern Probability, 3rd ed., Lemma 3.2",
    auto=True,
)
KERNEL = "definition of an s-finite kernel"
axiom("measurable_kernel_const", predicate("measurable_kernel", of_s(nu)), "a fixed measure is a kernel", KERNEL, auto=True)
axiom(
    "measurable_kernel_comp",
    imp(predicate("measurable_kernel", kappa_b), _maps, predicate("measurable_kernel", of_s(at(kappa_b, at(to, s))))),
    "kernels at measurable points",
    KERNEL,
    auto=True,
)
