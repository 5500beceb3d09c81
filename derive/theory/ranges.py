"""Sums and products over ranges: term by term, their first terms, measurability, integrals."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, NAT_ZERO, finished, induction, succ
from derive.tactics.inequality import ZERO, from_not_le, le, lt, not_le
from derive.tactics.lemma import LEMMAS, Lemma, lemma
from derive.tactics.logic import (
    by_cases,
    chain,
    conj,
    conjuncts,
    contradiction,
    mps,
    not_elim,
    parts_of_eq,
    rewrite_concl,
    spec,
    under,
    unfold,
)
from derive.tactics.prover import Prover
from derive.theory.integrals import expectation_const
from derive.theory.letters import alpha, assuming, imp, mu, predicate, s
from derive.theory.numbers import _loop, _recursion, nat_sub_add, nat_sub_eq_zero
from derive.theory.sequences import from_comparison, known

low, high, count, i = (var(name, nat) for name in ("a", "b", "m", "i"))
f, g = var("f", fun(nat, real)), var("g", fun(nat, real))
family = var("F", fun(nat, alpha, real))
r0 = var("r.0", nat)


def cast(n: Term) -> Term:
    """The real number n."""
    return call("cast", n)


def plus(a: Term, b: Term) -> Term:
    """a + b for natural numbers."""
    return call("nat_add", a, b)


def ranged(name: str, a: Term, b: Term, body: Term) -> Term:
    """The sum or product of the body over a..b."""
    return apply(const(name), a, b, body)


def inside(a: Term, b: Term, n: Term, claim: Term) -> Term:
    """The claim for a <= n <= b."""
    return imp(le(cast(a), cast(n)), le(cast(n), cast(b)), claim)


def by_length(name: str, bodies: tuple[Term, ...], th: Theorem, everywhere: Callable[[Prover, Term], Theorem]) -> Theorem:
    """A statement of the ranges low..high from one about loops of `count` turns.

    `th` is `for all count: (for all i: i + 1 <= count ==> condition(low + i)) ==> statement`; `everywhere` proves the condition at an
    index that is known to lie between low and high.
    """
    folded = [unfold(ranged(name, low, high, body)) for body in bodies]
    length = parts_of_eq(folded[0])[1].arg
    at = k.specialize(th, length)

    turn = le(cast(succ(i)), cast(length))
    more = equation(succ(high), plus(r0, low))
    e = var("e.0", nat)
    long = chain(under(abstract(e, call("nat_sub", e, low)), k.assume(more)), spec(nat_sub_add.theorem, low, r0))
    p = known(more, r0, i).child(turn)
    p.add(under(const("cast"), long))
    yes = k.mp(at, k.generalize(i, k.discharge(turn, everywhere(p, plus(low, i)))))
    nothing = equation(low, succ(plus(r0, succ(high))))
    q = known(nothing, r0, i)
    short = k.mp(spec(nat_sub_eq_zero.theorem, succ(high), low), q.need(le(cast(succ(high)), cast(low))))
    none = k.eq_mp(under(turn.fun, under(const("cast"), short)), k.assume(turn))  # i + 1 <= 0
    condition = parts(apply(parts(at.concl)[1][0].arg, i))[1][1]
    absurd = contradiction(not_elim(not_le(q.need(lt(cast(NAT_ZERO), cast(succ(i))))), none), condition)
    no = k.mp(at, k.generalize(i, k.discharge(turn, absurd)))
    result = from_comparison(succ(high), low, (r0, yes), (r0, no))
    for equal in folded:
        result = rewrite_concl(k.sym(equal), result)
    return result


def _turns(condition: Callable[[Term], Term]) -> Term:
    """The condition at the indices of all turns."""
    return for_all(i, imp(le(cast(succ(i)), cast(count)), condition(plus(low, i))))


def _last(p: Prover, condition: Callable[[Term], Term]) -> tuple[Theorem, Theorem]:
    """From the condition at all of count + 1 turns: at the first count turns, and at the last."""
    after = _turns(condition)
    after = apply(abstract(count, after), succ(count))
    known_ = k.assume(after)
    turn = le(cast(succ(i)), cast(count))
    q = p.child(turn)
    first = k.generalize(i, k.discharge(turn, k.mp(k.specialize(known_, i), q.need(le(cast(succ(i)), cast(succ(count)))))))
    last = k.mp(k.specialize(known_, count), p.need(le(cast(succ(count)), cast(succ(count)))))
    return first, last


def over_turns(name: str, bodies: tuple[Term, ...], condition: Callable[[Term], Term], statement: Callable[[Term], Term],
               start: Theorem, step: Callable[[Theorem, Theorem], Theorem], proved: Callable[[Prover, Term], Theorem]) -> Theorem:  # fmt: skip
    """A statement of ranges by induction on the number of turns.

    `start` proves statement(0); `step` proves statement(count + 1) from statement(count) and the condition at the last turn;
    `proved` gives the condition at an index between low and high.
    """
    claim = imp(_turns(condition), statement(count))
    whole = abstract(count, claim)
    before = apply(abstract(count, _turns(condition)), NAT_ZERO)
    base = k.discharge(before, start)
    p = Prover()
    first, last = _last(p, condition)
    th = step(k.mp(k.assume(claim), first), last)
    after = apply(abstract(count, _turns(condition)), succ(count))
    th = induction(count, claim, base, k.discharge(after, th))
    if th.concl.canon is not for_all(count, apply(whole, count)).canon:
        raise ValueError("the induction shows something else")
    return by_length(name, bodies, th, proved)


def _unrolled(name: str, body: Term, turn: Term | None) -> Theorem:
    """A loop of 0 turns, or of turn + 1."""
    loop = _loop(name, low, NAT_ZERO if turn is None else succ(turn), body)
    return _recursion(loop, turn)


def _given(hyp: Term) -> Callable[[Prover, Term], Theorem]:
    """The condition at an index, from a hypothesis for all indices in the range."""

    def at(p: Prover, n: Term) -> Theorem:
        th = k.specialize(k.assume(hyp), n)
        return mps(th, p.need(le(cast(low), cast(n))), p.need(le(cast(n), cast(high))))

    return at


# Term by term.
def _congr(name: str) -> Lemma:
    hyp = for_all(i, inside(low, high, i, equation(apply(f, i), apply(g, i))))

    def run() -> Theorem:
        def statement(m: Term) -> Term:
            return equation(_loop(name, low, m, f), _loop(name, low, m, g))

        start = k.trans(_unrolled(name, f, None), k.sym(_unrolled(name, g, None)))

        def step(before: Theorem, last: Theorem) -> Theorem:
            both = k.congr(k.congr(k.refl(const("add" if name == "sum" else "mul")), before), last)
            return chain(_unrolled(name, f, count), both, k.sym(_unrolled(name, g, count)))

        th = over_turns(name, (f, g), lambda n: equation(apply(f, n), apply(g, n)), statement, start, step, _given(hyp))
        return finished(th, hyp)

    word = "sum" if name == "sum" else "product"
    return lemma(
        f"{name}_congr", imp(hyp, equation(ranged(name, low, high, f), ranged(name, low, high, g))), f"the {word} term by term", run
    )


sum_congr, prod_congr = _congr("sum"), _congr("prod")


def _pointwise(name: str, op: str) -> Callable[[], Theorem]:
    """The range of f op g is the range of f op the range of g."""
    both = abstract(i, call(op, apply(f, i), apply(g, i)))

    def run() -> Theorem:
        def statement(m: Term) -> Term:
            return equation(_loop(name, low, m, both), call(op, _loop(name, low, m, f), _loop(name, low, m, g)))

        zero = [_unrolled(name, body, None) for body in (both, f, g)]
        unit = parts_of_eq(zero[0])[1]
        joined = k.congr(k.congr(k.refl(const(op)), zero[1]), zero[2])
        start = chain(zero[0], k.field(unit, call(op, unit, unit)), k.sym(joined))

        def step(before: Theorem, last: Theorem) -> Theorem:
            now = [_unrolled(name, body, count) for body in (both, f, g)]
            left = parts_of_eq(now[0])[1]
            replaced = k.congr(k.congr(k.refl(left.fun.fun), before), k.refl(left.arg))
            right = k.congr(k.congr(k.refl(const(op)), now[1]), now[2])
            return chain(now[0], replaced, k.field(parts_of_eq(replaced)[1], parts_of_eq(right)[1]), k.sym(right))

        always = equation(ZERO, ZERO)
        th = over_turns(name, (both, f, g), lambda n: always, statement, start, step, lambda p, n: k.refl(ZERO))
        return finished(th)

    return run


def _range_pointwise(name: str, op: str, words: str) -> Lemma:
    both = abstract(i, call(op, apply(f, i), apply(g, i)))
    claim = equation(ranged(name, low, high, both), call(op, ranged(name, low, high, f), ranged(name, low, high, g)))
    return lemma(f"{name}_{op}", claim, words, _pointwise(name, op), "rewrite")


sum_add = _range_pointwise("sum", "add", "sums term by term")
prod_mul = _range_pointwise("prod", "mul", "products factor by factor")
c = var("c", real)
_scaled = abstract(i, call("mul", c, apply(f, i)))


def _sum_mul() -> Theorem:
    def statement(m: Term) -> Term:
        return equation(call("mul", c, _loop("sum", low, m, f)), _loop("sum", low, m, _scaled))

    zero = [_unrolled("sum", body, None) for body in (f, _scaled)]
    start = chain(under(call("mul", c, ZERO).fun, zero[0]), k.field(call("mul", c, ZERO), ZERO), k.sym(zero[1]))

    def step(before: Theorem, last: Theorem) -> Theorem:
        now = [_unrolled("sum", body, count) for body in (f, _scaled)]
        first = under(call("mul", c, ZERO).fun, now[0])
        done = k.congr(k.congr(k.refl(const("add")), before), k.refl(call("mul", c, apply(f, plus(low, count)))))
        return chain(first, k.field(parts_of_eq(first)[1], parts_of_eq(done)[0]), done, k.sym(now[1]))

    return finished(over_turns("sum", (f, _scaled), lambda n: equation(ZERO, ZERO), statement, start, step, lambda p, n: k.refl(ZERO)))


mul_sum = lemma(
    "mul_sum",
    equation(call("mul", c, ranged("sum", low, high, f)), ranged("sum", low, high, _scaled)),
    "a factor of all terms",
    _sum_mul,
    "rewrite",
)
_scaled_right = abstract(i, call("mul", apply(f, i), c))


def _sum_mul_right() -> Theorem:
    whole = ranged("sum", low, high, f)
    turned = k.field(call("mul", whole, c), call("mul", c, whole))
    inner = k.abstr(i, k.field(call("mul", c, apply(f, i)), call("mul", apply(f, i), c)))
    return finished(chain(turned, spec(mul_sum.theorem, low, high, c, f), under(apply(const("sum"), low, high), inner)))


sum_mul = lemma(
    "sum_mul",
    equation(call("mul", ranged("sum", low, high, f), c), ranged("sum", low, high, _scaled_right)),
    "a factor of all terms",
    _sum_mul_right,
    "rewrite",
)


# The first terms, and empty ranges.
def _length_zero() -> Theorem:
    less = lt(cast(high), cast(low))
    p = assuming(less)
    # high + 1 <= low, since these are natural numbers
    wrong = equation(high, plus(r0, low))
    q = known(wrong, r0)
    q.add(k.assume(less))
    never = q.need(le(cast(low), cast(high)))

    goal = equation(ranged("sum", low, high, f), ZERO)
    absurd = contradiction(not_elim(not_le(k.assume(less)), never), goal)
    far = equation(low, succ(plus(r0, high)))
    q = known(far, r0)
    opened = unfold(ranged("sum", low, high, f))
    none = k.mp(spec(nat_sub_eq_zero.theorem, succ(high), low), q.need(le(cast(succ(high)), cast(low))))
    th = k.trans(opened, under(parts_of_eq(opened)[1].fun, none))
    th = k.trans(th, _recursion(parts_of_eq(th)[1], None))
    del p
    return finished(from_comparison(high, low, (r0, absurd), (r0, th)), less)


sum_empty_of_lt = lemma(
    "sum_empty_of_lt", imp(lt(cast(high), cast(low)), equation(ranged("sum", low, high, f), ZERO)), "an empty sum", _length_zero, "rewrite"
)


def _sum_succ_of_le() -> Theorem:
    """low <= high + 1: the last term of low..high + 1."""
    below = le(cast(low), cast(succ(high)))
    more = equation(succ(high), plus(r0, low))
    e = var("e.0", nat)
    long = chain(under(abstract(e, call("nat_sub", e, low)), k.assume(more)), spec(nat_sub_add.theorem, low, r0))
    longer = chain(
        under(abstract(e, call("nat_sub", succ(e), low)), k.assume(more)),
        under(abstract(e, call("nat_sub", e, low)), k.field(succ(plus(r0, low)), plus(succ(r0), low))),
        spec(nat_sub_add.theorem, low, succ(r0)),
    )
    whole, part = unfold(ranged("sum", low, succ(high), f)), unfold(ranged("sum", low, high, f))
    first = chain(whole, under(parts_of_eq(whole)[1].fun, longer))
    first = k.trans(first, _recursion(parts_of_eq(first)[1], r0))
    second = chain(part, under(parts_of_eq(part)[1].fun, long))
    now = parts_of_eq(first)[1]
    index = under(f, k.trans(k.field(plus(low, r0), plus(r0, low)), k.sym(k.assume(more))))
    th = chain(first, k.congr(k.congr(k.refl(now.fun.fun), k.sym(second)), index))
    far = equation(low, succ(plus(r0, succ(high))))
    q = known(far, r0)
    q.add(k.assume(below))

    absurd = contradiction(not_elim(not_le(q.need(lt(cast(succ(high)), cast(low)))), k.assume(below)), th.concl)
    return finished(from_comparison(succ(high), low, (r0, th), (r0, absurd)), below)


sum_succ_of_le = lemma(
    "sum_succ_of_le",
    imp(
        le(cast(low), cast(succ(high))),
        equation(ranged("sum", low, succ(high), f), call("add", ranged("sum", low, high, f), apply(f, succ(high)))),
    ),
    "the last term of the sum",
    _sum_succ_of_le,
    "rewrite",
)


def _sum_from() -> Theorem:
    vanish = for_all(i, imp(le(literal(1), cast(i)), lt(cast(i), cast(low)), equation(apply(f, i), ZERO)))
    first = le(literal(1), cast(low))
    claim = equation(ranged("sum", low, high, f), ranged("sum", NAT_ONE, high, f))
    p = assuming(first)
    p.add(spec(LEMMAS["cast_nonneg"].theorem, high))
    base = abstract(high, claim)
    empty = k.mp(spec(sum_empty_of_lt.theorem, low, NAT_ZERO, f), p.need(lt(cast(NAT_ZERO), cast(low))))
    zero = k.trans(empty, k.sym(spec(LEMMAS["sum_empty"].theorem, f)))
    more = spec(LEMMAS["sum_succ"].theorem, f, high)
    last = apply(f, succ(high))
    below = le(cast(low), cast(succ(high)))
    grown = k.mp(spec(sum_succ_of_le.theorem, low, high, f), k.assume(below))
    joined = k.congr(k.congr(k.refl(const("add")), k.assume(claim)), k.refl(last))
    yes = chain(grown, joined, k.sym(more))
    above = lt(cast(succ(high)), cast(low))
    q = p.child(above)
    nothing = k.mp(spec(sum_empty_of_lt.theorem, low, succ(high), f), k.assume(above))
    before = k.mp(spec(sum_empty_of_lt.theorem, low, high, f), q.need(lt(cast(high), cast(low))))
    gone = mps(k.specialize(k.assume(vanish), succ(high)), q.need(le(literal(1), cast(succ(high)))), k.assume(above))
    none = k.congr(k.congr(k.refl(const("add")), k.trans(k.sym(k.assume(claim)), before)), gone)
    no = chain(nothing, k.sym(chain(more, none, k.field(call("add", ZERO, ZERO), ZERO))))

    turned = from_not_le(k.assume(call("not", below)), cast(succ(high)), cast(low))
    step = by_cases(below, yes, k.mp(k.discharge(above, no), turned))
    th = k.specialize(induction(high, claim, zero, step), high)
    del base
    return finished(th, vanish, first)


sum_from = lemma(
    "sum_from",
    imp(
        for_all(i, imp(le(literal(1), cast(i)), lt(cast(i), cast(low)), equation(apply(f, i), ZERO))),
        le(literal(1), cast(low)),
        equation(ranged("sum", low, high, f), ranged("sum", NAT_ONE, high, f)),
    ),
    "the first terms of the sum are 0",
    _sum_from,
    "rewrite",
)

# Functions that are sums or products.
_at_i = abstract(s, apply(family, i, s))


def _each(name: str) -> Term:
    return abstract(s, ranged(name, low, high, _body))


_body = abstract(i, apply(family, i, s))


def _moved(equal: Theorem, th: Theorem) -> Theorem:
    """A property of the function of s on the right side, said of the one on the left side."""
    return k.eq_mp(k.congr(k.refl(th.concl.fun), k.abstr(s, k.sym(equal))), th)


def _measurable(name: str) -> Lemma:
    """Sums and products of measurable functions."""
    hyp = for_all(i, inside(low, high, i, measurable(_at_i)))

    def run() -> Theorem:
        def at(n: Term) -> Term:
            return measurable(abstract(s, apply(family, n, s)))

        def statement(m: Term) -> Term:
            return measurable(abstract(s, _loop(name, low, m, _body)))

        zero = _unrolled(name, _body, None)
        start = _moved(zero, Prover().need(measurable(abstract(s, parts_of_eq(zero)[1]))))

        def step(before: Theorem, last: Theorem) -> Theorem:
            q = Prover()
            q.add(before)
            q.add(last)
            more = _unrolled(name, _body, count)
            return _moved(more, q.need(measurable(abstract(s, parts_of_eq(more)[1]))))

        th = over_turns(name, (_body,), at, statement, start, step, _given(hyp))
        return finished(_moved(unfold(ranged(name, low, high, _body)), th), hyp)

    title = f"{'sums' if name == 'sum' else 'products'} of measurable functions"
    return lemma(f"measurable_{name}", imp(hyp, measurable(_each(name))), title, run, auto=True)


measurable_sum, measurable_prod = _measurable("sum"), _measurable("prod")
_FITS = for_all(i, inside(low, high, i, integrable(mu, _at_i)))
_means = abstract(i, integral(mu, _at_i))
_law = predicate("probability", mu)


@cache
def _expectation_sum() -> Theorem:
    """_law, _FITS |- the sum is integrable, and its integral is the sum of the integrals."""

    def at(n: Term) -> Term:
        return integrable(mu, abstract(s, apply(family, n, s)))

    def statement(m: Term) -> Term:
        whole = abstract(s, _loop("sum", low, m, _body))
        return call("and", integrable(mu, whole), equation(integral(mu, whole), _loop("sum", low, m, _means)))

    p = assuming(_law)
    zero, none = _unrolled("sum", _body, None), _unrolled("sum", _means, None)
    flat = abstract(s, ZERO)
    start = conj(
        _moved(zero, p.need(integrable(mu, flat))),
        chain(
            under(integral(mu, flat).fun, k.abstr(s, zero)), close(p, equation(integral(mu, flat), ZERO), [expectation_const]), k.sym(none)
        ),
    )

    def step(before: Theorem, last: Theorem) -> Theorem:
        fits, value = conjuncts(before)
        more, means = _unrolled("sum", _body, count), _unrolled("sum", _means, count)
        loop, term = fits.concl.arg, abstract(s, apply(family, plus(low, count), s))
        both = [spec(LEMMAS[name].theorem, loop, term, mu) for name in ("integrable_add", "integral_add")]
        fit, split = (mps(th, fits, last) for th in both)
        right = k.congr(k.congr(k.refl(const("add")), value), k.refl(integral(mu, term)))
        return conj(_moved(more, fit), chain(under(integral(mu, flat).fun, k.abstr(s, more)), split, right, k.sym(means)))

    th = over_turns("sum", (_means,), at, statement, start, step, _given(_FITS))
    fits, value = conjuncts(th)
    folded = unfold(ranged("sum", low, high, _body))
    whole = under(integral(mu, flat).fun, k.abstr(s, folded))
    return conj(_moved(folded, fits), chain(whole, value))


integrable_range = lemma("integrable_range", imp(_law, _FITS, integrable(mu, _each("sum"))), "sums of integrable functions",
                         lambda: finished(conjuncts(_expectation_sum())[0], _law, _FITS), auto=True)  # fmt: skip
expectation_sum = lemma("expectation_sum", imp(_law, _FITS, equation(integral(mu, _each("sum")), ranged("sum", low, high, _means))), "linearity",
                        lambda: finished(conjuncts(_expectation_sum())[1], _law, _FITS), "rewrite")  # fmt: skip
