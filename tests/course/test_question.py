"""Results as functions: parameters and their domains, results cited and told again, and what they may not carry over."""

from collections.abc import Callable
from typing import Any

import pytest

from derive import (
    Activation,
    D,
    Eq,
    OneOf,
    Positive,
    Rational,
    Real,
    define,
    differentiable,
    exp,
    given,
    have,
    near_miss,
    published,
    say,
    show,
    sigmoid,
    suppose,
    symbols,
    tanh,
)
from derive.course import records
from derive.course.question import DeriveErrorForInput, closed
from derive.errors import StatementError
from derive.kernel import rules as k
from derive.language.expr import Implies
from derive.language.symbols import forall
from tests.course.support import function, proved, reports, run

x, y, z = symbols("x y z", Real)
HALF = Rational(1, 2)
UNITS = OneOf["steps", "runs"]
SIDES = OneOf["a", "b"]


def doubled() -> None:
    """twice a number from 1 on"""
    h = given(y >= 1)
    show(y + y >= 2).by(h)


def unproved() -> None:
    """an open result"""
    show(y + y >= 2).by()


def silent() -> None:
    """a result that shows nothing"""
    have(Eq(y, y)).by()


def three() -> None:
    """a defined number"""
    a = symbols("a", Real)
    define(a, 3)
    show(a >= 2).by(a)


# citing


def test_a_cited_result_is_used_at_other_values_under_its_conditions() -> None:
    def script() -> None:
        """t"""
        show((x**2 + 1) + (x**2 + 1) >= 2).by(function(doubled)())

    proved(script)


def test_its_conditions_are_not_forgotten() -> None:
    def script() -> None:
        """t"""
        show(x + x >= 2).by(function(doubled)())

    (message,) = reports(script)
    assert "error: this line is false" in message and "given:   x = 0: left 0, right 2" in message


def test_its_supposed_hypotheses_are_conditions_too() -> None:
    def inner() -> None:
        """under a condition"""
        h = suppose(y >= 1)
        show(y + y >= 2, given=h).by(h)

    def good() -> None:
        """t"""
        show(exp(x) + 1 + (exp(x) + 1) >= 2).by(function(inner)())

    def bad() -> None:
        """t"""
        show(y + y >= 2).by(function(inner)())

    proved(good)
    assert len(reports(bad)) == 1


def test_its_definitions_are_conditions_too() -> None:
    def without() -> None:
        """t"""
        a = symbols("a", Real)
        show(a >= 2).by(function(three)())

    def other() -> None:
        """t"""
        a = symbols("a", Real)
        define(a, 1)
        show(a >= 2).by(function(three)())

    def same() -> None:
        """t"""
        a = symbols("a", Real)
        define(a, 3)
        show(a >= 2).by(function(three)())

    assert ["this line is false" in r for r in reports(without)] == [True]
    assert ["this line is false" in r for r in reports(other)] == [True]
    proved(same)


def test_a_result_that_is_not_proved_is_no_reason() -> None:
    def script() -> None:
        """t"""
        show(y + y >= 2).by(function(unproved)())

    assert reports(script) == [
        "script:2: error: this result is not proved\n  given:   inner\n  needed:  a result whose claims are all proved"
    ]


def test_statements_of_a_result_are_closed() -> None:
    th = closed(k.assume((x >= y).term))
    assert not th.hyps
    assert th.concl.canon is forall[x, y](Implies(x >= y, x >= y)).term.canon


def test_a_result_runs_once_for_each_choice_of_parameters() -> None:
    ran: list[Any] = []

    def inner(choice: SIDES = "a") -> None:  # type: ignore[valid-type]
        """one of two"""
        ran.append(choice)
        show(Eq(x, x)).by()

    result = function(inner)
    assert result() is result() is result(choice="a")
    assert result(choice="b") is not result()
    assert ran == ["a", "b"]


# telling again


def test_told_again_its_derivation_stands_here() -> None:
    def inner() -> None:
        """twice a number from 1 on"""
        h = given(y >= 1)
        say("A line.")
        claim = show(y + y >= 2)
        claim.by(h)
        near_miss(claim, "any number", without=h)
        published("A1", y + y > 2, "strictly")

    def script() -> None:
        """t"""
        given(y >= 1)
        claim = have(function(inner)())
        show(y + y >= 2).by(claim)

    result = proved(script).result
    assert [item.kind for item in result.body] == ["say", "show", "show"]
    assert [p.finding for p in result.published] == ["A1"]
    assert len(result.shown) == 1


def test_told_again_it_keeps_its_hypotheses() -> None:
    def script() -> None:
        """t"""
        claim = have(function(doubled)())
        show(y + y + 1 >= 3).by(claim)

    board = run(script)
    assert board.result.verdict != "proved" and len(board.reports) == 1


def test_told_again_its_errors_are_errors_here() -> None:
    def script() -> None:
        """t"""
        have(function(unproved)())
        show(Eq(x, x)).by()

    board = run(script)
    assert len(board.reports) == 1 and board.result.verdict == "undecided"


def test_a_result_that_shows_nothing_cannot_be_told() -> None:
    def script() -> None:
        """t"""
        have(function(silent)())

    with pytest.raises(StatementError, match="this result shows nothing") as caught:
        run(script)
    assert (caught.value.given, caught.value.needed) == ("inner", "a result with at least one show(...)")


def test_a_result_that_rests_on_itself() -> None:
    results: list[Any] = []

    def one() -> None:
        """one"""
        show(Eq(x, x)).by(results[1]())

    def two() -> None:
        """two"""
        show(Eq(x, x)).by(results[0]())

    results += [function(one, "proofs.one"), function(two, "proofs.two")]
    with pytest.raises(StatementError, match="this result rests on itself"):
        results[0]()


# parameters


def with_parameters(phi: Activation = sigmoid, scale: Positive = HALF, by: UNITS = "steps") -> None:  # type: ignore[valid-type]
    """The slope of {phi} by {by}"""
    show(Eq(scale, scale)).by()


def test_defaults_and_titles() -> None:
    result = function(with_parameters)
    made = result(by="runs")
    assert made.board.result.parameters == {"phi": "sigmoid", "scale": "1/2", "by": "runs"}
    assert made.title.endswith("by runs") and "{" not in made.title


def test_parameters_of_an_assignment_file() -> None:
    values = function(with_parameters).parse({"phi": "tanh", "scale": "3/4", "by": "runs"})
    assert values["phi"] is tanh and repr(values["scale"]) == "3/4" and values["by"] == "runs"


@pytest.mark.parametrize(
    ("written", "what", "needed"),
    [
        ({"psi": "tanh"}, "inner has no parameter psi", "one of phi, scale, by"),
        ({"phi": "relu"}, "relu is no activation", "one of "),
        ({"phi": "x"}, "x is no activation", "one of "),
        ({"scale": "fast"}, "fast is not a number", "a positive rational number such as 1/2"),
        ({"scale": "1/0"}, "1/0 is not a number", "a positive rational number such as 1/2"),
        ({"scale": "-1"}, "-1 is not positive", "a positive rational number"),
        ({"scale": "0"}, "0 is not positive", "a positive rational number"),
        ({"by": "days"}, "'days' is not a choice", "one of 'steps', 'runs'"),
    ],
)
def test_wrong_parameters(written: dict[str, str], what: str, needed: str) -> None:
    with pytest.raises(DeriveErrorForInput) as caught:
        function(with_parameters).parse(written)
    e = caught.value
    ((name, value),) = written.items()
    assert (e.what, e.given, e.exit_code) == (what, f"{name} = {value!r}", 2)
    assert e.needed.startswith(needed)


def test_an_unknown_keyword() -> None:
    with pytest.raises(StatementError) as caught:
        function(with_parameters)(psi=tanh)
    assert str(caught.value) == "error: inner has no parameter psi\n  given:   psi\n  needed:  one of phi, scale, by"
    with pytest.raises(StatementError) as caught:
        function(doubled)(phi=tanh)
    assert caught.value.needed == "one of none"


def test_an_activation_of_the_script_may_be_a_parameter() -> None:
    halved = Activation("halved", lambda t: t / 2)

    def inner(phi: Activation = halved) -> None:  # type: ignore[valid-type]
        """slope"""
        from derive.theory import differentiation

        given(differentiable(phi))
        show(Eq(D(phi)(x), Rational(1, 2))).by(phi, differentiation)

    made = function(inner)()
    assert made.board.result.verdict == "proved"
    assert made.board.result.parameters == {"phi": "halved"}


def test_each_parameter_runs_its_own_script() -> None:
    """What holds for one activation is not believed for another."""

    def inner(phi: Activation = tanh) -> None:  # type: ignore[valid-type]
        """slope"""
        from derive.theory import differentiation

        show(Eq(D(phi)(x), 1 - phi(x) ** 2)).by(phi, differentiation)

    result = function(inner)
    assert result().board.result.verdict == "proved"
    assert result(phi=sigmoid).board.result.verdict != "proved"


@pytest.mark.parametrize("script", [doubled, three])
def test_twice_the_same_certificate(script: Callable[[], None]) -> None:
    one, two = proved(script), proved(script)
    assert one.result.certificate == two.result.certificate and one.result.goal == two.result.goal
    assert [type(item) for item in one.result.body] == [records.Claim]
    assert z is not x
