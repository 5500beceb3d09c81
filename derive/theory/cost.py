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
from derive.tactics.inequality import difference, from_difference, not_le, same, trans
from derive.tactics.lemma import LEMMAS, Lemma, axiom, lemma, method
from derive.tactics.logic import (
    chain,
    conj,
    exists_elim,
    exists_intro,
    left,
    mps,
    not_elim,
    not_intro,
    parts_of_eq,
    right,
    spec,
    under,
    unfold,
)
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


# What grows like n g(n) is not O(g).
_times_n = lam(_k, call("mul", call("cast", _k), apply(_G, _k)))
_sign = for_all(_k, implication(call("le", ONE, call("cast", _k)), call("lt", ZERO, apply(_G, _k))))


def _opened(claim: Term, *variables: Term) -> tuple[Term, list[Term]]:
    """A statement that stands for "there are ...": what is said of the variables, and the steps on the way."""
    steps = [parts_of_eq(unfold(claim))[1]]
    for v in variables:
        steps.append(apply(steps[-1].arg, v))
    return steps[-1], steps


def _closed(claim: Term, steps: list[Term], variables: tuple[Term, ...], th: Theorem) -> Theorem:
    """From th, which uses what is said of the variables, to the same from the statement."""
    for step, v in reversed(list(zip(steps, variables, strict=False))):
        th = exists_elim(k.assume(step), v, th)
    return k.mp(k.discharge(steps[0], th), k.eq_mp(unfold(claim), k.assume(claim)))


def _not_big_o_of_theta() -> Theorem:
    """At some n beyond both thresholds and above |C| / c + 1, c n g(n) <= |f(n)| <= C g(n) cannot be."""
    grows, small = call("is_theta", _F, _times_n), call("is_big_o", _F, _G)
    c, late, bound, start = var("c.0", real), var("N.0", nat), var("C.0", real), var("N.1", nat)
    stated, way = _opened(grows, c, _high, late)
    limited, other = _opened(small, bound, start)
    number, ratio, g = call("cast", _k), call("div", call("abs", bound), c), apply(_G, _k)
    far = call("add", call("add", call("add", ratio, call("cast", late)), call("cast", start)), ONE)
    beyond = call("le", far, number)
    positive, bounds = left(k.assume(stated)), right(k.assume(stated))
    p = Prover()
    for h in (positive, k.assume(beyond)):
        p.add(h)
    p.add(p.need(call("le", ZERO, ratio)))
    after = [p.need(call("le", x, number)) for x in (call("cast", late), call("cast", start), ONE)]
    p.add(p.need(call("lt", ratio, number)))
    sign = k.mp(k.specialize(k.assume(_sign), _k), after[2])
    nonzero = p.need(call("not", equation(c, ZERO)))
    wide = mps(
        spec(LEMMAS["mul_pos"].theorem, c, call("sub", number, ratio)), positive, p.need(call("lt", ZERO, call("sub", number, ratio)))
    )
    wide = same(wide, ZERO, call("sub", call("mul", c, number), call("abs", bound)), nonzero)
    q = Prover()
    for h in (wide, spec(LEMMAS["le_abs_self"].theorem, bound), sign):
        q.add(h)
    gap = call("sub", call("mul", c, number), bound)
    product = mps(spec(LEMMAS["mul_pos"].theorem, gap, g), q.need(call("lt", ZERO, gap)), sign)
    p.add(sign)
    size, scaled = _abs(p.need(call("le", ZERO, g))), _abs(p.need(call("le", ZERO, call("mul", number, g))))
    below, over = left(k.mp(k.specialize(bounds, _k), after[0])), k.mp(k.specialize(k.assume(limited), _k), after[1])
    below = _between(under(call("mul", c, ZERO).fun, scaled), k.refl(below.concl.arg), below)
    over = _between(k.refl(over.concl.fun.arg), under(call("mul", bound, ZERO).fun, size), over)
    least = same(difference(trans(below, over)), ZERO, call("neg", call("mul", gap, g)))
    r = Prover()
    for h in (least, product):
        r.add(h)
    false = not_elim(not_le(product), r.need(call("le", call("mul", gap, g), ZERO)))
    false = exists_elim(spec(LEMMAS["archimedes"].theorem, far), _k, false)
    false = _closed(small, other, (bound, start), false)
    false = _closed(grows, way, (c, _high, late), false)
    return finished(not_intro(small, false), grows, _sign)


not_big_o_of_theta = lemma(
    "not_big_o_of_theta",
    implication(call("is_theta", _F, _times_n), implication(_sign, call("not", call("is_big_o", _F, _G)))),
    "one power of n more",
    _not_big_o_of_theta,
)
