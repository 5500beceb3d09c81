"""The primitive rules: what stands before ==> gives what stands after it. H and K are sets of hypotheses.
Nothing else makes a theorem, save the ledger (axioms.py). Beta and eta are no rules: terms are beta-normal, and compared modulo eta."""
from collections.abc import Iterable, Mapping, Sequence
from derive.errors import RuleError
from derive.kernel import field as _field
from derive.kernel.terms import VAR, Term, abstract, apply, equation, for_all, frees, implication, instantiate_types, parts, substitute
from derive.kernel.theorem import _KEY, Theorem
from derive.kernel.types import Type, need

def _by(rule: str, concl: Term, *premises: Theorem, args: tuple[object, ...] = (), hyps: Iterable[Term] | None = None) -> Theorem:
    return Theorem(_KEY, (h for th in premises for h in th.hyps) if hyps is None else hyps, concl, rule, args, premises)
def _args(rule: str, head: str, claim: Term) -> tuple[Term, ...]:
    name, args = parts(claim)
    need(name == head, RuleError, f"{rule}: wrong premise", claim, needed=head); return args
def _same(rule: str, a: Term, b: Term) -> None: need(a.canon is b.canon, RuleError, f"{rule}: two terms should be equal", a, b)
def _fresh(rule: str, v: Term, th: Theorem) -> None:
    need(v.tag == VAR, RuleError, f"{rule}: not a variable", v)
    need(not any(v in frees(h) for h in th.hyps), RuleError, f"{rule}: the variable is free in a hypothesis", v, th)

def refl(t: Term) -> Theorem:
    """==>  |- t = t"""
    return _by("refl", equation(t, t), args=(t,))
def sym(th: Theorem) -> Theorem:
    """H |- a = b  ==>  H |- b = a"""
    a, b = _args("sym", "eq", th.concl); return _by("sym", equation(b, a), th)
def trans(first: Theorem, second: Theorem) -> Theorem:
    """H |- a = b,  K |- b = c  ==>  H, K |- a = c"""
    (a, b), (b_, c) = _args("trans", "eq", first.concl), _args("trans", "eq", second.concl)
    _same("trans", b, b_); return _by("trans", equation(a, c), first, second)
def congr(functions: Theorem, arguments: Theorem) -> Theorem:
    """H |- f = g,  K |- x = y  ==>  H, K |- f(x) = g(y)"""
    (f, g), (x, y) = _args("congr", "eq", functions.concl), _args("congr", "eq", arguments.concl)
    return _by("congr", equation(apply(f, x), apply(g, y)), functions, arguments)
def abstr(v: Term, th: Theorem) -> Theorem:
    """H |- a = b  ==>  H |- (v. a) = (v. b)        for a variable v that is not free in H"""
    a, b = _args("abstr", "eq", th.concl)
    _fresh("abstr", v, th); return _by("abstr", equation(abstract(v, a), abstract(v, b)), th, args=(v,))

def assume(p: Term) -> Theorem:
    """==>  p |- p"""
    return _by("assume", p, args=(p,), hyps=(p,))
def discharge(p: Term, th: Theorem) -> Theorem:
    """H, p |- q  ==>  H |- p implies q        (p need not be there)"""
    return _by("discharge", implication(p, th.concl), th, args=(p,), hyps=(h for h in th.hyps if h.canon is not p.canon))
def mp(rule: Theorem, premise: Theorem) -> Theorem:
    """H |- p implies q,  K |- p  ==>  H, K |- q"""
    p, q = _args("mp", "implies", rule.concl)
    _same("mp", p, premise.concl); return _by("mp", q, rule, premise)
def eq_mp(equal: Theorem, premise: Theorem) -> Theorem:
    """H |- p = q,  K |- p  ==>  H, K |- q"""
    p, q = _args("eq_mp", "eq", equal.concl)
    _same("eq_mp", p, premise.concl); return _by("eq_mp", q, equal, premise)

def generalize(v: Term, th: Theorem) -> Theorem:
    """H |- p  ==>  H |- for all v. p        for a variable v that is not free in H"""
    _fresh("generalize", v, th); return _by("generalize", for_all(v, th.concl), th, args=(v,))
def specialize(th: Theorem, t: Term) -> Theorem:
    """H |- for all v. p  ==>  H |- p[v := t]        for a closed term t"""
    (p,) = _args("specialize", "forall", th.concl)
    need(not t.loose, RuleError, "specialize: an open term", t); return _by("specialize", apply(p, t), th, args=(t,))
def instantiate(th: Theorem, mapping: Mapping[Term, Term]) -> Theorem:
    """H |- p  ==>  H[v := t] |- p[v := t]        for variables v and closed terms t, in hypotheses too"""
    concl, *hyps = (substitute(p, mapping) for p in (th.concl, *th.hyps))
    return _by("instantiate", concl, th, args=(tuple(mapping.items()),), hyps=hyps)
def instantiate_type(th: Theorem, mapping: Mapping[Type, Type]) -> Theorem:
    """H |- p  ==>  H[a := T] |- p[a := T]        for type variables a; a dimension becomes a dimension"""
    concl, *hyps = (instantiate_types(p, mapping) for p in (th.concl, *th.hyps))
    return _by("instantiate_type", concl, th, args=(tuple(mapping.items()),), hyps=hyps)

def field(a: Term, b: Term, nonzero: Sequence[Theorem] = ()) -> Theorem:
    """H |- not (d = 0), ...  ==>  H, ... |- a = b        when a = b as rational expressions over atoms; only the d's are divided by"""
    licences = [_args("field", "eq", _args("field", "not", th.concl)[0]) for th in nonzero]
    need(all(zero is _field.ZERO for _, zero in licences), RuleError, "field: a licence says that a real number is not 0", *nonzero)
    need(_field.equal(a, b, [d for d, _ in licences]), RuleError, "field: the two sides differ", a, b)
    return _by("field", equation(a, b), *nonzero, args=(a, b))
def compare(claim: Term) -> Theorem:
    """==>  |- claim        when it is a < b, a <= b or not (a = b) between literals, and arithmetic says so"""
    need(_field.holds(claim), RuleError, "compare: not a true comparison of literals", claim); return _by("compare", claim, args=(claim,))
