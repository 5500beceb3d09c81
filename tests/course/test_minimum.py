"""find.minimum: the value is proved a lower bound and attained, or nothing comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import E, Eq, Rational, Real, density, exp, find, given, integrable, log, show, sigmoid, spaces, symbols, tanh
from derive.errors import DeriveError, StepError
from tests.course.support import proved, raised, reports, run

x, y, a, b, c = symbols("x y a b c", Real)
S = spaces("S")
s = symbols("s", S)
f, g = symbols("f g", S >> Real)
p = density("p", S)


def test_a_quadratic_with_numbers() -> None:
    def script() -> None:
        """t"""
        low = find.minimum(x**2 - 2 * x + 3, x)
        assert (repr(low.value), repr(low.at), low.attained) == ("2", "1", True)
        show(x**2 - 2 * x + 3 >= low.value).by(low)
        show(y**2 - 2 * y + 3 >= 2).by(low.bound)
        show(Eq(low.at**2 - 2 * low.at + 3, low.value)).by()

    assert proved(script).result.advisers == ["SymPy"]


def test_a_quadratic_with_symbols() -> None:
    def script() -> None:
        """t"""
        given(a > 0)
        low = find.minimum(a * x**2 + b * x + c, x)
        show(a * x**2 + b * x + c >= low.value).by(low)
        show(Eq(a * low.at**2 + b * low.at + c, low.value)).by(low.reached)

    proved(script)


def test_expectations_are_coefficients() -> None:
    def script() -> None:
        """t"""
        mean = E[p(s)]
        given(integrable[p(s)](f(s), f(s) ** 2))
        low = find.minimum(mean((f(s) - b) ** 2), b)
        assert repr(low.at) == "E[p(s)](f(s))"
        show(mean((f(s) - b) ** 2) >= mean(f(s) ** 2) - mean(f(s)) ** 2).by(low)

    proved(script)


def test_a_function_of_one_variable() -> None:
    def script() -> None:
        """t"""
        low = find.minimum(-sigmoid(x) * (1 - sigmoid(x)), x)
        assert (repr(low.value), repr(low.at)) == ("-1/4", "0")
        show(-sigmoid(x) * (1 - sigmoid(x)) >= -Rational(1, 4)).by(low)
        even = find.minimum(exp(x) + exp(-x), x)
        show(exp(x) + exp(-x) >= even.value).by(even)

    proved(script)


def _falls_for_ever() -> None:
    find.minimum(x - x**2, x)


def _sign_unknown() -> None:
    find.minimum(a * x**2 + b * x, x)


def _negative() -> None:
    given(a < 0)
    find.minimum(a * x**2 + b * x, x)


def _not_attained() -> None:
    find.minimum(exp(x), x)


def _not_attained_either() -> None:
    find.minimum(tanh(x), x)


def _only_where_defined() -> None:
    find.minimum(x - log(x), x)


def _about_the_variable() -> None:
    given(x >= 5)
    low = find.minimum(x**2, x)
    assert repr(low.value) == "0"
    find.minimum(x, x)


@pytest.mark.parametrize(
    "script", [_falls_for_ever, _sign_unknown, _negative, _not_attained, _not_attained_either, _only_where_defined, _about_the_variable]
)
def test_what_has_no_minimum_comes_back_undecided(script: Callable[[], None]) -> None:
    def wrapped() -> None:
        """t"""
        script()

    with pytest.raises(StepError) as caught:
        run(wrapped)
    assert caught.value.needed


def test_the_messages() -> None:
    assert raised(_not_attained).split("\n")[:2] == [
        "error: the smallest value is not attained",
        "  given:   exp(x) comes near 0, as SymPy finds",
    ]
    assert raised(_sign_unknown).split("\n")[0] == "error: this minimum is undecided"


def test_a_wrong_proposal_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.tactics import finders

    monkeypatch.setattr(finders, "minimum", lambda t, v: (Rational(3).term, Rational(1).term))
    with pytest.raises(DeriveError):
        run(lambda: find.minimum(x**2 - 2 * x + 3, x))  # type: ignore[arg-type, return-value]


def test_the_minimum_of_another_function() -> None:
    def script() -> None:
        """t"""
        low = find.minimum(x**2 + 1, x)
        show(x**2 + x >= 1).by(low)

    assert reports(script)[0].startswith("script:3: error: this line is false")
