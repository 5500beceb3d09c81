"""Evaluation of returns, exactly: linear systems over the rationals; suprema over policies by policy iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from flint import fmpq, fmpq_mat

from derive.evidence.analysis import _supremum
from derive.evidence.numbers import ONE, TRUE, ZERO, NoValue, at_most, less, undefined
from derive.evidence.probability import _mass_one
from derive.evidence.table import arguments, enter, plain
from derive.kernel.terms import ABS, APP, BOUND, Term, apply, binder, parts, substitute
from derive.kernel.types import Type

_ROUNDS = 100  # of policy iteration; each finds a better policy or ends
Values = dict[Any, Any]


def _lim(u: Any) -> Any:
    raise NoValue("not evaluable", "limit")


plain("lim", 1, _lim)


def _policy(ev: Any, t: Type) -> Callable[[Any], Any]:
    """A kernel that is one is not changed; of another function nothing is known."""
    states = t.args[0].args[0]

    def of(kernel: Any) -> Any:
        points = ev.domain(states)
        for s in points if points is not None else [ev.general(states)]:
            if s is None or _mass_one(kernel(s)) != TRUE:
                raise undefined("a policy from what is no Markov kernel")
        return kernel

    return of


enter("policy", 1, _policy)


def _exact(discount: Any, numbers: Any) -> None:
    if type(discount) is not fmpq or any(type(x) is not fmpq for x in numbers):
        raise NoValue("not evaluable", "a return of numbers that are not rational")
    if less(discount, ZERO) == TRUE or at_most(ONE, discount) == TRUE:
        raise undefined("a return with a discount that is not in [0, 1)")


def _solved(discount: Any, reward: Values, moves: dict[Any, list[tuple[Any, Any]]]) -> Values:
    """Q = r + discount * (the mean of Q at the next pair), for the law `moves` of the next pair."""
    pairs = list(reward)
    place = {w: i for i, w in enumerate(pairs)}
    n = len(pairs)
    rows = [[ZERO] * n for _ in pairs]
    for w in pairs:
        rows[place[w]][place[w]] += ONE
        for later, weight in moves[w]:
            rows[place[w]][place[later]] -= discount * weight
    solution = fmpq_mat(n, n, [x for row in rows for x in row]).solve(fmpq_mat(n, 1, [reward[w] for w in pairs]))
    return {w: solution[i, 0] for w, i in place.items()}


def _returns(ev: Any, t: Type) -> Callable[[Any, Any, Any, Any], Any]:
    states, actions = arguments(t, 2)[1].args[0].args

    def of(discount: Any, reward: Any, dynamics: Any, kernel: Any) -> Any:
        here, choices = ev.domain(states), ev.domain(actions)
        if type(discount) is fmpq and discount == 0:
            return reward  # whatever the spaces are: nothing counts but the first reward
        if here is None or choices is None:
            raise NoValue("not evaluable", "a return on an infinite space")
        pairs = list(product(here, choices))
        rewards = {w: reward(w) for w in pairs}
        moves = {w: [((s, a), p * q) for s, p in dynamics(w) for a, q in kernel(s)] for w in pairs}
        _exact(discount, [*rewards.values(), *(p for move in moves.values() for _, p in move)])
        return _solved(discount, rewards, moves).__getitem__

    return of


enter("returns", 4, _returns)


def deterministic(states: list[Any], actions: list[Any]) -> Iterator[Any]:
    """All policies that choose one action in each state."""
    for choice in product(actions, repeat=len(states)):
        yield {s: ((a, ONE),) for s, a in zip(states, choice, strict=True)}.__getitem__


def _largest_at(values: Values, s: Any, actions: list[Any]) -> Any:
    return max(actions, key=lambda a: values[s, a])


def best_policy(discount: Any, reward: Any, dynamics: Any, states: list[Any], actions: list[Any]) -> Any:
    """A policy with the largest return from every pair, by policy iteration; checked against the optimality equation."""
    pairs = list(product(states, actions))
    rewards = {w: reward(w) for w in pairs}
    laws = {w: list(dynamics(w)) for w in pairs}
    _exact(discount, [*rewards.values(), *(p for law in laws.values() for _, p in law)])
    chosen = dict.fromkeys(states, actions[0])
    for _ in range(_ROUNDS):
        values = _solved(discount, rewards, {w: [((s, chosen[s]), p) for s, p in laws[w]] for w in pairs})
        better = {s: _largest_at(values, s, actions) for s in states}
        if all(values[s, better[s]] == values[s, chosen[s]] for s in states):
            return {s: ((a, ONE),) for s, a in chosen.items()}.__getitem__
        chosen = {s: better[s] if values[s, better[s]] > values[s, chosen[s]] else chosen[s] for s in states}
    raise NoValue("not evaluable", "policy iteration did not end")


# Suprema over policies. Terms are looked at with the policy as bound variable number `depth`.


class _Unclear(Exception):
    """The form does not show that the best policy is best here."""


def _uses(t: Term, depth: int) -> bool:
    return any(i == depth for i, _ in t.loose)


def _grows(t: Term, depth: int, found: list[tuple[Term, ...]], factors: list[Term]) -> None:
    """t grows with the returns of the policy: they are collected in `found`, and in `factors` what must not be negative.

    Raises:
        _Unclear: it has another form.
    """
    if not _uses(t, depth):
        return
    name, args = parts(t)
    if name == "returns" and len(args) == 5 and not _uses(args[4], depth) and _is_policy(args[3], depth):
        if any(x.loose for x in args[:3]):
            raise _Unclear
        found.append(args[:3])
    elif name == "add" and len(args) == 2:
        for x in args:
            _grows(x, depth, found, factors)
    elif name == "mul" and len(args) == 2:
        constant, rest = args if not _uses(args[0], depth) else args[::-1]
        if constant.loose:
            raise _Unclear
        factors.append(constant)
        _grows(rest, depth, found, factors)
    elif name == "integral" and len(args) == 2 and args[1].tag == ABS:
        law, body = args[0], args[1].fun
        if not _uses(law, depth):
            _grows(body, depth + 1, found, factors)
        elif law.tag == APP and _is_policy(law.fun, depth) and not _uses(law.arg, depth):
            _value_at(law.arg, body, depth + 1, found)
        else:
            raise _Unclear
    else:
        raise _Unclear


def _value_at(state: Term, body: Term, depth: int, found: list[tuple[Term, ...]]) -> None:
    """The body is the return from this state, with the action that is drawn."""
    from derive.kernel.terms import _shift

    name, args = parts(body)
    if name != "returns" or len(args) != 5 or not _is_policy(args[3], depth) or any(x.loose for x in args[:3]):
        raise _Unclear
    joined, pair = parts(args[4])
    drawn = joined == "pair" and pair[1].tag == BOUND and pair[1].value == 0
    if not drawn or pair[0].canon is not _shift(state, 1).canon:
        raise _Unclear
    found.append(args[:3])


def _is_policy(t: Term, depth: int) -> bool:
    name, args = parts(t)
    return name == "policy" and len(args) == 1 and args[0].tag == BOUND and args[0].value == depth


def _unfolded(ev: Any, t: Term) -> Term:
    """The term with what it takes from definitions put in."""
    from derive.kernel.terms import frees

    for _ in range(20):
        known = {v: ev.definitions[v] for v in frees(t) if v in ev.definitions}
        if not known:
            return _projected(t)
        t = substitute(t, known)
    return t


def _projected(t: Term) -> Term:
    """The parts of written pairs, taken out."""
    if t.tag == ABS:
        return binder(t.name, t.type.args[0], _projected(t.fun))
    if t.tag != APP:
        return t
    t = apply(_projected(t.fun), _projected(t.arg))
    name, args = parts(t)
    if name in ("fst", "snd") and len(args) == 1:
        inner, both = parts(args[0])
        if inner == "pair" and len(both) == 2:
            return both[0 if name == "fst" else 1]
    return t


def _over_policies(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
    """sup[pi](...) where the best policy is best: what grows with its returns. Elsewhere no policy is known to be best."""
    domain = t.args[0].args[0]
    if domain.is_var or domain.name != "fun" or domain.args[1].is_var or domain.args[1].name != "measure":
        return None
    f = _unfolded(ev, args[0].canon)
    if f.tag != ABS:
        return None
    found: list[tuple[Term, ...]] = []
    factors: list[Term] = []
    try:
        _grows(f.fun, 0, found, factors)
    except _Unclear:
        return None
    if len({tuple(x.canon for x in process) for process in found}) != 1:
        return None
    discount, reward, dynamics = map(ev.node, found[0])
    signs, body = [ev.node(x) for x in factors], ev.node(f.fun)
    states, actions = domain.args[0], domain.args[1].args[0]

    def largest(env: tuple[Any, ...]) -> Any:
        if any(at_most(ZERO, sign(())) != TRUE for sign in signs):
            raise NoValue("not evaluable", "a supremum over policies with a negative factor")
        g = discount(())
        here, choices = ev.domain(states), ev.domain(actions)
        if here is None or choices is None:
            raise NoValue("not evaluable", "a supremum over policies on an infinite space")
        return body((*env, best_policy(g, reward(()), dynamics(()), here, choices)))

    return largest


enter("sup", 1, _supremum, _over_policies, heavy=True)
