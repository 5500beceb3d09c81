"""Determinants: products, and the change of sign."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, real, type_var
from derive.language.determinants import determinant
from derive.language.logic import call
from derive.language.matrices import identity, product
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.lemma import LEMMAS, axiom, lemma
from derive.tactics.logic import chain, spec
from derive.tactics.prover import Prover

_n = type_var("n", DIM)
_A, _B = (var(name, fun(_n, _n, real)) for name in "AB")
_i, _j = var("i", _n), var("j", _n)
_BOOK = "Horn and Johnson, Matrix Analysis, 2nd ed., Section 0.3"
ONE = literal(1)
det_mul = axiom(
    "det_mul",
    equation(determinant(product(_A, _B)), call("mul", determinant(_A), determinant(_B))),
    "the determinant of a product",
    f"{_BOOK}.5",
    "rewrite",
)
det_identity = axiom("det_identity", equation(determinant(identity(_n)), ONE), "the determinant of the identity", f"{_BOOK}.2", "rewrite")


def _negated(a: Term) -> Term:
    return abstract(_i, abstract(_j, call("neg", apply(a, _i, _j))))


def _abs_det_neg() -> Theorem:
    minus = _negated(identity(_n))
    ring = LEMMAS["matrix_ring"]
    p = Prover()
    square = close(p, equation(product(minus, minus), identity(_n)), [ring])
    turned = close(p, equation(product(minus, _A), _negated(_A)), [ring])
    d, one = determinant(minus), call("abs", determinant(minus))
    both = chain(
        k.sym(spec(k.instantiate_type(det_mul.theorem, {}), minus, minus)),
        k.congr(k.refl(const("det", fun(minus.type, real))), square),
        det_identity.theorem,
    )
    size = chain(k.sym(spec(LEMMAS["abs_mul"].theorem, d, d)), k.congr(k.refl(const("abs")), both))
    size = k.trans(size, close(p, equation(call("abs", ONE), ONE)))  # |d| |d| = 1
    above = p.need(call("lt", literal(0), call("add", one, ONE)))
    ne = k.mp(spec(LEMMAS["ne_zero_of_pos"].theorem, call("add", one, ONE)), above)

    def ratio(t: Term) -> Term:
        return call("add", call("div", call("sub", t, ONE), call("add", one, ONE)), ONE)

    first = k.field(one, ratio(call("mul", one, one)), [ne])
    hole = var("hole", real)
    middle = _inside(abstract(hole, ratio(hole)), size)
    unit = chain(first, middle, k.field(ratio(ONE), ONE, [ne]))  # |d| = 1
    start = k.congr(
        k.refl(const("abs")), k.trans(k.congr(k.refl(const("det", fun(_A.type, real))), k.sym(turned)), spec(det_mul.theorem, minus, _A))
    )
    split = spec(LEMMAS["abs_mul"].theorem, d, determinant(_A))
    size_a = call("abs", determinant(_A))
    last = k.congr(k.congr(k.refl(const("mul")), unit), k.refl(size_a))
    return finished(chain(start, split, last, k.field(call("mul", ONE, size_a), size_a)))


def _inside(f: Term, th: Theorem) -> Theorem:
    """f a = f b, from a = b."""
    return k.congr(k.refl(f), th)


abs_det_neg = lemma(
    "abs_det_neg",
    equation(call("abs", determinant(_negated(_A))), call("abs", determinant(_A))),
    "the sign of a matrix does not change the size of its determinant",
    _abs_det_neg,
    "rewrite",
)
