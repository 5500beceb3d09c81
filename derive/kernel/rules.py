"""The primitive rules: what is above `==>` in a docstring gives what is below it. Each makes a theorem or raises RuleError.

Nothing else in the system makes a theorem, save the ledger (axioms.py). Beta and eta are no rules: terms are beta-normal
when built, and compared modulo eta. H and K are sets of hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from derive.errors import RuleError
from derive.kernel import field as _field
from derive.kernel.terms import VAR, Term, abstract, apply, equation, for_all, frees, implication, instantiate_types, parts, substitute
from derive.kernel.theorem import _KEY, Theorem
from derive.kernel.types import Type, check_instantiation, need


def _by(rule: str, concl: Term, *premises: Theorem, args: tuple[object, ...] = (), hyps: Iterable[Term] | None = None) -> Theorem:
    """The theorem with this conclusion and, unless others are given, the hypotheses of all premises."""
    hyps = (h for th in premises for h in th.hyps) if hyps is None else hyps
    return Theorem(_KEY, hyps, concl, rule, args, premises)


def _args(rule: str, claim: Term, head: str) -> tuple[Term, ...]:
    name, args = parts(claim)
    need(name == head, RuleError, f"{rule}: wrong premise", claim, needed=head)
    return args


def _same(rule: str, a: Term, b: Term) -> None:
    need(a.canon is b.canon, RuleError, f"{rule}: two terms should be equal", a, b)


def _fresh(rule: str, v: Term, th: Theorem) -> None:
    need(v.tag == VAR, RuleError, f"{rule}: not a variable", v)
    need(not any(v in frees(h) for h in th.hyps), RuleError, f"{rule}: the variable is free in a hypothesis", v, th)


def refl(t: Term) -> Theorem:
    """==>  |- t = t"""
    return _by("refl", equation(t, t), args=(t,))


def sym(th: Theorem) -> Theorem:
    """H |- a = b  ==>  H |- b = a"""
    a, b = _args("sym", th.concl, "eq")
    return _by("sym", equation(b, a), th)


def trans(first: Theorem, second: Theorem) -> Theorem:
    """H |- a = b,  K |- b = c  ==>  H, K |- a = c"""
    (a, b), (b_, c) = _args("trans", first.concl, "eq"), _args("trans", second.concl, "eq")
    _same("trans", b, b_)
    return _by("trans", equation(a, c), first, second)


def congr(functions: Theorem, arguments: Theorem) -> Theorem:
    """H |- f = g,  K |- x = y  ==>  H, K |- f(x) = g(y)"""
    (f, g), (x, y) = _args("congr", functions.concl, "eq"), _args("congr", arguments.concl, "eq")
    return _by("congr", equation(apply(f, x), apply(g, y)), functions, arguments)


def abstr(v: Term, th: Theorem) -> Theorem:
    """H |- a = b  ==>  H |- (v. a) = (v. b)        for a variable v that is not free in H"""
    a, b = _args("abstr", th.concl, "eq")
    _fresh("abstr", v, th)
    return _by("abstr", equation(abstract(v, a), abstract(v, b)), th, args=(v,))


def assume(p: Term) -> Theorem:
    """==>  p |- p"""
    return _by("assume", p, args=(p,), hyps=(p,))


def discharge(p: Term, th: Theorem) -> Theorem:
    """H, p |- q  ==>  H |- p implies q        (p need not be there)"""
    rest = (h for h in th.hyps if h.canon is not p.canon)
    return _by("discharge", implication(p, th.concl), th, args=(p,), hyps=rest)


def mp(rule: Theorem, premise: Theorem) -> Theorem:
    """H |- p implies q,  K |- p  ==>  H, K |- q"""
    p, q = _args("mp", rule.concl, "implies")
    _same("mp", p, premise.concl)
    return _by("mp", q, rule, premise)


def eq_mp(equal: Theorem, premise: Theorem) -> Theorem:
    """H |- p = q,  K |- p  ==>  H, K |- q"""
    p, q = _args("eq_mp", equal.concl, "eq")
    _same("eq_mp", p, premise.concl)
    return _by("eq_mp", q, equal, premise)


def generalize(v: Term, th: Theorem) -> Theorem:
    """H |- p  ==>  H |- for all v. p        for a variable v that is not free in H"""
    _fresh("generalize", v, th)
    return _by("generalize", for_all(v, th.concl), th, args=(v,))


def specialize(th: Theorem, t: Term) -> Theorem:
    """H |- for all v. p  ==>  H |- p[v := t]        for a closed term t"""
    (p,) = _args("specialize", th.concl, "forall")
    need(not t.loose, RuleError, "specialize: an open term", t)
    return _by("specialize", apply(p, t), th, args=(t,))


def instantiate(th: Theorem, mapping: Mapping[Term, Term]) -> Theorem:
    """H |- p  ==>  H[v := t] |- p[v := t]        for free variables v and closed terms t, in hypotheses too"""
    hyps, concl = [substitute(h, mapping) for h in th.hyps], substitute(th.concl, mapping)
    return _by("instantiate", concl, th, args=(tuple(mapping.items()),), hyps=hyps)


def instantiate_type(th: Theorem, mapping: Mapping[Type, Type]) -> Theorem:
    """H |- p  ==>  H[a := T] |- p[a := T]        for type variables a; a dimension becomes a dimension"""
    check_instantiation(mapping)
    hyps, concl = [instantiate_types(h, mapping) for h in th.hyps], instantiate_types(th.concl, mapping)
    return _by("instantiate_type", concl, th, args=(tuple(mapping.items()),), hyps=hyps)


def field(a: Term, b: Term, nonzero: Sequence[Theorem] = ()) -> Theorem:
    """H1 |- not (d1 = 0), ..., Hk |- not (dk = 0)  ==>  H1, ..., Hk |- a = b

    where a = b as rational expressions over opaque atoms, real or nat; only the d's are divided by.
    """
    licences = []
    for th in nonzero:
        d, zero = _args("field", _args("field", th.concl, "not")[0], "eq")
        need(zero is _field.zero, RuleError, "field: a licence says that a real number is not 0", th)
        licences.append(d)
    need(_field.equal(a, b, licences), RuleError, "field: the two sides differ", a, b)
    return _by("field", equation(a, b), *nonzero, args=(a, b))


def compare(claim: Term) -> Theorem:
    """==>  |- a < b, a <= b or not (a = b)        between literals of one type, when arithmetic says so"""
    need(_field.holds(claim), RuleError, "compare: not a true comparison of two literals", claim)
    return _by("compare", claim, args=(claim,))
