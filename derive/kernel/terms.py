"""Terms of simply typed lambda calculus: immutable, hash-consed, always beta-normal, de Bruijn inside.

Binder names are kept for printing and are outside identity: `t.canon` is the term without them and eta-short,
and two terms are equal (modulo alpha, beta and eta) exactly when their `canon` is the same object.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.errors import TypeMismatch
from derive.kernel.types import NAME, Type, bool_, fun, match_type, nat, real, substitute_type, type_var

VAR, CONST, LIT, BOUND, APP, ABS = "var", "const", "lit", "bound", "app", "abs"


class Term:
    """A term. `loose` lists the types of the bound variables that point outside it (empty for a closed term).

    tag    VAR, CONST: name | LIT: value | BOUND: value (index) | APP: fun, arg | ABS: name of the binder, fun (its body)
    """

    __slots__ = ("_frees", "_tvars", "arg", "canon", "fun", "loose", "name", "tag", "type", "value")
    tag: str
    type: Type
    name: str
    value: Fraction | int
    fun: Term
    arg: Term
    loose: tuple[Type | None, ...]
    canon: Term
    _frees: frozenset[Term]
    _tvars: frozenset[Type]

    def __init__(self) -> None:
        raise TypeMismatch("a term was built by hand", needed="var, const, literal, apply or abstract")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("terms are immutable")

    def __reduce__(self) -> str:
        raise TypeError("terms are not pickled; certificates carry them")

    def __repr__(self) -> str:
        if self.tag == APP:
            right = f"({self.arg})" if self.arg.tag == APP else str(self.arg)
            return f"{self.fun} {right}"
        if self.tag == ABS:
            return f"(\\{self.name}. {self.fun})"
        return f"#{self.value}" if self.tag == BOUND else str(self.value) if self.tag == LIT else self.name


_table: dict[tuple[object, ...], Term] = {}
_signature: dict[str, Type] = {}
_set = object.__setattr__


def _cons(tag: str, t: Type, name: str, value: Fraction | int, f: Term | None, x: Term | None) -> Term:
    key = (tag, t, name, value, f, x)
    found = _table.get(key)
    if found is not None:
        return found
    new = object.__new__(Term)
    for slot, content in (("tag", tag), ("type", t), ("name", name), ("value", value), ("fun", f), ("arg", x)):
        _set(new, slot, content)
    loose: tuple[Type | None, ...] = ()
    canon = new
    if tag == BOUND:
        loose = (None,) * int(value) + (t,)
    elif tag == APP and f is not None and x is not None:
        loose = _merge(f.loose, x.loose)
        if f.canon is not f or x.canon is not x:
            canon = _cons(APP, t, "", 0, f.canon, x.canon)
    elif tag == ABS and f is not None:
        if f.loose and f.loose[0] not in (None, t.args[0]):
            raise TypeMismatch("a bound variable has two types", given=f"{f.loose[0]} and {t.args[0]}")
        loose = f.loose[1:]
        inner = f.canon
        if inner.tag == APP and inner.arg.tag == BOUND and inner.arg.value == 0 and (not inner.fun.loose or inner.fun.loose[0] is None):
            canon = _shift(inner.fun, -1).canon
        elif name or inner is not f:
            canon = _cons(ABS, t, "", 0, inner, None)
    _set(new, "loose", loose)
    _set(new, "canon", canon)
    _table[key] = new
    return new


def _merge(a: tuple[Type | None, ...], b: tuple[Type | None, ...]) -> tuple[Type | None, ...]:
    if not b or a == b:
        return a
    if len(a) < len(b):
        a, b = b, a
    if any(s is not None and t is not None and s is not t for s, t in zip(a, b, strict=False)):
        raise TypeMismatch("a bound variable has two types", given=f"{a} and {b}")
    return tuple(s or t for s, t in zip(a, b, strict=False)) + a[len(b) :]


def declare(name: str, scheme: Type) -> None:
    """Enter a constant with its most general type in the signature; a name is declared once."""
    if not (isinstance(name, str) and NAME.fullmatch(name)) or _signature.setdefault(name, scheme) is not scheme:
        raise TypeMismatch("constant declared twice or badly named", given=f"{name} : {scheme}")


def signature() -> dict[str, Type]:
    """All declared constants (a copy)."""
    return dict(_signature)


def var(name: str, t: Type) -> Term:
    """A free variable; its name and type are its identity."""
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise TypeMismatch("not a name of a variable", given=repr(name), needed="letters, digits, _ ^ * ' .")
    return _cons(VAR, t, name, 0, None, None)


def const(name: str, t: Type | None = None) -> Term:
    """A declared constant at an instance of its type."""
    scheme = _signature.get(name)
    if scheme is None:
        raise TypeMismatch("unknown constant", given=str(name))
    t = scheme if t is None else t
    if not match_type(scheme, t, {}):
        raise TypeMismatch(f"{name} does not have this type", given=str(t), needed=str(scheme))
    return _cons(CONST, t, name, 0, None, None)


def literal(value: int | Fraction, t: Type = real) -> Term:
    """A rational literal of type real, or a natural number of type nat; never a float."""
    exact = type(value) in (int, Fraction) and (t is real or (t is nat and value >= 0 and value == int(value)))
    if not exact:
        raise TypeMismatch("not an exact number of this type", given=f"{value!r} : {t}")
    return _cons(LIT, t, "", Fraction(value), None, None)


def bound(index: int, t: Type) -> Term:
    """A loose bound variable: only for decoders; every rule refuses terms in which one is left."""
    if type(index) is not int or index < 0:
        raise TypeMismatch("not an index", given=repr(index))
    return _cons(BOUND, t, "", index, None, None)


def apply(f: Term, *args: Term) -> Term:
    """f applied to arguments, beta-reduced."""
    for x in args:
        if f.type.is_var or f.type.name != "fun" or f.type.args[0] is not x.type:
            raise TypeMismatch("this cannot be applied", given=f"{f} : {f.type} to {x} : {x.type}")
        f = _instantiate(f.fun, x, 0) if f.tag == ABS else _cons(APP, f.type.args[1], "", 0, f, x)
    return f


def binder(name: str, t: Type, body: Term) -> Term:
    """Abstraction over bound variable 0 of `body`."""
    if name and not NAME.fullmatch(name):
        raise TypeMismatch("not a name of a bound variable", given=repr(name))
    return _cons(ABS, fun(t, body.type), name, 0, body, None)


def abstract(v: Term, body: Term, name: str | None = None) -> Term:
    """The function that maps the variable v to the closed term body."""
    if v.tag != VAR or body.loose:
        raise TypeMismatch("only a variable of a closed term is abstracted", given=f"{v}, {body}")
    return binder(v.name if name is None else name, v.type, _capture(body, {v: 0}))


def _capture(t: Term, index: dict[Term, int]) -> Term:
    """Replace variables by bound ones (counted from the root of t)."""
    if frees(t).isdisjoint(index):
        return t
    if t.tag == VAR:
        return bound(index[t], t.type)
    if t.tag == APP:
        return _cons(APP, t.type, "", 0, _capture(t.fun, index), _capture(t.arg, index))
    return binder(t.name, t.type.args[0], _capture(t.fun, {v: i + 1 for v, i in index.items()}))


def _shift(t: Term, by: int, depth: int = 0) -> Term:
    """Move the loose variables from `depth` on."""
    if by == 0 or len(t.loose) <= depth:
        return t
    if t.tag == BOUND:
        return bound(int(t.value) + by, t.type)
    if t.tag == APP:
        return _cons(APP, t.type, "", 0, _shift(t.fun, by, depth), _shift(t.arg, by, depth))
    return binder(t.name, t.type.args[0], _shift(t.fun, by, depth + 1))


def _instantiate(t: Term, x: Term, depth: int) -> Term:
    """Put x for bound variable `depth` of t, closing the gap; new redexes are reduced."""
    if len(t.loose) <= depth:
        return t
    if t.tag == BOUND:
        return _shift(x, depth) if t.value == depth else bound(int(t.value) - 1, t.type)
    if t.tag == APP:
        return apply(_instantiate(t.fun, x, depth), _instantiate(t.arg, x, depth))
    return binder(t.name, t.type.args[0], _instantiate(t.fun, x, depth + 1))


def frees(t: Term) -> frozenset[Term]:
    """The free variables of t."""
    try:
        return t._frees
    except AttributeError:
        none: frozenset[Term] = frozenset()
        if t.tag == APP:
            found = frees(t.fun) | frees(t.arg)
        else:
            found = frozenset((t,)) if t.tag == VAR else frees(t.fun) if t.tag == ABS else none
        _set(t, "_frees", found)
        return found


def type_vars(t: Term) -> frozenset[Type]:
    """The type variables of all parts of t."""
    try:
        return t._tvars
    except AttributeError:
        found = t.type.tvars
        if t.tag == APP:
            found = type_vars(t.fun) | type_vars(t.arg)
        elif t.tag == ABS:
            found = found | type_vars(t.fun)
        _set(t, "_tvars", found)
        return found


def substitute(t: Term, mapping: Mapping[Term, Term]) -> Term:
    """Replace free variables by closed terms of the same types, at once, beta-reducing; binders never capture."""
    for v, new in mapping.items():
        if v.tag != VAR or v.type is not new.type or new.loose:
            raise TypeMismatch("not a substitution", given=f"{v} : {v.type} := {new} : {new.type}")
    return _substitute(t, mapping, {})


def _substitute(t: Term, mapping: Mapping[Term, Term], done: dict[Term, Term]) -> Term:
    if frees(t).isdisjoint(mapping):
        return t
    if t.tag == VAR:
        return mapping[t]
    found = done.get(t)
    if found is None:
        if t.tag == APP:
            found = apply(_substitute(t.fun, mapping, done), _substitute(t.arg, mapping, done))
        else:
            found = binder(t.name, t.type.args[0], _substitute(t.fun, mapping, done))
        done[t] = found
    return found


def instantiate_types(t: Term, mapping: Mapping[Type, Type]) -> Term:
    """Replace type variables everywhere in t."""
    if type_vars(t).isdisjoint(mapping):
        return t
    if t.tag == APP:
        return apply(instantiate_types(t.fun, mapping), instantiate_types(t.arg, mapping))
    if t.tag == ABS:
        return binder(t.name, substitute_type(t.type.args[0], mapping), instantiate_types(t.fun, mapping))
    return _cons(t.tag, substitute_type(t.type, mapping), t.name, t.value, None, None)


# The three constants that the rules know; everything else is declared, defined or postulated elsewhere.
_a = type_var("a")
declare("eq", fun(_a, _a, bool_))
declare("implies", fun(bool_, bool_, bool_))
declare("forall", fun(fun(_a, bool_), bool_))
# Arithmetic that the field rule knows.
for _n in ("add", "sub", "mul", "div"):
    declare(_n, fun(real, real, real))
for _n in ("neg", "inv"):
    declare(_n, fun(real, real))
for _n in ("le", "lt"):
    declare(_n, fun(real, real, bool_))
declare("pow", fun(real, nat, real))
declare("nat_add", fun(nat, nat, nat))
declare("nat_mul", fun(nat, nat, nat))
declare("cast", fun(nat, real))
declare("not", fun(bool_, bool_))



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
    while t.tag == APP:
        args.append(t.arg)
        t = t.fun
    return (t.name if t.tag == CONST else ""), tuple(reversed(args))
