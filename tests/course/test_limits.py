"""Lines about limits: `.tends`, `.squeeze`, contradictions of limits, and what each refuses."""

from __future__ import annotations

from typing import Any

from derive import And, Implies, Natural, Ne, Rational, Real, Seq, exists, forall, given, oo, published, show, suppose, symbols, tends
from tests.course.support import proved, raised, reports, run

n, l = symbols("n l", Natural)
x, y = symbols("x y", Real)
u, v = symbols("u v", Seq(Real))
half = Rational(1, 2)


def relations(board: Any, place: int = 0) -> list[tuple[str, list[str]]]:
    return [(line.relation, line.reasons) for line in board.claims[place].record.lines]


def test_a_limit_through_equations() -> None:
    def script() -> None:
        """t"""
        known = given(tends[n, oo](u[n], x))
        show(tends[n, oo](u[n] ** 2 - x**2, 0)).eq(u[n] * u[n] - x * x).tends(0, by=known)

    assert relations(proved(script)) == [("=", []), ("tends", ["tends[n, oo](u[n], x)"])]


def test_a_limit_without_reasons_names_the_law() -> None:
    def script() -> None:
        """t"""
        show(tends[n, oo](3 * half**n + y, y)).tends(y)

    assert relations(proved(script)) == [("tends", ["tends_pow"])]


def test_squeezed() -> None:
    def script() -> None:
        """t"""
        low, high = given(forall[n](u[n] >= 0)), given(forall[n](u[n] <= half**n))
        show(tends[n, oo](u[n], 0)).squeeze(0, half**n, by=[low, high])

    assert relations(proved(script)) == [
        ("<=", ["forall[n](u[n] >= 0)"]),
        ("<=", ["forall[n](u[n] <= (1/2)**n)"]),
        ("tends", ["tends_pow"]),
    ]


def test_squeezed_between_two_sequences_after_an_equation() -> None:
    def script() -> None:
        """t"""
        near = given(forall[n](abs(u[n] - x) <= half**n))
        claim = show(tends[n, oo](u[n] + 0, x))
        claim.eq(u[n]).squeeze(x - half**n, x + half**n, by=near)

    board = run(script)
    assert [r for r, _ in relations(board)][:2] == ["=", "tends"]


def test_the_bound_must_hold() -> None:
    def script() -> None:
        """t"""
        low = given(forall[n](u[n] >= 0))
        show(tends[n, oo](u[n], 0)).squeeze(0, half**n, by=low)

    (message,) = reports(script)
    assert "this line is false" in message and "line:    u[n] <= (1/2)**n" in message and "right 1/2" in message


def test_the_bound_must_have_the_limit() -> None:
    def script() -> None:
        """t"""
        low, high = given(forall[n](u[n] >= 0)), given(forall[n](u[n] <= Rational(3, 2) ** n))
        show(tends[n, oo](u[n], 0)).squeeze(0, Rational(3, 2) ** n, by=[low, high])

    assert run(script).claims[0].theorem is None


def test_both_bounds_must_have_the_limit_of_the_claim() -> None:
    def script() -> None:
        """t"""
        low, high = given(forall[n](u[n] >= 0)), given(forall[n](u[n] <= half**n + 1))
        show(tends[n, oo](u[n], 1)).squeeze(0, half**n + 1, by=[low, high])

    assert run(script).claims[0].theorem is None


def test_a_reason_that_no_line_needs() -> None:
    def script() -> None:
        """t"""
        low, high = given(forall[n](u[n] >= 0)), given(forall[n](u[n] <= half**n))
        more = given(x > 0)
        show(tends[n, oo](u[n], 0)).squeeze(0, half**n, by=[low, high, more])

    (message,) = reports(script)
    assert "a reason of this line is not used" in message and "by=x > 0" in message


def test_an_inequality_is_no_step_of_a_limit() -> None:
    def script() -> None:
        """t"""
        show(tends[n, oo](u[n], 0)).le(half**n)

    assert "an inequality says nothing of a limit" in raised(script) and ".squeeze(low, high)" in raised(script)


def test_the_verbs_are_about_limits() -> None:
    def tending() -> None:
        """t"""
        show(x <= x + 1).tends(0)

    def squeezing() -> None:
        """t"""
        show(x <= x + 1).squeeze(0, x)

    assert "tends is about a limit" in raised(tending)
    assert "squeeze is about a limit" in raised(squeezing)


def test_an_index_that_a_hypothesis_speaks_of_is_one_index() -> None:
    def script() -> None:
        """t"""
        one = given(u[n] <= half**n)
        low = given(forall[l](u[l] >= 0))
        show(tends[n, oo](u[n], 0)).squeeze(0, half**n, by=[one, low])

    assert "n is free in u[n] <= (1/2)**n: did you mean one n or all?" in raised(script)


def test_the_limit_that_was_reached_is_the_one_that_was_claimed() -> None:
    def script() -> None:
        """t"""
        known = given(tends[n, oo](u[n], x))
        show(tends[n, oo](u[n], y)).tends(x, by=known)

    board = run(script)
    assert board.claims[0].theorem is None and board.result.verdict != "proved"


def test_a_limit_refutes_an_existence() -> None:
    def script() -> None:
        """t"""
        low, high = given(forall[n](u[n] >= 0)), given(forall[n](u[n] <= half**n))
        fade = show(tends[n, oo](u[n], 0))
        fade.squeeze(0, half**n, by=[low, high])
        published("Z1", exists[x](And(x >= 1, tends[n, oo](u[n], x))), "it does not vanish", by=fade)

    (claim,) = proved(script).result.published
    assert (claim.verdict, claim.contradicted_by) == ("refuted", "tends[n, oo](u[n], 0)")


def test_what_was_supposed_for_the_limit_is_a_condition() -> None:
    def script(weaker: bool) -> None:
        """t"""
        s = symbols("s", Seq(Real >> Real))
        away = suppose(Ne(x, 0))
        known = given(forall[y](Implies(Ne(y, 0), tends[n, oo](s[n](y), 0))))
        fade = show(tends[n, oo](s[n](x), 0), given=away)
        fade.by(known)
        wrong = exists[x](tends[n, oo](s[n](x), 1)) if weaker else exists[x](And(Ne(x, 0), tends[n, oo](s[n](x), 1)))
        published("Z1", wrong, "it stays", by=fade)

    def strong() -> None:
        """t"""
        script(False)

    def weak() -> None:
        """t"""
        script(True)

    assert proved(strong).result.published[0].verdict == "refuted"
    (message,) = reports(weak)
    assert "does not contradict this one" in message
