"""Hypotheses that define a variable: f = body, f(x) = body for all x, the two equations of a recursion, a derivative by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.kernel import axioms
from derive.kernel.terms import (
    ABS,
    APP,
    BOUND,
    LIT,
    VAR,
    Term,
    abstract,
    apply,
    binder,
    bound,
    const,
    frees,
    instantiate_types,
    parts,
    signature,
    var,
)
from derive.kernel.types import Type, fun, match_type, nat

_Equation = tuple[int, Term, list[Term], Term, list[Term]]


def opened(t: Term) -> tuple[list[Term], Term]:
    """Strip "for all": the variables, made new, and the body."""
    found: list[Term] = []
    while True:
        name, args = parts(t)
        if name != "forall" or len(args) != 1 or args[0].tag != ABS:
            return found, t
        v = var(f"any.{len(found)}", args[0].type.args[0])
        found.append(v)
        t = apply(args[0], v)


def spine(t: Term) -> tuple[Term, list[Term]]:
    """The head of an application and its arguments."""
    args: list[Term] = []
    while t.tag == APP:
        args.append(t.arg)
        t = t.fun
    return t, args[::-1]


def definitions_among(hypotheses: Sequence[Term]) -> tuple[dict[Term, Term], set[int]]:
    """The variables that hypotheses define, each with its body, and the indices of these hypotheses."""
    found: dict[Term, Term] = {}
    used: set[int] = set()
    left_first: list[_Equation] = []
    right_first: list[_Equation] = []
    for i, h in enumerate(hypotheses):
        variables, body = opened(h)
        name, args = parts(body)
        if name != "eq" or len(args) != 2:
            continue
        for kept, left, right in ((left_first, *args), (right_first, *args[::-1])):
            head, inside = spine(left)
            if head.tag == VAR and head not in variables:
                kept.append((i, head, inside, right, variables))
    equations = left_first + right_first
    for i, head, inside, right, _ in equations:
        if i in used or head in found or not inside or not _is_zero(inside[0]):
            continue
        for j, other, others, step, _ in equations:
            if j in used or other is not head or len(others) != len(inside):
                continue
            body_ = _recursive(head, inside, right, others, step)
            if body_ is not None and _acyclic(head, body_, found):
                found[head] = body_
                used.update((i, j))
                break
    for i, head, inside, right, variables in equations:
        if i in used or head in found or not _distinct(inside):
            continue
        if inside and any(j != i and j not in used and h is head for j, h, *_ in equations):
            continue
        body = right
        for v in reversed(inside):
            body = abstract(v, body)
        if _acyclic(head, body, found) and not any(v in frees(body) for v in variables):
            found[head] = body
            used.add(i)
    for h in hypotheses:  # parts of one hypothesis: they are evaluated with it all the same
        for part in conjuncts(h):
            name, args = parts(part)
            if part is not h and name == "eq" and args[0].tag == VAR and args[0] not in found and _acyclic(args[0], args[1], found):
                found[args[0]] = args[1]
    return found, used


def factored(hypotheses: Sequence[Term], found: dict[Term, Term], used: set[int]) -> set[Term]:
    """P = Q K^T beside another equation for P: Q becomes P K, where K K^T = I. Changes `found` and `used`; returns all such K."""
    rows: set[Term] = set()
    parted = [(i, parts(c)[1]) for i, h in enumerate(hypotheses) for c in conjuncts(h) if parts(c)[0] == "eq"]
    for i, (p, body) in parted:
        name, factors = parts(body)
        if p.tag != VAR or name != "matmul" or len(factors) != 2 or parts(factors[1])[0] != "transpose":
            continue
        q, (k, *more) = factors[0], parts(factors[1])[1]
        others = [b for j, (a, b) in parted if j != i and a is p and q not in frees(b) and k not in frees(b)]
        if not others or more or q.tag != VAR or k.tag != VAR or q is k or q in found or k in found:
            continue
        trial = {v: b for v, b in found.items() if v is not p}
        product = apply(const("matmul", fun(p.type, k.type, q.type)), p, k)
        if _acyclic(p, others[0], trial) and _acyclic(q, product, {**trial, p: others[0]}):
            found[p], found[q] = others[0], product
            used.discard(i)
            rows.add(k)
    return rows


def conjuncts(h: Term) -> list[Term]:
    """The parts of a hypothesis; a decomposition of a matrix stands for its parts."""
    name, args = parts(h)
    if name == "and" and len(args) == 2:
        return [c for a in args for c in conjuncts(a)]
    if name == "thin_svd" and len(args) == 4:
        head, _ = spine(h)
        mapping: dict[Type, Type] = {}
        match_type(signature()[name], head.type, mapping)
        return conjuncts(apply(instantiate_types(axioms.definitions()[name][0].concl.arg, mapping), *args))
    return [h]


def derivatives_among(hypotheses: Sequence[Term], found: dict[Term, Term]) -> set[int]:
    """`f has the derivative d at x` defines d, and the same of Jacobians; that there is one is still to be checked. Adds to `found`."""
    used: set[int] = set()
    for i, h in enumerate(hypotheses):
        name, args = parts(h)
        if name in ("has_deriv", "has_jacobian") and len(args) == 3 and args[1].tag == VAR and args[1] not in found:
            f, d, x = args
            head = const("deriv") if name == "has_deriv" else const("jacobian", fun(f.type, x.type, d.type))
            body = apply(head, f, x)
            if _acyclic(args[1], body, found):
                found[args[1]] = body
                used.add(i)
    return used


def _distinct(args: list[Term]) -> bool:
    """Distinct variables; free ones are generalised."""
    return all(a.tag == VAR for a in args) and len(set(args)) == len(args)


def _is_zero(t: Term) -> bool:
    return t.tag == LIT and t.type is nat and t.value == 0


def _predecessor(t: Term) -> Term | None:
    """n for n + 1 and 1 + n, where n is a variable."""
    name, args = parts(t)
    if name == "nat_add" and len(args) == 2:
        for n, one in (args, args[::-1]):
            if n.tag == VAR and one.tag == LIT and one.value == 1:
                return n
    return None


def _recursive(head: Term, base_args: list[Term], base: Term, step_args: list[Term], step: Term) -> Term | None:
    """f 0 x = base, f (n + 1) x = step, as a closed recursion."""
    n = _predecessor(step_args[0])
    if n is None or n in step_args[1:] or not _distinct(base_args[1:]) or not _distinct(step_args[1:]) or head in frees(base):
        return None
    result = head.type.args[1]
    previous = var("any.previous", result)
    inside = replace_term(step, apply(head, n), previous)
    if head in frees(inside):
        return None
    for v in reversed(step_args[1:]):
        inside = abstract(v, inside)
    for v in reversed(base_args[1:]):
        base = abstract(v, base)
    rec = const("recursion", fun(result, fun(nat, result, result), nat, result))
    return apply(rec, base, abstract(n, abstract(previous, inside)))


def replace_term(t: Term, old: Term, new: Term) -> Term:
    """Replace a closed subterm by a variable."""
    if t.canon is old.canon:
        return new
    if t.tag == APP:
        return apply(replace_term(t.fun, old, new), replace_term(t.arg, old, new))
    if t.tag == ABS:
        return binder(t.name, t.type.args[0], replace_term(t.fun, old, new))
    return bound(int(t.value), t.type) if t.tag == BOUND else t


def _acyclic(head: Term, body: Term, found: dict[Term, Term]) -> bool:
    return head not in reachable([body], found)


def reachable(terms: Iterable[Term], definitions: dict[Term, Term]) -> set[Term]:
    """All free variables of the terms, also through definitions."""
    seen: set[Term] = set()
    todo = [v for t in terms for v in frees(t)]
    while todo:
        v = todo.pop()
        if v not in seen:
            seen.add(v)
            if v in definitions:
                todo.extend(frees(definitions[v]))
    return seen
