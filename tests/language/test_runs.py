"""Runs on paper: what is printed, that it can be read back, and what is refused."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from derive.errors import StatementError, TypeMismatch
from derive.language.expr import Natural, Real
from derive.language.latex import to_latex
from derive.language.reader import read
from derive.language.symbols import D, E, Index, Prod, Sum, Vector, density, dominated, family, integral, log, sizes, spaces, symbols
from derive.language.text import to_text
from derive.language.trajectories import Trajectory, actions, states, trajectories

ROWS = ("return", "reference", "first steps", "dominated", "score", "factors", "another run", "another policy", "product")


def setting() -> SimpleNamespace:
    """Symbols of runs, and terms with the LaTeX that is expected."""
    S, A = spaces("S_r A_r")
    M = sizes("M_r")
    T, t, u = symbols("T t u", Natural)
    k, theta = symbols("k", Index(M)), symbols("theta", Vector(M))
    rho, p, pi = density("rho_0", S), density("p", S, given=S * A), family("pi", Vector(M), A, given=S)
    b = family("b", Vector(M), A, given=S)
    runs = Trajectory(S, A, T)
    tau, other = symbols("tau tau'", runs)
    s, a = states(tau), actions(tau)
    P = trajectories(runs, start=rho, dynamics=p, policy=pi)
    R = symbols("R", S * A >> Real)
    names = {
        "T": T,
        "t": t,
        "u": u,
        "k": k,
        "theta": theta,
        "rho_0": rho,
        "p": p,
        "pi": pi,
        "b": b,
        "tau": tau,
        "tau'": other,
        "R": R,
        "S_r": S,
        "A_r": A,
    }
    rows = {
        "return": (E[P[theta](tau)](Sum[t, 1, T](R(s[t], a[t]))), r"\mathbb{E}_{p_\theta(\tau)}\left[\sum_{t=1}^{T} R(s_t, a_t)\right]"),
        "reference": (integral[tau](P[theta](tau)), r"\int p_\theta(\tau) \, d\tau"),
        "first steps": (E[P.until(u)[theta](tau)](R(s[u], a[u])), r"\mathbb{E}_{p_\theta(\tau_{1:u})}[R(s_u, a_u)]"),
        "dominated": (dominated[theta[k]](P[theta](tau)), r"\frac{\partial}{\partial \theta_k}\, p_\theta(\tau) \text{ is dominated by an integrable function of } \tau"),
        "score": (D[theta[k]](log(P[theta](tau))), r"\frac{\partial}{\partial \theta_k} \log p_\theta(\tau)"),
        "factors": (pi[theta](a[t] | s[t]) * p(s[t + 1] | s[t], a[t]), r"\pi_\theta(a_t \mid s_t) \, p(s_{t+1} \mid s_t, a_t)"),
        "another run": (R(states(other)[t], actions(other)[t]), "R(s_t', a_t')"),
        "another policy": (trajectories(runs, rho, p, b)[theta](tau), r"p_{b_\theta}(\tau)"),
        "product": (Prod[t, 1, T - 1](p(s[t + 1] | s[t], a[t])), r"\prod_{t=1}^{T-1} p(s_{t+1} \mid s_t, a_t)"),
    }  # fmt: skip
    return SimpleNamespace(rows=rows, names=names, S=S, A=A, T=T, theta=theta, runs=runs, p=p, pi=pi, P=P)


@pytest.mark.parametrize("name", ROWS)
def test_latex(name: str) -> None:
    term, latex = setting().rows[name]
    assert to_latex(term.term) == latex


@pytest.mark.parametrize("name", ROWS)
def test_text_is_read_back(name: str) -> None:
    known = setting()
    term, _ = known.rows[name]
    assert read(to_text(term.term), known.names).term.canon is term.term.canon


def test_rows_print_differently() -> None:
    rows = setting().rows
    assert set(rows) == set(ROWS) and len({to_latex(term.term) for term, _ in rows.values()}) == len(rows)


def test_what_is_no_run_has_no_states() -> None:
    with pytest.raises(TypeMismatch, match="not a run"):
        states(setting().theta)


def test_runs_need_spaces() -> None:
    it = setting()
    with pytest.raises(StatementError, match="reference measures"):
        Trajectory(it.S * it.A, it.A, it.T)


def test_the_parts_of_a_density_of_runs_must_fit() -> None:
    it = setting()
    with pytest.raises(TypeMismatch, match="does not fit"):
        trajectories(it.runs, start=density("m", it.A), dynamics=it.p, policy=it.pi)
    with pytest.raises(TypeMismatch, match="density of runs"):
        it.P[it.theta](symbols("x", it.S))
