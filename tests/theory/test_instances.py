"""Instances of axioms and lemmas at random terms are theorems: evidence that refutes one is wrong about the meaning of some head."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

import derive.theory  # noqa: F401 (fills the register)
from derive.evidence import as_claim, refute
from derive.evidence.draw import structured
from derive.evidence.infinite import infinite
from derive.evidence.shrink import fails
from derive.evidence.trial import Trial
from derive.kernel import rules
from derive.kernel.terms import Term, apply, const, frees, literal, parts, type_vars, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, Type, fun, nat, real, type_con, type_var
from derive.language.text import to_text
from derive.tactics.lemma import LEMMAS
from tests.strategies import Builder

S, A, M = type_var("S"), type_var("A"), type_var("M", DIM)
PAIRS = type_con("prod", (S, A))
SCOPE: dict[str, Type] = {
    "x": real, "y": real, "n": nat, "m": nat, "mu": type_con("measure", (S,)), "nu": type_con("measure", (A,)), "f": fun(S, real), "g": fun(S, real), "h": fun(A, real),
    "H": fun(PAIRS, real), "k": fun(S, type_con("measure", (A,))), "phi": fun(real, real), "psi": fun(real, real), "s": S, "a": A, "theta": fun(M, real), "i": M,
    "J": fun(fun(M, real), real), "c": fun(nat, real), "F": fun(fun(M, real), S, real),
}  # fmt: skip
HEADS = [
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "inv",
    "abs",
    "exp",
    "log",
    "pow",
    "sigmoid",
    "dens",
    "integral",
    "variance",
    "sup",
    "norm",
    "deriv",
    "partial",
    "update",
    "recursion",
    "nat_sub",
    "nat_add",
    "cast",
    "sum",
    "prod",
    "pair",
    "fst",
    "snd",
    "trace",
    "transpose",
    "matmul",
    "matvec",
    "identity",
    "diag",
]
STATEMENTS = {name: lemma for name, lemma in LEMMAS.items() if lemma.statement is not None}
INSTANCES, BUDGET = 12, 25  # of each statement; models of each kind for each instance


def instance(th: Theorem, rng: Random) -> Theorem | None:
    """The theorem at random spaces and terms; None when there was no term of some type."""
    types = sorted(type_vars(th.concl), key=lambda t: t.name)
    th = rules.instantiate_type(th, {t: M if t.kind == DIM else rng.choice((S, S, A, PAIRS)) for t in types})
    builder = Builder(rng.randrange, {}, HEADS)
    builder.scope, builder.types, builder.dims = [var(name, t) for name, t in SCOPE.items()], [real, nat, S, A], [M]
    while parts(th.concl)[0] == "forall":
        t = builder.term(parts(th.concl)[1][0].type.args[0], rng.choice((0, 1, 2, 3)))
        if not frees(t) <= set(builder.scope):
            return None
        th = rules.specialize(th, t)
    return th


def refuted(closed: Term, seed: int) -> bool:
    """In some small or infinite model its hypotheses hold and it does not."""
    claim, hypotheses = as_claim(closed)
    trial = Trial([claim], hypotheses)
    for model in (*islice(structured(trial.plan, seed), BUDGET), *islice(infinite(trial.plan, seed), BUDGET)):
        trial.enter(model)
        if fails(trial, claim, False):
            return True
    return False


# What has no value inside an integrand is taken for a series that diverges; inside a function, for a kink of it.
@pytest.mark.parametrize("name", STATEMENTS)
def test_instances_are_not_refuted(name: str) -> None:
    rng = Random(name)
    for _ in range(INSTANCES):
        th = instance(STATEMENTS[name].theorem, rng)
        assert th is None or not refuted(th.concl, 0), to_text(th.concl)


def test_the_models_do_refute() -> None:
    """The same search finds what is wrong with a claim that is not a theorem."""
    f, x = var("f", fun(S, real)), var("x", real)
    assert refuted(apply(const("bounded_above", fun(f.type, type_con("bool"))), f), 0)
    assert refuted(apply(const("lt"), literal(0), apply(const("abs"), x)), 0)


def test_a_factor_without_a_value_is_no_diverging_series() -> None:
    th = rules.instantiate_type(STATEMENTS["integrable_mul_right"].theorem, {type_var("a"): S})
    values = (apply(const("inv"), var("x", real)), var("f", fun(S, real)), var("mu", type_con("measure", (S,))))
    for t in values:
        th = rules.specialize(th, t)
    assert not refuted(th.concl, 0)


def test_a_constant_without_a_value_has_no_kink() -> None:
    th = rules.specialize(STATEMENTS["has_deriv_const"].theorem, apply(const("deriv"), var("phi", fun(real, real)), var("y", real)))
    assert refute(rules.specialize(th, var("x", real)).concl, []) is None
