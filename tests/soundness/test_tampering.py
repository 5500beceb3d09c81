"""Tampering with certificates: whatever is changed, replay refuses it, or it still proves exactly the goal; and it never proves what is false."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from kernel_samples import FALSE, ONE, ZERO, certified, evaluate, le, lt, mul, n, nonzero, p, x, y, z

from derive.errors import DeriveError, ReplayError
from derive.kernel.certificate import encode_goal
from derive.kernel.replay import Document, Proof, Table, check
from derive.kernel.terms import Term, apply, equation, for_all, frees, implication, parts, var
from derive.kernel.types import bool_, fun, nat, real

NAMES = [
    "definition", "licence", "discharged", "binder", "eq_mp", "types", "instantiate", "compare", "induction", "polymorphic", "dimension", "constant",
]  # fmt: skip
RULES = [
    "refl",
    "sym",
    "trans",
    "congr",
    "abstr",
    "assume",
    "discharge",
    "mp",
    "eq_mp",
    "generalize",
    "specialize",
    "instantiate",
    "instantiate_type",
    "field",
    "compare",
    "axiom",
    "definition",
    "magic",
]
FALSEHOODS = [
    FALSE, p, nonzero(ZERO), lt(ONE, ZERO), for_all(x, equation(x, ZERO)), for_all(x, for_all(y, equation(x, y))), for_all(x, lt(ZERO, x)),
    for_all(x, nonzero(x)), for_all(x, for_all(y, equation(apply(var("h", fun(real, real)), x), y))), implication(equation(x, x), FALSE),
    for_all(x, le(x, mul(x, x))),
]  # fmt: skip
ODD = [-1, 0, 1, 2, 10**6, True, None, 0.0, "0", "x", [], [0], {}]


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in the document."""
    if path:
        yield path
    if isinstance(data, (list, dict)):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from places(data[key], (*path, key))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy in which one value is another; None of `...` deletes it."""
    new = copy.deepcopy(data)
    inner = new
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return new


def mutations(data: Any) -> Iterator[Any]:
    """Each number, name, rule and argument replaced by neighbours and by nonsense, deleted, doubled, swapped."""
    for path in places(data):
        inner = data
        for key in path:
            inner = inner[key]
        values: list[Any] = [...]
        if type(inner) is int:
            values += [inner + 1, inner - 1, inner + 2, 0, 3, 10**6, -1, True, str(inner), None, float(inner)]
        elif isinstance(inner, str):
            values += [*RULES, "", "0", inner + "'", "real", "nat", "bool", "-1", "1/2", "var", "const", "app", None, 0]
        elif isinstance(inner, list):
            values += [inner[::-1], inner + inner[-1:], inner[:-1], [inner], None, 0, {}, [*inner, 0]]
        for value in values:
            yield changed(data, path, value)


def assert_true(hyps: frozenset[Term], concl: Term, rng: random.Random) -> int:
    """Evaluate what was proved, as far as it can be: outer quantifiers are stripped."""
    while parts(concl)[0] == "forall":
        v = var(f"fresh{rng.randrange(10**9)}", parts(concl)[1][0].type.args[0])
        concl = apply(parts(concl)[1][0], v)
    variables = sorted(frees(concl).union(*map(frees, hyps)), key=lambda v: (v.name, str(v.type)))
    met = 0
    for _ in range(8):
        values: dict[Term, Any] = {}
        for v in variables:
            draw = {real: Fraction(rng.randint(-4, 4), rng.randint(1, 3)), nat: Fraction(rng.randint(0, 3)), bool_: rng.random() < 0.5}
            values[v] = draw.get(v.type)
        try:
            if all(evaluate(h, values) for h in hyps):
                met += 1
                assert evaluate(concl, values), (hyps, concl, values)
        except (NotImplementedError, KeyError, TypeError):
            return met
    return met


@pytest.mark.parametrize("name", NAMES)
def test_every_single_change_is_refused_or_proves_the_same_goal(name: str, proofs: dict[str, Any], table: dict[str, Any]) -> None:
    certificate, goal = certified(proofs[name])
    loaded, rng = Table(table), random.Random(0)
    wrong = {claim.canon for claim in FALSEHOODS}
    refused = accepted = met = 0
    for mutant in mutations(json.loads(json.dumps(certificate))):
        try:
            proof = Proof(mutant, loaded)
        except Exception:
            refused += 1
            with pytest.raises(ReplayError):
                check(mutant, goal, loaded)
            continue
        accepted += 1
        for hyps, concl in proof.steps:
            met += assert_true(hyps, concl, rng)
        assert not any(concl in wrong and not hyps for hyps, concl in proof.steps)
        try:
            check(mutant, goal, loaded)
        except ReplayError:
            continue
        conclusions = {(hyps, concl) for hyps, concl in proof.conclusions}
        assert any(concl is proofs[name].concl.canon for _, concl in conclusions)
        assert any(hyps <= {h.canon for h in proofs[name].hyps} for hyps, concl in conclusions)
    assert refused > 100
    assert refused > accepted


@pytest.mark.parametrize("name", NAMES)
def test_steps_of_other_proofs_do_not_help(name: str, proofs: dict[str, Any], table: dict[str, Any]) -> None:
    certificate, _ = certified(proofs[name])
    for other in NAMES:
        goal = encode_goal(proofs[other].hyps, [proofs[other].concl])
        if other == name:
            check(certificate, goal, table)
        else:
            with pytest.raises(ReplayError):
                check(certificate, goal, table)


@pytest.mark.parametrize("seed", range(20))
def test_random_steps_prove_nothing_false(seed: int, proofs: dict[str, Any], table: dict[str, Any]) -> None:
    """Steps drawn at random over the types and terms of all proofs: what replay lets through is true in the model."""
    rng, loaded = random.Random(seed), Table(table)
    certificate, _ = certified(*proofs.values())
    size = len(certificate["terms"])
    arity = {"refl": "t", "sym": "s", "trans": "ss", "congr": "ss", "abstr": "ts", "assume": "t", "discharge": "ts", "mp": "ss", "eq_mp": "ss",
             "generalize": "ts", "specialize": "ts", "field": "tts", "compare": "t"}  # fmt: skip
    steps = certificate["steps"]
    grown, met, proof = 0, 0, Proof(certificate, loaded)
    for _ in range(400):
        rule = rng.choice(list(arity))
        row = [rule, *(rng.randrange(size if kind == "t" else len(steps)) for kind in arity[rule])]
        if rule == "field":
            row = row[: 3 + rng.randrange(2)]
        try:
            proof._step(row)
            proof = Proof({**certificate, "steps": [*steps, row]}, loaded)
        except DeriveError:
            continue
        grown += 1
        steps = [*steps, row]
        met += assert_true(*proof.steps[-1], rng)
        for claim in FALSEHOODS:
            assert proof.steps[-1][1] is not claim.canon or proof.steps[-1][0]
    assert grown > 20


@pytest.mark.parametrize("name", ["licence", "discharged", "types"])
def test_a_changed_goal_is_accepted_only_where_it_asks_for_no_more(name: str, proofs: dict[str, Any], table: dict[str, Any]) -> None:
    certificate, goal = certified(proofs[name])
    loaded = Table(table)
    proved = {(hyps, concl) for hyps, concl in Proof(certificate, loaded).conclusions}
    accepted = 0
    for other in mutations(json.loads(json.dumps(goal))):
        try:
            check(certificate, other, loaded)
        except ReplayError:
            continue
        accepted += 1
        wanted = Document(other, loaded)
        given = {wanted.terms[i] for i in other["hypotheses"]}
        assert all(any(concl is wanted.terms[i] and hyps <= given for hyps, concl in proved) for i in other["claims"])
    assert accepted > 5  # names of binders, further hypotheses


def test_odd_values_in_every_place(proofs: dict[str, Any], table: dict[str, Any]) -> None:
    certificate, goal = certified(proofs["definition"])
    for path in places(certificate):
        for value in ODD:
            try:
                check(changed(certificate, path, value), goal, table)
            except ReplayError as e:
                assert str(e).startswith("error: ")


def test_odd_values_in_the_pinned_table(theory: Any, proofs: dict[str, Any], table: dict[str, Any]) -> None:
    certificate, goal = certified(proofs["definition"])
    small = {**table, "axioms": {}, "constants": {k: table["constants"][k] for k in ("eq", "add", "mul", "forall", "twice")}}
    check(certificate, goal, small)
    for path in places(small):
        for value in (..., 0, None, [], "x"):
            try:
                check(certificate, goal, changed(small, path, value))
            except ReplayError as e:
                assert str(e).startswith("error: ")


def test_a_statement_about_naturals_is_not_one_about_reals(table: dict[str, Any], proofs: dict[str, Any]) -> None:
    certificate, _ = certified(proofs["induction"])
    k = var("k", real)
    with pytest.raises(ReplayError):
        check(certificate, encode_goal([], [for_all(k, equation(k, k))]), table)
    assert n.type is nat
    assert z.type is real
