"""Terms: typed, beta-normal, equal modulo alpha and eta by pointer."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_samples import (
    ONE,
    ZERO,
    a_type,
    add,
    dim,
    evaluate,
    f,
    fractions,
    functions,
    g,
    le,
    lit,
    m,
    mul,
    n,
    naturals,
    neg,
    nlit,
    p,
    q,
    real_terms,
    x,
    y,
    z,
)

from derive.errors import TypeMismatch
from derive.kernel import terms
from derive.kernel.terms import (
    ABS,
    APP,
    BOUND,
    CONST,
    LIT,
    VAR,
    Term,
    abstract,
    apply,
    binder,
    bound,
    const,
    declare,
    equation,
    for_all,
    frees,
    implication,
    instantiate_types,
    literal,
    parts,
    signature,
    substitute,
    type_vars,
    var,
)  # fmt: skip
from derive.kernel.types import bool_, fun, nat, real, type_con, type_var


def subterms(t: Term) -> list[Term]:
    return [t, *(subterms(t.fun) + subterms(t.arg) if t.tag == APP else subterms(t.fun) if t.tag == ABS else [])]


def normal(t: Term) -> bool:
    return not any(s.tag == APP and s.fun.tag == ABS for s in subterms(t))


# Construction


@given(functions(), real_terms)
def test_terms_are_beta_normal(h: Term, t: Term) -> None:
    assert normal(h)
    assert normal(apply(h, t))


@given(functions(), real_terms)
def test_beta(h: Term, t: Term) -> None:
    assert apply(abstract(z, apply(h, z)), t).canon is apply(h, t).canon or z in frees(h)


@given(functions())
def test_eta(h: Term) -> None:
    v = var("unused", real)
    assert abstract(v, apply(h, v)).canon is h.canon


@given(real_terms, st.sampled_from(["a", "b", "x", "y'", ""]))
def test_alpha(t: Term, name: str) -> None:
    v = var("renamed", real)
    assert abstract(x, t, name).canon is abstract(v, substitute(t, {x: v})).canon
    assert abstract(x, t, name).name == name


@given(functions())
def test_canon_is_canonical(h: Term) -> None:
    assert h.canon.canon is h.canon
    assert all(s.canon is s for s in subterms(h.canon))
    assert h.canon.type is h.type
    assert (h.canon.loose, frees(h.canon), type_vars(h.canon)) == (h.loose, frees(h), type_vars(h))


@given(real_terms)
def test_the_same_term_is_the_same_object(t: Term) -> None:
    def again(s: Term) -> Term:
        if s.tag == APP:
            return apply(again(s.fun), again(s.arg))
        return {VAR: lambda: var(s.name, s.type), CONST: lambda: const(s.name, s.type), LIT: lambda: literal(Fraction(s.value), s.type)}[
            s.tag
        ]()

    assert again(t) is t


def test_binder_names_are_kept_for_printing_but_outside_identity() -> None:
    one, other = abstract(x, add(x, y)), abstract(z, add(z, y))
    assert one is not other
    assert one.canon is other.canon
    assert (one.name, other.name, one.canon.name) == ("x", "z", "")
    assert str(one) == r"(\x. add #0 y)"


def test_printing() -> None:
    assert str(add(x, mul(y, ONE))) == "add x (mul y 1)"
    assert str(lit("-1/2")) == "-1/2"
    assert repr(abstract(x, abstract(y, x))) == r"(\x. (\y. #1))"


@pytest.mark.parametrize("name", ["0", "", "x y", "x#1", None, 3, "x\n", "é"])
def test_variables_have_names(name: Any) -> None:
    with pytest.raises(TypeMismatch, match="not a name"):
        var(name, real)


def test_variables_are_a_name_and_a_type() -> None:
    assert var("x", real) is x
    assert var("x", nat) is not x


@pytest.mark.parametrize(
    "value, t",
    [(0.5, real), (True, real), ("1", real), (None, real), (-1, nat), (Fraction(1, 2), nat), (1, bool_), (1, a_type), (1, fun(real, real))],
)
def test_literals_are_exact(value: Any, t: Any) -> None:
    with pytest.raises(TypeMismatch, match="not an exact number"):
        literal(value, t)


def test_literals_are_normal() -> None:
    assert literal(2) is literal(Fraction(4, 2))
    assert literal(2) is not literal(2, nat)
    assert type(literal(2).value) is Fraction


def test_constants_have_instances_of_their_type() -> None:
    assert const("eq").type is fun(type_var("a"), type_var("a"), bool_)
    assert const("eq", fun(real, real, bool_)).type is fun(real, real, bool_)
    for name, t in (("eq", fun(real, nat, bool_)), ("neg", fun(nat, nat)), ("add", real), ("eq", bool_)):
        with pytest.raises(TypeMismatch, match="does not have this type"):
            const(name, t)
    for name in ("nothing", "", "Eq"):
        with pytest.raises(TypeMismatch, match="unknown constant"):
            const(name)


def test_declaring(ledger: None) -> None:
    declare("thing", real)
    assert signature()["thing"] is real
    assert list(signature())[-1] == "thing"
    declare("thing", real)
    for name, t in (("thing", nat), ("0", real), ("", real), (None, real), ("eq", real)):
        with pytest.raises(TypeMismatch, match="declared twice or badly named"):
            declare(name, t)  # type: ignore[arg-type]


def test_the_signature_is_a_copy() -> None:
    signature()["neg"] = nat
    assert signature()["neg"] is fun(real, real)


def test_the_core_signature_comes_first() -> None:
    core = ["eq", "implies", "forall", "not", "add", "sub", "mul", "div", "neg", "inv", "le", "lt", "pow", "nat_add", "nat_mul", "cast"]
    assert list(terms._signature)[: len(core)] == core


@pytest.mark.parametrize(
    "fun_, arg",
    [
        (x, y),
        (const("neg"), n),
        (const("neg"), const("neg")),
        (const("eq", fun(nat, nat, bool_)), x),
        (abstract(x, x), n),
        (apply(const("add"), x), p),
    ],
)
def test_application_is_typed(fun_: Term, arg: Term) -> None:
    with pytest.raises(TypeMismatch, match="cannot be applied"):
        apply(fun_, arg)


def test_a_variable_of_variable_type_is_no_function() -> None:
    with pytest.raises(TypeMismatch, match="cannot be applied"):
        apply(var("u", a_type), x)


def test_application_to_several_arguments() -> None:
    assert apply(const("add"), x, y) is apply(apply(const("add"), x), y)
    assert apply(abstract(x, abstract(y, add(x, y))), ONE, ZERO) is add(ONE, ZERO)
    assert apply(x) is x


# Bound variables


@pytest.mark.parametrize("index", [-1, True, None, "0", 1.0, Fraction(1)])
def test_indices(index: Any) -> None:
    with pytest.raises(TypeMismatch, match="not an index"):
        bound(index, real)


def test_loose_variables() -> None:
    t = add(bound(0, real), bound(2, real))
    assert t.loose == {(0, real), (2, real)}
    assert binder("x", real, t).loose == {(1, real)}
    assert binder("", real, binder("", bool_, binder("", real, t))).loose == frozenset()


def test_a_binder_takes_variables_of_its_own_type_only() -> None:
    for t in (nat, bool_, fun(real, real)):
        with pytest.raises(TypeMismatch, match="two types"):
            binder("x", t, neg(bound(0, real)))
    assert binder("x", nat, neg(bound(1, real))).loose == {(0, real)}


@pytest.mark.parametrize("name", ["0", "x y", None, 3, " "])
def test_binders_have_names_or_none(name: Any) -> None:
    with pytest.raises(TypeMismatch, match="bound variable"):
        binder(name, real, x)


@pytest.mark.parametrize("thing", [ZERO, add(x, y), const("neg"), bound(0, real)])
def test_only_variables_are_abstracted(thing: Term) -> None:
    with pytest.raises(TypeMismatch, match="only a variable"):
        abstract(thing, x)


def test_only_closed_terms_are_abstracted() -> None:
    with pytest.raises(TypeMismatch, match="closed"):
        abstract(x, add(x, bound(0, real)))


@given(functions(), functions(), real_terms)
def test_beta_below_binders(h: Term, k: Term, t: Term) -> None:
    """(\\v. \\w. h (k w + v)) t = \\w. h (k w + t), where nothing is captured."""
    v, w = var("v1", real), var("w1", real)
    left = apply(abstract(v, abstract(w, apply(h, add(apply(k, w), v)))), t)
    fresh = var("other", real)
    assert left.canon is abstract(fresh, apply(h, add(apply(k, fresh), t))).canon


def test_open_arguments_are_shifted() -> None:
    inner = binder("y", real, add(bound(1, real), bound(0, real)))  # \y. #x + y, where x is outside
    outer = binder("x", real, apply(binder("z", real, binder("w", real, add(bound(1, real), bound(0, real)))), bound(0, real)))
    assert outer.canon is binder("x", real, inner).canon
    assert outer.canon is const("add")


def test_eta_below_binders_moves_the_others() -> None:
    h = var("h", fun(real, real, real))
    t = abstract(x, abstract(y, apply(h, x, y)))
    assert t.canon is h
    swapped = abstract(x, abstract(y, apply(h, y, x)))
    assert swapped.canon.tag == ABS
    assert abstract(z, abstract(x, abstract(y, apply(h, z, y)))).canon is abstract(z, abstract(x, apply(h, z))).canon


# Variables and substitution


@given(real_terms)
def test_frees(t: Term) -> None:
    leaves = {s for s in subterms(t) if s.tag == VAR}
    assert frees(t) == leaves
    assert frees(abstract(x, t)) == leaves - {x}


@given(real_terms, real_terms, real_terms, st.tuples(fractions, fractions, fractions, naturals, naturals))
def test_substitution_means_what_it_says(t: Term, a: Term, b: Term, point: Any) -> None:
    values = dict(zip((x, y, z, m, n), (*point[:3], *map(Fraction, point[3:])), strict=True))
    inner = {**values, x: evaluate(a, values), y: evaluate(b, values)}
    if max(abs(inner[x]), abs(inner[y])) < 100:
        assert evaluate(substitute(t, {x: a, y: b}), values) == evaluate(t, inner)


@given(functions(), functions())
def test_substitution_of_functions_reduces(h: Term, k: Term) -> None:
    new = substitute(h, {f: k, g: abstract(x, x)})
    assert normal(new)
    assert new.canon is substitute(h.canon, {f: k.canon, g: abstract(y, y)}).canon


def test_substitution_does_not_capture() -> None:
    t = abstract(y, add(x, y))
    assert substitute(t, {x: y}).canon is abstract(z, add(y, z)).canon
    assert substitute(t, {y: x}) is t


@pytest.mark.parametrize("mapping", [{x: n}, {ZERO: ONE}, {x: bound(0, real)}, {add(x, y): x}, {const("neg"): const("inv")}])
def test_what_is_no_substitution(mapping: Any) -> None:
    with pytest.raises(TypeMismatch, match="not a substitution"):
        substitute(add(x, y), mapping)


def test_types_are_instantiated_everywhere() -> None:
    u, h = var("u", a_type), var("h", fun(a_type, bool_))
    t = for_all(u, implication(apply(h, u), equation(u, u)))
    new = instantiate_types(t, {a_type: real})
    v, k = var("u", real), var("h", fun(real, bool_))
    assert new is for_all(v, implication(apply(k, v), equation(v, v)))
    assert type_vars(t) == {a_type}
    assert type_vars(new) == frozenset()
    assert instantiate_types(add(x, y), {a_type: nat}) is add(x, y)


def test_types_of_open_terms_are_instantiated() -> None:
    t = binder("v", a_type, equation(bound(0, a_type), bound(1, a_type)))
    assert instantiate_types(t, {a_type: nat}).loose == {(0, nat)}


def test_instantiating_types_may_make_variables_meet() -> None:
    b = type_var("b")
    t = equation(var("u", fun(a_type, b)), var("u", fun(a_type, b)))
    pair = apply(var("r", fun(a_type, b, bool_)), var("u", a_type), var("u", b))
    assert len(frees(instantiate_types(pair, {a_type: real, b: real}))) == 2
    assert instantiate_types(t, {a_type: b, b: a_type}) is equation(var("u", fun(b, a_type)), var("u", fun(b, a_type)))


@pytest.mark.parametrize("mapping", [{real: nat}, {dim: nat}, {dim: a_type}, {fun(a_type, real): real}])
def test_what_is_no_instantiation(mapping: Any) -> None:
    with pytest.raises(TypeMismatch, match="not an instantiation"):
        instantiate_types(equation(x, y), mapping)


def test_types_hidden_inside_are_seen() -> None:
    ghost = apply(abstract(p, q), equation(var("u", a_type), var("u", a_type)))
    assert ghost is q
    kept = equation(var("u", a_type), var("u", a_type))
    assert type_vars(kept) == {a_type}
    assert kept.type.tvars == frozenset()


# Statements


def test_statements_are_typed() -> None:
    for act in (
        lambda: equation(x, n),
        lambda: implication(x, p),
        lambda: implication(p, x),
        lambda: for_all(x, x),
        lambda: for_all(ZERO, p),
    ):
        with pytest.raises(TypeMismatch):
            act()


def test_parts() -> None:
    assert parts(add(x, y)) == ("add", (x, y))
    assert parts(const("neg")) == ("neg", ())
    assert parts(apply(f, x)) == ("", (x,))
    assert parts(x) == ("", ())
    assert parts(abstract(x, x)) == ("", ())
    assert parts(for_all(x, le(x, x)))[0] == "forall"
    assert parts(nlit(3)) == ("", ())


def test_wide_and_shared_terms_are_cheap() -> None:
    t = x
    for _ in range(60):
        t = add(t, t)
    assert frees(t) == {x}
    assert frees(substitute(t, {x: y})) == {y}
    assert frees(abstract(x, t)) == frozenset()
    assert apply(abstract(x, t), y) is substitute(t, {x: y})
    assert type_vars(instantiate_types(equation(t, t), {a_type: real})) == frozenset()


def test_tags() -> None:
    assert [t.tag for t in (x, const("neg"), ZERO, bound(0, real), add(x, y), abstract(x, x))] == [VAR, CONST, LIT, BOUND, APP, ABS]
    assert type_con("unit").kind == "dim"
