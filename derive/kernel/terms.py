"""Terms of simply typed lambda calculus: immutable, hash-consed, always beta-normal, de Bruijn inside.
Binder names are kept for printing: `t.canon` is the term without them and eta-short, and two terms are equal (modulo alpha, beta and eta)
exactly when their `canon` is the same object."""
from __future__ import annotations
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any
from derive.errors import TypeMismatch
from derive.kernel.types import Frozen, Type, bool_, fun, is_name, match_type, nat, need, real, substitute_type, type_var

VAR, CONST, LIT, BOUND, APP, ABS = "var", "const", "lit", "bound", "app", "abs"

class Term(Frozen):
    """VAR, CONST: name | LIT: value | BOUND: value (index) | APP: fun, arg | ABS: name of the binder, fun (its body).
    `loose`: the bound variables (index and type) that point outside the term; none in a closed one."""
    __slots__ = ("tag", "type", "name", "value", "fun", "arg", "loose", "canon", "_frees", "_tvars")  # the order of _cons
    tag: str; type: Type; name: str; value: Fraction | int; fun: Term; arg: Term
    loose: frozenset[tuple[int, Type]]; canon: Term; _frees: frozenset[Term]; _tvars: frozenset[Type]
    def __repr__(self) -> str:
        if self.tag == APP: return f"{self.fun} ({self.arg})" if self.arg.tag == APP else f"{self.fun} {self.arg}"
        return {ABS: f"(\\{self.name}. {self.fun})", BOUND: f"#{self.value}", LIT: str(self.value)}.get(self.tag, self.name)

_table: dict[tuple[object, ...], Term] = {}
_signature: dict[str, Type] = {}
def _cons(tag: str, t: Type, name: str = "", value: Fraction | int = 0, f: Any = None, x: Any = None) -> Term:
    key = (tag, t, name, value, f, x)
    if (found := _table.get(key)) is not None: return found
    new = canon = object.__new__(Term)
    loose, free, tvars = frozenset(((int(value), t),) if tag == BOUND else ()), frozenset((new,) if tag == VAR else ()), t.tvars
    if tag == APP:
        loose, free, tvars = f.loose | x.loose, f._frees | x._frees, f._tvars | x._tvars
        if f.canon is not f or x.canon is not x: canon = _cons(APP, t, "", 0, f.canon, x.canon)
    elif tag == ABS:
        need(all(i or u is t.args[0] for i, u in f.loose), TypeMismatch, "a bound variable has two types", f, t)
        loose, free, tvars, inner = frozenset((i - 1, u) for i, u in f.loose if i), f._frees, tvars | f._tvars, f.canon
        if inner.tag == APP and inner.arg.tag == BOUND and inner.arg.value == 0 and all(i for i, _ in inner.fun.loose):
            canon = _shift(inner.fun, -1).canon  # eta
        elif name or inner is not f: canon = _cons(ABS, t, "", 0, inner)
    for slot, content in zip(Term.__slots__, (*key, loose, canon, free, tvars), strict=True): object.__setattr__(new, slot, content)
    return _table.setdefault(key, new)

def declare(name: str, scheme: Type) -> None:
    """Enter a constant with its most general type in the signature; a second declaration must be the same."""
    need(is_name(name) and _signature.setdefault(name, scheme) is scheme, TypeMismatch, "constant declared twice or badly named", name)
def signature() -> dict[str, Type]:
    """All declared constants in the order of their declaration (a copy)."""
    return dict(_signature)
def var(name: str, t: Type) -> Term:
    """A free variable; its name and type are its identity."""
    need(is_name(name), TypeMismatch, "not a name of a variable", repr(name), needed="letters, digits, _^*'."); return _cons(VAR, t, name)
def const(name: str, t: Type | None = None) -> Term:
    """A declared constant at an instance of its type."""
    need(type(name) is str and name in _signature, TypeMismatch, "unknown constant", name)
    scheme = _signature[name]
    need(t is None or match_type(scheme, t, {}), TypeMismatch, "the constant does not have this type", name, t, scheme)
    return _cons(CONST, t or scheme, name)
def literal(value: int | Fraction, t: Type = real) -> Term:
    """A rational literal of type real, or a natural number of type nat; never a float."""
    exact = type(value) in (int, Fraction) and (t is real or (t is nat and value >= 0 and value == int(value)))
    need(exact, TypeMismatch, "not an exact number of this type", value, t); return _cons(LIT, t, "", Fraction(value))
def bound(index: int, t: Type) -> Term:
    """A loose bound variable: only for decoders; every rule refuses terms in which one is left."""
    need(type(index) is int and index >= 0, TypeMismatch, "not an index", repr(index)); return _cons(BOUND, t, "", index)

def apply(f: Term, *args: Term) -> Term:
    """f applied to arguments, beta-reduced."""
    for x in args:
        if f.type.name != "fun" or f.type.args[0] is not x.type: raise TypeMismatch("cannot be applied", given=f"{f}: {f.type} to {x}")
        f = _instantiate(f.fun, x) if f.tag == ABS else _cons(APP, f.type.args[1], "", 0, f, x)
    return f
def binder(name: str, t: Type, body: Term) -> Term:
    """Abstraction over bound variable 0 of `body`."""
    need(type(name) is str and (not name or is_name(name)), TypeMismatch, "not a name of a bound variable", repr(name))
    return _cons(ABS, fun(t, body.type), name, 0, body)
def abstract(v: Term, body: Term, name: str | None = None) -> Term:
    """The function that maps the variable v to the closed term body."""
    need(v.tag == VAR and not body.loose, TypeMismatch, "only a variable of a closed term is abstracted", v, body)
    captured = _rebuild(body, lambda t, _: v not in t._frees, lambda t, depth: bound(depth, t.type))
    return binder(v.name if name is None else name, v.type, captured)

def _rebuild(t: Term, keep: Callable[[Term, int], bool], leaf: Callable[[Term, int], Term], types: Mapping[Type, Type] = {}) -> Term:
    """t with other leaves, beta-reduced: `keep` says which parts stay, `leaf` what leaves become, below how many binders."""
    done: dict[tuple[Term, int], Term] = {}
    def go(t: Term, depth: int) -> Term:
        if (t, depth) in done or keep(t, depth): return done.get((t, depth), t)
        done[t, depth] = apply(go(t.fun, depth), go(t.arg, depth)) if t.tag == APP else (
            binder(t.name, substitute_type(t.type.args[0], types), go(t.fun, depth + 1)) if t.tag == ABS else leaf(t, depth))
        return done[t, depth]
    return go(t, 0)
def _below(t: Term, depth: int) -> bool: return not t.loose or all(i < depth for i, _ in t.loose)
def _shift(t: Term, by: int) -> Term: return _rebuild(t, _below, lambda t, _: bound(int(t.value) + by, t.type))
def _instantiate(t: Term, x: Term) -> Term:  # x for bound variable 0
    return _rebuild(t, _below, lambda t, depth: _shift(x, depth) if t.value == depth else bound(int(t.value) - 1, t.type))

def substitute(t: Term, mapping: Mapping[Term, Term]) -> Term:
    """Replace free variables by closed terms of the same types, at once, beta-reducing; binders never capture."""
    for v, new in mapping.items(): need(v.tag == VAR and v.type is new.type and not new.loose, TypeMismatch, "not a substitution", v, new)
    return _rebuild(t, lambda t, _: t._frees.isdisjoint(mapping), lambda t, _: mapping[t])
def instantiate_types(t: Term, mapping: Mapping[Type, Type]) -> Term:
    """Replace type variables everywhere in t; a dimension becomes a dimension."""
    for old, new in mapping.items(): need(old.is_var and match_type(old, new, {}), TypeMismatch, "not an instantiation of types", old, new)
    leaf = lambda t, _: _cons(t.tag, substitute_type(t.type, mapping), t.name, t.value)
    return _rebuild(t, lambda t, _: t._tvars.isdisjoint(mapping), leaf, mapping)
def frees(t: Term) -> frozenset[Term]:
    """The free variables of t. The order of a set of terms is not stable: sort by name before you walk it."""
    return t._frees
def type_vars(t: Term) -> frozenset[Type]:
    """The type variables of all parts of t."""
    return t._tvars

# The constants that the rules know: four of logic, then those of the field rule. All else is declared, defined or postulated elsewhere.
_a = type_var("a")
for _names, _type in (
    ("eq", fun(_a, _a, bool_)), ("implies", fun(bool_, bool_, bool_)), ("forall", fun(fun(_a, bool_), bool_)), ("not", fun(bool_, bool_)),
    ("add sub mul div", fun(real, real, real)), ("neg inv", fun(real, real)), ("le lt", fun(real, real, bool_)),
    ("pow", fun(real, nat, real)), ("nat_add nat_mul", fun(nat, nat, nat)), ("cast", fun(nat, real))):
    for _name in _names.split(): declare(_name, _type)

def equation(a: Term, b: Term) -> Term:
    """The statement a = b."""
    return apply(const("eq", fun(a.type, b.type, bool_)), a, b)
def implication(p: Term, q: Term) -> Term:
    """The statement p ==> q."""
    return apply(const("implies"), p, q)
def for_all(v: Term, p: Term) -> Term:
    """The statement: p for all v."""
    return apply(const("forall", fun(fun(v.type, bool_), bool_)), abstract(v, p))
def parts(t: Term) -> tuple[str, tuple[Term, ...]]:
    """The name of the constant at the head with its arguments; the name is "" when the head is no constant."""
    args: list[Term] = []
    while t.tag == APP: t, args = t.fun, [t.arg, *args]
    return (t.name if t.tag == CONST else ""), tuple(args)
