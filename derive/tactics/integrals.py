"""Integrals and expectations: what may be assumed under the sign, linearity, integrability and measurability."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.kernel import rules as k
from derive.kernel.terms import ABS, LIT, Term, abstract, apply, const, frees, literal, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real
from derive.language.logic import call
from derive.language.probability import integrable, integral, measurable
from derive.tactics import polynomial as poly
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import at_types, chain, parts_of_eq, refl, spec
from derive.tactics.prover import ZERO, Prover
from derive.tactics.rewriting import method_procedure
from derive.tactics.rule import Match

Under = Callable[[Prover, Term], Theorem]


def density_of(p: Prover, mu: Term) -> tuple[Term, Term, Theorem] | None:
    """When mu is `dens(nu, q)` and q is known to be a density: nu, q and that theorem."""
    name, args = parts(mu)
    if name != "dens" or len(args) != 2:
        return None
    nu, q = args
    th = p.prove(apply(const("density", fun(nu.type, q.type, bool_)), nu, q))
    return None if th is None else (nu, q, th)


def under_integral(p: Prover, t: Term, conv: Under) -> Theorem:
    """Convert measure and integrand; under a density q the integrand is only met where q > 0."""
    _, (mu, f) = parts(t)
    if parts(mu)[0] != "dens":
        law = conv(p, mu)
        if law.rule != "refl":
            first = k.congr(k.congr(refl(t.fun.fun), law), refl(f))
            return chain(first, under_integral(p, parts_of_eq(first)[1], conv)) if parts_of_eq(law)[1].canon is not mu.canon else refl(t)
    found = density_of(p, mu) if f.tag == ABS else None
    v = p.fresh(f, t) if f.tag == ABS else None
    if v is None:
        return chain(k.congr(refl(t.fun), conv(p, f)))
    if found is None:
        body = conv(p, apply(f, v))
        return refl(t) if body.rule == "refl" else k.congr(refl(t.fun), k.abstr(v, body))
    _, q, is_density = found
    positive = call("lt", ZERO, apply(q, v))
    body = conv(p.under(positive), apply(f, v))
    if body.rule == "refl":
        return refl(t)
    if not any(h.canon is positive.canon for h in body.hyps):
        return k.congr(refl(t.fun), k.abstr(v, body))
    g = abstract(v, parts_of_eq(body)[1], f.name or None)
    everywhere = k.generalize(v, k.discharge(positive, body))
    rule = LEMMAS["integral_congr_of_density"].rule
    m = Match(rule)
    goal = parts_pattern(rule.conclusion, integral(mu, f), integral(mu, g), m)
    if not goal:
        return refl(t)
    from derive.tactics.rule import use

    return use(m, [is_density, everywhere])


def parts_pattern(pattern: Term, a: Term, b: Term, m: Match) -> bool:
    """Match an equation pattern against two sides."""
    _, (x, y) = parts(pattern)
    return m.match(x, a) and m.match(y, b)


def split_factor(m: poly.Monomial, v: Term) -> tuple[poly.Monomial, poly.Monomial]:
    """The factors of a monomial that do not contain v, and those that do."""
    return tuple((t, e) for t, e in m if v not in frees(t)), tuple((t, e) for t, e in m if v in frees(t))


@method_procedure("linearity", "integral")
def linearity(p: Prover, t: Term) -> Theorem | None:
    """E[c f + d g] = c E[f] + d E[g], for all summands that are integrable."""
    _, (mu, f) = parts(t)
    if f.tag != ABS:
        return None
    v = p.fresh(f, t)
    inner = p
    found = density_of(p, mu)
    if found is not None:
        inner = p.under(call("lt", ZERO, apply(found[1], v)))
    raw = apply(f, v)
    summed = _over_range(p, mu, f, v)
    if summed is not None:
        return summed
    for attempt in (_normal_sum, _written_sum):
        pieces = attempt(inner, raw, v)
        if pieces is None:
            continue
        th = _expand(p, mu, f, v, pieces, inner)
        if th is not None:
            return th
    return None


def _over_range(p: Prover, mu: Term, f: Term, v: Term) -> Theorem | None:
    """The integral of a sum over a range, factors drawn into it, is the sum of the integrals."""
    raw = apply(f, v)
    if not any(parts(t)[0] == "sum" for t in _factors(raw)) or "expectation_sum" not in LEMMAS:
        return None
    from derive.tactics.rewriting import apply_rule, rewrite

    q = Prover()
    q.methods, q.rewrites = frozenset(), [LEMMAS[name].rule for name in ("sum_mul", "mul_sum")]
    drawn = rewrite(q, raw)
    body = parts_of_eq(drawn)[1]
    if parts(body)[0] != "sum":
        return None
    plain = Prover(p)
    plain.rewrites, plain.methods = [], frozenset()
    th = apply_rule(plain, LEMMAS["expectation_sum"].rule, integral(mu, abstract(v, body, f.name or None)))
    if th is None or drawn.rule == "refl":
        return th
    return chain(k.congr(refl(integral(mu, f).fun), k.abstr(v, drawn)), th)


def _factors(t: Term) -> list[Term]:
    """The factors of a product, as written."""
    name, args = parts(t)
    return [x for a in args for x in _factors(a)] if name == "mul" and len(args) == 2 else [t]


Piece = tuple[Term, Term]  # a coefficient without v, and a function's body


def _normal_sum(p: Prover, body: Term, v: Term) -> list[Piece] | None:
    """The summands of the body multiplied out, each as coefficient times what depends on v."""
    from derive.tactics.normal import nonzero, normal

    flat = parts_of_eq(normal(p, body))[1]
    total = poly.Reader(lambda g: g.type is real and nonzero(p, g) is not None).read(flat)
    grouped: dict[poly.Monomial, poly.Poly] = {}
    for m, c in total.items():
        outside, inside = split_factor(m, v)
        grouped[inside] = poly.add(grouped.get(inside, {}), {outside: c})
    if not grouped:
        return [(literal(0), literal(1))]
    return [
        (poly.term_of(c, real), poly.term_of({m: Fraction(1)}, real))
        for m, c in sorted(grouped.items(), key=lambda item: [poly.order(g) for g, _ in item[0]])
    ]


def _written_sum(p: Prover, body: Term, v: Term) -> list[Piece] | None:
    """The summands as the author wrote them."""
    pieces: list[Piece] = []

    def walk(t: Term, scale: Term) -> None:
        name, args = parts(t)
        if name == "add":
            walk(args[0], scale)
            walk(args[1], scale)
        elif name == "sub":
            walk(args[0], scale)
            walk(args[1], call("neg", scale) if scale is not literal(1) else literal(-1))
        elif name == "neg":
            walk(args[0], call("neg", scale) if scale is not literal(1) else literal(-1))
        elif name == "mul" and v not in frees(args[0]):
            walk(args[1], args[0] if scale is literal(1) else call("mul", scale, args[0]))
        elif name == "mul" and v not in frees(args[1]):
            walk(args[0], args[1] if scale is literal(1) else call("mul", scale, args[1]))
        elif name == "div" and v not in frees(args[1]):
            walk(args[0], call("inv", args[1]) if scale is literal(1) else call("div", scale, args[1]))
        else:
            pieces.append((scale, t))

    walk(body, literal(1))
    return pieces if len(pieces) > 1 or pieces[0][0] is not literal(1) else None


def _expand(p: Prover, mu: Term, f: Term, v: Term, pieces: list[Piece], inner: Prover) -> Theorem | None:
    """integral of the sum of the pieces = sum of coefficient times integral, when all are integrable."""
    if len(pieces) == 1 and pieces[0][0] is literal(1) and v in frees(pieces[0][1]):
        return None
    sums: Theorem | None = None  # integral mu (v. so far) = ...
    fits: Theorem | None = None  # integrable mu (v. so far)
    so_far: Term | None = None
    add_rule = LEMMAS["integral_add"].theorem
    for c, body in pieces:
        if v not in frees(body):
            if body is not literal(1):
                return None
            flat = abstract(v, c, f.name or None)
            law, fit = p.prove(_probability(mu)), p.prove(integrable(mu, flat))
            if law is None or fit is None:
                return None
            value = _lemma(LEMMAS["expectation_const"].theorem, {"c": c, "mu": mu}, law)
            piece = c
        else:
            made = _piece(p, mu, v, c, body, f.name)
            if made is None:
                return None
            value, fit, piece = made
        h = abstract(v, piece, f.name or None)
        if sums is None or fits is None or so_far is None:
            sums, fits, so_far = value, fit, piece
            continue
        before = abstract(v, so_far, f.name or None)
        step = _lemma(add_rule, {"f": before, "g": h, "mu": mu}, fits, fit)
        sums = k.trans(step, k.congr(k.congr(refl(step.concl.arg.fun.fun), sums), value))
        fits = _lemma(LEMMAS["integrable_add"].theorem, {"f": before, "g": h, "mu": mu}, fits, fit)
        so_far = call("add", so_far, piece)
    if sums is None or so_far is None:
        return None
    # the integrand as it stands = the sum of the pieces
    from derive.tactics.normal import equal

    target = so_far
    start = under_integral(p, integral(mu, f), lambda q, body: equal(q, body, target) or refl(body))
    if parts_of_eq(start)[1].canon is not parts_of_eq(sums)[0].canon:
        return None
    return chain(start, sums)


def _probability(mu: Term) -> Term:
    return apply(const("probability", fun(mu.type, bool_)), mu)


def _piece(p: Prover, mu: Term, v: Term, c: Term, body: Term, name: str) -> tuple[Theorem, Theorem, Term] | None:
    """integral mu (c body) = c integral mu body, that it is integrable, and the piece `c body`."""
    g = abstract(v, body, name or None)
    ok = p.prove(integrable(mu, g))
    if ok is None:
        p.missing.append(integrable(mu, g))
        return None
    if c is literal(1):
        return refl(integral(mu, g)), ok, body
    values = {"c": c, "f": g, "mu": mu}
    return _lemma(LEMMAS["integral_mul"].theorem, values, ok), _lemma(LEMMAS["integrable_mul"].theorem, values, ok), call("mul", c, body)


def _lemma(th: Theorem, values: dict[str, Term], *premises: Theorem) -> Theorem:
    """A lemma of the library at values given by name (names in alphabetical order in its statement)."""
    from derive.kernel.terms import type_vars
    from derive.kernel.types import Type, match_type

    types: dict[Type, Type] = {}
    t = th.concl
    names = []
    while parts(t)[0] == "forall" and parts(t)[1][0].tag == ABS:
        f = parts(t)[1][0]
        names.append((f.name, f.type.args[0]))
        t = f.fun
    for name, ty in names:
        if name in values:
            match_type(ty, values[name].type, types)
    types = {a: b for a, b in types.items() if a is not b and a in type_vars(th.concl)}
    th = at_types(th, tuple(types.items())) if types else th
    th = spec(th, *(values[name] for name, _ in names))
    for q in premises:
        th = k.mp(th, q)
    return th


def regular(p: Prover, goal: Term, depth: int) -> Theorem | None:
    """Integrability, measurability or boundedness of another arrangement of the function.

    For integrability also: a combination of functions that are known to be integrable, and a product of two
    square-integrable functions.
    """
    name, args = parts(goal)
    f = args[-1]
    if f.tag != ABS:
        return None
    if name == "integrable":
        return _integrable(p, args[0], f, depth)
    from derive.tactics.normal import normal

    turned = normal(p, f)
    plain = parts_of_eq(turned)[1]
    if plain.canon is f.canon:
        return None
    th = p.prove(apply(goal.fun, plain), depth - 2)
    return None if th is None else k.eq_mp(k.congr(refl(goal.fun), k.sym(turned)), th)


def reduced(p: Prover, mu: Term, f: Term, v: Term) -> Theorem:
    """|- f(v) = its normal form after rewriting with what is cited; where mu has a density, at a point where it is positive."""
    from derive.tactics.normal import normal
    from derive.tactics.rewriting import rewrite

    inner = inside(p, mu, v)
    first = rewrite(inner, apply(f, v))
    return chain(first, normal(inner, parts_of_eq(first)[1]))


def inside(p: Prover, mu: Term, v: Term) -> Prover:
    """What may be assumed about the point v below an integral under mu."""
    found = density_of(p, mu)
    return p if found is None else p.under(call("lt", ZERO, apply(found[1], v)))


def moved(p: Prover, mu: Term, v: Term, equal: Theorem, th: Theorem, f: Term, g: Term) -> Theorem | None:
    """From `integrable mu f` to `integrable mu g`, given f(v) = g(v) (where the density is positive)."""
    if not any(v in frees(h) for h in equal.hyps):
        return k.eq_mp(k.congr(refl(th.concl.fun), k.abstr(v, equal)), th)
    found = density_of(p, mu)
    if found is None:
        return None
    nu, q, is_density = found
    everywhere = k.generalize(v, k.discharge(call("lt", ZERO, apply(q, v)), equal))
    rule = _lemma(LEMMAS["integrable_congr_of_density"].theorem, {"f": f, "g": g, "mu": nu, "q": q}, is_density, everywhere)
    return k.eq_mp(rule, th)


def _integrable(p: Prover, mu: Term, f: Term, depth: int) -> Theorem | None:
    outer, p = p, Prover(p)
    p.rewrites = outer.rewrites + [LEMMAS[name].rule for name in ("log_mul", "log_div", "log_inv")]
    v = p.fresh(f, mu)
    inner = inside(p, mu, v)
    target = reduced(p, mu, f, v)
    goal = _form(inner, parts_of_eq(target)[1], v)
    known = []
    for fact in [*p.facts(), *supposed(p, mu, depth)]:
        if parts(fact.concl)[0] == "integrable" and parts(fact.concl)[1][0].canon is mu.canon:
            g = parts(fact.concl)[1][1]
            known.append((fact, g, _form(inner, parts_of_eq(reduced(p, mu, g, v))[1], v)))
    th = _combine(p, mu, f, v, inner, goal, known, depth)
    if th is not None:
        return th
    th = _product(p, mu, f, depth)
    if th is not None:
        return th
    plain = abstract(v, parts_of_eq(target)[1], f.name or None)
    if plain.canon is f.canon or any(v in frees(h) for h in target.hyps):
        return None
    th = p.prove(integrable(mu, plain), depth - 2)
    return None if th is None else moved(p, mu, v, k.sym(target), th, plain, f)


def supposed(p: Prover, mu: Term, depth: int) -> list[Theorem]:
    """What is integrable under mu by hypotheses that hold for all values of their variables, where their conditions hold."""
    found = []
    for rule in p.known("integrable"):
        m = Match(rule)
        if m.match(parts(rule.conclusion)[1][0], mu):
            th = p.finish(m, min(4, depth - 2))
            if th is not None:
                found.append(th)
    return found


Form = dict[tuple[poly.Monomial, poly.Monomial], Fraction]


def _form(p: Prover, t: Term, v: Term) -> Form:
    """A normal term as a combination of (coefficient monomial, monomial that contains v)."""
    from derive.tactics.normal import nonzero

    out: Form = {}
    for m, c in poly.Reader(lambda g: g.type is real and nonzero(p, g) is not None).read(t).items():
        outside, within = split_factor(m, v)
        out[outside, within] = c
    return out


def _combine(
    p: Prover, mu: Term, f: Term, v: Term, inner: Prover, goal: Form, known: list[tuple[Theorem, Term, Form]], depth: int
) -> Theorem | None:
    """f is a combination of known integrable functions and a constant."""
    if not known and any(within for _, within in goal):
        return None
    keys = sorted(
        {key for form in (goal, *(form for _, _, form in known)) for key in form if key[1]},
        key=lambda key: (poly.order_key(key[0]), poly.order_key(key[1])),
    )
    weights = solve([[form.get(key, Fraction(0)) for _, _, form in known] for key in keys], [goal.get(key, Fraction(0)) for key in keys])
    if weights is None:
        return None
    rest: poly.Poly = {}
    for (outside, within), c in goal.items():
        if not within:
            rest = poly.add(rest, {outside: c})
    for w, (_, _, form) in zip(weights, known, strict=True):
        for (outside, within), c in form.items():
            if not within:
                rest = poly.add(rest, {outside: -w * c})
    body = poly.term_of(rest, real)
    th: Theorem | None = None
    if rest or not any(weights):
        th = p.prove(integrable(mu, abstract(v, body)), min(4, depth - 2))
        if th is None:
            return None
    total: Term | None = body if th is not None else None
    for w, (fact, g, _) in zip(weights, known, strict=True):
        if not w:
            continue
        piece = call("mul", literal(w), apply(g, v))
        fit = _lemma(LEMMAS["integrable_mul"].theorem, {"c": literal(w), "f": g, "mu": mu}, fact)
        if th is None or total is None:
            th, total = fit, piece
        else:
            th = _lemma(LEMMAS["integrable_add"].theorem, {"f": abstract(v, total), "g": abstract(v, piece), "mu": mu}, th, fit)
            total = call("add", total, piece)
    if th is None or total is None:
        return None
    from derive.tactics.calc import match_up

    same = match_up(inner, total, apply(f, v))
    return None if same is None else moved(p, mu, v, same, th, abstract(v, total), f)


def solve(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """One solution of a linear system over the rationals (free unknowns are 0), or None."""
    n = len(rows[0]) if rows else 0
    if not rows:
        return []
    system = [[*row, b] for row, b in zip(rows, right, strict=True)]
    pivots: list[int] = []
    r = 0
    for j in range(n):
        i = next((i for i in range(r, len(system)) if system[i][j]), None)
        if i is None:
            continue
        system[r], system[i] = system[i], system[r]
        system[r] = [x / system[r][j] for x in system[r]]
        for other in range(len(system)):
            if other != r and system[other][j]:
                factor = system[other][j]
                system[other] = [x - factor * y for x, y in zip(system[other], system[r], strict=True)]
        pivots.append(j)
        r += 1
    if any(row[n] and not any(row[:n]) for row in system):
        return None
    solution = [Fraction(0)] * n
    for i, j in enumerate(pivots):
        solution[j] = system[i][n]
    return solution


def _product(p: Prover, mu: Term, f: Term, depth: int) -> Theorem | None:
    """f = u v with u^2 and v^2 known to be integrable."""
    from derive.tactics.normal import equal, nonzero, normal

    v = p.fresh(f, mu)
    flat = parts_of_eq(normal(p, apply(f, v)))[1]
    total = poly.Reader(lambda g: g.type is real and nonzero(p, g) is not None).read(flat)
    if len(total) != 1:
        return None
    ((m, c),) = total.items()
    _, inside = split_factor(m, v)
    if c != 1 or len(inside) != len(m) or not inside or any(e < 0 for _, e in inside) or sum(e for _, e in inside) > 6:
        return None
    squares: dict[Term, tuple[Theorem, Term]] = {}
    for fact in p.facts():
        if parts(fact.concl)[0] == "integrable" and parts(fact.concl)[1][0].canon is mu.canon:
            g = parts(fact.concl)[1][1]
            squares[parts_of_eq(normal(p, apply(g, v)))[1].canon] = (fact, g)
    for left in _divisors(list(inside)):
        right = tuple((t, e - dict(left).get(t, 0)) for t, e in inside if e - dict(left).get(t, 0))
        if poly.order_key(left) > poly.order_key(right):
            continue
        sides = [poly.term_of({x: Fraction(1)}, real) for x in (left, right)]
        ths = []
        for side in sides:
            square = call("pow", side, literal(2, nat))
            known = squares.get(parts_of_eq(normal(p, square))[1].canon)
            if known is not None:
                same = equal(p, apply(known[1], v), square)
                ths.append(None if same is None else k.eq_mp(k.congr(refl(known[0].concl.fun), k.abstr(v, same)), known[0]))
            elif side.tag == LIT:
                ths.append(p.prove(integrable(mu, abstract(v, square)), depth - 2))
            else:
                ths.append(None)
        if None in ths:
            continue
        ms = [p.prove(measurable(abstract(v, side)), depth - 1) for side in sides]
        if None in ms:
            continue
        th = _lemma(LEMMAS["integrable_product"].theorem, {"f": abstract(v, sides[0]), "g": abstract(v, sides[1]), "mu": mu}, *ms, *ths)  # type: ignore[arg-type]
        same = equal(p, call("mul", *sides), apply(f, v))
        if same is not None:
            return k.eq_mp(k.congr(refl(th.concl.fun), k.abstr(v, same)), th)
    return None


def _divisors(m: list[tuple[Term, int]]) -> list[poly.Monomial]:
    """All monomials that divide m."""
    out: list[poly.Monomial] = [()]
    for t, e in m:
        out = [(*d, *(((t, i),) if i else ())) for d in out for i in range(e + 1)]
    return out
