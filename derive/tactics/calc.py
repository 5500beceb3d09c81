"""One line of a derivation: find out which of its reasons make it follow, and prove it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, APP, CONST, VAR, Term, abstract, apply, equation, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, real
from derive.language.logic import call
from derive.language.matrices import shape
from derive.tactics import polynomial as poly
from derive.tactics.inequality import ZERO, from_difference, lib
from derive.tactics.lemma import LEMMAS, Lemma, key_of
from derive.tactics.linear import by_products
from derive.tactics.logic import chain, conj, definition_at, iff_intro, is_defined, on, parts_of_eq, plain_conv, spec, to_plain
from derive.tactics.normal import equal, normal
from derive.tactics.order import compare
from derive.tactics.prover import Prover, atoms, gen_all, introduce
from derive.tactics.rewriting import rewrite
from derive.tactics.rule import Match, Rule, prepare


def cite(p: Prover, reasons: Iterable[Lemma | Theorem | Term], flip: bool = False) -> Prover:
    """A prover that also uses these reasons: lemmas, theorems (facts), and constants (their definitions)."""
    q = Prover(p)
    q.rewrites, q.bounds, q.cited = list(p.rewrites), list(p.bounds), {key: list(rules) for key, rules in p.cited.items()}
    for reason in reasons:
        _enter(q, reason, flip)
    if flip:
        q.methods = p.methods  # a method would undo what its lemma did from right to left
    return q


def _enter(q: Prover, reason: Lemma | Theorem | Term, flip: bool) -> None:
    if isinstance(reason, Lemma):
        for part in reason.parts:
            _enter(q, part, flip)
        q.methods |= {u.removeprefix("method:") for u in reason.use if u.startswith("method:")}
        if reason.statement is not None:
            _rule(q, reason.rule, reason.use, flip)
    elif isinstance(reason, Theorem):
        for fact in atoms(to_plain(reason)):
            q.add(fact)
            _rule(q, prepare(gen_all(fact), schematic=False), (), flip)
            at_points = _at_points(gen_all(fact))
            if at_points is not None:
                _rule(q, prepare(at_points, schematic=False), (), flip)
    elif reason.tag == CONST and is_defined(reason.name):
        _rule(q, prepare(_pointwise(definition_at(reason)), schematic=True), (), False)


def _pointwise(th: Theorem) -> Theorem:
    """c = (x. body) as an equation between values, for all arguments."""
    from derive.tactics.logic import hypothesis_variable

    variables: list[Term] = []
    while parts_of_eq(th)[1].tag == "abs":
        v = hypothesis_variable(f"a.{len(variables)}", parts_of_eq(th)[1].type.args[0], th.concl)
        th = on(th, v)
        variables.append(v)
    for v in reversed(variables):
        th = k.generalize(v, th)
    return th


def _at_points(th: Theorem) -> Theorem | None:
    """An equation between functions as an equation between their values; None for another fact, or one with conditions."""
    variables: list[Term] = []
    core = th
    while parts(core.concl)[0] == "forall":
        variables.append(var(f"e.{len(variables)}", parts(core.concl)[1][0].type.args[0]))
        core = k.specialize(core, variables[-1])
    if parts(core.concl)[0] != "eq":
        return None
    deep = len(variables)
    while (t := parts_of_eq(core)[0].type).name == "fun" and not t.is_var and parts_of_eq(core)[1].tag != "abs":
        variables.append(var(f"e.{len(variables)}", t.args[0]))
        core = on(core, variables[-1])
    if len(variables) == deep:
        return None
    for v in reversed(variables):
        core = k.generalize(v, core)
    return core


def _inside(small: Term, large: Term) -> bool:
    """Whether a term stands in another one."""
    if small.canon is large.canon:
        return True
    if large.tag == "app":
        return _inside(small, large.fun) or _inside(small, large.arg)
    return large.tag == "abs" and _inside(small, large.fun)


def flipped(rule: Rule) -> Rule | None:
    """The same equation from right to left, when that determines all its variables."""
    from derive.kernel.terms import frees

    sides = rule.sides
    if (
        sides is None
        or _inside(sides[1], sides[0])
        or not frees(sides[1]) >= frees(sides[0]) & set(rule.variables)
        or sides[1].tag == "lit"
    ):
        return None
    if sides[0].type is bool_:  # x = 0 as x^2 = 0 would go on with x^2 for x
        back = Rule(rule.proof, rule.variables, rule.conditions, equation(sides[1], sides[0]), rule.schematic)
        if Match(back).match(sides[1], sides[0]):
            return None
    th = _flip(rule.theorem)
    return prepare(th, rule.name, rule.schematic)


def _flip(th: Theorem) -> Theorem:
    name, args = parts(th.concl)
    if name == "forall":
        from derive.kernel.terms import var

        v = var(f"f.{_count(th.concl)}", args[0].type.args[0])
        return k.generalize(v, _flip(k.specialize(th, v)))
    if name == "implies":
        return k.discharge(args[0], _flip(k.mp(th, k.assume(args[0]))))
    return k.sym(th)


def _count(t: Term) -> int:
    n = 0
    while parts(t)[0] == "forall" and parts(t)[1][0].tag == "abs":
        t, n = parts(t)[1][0].fun, n + 1
    return n


def _rule(q: Prover, rule: Rule, use: tuple[str, ...], flip: bool) -> None:
    name, _args = parts(rule.conclusion)
    if name == "eq" and "intro" not in use:
        grows = rule.sides is not None and _inside(rule.sides[0], rule.sides[1])  # F = T(F) is used as T(F) = F
        chosen = flipped(rule) if flip or grows else rule
        if chosen is not None:
            q.rewrites.append(chosen)
    elif name in ("le", "lt"):
        q.bounds.append(rule)
    q.cited.setdefault(key_of(rule.conclusion), []).append(rule)


def close(p: Prover, goal: Term, reasons: Sequence[Lemma | Theorem | Term] = ()) -> Theorem:
    """A theorem that says `goal`, with the help of the reasons.

    Tried in this order: computation; both sides rewritten with the reasons from left to right; one side only; some
    reasons from right to left; for an inequality monotone congruence and linear arithmetic; the reasons backward.

    Raises:
        StepError: nothing of this works; it says how far each side got.
    """
    turned = plain_conv(goal)
    if turned is not None:
        return k.eq_mp(k.sym(turned), close(p, parts_of_eq(turned)[1], reasons))
    name, args = parts(goal)
    if name == "forall":
        th = introduce(p, args[0], lambda body: close(p, body, reasons))
        if th is not None:
            return th
    if name == "implies":
        return k.discharge(args[0], close(p.under(args[0]), args[1], reasons))
    if name == "eq":
        return _equation(p, args[0], args[1], reasons)
    if name in ("le", "lt"):
        return _inequality(p, goal, reasons)
    if name in ("is_theta", "is_big_o"):
        from derive.tactics.growth import growth

        return growth(p, goal, reasons)
    q = cite(p, reasons)
    th = q.prove(goal)
    if th is not None:
        return th
    if name == "and":
        return conj(close(p, args[0], reasons), close(p, args[1], reasons))
    turned = rewrite(q, goal)
    now = parts_of_eq(turned)[1]
    if now.canon is not goal.canon:
        return k.eq_mp(k.sym(turned), close(q, now))
    turned = _unfolded(q, goal)
    if turned is not None:
        return k.eq_mp(k.sym(turned), close(q, parts_of_eq(turned)[1]))
    raise StepError("this line does not follow from the reasons given", given=str(goal), needed="a reason that gives it")


def _unfolded(q: Prover, goal: Term) -> Theorem | None:
    """A predicate of a defined function as one of its body, rewritten with what is cited; None when the function has no definition."""
    f = goal.arg if goal.tag == APP else None
    known = q.definitions_of(f) if f is not None and f.tag == VAR else []
    if not known:
        return None
    start = k.congr(k.refl(goal.fun), known[0])
    opened = chain(start, rewrite(q, parts_of_eq(start)[1]))
    pairs = Prover(q)
    pairs.rewrites = [LEMMAS["pair_parts"].rule]
    return chain(opened, rewrite(pairs, parts_of_eq(opened)[1]))


def _equation(p: Prover, a: Term, b: Term, reasons: Sequence[Lemma | Theorem | Term]) -> Theorem:
    th = _whole(p, a, b, reasons)
    if th is not None:
        return th
    q = cite(p, reasons)
    th = _introduced(q, a, b, reasons)
    if th is not None:
        return th
    ra, rb = rewrite(q, a), rewrite(q, b)
    x, y = parts_of_eq(ra)[1], parts_of_eq(rb)[1]
    th = _introduced(q, x, y, reasons) if x.canon is not a.canon or y.canon is not b.canon else None
    if th is not None:
        return chain(ra, th, k.sym(rb)) if rb.rule != "refl" else chain(ra, th)
    for left, right in ((ra, rb), (ra, k.refl(b)), (k.refl(a), rb)):
        u, v = parts_of_eq(left)[1], parts_of_eq(right)[1]
        th = equal(q, u, v)
        if th is not None:
            return chain(left, th, k.sym(right)) if right.rule != "refl" else chain(left, th)
    if reasons:
        back = cite(p, reasons, flip=True)
        for left, right in ((k.refl(a), _try(back, b)), (_try(back, a), k.refl(b)), (_try(back, a), rb), (ra, _try(back, b))):
            th = equal(q, parts_of_eq(left)[1], parts_of_eq(right)[1])
            if th is not None:
                return chain(left, th, k.sym(right)) if right.rule != "refl" else chain(left, th)
    if a.type is bool_:
        th = _equivalence(q, ra, rb)
        if th is not None:
            return th
    th = _combination(q, a, b)
    if th is not None:
        return th
    if a.type is real:
        th = _squeeze(q, a, b)
        if th is not None:
            return th
    if len(shape(a.type)) > 0 and reasons:
        i = p.fresh(a, b) if a.tag == ABS else p.fresh(abstract(var("i", a.type.args[0]), apply(a, var("i", a.type.args[0]))), a, b)
        try:
            return k.abstr(i, _equation(p, apply(a, i), apply(b, i), reasons))  # entry by entry
        except StepError:
            pass
    raise StepError(
        "this line does not follow from the reasons given", given=f"{_show(x)}\n{_show(y)}", needed="a reason that makes them equal"
    )


def _introduced(q: Prover, a: Term, b: Term, reasons: Sequence[Lemma | Theorem | Term]) -> Theorem | None:
    """a = b as it stands in the conclusion of a cited lemma."""
    for reason in [part for r in reasons if isinstance(r, Lemma) for part in (r, *r.parts)]:
        if "intro" in reason.use:
            m = Match(reason.rule)
            th = q.finish(m) if m.match(reason.rule.conclusion, equation(a, b)) else None
            if th is not None:
                return th
    return None


def match_up(q: Prover, a: Term, b: Term) -> Theorem | None:
    """|- a = b by rewriting both sides with what is cited, then by computation."""
    ra, rb = rewrite(q, a), rewrite(q, b)
    th = equal(q, parts_of_eq(ra)[1], parts_of_eq(rb)[1])
    return None if th is None else chain(ra, th, k.sym(rb)) if rb.rule != "refl" else chain(ra, th)


def _show(t: Term) -> str:
    from derive.language.expr import text_of

    return text_of(t)


def _try(p: Prover, t: Term) -> Theorem:
    try:
        return rewrite(p, t)
    except (DeriveError, RecursionError):
        return k.refl(t)


def _whole(p: Prover, a: Term, b: Term, reasons: Sequence[Lemma | Theorem | Term]) -> Theorem | None:
    """The line is computation, or says exactly what a reason says."""
    for reason in reasons:
        if isinstance(reason, Theorem) and parts(reason.concl)[0] == "eq":
            x, y = parts_of_eq(reason)
            if x.canon is a.canon and y.canon is b.canon:
                return reason
            if x.canon is b.canon and y.canon is a.canon:
                return k.sym(reason)
    return equal(p, a, b) if not reasons else None


def _combination(q: Prover, a: Term, b: Term) -> Theorem | None:
    """a - b is a rational multiple of one cited equation's difference, after normalisation."""
    if a.type is not real:
        return None
    na, nb = normal(q, a), normal(q, b)
    try:
        read = poly.Reader(lambda f: q.prove(call("not", equation(f, ZERO)), 5) is not None)
        d = poly.add(read.read(parts_of_eq(na)[1]), read.read(parts_of_eq(nb)[1]), -1)
    except DeriveError:
        return None
    if not d:
        return None
    for rule in q.rewrites:
        if rule.variables or rule.sides is None or rule.sides[0].type is not real or rule.conditions:
            continue
        x, y = rule.sides
        nx, ny = normal(q, x), normal(q, y)
        e = poly.add(read.read(parts_of_eq(nx)[1]), read.read(parts_of_eq(ny)[1]), -1)
        if not e:
            continue
        for factor in _quotients(d, e):
            scale = poly.term_of(factor, real)
            # a = b + scale * (x - y) by computation, and x - y = 0
            u, v = parts_of_eq(nx)[1], parts_of_eq(ny)[1]
            moved = chain(k.sym(nx), rule.theorem, ny)  # u = v
            whole = call("add", b, call("mul", scale, call("sub", u, v)))
            first = equal(q, a, whole)
            if first is None:
                continue
            hole = call("add", b, call("mul", scale, call("sub", v, v)))
            f = k.congr(
                k.refl(call("add", b, ZERO).fun),
                k.congr(k.refl(call("mul", scale, ZERO).fun), k.congr(k.congr(k.refl(call("sub", u, v).fun.fun), moved), k.refl(v))),
            )
            return chain(first, f, k.field(hole, b))
    return None


def _quotients(d: poly.Poly, e: poly.Poly) -> list[poly.Poly]:
    """Candidates for a factor c (one monomial) with d = c e."""
    found = []
    lead = min(e, key=poly.order_key)
    for m, c in d.items():
        inverse = tuple((t, -i) for t, i in lead)
        candidate = {poly.times(m, inverse): c / e[lead]}
        if poly.mul(candidate, e) == d:
            found.append(candidate)
    return found


def _squeeze(q: Prover, a: Term, b: Term) -> Theorem | None:
    sides = [call("le", a, b), call("le", b, a)]
    up = compare(q, sides[0], 4) or by_products(q, sides[0])
    down = (compare(q, sides[1], 4) or by_products(q, sides[1])) if up is not None else None
    if up is None or down is None:
        return None
    return k.mp(k.mp(spec(lib("le_antisymm"), a, b), up), down)


def _equivalence(q: Prover, ra: Theorem, rb: Theorem) -> Theorem | None:
    """Two equations between numbers that say the same, because their differences are multiples of each other; or each implies the other."""
    p, r = parts_of_eq(ra)[1], parts_of_eq(rb)[1]
    forward = _try_close(q.child(p), r, k.assume(p))
    backward = _try_close(q.child(r), p, k.assume(r)) if forward is not None else None
    if forward is None or backward is None:
        return None
    middle = iff_intro(forward, backward, p, r)
    return chain(ra, middle, k.sym(rb)) if rb.rule != "refl" else chain(ra, middle)


def _try_close(q: Prover, goal: Term, given: Theorem) -> Theorem | None:
    try:
        name, args = parts(goal)
        if name == "eq" and args[0].type is real:
            inner = cite(q, [given])
            th = _combination(inner, args[0], args[1]) or equal(inner, args[0], args[1])
            if th is not None or parts(given.concl)[0] != "eq" or parts(given.concl)[1][0].type is not real:
                return th
            from derive.tactics.fractions import proportional

            return proportional(inner, args[0], args[1], given)
        return cite(q, [given]).prove(goal)
    except DeriveError:
        return None


def _inequality(p: Prover, goal: Term, reasons: Sequence[Lemma | Theorem | Term]) -> Theorem:
    name, (a, b) = parts(goal)
    q = cite(p, reasons)
    th = compare(q, goal)
    if th is not None:
        return th
    ra, rb = rewrite(q, a), rewrite(q, b)
    x, y = parts_of_eq(ra)[1], parts_of_eq(rb)[1]
    for left, right in ((ra, rb), (ra, k.refl(b)), (k.refl(a), rb)):
        u, v = parts_of_eq(left)[1], parts_of_eq(right)[1]
        moved = call(name, u, v)
        if moved.canon is goal.canon:
            continue
        th = compare(q, moved)
        if th is not None:
            return k.eq_mp(k.sym(k.congr(k.congr(k.refl(goal.fun.fun), left), right)), th)
    if a is ZERO:
        th = q.prove(goal)
        if th is not None:
            return th
    elif name == "le":
        th = q.prove(call(name, ZERO, call("sub", b, a)))
        if th is not None:
            return from_difference(th, a, b)
    th = by_products(q, goal)
    if th is not None:
        return th
    moved = call(name, x, y)
    th = by_products(q, moved) if moved.canon is not goal.canon else None
    if th is not None:
        return k.eq_mp(k.sym(k.congr(k.congr(k.refl(goal.fun.fun), ra), rb)), th)
    raise StepError(
        "this line does not follow from the reasons given",
        given=f"{_show(x)}\n{_show(y)}",
        needed=f"a reason for {'<=' if name == 'le' else '<'} between them",
    )
