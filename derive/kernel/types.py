"""Types: variables and applied constructors, hash-consed, each of kind "type" or "dim" (finite and not empty)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

from derive.errors import DeriveError, TypeMismatch

TYPE, DIM = "type", "dim"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_^*'.]*")
CONSTRUCTORS: dict[str, tuple[tuple[str, ...], str]] = {  # constructor: the kinds of its arguments, and its own kind
    "bool": ((), TYPE),
    "real": ((), TYPE),
    "nat": ((), TYPE),
    "fun": ((TYPE, TYPE), TYPE),
    "prod": ((TYPE, TYPE), TYPE),
    "measure": ((TYPE,), TYPE),
    "unit": ((), DIM),
}


def need(ok: object, error: type[DeriveError], what: str, *given: object, needed: str = "") -> None:
    """Raise `error` unless ok; what was given is turned into text only then."""
    if not ok:
        raise error(what, given="\n".join(map(str, given)), needed=needed)


def is_name(name: object) -> bool:
    """Whether this is an identifier (a plain str: a subclass could compare as it likes)."""
    return type(name) is str and NAME.fullmatch(name) is not None


class Frozen:
    """Base of types, terms and theorems: final, immutable, neither copied nor pickled."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        need(cls.__bases__ == (Frozen,), DeriveError, "types, terms and theorems have no subclasses", cls.__name__)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("types, terms and theorems are immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("types, terms and theorems are immutable")

    def __reduce__(self) -> NoReturn:
        raise TypeError("types, terms and theorems are not copied or pickled; certificates carry them")


class Type(Frozen):
    """A type; two types are equal exactly when they are the same object."""

    __slots__ = ("args", "is_var", "kind", "name", "tvars")
    name: str
    args: tuple[Type, ...]
    kind: str
    is_var: bool
    tvars: frozenset[Type]

    def __init__(self) -> None:
        raise TypeMismatch("a type was built by hand", needed="type_var, type_con or fun")

    def __repr__(self) -> str:
        if self.name == "fun":
            left = f"({self.args[0]})" if self.args[0].name == "fun" else str(self.args[0])
            return f"{left} -> {self.args[1]}"
        return f"{self.name}({', '.join(map(str, self.args))})" if self.args else self.name


_table: dict[tuple[object, ...], Type] = {}


def _cons(name: str, args: tuple[Type, ...], kind: str, is_var: bool) -> Type:
    key = (name, args, kind, is_var)
    found = _table.get(key)
    if found is None:
        found = object.__new__(Type)
        tvars = frozenset((found,)) if is_var else frozenset[Type]().union(*(a.tvars for a in args))
        for slot, value in (("name", name), ("args", args), ("kind", kind), ("is_var", is_var), ("tvars", tvars)):
            object.__setattr__(found, slot, value)
    return _table.setdefault(key, found)


def type_var(name: str, kind: str = TYPE) -> Type:
    """A type variable; one of kind "dim" stands for finite, non-empty types only."""
    need(
        is_name(name) and name not in CONSTRUCTORS and kind in (TYPE, DIM),
        TypeMismatch,
        "not a type variable",
        f"{name!r} of kind {kind!r}",
    )
    return _cons(name, (), kind, True)


def type_con(name: str, args: Iterable[Type] = ()) -> Type:
    """A constructor of the fixed table applied to types of the right kinds (a "dim" is also a type)."""
    args = tuple(args)
    need(type(name) is str and name in CONSTRUCTORS, TypeMismatch, "unknown type constructor", name)
    kinds, kind = CONSTRUCTORS[name]
    fits = len(args) == len(kinds) and all(want == TYPE or have.kind == DIM for want, have in zip(kinds, args, strict=True))
    need(fits, TypeMismatch, f"wrong arguments of the type {name}", args)
    return _cons(name, args, kind, False)


bool_, real, nat = type_con("bool"), type_con("real"), type_con("nat")


def fun(*types: Type) -> Type:
    """fun(a, b, c) is a -> (b -> c)."""
    result = types[-1]
    for t in reversed(types[:-1]):
        result = type_con("fun", (t, result))
    return result


def substitute_type(t: Type, mapping: Mapping[Type, Type]) -> Type:
    """Replace type variables."""
    if t.is_var or t.tvars.isdisjoint(mapping):
        return mapping.get(t, t)
    return type_con(t.name, (substitute_type(a, mapping) for a in t.args))


def check_instantiation(mapping: Mapping[Type, Type]) -> None:
    """Only variables are replaced, and a dimension only by a dimension."""
    for old, new in mapping.items():
        fits = old.is_var and (old.kind == TYPE or new.kind == DIM)
        need(fits, TypeMismatch, "not an instantiation of types", old, new)


def match_type(pattern: Type, target: Type, found: dict[Type, Type]) -> bool:
    """Extend `found` so that pattern[found] is target; False when impossible."""
    if pattern.is_var:
        return (pattern.kind == TYPE or target.kind == DIM) and found.setdefault(pattern, target) is target
    if pattern is target:
        return all(found.setdefault(v, v) is v for v in pattern.tvars)
    same = not target.is_var and pattern.name == target.name
    return same and all(match_type(p, t, found) for p, t in zip(pattern.args, target.args, strict=True))
