"""Forging in the memory of the prover: prevented by accident, and caught by replay against the goal when forced."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from kernel_samples import FALSE, ONE, ZERO, add, certified, mul, p, x, y

from derive.errors import DeriveError, ReplayError, RuleError, TypeMismatch
from derive.kernel import axioms, field, rules, terms, theorem, types
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.replay import check
from derive.kernel.terms import Term, equation, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import Type, real

ROOT = Path(__file__).parents[2]


def caught(forged: Theorem, table: dict[str, Any], claim: Term = FALSE) -> None:
    with pytest.raises(ReplayError):
        check(encode([forged]), encode_goal([], [claim]), table)


THINGS = [rules.refl(x), x, add(x, y), real]


@pytest.mark.parametrize("thing", THINGS, ids=str)
def test_nothing_is_set_deleted_copied_or_pickled(thing: Any) -> None:
    name = type(thing).__slots__[0]
    for act in (
        lambda: setattr(thing, name, 1), lambda: setattr(thing, "new", 1), lambda: delattr(thing, name), lambda: copy.copy(thing),
        lambda: copy.deepcopy(thing), lambda: pickle.dumps(thing), lambda: dataclasses.replace(thing, concl=FALSE),
    ):  # fmt: skip
        with pytest.raises((TypeError, AttributeError)):
            act()


@pytest.mark.parametrize("base", [Theorem, Term, Type])
def test_there_are_no_subclasses(base: Any) -> None:
    with pytest.raises(DeriveError):
        type("Forged", (base,), {"__slots__": ()})
    with pytest.raises(DeriveError):
        type("Forged", (base, types.Frozen), {"__slots__": ()})


def test_nothing_is_built_by_hand() -> None:
    with pytest.raises(RuleError):
        Theorem(object(), (), FALSE, "refl", (), ())
    for made in (Term, Type):
        with pytest.raises(TypeMismatch):
            made()


def test_a_conclusion_that_was_overwritten_is_caught(table: dict[str, Any]) -> None:
    forged = rules.refl(ZERO)
    object.__setattr__(forged, "concl", FALSE)
    caught(forged, table)


def test_a_premise_that_was_overwritten_is_caught(table: dict[str, Any]) -> None:
    forged = rules.refl(ZERO)
    object.__setattr__(forged, "concl", FALSE)
    caught(rules.sym(rules.sym(forged)), table)
    caught(rules.discharge(p, forged), table)


def test_hypotheses_that_were_removed_are_caught(table: dict[str, Any]) -> None:
    forged = rules.assume(FALSE)
    object.__setattr__(forged, "hyps", ())
    caught(forged, table)


def test_the_key_does_not_help(table: dict[str, Any]) -> None:
    for rule, args in (
        ("axiom", ("absurd",)),
        ("axiom", ("square_nonneg",)),
        ("definition", ("twice",)),
        ("refl", (ZERO,)),
        ("magic", ()),
        ("compare", (FALSE,)),
        ("field", (ZERO, ONE)),
        ("assume", (FALSE,)),
    ):
        caught(Theorem(theorem._KEY, (), FALSE, rule, args, ()), table)


def test_an_object_made_without_init_is_caught(table: dict[str, Any]) -> None:
    forged = object.__new__(Theorem)
    for name, value in (("hyps", ()), ("concl", FALSE), ("rule", "refl"), ("args", (ZERO,)), ("premises", ())):
        object.__setattr__(forged, name, value)
    caught(forged, table)


def test_a_circle_of_premises_is_caught(table: dict[str, Any]) -> None:
    forged = rules.sym(rules.refl(ZERO))
    object.__setattr__(forged, "premises", (forged,))
    with pytest.raises(DeriveError, match="rests on itself"):
        encode([forged])


def test_a_term_that_was_overwritten_is_caught(table: dict[str, Any]) -> None:
    seven = literal(7)
    forged = rules.field(add(seven, ZERO), seven)
    object.__setattr__(seven, "value", Fraction(8))
    try:
        caught(forged, table, equation(literal(9), literal(10)))
        caught(forged, table)
    finally:
        object.__setattr__(seven, "value", Fraction(7))


def test_a_patched_decision_procedure_is_caught(table: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field, "equal", lambda *_: True)
    monkeypatch.setattr(field, "holds", lambda *_: True)
    caught(rules.field(ZERO, ONE), table)
    caught(rules.compare(FALSE), table)


def test_a_patched_rule_is_caught(table: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_fresh", lambda *_: None)
    caught(rules.specialize(rules.generalize(x, rules.assume(equation(x, ZERO))), ONE), table, equation(ONE, ZERO))
    monkeypatch.setattr(rules, "_same", lambda *_: None)
    caught(rules.trans(rules.refl(ZERO), rules.refl(ONE)), table)


def test_a_ledger_that_was_opened_again_is_caught(table: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    axioms.close()
    with pytest.raises(RuleError, match="closed"):
        axioms.postulate("absurd", FALSE, "[forged]")
    with pytest.raises(RuleError, match="closed"):
        axioms.define("absurd", ZERO)
    monkeypatch.setitem(axioms._state, "open", True)
    caught(axioms.postulate("absurd", FALSE, "[forged]"), table)
    caught(
        rules.trans(rules.sym(axioms.define("naught", ZERO)), axioms.define("one", ONE)) if False else axioms.define("naught", ZERO), table
    )


def test_a_declared_constant_of_the_prover_is_unknown_to_replay(table: dict[str, Any]) -> None:
    terms.declare("private", real)
    caught(rules.refl(terms.const("private")), table, equation(terms.const("private"), terms.const("private")))


class Sly(str):
    """A name that equals every other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("x")


class Slippery(Fraction):
    """A number that equals every other."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Fraction.__hash__


def test_subclasses_of_names_and_numbers_are_refused() -> None:
    for act in (
        lambda: var(Sly("y"), real),
        lambda: types.type_var(Sly("a")),
        lambda: types.type_con(Sly("real")),
        lambda: terms.binder(Sly("y"), real, x),
        lambda: terms.const(Sly("neg")),
        lambda: terms.declare(Sly("neg"), real),
        lambda: literal(Slippery(1)),
        lambda: literal(True),
        lambda: literal(0.5),
    ):  # type: ignore[arg-type]
        with pytest.raises(TypeMismatch):
            act()


def test_a_theorem_replays_when_nobody_forged(table: dict[str, Any]) -> None:
    certificate, goal = certified(rules.field(mul(x, y), mul(y, x)))
    check(certificate, goal, table)


@pytest.mark.parametrize("flags", [[], ["-O"], ["-OO"]])
def test_checks_do_not_vanish_under_optimisation(flags: list[str]) -> None:
    script = """
from derive.errors import DeriveError
from derive.kernel import rules, theorem, types
from derive.kernel.terms import *
from derive.kernel.types import real, nat
x, zero, one = var("x", real), literal(0), literal(1)
false = equation(zero, one)
acts = [
    lambda: theorem.Theorem(object(), (), false, "refl", (), ()),
    lambda: rules.trans(rules.refl(zero), rules.refl(one)),
    lambda: rules.generalize(x, rules.assume(equation(x, zero))),
    lambda: rules.generalize(zero, rules.refl(zero)),
    lambda: rules.field(zero, one),
    lambda: rules.compare(false),
    lambda: rules.assume(x),
    lambda: literal(-1, nat),
    lambda: apply(x, x),
    lambda: setattr(rules.refl(x), "concl", false),
    lambda: const("nothing"),
]
for act in acts:
    try:
        act()
    except DeriveError:
        continue
    raise SystemExit("a check vanished")
print("refused", len(acts))
"""
    done = subprocess.run(
        [sys.executable, *flags, "-c", script], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.stdout, done.stderr) == ("refused 11\n", "")
