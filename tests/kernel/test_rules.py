"""The primitive rules: what each gives, and one refusal per condition."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from hypothesis import given
from kernel_samples import (
    FALSE,
    ONE,
    ZERO,
    a_type,
    abstract,
    add,
    apply,
    certified,
    const,
    dim,
    div,
    equation,
    evaluate,
    f,
    for_all,
    functions,
    g,
    implication,
    inv,
    le,
    lit,
    lt,
    mul,
    n,
    nlit,
    nonzero,
    not_,
    p,
    pow_,
    q,
    real_terms,
    x,
    y,
    z,
)  # fmt: skip

from derive.errors import DeriveError, RuleError, TypeMismatch
from derive.kernel import rules
from derive.kernel.certificate import pin
from derive.kernel.replay import check
from derive.kernel.terms import Term, bound, signature, substitute, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real

u = var("u", a_type)
under = rules.assume(equation(x, ONE))
XY, YZ = rules.assume(equation(x, y)), rules.assume(equation(y, z))


def shows(th: Theorem, hyps: Any, concl: Term, rule: str) -> None:
    """The sequent, its rule, and that it replays."""
    assert {h.canon for h in th.hyps} == {h.canon for h in hyps}
    assert th.concl.canon is concl.canon
    assert th.rule == rule
    core = {
        name: t
        for name, t in signature().items()
        if name
        in ["eq", "implies", "forall", "not", "add", "sub", "mul", "div", "neg", "inv", "le", "lt", "pow", "nat_add", "nat_mul", "cast"]
    }
    certificate, goal = certified(th)
    check(certificate, goal, pin(core, {}, {}))


def refuses(match: str, rule: Any, *args: Any) -> None:
    with pytest.raises(DeriveError, match=match):
        rule(*args)


def test_refl() -> None:
    shows(rules.refl(add(x, y)), [], equation(add(x, y), add(x, y)), "refl")
    shows(rules.refl(u), [], equation(u, u), "refl")
    refuses("closed", rules.refl, bound(0, real))


def test_sym() -> None:
    shows(rules.sym(XY), [equation(x, y)], equation(y, x), "sym")
    for claim in (p, implication(p, p), not_(FALSE), for_all(x, equation(x, x))):
        refuses("wrong premise", rules.sym, rules.assume(claim))


def test_trans() -> None:
    shows(rules.trans(XY, YZ), [equation(x, y), equation(y, z)], equation(x, z), "trans")
    refuses("should be equal", rules.trans, YZ, XY)
    refuses("should be equal", rules.trans, XY, XY)
    refuses("wrong premise", rules.trans, XY, rules.assume(p))
    refuses("wrong premise", rules.trans, rules.assume(p), XY)


def test_trans_looks_through_names_and_eta() -> None:
    h = var("h", fun(real, real))
    one, other = rules.refl(abstract(x, apply(h, x))), rules.refl(h)
    shows(rules.trans(one, other), [], equation(h, h), "trans")


def test_trans_at_two_types_is_refused() -> None:
    refuses("should be equal", rules.trans, rules.refl(var("v", real)), rules.refl(var("v", nat)))


def test_congr() -> None:
    fg = rules.assume(equation(f, g))
    shows(rules.congr(fg, XY), [equation(f, g), equation(x, y)], equation(apply(f, x), apply(g, y)), "congr")
    shows(rules.congr(rules.refl(abstract(x, add(x, x))), XY), [equation(x, y)], equation(add(x, x), add(y, y)), "congr")
    refuses("cannot be applied", rules.congr, XY, XY)
    refuses("cannot be applied", rules.congr, fg, rules.refl(n))
    refuses("wrong premise", rules.congr, fg, rules.assume(p))
    refuses("wrong premise", rules.congr, rules.assume(p), XY)


def test_abstr() -> None:
    th = rules.field(add(x, y), add(y, x))
    shows(rules.abstr(x, th), [], equation(abstract(x, add(x, y)), abstract(z, add(y, z))), "abstr")
    shows(rules.abstr(z, XY), [equation(x, y)], equation(abstract(z, x), abstract(z, y)), "abstr")
    refuses("free in a hypothesis", rules.abstr, x, XY)
    refuses("wrong premise", rules.abstr, x, rules.assume(p))
    for thing in (ZERO, add(x, y), const("neg"), bound(0, real), abstract(x, x)):
        refuses("not a variable", rules.abstr, thing, th)


def test_assume() -> None:
    shows(rules.assume(p), [p], p, "assume")
    for thing in (x, abstract(x, p), bound(0, bool_)):
        refuses("closed and boolean", rules.assume, thing)


def test_discharge() -> None:
    shows(rules.discharge(p, rules.assume(p)), [], implication(p, p), "discharge")
    shows(rules.discharge(q, rules.assume(p)), [p], implication(q, p), "discharge")
    renamed = for_all(z, equation(z, z))
    shows(rules.discharge(renamed, rules.assume(for_all(x, equation(x, x)))), [], implication(renamed, renamed), "discharge")
    refuses("cannot be applied", rules.discharge, x, rules.assume(p))
    refuses("closed", rules.discharge, bound(0, bool_), rules.assume(p))


def test_mp() -> None:
    rule = rules.assume(implication(p, q))
    shows(rules.mp(rule, rules.assume(p)), [implication(p, q), p], q, "mp")
    refuses("should be equal", rules.mp, rule, rules.assume(q))
    refuses("wrong premise", rules.mp, rules.assume(p), rules.assume(p))
    refuses("wrong premise", rules.mp, rules.assume(equation(p, q)), rules.assume(p))


def test_eq_mp() -> None:
    rule = rules.assume(equation(p, q))
    shows(rules.eq_mp(rule, rules.assume(p)), [equation(p, q), p], q, "eq_mp")
    refuses("should be equal", rules.eq_mp, rule, rules.assume(q))
    refuses("wrong premise", rules.eq_mp, rules.assume(implication(p, q)), rules.assume(p))


def test_generalize() -> None:
    shows(rules.generalize(x, rules.refl(x)), [], for_all(y, equation(y, y)), "generalize")
    shows(rules.generalize(z, XY), [equation(x, y)], for_all(z, equation(x, y)), "generalize")
    refuses("free in a hypothesis", rules.generalize, x, under)
    refuses("free in a hypothesis", rules.generalize, x, rules.assume(for_all(y, equation(x, y))))
    for thing in (ZERO, add(x, y), const("neg"), bound(0, real)):
        refuses("not a variable", rules.generalize, thing, rules.refl(x))


def test_generalize_after_the_hypothesis_is_gone() -> None:
    th = rules.generalize(x, rules.discharge(equation(x, ONE), under))
    shows(th, [], for_all(x, implication(equation(x, ONE), equation(x, ONE))), "generalize")


def test_specialize() -> None:
    law = rules.generalize(x, rules.field(add(x, y), add(y, x)))
    shows(rules.specialize(law, mul(y, z)), [], equation(add(mul(y, z), y), add(y, mul(y, z))), "specialize")
    refuses("cannot be applied", rules.specialize, law, n)
    refuses("wrong premise", rules.specialize, XY, x)
    refuses("open term", rules.specialize, law, bound(0, real))
    refuses("open term", rules.specialize, rules.generalize(x, rules.assume(p)), bound(0, real))


def test_specialize_captures_nothing() -> None:
    law = rules.generalize(x, rules.generalize(y, rules.field(add(x, y), add(y, x))))
    th = rules.specialize(law, y)
    shows(th, [], for_all(z, equation(add(y, z), add(z, y))), "specialize")


def test_instantiate() -> None:
    shows(rules.instantiate(XY, {x: ONE, y: z}), [equation(ONE, z)], equation(ONE, z), "instantiate")
    shows(rules.instantiate(XY, {x: y, y: x}), [equation(y, x)], equation(y, x), "instantiate")
    shows(rules.instantiate(rules.refl(apply(f, x)), {f: abstract(z, add(z, z))}), [], equation(add(x, x), add(x, x)), "instantiate")
    shows(rules.instantiate(XY, {}), [equation(x, y)], equation(x, y), "instantiate")
    for mapping in ({x: n}, {ZERO: ONE}, {x: bound(0, real)}, {add(x, y): x}):
        refuses("not a substitution", rules.instantiate, XY, mapping)


def test_instantiate_may_merge_hypotheses() -> None:
    th = rules.trans(XY, YZ)
    assert len(rules.instantiate(th, {z: y, x: y}).hyps) == 1


def test_instantiate_type() -> None:
    th = rules.assume(equation(u, var("v", a_type)))
    new = equation(var("u", real), var("v", real))
    shows(rules.instantiate_type(th, {a_type: real}), [new], new, "instantiate_type")
    for mapping in ({real: nat}, {dim: nat}, {dim: a_type}, {fun(real, real): nat}):
        refuses("not an instantiation", rules.instantiate_type, th, mapping)
    with_dim = rules.refl(var("w", dim))
    shows(rules.instantiate_type(with_dim, {dim: dim}), [], with_dim.concl, "instantiate_type")


def test_field() -> None:
    shows(
        rules.field(mul(add(x, y), add(x, y)), add(pow_(x, nlit(2)), add(mul(lit(2), mul(x, y)), pow_(y, nlit(2))))),
        [],
        equation(mul(add(x, y), add(x, y)), add(pow_(x, nlit(2)), add(mul(lit(2), mul(x, y)), pow_(y, nlit(2))))),
        "field",
    )
    refuses("differ", rules.field, x, y)
    refuses("differ", rules.field, p, p)
    refuses("differ", rules.field, ZERO, nlit(0))
    refuses("differ", rules.field, f, f)
    refuses("differ", rules.field, div(x, x), ONE)


def test_field_with_licences() -> None:
    nz, other = rules.assume(nonzero(x)), rules.assume(nonzero(add(y, z)))
    shows(rules.field(div(x, x), ONE, [nz]), [nonzero(x)], equation(div(x, x), ONE), "field")
    claim = (add(inv(x), inv(add(y, z))), div(add(add(y, z), x), mul(x, add(y, z))))
    refuses("differ", rules.field, *claim, [nz, other])
    product = rules.assume(nonzero(mul(x, add(y, z))))
    shows(rules.field(*claim, [nz, other, product]), [h for th in (nz, other, product) for h in th.hyps], equation(*claim), "field")
    refuses("wrong premise", rules.field, ZERO, ZERO, [rules.assume(p)])
    refuses("wrong premise", rules.field, ZERO, ZERO, [rules.assume(not_(lt(x, ZERO)))])
    refuses("licence", rules.field, ZERO, ZERO, [rules.assume(not_(equation(x, ONE)))])
    refuses("licence", rules.field, ZERO, ZERO, [rules.assume(not_(equation(ZERO, x)))])
    refuses("licence", rules.field, ZERO, ZERO, [rules.assume(not_(equation(n, nlit(0))))])


def test_an_idle_licence_stays_in_the_hypotheses() -> None:
    assert rules.field(x, x, [rules.assume(nonzero(y))]).hyps == (nonzero(y),)


@pytest.mark.parametrize(
    "claim", [lt(ZERO, ONE), le(ONE, ONE), le(lit("-7/2"), lit("-10/3")), not_(FALSE), not_(equation(nlit(2), nlit(3)))]
)
def test_compare(claim: Term) -> None:
    shows(rules.compare(claim), [], claim, "compare")


@pytest.mark.parametrize(
    "claim",
    [
        lt(ONE, ONE),
        le(ONE, ZERO),
        FALSE,
        equation(ONE, ONE),
        not_(equation(ONE, ONE)),
        not_(lt(ONE, ZERO)),
        not_(not_(FALSE)),
        lt(x, add(x, ONE)),
        le(ZERO, pow_(ONE, nlit(2))),
        p,
        x,
        not_(p),
        const("lt"),
        bound(0, bool_),
    ],
)
def test_compare_refuses(claim: Term) -> None:
    refuses("not a true comparison", rules.compare, claim)


def test_every_rule_shows_its_inference_figure() -> None:
    primitive = [
        value for name, value in vars(rules).items() if inspect.isfunction(value) and value.__module__ == rules.__name__ and name[0] != "_"
    ]
    assert len(primitive) == 15
    for rule in primitive:
        assert "==>" in (rule.__doc__ or "").splitlines()[0], rule


def test_messages_carry_the_terms() -> None:
    with pytest.raises(RuleError) as caught:
        rules.trans(XY, XY)
    assert str(caught.value) == "error: trans: two terms should be equal\n  given:   y\n           x"


@given(real_terms, real_terms)
def test_equations_by_field_are_true_or_refused(a: Term, b: Term) -> None:
    point = {x: lit(2).value, y: lit("1/3").value, z: lit(-1).value, n: lit(2).value, var("m", nat): lit(1).value}
    try:
        th = rules.field(a, b)
    except DeriveError:
        return
    assert evaluate(th.concl, point)


@given(functions(), functions())
def test_congruence_of_functions(h: Term, k: Term) -> None:
    th = rules.abstr(z, rules.congr(rules.refl(h), rules.congr(rules.refl(k), rules.refl(z))))
    assert th.concl.canon is equation(abstract(y, apply(h, apply(k, y))), abstract(y, apply(h, apply(k, y)))).canon or y in {
        *h._frees,
        *k._frees,
    }


@given(functions())
def test_instantiating_commutes_with_specialising(h: Term) -> None:
    law = rules.generalize(z, rules.refl(apply(h, z)))
    one = rules.instantiate(rules.specialize(law, z), {x: ONE})
    other = rules.specialize(rules.instantiate(law, {x: ONE}), z)
    if z not in h._frees:
        assert one.concl.canon is other.concl.canon
        assert one.concl.canon is substitute(rules.refl(apply(h, z)).concl, {x: ONE}).canon


def test_types_are_checked_before_rules() -> None:
    with pytest.raises(TypeMismatch):
        rules.field(add(x, n), x)
