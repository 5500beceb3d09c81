"""The field procedure of the prover: sound in every field, complete enough for the classroom."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kernel_samples import (
    ONE,
    ZERO,
    add,
    apply,
    cast,
    div,
    evaluate,
    f,
    fractions,
    inv,
    le,
    lit,
    lt,
    m,
    mul,
    n,
    nat_add,
    nat_mul,
    nat_terms,
    naturals,
    neg,
    nlit,
    not_,
    pow_,
    real_terms,
    sub,
    x,
    y,
    z,
)  # fmt: skip

from derive.errors import DeriveError, RuleError
from derive.kernel import field
from derive.kernel.field import equal, holds
from derive.kernel.replay import Field, _compare
from derive.kernel.terms import Term, equation, substitute, var
from derive.kernel.types import bool_, nat, real

points = st.tuples(fractions, fractions, fractions, naturals, naturals)


def at(point: Any) -> dict[Term, Fraction]:
    return dict(zip((x, y, z, m, n), map(Fraction, point), strict=True))


def decide(a: Term, b: Term, licences: tuple[Term, ...] = ()) -> bool:
    """Both procedures, which must agree."""
    first = equal(a, b, licences)
    assert Field([t.canon for t in licences]).equal(a.canon, b.canon) is first
    return first


@given(real_terms, real_terms, points)
def test_what_is_accepted_is_true(a: Term, b: Term, point: Any) -> None:
    try:
        same = decide(a, b)
    except DeriveError:
        assume(False)
    assert not same or evaluate(a, at(point)) == evaluate(b, at(point))


@given(nat_terms, nat_terms, points)
def test_naturals(a: Term, b: Term, point: Any) -> None:
    same = decide(a, b)
    assert same is decide(cast(a), cast(b))
    assert not same or evaluate(a, at(point)) == evaluate(b, at(point))


@given(real_terms, real_terms, real_terms)
def test_laws(a: Term, b: Term, c: Term) -> None:
    laws = [
        (add(a, b), add(b, a)), (mul(a, b), mul(b, a)), (mul(a, add(b, c)), add(mul(a, b), mul(a, c))), (sub(a, a), ZERO), (add(a, neg(a)), ZERO),
        (mul(ONE, a), a), (mul(ZERO, a), ZERO), (add(add(a, b), c), add(a, add(b, c))), (neg(neg(a)), a), (sub(a, b), neg(sub(b, a))),
        (div(a, lit(2)), mul(a, lit("1/2"))), (pow_(a, nlit(2)), mul(a, a)), (pow_(a, nlit(0)), ONE),
        (mul(pow_(a, n), pow_(a, m)), pow_(a, nat_add(m, n))), (pow_(a, nat_add(n, nlit(1))), mul(a, pow_(a, n))),
    ]  # fmt: skip
    for left, right in laws:
        try:
            assert decide(left, right), (left, right)
        except DeriveError:
            continue


@given(real_terms, real_terms, points)
def test_licensed_cancelling_is_true_where_the_divisor_is_not_zero(a: Term, d: Term, point: Any) -> None:
    try:
        assert decide(mul(div(a, d), d), a, (d,))
        other = equal(div(a, d), a, (d,))
    except DeriveError:
        return
    values = at(point)
    if evaluate(d, values) != 0:
        assert evaluate(mul(div(a, d), d), values) == evaluate(a, values)
        assert not other or evaluate(div(a, d), values) == evaluate(a, values)


@given(real_terms, real_terms, st.sets(st.sampled_from(["a", "d", "ad", "ia", "id"])), points)
def test_laws_of_inverses_are_true_where_they_are_accepted(a: Term, d: Term, names: set[str], point: Any) -> None:
    """Under any licences, what is accepted holds at every point at which the licensed terms are not 0 (and 1/0 is 17)."""
    terms = {"a": a, "d": d, "ad": mul(a, d), "ia": inv(a), "id": inv(d)}
    licences, values = tuple(terms[name] for name in sorted(names)), at(point)
    pairs = [
        (div(a, d), mul(a, inv(d))), (inv(inv(d)), d), (inv(inv(d)), ONE), (div(a, inv(d)), a), (div(a, inv(d)), mul(a, d)), (div(a, a), ONE),
        (inv(mul(a, d)), mul(inv(a), inv(d))), (add(inv(a), inv(d)), div(add(a, d), mul(a, d))), (div(a, d), a), (mul(inv(d), d), div(a, a)),
        (pow_(inv(d), n), inv(pow_(d, n))), (mul(pow_(inv(d), n), pow_(d, n)), ONE), (inv(neg(d)), neg(inv(d))),
    ]  # fmt: skip
    for left, right in pairs:
        try:
            same = decide(left, right, licences)
        except DeriveError:
            continue
        if same and all(evaluate(t, values) != 0 for t in licences):
            assert evaluate(left, values) == evaluate(right, values), (left, right)


@given(real_terms, points)
def test_without_a_licence_an_inverse_is_opaque(d: Term, point: Any) -> None:
    try:
        cancels = decide(mul(d, inv(d)), ONE)
    except DeriveError:
        return
    if cancels:
        assert evaluate(d, at(point)) != 0


@pytest.mark.parametrize(
    "a, b, licences, truth",
    [
        (div(x, x), ONE, (), False), (div(x, x), ONE, (x,), True), (div(x, x), ONE, (y,), False), (inv(ZERO), ZERO, (), False),
        (inv(inv(x)), x, (), False), (inv(inv(x)), ONE, (x,), False), (div(y, inv(x)), y, (x,), False), (inv(inv(x)), x, (x,), False), (inv(inv(x)), x, (x, inv(x)), True), (inv(neg(x)), neg(inv(x)), (x,), False),
        (inv(neg(x)), neg(inv(x)), (x, neg(x)), True), (div(add(x, y), z), add(div(x, z), div(y, z)), (), True), (div(x, lit(3)), mul(lit("1/3"), x), (), True),
        (div(ONE, mul(x, y)), mul(inv(x), inv(y)), (x, y), False), (div(ONE, mul(x, y)), mul(inv(x), inv(y)), (x, y, mul(x, y)), True),
        (mul(inv(x), inv(x)), pow_(inv(x), nlit(2)), (), True), (pow_(inv(x), n), inv(pow_(x, n)), (x, pow_(x, n)), True),
        (pow_(div(x, y), n), div(pow_(x, n), pow_(y, n)), (y, pow_(y, n)), True), (mul(pow_(inv(x), n), pow_(x, n)), ONE, (x,), True),
        (pow_(add(div(x, z), div(y, z)), n), mul(pow_(add(x, y), n), pow_(inv(z), n)), (z,), True),
        (apply(f, add(x, y)), apply(f, add(y, x)), (), False), (add(apply(f, x), ONE), add(ONE, apply(f, x)), (), True),
        (pow_(x, n), pow_(x, m), (), False), (pow_(pow_(x, n), nlit(2)), pow_(x, nat_mul(nlit(2), n)), (), True),
        (pow_(lit(-1), nat_mul(nlit(2), n)), ONE, (), True), (pow_(lit(-1), nat_add(nat_mul(nlit(2), n), nlit(1))), lit(-1), (), True),
        (pow_(neg(x), n), mul(pow_(lit(-1), n), pow_(x, n)), (), True), (pow_(neg(x), nlit(3)), neg(pow_(x, nlit(3))), (), True),
        (pow_(pow_(lit(-1), n), m), pow_(lit(-1), nat_mul(m, n)), (), True), (pow_(lit(-1), n), lit(-1), (), False),
        (pow_(sub(x, y), nat_mul(nlit(2), n)), pow_(sub(y, x), nat_mul(nlit(2), n)), (), False), (pow_(lit(2), n), pow_(lit(-2), n), (), False),
        (mul(pow_(lit("2/3"), n), pow_(lit("3/2"), n)), ONE, (), True), (pow_(lit(1), n), ONE, (), True), (pow_(lit(12), n), mul(pow_(lit(4), n), pow_(lit(3), n)), (), True),
        (cast(nlit(3)), lit(3), (), True), (cast(nat_mul(n, n)), pow_(cast(n), nlit(2)), (), True), (pow_(x, nat_mul(n, nat_add(m, nlit(1)))), mul(pow_(pow_(x, n), m), pow_(x, n)), (), True),
        (pow_(ZERO, nat_add(n, nlit(1))), ZERO, (), True), (pow_(ZERO, n), ONE, (), False), (pow_(mul(ZERO, x), n), pow_(ZERO, n), (), True),
    ],
)  # fmt: skip
def test_table(a: Term, b: Term, licences: tuple[Term, ...], truth: bool) -> None:
    assert decide(a, b, licences) is truth


def test_only_numbers_have_equalities() -> None:
    p = var("p", bool_)
    assert not equal(p, p)
    assert not equal(f, f)
    assert not equal(nlit(1), ONE)
    assert equal(nlit(1), nlit(1))


@given(real_terms, st.permutations([x, y, z]))
def test_renaming_changes_nothing(t: Term, order: list[Term]) -> None:
    mapping = dict(zip((x, y, z), order, strict=True))
    try:
        assert equal(add(t, x), add(x, t)) is equal(substitute(add(t, x), mapping), substitute(add(x, t), mapping))
    except DeriveError:
        return


@pytest.mark.parametrize(
    "t",
    [
        pow_(add(x, y), nlit(4_001)),
        pow_(pow_(lit(10**50), nlit(1_000)), nlit(1_000)),
        pow_(pow_(add(x, y), nlit(30)), nlit(30)),
        pow_(add(add(x, y), add(z, ONE)), nlit(60)),
    ],
)
def test_limits_are_refusals(t: Term) -> None:
    with pytest.raises(RuleError, match="field: the"):
        equal(t, x)


def test_a_thousand_terms_of_a_sum() -> None:
    t = ZERO
    for i in range(200):
        t = add(t, mul(lit(i), var(f"a{i}", real)))
    assert decide(sub(t, t), ZERO)


@pytest.mark.parametrize("a", [0, 1, -1, "1/2", "-7/3"])
@pytest.mark.parametrize("b", [0, 1, -1, "1/2", "-7/3"])
def test_comparisons(a: Any, b: Any) -> None:
    s, t = lit(a), lit(b)
    for claim, truth in (
        (lt(s, t), Fraction(a) < Fraction(b)),
        (le(s, t), Fraction(a) <= Fraction(b)),
        (not_(equation(s, t)), Fraction(a) != Fraction(b)),
    ):
        assert holds(claim) is truth
        assert _compare(claim) is truth
    for claim in (equation(s, t), not_(lt(s, t)), not_(le(s, t)), not_(not_(equation(s, t))), lt(s, x), lt(x, t), not_(equation(x, t))):
        assert not holds(claim)
        assert not _compare(claim)


def test_zero_is_the_real_literal() -> None:
    assert field.ZERO is ZERO
    assert field.ZERO is not nlit(0)
    assert nlit(0).type is nat
