"""Types: variables and applied constructors, hash-consed, each of kind "type" or "dim" (finite and not empty)."""
from __future__ import annotations
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NoReturn
from derive.errors import DeriveError, TypeMismatch

TYPE, DIM = "type", "dim"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_^*'.]*")
CONSTRUCTORS: dict[str, tuple[tuple[str, ...], str]] = {  # constructor: the kinds of its arguments, and its own kind
    "bool": ((), TYPE), "real": ((), TYPE), "nat": ((), TYPE), "unit": ((), DIM),
    "fun": ((TYPE, TYPE), TYPE), "prod": ((TYPE, TYPE), TYPE), "measure": ((TYPE,), TYPE)}

def need(ok: object, error: type[DeriveError], what: str, *given: object, needed: str = "") -> None:
    """Raise `error` unless ok; what was given is turned into text only then."""
    if not ok: raise error(what, given="\n".join(map(str, given)), needed=needed)
def is_name(name: object) -> bool:
    """Whether this is an identifier (a plain str: a subclass could compare as it likes)."""
    return type(name) is str and NAME.fullmatch(name) is not None

class Frozen:
    """Base of types, terms and theorems: final, immutable, made by the kernel only."""
    __slots__ = ()
    def _refuse(self, *_: object) -> NoReturn: raise TypeMismatch("made by the kernel only: not built, changed, copied or pickled")
    __init__ = __setattr__ = __delattr__ = __reduce__ = _refuse
    def __init_subclass__(cls) -> None: need(cls.__bases__ == (Frozen,), TypeMismatch, "types, terms and theorems have no subclasses")

class Type(Frozen):
    """A type; two types are equal exactly when they are the same object."""
    __slots__ = ("name", "args", "kind", "is_var", "tvars")  # the order of _cons
    name: str; args: tuple[Type, ...]; kind: str; is_var: bool; tvars: frozenset[Type]
    def __repr__(self) -> str:
        if self.name == "fun": return ("({}) -> {}" if self.args[0].name == "fun" else "{} -> {}").format(*self.args)
        return f"{self.name}({', '.join(map(str, self.args))})" if self.args else self.name

@cache
def _cons(name: str, args: tuple[Type, ...], kind: str, is_var: bool) -> Type:
    new: Type = object.__new__(Type)
    tvars = frozenset((new,) if is_var else ()).union(*(a.tvars for a in args))
    for slot, value in zip(Type.__slots__, (name, args, kind, is_var, tvars), strict=True): object.__setattr__(new, slot, value)
    return new
def type_var(name: str, kind: str = TYPE) -> Type:
    """A type variable; one of kind "dim" stands for finite, non-empty types only."""
    need(is_name(name) and name not in CONSTRUCTORS and kind in (TYPE, DIM), TypeMismatch, "not a type variable", repr(name), repr(kind))
    return _cons(name, (), kind, True)
def type_con(name: str, args: Iterable[Type] = ()) -> Type:
    """A constructor of the fixed table applied to types of the right kinds (a "dim" is also a type)."""
    need(type(name) is str and name in CONSTRUCTORS, TypeMismatch, "unknown type constructor", name)
    args, (kinds, kind) = tuple(args), CONSTRUCTORS[name]
    fits = len(args) == len(kinds) and all(want == TYPE or have.kind == DIM for want, have in zip(kinds, args, strict=True))
    need(fits, TypeMismatch, "wrong arguments of a type", name, args); return _cons(name, args, kind, False)
bool_, real, nat = type_con("bool"), type_con("real"), type_con("nat")
@cache
def fun(*types: Type) -> Type:
    """fun(a, b, c) is a -> (b -> c)."""
    return types[0] if len(types) == 1 else type_con("fun", (types[0], fun(*types[1:])))

def substitute_type(t: Type, mapping: Mapping[Type, Type]) -> Type:
    """Replace type variables."""
    if t.is_var or t.tvars.isdisjoint(mapping): return mapping.get(t, t)
    return type_con(t.name, (substitute_type(a, mapping) for a in t.args))
def match_type(pattern: Type, target: Type, found: dict[Type, Type]) -> bool:
    """Extend `found` so that pattern[found] is target; False when impossible."""
    if pattern.is_var: return (pattern.kind == TYPE or target.kind == DIM) and found.setdefault(pattern, target) is target
    if target.is_var or pattern.name != target.name: return False
    return all(match_type(p, t, found) for p, t in zip(pattern.args, target.args, strict=True))
