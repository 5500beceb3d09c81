"""The board: hypotheses, definitions by equations, what later lines know, and whose turn it is."""

from __future__ import annotations

import pytest

from derive import D, Eq, Natural, Real, Seq, define, differentiable, exp, given, have, show, sigmoid, spaces, suppose, symbols
from derive.course.board import Board, caller, current, related, using
from derive.errors import DeriveError, StatementError
from derive.kernel.terms import frees, parts
from derive.language.expr import Expr
from derive.language.symbols import density, forall
from tests.course.support import proved, run

x, y, z = symbols("x y z", Real)
n = symbols("n", Natural)
S, A = spaces("S A")
s, a_ = symbols("s", S), symbols("a", A)


# places


def test_the_caller_is_the_script() -> None:
    file, line = caller()
    assert file == __file__ and line > 0


def test_an_error_inside_gets_the_place() -> None:
    board = Board("b", "B")
    with pytest.raises(DeriveError) as caught, board.at("a.py", 7):
        raise StatementError("no")
    assert (caught.value.file, caught.value.line) == ("a.py", 7)
    with pytest.raises(DeriveError) as caught, board.at("a.py", 7):
        raise StatementError("no", file="b.py", line=1)
    assert caught.value.file == "b.py"
    with board.at("a.py", 7):
        assert board.where() == ("a.py", 7)
        with board.at("c.py", 9):
            assert board.where() == ("c.py", 9)
        assert board.where() == ("a.py", 7)


def test_reports_are_kept_in_order() -> None:
    board = Board("b", "B")
    board.report(StatementError("first", file="a.py", line=1))
    board.report(StatementError("second"))
    assert [e.what for e in board.reports] == ["first", "second"]
    assert board.result.errors[0] == "a.py:1: error: first"
    assert board.reports[1].file == __file__


def test_boards_are_nested() -> None:
    one, two = Board("one", ""), Board("two", "")
    with using(one):
        with using(two):
            assert current() is two
        assert current() is one


# hypotheses


def test_symbols_bring_their_facts_once() -> None:
    board = Board("b", "B")
    q = density("q", S)
    V = symbols("V", S >> Real)
    for _ in range(2):
        board.touch((q(s) * V(s)).term)
    kinds = [(h.kind, parts(h.term)[0]) for h in board.result.hypotheses]
    assert kinds.count(("convention", "measurable")) == 1
    assert len(kinds) == len({h.term.canon for h in board.result.hypotheses})


def test_related_hypotheses() -> None:
    first, second, third = (x > y).term, (y > 1).term, (z > 0).term
    assert related([(x > 0).term], [first, second, third]) == [first, second]
    assert related([(z > 1).term], [first, second, third]) == [third]
    assert related([Eq(Expr(exp.term), Expr(exp.term)).term], [first]) == []


def test_hypotheses_without_some() -> None:
    board = Board("b", "B")
    with using(board):
        first, second = given(x > 0, y > 0)
    assert board.hypotheses() == [first.statement, second.statement]
    assert board.hypotheses(first.statement) == [second.statement]
    assert board.hypotheses_text((x > 1).term) == "   whenever x > 0"
    assert board.hypotheses_text((z > 1).term) == ""


def test_a_prover_without_a_variable() -> None:
    board = Board("b", "B")
    with using(board):
        given(n >= 1, x > 0)
    free = board.prover_without(n.term)
    assert free.prove((x > 0).term) is not None
    assert free.prove((n >= 1).term) is None
    assert board.prover.prove((n >= 1).term) is not None


# what is known later


def test_a_proved_claim_is_known_to_later_lines() -> None:
    def script() -> None:
        """t"""
        h = given(x > 1)
        have(x + x > 2).by(h)
        show(x + x > 1).by()

    proved(script)


def test_a_claim_that_failed_is_not_known() -> None:
    def script() -> None:
        """t"""
        have(x > 0).by()
        show(x >= 0).by()

    board = run(script)
    assert [c.record.verdict for c in board.claims] == ["refuted", "refuted"]


def test_a_claim_about_all_x_is_known_at_other_points() -> None:
    def script() -> None:
        """t"""
        have(exp(x) + 1 > 1).by()
        show(exp(y) + 1 > 1).by()

    proved(script)


def test_a_supposed_claim_is_not_known() -> None:
    board = Board("b", "B")
    with using(board):
        h = suppose(x > 0)
        show(x >= 0, given=h).by(h)
    assert board.prover.prove((x >= 0).term) is None


# definitions


def equations(board: Board, symbol: Expr) -> list[str]:
    return [repr(Expr(th.concl)) for th in board.equations_of(symbol.term)]


def test_equations_of_a_number() -> None:
    board = Board("b", "B")
    with using(board):
        define(x, y + 1)
    assert equations(board, x) == ["Eq(x, y + 1)"]
    (th,) = board.equations_of(x.term)
    assert [h.canon for h in th.hyps] == [Eq(x, y + 1).term.canon]


def test_equations_of_a_function() -> None:
    board = Board("b", "B")
    h = symbols("h", Real >> Real)
    with using(board):
        define(h(x), x**2 + y)
    (th,) = board.equations_of(h.term)
    assert parts(th.concl)[0] == "forall" and frees(th.concl) == {h.term, y.term}
    assert th.concl.canon is forall[z](Eq(h(z), z**2 + y)).term.canon


def test_equations_of_a_function_of_pairs() -> None:
    board = Board("b", "B")
    Q, R = symbols("Q R", S * A >> Real)
    with using(board):
        define(Q(s, a_), R(s, a_) + 1)
    (th,) = board.equations_of(Q.term)
    t, u = symbols("t", S), symbols("u", A)
    assert th.concl.canon is forall[t](forall[u](Eq(Q(t, u), R(t, u) + 1))).term.canon


def test_equations_of_a_recursion() -> None:
    board = Board("b", "B")
    f = symbols("f", Seq(Real >> Real))
    with using(board):
        define(f[0](x), x)
        define(f[n + 1](x), 2 * f[n](x) + y)
    found = [Expr(th.concl) for th in board.equations_of(f.term)]
    assert forall[x](Eq(f[0](x), x)) in found
    assert forall[n](forall[x](Eq(f[n + 1](x), 2 * f[n](x) + y))) in found
    assert all([h.canon for h in th.hyps] == [board.result.hypotheses[0].term.canon] for th in board.equations_of(f.term))


def test_equations_of_a_recursion_from_one() -> None:
    """The equation at n + 1 holds for n >= 1 only: nothing is said of the value at 0 that would follow from it."""
    board = Board("b", "B")
    f = symbols("f", Seq(Real >> Real))
    with using(board):
        define(f[1](x), x)
        define(f[n + 1](x), 2 * f[n](x) + n)
    found = [Expr(th.concl) for th in board.equations_of(f.term)]
    assert forall[x](Eq(f[1](x), x)) in found
    general = [th for th in board.equations_of(f.term) if th.concl.canon is not found[0].term.canon and "implies" in str(th.concl)]
    assert general, "the equation at n + 1 has a condition"
    assert forall[n](forall[x](Eq(f[n + 1](x), 2 * f[n](x) + n))) not in found


def test_a_recursion_from_one() -> None:
    def script() -> None:
        """t"""
        u = symbols("u", Seq(Real))
        define(u[1], 3)
        define(u[n + 1], u[n] + 2)
        given(n >= 1)
        claim = show(Eq(u[n], 2 * n + 1))
        base, step = claim.induction(n, start=1)
        base.by(u)
        step.eq(u[n] + 2, by=u).eq(2 * n + 1 + 2, by=step.hypothesis).eq(2 * (n + 1) + 1)
        show(Eq(u[2], 5)).eq(u[1] + 2, by=u).eq(5, by=u)

    proved(script)


def test_a_recursion_from_one_says_nothing_of_the_step_from_zero() -> None:
    def script() -> None:
        """t"""
        u = symbols("u", Seq(Real))
        define(u[1], 3)
        define(u[n + 1], u[n] + 2)
        show(Eq(u[n + 1], u[n] + 2)).by(u)

    assert run(script).reports != []


def test_definitions_of_the_library_are_no_hypotheses() -> None:
    board = Board("b", "B")
    board.touch(sigmoid(x).term)
    assert board.result.hypotheses == []


def test_a_recursion_with_another_letter_in_its_value() -> None:
    """f[0](x) := x, f[n + 1](y) := f[n](y) + y: the letters of the two halves are independent."""

    def script() -> None:
        """t"""
        f = symbols("f", Seq(Real >> Real))
        define(f[0](x), x)
        define(f[n + 1](y), f[n](y) + y)
        show(Eq(f[1](z), 2 * z)).eq(f[0](z) + z, by=f).eq(2 * z, by=f)

    proved(script)


def test_differentiability_of_a_recursion() -> None:
    def script() -> None:
        """t"""
        f = symbols("f", Seq(Real >> Real))
        define(f[0](x), x)
        define(f[n + 1](x), sigmoid(f[n](x)))
        given(differentiable(sigmoid))
        from derive.theory import chain_rule

        show(Eq(D(f[n + 1])(x), D(sigmoid)(f[n](x)) * D(f[n])(x))).eq(D[x](sigmoid(f[n](x))), by=f).eq(
            D(sigmoid)(f[n](x)) * D(f[n])(x), by=chain_rule
        )

    proved(script)


def test_a_definition_that_was_used_before_it_was_made_is_still_one_definition() -> None:
    def script() -> None:
        """t"""
        a = symbols("a", Real)
        claim = show(Eq(a, x + 1))
        define(a, x + 1)
        claim.by(a)

    proved(script)


# evidence


def test_counterexamples_respect_the_hypotheses() -> None:
    board = Board("b", "B")
    with using(board):
        given(x > 2)
    example = board.refute((x > 3).term)
    assert example is not None and example.values == {"x": "3"}
    assert board.refute((x > 1).term) is None
    assert board.refute((y > 1).term, [(y > 1).term]) is None


def test_in_how_many_models_a_line_held() -> None:
    board = Board("b", "B")
    assert board.held((x**2 >= 0).term) == "the line held in 100 of 100 models"
    with using(board):
        given(x > 0, x < 0)
    assert board.held((x**2 >= 0).term) == "no model satisfies the hypotheses"
