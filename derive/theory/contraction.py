"""Banach's theorem for bounded measurable functions: a contraction has a fixed point."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, for_all, literal, parts, substitute, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real, type_var
from derive.language.expr import And, Eq, Expr, Implies, Natural, Real, Sort
from derive.language.probability import measurable
from derive.language.symbols import exists, forall, norm, oo, symbols, tends
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ZERO, induction, succ
from derive.tactics.inequality import le
from derive.tactics.lemma import axiom, lemma
from derive.tactics.logic import conj, conjuncts, exists_elim, exists_intro, mps, parts_of_eq, rewrite_concl, spec, unfold
from derive.theory import analysis
from derive.theory.absolute import abs_le, le_abs_self, neg_le_abs
from derive.theory.analysis import abs_le_norm, norm_le
from derive.theory.convergence import tends_pow
from derive.theory.letters import FOLLAND, alpha, imp, predicate
from derive.theory.limits import le_tends, tends_mul_left, tends_of_abs_le
from derive.theory.lines import Lines
from derive.theory.numbers import recursion_succ, recursion_zero
from derive.theory.order import le_antisymm, mul_le_mul_of_nonneg_left

n, m = symbols("n m", Natural)
c, K = symbols("c K", Real)
_functions = Sort(fun(alpha, real), "functions")
s = Expr(var("s", alpha))
F, G = (Expr(var(name, _functions.type)) for name in "FG")
Q = Expr(var("Q", fun(nat, _functions.type)))


def _bounded(f: Expr) -> Expr:
    return Expr(predicate("bounded", f.term))


def _over_n(body: Expr) -> Expr:
    return Expr(apply(const("sup", fun(fun(nat, real), real)), abstract(n.term, body.term)))


def _at(claim: Expr, point: Expr) -> Term:
    """The claim at another n."""
    return substitute(claim.term, {n.term: point.term})


_above = Expr(predicate("bounded_above", abstract(n.term, Q(n)(s).term)))
measurable_sup_of_sequence = axiom(
    "measurable_sup_of_sequence",
    imp(forall[n](Expr(measurable(Q(n).term))).term, forall[s](_above).term, measurable(abstract(s.term, _over_n(Q(n)(s)).term))),
    "the supremum of a sequence of measurable functions",
    f"{FOLLAND}, Proposition 2.7",
)

u = Expr(var("u", fun(nat, real)))
_rises = forall[n](u(n) <= u(n + 1))


def _rising() -> Theorem:
    claim = u(n) <= u(n + m)
    lines = Lines(_rises)
    base = close(lines.prover, substitute(claim.term, {m.term: NAT_ZERO}))
    inside = Lines(_rises, claim)
    up = k.specialize(k.assume(_rises.term), (n + m).term)  # u(n + m) <= u((n + m) + 1)
    moved = k.congr(k.refl(u.term), k.field(up.concl.arg.arg, (n + (m + 1)).term))
    inside.know(k.eq_mp(k.congr(k.refl(up.concl.fun), moved), up))
    step = close(inside.prover, substitute(claim.term, {m.term: succ(m.term)}))
    return lines.done(k.specialize(induction(m.term, claim.term, base, step), m.term))


le_of_rising = lemma("le_of_rising", imp(_rises.term, (u(n) <= u(n + m)).term), "a rising sequence", _rising)


_small, _less, _nonneg = 0 <= c, c < 1, 0 <= K
_members = forall[n](_bounded(Q(n)))
_near = forall[n, s](abs(Q(n + 1)(s) - Q(n)(s)) <= c**n * ((1 - c) * K))
_found = And(_bounded(F), forall[n, s](abs(F(s) - Q(n)(s)) <= c**n * K))


def _limit() -> Theorem:
    """F = sup_n (Q_n - c^n K), which rises; it lies below Q_n + c^n K, which falls."""
    lines = Lines(_small, _less, _nonneg, _members, _near)
    low, high = Q(n)(s) - c**n * K, Q(n)(s) + c**n * K
    gap = Q(n + 1)(s) - Q(n)(s)
    for th in (spec(k.assume(_near.term), n.term, s.term), spec(le_abs_self.theorem, gap.term), spec(neg_le_abs.theorem, gap.term)):
        lines.know(th)
    lines.have(Eq(c ** (n + 1), c**n * c))
    lows, highs = abstract(n.term, low.term), abstract(n.term, (-high).term)
    rises, falls = (k.generalize(n.term, lines.have(Expr(f_)(n) <= Expr(f_)(n + 1))) for f_ in (lows, highs))
    up = mps(spec(le_of_rising.theorem, m.term, n.term, lows), rises)  # low(n) <= low(n + m)
    down = mps(spec(le_of_rising.theorem, n.term, m.term, highs), falls)  # -high(m) <= -high(m + n)
    between = Lines(*lines.hyps)
    for th in (up, rewrite_concl(k.field((m + n).term, (n + m).term), down)):
        between.know(th)
    between.have(0 <= c ** (n + m) * K)
    below = k.generalize(n.term, between.have(Expr(apply(lows, n.term)) <= Expr(_at(high, m))))  # low(n) <= high(m), for all n
    limit = _over_n(low)
    above = Expr(predicate("bounded_above", lows))
    definition = unfold(above.term)
    is_above = k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], _at(high, m), below))
    types = {analysis._a: nat}
    least = k.mp(spec(k.instantiate_type(analysis.sup_le.theorem, types), _at(high, m), lows), below)  # F <= high(m)
    most = k.mp(spec(k.instantiate_type(analysis.le_sup.theorem, types), lows, m.term), is_above)  # low(m) <= F
    around = Lines(*lines.hyps)
    around.know(least)
    around.know(most)
    far = (limit - Q(m)(s)).term
    radius = (c**m * K).term
    sides = [around.have(le(t, radius)) for t in (far, (-Expr(far)).term)]
    close_by = mps(spec(abs_le.theorem, radius, far), *sides)
    measured = around.have(for_all(n.term, measurable(abstract(s.term, low.term))))
    of_sequence = spec(measurable_sup_of_sequence.theorem, abstract(n.term, abstract(s.term, low.term)))
    known = mps(of_sequence, measured, k.generalize(s.term, is_above))
    function = abstract(s.term, limit.term)
    everywhere = k.generalize(m.term, k.generalize(s.term, close_by))
    small = _near_bounded(Lines(*lines.hyps), function, known, k.specialize(everywhere, NAT_ZERO))
    claim = exists[F](_found)
    return lines.done(exists_intro(claim.term, function, conj(small, everywhere)))


def _near_bounded(lines: Lines, function: Term, known: Theorem, near: Theorem) -> Theorem:
    """A measurable function near the bounded Q_0 is bounded: its difference from Q_0 is."""
    start = Q(Expr(NAT_ZERO))
    lines.know(k.specialize(k.assume(_members.term), NAT_ZERO))
    lines.know(known)
    rest = abstract(s.term, (Expr(function)(s) - start(s)).term)
    definition = unfold(predicate("bounded", rest))
    target = parts(parts_of_eq(definition)[1])[1][1]
    size = exists_intro(target, (c ** Expr(NAT_ZERO) * K).term, near)
    lines.know(k.eq_mp(k.sym(definition), conj(lines.have(measurable(rest)), size)))
    whole = abstract(s.term, (Expr(rest)(s) + start(s)).term)
    th = lines.have(predicate("bounded", whole))
    same = k.abstr(s.term, k.field(apply(whole, s.term), apply(function, s.term)))
    return k.eq_mp(k.congr(k.refl(th.concl.fun), same), th)


exists_limit = lemma(
    "exists_limit",
    imp(_small.term, _less.term, _nonneg.term, _members.term, _near.term, exists[F](_found).term),
    "steps that shrink geometrically lead to a limit",
    _limit,
)

x, b = symbols("x b", Real)
_below_powers = forall[n](x <= b * c**n)


def _nonpos() -> Theorem:
    lines = Lines(_small, _less, _below_powers)
    least = spec(le_tends.theorem, literal(0), x.term, abstract(n.term, (b * c**n).term))
    return lines.done(mps(least, k.assume(_below_powers.term), _scaled_powers(lines, b)))


def _scaled_powers(lines: Lines, factor: Expr) -> Theorem:
    """b c^n -> 0."""
    powers = mps(spec(tends_pow.theorem, c.term), *map(k.assume, lines.hyps[:2]))
    th = k.mp(spec(tends_mul_left.theorem, literal(0), factor.term, abstract(n.term, (c**n).term)), powers)
    return k.eq_mp(k.congr(k.refl(th.concl.fun), k.field(th.concl.arg, literal(0))), th)


nonpos_of_le_pow = lemma(
    "nonpos_of_le_pow", imp(_small.term, _less.term, _below_powers.term, (x <= 0).term), "powers of a number below 1 tend to 0", _nonpos
)

T = Expr(var("T", fun(_functions.type, _functions.type)))
_inside = forall[F](Implies(_bounded(F), _bounded(T(F))))
_contracts = forall[F, G](Implies(_bounded(F), Implies(_bounded(G), norm(T(F) - T(G)) <= c * norm(F - G))))
_conditions = (_small, _less, _inside, _contracts)
_zero = Expr(NAT_ZERO)
_start, _iterates = _bounded(Q(_zero)), forall[n](Eq(Q(n + 1), T(Q(n))))
_reached = forall[s](tends[n, oo](Q(n)(s), F(s)))
_limit_point = And(_bounded(F), Eq(T(F), F), _reached)


def _all_bounded() -> Theorem:
    claim = _bounded(Q(n)).term
    more = k.mp(k.specialize(k.assume(_inside.term), Q(n).term), k.assume(claim))
    same = k.sym(k.specialize(k.assume(_iterates.term), n.term))
    return induction(n.term, claim, k.assume(_start.term), k.eq_mp(k.congr(k.refl(claim.fun), same), more))


def _contract(first: Term, second: Term, *known: Theorem) -> Theorem:
    """|T f - T g| <= c |f - g| for two bounded functions; T Q_n is Q_(n+1)."""
    return mps(spec(k.assume(_contracts.term), first, second), *known)


def _shrinking(members: Theorem, size: Expr) -> Theorem:
    """|Q_(n+1) - Q_n| <= c^n |Q_1 - Q_0|, for all n."""
    claim = norm(Q(n + 1) - Q(n)) <= c**n * size
    lines = Lines(*_conditions, _start, _iterates)
    lines.know(members)
    base = lines.have(Expr(_at(claim, _zero)))
    th = _contract(Q(n + 1).term, Q(n).term, k.specialize(members, (n + 1).term), k.specialize(members, n.term))
    for at in (n + 1, n):
        th = rewrite_concl(k.sym(k.specialize(k.assume(_iterates.term), at.term)), th)
    inside = Lines(*lines.hyps, claim)
    inside.know(th)
    longer = norm(Q(n + 1) - Q(n))
    inside.know(
        mps(spec(mul_le_mul_of_nonneg_left.theorem, longer.term, (c**n * size).term, c.term), k.assume(claim.term), k.assume(lines.hyps[0]))
    )
    return induction(n.term, claim.term, base, inside.have(Expr(_at(claim, n + 1))))


def _iterated() -> Theorem:
    """The iterates have a limit F, and |T F - F| <= |T F - T Q_n| + |Q_(n+1) - F| <= 2 c^(n+1) K for all n."""
    lines = Lines(*_conditions, _start, _iterates)
    members = lines.know(_all_bounded())
    size = norm(Q(_zero + 1) - Q(_zero))
    radius = size / (1 - c)
    lines.know(k.specialize(_shrinking(members, size), n.term))
    lines.have(0 < 1 - c)
    whole = lines.have(Eq(size, (1 - c) * radius))
    lines.have(norm(Q(_zero + 1) - Q(_zero)) >= 0)
    lines.have(abs(Q(n + 1)(s) - Q(n)(s)) <= norm(Q(n + 1) - Q(n)), abs_le_norm)
    near = rewrite_concl(whole, lines.have(abs(Q(n + 1)(s) - Q(n)(s)) <= c**n * size))
    less = lines.have(0 <= radius)
    everywhere = k.generalize(n.term, k.generalize(s.term, near))
    held = [k.assume(h) for h in lines.hyps]
    some = mps(spec(exists_limit.theorem, radius.term, Q.term, c.term), held[0], held[1], less, members, everywhere)
    chosen = apply(some.concl.arg, F.term)
    inside = Lines(*lines.hyps, chosen)
    inside.know(members)
    fits, close_by = conjuncts(k.assume(chosen))
    far = mps(spec(norm_le.theorem, (c**n * radius).term, (F - Q(n)).term), k.specialize(close_by, n.term))  # |F - Q_n| <= c^n K
    th = _contract(F.term, Q(n).term, fits, k.specialize(members, n.term))
    inside.know(rewrite_concl(k.sym(k.specialize(held[5], n.term)), th))
    inside.know(mps(spec(mul_le_mul_of_nonneg_left.theorem, far.concl.fun.arg, far.concl.arg, c.term), far, held[0]))
    inside.know(k.mp(k.specialize(held[2], F.term), fits))
    inside.have(abs(T(F)(s) - Q(n + 1)(s)) <= norm(T(F) - Q(n + 1)), abs_le_norm)
    inside.have(abs(T(F)(s) - Q(n + 1)(s)) <= c * (c**n * radius))
    inside.know(spec(close_by, (n + 1).term, s.term))
    inside.have(Eq(c ** (n + 1), c * c**n))
    for gap in (T(F)(s) - Q(n + 1)(s), F(s) - Q(n + 1)(s)):
        inside.know(spec(le_abs_self.theorem, gap.term))
        inside.know(spec(neg_le_abs.theorem, gap.term))
    ends = []
    for gap in (T(F)(s) - F(s), F(s) - T(F)(s)):
        below = k.generalize(n.term, inside.have(gap <= 2 * c * radius * c**n))
        nothing = mps(spec(nonpos_of_le_pow.theorem, (2 * c * radius).term, c.term, gap.term), held[0], held[1], below)
        ends.append(Lines(nothing.concl).prover.need(le(*parts(gap.term)[1])))
        ends[-1] = k.mp(k.discharge(nothing.concl, ends[-1]), nothing)
    same = k.abstr(s.term, mps(spec(le_antisymm.theorem, T(F)(s).term, F(s).term), *ends))
    whole = conj(fits, conj(same, _reaching(Lines(*lines.hyps, chosen), close_by, radius)))
    return lines.done(exists_elim(some, F.term, exists_intro(exists[F](_limit_point).term, F.term, whole)))


def _reaching(lines: Lines, close_by: Theorem, radius: Expr) -> Theorem:
    """|F - Q_n| <= c^n K gives Q_n(s) -> F(s)."""
    gap = F(s) - Q(n)(s)
    for th in (spec(close_by, n.term, s.term), spec(le_abs_self.theorem, gap.term), spec(neg_le_abs.theorem, gap.term)):
        lines.know(th)
    turned = Q(n)(s) - F(s)
    width = radius * c**n
    sides = [lines.have(t <= width) for t in (turned, -turned)]
    near = k.generalize(n.term, mps(spec(abs_le.theorem, width.term, turned.term), *sides))
    vanishes = _scaled_powers(lines, radius)
    values, widths = abstract(n.term, Q(n)(s).term), abstract(n.term, width.term)
    return k.generalize(s.term, mps(spec(tends_of_abs_le.theorem, F(s).term, values, widths), near, vanishes))


iterates_tend = lemma(
    "iterates_tend",
    imp(*(h.term for h in (*_conditions, _start, _iterates)), exists[F](_limit_point).term),
    "the iterates of a contraction tend to a fixed point (Banach)",
    _iterated,
)

_exists = exists[F](And(_bounded(F), Eq(T(F), F)))


def _banach() -> Theorem:
    """The iterates of 0 are defined by recursion."""
    zero, step = abstract(s.term, literal(0)), abstract(n.term, T.term)
    types = {type_var("a"): zero.type}
    sequence = apply(const("recursion", fun(zero.type, step.type, nat, zero.type)), zero, step)
    first = spec(k.instantiate_type(recursion_zero.theorem, types), step, zero)
    following = k.generalize(n.term, spec(k.instantiate_type(recursion_succ.theorem, types), n.term, step, zero))
    lines = Lines(*_conditions)
    start = lines.have(predicate("bounded", zero))
    start = k.eq_mp(k.congr(k.refl(start.concl.fun), k.sym(first)), start)
    some = mps(spec(iterates_tend.theorem, sequence, T.term, c.term), *map(k.assume, lines.hyps), start, following)
    chosen = apply(some.concl.arg, F.term)
    fits, same, _ = conjuncts(k.assume(chosen))
    return lines.done(exists_elim(some, F.term, exists_intro(_exists.term, F.term, conj(fits, same))))


banach = lemma(
    "banach",
    imp(*(h.term for h in _conditions), _exists.term),
    "a contraction has a fixed point (Banach)",
    _banach,
    "intro",
)

_apart = norm(F - G)


def _same() -> Theorem:
    lines = Lines(_bounded(F), _bounded(G), _apart <= 0)
    lines.have(abs(F(s) - G(s)) <= _apart, abs_le_norm)
    gap = F(s) - G(s)
    lines.know(spec(le_abs_self.theorem, gap.term))
    lines.know(spec(neg_le_abs.theorem, gap.term))
    ends = [lines.have(F(s) <= G(s)), lines.have(G(s) <= F(s))]
    return lines.done(k.abstr(s.term, mps(spec(le_antisymm.theorem, F(s).term, G(s).term), *ends)))


eq_of_norm_sub = lemma(
    "eq_of_norm_sub",
    imp(_bounded(F).term, _bounded(G).term, (_apart <= 0).term, Eq(F, G).term),
    "functions whose difference has norm 0 are equal",
    _same,
    "intro",
)


def _unique() -> Theorem:
    lines = Lines(_less, _contracts, _bounded(F), _bounded(G), Eq(T(F), F), Eq(T(G), G))
    held = [k.assume(h) for h in lines.hyps]
    th = mps(spec(held[1], F.term, G.term), held[2], held[3])
    for same in held[4:]:
        th = rewrite_concl(same, th)
    lines.know(th)
    lines.know(mps(spec(analysis.norm_nonneg.theorem, (F - G).term), lines.have(_bounded(F - G))))
    small = lines.have(_apart <= 0)
    return lines.done(mps(spec(eq_of_norm_sub.theorem, F.term, G.term), held[2], held[3], small))


fixed_point_unique = lemma(
    "fixed_point_unique",
    imp(*(h.term for h in (_less, _contracts, _bounded(F), _bounded(G), Eq(T(F), F), Eq(T(G), G), Eq(F, G)))),
    "a contraction has at most one fixed point",
    _unique,
)
