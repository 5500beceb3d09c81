"""Sequences with one entry replaced, and measurable maps into sequences."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, type_var
from derive.language.logic import call
from derive.language.runs import put
from derive.tactics.induction import NAT_ZERO, finished, induction, succ
from derive.tactics.inequality import le, lt, not_le
from derive.tactics.lemma import LEMMAS, axiom, lemma
from derive.tactics.logic import (
    chain,
    contradiction,
    exists_elim,
    exists_intro,
    exists_term,
    not_elim,
    or_elim,
    or_left,
    or_right,
    parts_of_eq,
    spec,
    under,
    unfold,
)
from derive.tactics.prover import Prover
from derive.theory.letters import alpha, assuming, imp, predicate
from derive.theory.measurability import PROJECTIONS, is_map
from derive.theory.numbers import cast_nonneg, nat_sub_add, nat_sub_eq_zero

# A map into sequences is measurable exactly when its entries are: the product sigma-algebra.
_beta = type_var("b")
_into, _n, _m, _r = var("g", fun(alpha, nat, _beta)), var("n", nat), var("m", nat), var("r", nat)
_s = var("s", alpha)
_entry = is_map(apply(_into, _s, _n))
_maps = predicate("measurable_map", _into)
axiom("measurable_map_entry", imp(_maps, _entry), "entries are measurable", PROJECTIONS, auto=True)
_seq = var("w", fun(nat, alpha))


def _projection() -> Theorem:
    types = {alpha: _seq.type, _beta: alpha}
    same = k.instantiate_type(LEMMAS["measurable_map_id"].theorem, {alpha: _seq.type})
    return finished(k.mp(spec(k.instantiate_type(LEMMAS["measurable_map_entry"].theorem, types), abstract(_seq, _seq), _n), same))


lemma("measurable_map_at", predicate("measurable_map", abstract(_seq, apply(_seq, _n))), "entries are measurable", _projection, auto=True)
axiom("measurable_map_sequence", imp(for_all(_n, _entry), _maps), "a sequence of measurable maps", PROJECTIONS, auto=True)


def _plus(*terms: Term) -> Term:
    result = terms[0]
    for t in terms[1:]:
        result = call("nat_add", result, t)
    return result


# Of two natural numbers one lies above the other.
_above = exists_term(_r, equation(_m, _plus(_r, _n)))
_below = exists_term(_r, equation(_n, succ(_plus(_r, _m))))


def _some(goal: Term, witness: Term, equal: Theorem) -> Theorem:
    return exists_intro(goal, witness, equal)


def _zero_or_next() -> Theorem:
    zero, after = equation(_n, NAT_ZERO), exists_term(_r, equation(_n, succ(_r)))
    either = call("or", zero, after)
    f = abstract(_n, either)
    base = or_left(k.refl(NAT_ZERO), parts_(apply(f, NAT_ZERO))[1])
    goal = parts_(apply(f, succ(_n)))
    step = or_right(goal[0], _some(goal[1], _n, k.refl(succ(_n))))
    return finished(k.specialize(induction(_n, either, base, step), _n))


def parts_(t: Term) -> tuple[Term, Term]:
    """The two parts of a connective."""
    return t.fun.arg, t.arg


zero_or_next = lemma(
    "zero_or_next",
    call("or", equation(_n, NAT_ZERO), exists_term(_r, equation(_n, succ(_r)))),
    "a natural number is 0 or comes after one",
    _zero_or_next,
)


def _split(n: Term, zero: Theorem, after: Theorem, r: Term) -> Theorem:
    """One thing from n = 0 and from n = r + 1."""
    th = spec(zero_or_next.theorem, n)
    some = parts_(th.concl)[1]
    return or_elim(th, zero, exists_elim(k.assume(some), r, after))


def _comparable() -> Theorem:
    claim = for_all(_n, call("or", _above, _below))
    f = abstract(_m, call("or", _above, _below))
    # m = 0
    goal = parts_(apply(f, NAT_ZERO))
    r = var("r.0", nat)
    zero = equation(_n, NAT_ZERO)
    same = chain(k.field(NAT_ZERO, _plus(NAT_ZERO, NAT_ZERO)), under(abstract(r, _plus(NAT_ZERO, r)), k.sym(k.assume(zero))))
    first = or_left(_some(goal[0], NAT_ZERO, same), goal[1])
    after = equation(_n, succ(r))
    shift = k.trans(k.assume(after), k.field(succ(r), succ(_plus(r, NAT_ZERO))))
    second = or_right(goal[0], _some(goal[1], r, shift))
    base = k.generalize(_n, _split(_n, first, second, r))
    # m + 1
    goal = parts_(apply(f, succ(_m)))
    known = k.specialize(k.assume(claim), _n)
    up, down = parts_(known.concl)
    equal = equation(_m, _plus(r, _n))
    higher = k.trans(under(abstract(_m, succ(_m)), k.assume(equal)), k.field(succ(_plus(r, _n)), _plus(succ(r), _n)))
    one = exists_elim(k.assume(up), r, or_left(_some(goal[0], succ(r), higher), goal[1]))
    lower = equation(_n, succ(_plus(r, _m)))
    q = var("r.1", nat)
    at_zero = under(abstract(q, succ(_plus(q, _m))), k.assume(equation(r, NAT_ZERO)))
    met = chain(k.field(succ(_m), _plus(NAT_ZERO, succ(_plus(NAT_ZERO, _m)))),
                under(abstract(q, _plus(NAT_ZERO, q)), k.sym(k.trans(k.assume(lower), at_zero))))  # fmt: skip
    case_zero = or_left(_some(goal[0], NAT_ZERO, met), goal[1])
    next_ = under(abstract(q, succ(_plus(q, _m))), k.assume(equation(r, succ(q))))
    still = chain(k.assume(lower), next_, k.field(succ(_plus(succ(q), _m)), succ(_plus(q, succ(_m)))))
    case_next = or_right(goal[0], _some(goal[1], q, still))
    two = exists_elim(k.assume(down), r, _split(r, case_zero, case_next, q))
    step = k.generalize(_n, or_elim(known, one, two))
    return finished(k.specialize(k.specialize(induction(_m, claim, base, step), _m), _n))


comparable = lemma("comparable", call("or", _above, _below), "natural numbers are comparable", _comparable)


def from_comparison(m: Term, n: Term, above: tuple[Term, Theorem], below: tuple[Term, Theorem]) -> Theorem:
    """One thing from m = r + n, and from n = (r + m) + 1; each with the variable r that its theorem assumes this of."""
    th = spec(comparable.theorem, m, n)
    up, down = parts_(th.concl)
    return or_elim(th, exists_elim(k.assume(up), *above), exists_elim(k.assume(down), *below))


# Entries of a sequence in which one is replaced.
_w, _x = var("w", fun(nat, alpha)), var("x", alpha)


def _opened(n: Term, m: Term, distance: Theorem) -> Theorem:
    """put w n x m = the recursion of so many steps, given (m - n) + (n - m) = that number."""
    th = unfold(apply(put(_w, n, _x), m))
    now = parts_of_eq(th)[1]
    return k.trans(th, k.congr(k.refl(now.fun), distance))


def _apart(m: Term, n: Term) -> Term:
    return _plus(call("nat_sub", m, n), call("nat_sub", n, m))


def _put_same() -> Theorem:
    none = chain(under(abstract(_m, call("nat_sub", _m, _n)), k.field(_n, _plus(NAT_ZERO, _n))), spec(nat_sub_add.theorem, _n, NAT_ZERO))
    both = k.congr(k.congr(k.refl(const("nat_add")), none), none)
    th = _opened(_n, _n, k.trans(both, k.field(_plus(NAT_ZERO, NAT_ZERO), NAT_ZERO)))
    now = parts_of_eq(th)[1]
    return finished(k.trans(th, spec(LEMMAS["recursion_zero"].theorem, now.fun.arg, now.fun.fun.arg)))


put_same = lemma("put_same", equation(apply(put(_w, _n, _x), _n), _x), "the entry that was replaced", _put_same, "rewrite")


def known(given: Term, *naturals: Term) -> Prover:
    """A prover that knows an equation of natural numbers as one of real numbers, and that these numbers are not negative."""
    p = assuming(given)
    p.add(under(const("cast"), k.assume(given)))
    for n in naturals:
        p.add(spec(cast_nonneg.theorem, n))
    return p


def put_far(n: Term, m: Term, r: Term, above: bool) -> Theorem:
    """put w n x m = w m, given m = (r + n) + 1 (above), or n = (r + m) + 1."""
    high, low = (m, n) if above else (n, m)
    given = equation(high, succ(_plus(r, low)))
    hole = var("hole.n", nat)
    difference = chain(under(abstract(hole, call("nat_sub", hole, low)), k.trans(k.assume(given), k.field(succ(_plus(r, low)), _plus(succ(r), low)))),
                       spec(nat_sub_add.theorem, low, succ(r)))  # fmt: skip
    p = known(given, r)
    none = k.mp(spec(nat_sub_eq_zero.theorem, low, high), p.need(call("le", call("cast", low), call("cast", high))))
    first, second = (difference, none) if above else (none, difference)
    distance = k.congr(k.congr(k.refl(const("nat_add")), first), second)
    th = _opened(n, m, k.trans(distance, k.field(parts_of_eq(distance)[1], succ(r))))
    now = parts_of_eq(th)[1]
    return k.trans(th, spec(LEMMAS["recursion_succ"].theorem, r, now.fun.arg, now.fun.fun.arg))


def _put_of_lt(above: bool) -> Theorem:
    """The entry m of a sequence whose entry n is replaced, when m > n (above) or m < n."""
    high, low = (_m, _n) if above else (_n, _m)
    less = lt(call("cast", low), call("cast", high))
    r = var("r.0", nat)
    goal = equation(apply(put(_w, _n, _x), _m), apply(_w, _m))
    # low = r + high contradicts low < high
    wrong = equation(low, _plus(r, high))
    p = known(wrong, r)
    at_most = p.need(le(call("cast", high), call("cast", low)))
    absurd = contradiction(not_elim(not_le(k.assume(less)), at_most), goal)
    far = put_far(_n, _m, r, above)
    return finished(from_comparison(low, high, (r, absurd), (r, far)), less)


put_of_lt = lemma("put_of_lt", imp(lt(call("cast", _m), call("cast", _n)), equation(apply(put(_w, _n, _x), _m), apply(_w, _m))), "the other entries stay",
                  lambda: _put_of_lt(False), "rewrite")  # fmt: skip
put_of_gt = lemma("put_of_gt", imp(lt(call("cast", _n), call("cast", _m)), equation(apply(put(_w, _n, _x), _m), apply(_w, _m))), "the other entries stay",
                  lambda: _put_of_lt(True), "rewrite")  # fmt: skip

# Replacing an entry is measurable in the sequence and in the new entry.
_run = fun(nat, _beta)
_to_run, _to_entry = var("g", fun(alpha, _run)), var("h", fun(alpha, _beta))


def _measurable_put() -> Theorem:
    hyps = (predicate("measurable_map", _to_run), predicate("measurable_map", _to_entry))
    value = put(apply(_to_run, _s), _n, apply(_to_entry, _s))
    p = assuming(*hyps)
    entry = is_map(apply(value, _m))
    types = {alpha: _beta}
    w, x = apply(_to_run, _s), apply(_to_entry, _s)

    def moved(equal: Theorem) -> Theorem:
        """The map that takes s to the entry, from what the entry equals."""
        th = p.need(predicate("measurable_map", abstract(_s, parts_of_eq(equal)[1])))
        return k.eq_mp(k.congr(k.refl(entry.fun), k.abstr(_s, k.sym(equal))), th)

    same_ = k.instantiate_type(put_same.theorem, types)
    here = k.trans(under(value, k.assume(equation(_m, _n))), spec(same_, _n, w, x))
    there = {}
    for name, rule, less in (
        ("lt", put_of_lt, lt(call("cast", _m), call("cast", _n))),
        ("gt", put_of_gt, lt(call("cast", _n), call("cast", _m))),
    ):
        there[name] = moved(k.mp(spec(k.instantiate_type(rule.theorem, types), _m, _n, w, x), k.assume(less)))
    r, q = var("r.0", nat), var("r.1", nat)

    def reduced(th: Theorem, given: Term, less: Term) -> Theorem:
        return k.mp(k.discharge(less, th), known(given, r, q).need(less))

    below_given = equation(_n, succ(_plus(r, _m)))
    below = reduced(there["lt"], below_given, lt(call("cast", _m), call("cast", _n)))
    above_given = equation(_m, _plus(r, _n))
    zero = k.trans(
        k.assume(above_given), chain(under(abstract(q, _plus(q, _n)), k.assume(equation(r, NAT_ZERO))), k.field(_plus(NAT_ZERO, _n), _n))
    )
    at_n = k.mp(k.discharge(equation(_m, _n), moved(here)), zero)
    more = k.trans(k.assume(above_given), under(abstract(q, _plus(q, _n)), k.assume(equation(r, succ(q)))))
    after = equation(_m, _plus(succ(q), _n))
    past = k.mp(k.discharge(after, reduced(there["gt"], after, lt(call("cast", _n), call("cast", _m)))), more)
    above = _split(r, at_n, past, q)
    every = k.generalize(_m, from_comparison(_m, _n, (r, above), (r, below)))
    sequence_rule = k.instantiate_type(LEMMAS["measurable_map_sequence"].theorem, {_beta: _beta})
    th = k.mp(spec(sequence_rule, abstract(_s, value)), k.generalize(_m, k.specialize(every, _m)))
    return finished(th, *hyps)


measurable_map_put = lemma(
    "measurable_map_put",
    imp(
        predicate("measurable_map", _to_run),
        predicate("measurable_map", _to_entry),
        is_map(put(apply(_to_run, _s), _n, apply(_to_entry, _s))),
    ),
    "a sequence with one entry replaced",
    _measurable_put,
    auto=True,
)
