"""False variants of what is true of runs, sums over ranges and scores: none may be proved, whatever is cited for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from derive.course.verbs import define, given, have, show, suppose
from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import Term, equation
from derive.language.expr import Eq, Implies, Natural, Real
from derive.language.runs import put
from derive.language.symbols import (
    D,
    E,
    Index,
    Prod,
    Seq,
    Sum,
    Vector,
    density,
    dominated,
    family,
    forall,
    integrable,
    integral,
    log,
    sizes,
    spaces,
    symbols,
)
from derive.language.trajectories import Trajectory, actions, states, trajectories
from derive.tactics.calc import close
from derive.tactics.lemma import LEMMAS
from derive.tactics.prover import Prover
from tests.soundness.pitfall_rows import lines

S, A = spaces("S_x A_x")
M = sizes("M_x")
T, t, u, m, n = symbols("T t u m n", Natural)
i = symbols("i", Index(M))
theta, old = symbols("theta theta'", Vector(M))
RUNS = Trajectory(S, A, T)
tau = symbols("tau", RUNS)
s, a = states(tau), actions(tau)
rho, p, pi = density("rho_0", S), density("p", S, given=S * A), family("pi", Vector(M), A, given=S)
P = trajectories(RUNS, start=rho, dynamics=p, policy=pi)
R = symbols("R", S * A >> Real)
x, y = symbols("x", S), symbols("y", A)
score = D[theta[i]](log(pi[theta](y | x)))
g = D[theta[i]](log(pi[theta](a[t] | s[t])))
reward = R(s[u], a[u])
new = E[P[theta](tau)]
ratio = pi[theta](a[n] | s[n]) / pi[old](a[n] | s[n])


def cited(*names: str) -> list[Any]:
    """Lemmas by their names."""
    return [LEMMAS[name] for name in names]


def usual() -> tuple[Any, Any]:
    """What 3.2.2 assumes; the mean of a score is 0."""
    given(T >= 1)
    regular = given(forall[x](dominated[theta[i]](pi[theta](y | x), y)))
    given(
        forall[x](integrable[pi[theta](y | x)](score)),
        forall[t, u](integrable[P[theta](tau)](g * reward)),
        forall[u](integrable[P[theta](tau)](reward)),
    )
    return given(forall[x](Eq(E[pi[theta](y | x)](score), 0))), regular


def late_action() -> None:
    centred, _ = usual()
    have(Eq(new(g * reward), 0), given=[suppose(u >= t), suppose(t >= 1), suppose(u <= T)]).by(centred, *cited("causality"))


def same_action() -> None:
    centred, _ = usual()
    given(t >= 1, t <= T)
    given(forall[t](integrable[P[theta](tau)](g * R(s[t], a[t]))))
    have(Eq(new(g * R(s[t], a[t])), 0)).by(centred, *cited("causality"))


def beyond_the_end() -> None:
    centred, _ = usual()
    have(Eq(new(g * reward), 0), given=[suppose(u < t), suppose(u >= 1)]).by(centred, *cited("causality"))


def unbiased_without_mean() -> None:
    given(T >= 1, u >= 1, u < t, t <= T)
    given(forall[x](integrable[pi[theta](y | x)](score)), integrable[P[theta](tau)](g * reward))
    have(Eq(new(g * reward), 0)).by(*cited("causality"))


def forgotten_last_step() -> None:
    usual()
    given(u >= 1, u <= T)
    have(Eq(new(R(s[T], a[T])), E[P.until(u)[theta](tau)](R(s[T], a[T])))).by(*cited("later_steps"))


def fewer_steps_than_none() -> None:
    usual()
    given(u <= T)
    have(Eq(new(R(s[1], a[1])), E[P.until(u)[theta](tau)](R(s[1], a[1])))).by(*cited("later_steps"))


def mass_without_a_step() -> None:
    have(Eq(integral[tau](P[theta](tau)), 1)).by(*cited("mass_is_one"))


def ratio_without_support() -> None:
    have(Eq(Prod[n, 1, u](pi[theta](a[n] | s[n])), Prod[n, 1, u](pi[old](a[n] | s[n]) * ratio))).by(*cited("ratio_of_supported"))


def dynamics_that_differ() -> None:
    other = trajectories(RUNS, start=rho, dynamics=density("q", S, given=S * A), policy=pi)
    have(Eq(P[theta](tau), other[theta](tau))).by(P)


def published_weights() -> None:
    usual()
    given(forall[t, u](integrable[P[old](tau)](Prod[n, 1, t](ratio) * (g * reward))))
    ratios = [given(Eq(P.until(v)[theta](tau), P.until(v)[old](tau) * Prod[n, 1, v](ratio))) for v in (t, u)]
    wrong = have(
        Eq(new(g * reward), E[P[old](tau)](Prod[n, 1, t](ratio) * (g * reward))), given=[suppose(t >= 1), suppose(t <= u), suppose(u <= T)]
    )
    wrong.by(*ratios, *cited("later_steps", "change_of_measure", "linearity"))


def sum_of_what_is_not_integrable() -> None:
    given(T >= 1)
    have(Eq(new(Sum[n, 1, T](R(s[n], a[n]))), Sum[n, 1, T](new(R(s[n], a[n]))))).by(*cited("linearity"))


def first_terms_that_are_not_zero() -> None:
    f = symbols("f", Seq(Real))
    given(t >= 1)
    have(Eq(Sum[n, t, T](f[n]), Sum[n, 1, T](f[n]))).by(*cited("sum_from"))


def out_of_range() -> None:
    f, h = symbols("f h", Seq(Real))
    known = given(forall[n](Implies(n <= T, Eq(f[n], h[n]))))
    have(Eq(Sum[n, 1, T + 1](f[n]), Sum[n, 1, T + 1](h[n]))).by(known)


def score_of_a_signed_function() -> None:
    f = symbols("f", Vector(M) >> Real)
    have(Eq(f(theta) * D[theta[i]](log(f(theta))), D[theta[i]](f(theta)))).by(*cited("derivative_of_log_of_nonneg", "derivative_of_log"))


def product_of_what_has_no_derivative() -> None:
    F = symbols("F", Seq(Vector(M) >> Real))
    given(forall[n, theta](F[n](theta) >= 0))
    have(Eq(D[theta[i]](Prod[n, 1, T](F[n](theta))), Prod[n, 1, T](F[n](theta)) * Sum[n, 1, T](D[theta[i]](log(F[n](theta)))))).by(
        *cited("derivative_of_prod")
    )


def borrowed_supposition() -> None:
    r = symbols("r", Real)
    one = have(Eq(r / r, 1), given=suppose(r > 0)).by()
    have(Eq(r / r, 1)).by(one)


def early_reward() -> None:
    centred, _ = usual()
    have(Eq(new(g * reward), 0), given=[suppose(u < t), suppose(u >= 1), suppose(t <= T)]).by(centred, *cited("causality"))


def first_steps() -> None:
    usual()
    given(u >= 1, u <= T)
    have(Eq(new(reward), E[P.until(u)[theta](tau)](reward))).by(*cited("later_steps"))


def supported_ratio() -> None:
    support = given(forall[x, y](Implies(pi[theta](y | x) > 0, pi[old](y | x) > 0)))
    whole, moves = Prod[n, 1, u](ratio), Prod[n, 1, u - 1](p(s[n + 1] | s[n], a[n]))
    claim = have(Eq(P.until(u)[theta](tau), P.until(u)[old](tau) * whole))
    (
        claim.eq(rho(s[1]) * Prod[n, 1, u](pi[theta](a[n] | s[n])) * moves, by=P)
        .eq(rho(s[1]) * Prod[n, 1, u](pi[old](a[n] | s[n]) * ratio) * moves, by=[support, *cited("ratio_of_supported")])
        .eq(rho(s[1]) * (Prod[n, 1, u](pi[old](a[n] | s[n])) * whole) * moves, by=cited("prod_mul"))
        .eq(P.until(u)[old](tau) * whole, by=P)
    )


@pytest.mark.parametrize("write", [early_reward, first_steps, supported_ratio])
def test_what_is_true_of_them_is_proved(write: Callable[[], None]) -> None:
    board = lines(write)
    assert board.claims[-1].theorem is not None, board.reports


FALSE = [
    late_action, same_action, beyond_the_end, unbiased_without_mean, forgotten_last_step, fewer_steps_than_none, mass_without_a_step, ratio_without_support,
    dynamics_that_differ, published_weights, sum_of_what_is_not_integrable, first_terms_that_are_not_zero, out_of_range, score_of_a_signed_function,
    product_of_what_has_no_derivative, borrowed_supposition,
]  # fmt: skip


@pytest.mark.parametrize("write", FALSE, ids=[f.__name__ for f in FALSE])
def test_a_false_variant_is_not_proved(write: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "derive.course.claims.explained", lambda claim, record, statement, e, used: e if isinstance(e, DeriveError) else StepError(str(e))
    )
    board = lines(write)
    assert board.claims[-1].theorem is None
    assert board.reports


def test_what_a_supposition_gave_is_a_condition_elsewhere() -> None:
    """The same citation under a condition that implies what was supposed."""
    r = symbols("r", Real)

    def write() -> None:
        one = have(Eq(r / r, 1), given=suppose(r > 0)).by()
        show(Eq(2 * (r / r), 2), given=suppose(r > 1)).by(one)

    assert lines(write).claims[-1].theorem is not None


def test_what_is_defined_is_not_assumed_to_be_measurable() -> None:
    f = symbols("f", S >> Real)
    board = lines(lambda: define(f(x), 2))
    assert not [h for h in board.result.hypotheses if h.kind == "convention"]


@pytest.mark.parametrize(("entry", "known"), [(n, []), (n + 1, []), (m, [m > n]), (m, [n > m])])
def test_entries_of_a_sequence_with_one_replaced(entry: Any, known: list[Any]) -> None:
    w, v = symbols("w", Seq(Real)), symbols("v", Real)
    changed = put(w.term, n.term, v.term)
    prover = Prover()
    for h in known:
        prover.add(k.assume(h.term))

    def shown(right: Term) -> bool:
        from derive.kernel.terms import apply

        try:
            close(prover, equation(apply(changed, entry.term), right))
        except DeriveError:
            return False
        return True

    new_one = entry.term is n.term
    assert shown(v.term) == new_one
    assert shown(w[entry].term) == (not new_one)


def test_an_entry_that_may_be_the_one_replaced_is_neither() -> None:
    from derive.kernel.terms import apply

    w, v = symbols("w", Seq(Real)), symbols("v", Real)
    value = apply(put(w.term, n.term, v.term), m.term)
    for right in (v.term, w[m].term):
        with pytest.raises(DeriveError):
            close(Prover(), equation(value, right))
