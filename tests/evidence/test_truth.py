"""Connectives with four answers; parts without a value."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from derive.evidence.numbers import FALSE, LIKELY, TRUE, UNKNOWN, NoValue
from derive.evidence.truth import all_of, any_of, conjunction, disjunction, implication, negate, same

ALL = (FALSE, UNKNOWN, LIKELY, TRUE)


def node(p: int) -> Any:
    return lambda env: p


def missing(env: Any) -> Any:
    raise NoValue("undefined", "log 0")


@pytest.mark.parametrize(("p", "q"), list(itertools.product((FALSE, TRUE), repeat=2)))
def test_classical_where_decided(p: int, q: int) -> None:
    a, b = p == TRUE, q == TRUE
    back = {True: TRUE, False: FALSE}
    assert conjunction(node(p), node(q))(()) == back[a and b]
    assert disjunction(node(p), node(q))(()) == back[a or b]
    assert implication(node(p), node(q))(()) == back[not a or b]
    assert same(p, q) == back[a == b]
    assert negate(p) == back[not a]


@pytest.mark.parametrize("p", ALL)
def test_what_is_open_is_never_decided_by_itself(p: int) -> None:
    assert conjunction(node(UNKNOWN), node(p))(()) in (FALSE, UNKNOWN)
    assert disjunction(node(UNKNOWN), node(p))(()) in (UNKNOWN, LIKELY, TRUE)
    assert implication(node(LIKELY), node(p))(()) != FALSE
    assert same(LIKELY, p) in (UNKNOWN, LIKELY)


def test_likely_does_not_survive_negation() -> None:
    assert negate(LIKELY) == UNKNOWN


def test_a_false_premise_needs_no_value_on_the_right() -> None:
    assert implication(node(FALSE), missing)(()) == TRUE
    assert conjunction(node(FALSE), missing)(()) == FALSE
    assert conjunction(missing, node(FALSE))(()) == FALSE
    assert disjunction(missing, node(TRUE))(()) == TRUE
    assert implication(missing, node(TRUE))(()) == TRUE


@pytest.mark.parametrize(
    "build", [lambda: implication(node(TRUE), missing), lambda: conjunction(missing, node(TRUE)), lambda: disjunction(node(FALSE), missing)]
)
def test_a_missing_value_that_matters_is_reported(build: Any) -> None:
    with pytest.raises(NoValue):
        build()(())


def test_quantifiers() -> None:
    assert all_of([1, 2], lambda x: TRUE) == TRUE
    assert all_of([], lambda x: FALSE) == TRUE
    assert any_of([], lambda x: TRUE) == FALSE
    assert all_of([TRUE, LIKELY, UNKNOWN], lambda p: p) == UNKNOWN
    assert any_of([FALSE, UNKNOWN, LIKELY], lambda p: p) == LIKELY
    assert all_of([None, FALSE], lambda p: missing(()) if p is None else p) == FALSE
    with pytest.raises(NoValue):
        all_of([None, TRUE], lambda p: missing(()) if p is None else p)
