"""Numeric parameters: proved as symbols on their domain, printed with their value."""

from __future__ import annotations

from typing import Any

import pytest

from derive import (
    Activation,
    Eq,
    Natural,
    Positive,
    Rational,
    Real,
    ask,
    differentiable,
    exp,
    forall,
    given,
    have,
    log,
    near_miss,
    say,
    show,
    sigmoid,
    symbols,
)
from derive.course.question import DeriveErrorForInput, ResultFunction, result
from derive.documents.printed import printed
from derive.errors import DeriveError, StatementError
from tests.course.support import function, proved, text

x = symbols("x", Real)
n = symbols("n", Natural)


def scaled(s: Positive = Rational(1, 2), m: Natural = 3, shift: Real = -1) -> None:  # type: ignore[valid-type]
    """The scale {s}"""
    show(s * x**2 + m >= 2 * s * x - s + 0 * shift).by()


def test_a_result_is_proved_for_the_symbol() -> None:
    def script(s: Positive = Rational(1, 2)) -> None:  # type: ignore[valid-type]
        """The scale {s}"""
        bound = show((1 * s) ** n * 2 * s > 0, number="1")
        ask(f"Show that {bound} for the scale {s}.")
        bound.by()
        near_miss(s * x**2 >= 1 * s * x, "the square is smaller between 0 and 1")

    board = proved(script)
    (claim,) = board.result.shown
    s = symbols("s", Real)
    assert claim.statement.canon is ((1 * s) ** n * 2 * s > 0).term.canon
    assert claim.theorem is not None and [h.canon for h in claim.theorem.hyps] == [(s > 0).term.canon]
    page = printed(board.result)
    assert page["title"] == r"The scale $\frac{1}{2}$" and page["parameters"] == {"s": "1/2"}
    assert page["shown"][0]["text"] == "(1/2)**n * 2 * (1/2) > 0"
    assert page["hypotheses"] == [] and all("s" not in group["symbols"] for group in page["symbols"])
    assert page["body"][0]["latex"] == rf"Show that ${page['shown'][0]['latex']}$ for the scale $\frac{{1}}{{2}}$."
    assert page["near_misses"][0]["text"] == "1/2 * x**2 >= 1/2 * x"
    assert page["near_misses"][0]["counterexample"]["values"]["s"] == "1/2"


def test_a_near_miss_must_fail_for_the_value() -> None:
    def script(s: Positive = Rational(1, 2)) -> None:  # type: ignore[valid-type]
        """t"""
        show(s > 0).by()
        near_miss(s <= 1, "false for larger scales only")

    board = result(script).run({})
    assert board.reports[0].what.startswith('near miss "false for larger scales only" is')
    assert result(script).run({"s": 2}).reports == []


def test_the_value_is_not_known_to_the_proof() -> None:
    def script(s: Positive = Rational(1, 2)) -> None:  # type: ignore[valid-type]
        """t"""
        show(s <= 1).by()

    assert result(script).run({}).reports[0].what == "this line is false"


def test_a_natural_number_is_an_exponent() -> None:
    def script(m: Natural = 3) -> None:  # type: ignore[valid-type]
        """t"""
        show(Eq(x**m * x, x ** (m + 1))).by()
        show(Eq(2**m * x, 2**m * x + 0)).by()

    page = printed(proved(script).result)
    assert [c["text"] for c in page["shown"]] == ["Eq(x**3 * x, x**4)", "Eq(8 * x, 8 * x + 0)"]
    assert printed(proved(script, m=5).result)["shown"][0]["text"] == "Eq(x**5 * x, x**6)"


def test_a_truth_value_chooses() -> None:
    def script(strict: bool = False) -> None:
        """t"""
        show(x < x + 1).by() if strict else show(x <= x + 1).by()

    f = result(script)
    assert f.parse({"strict": "true"}) == {"strict": True}
    assert printed(f.run({"strict": True}).result)["shown"][0]["text"] == "x < x + 1"
    with pytest.raises(DeriveErrorForInput, match="yes is no truth value"):
        f.parse({"strict": "yes"})


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("s", "0", "0 is not positive"),
        ("s", "-1/2", "-1/2 is not positive"),
        ("s", "a half", "a half is not a number"),
        ("s", "1/0", "1/0 is not a number"),
        ("m", "1/2", "1/2 is not a natural number"),
        ("m", "-3", "-3 is not a natural number"),
        ("shift", "oo", "oo is not a number"),
    ],
)
def test_a_value_outside_the_domain(name: str, text: str, said: str) -> None:
    with pytest.raises(DeriveErrorForInput) as caught:
        result(scaled).parse({name: text})
    assert caught.value.what == said and caught.value.given == f"{name} = {text!r}" and "such as" in caught.value.needed


@pytest.mark.parametrize("value", [0, -1, 0.5, True, x, "1/2", x + 1])
def test_a_value_in_a_script_outside_the_domain(value: Any) -> None:
    with pytest.raises(StatementError):
        result(scaled).run({"s": value})


def test_a_comparison_with_a_parameter_has_no_truth_value() -> None:
    def script(s: Positive = Rational(1, 2)) -> None:  # type: ignore[valid-type]
        """t"""
        if s < 1:
            say("small")

    with pytest.raises(StatementError, match="a comparison of symbols has no truth value"):
        result(script).run({})


def cited() -> ResultFunction:
    def inner(s: Positive = Rational(1, 3)) -> None:  # type: ignore[valid-type]
        """the scale {s}"""
        show(s * x**2 >= 0).by()

    return function(inner)


def test_a_cited_result_holds_for_the_callers_parameter() -> None:
    inner = cited()

    def script(s: Positive = Rational(1, 2)) -> None:  # type: ignore[valid-type]
        """t"""
        show(s * x**2 + 1 > 0).gt(0, by=inner(s=s))

    board = proved(script)
    assert board.claims[0].record.lines[0].words == [r"by the scale $\frac{1}{2}$"]


def test_a_result_told_again_brings_its_value() -> None:
    inner = cited()

    def script() -> None:
        """t"""
        square = have(inner())
        show(3 * x**2 >= 0).by(square)

    board = proved(script)
    assert printed(board.result)["body"][0]["text"] == "1/3 * x**2 >= 0"


def test_two_values_of_one_letter() -> None:
    inner = cited()

    def script(s: Positive = Rational(1, 2)) -> None:  # type: ignore[valid-type]
        """t"""
        have(inner())
        show(s > 0).by()

    with pytest.raises(DeriveError, match="s has two values here"):
        result(script).run({})


def bounded_scale(s: Positive = Rational(1, 2), m: Natural = 3) -> None:  # type: ignore[valid-type]
    """t"""
    large = given(s >= Rational(1, 2), "the scale is not small")
    given(s * m + x >= 0)
    show(s + 1 > 1).by(large)


def test_a_hypothesis_that_the_value_satisfies_is_not_printed() -> None:
    board = proved(bounded_scale)
    page = printed(board.result)
    assert [h["text"] for h in page["hypotheses"]] == ["3/2 + x >= 0"]
    assert [h.kind for h in board.result.hypotheses] == ["parameter", "parameter", "given"]


def test_a_hypothesis_that_the_value_violates_refuses_the_variant() -> None:
    with pytest.raises(StatementError) as caught:
        result(bounded_scale).run({"s": Rational(1, 4)})
    assert text(caught.value, bounded_scale) == (
        "script:2: error: variant refused: s >= 1/2 is false for s = 1/4\n"
        "  given:   s = 1/4: left 1/4, right 1/2\n"
        "  needed:  a hypothesis that holds\n"
        "  try:     other values of the parameters"
    )


relu = Activation("relu", lambda t: (t + abs(t)) / 2)
softplus = Activation("softplus", lambda t: log(1 + exp(t)))


def unit(phi: Activation = relu) -> None:  # type: ignore[valid-type]
    """t"""
    given(differentiable(phi))
    below = given(forall[x](phi(x) < 1))
    show(phi(x) <= 1).by(below)


@pytest.mark.parametrize(
    ("phi", "said", "given_"),
    [
        (relu, "script:2: error: variant refused: differentiable(relu) is false for phi = relu", "x = 0"),
        (
            softplus,
            "script:3: error: variant refused: forall[x](softplus(x) < 1) is false for phi = softplus",
            "x = 1: left 1.313261688, right 1",
        ),
    ],
)
def test_an_activation_that_violates_a_hypothesis_refuses_the_variant(phi: Any, said: str, given_: str) -> None:
    with pytest.raises(StatementError) as caught:
        result(unit).run({"phi": phi})
    assert text(caught.value, unit).split("\n")[:2] == [said, f"  given:   {given_}"]


def test_an_activation_that_satisfies_the_hypotheses() -> None:
    proved(unit, phi=sigmoid)


def test_a_hypothesis_about_nothing_that_is_false() -> None:
    def script() -> None:
        """t"""
        given(forall[x](x**2 > 0))
        show(x <= x).by()

    with pytest.raises(StatementError) as caught:
        result(script).run({})
    assert text(caught.value, script).split("\n")[:2] == [
        "script:2: error: this hypothesis is false: forall[x](x**2 > 0)",
        "  given:   x = 0: left 0, right 0",
    ]
