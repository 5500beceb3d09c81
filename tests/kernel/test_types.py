"""Types: hash-consed, of two kinds, from a fixed table."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import DeriveError, TypeMismatch
from derive.kernel.types import (
    CONSTRUCTORS,
    DIM,
    NAME,
    TYPE,
    Frozen,
    Type,
    bool_,
    fun,
    is_name,
    match_type,
    nat,
    need,
    real,
    substitute_type,
    type_con,
    type_var,
)  # fmt: skip

a, b, d, e = type_var("a"), type_var("b"), type_var("d", DIM), type_var("e", DIM)
unit = type_con("unit")
dims = st.sampled_from([d, e, unit])
some_types = st.recursive(
    st.sampled_from([a, b, d, bool_, real, nat, unit]),
    lambda inner: (
        st.builds(fun, inner, inner)
        | st.builds(lambda s, t: type_con("prod", (s, t)), inner, inner)
        | st.builds(lambda s: type_con("measure", (s,)), inner)
    ),
    max_leaves=6,
)


@given(some_types)
def test_the_same_type_is_the_same_object(t: Type) -> None:
    again = type_var(t.name, t.kind) if t.is_var else type_con(t.name, t.args)
    assert again is t


@given(some_types, some_types)
def test_different_types_print_differently(s: Type, t: Type) -> None:
    assert (str(s) == str(t)) == (s is t)


@pytest.mark.parametrize(
    "t, text",
    [
        (fun(real, nat, bool_), "real -> nat -> bool"),
        (fun(fun(real, nat), bool_), "(real -> nat) -> bool"),
        (type_con("prod", (a, real)), "prod(a, real)"),
        (type_con("measure", (fun(a, b),)), "measure(a -> b)"),
    ],
)
def test_printing(t: Type, text: str) -> None:
    assert str(t) == text


def test_a_variable_and_its_kind_are_its_identity() -> None:
    assert type_var("a") is a
    assert type_var("a", DIM) is not a
    assert type_var("a", DIM).kind == DIM


@pytest.mark.parametrize(
    "args", [("0",), ("",), ("a b",), ("a\n",), (None,), (3,), ("a", "set"), ("a", None), ("real",), ("fun",), ("unit", DIM)]
)
def test_what_is_no_type_variable(args: Any) -> None:
    with pytest.raises(TypeMismatch, match="not a type variable"):
        type_var(*args)


@pytest.mark.parametrize(
    "name, args",
    [("list", (a,)), ("real", (a,)), ("fun", (a,)), ("fun", (a, b, a)), ("measure", ()), ("prod", (a,)), (None, ()), (["real"], ())],
)
def test_what_is_no_constructor(name: Any, args: Any) -> None:
    with pytest.raises(TypeMismatch):
        type_con(name, args)


def test_every_constructor_takes_as_many_arguments_as_it_has_kinds() -> None:
    for name, (kinds, kind) in CONSTRUCTORS.items():
        t = type_con(name, [d if want == DIM else a for want in kinds])
        assert t.kind == kind
        assert not t.is_var
        with pytest.raises(TypeMismatch):
            type_con(name, [a] * (len(kinds) + 1))


def test_a_constructor_that_wants_a_dimension_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONSTRUCTORS, "index", ((DIM,), DIM))
    assert type_con("index", (d,)).kind == DIM
    for other in (a, real, fun(d, d)):
        with pytest.raises(TypeMismatch, match="wrong arguments"):
            type_con("index", (other,))


def test_fun_goes_to_the_right() -> None:
    assert fun(real, nat, bool_) is fun(real, fun(nat, bool_))
    assert fun(real) is real


def test_variables_of_a_type() -> None:
    assert fun(a, d, real).tvars == {a, d}
    assert real.tvars == frozenset()
    assert a.tvars == {a}


@given(some_types, some_types, some_types)
def test_substitution(t: Type, s: Type, r: Type) -> None:
    new = substitute_type(t, {a: s, b: r})
    assert new.tvars == frozenset().union(*({a: s, b: r}.get(v, v).tvars for v in t.tvars))
    assert substitute_type(t, {}) is t
    assert substitute_type(t, {a: a, b: b}) is t


def test_substitution_is_simultaneous() -> None:
    assert substitute_type(fun(a, b), {a: b, b: a}) is fun(b, a)


@given(some_types, some_types, some_types, dims)
def test_matching_finds_the_instance(t: Type, s: Type, r: Type, n: Type) -> None:
    target = substitute_type(t, {a: s, b: r, d: n})
    found: dict[Type, Type] = {}
    assert match_type(t, target, found)
    assert substitute_type(t, found) is target
    assert set(found) == t.tvars


@given(some_types, some_types)
def test_a_match_is_an_instance(pattern: Type, target: Type) -> None:
    found: dict[Type, Type] = {}
    if match_type(pattern, target, found):
        assert substitute_type(pattern, found) is target
        assert all(new.kind == DIM for old, new in found.items() if old.kind == DIM)


def test_matching_refuses() -> None:
    for pattern, target in (
        (fun(a, a), fun(real, nat)),
        (real, nat),
        (fun(a, b), real),
        (real, a),
        (fun(a, b), a),
        (d, real),
        (d, a),
        (fun(d, real), fun(nat, real)),
        (bool_, fun(bool_, bool_)),
    ):
        assert not match_type(pattern, target, {})


def test_matching_keeps_what_was_found() -> None:
    assert match_type(a, real, {a: real})
    assert not match_type(a, nat, {a: real})
    assert not match_type(fun(a, b), fun(a, b), {a: real})
    assert match_type(a, d, {})


def test_need_prints_only_on_failure() -> None:
    class Loud:
        def __str__(self) -> str:
            raise RuntimeError("printed")

    need(True, TypeMismatch, "fine", Loud())
    with pytest.raises(RuntimeError):
        need(False, TypeMismatch, "not fine", Loud())


def test_need_fills_the_parts_of_the_message() -> None:
    with pytest.raises(TypeMismatch) as caught:
        need((), TypeMismatch, "wrong", 1, "two", needed="three")
    assert (caught.value.what, caught.value.given, caught.value.needed) == ("wrong", "1\ntwo", "three")


@given(st.text())
def test_names(text: str) -> None:
    assert is_name(text) == (NAME.fullmatch(text) is not None)
    assert not is_name(text + "\n")
    assert not is_name(text.encode())


def test_frozen_is_for_the_kernel() -> None:
    assert Frozen.__slots__ == ()
    assert not hasattr(real, "__dict__")
    with pytest.raises(DeriveError):
        real.new = 1  # type: ignore[attr-defined]


def test_threads_agree() -> None:
    made: list[list[Type]] = []

    def work() -> None:
        made.append([type_con("prod", (type_var(f"thread{i}"), real)) for i in range(200)])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(x is y for row in made for x, y in zip(row, made[0], strict=True))


def test_kinds() -> None:
    assert {TYPE, DIM} == {kind for _, kind in CONSTRUCTORS.values()}
    assert fun(d, d).kind == TYPE
