"""The ledger."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_samples import ONE, ZERO, a_type, add, dim, equation, le, nlit, p, x, y

from derive.errors import RuleError, TypeMismatch
from derive.kernel import axioms
from derive.kernel.terms import abstract, apply, bound, const, for_all, signature, var
from derive.kernel.types import fun, real

pytestmark = pytest.mark.usefixtures("ledger")
TRUTH = for_all(x, equation(x, x))


def test_an_axiom_is_entered_with_its_source() -> None:
    th = axioms.postulate("reflexive", TRUTH, "[book, 1.1]")
    assert (th.hyps, th.concl, th.rule, th.args, th.premises) == ((), TRUTH, "axiom", ("reflexive",), ())
    assert axioms.axioms() == {"reflexive": (th, "[book, 1.1]")}


@pytest.mark.parametrize(
    "name, statement, source",
    [
        ("a", TRUTH, ""),
        ("a", TRUTH, " \t"),
        ("a", equation(x, x), "s"),
        ("a", ONE, "s"),
        ("a", abstract(x, p), "s"),
        ("a", p, "s"),
        ("a", apply(const("not"), bound(0, p.type)), "s"),
    ],
)
def test_what_is_no_axiom(name: str, statement: Any, source: str) -> None:
    with pytest.raises(RuleError):
        axioms.postulate(name, statement, source)
    assert axioms.axioms() == {}


def test_an_axiom_is_entered_once() -> None:
    axioms.postulate("a", TRUTH, "s")
    for statement in (TRUTH, for_all(y, le(y, y))):
        with pytest.raises(RuleError, match="not an axiom"):
            axioms.postulate("a", statement, "s")


def test_a_definition_declares_its_constant() -> None:
    th = axioms.define("twice", abstract(x, add(x, x)))
    assert signature()["twice"] is fun(real, real)
    assert th.concl is equation(const("twice"), abstract(x, add(x, x)))
    assert (th.hyps, th.rule, th.args) == ((), "definition", ("twice",))
    assert axioms.definitions() == {"twice": (th, "definition")}


def test_a_definition_over_all_types() -> None:
    u, i = var("u", a_type), var("i", dim)
    axioms.define("identity", abstract(u, u))
    assert const("identity", fun(real, real)).type is fun(real, real)
    axioms.define("here", abstract(i, i))
    with pytest.raises(TypeMismatch):
        const("here", fun(real, real))


@pytest.mark.parametrize("name", ["0", "", "a b", None])
def test_a_definition_needs_a_name(name: Any) -> None:
    with pytest.raises((RuleError, TypeMismatch)):
        axioms.define(name, ZERO)
    assert axioms.definitions() == {}


@pytest.mark.parametrize(
    "body",
    [
        x,
        bound(0, real),
        equation(var("u", a_type), var("u", a_type)),
        for_all(var("u", a_type), equation(var("u", a_type), var("u", a_type))),
    ],
)
def test_what_is_no_definition(body: Any) -> None:
    with pytest.raises(RuleError, match="not a definition"):
        axioms.define("thing", body)
    assert "thing" not in signature()


def test_definitions_may_rest_on_earlier_ones() -> None:
    axioms.define("two", add(ONE, ONE))
    axioms.define("four", add(const("two"), const("two")))
    with pytest.raises(TypeMismatch, match="unknown constant"):
        axioms.define("six", add(const("four"), const("six")))


def test_a_closed_ledger_takes_nothing() -> None:
    axioms.close()
    with pytest.raises(RuleError, match="closed"):
        axioms.postulate("a", TRUTH, "s")
    with pytest.raises(RuleError, match="closed"):
        axioms.define("b", ZERO)
    assert "b" not in signature()


def test_the_ledger_is_read_through_copies() -> None:
    axioms.postulate("a", TRUTH, "s")
    axioms.axioms().clear()
    axioms.definitions()["x"] = None  # type: ignore[assignment]
    assert list(axioms.axioms()) == ["a"]
    assert axioms.definitions() == {}
    assert nlit(0).type is not real
