"""Optimal values of random finite decision processes, against the enumeration of all deterministic policies, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

import derive.theory  # noqa: F401 (declares the heads)
from derive.evidence.evaluate import Evaluator
from derive.evidence.numbers import FALSE, TRUE
from derive.kernel.terms import Term
from derive.language.expr import Eq, Expr, Real
from derive.language.symbols import E, Policies, argmax, markov_kernel, max_, returns, spaces, sup, support, symbols

S, A = spaces("S A")
s, s_ = symbols("s s'", S)
a = symbols("a", A)
r, gamma = symbols("r", S * A >> Real), symbols("gamma", Real)
P = markov_kernel("P", S, given=S * A)
pi, best = symbols("pi pi_*", Policies(S, A))
q_best = sup[pi](returns(gamma, r, P, pi)(s, a))
v_best = sup[pi](E[pi(a | s)](returns(gamma, r, P, pi)(s, a)))
later = r(s, a) + gamma * E[P(s_ | s, a)](sup[pi](E[pi(a | s_)](returns(gamma, r, P, pi)(s_, a))))


def solved(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Gauss and Jordan."""
    n = len(rows)
    m = [[*row, b] for row, b in zip(rows, right, strict=True)]
    for j in range(n):
        pivot = next(i for i in range(j, n) if m[i][j])
        m[j], m[pivot] = m[pivot], m[j]
        m[j] = [x / m[j][j] for x in m[j]]
        for i in range(n):
            if i != j:
                m[i] = [x - m[i][j] * y for x, y in zip(m[i], m[j], strict=True)]
    return [row[n] for row in m]


class Process:
    """A random finite decision process with rational numbers."""

    def __init__(self, rng: Random) -> None:
        self.states, self.actions = range(rng.randint(1, 3)), range(rng.randint(1, 3))
        self.gamma = Fraction(rng.randint(0, 7), 8)
        self.r = {w: Fraction(rng.choice((-1, 0, 0, 1))) for w in product(self.states, self.actions)}
        self.P = {w: self._law(rng) for w in self.r}

    def _law(self, rng: Random) -> list[Fraction]:
        rates = [rng.randint(0, 3) for _ in self.states]
        rates[rng.randrange(len(rates))] += 1
        return [Fraction(x, sum(rates)) for x in rates]

    def values(self, policy: tuple[int, ...]) -> list[Fraction]:
        """The values of a deterministic policy: (1 - gamma P) v = r."""
        rows = [[Fraction(int(i == j)) - self.gamma * self.P[i, policy[i]][j] for j in self.states] for i in self.states]
        return solved(rows, [self.r[i, policy[i]] for i in self.states])

    def action_values(self, v: list[Fraction]) -> dict[tuple[int, int], Fraction]:
        """r + gamma P v."""
        return {w: self.r[w] + self.gamma * sum((p * x for p, x in zip(self.P[w], v, strict=True)), Fraction(0)) for w in self.r}

    def enumerated(self) -> tuple[list[Fraction], dict[tuple[int, int], Fraction], tuple[int, ...]]:
        """The largest values over all deterministic policies, and a policy that has them in every state."""
        policies = list(product(self.actions, repeat=len(self.states)))
        values = {p: self.values(p) for p in policies}
        top = [max(v[i] for v in values.values()) for i in self.states]
        best_one = next(p for p in policies if values[p] == top)
        q = [self.action_values(v) for v in values.values()]
        return top, {w: max(x[w] for x in q) for w in self.r}, best_one


def evaluated(process: Process, policy: tuple[int, ...]) -> Any:
    """A function that evaluates terms at a state and an action."""
    from flint import fmpq

    def exact(x: Fraction) -> Any:
        return fmpq(x.numerator, x.denominator)

    values: dict[Term, Any] = {
        gamma.term: exact(process.gamma),
        r.term: {w: exact(x) for w, x in process.r.items()}.__getitem__,
        P.term: {w: tuple((j, exact(p)) for j, p in enumerate(law)) for w, law in process.P.items()}.__getitem__,
        best.term: {i: ((k, exact(Fraction(1))),) for i, k in enumerate(policy)}.__getitem__,
    }
    ev = Evaluator()

    def at(t: Expr, i: int, k: int) -> Any:
        ev.load({S.type: len(process.states), A.type: len(process.actions)}, {**values, s.term: i, a.term: k})
        found = ev.node(t.term)(())
        return Fraction(int(found.p), int(found.q)) if type(found) is fmpq else found

    return at


@pytest.mark.parametrize("seed", range(40))
def test_the_four_answers_agree_with_the_enumeration(seed: int) -> None:
    process = Process(Random(f"policies {seed}"))
    v, q, policy = process.enumerated()
    at = evaluated(process, policy)
    for i, k in process.r:
        assert at(v_best, i, k) == at(max_[a](q_best), i, k) == v[i] == max(q[i, j] for j in process.actions)  # v from q
        assert at(q_best, i, k) == at(later, i, k) == q[i, k] == process.action_values(v)[i, k]  # q from v
        chosen = q[i, k] == v[i]
        assert at(argmax[a](q_best)(a), i, k) == at(argmax[a](later)(a), i, k) == (TRUE if chosen else FALSE)  # an action from q, from v
        assert at(support[a](best(a | s)) <= argmax[a](q_best), i, k) == TRUE
        assert at(Eq(E[best(a | s)](returns(gamma, r, P, best)(s, a)), v_best), i, k) == TRUE


def test_some_processes_have_ties_and_policies_that_are_not_optimal() -> None:
    """Otherwise the comparison would say little."""
    ties = worse = 0
    for seed in range(40):
        process = Process(Random(f"policies {seed}"))
        v, q, _ = process.enumerated()
        ties += any(sum(q[i, k] == v[i] for k in process.actions) > 1 for i in process.states)
        worse += any(process.values(p) != v for p in product(process.actions, repeat=len(process.states)))
    assert ties > 3 and worse > 10
