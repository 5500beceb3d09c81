"""What authors say about runs: Trajectory, states, actions, and the density of runs under a parametrised policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from derive.errors import StatementError, TypeMismatch
from derive.kernel.terms import VAR, Term, abstract, apply, for_all, var
from derive.kernel.types import Type, fun, nat, real, type_con
from derive.language.expr import Draw, Expr, Sort, lift
from derive.language.probability import dens, measurable
from derive.language.runs import action, part, runs, state, trajectory
from derive.language.symbols import SYMBOLS, Density, Family, record


def Trajectory(states: Sort, actions: Sort, steps: Expr) -> Sort:
    """Runs of T steps: tau = (s_1, a_1, ..., s_T, a_T)."""
    if states.measure is None or actions.measure is None:
        raise StatementError("runs need spaces with reference measures", given=f"Trajectory({states.name}, {actions.name}, {steps!r})")
    t = lift(steps, nat)
    pairs = states * actions
    name = f"Trajectory({states.name}, {actions.name}, {steps!r})"
    return Sort(fun(nat, pairs.type), name, runs(states.measure, actions.measure, t), "run")


def _entries(tau: Expr, which: Callable[[Term, Term], Term]) -> Expr:
    t = tau.term
    if t.type.name != "fun" or t.type.args[0] is not nat or t.type.args[1].name != "prod":
        raise TypeMismatch("this is not a run", given=f"{tau!r} : {t.type}", needed="a symbol of the sort Trajectory(S, A, T)")
    n = var("n", nat)
    return Expr(abstract(n, which(t, n)))


def states(tau: Expr) -> Expr:
    """The states of a run: s[t] is s_t."""
    return _entries(tau, state)


def actions(tau: Expr) -> Expr:
    """The actions of a run: a[t] is a_t."""
    return _entries(tau, action)


@final
class TrajectoryDensity:
    """The density of runs for each parameter of the policy: P[theta](tau)."""

    def __init__(self, sort: Sort, start: Density, dynamics: Density, policy: Family) -> None:
        if sort.style != "run" or sort.measure is None:
            raise StatementError("these are no runs", given=sort.name, needed="Trajectory(S, A, T)")
        self.sort, self.start, self.dynamics, self.policy, self.term = sort, start, dynamics, policy, trajectory(sort.type)
        self.measure, self.steps = sort.measure, sort.measure.arg
        self.expect(start.term.type is fun(self.states, real), start.name, f"a density of {self.states}")
        self.expect(dynamics.term.type is fun(self.pairs, self.states, real), dynamics.name, "density(p, S, given=S * A)")
        self.expect(policy.given is not None and policy.given.type is self.states, policy.name, "family(pi, parameter, A, given=S)")
        _jointly_measurable(dynamics.term)
        _jointly_measurable(policy.term)

    @property
    def pairs(self) -> Type:
        """The type of a state with an action."""
        return self.sort.type.args[1]

    @property
    def states(self) -> Type:
        """The type of the states."""
        return self.pairs.args[0]

    def expect(self, holds: bool, given: str, needed: str) -> None:
        """Refuse what does not fit."""
        if not holds:
            raise TypeMismatch("this does not fit these runs", given=f"{given} for {self.sort.name}", needed=needed)

    def until(self, steps: object) -> TrajectoryDensity:
        """The density of the first steps of a run."""
        mu, nu = self.measure.fun.fun.arg, self.measure.fun.arg
        shorter = Sort(self.sort.type, f"the first {Expr(lift(steps, nat))!r} steps", runs(mu, nu, lift(steps, nat)), "run")
        return TrajectoryDensity(shorter, self.start, self.dynamics, self.policy)

    def __getitem__(self, theta: Expr) -> Callable[[Expr], Expr]:
        law = apply(self.term, self.start.term, self.dynamics.term, apply(self.policy.term, theta.term), self.steps)

        def at(tau: Expr) -> Expr:
            if tau.term.type is not self.sort.type:
                raise TypeMismatch("this is a density of runs", given=f"{tau!r} : {tau.term.type}", needed=self.sort.name)
            return Expr(apply(law, tau.term), Draw(dens(self.measure, law), tau.term) if tau.term.tag == VAR else None)

        return at


def _jointly_measurable(density: Term) -> None:
    """Note that a conditional density (for each parameter) is measurable in condition and point together."""
    t, variables = density.type, []
    while t.args[1].args[1] is not real:
        variables.append(var("theta", t.args[0]))
        t = t.args[1]
    w = var("w", type_con("prod", (t.args[0], t.args[1].args[0])))
    fact = measurable(abstract(w, apply(density, *variables, part("fst", w), part("snd", w))))
    for v in reversed(variables):
        fact = for_all(v, fact)
    known = SYMBOLS[density].facts
    if all(f.canon is not fact.canon for f in known):
        record(density, facts=(*known, fact))


def trajectories(runs_: Sort, start: Density, dynamics: Density, policy: Family) -> TrajectoryDensity:
    """The density of runs: P[theta](tau) = start(s_1) * product of policy[theta](a_t | s_t) * product of dynamics(s_(t+1) | s_t, a_t)."""
    return TrajectoryDensity(runs_, start, dynamics, policy)
