"""Inequalities of a derivation: monotone congruence with cited bounds at the leaves, then linear arithmetic."""

from __future__ import annotations

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import Term, parts
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.tactics.inequality import lib
from derive.tactics.lemma import LEMMAS, Lemma, key_of
from derive.tactics.linear import linear
from derive.tactics.logic import mps, spec
from derive.tactics.prover import Prover, introduce
from derive.tactics.rewriting import said
from derive.tactics.rule import Match, Rule

_MONO: dict[str, list[Lemma]] = {}
_seen = [0]


def mono_rules(key: str) -> list[Rule]:
    """The monotonicity lemmas for a goal, by the heads of its sides."""
    if _seen[0] != len(LEMMAS):
        _MONO.clear()
        _seen[0] = len(LEMMAS)
        for item in LEMMAS.values():
            if "mono" in item.use:
                _MONO.setdefault(key_of(item.rule.conclusion), []).append(item)
    return [item.rule for item in _MONO.get(key, ()) if item.usable]


def compare(p: Prover, goal: Term, depth: int = 7) -> Theorem | None:
    """A theorem that says `goal`, which is a <= b or a < b."""
    name, (a, b) = parts(goal)
    if depth <= 0:
        return None
    p.spend()
    known = p.lookup(goal)
    if known is not None:
        return known
    if name == "le":
        same = _equal(p, a, b)
        if same is not None:
            return k.mp(spec(lib("le_of_eq"), a, b), same)
    for step in (_cited, _monotone):
        th = step(p, goal, name, a, b, depth)
        if th is not None:
            return th
    th = _through(p, goal, name, a, b, depth)
    if th is not None:
        return th
    th = p.prove(goal, 6)
    if th is not None:
        return th
    return _combined(p, goal) if depth >= 6 or p.bounds else None


def _equal(p: Prover, a: Term, b: Term) -> Theorem | None:
    from derive.tactics.normal import equal

    return equal(p, a, b)


def _cited(p: Prover, goal: Term, name: str, a: Term, b: Term, depth: int) -> Theorem | None:
    """The whole goal is an instance of a cited inequality, up to the normal form of its sides."""
    for rule in p.bounds:
        head, (low, high) = parts(rule.conclusion)
        if head != name and not (head == "lt" and name == "le"):
            continue
        for order in (((low, a), (high, b)), ((high, b), (low, a))):
            m = Match(rule)
            if all(m.match(x, y) for x, y in order):
                th = p.finish(m, cited=True)
                if th is not None:
                    if parts(th.concl)[0] == "lt" and name == "le":
                        th = k.mp(spec(lib("le_of_lt"), *parts(th.concl)[1]), th)
                    th = said(th, goal)
                    if th is not None:
                        return th
    return None


def _monotone(p: Prover, goal: Term, name: str, a: Term, b: Term, depth: int) -> Theorem | None:
    """Both sides have one head: compare their parts."""
    for rule in mono_rules(key_of(goal)):
        m = Match(rule)
        if not m.match(rule.conclusion, goal):
            continue
        th = _premises(p, m, list(rule.conditions), [], depth)
        if th is not None and th.concl.canon is goal.canon:
            return th
    return None


def _premises(p: Prover, m: Match, todo: list[Term], done: list[Theorem], depth: int) -> Theorem | None:
    from derive.tactics.rule import use

    if not todo:
        return use(m, done) if m.settle() else None
    inst = m.instance(todo[0]) if not m.missing(todo[0]) else None
    if inst is None:
        return p._conditions(m, todo, done, 7)
    th = premise(p, inst, depth - 1)
    return None if th is None else _premises(p, m, todo[1:], [*done, th], depth)


def premise(p: Prover, goal: Term, depth: int) -> Theorem | None:
    """A condition of a monotonicity lemma: an inequality again, below quantifiers and assumptions, or a side condition."""
    name, args = parts(goal)
    if name == "forall":
        return introduce(p, args[0], lambda body: premise(p, body, depth))
    if name == "implies":
        th = premise(p.under(args[0]), args[1], depth)
        return None if th is None else k.discharge(args[0], th)
    if name in ("le", "lt"):
        from derive.kernel.terms import LIT

        if args[0].tag == LIT and args[0].value == 0:
            th = p.prove(goal, 8)
            if th is None:
                p.missing.append(goal)
            return th
        return compare(p, goal, depth)
    return p.prove(goal, 8)


def _through(p: Prover, goal: Term, name: str, a: Term, b: Term, depth: int) -> Theorem | None:
    """a <= c by a cited bound and c <= b, or c <= b by a cited bound and a <= c."""
    for rule in p.bounds:
        head, (low, high) = parts(rule.conclusion)
        for pattern, side in ((low, a), (high, b)):
            m = Match(rule)
            if not m.match(pattern, side) or any(v not in m.terms for v in rule.variables):
                continue
            th = p.finish(m)
            if th is None:
                continue
            x, y = parts(th.concl)[1]
            if x.canon is y.canon:
                continue
            rest = compare(
                p,
                call("le" if name == "le" or head == "lt" else "lt", y, b)
                if pattern is low
                else call("le" if name == "le" or head == "lt" else "lt", a, x),
                depth - 2,
            )
            if rest is None:
                continue
            joined = join(th, rest) if pattern is low else join(rest, th)
            if joined.concl.canon is goal.canon:
                return joined
            if parts(joined.concl)[0] == "lt" and name == "le":
                return k.mp(spec(lib("le_of_lt"), *parts(joined.concl)[1]), joined)
    return None


def join(first: Theorem, second: Theorem) -> Theorem:
    """a R b and b S c to a T c, where T is < as soon as one of them is."""
    (r, (a, b)), (s, (_, c)) = parts(first.concl), parts(second.concl)
    name = {("le", "le"): "le_trans", ("lt", "le"): "lt_of_lt_of_le", ("le", "lt"): "lt_of_le_of_lt", ("lt", "lt"): "lt_trans"}[r, s]
    return mps(spec(lib(name), a, b, c), first, second)


def _combined(p: Prover, goal: Term) -> Theorem | None:
    """Linear arithmetic with the cited inequalities (ground ones) as facts, on both sides in normal form."""
    from derive.tactics.logic import chain, parts_of_eq
    from derive.tactics.normal import normal

    extra = _instances(p, goal)
    th = linear(p, goal, extra)
    if th is not None:
        return th
    name, (a, b) = parts(goal)
    na, nb = normal(p, a), normal(p, b)
    moved = call(name, parts_of_eq(na)[1], parts_of_eq(nb)[1])
    if moved.canon is goal.canon:
        return None
    lifted = []
    for fact in extra:
        l, r = parts(fact.concl)[1]
        nl, nr = normal(p, l), normal(p, r)
        lifted.append(k.eq_mp(k.congr(k.congr(k.refl(fact.concl.fun.fun), nl), nr), fact))
    try:
        th = linear(p, moved, lifted)
    except DeriveError:
        return None
    return None if th is None else k.eq_mp(k.sym(chain(k.congr(k.congr(k.refl(goal.fun.fun), na), nb))), th)


def _instances(p: Prover, goal: Term) -> list[Theorem]:
    """The cited inequalities at the parts of the goal: each that matches one of its sides with a part."""
    found: dict[Term, Theorem] = {}
    for rule in p.bounds:
        if not rule.variables:
            th = p.finish(Match(rule))
            if th is not None:
                found[th.concl.canon] = th
            continue
        for pattern in parts(rule.conclusion)[1]:
            if _head(pattern) in rule.variables or parts(pattern)[0] in ("add", "sub", "mul", "neg", "div") or pattern.tag == "lit":
                continue
            for t in _closed_parts(goal):
                m = Match(rule)
                if parts(t)[0] == parts(pattern)[0] and m.match(pattern, t) and all(v in m.terms for v in rule.variables):
                    th = p.finish(m)
                    if th is not None:
                        found[th.concl.canon] = th
    return list(found.values())


def _head(t: Term) -> Term:
    while t.tag == "app":
        t = t.fun
    return t


def _closed_parts(t: Term) -> list[Term]:
    """All closed parts of a term, each once."""
    seen: dict[Term, Term] = {}
    todo = [t]
    while todo:
        now = todo.pop()
        if now.canon in seen:
            continue
        if not now.loose:
            seen[now.canon] = now
        if now.tag == "app":
            todo += [now.fun, now.arg]
        elif now.tag == "abs":
            todo.append(now.fun)
    return list(seen.values())
