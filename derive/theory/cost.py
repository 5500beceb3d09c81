"""Operation counts: what each step costs, the size of a dimension, growth of a count."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import axioms
from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, const, equation, for_all, implication, literal, parts, signature, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, nat, real, type_var
from derive.language.cost import PROGRAM, STEPS, columns, count, rows, softmax
from derive.language.logic import call, lam
from derive.language.matrices import total
from derive.tactics.induction import finished
from derive.tactics.inequality import from_difference
from derive.tactics.lemma import LEMMAS, Lemma, axiom, lemma, method
from derive.tactics.logic import chain, conj, exists_intro, mps, parts_of_eq, spec, under, unfold
from derive.tactics.prover import Prover
from derive.tactics.rewriting import rewrite

_n, _d = type_var("n", DIM), type_var("d", DIM)
_v = var("v", fun(_n, real))
ZERO, ONE = literal(0), literal(1)

# The size of a dimension.
length_eq = axiom(
    "length_eq",
    equation(call("cast", apply(const("length", fun(_v.type, nat)), _v)), total(lam(var("i", _n), ONE))),
    "by definition of the size",
    "definition of the number of elements of a finite set",
)


# Steps of programs: rows, columns and operations of each.


def _arguments(step: str) -> tuple[Term, ...]:
    t, programs, sizes = signature()[step], iter("pq"), iter("mk")
    found = []
    while t is not PROGRAM:
        a = t.args[0]
        found.append(var(next(programs) if a is PROGRAM else next(sizes) if a is nat else "c" if a is real else "A", a))
        t = t.args[1]
    return tuple(found)


def _step_lemma(part: Callable[[Term], Term], word: str, step: str) -> Lemma:
    """What one step has of rows, columns or operations: read off its definition."""
    args = _arguments(step)
    whole = apply(const(step, fun(*(a.type for a in args), PROGRAM)), *args)
    shape = [apply(axioms.definitions()[step][0].concl.arg, *args)]
    while parts(shape[-1])[0] == "pair":
        shape[-1:] = parts(shape[-1])[1]
    right = shape[("rows", "columns", "cost").index(word)]

    def run() -> Theorem:
        th = under(part(whole).fun, unfold(whole))
        th = chain(th, unfold(parts_of_eq(th)[1]))
        p = Prover()
        p.rewrites = [LEMMAS["fst_pair"].rule, LEMMAS["snd_pair"].rule]
        return finished(chain(th, rewrite(p, parts_of_eq(th)[1])))

    return lemma(f"{word}_{step}", equation(part(whole), right), "by definition of the step", run, "rewrite")


schoolbook = method(
    "schoolbook",
    r"schoolbook counts",
    parts=tuple(_step_lemma(part, word, step) for step in STEPS for part, word in ((rows, "rows"), (columns, "columns"), (count, "cost"))),
)

_A, _i, _j, _m = var("A", fun(_n, _d, real)), var("i", _n), var("j", _d), var("m", _d)
_entry = apply(softmax(_A), _i, _j)
softmax_rows_def = lemma(
    "softmax_rows_def", equation(_entry, parts_of_eq(unfold(_entry))[1]), "by definition of the softmax", lambda: finished(unfold(_entry)), "rewrite"
)  # fmt: skip

_x, _y = var("x", real), var("y", real)
_conditions = call("le", ZERO, _x), call("le", ONE, _y)


def _le_mul_of_one_le() -> Theorem:
    """x <= x y, as 0 <= x (y - 1)."""
    p = Prover()
    for h in _conditions:
        p.add(k.assume(h))
    rest = call("sub", _y, ONE)
    product = mps(spec(LEMMAS["mul_nonneg"].theorem, _x, rest), k.assume(_conditions[0]), p.need(call("le", ZERO, rest)))
    return finished(from_difference(product, _x, call("mul", _x, _y)), *_conditions)


le_mul_of_one_le = lemma(
    "le_mul_of_one_le",
    implication(_conditions[0], implication(_conditions[1], call("le", _x, call("mul", _x, _y)))),
    "a factor that is at least 1",
    _le_mul_of_one_le,
    "bound",
)

# Growth: bounds from some number on.
_F, _G, _N, _k = var("f", fun(nat, real)), var("g", fun(nat, real)), var("N", nat), var("n", nat)
_low, _high = var("c", real), var("C", real)
_late = call("le", call("cast", _N), call("cast", _k))
_f, _g = apply(_F, _k), apply(_G, _k)


def _from(claim: Term) -> Term:
    return for_all(_k, implication(_late, claim))


def _abs(nonneg: Theorem) -> Theorem:
    return k.mp(spec(LEMMAS["abs_of_nonneg"].theorem, nonneg.concl.arg), nonneg)


def _between(left: Theorem, right: Theorem, th: Theorem) -> Theorem:
    """From a <= b with a = a' and b = b' to a' <= b'."""
    return k.eq_mp(k.congr(k.congr(k.refl(const("le")), left), right), th)


_SIGNS, _BELOW, _ABOVE = (
    _from(call("le", ZERO, _g)),
    _from(call("le", call("mul", _low, _g), _f)),
    _from(call("le", _f, call("mul", _high, _g))),
)


def _bounds(lower: Theorem | None) -> tuple[Theorem, Theorem]:
    """The absolute values of f and g at n, from N on, and f <= C g with them: |f| = f, |f| <= C |g|."""
    p = Prover()
    late = k.assume(_late)
    for h in (late, *(k.mp(k.specialize(k.assume(h), _k), late) for h in (_SIGNS, _ABOVE))):
        p.add(h)
    if lower is not None:
        p.add(lower)
    size, scale = _abs(p.need(call("le", ZERO, _f))), _abs(p.need(call("le", ZERO, _g)))
    above = k.mp(k.specialize(k.assume(_ABOVE), _k), late)
    return size, _between(k.sym(size), under(call("mul", _high, ZERO).fun, k.sym(scale)), above)


def _theta_of_bounds() -> Theorem:
    positive = call("lt", ZERO, _low)
    below = k.mp(k.specialize(k.assume(_BELOW), _k), k.assume(_late))
    sign = k.mp(k.specialize(k.assume(_SIGNS), _k), k.assume(_late))
    p = Prover()
    for h in (k.assume(positive), sign):
        p.add(h)
    product = p.need(call("le", ZERO, call("mul", _low, _g)))
    nonneg = mps(spec(LEMMAS["le_trans"].theorem, ZERO, call("mul", _low, _g), _f), product, below)
    size, upper = _bounds(nonneg)
    lower = _between(under(call("mul", _low, ZERO).fun, k.sym(_abs(sign))), k.sym(size), below)
    inside = k.generalize(_k, k.discharge(_late, conj(lower, upper)))
    return finished(
        _witnessed(call("is_theta", _F, _G), conj(k.assume(positive), inside), _low, _high, _N), positive, _SIGNS, _BELOW, _ABOVE
    )


def _witnessed(claim: Term, th: Theorem, *witnesses: Term) -> Theorem:
    """A statement that stands for "there are ..." from its witnesses."""
    definition = unfold(claim)
    goals = [parts_of_eq(definition)[1]]
    for w in witnesses[:-1]:
        goals.append(apply(goals[-1].arg, w))
    for goal, w in reversed(list(zip(goals, witnesses, strict=True))):
        th = exists_intro(goal, w, th)
    return k.eq_mp(k.sym(definition), th)


theta_of_bounds = lemma(
    "theta_of_bounds",
    implication(call("lt", ZERO, _low), implication(_SIGNS, implication(_BELOW, implication(_ABOVE, call("is_theta", _F, _G))))),
    "bounds on both sides, with constants",
    _theta_of_bounds,
)


def _big_o_of_bound() -> Theorem:
    nonneg = _from(call("le", ZERO, _f))
    _, upper = _bounds(k.mp(k.specialize(k.assume(nonneg), _k), k.assume(_late)))
    inside = k.generalize(_k, k.discharge(_late, upper))
    return finished(_witnessed(call("is_big_o", _F, _G), inside, _high, _N), nonneg, _SIGNS, _ABOVE)


big_o_of_bound = lemma(
    "big_o_of_bound",
    implication(_from(call("le", ZERO, _f)), implication(_SIGNS, implication(_ABOVE, call("is_big_o", _F, _G)))),
    "a bound with a constant",
    _big_o_of_bound,
)
