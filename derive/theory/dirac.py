"""Dirac measures, and indicators of statements."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, real, type_var
from derive.language.dirac import point_mass
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable
from derive.tactics.induction import finished
from derive.tactics.lemma import LEMMAS, Lemma, axiom, lemma
from derive.tactics.logic import at_types, conj, mps, spec, unfold
from derive.tactics.prover import Prover
from derive.theory.conditionals import if_false, if_true

_a, _b = type_var("a"), type_var("b")
x, f, g = var("x", _a), var("f", fun(_a, real)), var("g", fun(_b, _a))
_s, _p = var("s", _b), var("p", bool_)
_UNIT = "Rudin, Real and Complex Analysis, Example 1.20 (b) (the unit mass at a point)"
_delta = point_mass(x)


def _kernel(k_: Term) -> Term:
    return apply(const("measurable_kernel", fun(k_.type, bool_)), k_)


integrable_dirac = axiom(
    "integrable_dirac", implication(measurable(f), integrable(_delta, f)), "integrable under a point mass", _UNIT, auto=True
)
expectation_dirac = axiom(
    "expectation_dirac",
    implication(measurable(f), equation(integral(_delta, f), apply(f, x))),
    "an expectation under a point mass is the value at the point",
    _UNIT,
    "rewrite",
)
measurable_kernel_dirac = axiom(
    "measurable_kernel_dirac", _kernel(abstract(x, _delta)), "point masses are a kernel", "definition of an s-finite kernel", auto=True
)


def _probability() -> Theorem:
    p = Prover()
    one = abstract(x, literal(1))
    known = p.need(measurable(one))
    fits = k.mp(spec(integrable_dirac.theorem, one, x), known)
    total = k.mp(spec(expectation_dirac.theorem, one, x), known)
    goal = apply(const("probability", fun(_delta.type, bool_)), _delta)
    return finished(k.eq_mp(k.sym(unfold(goal)), conj(fits, total)))


probability_dirac = lemma(
    "probability_dirac",
    apply(const("probability", fun(_delta.type, bool_)), _delta),
    "a point mass is a probability measure",
    _probability,
    auto=True,
)


def _composed() -> Theorem:
    """Of all kernels k(g(s)), the one with k = dirac."""
    is_map = apply(const("measurable_map", fun(g.type, bool_)), g)
    general = at_types(LEMMAS["measurable_kernel_comp"].theorem, ((_a, _b), (_b, _a), (type_var("c"), _a)))
    th = spec(general, g, const("dirac", fun(_a, _delta.type)))
    return finished(mps(th, measurable_kernel_dirac.theorem, k.assume(is_map)), is_map)


kernel_dirac_of_map = lemma(
    "kernel_dirac_of_map",
    implication(apply(const("measurable_map", fun(g.type, bool_)), g), _kernel(abstract(_s, point_mass(apply(g, _s))))),
    "point masses at measurable points are a kernel",
    _composed,
    auto=True,
)

_indicator = call("indicator", _p)


def _counted(case: Lemma, holds: Term) -> Theorem:
    """The indicator is 1 or 0, by cases."""
    value = mps(spec(at_types(case.theorem, ((type_var("a"), real),)), _p, literal(1), literal(0)), k.assume(holds))
    return finished(k.trans(unfold(_indicator), value), holds)


indicator_true = lemma(
    "indicator_true", implication(_p, equation(_indicator, literal(1))), "the statement holds", lambda: _counted(if_true, _p), "rewrite"
)
_fails = call("not", _p)
indicator_false = lemma(
    "indicator_false",
    implication(_fails, equation(_indicator, literal(0))),
    "the statement does not hold",
    lambda: _counted(if_false, _fails),
    "rewrite",
)
