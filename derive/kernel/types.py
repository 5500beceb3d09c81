"""Types: variables and applied constructors, hash-consed, each of kind "type" or "dim" (finite and not empty)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from derive.errors import TypeMismatch

TYPE, DIM = "type", "dim"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_^*'.]*")
# constructor -> (kinds of its arguments, its own kind)
CONSTRUCTORS: dict[str, tuple[tuple[str, ...], str]] = {
    "bool": ((), TYPE),
    "real": ((), TYPE),
    "nat": ((), TYPE),
    "fun": ((TYPE, TYPE), TYPE),
    "prod": ((TYPE, TYPE), TYPE),
    "measure": ((TYPE,), TYPE),
    "unit": ((), DIM),
}


class Type:
    """A type; two types are equal exactly when they are the same object."""

    __slots__ = ("args", "is_var", "kind", "name", "tvars")
    name: str
    args: tuple[Type, ...]
    kind: str
    is_var: bool
    tvars: frozenset[Type]

    def __init__(self) -> None:
        raise TypeMismatch("a type was built by hand", needed="type_var, type_con or fun")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("types are immutable")

    def __repr__(self) -> str:
        if self.name == "fun":
            left = f"({self.args[0]})" if self.args[0].name == "fun" else str(self.args[0])
            return f"{left} -> {self.args[1]}"
        return f"{self.name}({', '.join(map(str, self.args))})" if self.args else self.name

    def __reduce__(self) -> str:
        raise TypeError("types are not pickled")


_table: dict[tuple[object, ...], Type] = {}


def _cons(name: str, args: tuple[Type, ...], kind: str, is_var: bool) -> Type:
    key = (name, args, kind, is_var)
    found = _table.get(key)
    if found is None:
        found = object.__new__(Type)
        tvars = frozenset((found,)) if is_var else frozenset[Type]().union(*(a.tvars for a in args))
        for slot, value in (("name", name), ("args", args), ("kind", kind), ("is_var", is_var), ("tvars", tvars)):
            object.__setattr__(found, slot, value)
        _table[key] = found
    return found


def type_var(name: str, kind: str = TYPE) -> Type:
    """A type variable; one of kind "dim" stands for finite, non-empty types only."""
    if not (isinstance(name, str) and NAME.fullmatch(name)) or kind not in (TYPE, DIM):
        raise TypeMismatch("not a type variable", given=f"{name!r} of kind {kind!r}")
    return _cons(name, (), kind, True)


def type_con(name: str, args: Iterable[Type] = ()) -> Type:
    """A constructor of the fixed table applied to types of the right kinds (a "dim" is also a type)."""
    args = tuple(args)
    if name not in CONSTRUCTORS:
        raise TypeMismatch("unknown type constructor", given=str(name))
    kinds, kind = CONSTRUCTORS[name]
    if len(args) != len(kinds) or any(want == DIM and have.kind != DIM for want, have in zip(kinds, args, strict=False)):
        raise TypeMismatch(f"wrong arguments of the type {name}", given=str(args))
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
    if t.is_var:
        return mapping.get(t, t)
    if t.tvars.isdisjoint(mapping):
        return t
    return type_con(t.name, (substitute_type(a, mapping) for a in t.args))


def check_instantiation(mapping: Mapping[Type, Type]) -> None:
    """Only variables are replaced, and a dimension only by a dimension."""
    for old, new in mapping.items():
        if not old.is_var or (old.kind == DIM and new.kind != DIM):
            raise TypeMismatch("not an instantiation of types", given=f"{old} := {new}")


def match_type(pattern: Type, target: Type, found: dict[Type, Type]) -> bool:
    """Extend `found` so that pattern[found] is target; False when impossible."""
    if pattern.is_var:
        if pattern.kind == DIM and target.kind != DIM:
            return False
        return found.setdefault(pattern, target) is target
    if pattern is target:
        return all(found.setdefault(v, v) is v for v in pattern.tvars)
    if target.is_var or pattern.name != target.name:
        return False
    return all(match_type(p, t, found) for p, t in zip(pattern.args, target.args, strict=True))
