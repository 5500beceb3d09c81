"""Reasons: what may stand in by=, how it is worded, and which reasons a line does not rest on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from derive import E, Eq, Real, Var, define, density, given, norm, show, sigmoid, spaces, suppose, symbols, tanh
from derive.course.reasons import Fact, idle, items_of, resolve
from derive.errors import StatementError
from derive.kernel import rules as k
from derive.tactics.calc import close
from derive.tactics.lemma import LEMMAS
from derive.tactics.prover import Prover
from derive.theory import abs_add_le, abs_mul, linearity
from tests.course.support import function, reports

x, y = symbols("x y", Real)
f = symbols("f", Real >> Real)
S = spaces("S")
s = symbols("s", S)
q = density("q", S)


def test_nothing() -> None:
    assert resolve(None) == [] and resolve([]) == [] and resolve(()) == []


def test_lists_in_lists_in_their_order() -> None:
    h = suppose(x > 0)
    assert [u.name for u in resolve([abs_mul, [h, (abs_add_le,)], sigmoid])] == ["abs_mul", "x > 0", "abs_add_le", "sigmoid"]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (abs_add_le, LEMMAS["abs_add_le"].words),
        (linearity, LEMMAS["linearity"].words),
        (sigmoid, "by definition of sigmoid"),
        (tanh, "by definition of tanh"),
        (Var, "by definition of the variance"),
        (norm, "by definition of the norm"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_words(reason: Any, words: str) -> None:
    (used,) = resolve(reason)
    assert used.words == words and used.items


def test_hypotheses_and_their_words() -> None:
    assert resolve(given(x > 0, "a rate"))[0].words == "by hypothesis (a rate)"
    assert resolve(given(y > 0))[0].words == "by hypothesis"
    assert resolve(suppose(x > y, "the larger one"))[0].words == "the larger one"
    h = suppose(x > 0)
    assert isinstance(h, Fact) and repr(h) == "x > 0" and f"{h}" == "$x > 0$"


def test_a_definition_of_the_script() -> None:
    a = symbols("a", Real)
    define(a, x + 1)
    (used,) = resolve(a)
    assert used.words == "by definition of a" and len(used.items) == 1


@pytest.mark.parametrize(
    ("reason", "what", "given_"),
    [
        (lambda: "algebra", "this is not a reason", "'algebra' (str)"),
        (lambda: 3, "this is not a reason", "3 (int)"),
        (dict, "this is not a reason", "{} (dict)"),
        (lambda: f, "this has no definition", "f"),
        (lambda: x, "this has no definition", "x"),
        (lambda: f(x), "this has no definition", "f"),
        (lambda: x > 0, "this has no definition", "x > 0"),
        (lambda: Eq(x, y), "this has no definition", "Eq(x, y)"),
        (lambda: [abs_mul, "algebra"], "this is not a reason", "'algebra' (str)"),
        (lambda: show(x <= x + 1), "this claim is not proved yet", "x <= x + 1"),
        (lambda: E, "this is not a reason", None),
        (lambda: function(_open)(), "this result is not proved", "inner"),
    ],
)
def test_what_is_no_reason(reason: Callable[[], Any], what: str, given_: str | None) -> None:
    with pytest.raises(StatementError) as caught:
        resolve(reason())
    assert caught.value.what == what
    assert given_ is None or caught.value.given == given_
    assert caught.value.needed


def _open() -> None:
    """an open result"""
    show(x + y >= 2)


def test_a_bad_reason_is_reported_at_its_line() -> None:
    def script() -> None:
        """t"""
        show(Eq(x, x + 0)).by("algebra")
        show(Eq(x, x + 0)).eq(x, by=f)

    assert reports(script) == [
        "script:2: error: this is not a reason\n"
        "  given:   'algebra' (str)\n"
        "  needed:  a lemma, a hypothesis, a claim, a result, or a symbol (its definition)",
        "script:3: error: this has no definition\n"
        "  given:   f\n"
        "  needed:  a lemma, a hypothesis, a claim, a result, or a symbol with a definition",
    ]


def test_idle_reasons() -> None:
    h, other = suppose(x <= y), suppose(y <= 3)
    used = resolve([h, other, abs_mul])
    th = close(Prover(), (x <= y + 1).term, items_of(used))
    assert idle(th, used) == ["y <= 3", "abs_mul"]


def test_a_lemma_that_is_used_is_not_idle() -> None:
    used = resolve([abs_mul, abs_add_le])
    th = close(Prover(), Eq(abs(x * y), abs(x) * abs(y)).term, items_of(used))
    assert idle(th, used) == ["abs_add_le"]


def test_definitions_that_are_used_are_not_idle() -> None:
    used = resolve([sigmoid, tanh])
    th = close(Prover(), (sigmoid(x) > 0).term, items_of(used))
    assert "tanh" in idle(th, used)


def test_methods_are_never_called_idle() -> None:
    used = resolve(linearity)
    assert idle(k.refl(x.term), used) == []


def test_density_symbols_are_no_reasons_without_definition() -> None:
    with pytest.raises(StatementError, match="this has no definition"):
        resolve(q)
