"""Natural numbers, recursion, powers, finite sums and products."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real, type_var
from derive.language.expr import Eq, Natural, Real
from derive.language.logic import call, lam
from derive.language.symbols import Prod, Seq, Sum, forall, symbols
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, NAT_ZERO, finished, induction, inductively, succ
from derive.tactics.inequality import ZERO
from derive.tactics.lemma import Lemma, axiom, lemma
from derive.tactics.logic import chain, contradiction, not_elim, parts_of_eq, spec, unfold
from derive.tactics.prover import Prover
from derive.theory import order

_PEANO = "Halmos, Naive Set Theory, section 12 (Peano axioms)"
_P, _n = var("P", fun(nat, bool_)), var("n", nat)
axiom(
    "induction",
    implication(apply(_P, NAT_ZERO), implication(for_all(_n, implication(apply(_P, _n), apply(_P, succ(_n)))), for_all(_n, apply(_P, _n)))),
    "induction",
    _PEANO,
)
_a = type_var("a")
_z, _s = var("z", _a), var("s", fun(nat, _a, _a))
_rec = const("recursion", fun(_a, fun(nat, _a, _a), nat, _a))
recursion_zero = axiom(
    "recursion_zero",
    equation(apply(_rec, _z, _s, NAT_ZERO), _z),
    "recursion",
    "Halmos, Naive Set Theory, section 12 (recursion theorem)",
    "rewrite",
)
recursion_succ = axiom("recursion_succ", equation(apply(_rec, _z, _s, succ(_n)), apply(_s, _n, apply(_rec, _z, _s, _n))), "recursion",
                       "Halmos, Naive Set Theory, section 12 (recursion theorem)", "rewrite")  # fmt: skip
_b, _r = var("b", nat), var("r", nat)
nat_sub_add = axiom(
    "nat_sub_add",
    equation(call("nat_sub", call("nat_add", _r, _b), _b), _r),
    "by definition of the difference",
    "definition of truncated subtraction",
)
_m = var("m", nat)
nat_sub_eq_zero = axiom("nat_sub_eq_zero", implication(call("le", call("cast", _m), call("cast", _n)), equation(call("nat_sub", _m, _n), NAT_ZERO)), "by definition of the difference",
                        "definition of truncated subtraction")  # fmt: skip
cast_nonneg = lemma("cast_nonneg", call("le", ZERO, call("cast", _n)), "natural numbers are not negative",
                    lambda: inductively(_n, call("le", ZERO, call("cast", _n)), [order.add_nonneg]), auto=True)  # fmt: skip


def _injective() -> Theorem:
    """By induction on n, for all m: m is 0 or a successor, and so is n."""

    def claim(a: Term, b: Term) -> Term:
        return implication(equation(call("cast", a), call("cast", b)), equation(a, b))

    def never(a: Term, b: Term, top: Term) -> Theorem:
        """0 and top + 1 (as a and b, in one order or the other) are not one real number."""
        above = Prover().need(call("not", equation(call("add", call("cast", top), literal(1)), ZERO)))
        h = equation(call("cast", a), call("cast", b))
        turned = k.assume(h) if a is succ(top) else k.sym(k.assume(h))
        values = [
            k.field(call("add", call("cast", top), literal(1)), call("cast", succ(top))),
            turned,
            k.field(call("cast", NAT_ZERO), ZERO),
        ]
        return k.discharge(h, contradiction(not_elim(above, chain(*values)), equation(a, b)))

    base = induction(_m, claim(_m, NAT_ZERO), k.discharge(equation(call("cast", NAT_ZERO), call("cast", NAT_ZERO)), k.refl(NAT_ZERO)), never(succ(_m), NAT_ZERO, _m))  # fmt: skip
    known = for_all(_m, claim(_m, _n))
    h = equation(call("cast", succ(_m)), call("cast", succ(_n)))
    less = [call("sub", call("cast", succ(t)), literal(1)) for t in (_m, _n)]
    minus = k.congr(k.congr(k.refl(const("sub")), k.assume(h)), k.refl(literal(1)))
    casts = chain(k.field(call("cast", _m), less[0]), minus, k.field(less[1], call("cast", _n)))
    equal = k.mp(k.specialize(k.assume(known), _m), casts)
    next_ = k.discharge(h, k.congr(k.congr(k.refl(const("nat_add")), equal), k.refl(NAT_ONE)))
    step = induction(_m, claim(_m, succ(_n)), never(NAT_ZERO, succ(_n), _n), next_)
    both = induction(_n, known, base, step)
    return finished(k.specialize(k.specialize(both, _n), _m))


cast_injective = lemma(
    "cast_injective",
    implication(equation(call("cast", _m), call("cast", _n)), equation(_m, _n)),
    "natural numbers are real numbers",
    _injective,
)

x, y = symbols("x y", Real)
n = symbols("n", Natural)


def _pow_signed(relation: str) -> Callable[[], Theorem]:
    def run() -> Theorem:
        h = call(relation, ZERO, x.term)
        p = Prover()
        p.add(k.assume(h))
        statement = call(relation, ZERO, (x**n).term)
        base_eq = k.field(literal(1), call("pow", x.term, NAT_ZERO))
        base = k.eq_mp(k.congr(k.refl(statement.fun), base_eq), k.compare(call(relation, ZERO, literal(1))))
        step_eq = k.field((x**n * x).term, call("pow", x.term, succ(n.term)))
        inner = p.child(statement)
        step = inner.need(call(relation, ZERO, (x**n * x).term))
        th = induction(n.term, statement, base, k.eq_mp(k.congr(k.refl(statement.fun), step_eq), step))
        return finished(k.specialize(th, n.term), h)

    return run


pow_pos = lemma("pow_pos", order._imp(0 < x, 0 < x**n), "powers of positive numbers", _pow_signed("lt"), auto=True)
pow_nonneg = lemma("pow_nonneg", order._imp(0 <= x, 0 <= x**n), "powers of non-negative numbers", _pow_signed("le"), auto=True)


def _pow_le_pow() -> Theorem:
    hyps = (call("le", ZERO, x.term), call("le", x.term, y.term))
    statement = call("le", (x**n).term, (y**n).term)
    p = Prover()
    for h in hyps:
        p.add(k.assume(h))
    shown = [k.field(literal(1), call("pow", t, NAT_ZERO)) for t in (x.term, y.term)]
    base = k.eq_mp(k.congr(k.congr(k.refl(const("le")), shown[0]), shown[1]), spec(order.le_refl.theorem, literal(1)))
    inner = p.child(statement)
    from derive.tactics.order import compare

    th = compare(inner, call("le", (x**n * x).term, (y**n * y).term))
    if th is None:
        raise ValueError("powers are not monotone")
    forms = [k.field((t**n * t).term, call("pow", t.term, succ(n.term))) for t in (x, y)]
    step = k.eq_mp(k.congr(k.congr(k.refl(const("le")), forms[0]), forms[1]), th)
    return finished(k.specialize(induction(n.term, statement, base, step), n.term), *hyps)


pow_le_pow_left = lemma("pow_le_pow_left", order._imp(0 <= x, x <= y, x**n <= y**n), "powers keep the order", _pow_le_pow, "mono")


def _pow_le_one() -> Theorem:
    hyps = (call("le", ZERO, x.term), call("le", x.term, literal(1)))
    th = k.mp(k.mp(spec(pow_le_pow_left.theorem, n.term, x.term, literal(1)), k.assume(hyps[0])), k.assume(hyps[1]))
    one = k.field(call("pow", literal(1), n.term), literal(1))
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), one), th), *hyps)


pow_le_one = lemma("pow_le_one", order._imp(0 <= x, x <= 1, x**n <= 1), "powers of numbers between 0 and 1", _pow_le_one, auto=True)


def _pow_ne() -> Theorem:
    h = call("not", equation(x.term, ZERO))
    statement = call("not", equation((x**n).term, ZERO))

    def shape(a: Term, b: Term) -> Theorem:
        return k.congr(k.refl(const("not")), k.congr(k.congr(k.refl(equation(a, ZERO).fun.fun), k.field(a, b)), k.refl(ZERO)))

    base = k.eq_mp(shape(literal(1), call("pow", x.term, NAT_ZERO)), k.compare(call("not", equation(literal(1), ZERO))))
    product = k.mp(k.mp(spec(order.mul_ne_zero.theorem, (x**n).term, x.term), k.assume(statement)), k.assume(h))
    step = k.eq_mp(shape((x**n * x).term, call("pow", x.term, succ(n.term))), product)
    return finished(k.specialize(induction(n.term, statement, base, step), n.term), h)


pow_ne_zero = lemma("pow_ne_zero", order._imp(order.Ne_(x), order.Ne_(x**n)), "powers of numbers that are not 0", _pow_ne)


def _abs_mul() -> Theorem:
    goal = Eq(abs(x * y), abs(x) * abs(y)).term
    p = Prover()

    def case(hx: Theorem, hy: Theorem) -> Theorem:
        q = Prover(p)
        q.add(hx)
        q.add(hy)
        return close(q, goal, [order.abs_of_nonneg, order.abs_of_nonpos, *_signs(q, hx, hy)])

    from derive.tactics.inequality import le_or_ge

    th = le_or_ge(ZERO, x.term, lambda hx: le_or_ge(ZERO, y.term, lambda hy: case(hx, hy), lambda hy: case(hx, hy)),
                  lambda hx: le_or_ge(ZERO, y.term, lambda hy: case(hx, hy), lambda hy: case(hx, hy)))  # fmt: skip
    return finished(th)


def _signs(q: Prover, hx: Theorem, hy: Theorem) -> list[Theorem]:
    """The sign of x y in each of the four cases."""
    from derive.tactics.inequality import difference, from_difference, same
    from derive.tactics.logic import mps

    a = hx if hx.concl.arg is x.term else same(difference(hx), ZERO, (-x).term)
    b = hy if hy.concl.arg is y.term else same(difference(hy), ZERO, (-y).term)
    u, v = a.concl.arg, b.concl.arg
    product = mps(spec(order.mul_nonneg.theorem, u, v), a, b)
    if (hx.concl.arg is x.term) == (hy.concl.arg is y.term):
        return [same(product, ZERO, (x * y).term)]
    return [from_difference(product, (x * y).term, ZERO)]


abs_mul = lemma("abs_mul", Eq(abs(x * y), abs(x) * abs(y)).term, "absolute values multiply", _abs_mul, "rewrite")


# Finite sums and products. A range is a recursion on its length; lemmas are shown for the recursion first.
f, g = symbols("f g", Seq(Real))
_count = var("m", nat)


def _loop(name: str, low: Term, count: Term, body: Term) -> Term:
    start, op = (literal(0), "add") if name == "sum" else (literal(1), "mul")
    i, acc = var("i", nat), var("acc", real)
    step = lam(i, acc, call(op, acc, apply(body, call("nat_add", low, i))))
    return apply(const("recursion", fun(real, fun(nat, real, real), nat, real)), start, step, count)


def _unfolded(name: str, low: Term, high: Term, body: Term) -> Theorem:
    return unfold(apply(const(name), low, high, body))


def _length(th: Theorem, count: Term) -> Theorem:
    """Replace the length of an unfolded range by what it equals."""
    now = parts_of_eq(th)[1]
    given = now.arg
    r = k.field(given.fun.arg, call("nat_add", count, given.arg))  # high + 1 = count + low
    sub = chain(k.congr(k.congr(k.refl(const("nat_sub")), r), k.refl(given.arg)), spec(nat_sub_add.theorem, given.arg, count))
    return k.trans(th, k.congr(k.refl(now.fun), sub))


def _empty(name: str) -> Callable[[], Theorem]:
    def run() -> Theorem:
        th = _length(_unfolded(name, NAT_ONE, NAT_ZERO, f.term), NAT_ZERO)
        return finished(k.trans(th, _recursion(parts_of_eq(th)[1], None)))

    return run


def _recursion(t: Term, count: Term | None) -> Theorem:
    """One step of `recursion`: at 0, or at count + 1."""
    types = {_a: real}
    z, s = t.fun.fun.arg, t.fun.arg
    if count is None:
        return spec(k.instantiate_type(recursion_zero.theorem, types), s, z)
    return spec(k.instantiate_type(recursion_succ.theorem, types), count, s, z)


def _succ(name: str, low: int) -> Callable[[], Theorem]:
    def run() -> Theorem:
        a = literal(low, nat)
        high = succ(n.term)
        length = call("nat_add", n.term, literal(1 - low, nat)) if low == 0 else n.term
        whole = _length(_unfolded(name, a, high, f.term), succ(length))
        step = _recursion(parts_of_eq(whole)[1], length)
        before = _length(_unfolded(name, a, n.term, f.term), length)
        now = parts_of_eq(step)[1]  # op (recursion .. length) (f (a + length))
        index = k.congr(k.refl(f.term), k.field(call("nat_add", a, length), high))
        th = k.congr(k.congr(k.refl(now.fun.fun), k.sym(before)), index)
        return finished(chain(whole, step, th))

    return run


def _first(name: str) -> Callable[[], Theorem]:
    def run() -> Theorem:
        th = _length(_unfolded(name, NAT_ZERO, NAT_ZERO, f.term), NAT_ONE)
        inner = parts_of_eq(th)[1]
        one = k.congr(k.refl(inner.fun), k.field(NAT_ONE, succ(NAT_ZERO)))
        step = _recursion(parts_of_eq(one)[1], NAT_ZERO)
        zero = _recursion(parts_of_eq(step)[1].fun.arg, None)
        now = parts_of_eq(step)[1]
        at = k.congr(k.refl(f.term), k.field(call("nat_add", NAT_ZERO, NAT_ZERO), NAT_ZERO))
        shown = k.congr(k.congr(k.refl(now.fun.fun), zero), at)
        last = parts_of_eq(shown)[1]
        return finished(chain(th, one, step, shown, k.field(last, apply(f.term, NAT_ZERO))))

    return run


_l = symbols("l", Natural)
c = symbols("c", Real)
_ranges: dict[str, Lemma] = {}
for _name, _op, _big in (("sum", "add", Sum), ("prod", "mul", Prod)):
    _word = "sum" if _name == "sum" else "product"
    _unit = 0 if _name == "sum" else 1
    _all = _big[_l, 1, n](f[_l])
    _ranges[f"{_name}_empty"] = lemma(
        f"{_name}_empty", Eq(_big[_l, 1, 0](f[_l]), _unit).term, f"an empty {_word}", _empty(_name), "rewrite"
    )
    _ranges[f"{_name}_succ"] = lemma(f"{_name}_succ", equation(_big[_l, 1, n + 1](f[_l]).term, call(_op, _all.term, f[n + 1].term)), f"the last factor of the {_word}" if _name == "prod" else
                                     "the last term of the sum", _succ(_name, 1), "rewrite")  # fmt: skip
    _ranges[f"{_name}_succ_zero"] = lemma(f"{_name}_succ_zero", equation(_big[_l, 0, n + 1](f[_l]).term, call(_op, _big[_l, 0, n](f[_l]).term, f[n + 1].term)), f"the last of the {_word}",
                                          _succ(_name, 0), "rewrite")  # fmt: skip
    _ranges[f"{_name}_first"] = lemma(
        f"{_name}_first", equation(_big[_l, 0, 0](f[_l]).term, f[0].term), f"a {_word} of one", _first(_name), "rewrite"
    )
_EMPTY = {name: [_ranges[f"{name}_empty"], _ranges[f"{name}_succ"]] for name in ("sum", "prod")}
sum_const = lemma("sum_const", Eq(Sum[_l, 1, n](c), n * c).term, "a sum of equal terms",
                  lambda: finished(k.specialize(inductively(n.term, Eq(Sum[_l, 1, n](c), n * c).term, _EMPTY["sum"]), n.term)), "rewrite")  # fmt: skip
prod_const = lemma("prod_const", Eq(Prod[_l, 1, n](c), c**n).term, "a product of equal factors",
                   lambda: finished(k.specialize(inductively(n.term, Eq(Prod[_l, 1, n](c), c**n).term, _EMPTY["prod"]), n.term)), "rewrite")  # fmt: skip


_low, _high = symbols("a b", Natural)


def _over_range(name: str, statement: Callable[[Term], Term], hyps: tuple[Term, ...], start: Callable[[Prover], Theorem],
                step: Callable[[Prover, Theorem], Theorem], bodies: tuple[Term, ...]) -> Callable[[], Theorem]:  # fmt: skip
    """A lemma about ranges a..b by induction on the length: `statement` of a length, with what holds at 0 and the step."""

    def run() -> Theorem:
        p = Prover()
        for h in hyps:
            p.add(k.assume(h))
        claim = statement(_count)
        base = start(p)
        inner = p.child(claim)
        th = induction(_count, claim, base, step(inner, k.assume(claim)))
        folded = [_unfolded(name, _low.term, _high.term, body) for body in bodies]
        length = parts_of_eq(folded[0])[1].arg
        at = k.specialize(th, length)
        from derive.tactics.logic import rewrite_concl

        for e in folded:
            at = rewrite_concl(k.sym(e), at)
        return finished(at, *hyps)

    return run


def _signed(name: str, relation: str) -> Lemma:
    h = forall[_l]((0 <= f[_l]) if relation == "le" else (0 < f[_l]))
    from derive.tactics.logic import plain_conv

    turned = plain_conv(h.term)
    hyp = h.term if turned is None else parts_of_eq(turned)[1]
    unit = literal(0 if name == "sum" else 1)

    def statement(m: Term) -> Term:
        return call(relation, ZERO, _loop(name, _low.term, m, f.term))

    def start(p: Prover) -> Theorem:
        goal = statement(NAT_ZERO)
        return k.eq_mp(k.congr(k.refl(goal.fun), k.sym(_recursion(goal.arg, None))), k.compare(call(relation, ZERO, unit)))

    def step(p: Prover, ih: Theorem) -> Theorem:
        goal = statement(succ(_count))
        unrolled = _recursion(goal.arg, _count)
        th = p.need(call(relation, ZERO, parts_of_eq(unrolled)[1]))
        return k.eq_mp(k.congr(k.refl(goal.fun), k.sym(unrolled)), th)

    big = const(name)
    conclusion = call(relation, ZERO, apply(big, _low.term, _high.term, f.term))
    word = {"le": "non-negative", "lt": "positive"}[relation]
    return lemma(f"{name}_{'nonneg' if relation == 'le' else 'pos'}", implication(hyp, conclusion), f"a {name} of {word} numbers",
                 _over_range(name, statement, (hyp,), start, step, (f.term,)), auto=True)  # fmt: skip


prod_pos, prod_nonneg, sum_nonneg = _signed("prod", "lt"), _signed("prod", "le"), _signed("sum", "le")


def _range_mono(name: str) -> Lemma:
    from derive.tactics.logic import plain_conv

    def plain(t: Term) -> Term:
        turned = plain_conv(t)
        return t if turned is None else parts_of_eq(turned)[1]

    hyps = (plain(forall[_l](f[_l] <= g[_l]).term),) + ((plain(forall[_l](0 <= f[_l]).term),) if name == "prod" else ())

    def statement(m: Term) -> Term:
        lo, hi = _loop(name, _low.term, m, f.term), _loop(name, _low.term, m, g.term)
        le = call("le", lo, hi)
        return le if name == "sum" else call("and", call("le", ZERO, lo), le)

    def start(p: Prover) -> Theorem:
        from derive.tactics.logic import conj

        unit = literal(0 if name == "sum" else 1)
        zero = [k.sym(_recursion(_loop(name, _low.term, NAT_ZERO, body), None)) for body in (f.term, g.term)]
        le = k.eq_mp(k.congr(k.congr(k.refl(const("le")), zero[0]), zero[1]), spec(order.le_refl.theorem, unit))
        if name == "sum":
            return le
        pos = k.eq_mp(k.congr(k.refl(call("le", ZERO, unit).fun), zero[0]), k.compare(call("le", ZERO, unit)))
        return conj(pos, le)

    def step(p: Prover, ih: Theorem) -> Theorem:
        from derive.tactics.logic import conj
        from derive.tactics.order import compare

        unrolled = [_recursion(_loop(name, _low.term, succ(_count), body), _count) for body in (f.term, g.term)]
        lo, hi = (parts_of_eq(u)[1] for u in unrolled)
        p.add(p.need(call("le", lo.fun.arg, hi.fun.arg)))
        th = compare(p, call("le", lo, hi))
        if th is None:
            raise ValueError(f"{name} is not monotone")
        le = k.eq_mp(k.congr(k.congr(k.refl(const("le")), k.sym(unrolled[0])), k.sym(unrolled[1])), th)
        if name == "sum":
            return le
        pos = p.need(call("le", ZERO, lo))
        return conj(k.eq_mp(k.congr(k.refl(call("le", ZERO, lo).fun), k.sym(unrolled[0])), pos), le)

    big = const(name)
    lo, hi = (apply(big, _low.term, _high.term, body) for body in (f.term, g.term))
    conclusion = call("le", lo, hi)
    whole = _over_range(name, statement, hyps, start, step, (f.term, g.term))

    def run() -> Theorem:
        if name == "sum":
            return whole()
        from derive.tactics.logic import mps, right

        th = whole()
        th = mps(spec(th, _low.term, _high.term, f.term, g.term), *(k.assume(h) for h in hyps))
        return finished(right(th), *hyps)

    statement_ = conclusion
    for h in reversed(hyps):
        statement_ = implication(h, statement_)
    return lemma(f"{name}_le_{name}", statement_, f"a {name} grows with its parts", run, "mono")


prod_le_prod, sum_le_sum = _range_mono("prod"), _range_mono("sum")


def _abs_prod() -> Lemma:
    absolute = abstract(_l.term, abs(f[_l]).term)

    def statement(m: Term) -> Term:
        return equation(call("abs", _loop("prod", _low.term, m, f.term)), _loop("prod", _low.term, m, absolute))

    def start(p: Prover) -> Theorem:
        zero = [_recursion(_loop("prod", _low.term, NAT_ZERO, body), None) for body in (f.term, absolute)]
        one = k.mp(spec(order.abs_of_nonneg.theorem, literal(1)), k.compare(call("le", ZERO, literal(1))))
        return chain(k.congr(k.refl(const("abs")), zero[0]), one, k.sym(zero[1]))

    def step(p: Prover, ih: Theorem) -> Theorem:
        unrolled = [_recursion(_loop("prod", _low.term, succ(_count), body), _count) for body in (f.term, absolute)]
        first = parts_of_eq(unrolled[0])[1]
        product = spec(abs_mul.theorem, first.fun.arg, first.arg)
        now = parts_of_eq(product)[1]
        return chain(
            k.congr(k.refl(const("abs")), unrolled[0]),
            product,
            k.congr(k.congr(k.refl(now.fun.fun), ih), k.refl(now.arg)),
            k.sym(unrolled[1]),
        )

    goal = equation(call("abs", apply(const("prod"), _low.term, _high.term, f.term)), apply(const("prod"), _low.term, _high.term, absolute))
    return lemma(
        "abs_prod", goal, "absolute values multiply", _over_range("prod", statement, (), start, step, (f.term, absolute)), "rewrite"
    )


abs_prod = _abs_prod()
