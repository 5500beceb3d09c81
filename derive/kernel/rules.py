"""The primitive rules. Each makes a theorem or raises RuleError; nothing else in the system makes one.

Beta and eta are no rules: terms are beta-normal when built, and compared modulo eta.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.errors import RuleError
from derive.kernel import field as _field
from derive.kernel.terms import Term, abstract, apply, equation, for_all, frees, implication, instantiate_types, parts, substitute
from derive.kernel.theorem import _KEY, Theorem
from derive.kernel.types import Type, check_instantiation


def _shape(rule: str, th: Theorem, head: str, count: int) -> tuple[Term, ...]:
    name, args = parts(th.concl)
    if name != head or len(args) != count:
        raise RuleError(f"{rule}: wrong premise", given=str(th.concl), needed=head)
    return args


def _same(rule: str, a: Term, b: Term) -> None:
    if a.canon is not b.canon:
        raise RuleError(f"{rule}: two terms should be equal", given=f"{a}\n{b}")


def _not_free(rule: str, v: Term, th: Theorem) -> None:
    if any(v in frees(h) for h in th.hyps):
        raise RuleError(f"{rule}: the variable is free in a hypothesis", given=f"{v} in {th}")


def refl(t: Term) -> Theorem:
    """
    ---------- refl
     |- t = t
    """
    return Theorem(_KEY, (), equation(t, t), "refl", (t,), ())


def sym(th: Theorem) -> Theorem:
    """
    H |- a = b
    ---------- sym
    H |- b = a
    """
    a, b = _shape("sym", th, "eq", 2)
    return Theorem(_KEY, th.hyps, equation(b, a), "sym", (), (th,))


def trans(first: Theorem, second: Theorem) -> Theorem:
    """
    H |- a = b     K |- b = c
    ------------------------- trans
         H, K |- a = c
    """
    (a, b), (b_, c) = _shape("trans", first, "eq", 2), _shape("trans", second, "eq", 2)
    _same("trans", b, b_)
    return Theorem(_KEY, first.hyps + second.hyps, equation(a, c), "trans", (), (first, second))


def congr(functions: Theorem, arguments: Theorem) -> Theorem:
    """
    H |- f = g     K |- x = y
    ------------------------- congr
       H, K |- f(x) = g(y)
    """
    (f, g), (x, y) = _shape("congr", functions, "eq", 2), _shape("congr", arguments, "eq", 2)
    return Theorem(_KEY, functions.hyps + arguments.hyps, equation(apply(f, x), apply(g, y)), "congr", (), (functions, arguments))


def abstr(v: Term, th: Theorem) -> Theorem:
    """
        H |- a = b
    ------------------- abstr   (v not free in H)
    H |- (v. a) = (v. b)
    """
    a, b = _shape("abstr", th, "eq", 2)
    _not_free("abstr", v, th)
    return Theorem(_KEY, th.hyps, equation(abstract(v, a), abstract(v, b)), "abstr", (v,), (th,))


def assume(p: Term) -> Theorem:
    """
    ------- assume
    p |- p
    """
    return Theorem(_KEY, (p,), p, "assume", (p,), ())


def discharge(p: Term, th: Theorem) -> Theorem:
    """
       H, p |- q
    -------------- discharge
    H |- p ==> q
    """
    rest = tuple(h for h in th.hyps if h.canon is not p.canon)
    return Theorem(_KEY, rest, implication(p, th.concl), "discharge", (p,), (th,))


def mp(rule: Theorem, premise: Theorem) -> Theorem:
    """
    H |- p ==> q     K |- p
    ----------------------- mp
           H, K |- q
    """
    p, q = _shape("mp", rule, "implies", 2)
    _same("mp", p, premise.concl)
    return Theorem(_KEY, rule.hyps + premise.hyps, q, "mp", (), (rule, premise))


def eq_mp(equal: Theorem, premise: Theorem) -> Theorem:
    """
    H |- p = q     K |- p
    --------------------- eq_mp
          H, K |- q
    """
    p, q = _shape("eq_mp", equal, "eq", 2)
    _same("eq_mp", p, premise.concl)
    return Theorem(_KEY, equal.hyps + premise.hyps, q, "eq_mp", (), (equal, premise))


def generalize(v: Term, th: Theorem) -> Theorem:
    """
          H |- p
    ----------------- generalize   (v not free in H)
    H |- for all v. p
    """
    _not_free("generalize", v, th)
    return Theorem(_KEY, th.hyps, for_all(v, th.concl), "generalize", (v,), (th,))


def specialize(th: Theorem, t: Term) -> Theorem:
    """
    H |- for all v. p
    ----------------- specialize
      H |- p[v := t]
    """
    (p,) = _shape("specialize", th, "forall", 1)
    return Theorem(_KEY, th.hyps, apply(p, t), "specialize", (t,), (th,))


def instantiate(th: Theorem, mapping: Mapping[Term, Term]) -> Theorem:
    """
           H |- p
    ------------------- instantiate   (free variables, in hypotheses too)
    H[v := t] |- p[v := t]
    """
    hyps, concl = tuple(substitute(h, mapping) for h in th.hyps), substitute(th.concl, mapping)
    return Theorem(_KEY, hyps, concl, "instantiate", (tuple(mapping.items()),), (th,))


def instantiate_type(th: Theorem, mapping: Mapping[Type, Type]) -> Theorem:
    """
           H |- p
    ------------------- instantiate_type   (type variables; a dimension becomes a dimension)
    H[a := T] |- p[a := T]
    """
    check_instantiation(mapping)
    hyps = tuple(instantiate_types(h, mapping) for h in th.hyps)
    return Theorem(_KEY, hyps, instantiate_types(th.concl, mapping), "instantiate_type", (tuple(mapping.items()),), (th,))


def field(a: Term, b: Term, nonzero: Sequence[Theorem] = ()) -> Theorem:
    """
    H1 |- not (d1 = 0)  ...  Hk |- not (dk = 0)
    ------------------------------------------- field   (a = b as rational expressions over opaque atoms,
            H1, ..., Hk |- a = b                         real or nat; only the d's are divided by)
    """
    licences = []
    for th in nonzero:
        (inner,) = _shape("field", th, "not", 1)
        name, args = parts(inner)
        if name != "eq" or args[1] is not _field.zero:
            raise RuleError("field: a licence says that a real number is not 0", given=str(th.concl))
        licences.append(args[0])
    if not _field.equal(a, b, licences):
        raise RuleError("field: the two sides differ", given=f"{a}\n{b}")
    return Theorem(_KEY, tuple(h for th in nonzero for h in th.hyps), equation(a, b), "field", (a, b), tuple(nonzero))


def compare(claim: Term) -> Theorem:
    """
    ----------- compare   (a < b, a <= b or not (a = b) between literals of one type, by arithmetic)
    |- claim
    """
    if not _field.holds(claim):
        raise RuleError("compare: not a true comparison of two literals", given=str(claim))
    return Theorem(_KEY, (), claim, "compare", (claim,), ())
