"""False statements about limits, iterates, products and indices, each next to what is provable: none of them may be proved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

import derive.theory  # noqa: F401 (fills the register)
from derive import (
    D,
    Eq,
    Iff,
    Implies,
    Natural,
    Prod,
    Rational,
    Real,
    Seq,
    define,
    exp,
    forall,
    given,
    have,
    oo,
    sigmoid,
    sup,
    suppose,
    symbols,
    tanh,
    tends,
)
from derive.course.board import Board, using
from derive.errors import DeriveError
from derive.language.expr import Expr
from derive.tactics.lemma import LEMMAS

x, y, t, c = symbols("x y t c", Real)
n, l = symbols("n l", Natural)
u, v, g = symbols("u v g", Seq(Real))
f = symbols("f", Seq(Real >> Real))
h = symbols("h", Real >> Real)
half = Rational(1, 2)
Case = Callable[[], tuple[Expr, list[object]]]


def cite(*names: str) -> list[object]:
    return [LEMMAS[name] for name in names]


def powers_of_one() -> tuple[Expr, list[object]]:
    low, high = given(c >= 0), given(c <= 1)
    return tends[n, oo](c**n, 0), [*cite("tends_pow"), low, high]


def powers_without_a_lower_bound() -> tuple[Expr, list[object]]:
    return tends[n, oo](c**n, 0), [*cite("tends_pow"), given(c < 1)]


def squeezed_from_above_only() -> tuple[Expr, list[object]]:
    return tends[n, oo](u[n], 0), [*cite("squeeze"), given(forall[n](u[n] <= half**n))]


def bounded_is_not_convergent() -> tuple[Expr, list[object]]:
    return tends[n, oo](u[n], 0), [*cite("tends_of_falling", "squeeze"), given(forall[n](u[n] >= 0)), given(forall[n](u[n] <= 1))]


def falling_is_not_enough() -> tuple[Expr, list[object]]:
    return tends[n, oo](u[n], 0), [*cite("tends_of_falling"), given(forall[n](u[n + 1] <= u[n])), given(forall[n](u[n] >= 0))]


def strict_inequalities_are_lost() -> tuple[Expr, list[object]]:
    return x < 1, [*cite("tends_le", "tends_le_tends"), given(tends[n, oo](u[n], x)), given(forall[n](u[n] < 1))]


def a_quotient_by_what_vanishes() -> tuple[Expr, list[object]]:
    return tends[n, oo](u[n] / v[n], 1), [given(tends[n, oo](u[n], 0)), given(tends[n, oo](v[n], 0))]


def iterates_of_a_function_with_another_fixed_point() -> tuple[Expr, list[object]]:
    start = given(u[0] > 0)
    steps = given(forall[n](Eq(u[n + 1], sigmoid(u[n]))))
    return tends[n, oo](u[n], 0), [*cite("iterates_to_zero"), start, steps]


def iterates_of_steep_functions() -> tuple[Expr, list[object]]:
    facts = [
        given(u[0] > 0),
        given(forall[n](Eq(u[n + 1], h(u[n])))),
        given(forall[t](Implies(t > 0, h(t) > 0))),
        given(forall[t](Implies(t > 0, h(t) < t))),
    ]
    return tends[n, oo](u[n], 0), [*cite("iterates_to_zero"), *facts]


def at_zero_the_slope_stays() -> tuple[Expr, list[object]]:
    define(f[0](x), x)
    define(f[l + 1](x), tanh(f[l](x)))
    link = have(Eq(D(f[n + 1])(x), D(tanh)(f[n](x)) * D(f[n])(x)))
    link.by(f, LEMMAS["chain_rule"])
    return tends[n, oo](D(f[n])(x), 0), [link, *cite("iterates_to_zero", "squeeze", "tends_pow")]


def a_chord_when_slopes_rise() -> tuple[Expr, list[object]]:
    return x * D(exp)(x) <= exp(x) - 1, [*cite("chord_above_tangent", "differentiation"), given(x > 0)]


def a_chord_from_elsewhere() -> tuple[Expr, list[object]]:
    falls = given(forall[x, t](Implies(t <= x, D(h)(x) <= D(h)(t))))
    return x * D(h)(x) <= h(x), [*cite("chord_above_tangent"), falls, given(x > 0)]


def slopes_up_to_one_are_not_below() -> tuple[Expr, list[object]]:
    flat = given(forall[t](D(h)(t) <= 1))
    return h(x) < x, [*cite("lt_self_of_slope_lt_one", "le_self_of_slope_le_one"), flat, given(Eq(h(0), 0)), given(x > 0)]


def a_supremum_of_nothing_known() -> tuple[Expr, list[object]]:
    return sup[t](h(t)) >= 0, [*cite("sup_nonneg", "le_sup", "sup_le"), given(forall[t](h(t) >= 0))]


def a_product_that_is_large_has_equal_factors() -> tuple[Expr, list[object]]:
    below = given(forall[l](g[l] <= c))
    claim = Iff(Eq(Prod[l, 1, n](g[l]), c**n), forall[l, 1, n](Eq(g[l], c)))
    return claim, [*cite("prod_eq_pow_iff"), below]


def a_product_between_signs() -> tuple[Expr, list[object]]:
    low, high = given(forall[l](g[l] >= -1)), given(forall[l](g[l] <= 1))
    claim = Iff(Eq(Prod[l, 1, n](g[l]), Rational(1) ** n), forall[l, 1, n](Eq(g[l], 1)))
    return claim, [*cite("prod_eq_pow_iff"), low, high]


def the_range_of_a_product_ends_at_n() -> tuple[Expr, list[object]]:
    low, high = given(forall[l](g[l] >= 0)), given(forall[l](g[l] <= 1))
    claim = Iff(Eq(Prod[l, 1, n](g[l]), Rational(1) ** n), forall[l, 1, n + 1](Eq(g[l], 1)))
    return claim, [*cite("prod_eq_pow_iff"), low, high]


def index_zero_is_no_successor() -> tuple[Expr, list[object]]:
    define(f[0](x), x)
    define(f[l + 1](x), sigmoid(f[l](x)))
    return Eq(f[0](x), sigmoid(x)), [f]


def an_index_is_not_its_own_successor() -> tuple[Expr, list[object]]:
    define(f[0](x), x)
    define(f[l + 1](x), sigmoid(f[l](x)))
    return Eq(f[n](x), sigmoid(f[n - 1](x))), [f]


def a_fact_at_n_plus_one_says_nothing_at_n() -> tuple[Expr, list[object]]:
    return u[n] <= 1, [given(forall[n](u[n + 1] <= 1))]


def a_fact_at_n_plus_two_says_nothing_at_n_plus_one() -> tuple[Expr, list[object]]:
    return u[n + 1] <= 1, [given(forall[n](u[n + 2] <= 1))]


def a_factor_that_may_be_zero() -> tuple[Expr, list[object]]:
    return Iff(Eq(x * y, x), Eq(y, 1)), []


def a_denominator_that_may_be_zero() -> tuple[Expr, list[object]]:
    return Iff(Eq(x / y, 1), Eq(x, y)), []


def a_square_that_is_not_zero() -> tuple[Expr, list[object]]:
    return Iff(Eq(x**2, 1), Eq(x, 1)), cite("sq_eq_zero_iff")


def exp_takes_other_values_too() -> tuple[Expr, list[object]]:
    return Iff(Eq(exp(x), exp(y) + 1), Eq(x, y)), cite("exp_eq_exp_iff", "exp_eq_one_iff")


def tanh_is_odd_not_even() -> tuple[Expr, list[object]]:
    return Eq(tanh(-x), tanh(x)), cite("tanh_neg", "abs_tanh")


FALSE: list[Case] = [
    powers_of_one,
    powers_without_a_lower_bound,
    squeezed_from_above_only,
    bounded_is_not_convergent,
    falling_is_not_enough,
    strict_inequalities_are_lost,
    a_quotient_by_what_vanishes,
    iterates_of_a_function_with_another_fixed_point,
    iterates_of_steep_functions,
    at_zero_the_slope_stays,
    a_chord_when_slopes_rise,
    a_chord_from_elsewhere,
    slopes_up_to_one_are_not_below,
    a_supremum_of_nothing_known,
    a_product_that_is_large_has_equal_factors,
    a_product_between_signs,
    the_range_of_a_product_ends_at_n,
    index_zero_is_no_successor,
    an_index_is_not_its_own_successor,
    a_fact_at_n_plus_one_says_nothing_at_n,
    a_fact_at_n_plus_two_says_nothing_at_n_plus_one,
    a_factor_that_may_be_zero,
    a_denominator_that_may_be_zero,
    a_square_that_is_not_zero,
    exp_takes_other_values_too,
    tanh_is_odd_not_even,
]


@pytest.mark.parametrize("case", FALSE, ids=lambda c: c.__name__)
def test_it_is_not_proved(case: Case) -> None:
    symbols("n l", Natural)  # whatever else was called n in this process
    with using(Board("soundness/limits", "t")):
        claim, reasons = case()
        handle = have(claim)
        with suppress(DeriveError):
            handle.by(*reasons)
        assert handle.theorem is None


def test_a_limit_that_was_supposed_for_one_claim_is_not_known_to_another() -> None:
    with using(Board("soundness/limits", "t")):
        vanishes = suppose(tends[n, oo](u[n], 0))
        first = have(tends[n, oo](2 * u[n], 0), given=vanishes).by(vanishes)
        other = have(tends[n, oo](2 * u[n], 0)).by()
        assert first.theorem is not None and other.theorem is None
