"""Normal forms: every statement and number has one, and two terms with the same normal form are equal.

Arithmetic is multiplied out over atoms; atoms are normalised inside, also below binders; absolute values of
numbers whose sign is known, sums and products over explicit ranges and index arithmetic are computed.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, APP, LIT, Term, abstract, apply, const, equation, literal, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, nat, real
from derive.language.logic import call
from derive.tactics import polynomial as poly
from derive.tactics.differences import shifted
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import chain, hypothesis_variable, parts_of_eq, refl, replace_term, spec, under, unfold
from derive.tactics.prover import ZERO, Prover
from derive.tactics.ranges import RANGES, under_range
from derive.tactics.runs import entry

MATRICES = {
    "matmul": 2,
    "matvec": 2,
    "transpose": 1,
    "identity": 0,
    "diag": 1,
    "trace": 1,
}  # operations and their arguments, before indices
ARITHMETIC = frozenset({"add", "sub", "mul", "div", "neg", "inv", "pow", "nat_add", "nat_mul", "cast"})


def normal(p: Prover, t: Term) -> Theorem:
    """|- t = its normal form."""
    found = p.normal_memo.get(t)
    if found is None:
        p.spend()
        found = p.normal_memo[t] = _normal(p, t)
    return found


def _normal(p: Prover, t: Term) -> Theorem:
    if t.tag in ("var", "const", "lit"):
        return refl(t)
    name, args = parts(t)
    if t.type in (real, nat) and name in ARITHMETIC:
        return arithmetic(p, t)
    if t.tag == ABS:
        return below_binder(p, t)
    if name == "integral" and len(args) == 2:
        from derive.tactics.integrals import under_integral

        return under_integral(p, t, normal)
    if name in RANGES and len(args) == 3:
        return _in_range(p, t)
    if name in MATRICES and len(args) >= MATRICES[name]:
        from derive.tactics.matrix import matrix_normal

        return matrix_normal(p, t)
    first = congruent(p, t, lambda s: normal(p, s))
    return chain(first, _special(p, parts_of_eq(first)[1]))


def _in_range(p: Prover, t: Term) -> Theorem:
    """Normal bounds, then the body with its index in the range."""
    bounds = k.congr(congruent(p, t.fun, lambda s: normal(p, s)), refl(t.arg))
    first = refl(t) if parts_of_eq(bounds)[1].canon is t.canon else bounds
    body = under_range(p, parts_of_eq(first)[1], normal)
    return chain(first, body, _special(p, parts_of_eq(body)[1]))


def below_binder(p: Prover, f: Term, assumptions: tuple[Term, ...] = ()) -> Theorem:
    """The normal form of a function, by that of its body."""
    v = p.fresh(f)
    body = normal(p, apply(f, v))
    return refl(f) if body.rule == "refl" else k.abstr(v, body)


def congruent(p: Prover, t: Term, conv: Callable[[Term], Theorem]) -> Theorem:
    """Apply a conversion to all arguments of an application."""
    spine: list[Term] = []
    while t.tag == APP:
        spine.append(t)
        t = t.fun
    th: Theorem | None = None  # as long as nothing has changed
    for now in reversed(spine):
        b = conv(now.arg)
        if th is not None or b.rule != "refl":
            th = k.congr(refl(now.fun) if th is None else th, b)
    return refl(spine[0] if spine else t) if th is None else th


def _special(p: Prover, t: Term) -> Theorem:
    """What is computed at once at the head of a term whose arguments are normal."""
    name, args = parts(t)
    if name == "abs" and len(args) == 1:
        return _abs(p, t, args[0])
    if name in ("sum", "prod") and len(args) == 3:
        return _range(p, t, name, *args)
    if name == "nat_sub" and len(args) == 2:
        return _nat_sub(p, t, *args)
    if name == "update" and len(args) == 3 and args[2].canon is apply(*args[:2]).canon:
        return rewrite_once(p, "update_self", t) or refl(t)
    if name == "put" and len(args) == 4:
        return entry(p, t)
    if name == "each" and len(args) == 3:
        opened = unfold(t)
        return chain(opened, normal(p, parts_of_eq(opened)[1]))
    if name in ("fst", "snd") and parts(args[0])[0] == "pair":
        return rewrite_once(p, f"{name}_pair", t) or refl(t)
    if name == "pair" and len(args) == 2:
        return rewrite_once(p, "pair_parts", t) or refl(t)
    if name in ("exp", "log") and len(args) == 1 and args[0].tag == LIT:
        return rewrite_once(p, f"{name}_{'zero' if name == 'exp' else 'one'}", t) or refl(t)
    if name == "eq" and len(args) == 2 and args[0].canon is args[1].canon:
        return refl(t)
    return refl(t)


def rewrite_once(p: Prover, name: str, t: Term) -> Theorem | None:
    """Rewrite t at its head with a lemma of the library; None when it does not apply."""
    from derive.tactics.rewriting import apply_rule

    return apply_rule(p, LEMMAS[name].rule, t) if name in LEMMAS else None


def _abs(p: Prover, t: Term, x: Term) -> Theorem:
    th = p.prove(call("le", ZERO, x), 6)
    if th is not None:
        return k.mp(spec(LEMMAS["abs_of_nonneg"].theorem, x), th)
    th = p.prove(call("le", x, ZERO), 3) if parts(x)[0] != "add" else None
    if th is not None:
        first = k.mp(spec(LEMMAS["abs_of_nonpos"].theorem, x), th)
        return chain(first, normal(p, parts_of_eq(first)[1]))
    leading = poly.Reader(lambda f: False).read(x)
    if leading and next(iter(sorted(leading.items(), key=lambda item: [(poly.order(f), e) for f, e in item[0]])))[1] < 0:
        minus = normal(p, call("neg", x))
        first = k.sym(spec(LEMMAS["abs_neg"].theorem, x))  # abs x = abs (neg x)
        turned = k.congr(refl(const("abs")), minus)
        return chain(first, turned, normal(p, parts_of_eq(turned)[1]))
    return refl(t)


def _nat_sub(p: Prover, t: Term, a: Term, b: Term) -> Theorem:
    reader = poly.Reader(lambda f: False)
    rest = poly.add(reader.read(a), reader.read(b), -1)
    if any(c < 0 for c in rest.values()):
        return refl(t)
    r = poly.term_of(rest, nat)
    total = call("nat_add", r, b)
    first = k.congr(k.congr(refl(const("nat_sub")), k.field(a, total)), refl(b))
    return chain(first, spec(LEMMAS["nat_sub_add"].theorem, b, r))


def _range(p: Prover, t: Term, name: str, low: Term, high: Term, f: Term) -> Theorem:
    if not (low.tag == LIT and low.value in (0, 1)):
        return refl(t)
    reader = poly.Reader(lambda g: False).read(high)
    lead = int(reader.get((), 0))
    if low.value == 1 and high.tag == LIT and high.value == 0:
        return spec(LEMMAS[f"{name}_empty"].theorem, f)
    if low.value == 0 and high.tag == LIT and high.value == 0:
        return chain(spec(LEMMAS[f"{name}_first"].theorem, f), normal(p, apply(f, literal(0, nat))))
    if 1 <= lead <= 12:
        before = poly.term_of(poly.add(reader, poly.constant(1), -1), nat)
        step = k.field(high, call("nat_add", before, literal(1, nat)))
        first = k.congr(k.congr(k.congr(refl(const(name)), refl(low)), step), refl(f))
        unrolled = spec(LEMMAS[f"{name}_succ" if low.value == 1 else f"{name}_succ_zero"].theorem, f, before)
        return chain(first, unrolled, normal(p, parts_of_eq(unrolled)[1]))
    if f.tag == ABS and all(i for i, _ in f.fun.loose) and low.value == 1:
        c = apply(f, literal(0, nat))
        flat = spec(LEMMAS[f"{name}_const"].theorem, c, high)
        return chain(flat, normal(p, parts_of_eq(flat)[1]))
    return refl(t)


def arithmetic(p: Prover, t: Term) -> Theorem:
    """The normal form of an arithmetic term: atoms normalised, then multiplied out."""
    first = _atoms(p, t)
    t1 = parts_of_eq(first)[1]
    known: dict[Term, Theorem] = {}

    def invertible(f: Term) -> bool:
        f_real = apply(const("cast"), f) if f.type is nat else f
        if f_real.tag == LIT:
            return True
        th = nonzero(p, f_real)
        if th is not None:
            known[f] = th
        return th is not None

    reader = poly.Reader(invertible)
    try:
        t2 = poly.term_of(reader.read(t1), t.type)
    except DeriveError:
        return first
    if t2.canon is t1.canon:
        return first
    licences = []
    for d in {d.canon: d for d in (*reader.denominators, *poly.invertible_denominators(t2))}.values():
        th = nonzero(p, d)
        if th is not None:
            licences.append(th)
    try:
        return chain(first, k.field(t1, t2, licences))
    except DeriveError:
        return first


def _match_atoms(p: Prover, u: Term, v: Term) -> Theorem:
    """|- u = u with atoms replaced by equal atoms of v: those with the same head and equal arguments."""
    mine, theirs = _opaque(u), _opaque(v)
    result = refl(u)
    for t in [t for t in mine if t not in theirs]:
        head, args = parts(t)
        for s in [s for s in theirs if s not in mine]:
            other, others = parts(s)
            if not head or head != other or len(args) != len(others) or head == "integral":
                continue
            same = _iff(p, t, s)
            if same is not None:
                now = parts_of_eq(result)[1]
                hole = hypothesis_variable("hole.a", t.type, now)
                pattern = replace_term(now, t, hole)
                result = chain(result, under(abstract(hole, pattern), same))
                break
    return result


def _opaque(t: Term) -> list[Term]:
    """The atoms of an arithmetic term, in order of appearance."""
    name, args = parts(t)
    if t.tag == LIT:
        return []
    if t.type in (real, nat) and name in ARITHMETIC:
        found: list[Term] = []
        for a in args:
            found += [x for x in _opaque(a) if x not in found]
        return found
    return [t.canon]


def _atoms(p: Prover, t: Term, keep: bool = False) -> Theorem:
    """Normalise the atoms of an arithmetic term, leaving its arithmetic as it stands; `keep` the form of denominators too."""
    name, args = parts(t)
    if t.tag == LIT:
        return refl(t)
    if t.type in (real, nat) and name in ARITHMETIC:
        if (name == "inv" or name == "div") and not keep:
            return congruent(p, t, lambda s: _atoms(p, s) if s is args[0] and name == "div" else _denominator(p, s))
        return congruent(p, t, lambda s: _atoms(p, s, keep))
    return normal(p, t)


def _denominator(p: Prover, t: Term) -> Theorem:
    """A denominator: a sum is multiplied out, so that equal denominators look alike."""
    return normal(p, t)


def nonzero(p: Prover, t: Term) -> Theorem | None:
    """|- not (t = 0), by its factors."""
    goal = call("not", equation(t, ZERO))
    known = p.lookup(goal)
    if known is not None:
        return known
    name, args = parts(t)
    if name == "mul" and len(args) == 2:
        a, b = nonzero(p, args[0]), nonzero(p, args[1])
        return None if a is None or b is None else k.mp(k.mp(spec(LEMMAS["mul_ne_zero"].theorem, *args), a), b)
    if name == "pow" and len(args) == 2 and args[0].tag != LIT:
        a = nonzero(p, args[0])
        return None if a is None else k.mp(spec(LEMMAS["pow_ne_zero"].theorem, args[1], args[0]), a)
    if name == "inv" and len(args) == 1:
        a = nonzero(p, args[0])
        return None if a is None else k.mp(spec(LEMMAS["inv_ne_zero"].theorem, args[0]), a)
    return p.prove(goal, 7)


def licences(p: Prover, *terms: Term) -> list[Theorem]:
    """What is known not to be 0 among all denominators of the terms (at the top, not below binders)."""
    found: dict[Term, Theorem] = {}

    def walk(t: Term) -> None:
        name, args = parts(t)
        if t.type not in (real, nat) or name not in ARITHMETIC:
            return
        for d in args[1:] if name == "div" else args if name == "inv" else ():
            th = nonzero(p, d) if d.tag != LIT else None
            if th is not None:
                found[d.canon] = th
            elif d.tag != LIT:
                p.missing.append(call("not", equation(d, ZERO)))
        for a in args:
            walk(a)

    for t in terms:
        walk(t)
    return list(found.values())


def equal(p: Prover, a: Term, b: Term) -> Theorem | None:
    """|- a = b by computation, or None."""
    if a.canon is b.canon:
        return k.trans(refl(a), refl(b))
    if a.type is not b.type:
        return None
    if a.type in (real, nat):
        try:
            return k.field(a, b)
        except DeriveError:
            pass
    na, nb = normal(p, a), normal(p, b)
    x, y = parts_of_eq(na)[1], parts_of_eq(nb)[1]
    if x.canon is y.canon:
        return chain(na, k.sym(nb)) if nb.rule != "refl" else chain(na, refl(y))
    if a.type in (real, nat):
        # the atoms only, so that sums in denominators cancel
        fa, fb = _atoms(p, a, keep=True), _atoms(p, b, keep=True)
        u, v = parts_of_eq(fa)[1], parts_of_eq(fb)[1]
        matched = _match_atoms(p, u, v)
        u2 = parts_of_eq(matched)[1]
        try:
            return chain(fa, matched, k.field(u2, v, licences(p, u2, v)), k.sym(fb))
        except DeriveError:
            return shifted(p, a, b, equal)
    if a.type.name == "fun" and not a.type.is_var and (a.tag == ABS or b.tag == ABS):
        w = p.fresh(a if a.tag == ABS else b, a, b)
        body = equal(p, apply(a, w), apply(b, w))
        return None if body is None else k.abstr(w, body)
    if a.type is bool_:
        return _iff(p, a, b)
    if a.tag == APP and b.tag == APP and a.fun.type is b.fun.type:
        f, x2 = equal(p, a.fun, b.fun), equal(p, a.arg, b.arg)
        return None if f is None or x2 is None else k.congr(f, x2)
    return None


def _iff(p: Prover, a: Term, b: Term) -> Theorem | None:
    """Two statements that are alike part by part."""
    (f, xs), (g, ys) = parts(a), parts(b)
    if not f or f != g or len(xs) != len(ys) or any(x.type is not y.type for x, y in zip(xs, ys, strict=True)):
        return None
    head = a
    for _ in xs:
        head = head.fun
    th = refl(head)
    for x, y in zip(xs, ys, strict=True):
        part = equal(p, x, y)
        if part is None:
            return None
        th = k.congr(th, part)
    return th
