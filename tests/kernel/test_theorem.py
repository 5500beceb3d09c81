"""Theorems: closed, boolean, final, with their trace."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_samples import FALSE, add, equation, f, p, x, y

from derive.errors import DeriveError, RuleError
from derive.kernel import rules, theorem
from derive.kernel.terms import abstract, apply, bound, for_all, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, real


def made(hyps: Any, concl: Any) -> Theorem:
    return Theorem(theorem._KEY, hyps, concl, "assume", (), ())


@pytest.mark.parametrize("key", [None, object(), "key", 0, True])
def test_only_the_kernel_has_the_key(key: Any) -> None:
    with pytest.raises(RuleError, match="built by hand"):
        Theorem(key, (), FALSE, "refl", (), ())


@pytest.mark.parametrize("bad", [x, abstract(x, p), bound(0, bool_), add(x, y), f])
def test_statements_are_closed_and_boolean(bad: Any) -> None:
    with pytest.raises(RuleError, match="closed and boolean"):
        made((), bad)
    with pytest.raises(RuleError, match="closed and boolean"):
        made((p, bad), p)


def test_hypotheses_are_a_set_modulo_names_of_binders() -> None:
    h = var("h", fun(real, bool_))
    one, other = for_all(x, apply(h, x)), for_all(y, apply(h, y))
    assert made((one, other, p, p), p).hyps == (other, p)


def test_hypotheses_keep_their_order() -> None:
    q, r = var("q", bool_), var("r", bool_)
    assert made((r, p, q, p), p).hyps == (r, p, q)


def test_printing() -> None:
    assert str(rules.refl(x)) == "|- eq x x"
    assert str(rules.assume(p)) == "p |- p"


def test_the_trace() -> None:
    first, second = rules.refl(x), rules.refl(x)
    both = rules.trans(first, second)
    assert (both.rule, both.args, both.premises) == ("trans", (), (first, second))
    assert rules.refl(x).args == (x,)


def test_theorems_are_compared_by_identity() -> None:
    assert rules.refl(x) != rules.refl(x)
    assert rules.refl(x).concl is rules.refl(x).concl


@pytest.mark.parametrize("name", ["hyps", "concl", "rule", "args", "premises", "extra"])
def test_nothing_is_set_or_deleted(name: str) -> None:
    thing = rules.refl(x)
    with pytest.raises(DeriveError):
        setattr(thing, name, ())
    with pytest.raises(DeriveError):
        delattr(thing, name)
    assert thing.concl is equation(x, x)


def test_there_is_no_room_for_more() -> None:
    assert not hasattr(rules.refl(x), "__dict__")
    assert not hasattr(rules.refl(x), "__weakref__")
