"""The normal form of matrix expressions, which `normal` uses: a combination of products of atoms, bracketed to the right.

Products are multiplied out, transposes stand at atoms only, identity matrices are gone. Cited equations between products
(V^T V = I) are used on neighbouring factors, whatever the brackets; so are their transposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, APP, VAR, Term, abstract, apply, frees, parts, type_vars, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, Type, match_type, real
from derive.language.logic import call
from derive.language.matrices import diagonal, product, shape, trace, transpose
from derive.tactics import polynomial as poly
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import at_types, chain, on, parts_of_eq, refl, spec, unfold
from derive.tactics.normal import MATRICES, normal
from derive.tactics.prover import Prover
from derive.tactics.rewriting import apply_rule
from derive.tactics.rule import Rule

MOST = 40  # uses of cited equations in one product


def matrix_normal(p: Prover, t: Term) -> Theorem:
    """|- t = its normal form, for an operation of matrices or an entry of it."""
    name, args = parts(t)
    indices = args[MATRICES[name] :]
    if indices:
        core = t
        for _ in indices:
            core = core.fun
        th = matrix_normal(p, core)
        for i in indices:
            th = on(th, i)
        return chain(th, _entry(p, parts_of_eq(th)[1]))
    if name == "transpose":
        inside = normal(p, args[0])
        return chain(_mapped(t.fun, inside), turn(p, parts_of_eq(inside)[1]))
    if name in ("matmul", "matvec"):
        first, second = normal(p, args[0]), normal(p, args[1])
        start = _factors(t, first, second)
        return chain(start, multiply(p, parts_of_eq(first)[1], parts_of_eq(second)[1]))
    if name == "trace":
        inside = normal(p, args[0])
        return chain(_mapped(t.fun, inside), _trace(p, parts_of_eq(inside)[1]))
    return refl(t) if not args else _mapped(t.fun, normal(p, args[0]))


def _mapped(f: Term, th: Theorem) -> Theorem:
    return refl(apply(f, parts_of_eq(th)[0])) if th.rule == "refl" else k.congr(refl(f), th)


def _factors(t: Term, first: Theorem, second: Theorem) -> Theorem:
    if first.rule == "refl" and second.rule == "refl":
        return refl(t)
    return k.congr(k.congr(refl(t.fun.fun), first), second)


def _entry(p: Prover, t: Term) -> Theorem:
    """An entry of a normal matrix."""
    name, args = parts(t)
    if name == "transpose":
        return chain(unfold(t), normal(p, parts_of_eq(unfold(t))[1]))
    if name == "identity" and len(args) == 2 and args[0].canon is args[1].canon:
        return lemma_at("identity_same", {"i": args[0]})
    if name in ("matmul", "matvec", "identity", "diag"):
        return refl(t)
    return normal(p, t)


def lemma_at(name: str, values: dict[str, Term]) -> Theorem:
    """A lemma of the library at the values of its variables."""
    th = LEMMAS[name].theorem
    types: dict[Type, Type] = {}
    t, chosen = th.concl, []
    while parts(t)[0] == "forall" and parts(t)[1][0].tag == ABS:
        f = parts(t)[1][0]
        value = values[f.name]
        match_type(f.type.args[0], value.type, types)
        chosen.append(value)
        t = f.fun
    moved = tuple((a, b) for a, b in types.items() if a is not b and a in type_vars(th.concl))
    return spec(at_types(th, moved) if moved else th, *chosen)


def _is(t: Term, name: str) -> bool:
    """t is this operation with all its arguments and no index."""
    found, args = parts(t)
    return found == name and len(args) == MATRICES[name]


def factors(t: Term) -> list[Term]:
    """The factors of a product that is bracketed to the right."""
    found = []
    while _is(t, "matmul") or _is(t, "matvec"):
        found.append(t.fun.arg)
        t = t.arg
    return [*found, t]


# Cited equations.


@dataclass(frozen=True)
class Word:
    """A cited equation in normal form: a product of at least two factors (or one transposed factor), and what it is equal to.

    rest: the variable that stands for all that follows, when the equation holds for every last factor.
    """

    factors: tuple[Term, ...]
    theorem: Theorem
    rest: Term | None = None


_known: WeakKeyDictionary[Prover, tuple[int, list[Word], dict[Term, Theorem]]] = WeakKeyDictionary()


def words(p: Prover) -> tuple[list[Word], dict[Term, Theorem]]:
    """The cited equations between products, and those that say what one symbol is, entry by entry."""
    found = _known.get(p)
    if found is None or found[0] != len(p.rewrites):
        kept: list[Word] = []
        symbols: dict[Term, Theorem] = {}
        _known[p] = found = (len(p.rewrites), kept, symbols)
        bare = Prover(p)
        bare.rewrites = []
        for rule in p.rewrites:
            th = _equation(rule)
            if th is not None:
                _enter(bare, th, kept, symbols)
    return found[1], found[2]


def _equation(rule: Rule) -> Theorem | None:
    """A fact as an equation of matrices or vectors; one that is said of all entries is made whole."""
    sides = rule.sides
    if sides is None or rule.schematic or rule.conditions:
        return None
    th = spec(rule.theorem, *rule.variables)
    left = sides[0]
    if left.type is real and rule.variables and all(v.type.kind == DIM for v in rule.variables):
        for v in reversed(rule.variables):
            if left.tag != APP or left.arg is not v or v in frees(left.fun):
                return None
            th, left = k.abstr(v, th), left.fun
        return th if shape(left.type) else None
    return th if shape(left.type) and len(rule.variables) <= 1 else None


def _enter(bare: Prover, th: Theorem, kept: list[Word], symbols: dict[Term, Theorem]) -> None:
    if parts_of_eq(th)[0].canon.tag == VAR and parts_of_eq(th)[1].tag != ABS:
        return  # a symbol that is put in everywhere before any product is looked at
    whole = _normalised(bare, th)
    if whole is None:
        return
    a, b = parts_of_eq(whole)
    if a.canon.tag == VAR and b.tag == ABS:
        symbols[a.canon] = whole
        return
    if _is(a, "identity") and len(factors(b)) > 1:
        whole, a = k.sym(whole), b
    word = tuple(f.canon for f in factors(a))
    _keep(kept, word, whole)
    if len(word) < 2 or len(shape(a.type)) != 2 or tuple(map(_other_way, reversed(word))) == word:
        return
    again = _normalised(bare, k.congr(refl(transpose(a).fun), whole))
    if again is not None:
        _keep(kept, tuple(f.canon for f in factors(parts_of_eq(again)[0])), again)


def _normalised(bare: Prover, th: Theorem) -> Theorem | None:
    """An equation with both sides in normal form."""
    try:
        left, right = (normal(bare, side) for side in parts_of_eq(th))
    except DeriveError:
        return None
    return chain(k.sym(left), th, right) if left.rule != "refl" else chain(th, right)


def _other_way(factor: Term) -> Term:
    return factor.arg.canon if _is(factor, "transpose") else transpose(factor).canon


def _keep(kept: list[Word], word: tuple[Term, ...], th: Theorem) -> None:
    a, b = parts_of_eq(th)
    known = any(w.factors == word for w in kept)
    if known or a.canon is b.canon or _is_given_by_entries(a) or not (len(word) > 1 or _is(a, "transpose")):
        return
    last = word[-1]
    pattern = last.tag == VAR and last.name.startswith("v.") and all(last not in frees(f) for f in word[:-1])
    if pattern or not any(v.name.startswith("v.") for v in frees(a)):
        kept.append(Word(word, th, last if pattern else None))


def contract(p: Prover, a: Term, y: Term) -> tuple[Theorem, Term | None] | None:
    """|- a y = r, or with a rest s: |- a y = r s, by a cited equation; y is a normal product."""
    for word in words(p)[0]:
        if word.factors[0] is not a.canon or len(word.factors) < 2:
            continue
        following = factors(y)
        inner, th = word.factors[1:], word.theorem
        if word.rest is not None:
            if [f.canon for f in following[: len(inner) - 1]] != list(inner[:-1]) or len(following) < len(inner):
                continue
            rest = _tail(y, len(inner) - 1)
            if rest.type is not word.rest.type:
                continue
            return k.instantiate(th, {word.rest: rest}), None
        if [f.canon for f in following[: len(inner)]] != list(inner):
            continue
        if len(following) == len(inner):
            return th, None
        rest = _tail(y, len(inner))
        left = parts_of_eq(th)[0]
        grouped = _associated(left, rest)  # left rest = a (... rest)
        moved = _factors(product(left, rest), th, refl(rest))
        return chain(k.sym(grouped), moved), rest
    return None


def _tail(y: Term, n: int) -> Term:
    for _ in range(n):
        y = y.arg
    return y


def _associated(left: Term, rest: Term) -> Theorem:
    """(a (b c)) rest = a (b (c rest)), with nothing else done."""
    if not _is(left, "matmul"):
        return refl(product(left, rest))
    a, b = left.fun.arg, left.arg
    first = _assoc(a, b, rest)
    inner = _associated(b, rest)
    return first if inner.rule == "refl" else chain(first, k.congr(refl(product(a, product(b, rest)).fun), inner))


def _assoc(a: Term, b: Term, c: Term) -> Theorem:
    if len(shape(c.type)) == 1:
        return lemma_at("matvec_assoc", {"A": a, "B": b, "z": c})
    return lemma_at("matmul_assoc", {"A": a, "B": b, "C": c})


# Products.


def multiply(p: Prover, x: Term, y: Term, used: int = 0) -> Theorem:
    """|- x y = its normal form, for normal x and y."""
    p.spend()
    if used > MOST:
        raise StepError("the cited equations of matrices do not come to an end", given=str(product(x, y)))
    symbols = words(p)[1] if p.rewrites else {}
    if x.canon in symbols or y.canon in symbols:
        first, second = (symbols.get(t.canon) or refl(t) for t in (x, y))
        moved = _factors(product(x, y), first, second)
        again = _factors(parts_of_eq(moved)[1], *(normal(p, parts_of_eq(th)[1]) for th in (first, second)))
        a, b = parts(parts_of_eq(again)[1])[1]
        return chain(moved, again, multiply(p, a, b, used + 1))
    for left in (True, False):
        pieces = _pieces(x if left else y)
        if pieces is not None:
            spread = _spread(p, x, y, pieces, left, used)
            return chain(spread, normal(p, parts_of_eq(spread)[1]))
    x, y = _short(x), _short(y)
    vector = "_vector" if len(shape(y.type)) == 1 else ""
    if _is(x, "identity"):
        return lemma_at(f"identity_mul{vector}", {"v" if vector else "B": y})
    if _is(y, "identity"):
        return lemma_at("mul_identity", {"A": x})
    if _is(x, "matmul"):
        a, b = x.fun.arg, x.arg
        first, inner = _assoc(a, b, y), multiply(p, b, y, used)
        middle = k.congr(refl(product(a, product(b, y)).fun), inner) if inner.rule != "refl" else refl(product(a, product(b, y)))
        return chain(first, middle, multiply(p, a, parts_of_eq(inner)[1], used))
    found = contract(p, x, y) if p.rewrites else None
    if found is None:
        return refl(product(x, y))
    th, rest = found
    result = parts_of_eq(th)[1]
    if rest is None:
        return chain(th, normal(p, result)) if used < MOST else th
    return chain(th, multiply(p, result.fun.arg, rest, used + 1))


Piece = tuple[Term | None, Term]  # a number (None for 1) and a normal matrix or vector without sums


def _open(t: Term) -> tuple[list[Term], Term]:
    """Variables for the indices of a matrix or vector that is given by its entries, and the entry."""
    indices: list[Term] = []
    taken = {v.name for v in frees(t)}
    while t.tag == ABS:
        name = "rc"[len(indices)] + ".m"
        while name in taken:
            name += "'"
        v = var(name, t.type.args[0])
        indices.append(v)
        t = apply(t, v)
    return indices, t


def _is_given_by_entries(t: Term) -> bool:
    """A sum or multiple of matrices: the function of its entries."""
    return t.tag == ABS and t.canon.tag == ABS


def _short(t: Term) -> Term:
    """A matrix that is not given by its entries, without its indices."""
    return t.canon if t.tag == ABS and t.canon.tag != ABS else t


def _pieces(t: Term) -> list[Piece] | None:
    """t as a combination of matrices; None when it is a single one, or something else."""
    if not _is_given_by_entries(t):
        return None
    indices, body = _open(t)
    if len(indices) != len(shape(t.type)):
        return None
    collected: dict[Term, poly.Poly] = {}
    for m, c in poly.Reader(lambda f: False).read(body).items():
        inside = [(f, e) for f, e in m if not frees(f).isdisjoint(indices)]
        if len(inside) != 1 or inside[0][1] != 1:
            return None
        core = _core(inside[0][0], indices)
        if core is None:
            return None
        outside = {tuple((f, e) for f, e in m if frees(f).isdisjoint(indices)): c}
        collected[core] = poly.add(collected.get(core, {}), outside)
    found: list[Piece] = []
    for core in sorted(collected, key=poly.order):
        number = collected[core]
        if number:
            found.append((None if number == poly.constant(1) else poly.term_of(number, real), core))
    return found


def _core(entry: Term, indices: list[Term]) -> Term | None:
    """The matrix of which this is the entry at the indices; A^T for an entry of A with its indices the other way round."""
    name, args = parts(entry)
    core = entry
    found = []
    for _ in indices:
        if core.tag != APP:
            return None
        found.append(core.arg)
        core = core.fun
    if not frees(core).isdisjoint(indices):
        return None
    if found == indices[::-1]:
        return core
    return transpose(core) if found == indices and len(found) == 2 and not (name and args and _is(core, "matmul")) else None


def _shaped(t: Term, pieces: list[Piece]) -> Theorem:
    """|- t = the combination of the pieces."""
    indices, body = _open(t)
    raw: Term | None = None
    made: Theorem | None = None
    for c, core in pieces:
        entry = refl(apply(core, *indices))
        if _is(core, "transpose"):
            entry = k.sym(_at(unfold(core), indices))
        if c is not None:
            entry = k.congr(refl(call("mul", c, c).fun), entry)
        made = entry if made is None else k.congr(k.congr(refl(ADD), made), entry)
        raw = parts_of_eq(made)[0]
    if raw is None or made is None:
        zero = poly.term_of({}, real)
        return _whole(indices, k.field(body, zero))
    return _whole(indices, chain(k.field(body, raw), made))


def _body(piece: Piece, indices: list[Term]) -> Term:
    c, core = piece
    return apply(core, *indices) if c is None else call("mul", c, apply(core, *indices))


def _abstracted(indices: list[Term], body: Term) -> Term:
    for v in reversed(indices):
        body = abstract(v, body)
    return body


def _whole(indices: list[Term], th: Theorem) -> Theorem:
    """An equation of entries as one of matrices."""
    for v in reversed(indices):
        th = k.abstr(v, th)
    return th


def _spread(p: Prover, x: Term, y: Term, pieces: list[Piece], left: bool, used: int) -> Theorem:
    """|- x y = the combination of the products, where the factor on this side is the combination of the pieces."""
    t = product(x, y)
    shaped = _shaped(x if left else y, pieces)
    start = _factors(t, shaped, refl(y)) if left else _factors(t, refl(x), shaped)
    if not pieces:
        vector = "_vector" if len(shape(y.type)) == 1 else "_matrix"
        th = apply_rule(p, LEMMAS[f"{'zero_mul' if left else 'mul_zero'}{vector}"].rule, parts_of_eq(start)[1])
        return start if th is None else chain(start, th)
    indices, _ = _open(x if left else y)
    return chain(start, _sum(p, _abstracted(indices, _total(pieces, indices)), y if left else x, pieces, indices, left, used))


def _sum(p: Prover, combination: Term, other: Term, pieces: list[Piece], indices: list[Term], left: bool, used: int) -> Theorem:
    """The product of a combination, written as a sum of its pieces, with the other factor."""
    x, y = (combination, other) if left else (other, combination)
    vector = "_vector" if len(shape(y.type)) == 1 else ""
    names = ("v", "w") if vector else ("B", "B'")
    out = _open_indices(product(x, y).type)
    if len(pieces) > 1:
        first = _abstracted(indices, _total(pieces[:-1], indices))
        last = _abstracted(indices, _body(pieces[-1], indices))
        if left:
            th = lemma_at(f"add_mul{vector or '_matrix'}", {"A": first, "A'": last, names[0]: other})
        else:
            th = lemma_at(f"mul_add{vector or '_matrix'}", {"A": other, names[0]: first, names[1]: last})
        one = _sum(p, first, other, pieces[:-1], indices, left, used)
        two = _sum(p, last, other, pieces[-1:], indices, left, used)
        entry = k.congr(k.congr(refl(ADD), _at(one, out)), _at(two, out))
        return chain(th, _whole(out, entry))
    c, core = pieces[0]
    inner = multiply(p, core, other, used) if left else multiply(p, other, core, used)
    if c is None:
        return inner
    if left:
        th = lemma_at(f"smul_mul{vector}", {"A": core, names[0]: other, "c": c})
    else:
        th = lemma_at(f"mul_smul{vector}", {"A": other, names[0]: core, "c": c})
    return chain(th, _whole(out, k.congr(refl(call("mul", c, c).fun), _at(inner, out))))


ADD = call("add")


def _total(pieces: list[Piece], indices: list[Term]) -> Term:
    total = _body(pieces[0], indices)
    for piece in pieces[1:]:
        total = call("add", total, _body(piece, indices))
    return total


def _open_indices(t: Type) -> list[Term]:
    """New variables for the indices of a matrix or vector."""
    return [var(f"{'rc'[i]}.o", d) for i, d in enumerate(shape(t))]


def _at(th: Theorem, indices: list[Term]) -> Theorem:
    for i in indices:
        th = on(th, i)
    return th


# Transposes and traces.


def turn(p: Prover, x: Term) -> Theorem:
    """|- x^T = its normal form, for normal x."""
    t = transpose(x)
    if _is_given_by_entries(x):
        pieces = _pieces(x)
        return refl(t) if pieces is None else _turned_sum(p, x, pieces)
    x = _short(x)
    if _is(x, "transpose"):
        return lemma_at("transpose_transpose", {"A": x.arg})
    if _is(x, "identity"):
        return apply_rule(p, LEMMAS["transpose_identity"].rule, t) or refl(t)
    if _is(x, "diag"):
        return lemma_at("transpose_diag", {"v": x.arg})
    if _is(x, "matmul"):
        a, b = x.fun.arg, x.arg
        first = lemma_at("transpose_mul", {"A": a, "B": b})
        ta, tb = turn(p, a), turn(p, b)
        middle = _factors(parts_of_eq(first)[1], tb, ta)
        return chain(first, middle, multiply(p, parts_of_eq(tb)[1], parts_of_eq(ta)[1]))
    known = p.lookup(diagonal(x)) if x.type.args[0] is x.type.args[1].args[0] else None
    if known is not None:
        return k.mp(lemma_at("transpose_diagonal", {"A": x}), known)
    if p.rewrites:
        kept, symbols = words(p)
        for word in kept:
            if word.factors == (t.canon,):
                return word.theorem
        if x.canon in symbols:
            moved = k.congr(refl(t.fun), symbols[x.canon])
            return chain(moved, normal(p, parts_of_eq(moved)[1]))
    return refl(t)


def _turned_sum(p: Prover, x: Term, pieces: list[Piece]) -> Theorem:
    t, shaped = transpose(x), _shaped(x, pieces)
    i, j = _open_indices(x.type)
    start = _mapped(t.fun, shaped)
    opened = _at(unfold(parts_of_eq(start)[1]), [j, i])  # x^T j i = the entry i j of x
    turned: Theorem | None = None
    for c, core in pieces:
        entry = k.sym(_at(unfold(transpose(core)), [j, i]))
        if c is not None:
            entry = k.congr(refl(call("mul", c, c).fun), entry)
        turned = entry if turned is None else k.congr(k.congr(refl(ADD), turned), entry)
    th = chain(start, _whole([j, i], opened if turned is None else chain(opened, turned)))
    return chain(th, normal(p, parts_of_eq(th)[1]))


def _trace(p: Prover, x: Term) -> Theorem:
    """|- tr x = its normal form, for normal x: traces of products, turned round so that the least factor comes first."""
    if _is_given_by_entries(x):
        pieces = _pieces(x)
        if not pieces:
            return refl(trace(x))
        th = chain(_mapped(trace(x).fun, _shaped(x, pieces)), _trace_sum(p, pieces, _open(x)[0]))
        return chain(th, normal(p, parts_of_eq(th)[1]))
    least = here = refl(trace(x))
    n = len(factors(x))
    now = x
    for _ in range(n - 1):
        if not _is(now, "matmul"):
            break
        a, rest = now.fun.arg, now.arg
        moved = multiply(p, rest, a)
        here = chain(here, lemma_at("trace_mul_comm", {"A": a, "B": rest}), _mapped(trace(product(rest, a)).fun, moved))
        now = parts_of_eq(moved)[1]
        if now.tag == ABS or len(factors(now)) != n:
            return chain(here, _trace(p, now))
        if poly.order(parts_of_eq(here)[1]) < poly.order(parts_of_eq(least)[1]):
            least = here
    return least


def _trace_sum(p: Prover, pieces: list[Piece], indices: list[Term]) -> Theorem:
    if len(pieces) > 1:
        first, last = _abstracted(indices, _total(pieces[:-1], indices)), _abstracted(indices, _body(pieces[-1], indices))
        th = lemma_at("trace_add", {"A": first, "B": last})
        one, two = _trace_sum(p, pieces[:-1], indices), _trace_sum(p, pieces[-1:], indices)
        return chain(th, k.congr(k.congr(refl(ADD), one), two))
    c, core = pieces[0]
    if c is None:
        return _trace(p, core)
    return chain(lemma_at("trace_smul", {"A": core, "c": c}), k.congr(refl(call("mul", c, c).fun), _trace(p, core)))
