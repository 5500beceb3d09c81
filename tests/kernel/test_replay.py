"""The independent checker: what it accepts, and one refusal per condition."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_samples import (
    FALSE,
    ONE,
    ZERO,
    a_type,
    add,
    certified,
    dim,
    div,
    evaluate,
    fractions,
    inv,
    le,
    lit,
    lt,
    m,
    mul,
    n,
    naturals,
    nlit,
    nonzero,
    not_,
    p,
    pow_,
    real_terms,
    sub,
    x,
    y,
    z,
)  # fmt: skip

from derive.errors import DeriveError, ReplayError
from derive.kernel import field as prover_field
from derive.kernel import rules
from derive.kernel.certificate import encode, encode_goal, pin
from derive.kernel.replay import Field, check
from derive.kernel.terms import abstract, apply, const, equation, for_all, implication, signature, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real

ROOT = Path(__file__).parents[2]
BASIC: dict[str, Any] = pin(
    {
        name: t
        for name, t in signature().items()
        if name
        in ["eq", "implies", "forall", "not", "add", "sub", "mul", "div", "neg", "inv", "le", "lt", "pow", "nat_add", "nat_mul", "cast"]
    },
    {},
    {},
)


class Hand:
    """A certificate written by hand: types and terms are numbered by the encoder, steps are as given."""

    def __init__(self) -> None:
        self.theorem_terms: list[Any] = []

    def data(self, steps: list[Any], *terms: Any, conclusions: list[int] | None = None) -> dict[str, Any]:
        goal = encode_goal([], [t.canon for t in terms])
        numbers = goal["claims"]
        rows = [[r[0], *(numbers[int(a[1:])] if isinstance(a, str) and a[:1] == "$" else a for a in r[1:])] for r in steps]
        last = len(rows) - 1
        return {"format": 1, "types": goal["types"], "terms": goal["terms"], "steps": rows, "conclusions": conclusions or [last]}


def refused(steps: list[Any], *terms: Any, goal: Any = FALSE, hyps: Any = (), table: dict[str, Any] = BASIC) -> str:
    with pytest.raises(ReplayError) as caught:
        check(Hand().data(steps, *terms), encode_goal(hyps, [goal]), table)
    return str(caught.value)


def accepted(steps: list[Any], *terms: Any, goal: Any, hyps: Any = (), table: dict[str, Any] = BASIC) -> None:
    assert check(Hand().data(steps, *terms), encode_goal(hyps, [goal]), table)["steps"] == len(steps)


# Every rule by hand


def test_refl_sym_trans() -> None:
    accepted([["refl", "$0"], ["sym", 0], ["trans", 0, 1]], x, goal=equation(x, x))


def test_refl_of_an_open_term_is_refused() -> None:
    data = Hand().data([["refl", "$0"]], x)
    data["terms"].append(["bound", 0, 0])
    data["steps"] = [["refl", len(data["terms"]) - 1]]
    with pytest.raises(ReplayError, match="open term"):
        check(data, encode_goal([], [equation(x, x)]), BASIC)


def test_sym_of_what_is_no_equation_is_refused() -> None:
    assert "wrong form" in refused([["assume", "$0"], ["sym", 0]], p)


def test_trans_of_unequal_middles_is_refused() -> None:
    assert "should be equal" in refused([["refl", "$0"], ["refl", "$1"], ["trans", 0, 1]], ZERO, ONE)


def test_trans_of_what_is_no_equation_is_refused() -> None:
    assert "wrong form" in refused([["assume", "$0"], ["refl", "$0"], ["trans", 0, 1]], p)


def test_congr() -> None:
    accepted(
        [["refl", "$0"], ["refl", "$1"], ["congr", 0, 1]], const("neg"), x, goal=equation(apply(const("neg"), x), apply(const("neg"), x))
    )
    assert "cannot be applied" in refused([["refl", "$0"], ["refl", "$1"], ["congr", 1, 0]], const("neg"), x)
    assert "cannot be applied" in refused([["refl", "$0"], ["refl", "$1"], ["congr", 0, 1]], const("neg"), n)
    assert "wrong form" in refused([["assume", "$0"], ["refl", "$0"], ["congr", 0, 1]], p)


def test_abstr() -> None:
    accepted([["refl", "$0"], ["abstr", "$1", 0]], add(x, y), x, goal=equation(abstract(z, add(z, y)), abstract(x, add(x, y))))


def test_abstr_over_a_free_variable_of_a_hypothesis_is_refused() -> None:
    assert "free in a hypothesis" in refused([["assume", "$0"], ["abstr", "$1", 0]], equation(x, ZERO), x, hyps=[equation(x, ZERO)])


def test_abstr_over_something_that_is_no_variable_is_refused() -> None:
    assert "not a variable" in refused([["refl", "$0"], ["abstr", "$0", 0]], ZERO)


def test_assume_needs_a_statement() -> None:
    accepted([["assume", "$0"]], p, goal=p, hyps=[p])
    assert "not a statement" in refused([["assume", "$0"]], x)


def test_a_hypothesis_that_the_goal_does_not_have_is_refused() -> None:
    assert "further hypotheses" in refused([["assume", "$0"]], p, goal=p)
    assert "further hypotheses" in refused([["assume", "$0"]], FALSE)


def test_discharge() -> None:
    accepted([["assume", "$0"], ["discharge", "$0", 0]], p, goal=implication(p, p))
    assert "further hypotheses" in refused([["assume", "$0"], ["discharge", "$1", 0]], p, FALSE, goal=implication(FALSE, p))
    assert "not a statement" in refused([["assume", "$0"], ["discharge", "$1", 0]], p, x)


def test_mp() -> None:
    accepted([["assume", "$0"], ["assume", "$1"], ["mp", 0, 1]], implication(p, FALSE), p, goal=FALSE, hyps=[p, implication(p, FALSE)])
    assert "should be equal" in refused([["assume", "$0"], ["assume", "$1"], ["mp", 0, 1]], implication(p, FALSE), FALSE)
    assert "wrong form" in refused([["assume", "$0"], ["assume", "$0"], ["mp", 0, 1]], p)
    assert "wrong form" in refused([["assume", "$0"], ["assume", "$1"], ["mp", 0, 1]], equation(p, FALSE), p)


def test_eq_mp() -> None:
    accepted([["assume", "$0"], ["assume", "$1"], ["eq_mp", 0, 1]], equation(p, FALSE), p, goal=FALSE, hyps=[p, equation(p, FALSE)])
    assert "should be equal" in refused([["assume", "$0"], ["assume", "$1"], ["eq_mp", 0, 1]], equation(p, FALSE), FALSE)
    assert "wrong form" in refused([["assume", "$0"], ["assume", "$1"], ["eq_mp", 0, 1]], implication(p, FALSE), p)


def test_generalize() -> None:
    accepted([["refl", "$0"], ["generalize", "$0", 0]], x, goal=for_all(y, equation(y, y)))


def test_generalize_over_a_free_variable_of_a_hypothesis_is_refused() -> None:
    steps = [["assume", "$0"], ["generalize", "$1", 0], ["specialize", "$2", 1]]
    assert "free in a hypothesis" in refused(steps, equation(x, ZERO), x, ONE)


@pytest.mark.parametrize("thing", [ZERO, add(x, y), const("neg"), abstract(x, x)])
def test_generalize_over_something_that_is_no_variable_is_refused(thing: Any) -> None:
    assert "not a variable" in refused([["refl", "$1"], ["generalize", "$0", 0]], thing, x)


def test_specialize() -> None:
    steps = [["refl", "$0"], ["generalize", "$0", 0], ["specialize", "$1", 1]]
    accepted(steps, x, add(y, ONE), goal=equation(add(y, ONE), add(y, ONE)))
    assert "cannot be applied" in refused(steps, x, n)
    assert "wrong form" in refused([["assume", "$0"], ["specialize", "$1", 0]], p, x)


def test_specialize_to_an_open_term_is_refused() -> None:
    data = Hand().data([["assume", "$0"], ["generalize", "$1", 0]], p, x)
    data["terms"].append(["bound", 0, data["terms"][data["steps"][1][1]][2]])
    data["steps"].append(["specialize", len(data["terms"]) - 1, 1])
    data["conclusions"] = [2]
    with pytest.raises(ReplayError, match="open term"):
        check(data, encode_goal([p], [p]), BASIC)


def test_instantiate() -> None:
    goal = equation(add(z, ONE), add(z, ONE))
    data = Hand().data([["refl", "$0"], ["instantiate", [], 0]], x, add(z, ONE))
    numbers = encode_goal([], [x, add(z, ONE)])["claims"]
    data["steps"][1][1] = [numbers]
    check(data, encode_goal([], [goal]), BASIC)
    for pairs, problem in [
        ([numbers, numbers], "replaced twice"),
        ([numbers[::-1]], "not a substitution"),
        ([[numbers[0]]], "malformed"),
        ([[0, 99]], "reference"),
    ]:
        data["steps"][1][1] = pairs
        with pytest.raises(ReplayError, match=problem):
            check(data, encode_goal([], [goal]), BASIC)


def test_instantiate_keeps_types() -> None:
    data = Hand().data([["refl", "$0"], ["instantiate", [], 0]], x, n)
    data["steps"][1][1] = [encode_goal([], [x, n])["claims"]]
    with pytest.raises(ReplayError, match="not a substitution"):
        check(data, encode_goal([], [equation(n, n)]), BASIC)


def test_instantiate_acts_on_hypotheses() -> None:
    theorem = rules.instantiate(rules.assume(equation(x, ONE)), {x: y})
    certificate = encode([theorem])
    check(certificate, encode_goal([equation(y, ONE)], [equation(y, ONE)]), BASIC)
    with pytest.raises(ReplayError, match="further hypotheses"):
        check(certificate, encode_goal([equation(x, ONE)], [equation(y, ONE)]), BASIC)


def test_instantiate_type() -> None:
    theorem = rules.instantiate_type(rules.refl(var("u", a_type)), {a_type: real})
    certificate, goal = certified(theorem)
    check(certificate, goal, BASIC)
    row = certificate["steps"][-1]
    for pairs, problem in [
        ([row[1][0], row[1][0]], "replaced twice"),
        ([row[1][0][::-1]], "not an instantiation"),
        ([[0]], "malformed"),
    ]:
        wrong = copy.deepcopy(certificate)
        wrong["steps"][-1][1] = pairs
        with pytest.raises(ReplayError, match=problem):
            check(wrong, goal, BASIC)


def test_a_dimension_does_not_become_an_infinite_type() -> None:
    certificate, _ = certified(rules.instantiate_type(rules.refl(var("u", dim)), {dim: dim}))
    certificate["types"].append(["con", "nat"])
    certificate["steps"][-1][1][0][1] = len(certificate["types"]) - 1
    with pytest.raises(ReplayError, match="not an instantiation"):
        check(certificate, encode_goal([], [equation(var("u", nat), var("u", nat))]), BASIC)


def test_compare() -> None:
    for claim in (lt(lit("-1/2"), ZERO), le(ONE, ONE), not_(FALSE), not_(equation(nlit(2), nlit(3)))):
        accepted([["compare", "$0"]], claim, goal=claim)
    for claim in (
        lt(ONE, ONE),
        le(ONE, ZERO),
        FALSE,
        not_(equation(ONE, ONE)),
        not_(lt(ONE, ZERO)),
        not_(not_(not_(FALSE))),
        lt(x, ONE),
        equation(ONE, ONE),
        p,
        not_(p),
    ):
        assert "not a true comparison" in refused([["compare", "$0"]], claim, goal=claim)


def test_field() -> None:
    accepted([["field", "$0", "$1"]], mul(x, y), mul(y, x), goal=equation(mul(x, y), mul(y, x)))
    assert "differ" in refused([["field", "$0", "$1"]], ZERO, ONE)
    assert "differ" in refused([["field", "$0", "$1"]], div(x, x), ONE, goal=equation(div(x, x), ONE))
    assert "differ" in refused([["field", "$0", "$1"]], p, p, goal=equation(p, p))
    assert "differ" in refused([["field", "$0", "$1"]], ZERO, nlit(0))


def test_field_licences() -> None:
    steps = [["assume", "$0"], ["field", "$1", "$2", 0]]
    cancel = equation(div(x, x), ONE)
    accepted(steps, nonzero(x), div(x, x), ONE, goal=cancel, hyps=[nonzero(x)])
    assert "further hypotheses" in refused(steps, nonzero(x), div(x, x), ONE, goal=cancel)
    assert "differ" in refused(steps, nonzero(y), div(x, x), ONE, goal=cancel, hyps=[nonzero(y)])
    assert "licence" in refused(steps, not_(equation(x, ONE)), div(x, x), ONE, goal=cancel)
    assert "licence" in refused(steps, not_(lt(x, ZERO)), div(x, x), ONE, goal=cancel)
    assert "licence" in refused(steps, not_(equation(n, nlit(0))), div(x, x), ONE, goal=cancel)
    assert "wrong form" in refused(steps, equation(x, ZERO), div(x, x), ONE, goal=cancel)


def test_axioms_and_definitions_come_from_the_pinned_table_only(theory: Any, table: dict[str, Any]) -> None:
    accepted([["axiom", "square_nonneg"]], goal=theory.square.concl, table=table)
    accepted([["definition", "twice"]], goal=theory.twice.concl, table=table)
    assert "pinned axioms" in refused([["axiom", "absurd"]], table=table)
    assert "pinned axioms" in refused([["axiom", "twice"]], table=table)
    assert "pinned definitions" in refused([["definition", "square_nonneg"]], table=table)
    assert "wrong arguments" in refused([["axiom", "square_nonneg", "$0"]], FALSE, table=table)
    assert "wrong arguments" in refused([["axiom", 0]], table=table)


# Documents


@pytest.mark.parametrize(
    "row",
    [
        ["magic"],
        ["refl"],
        ["refl", 0, 0],
        [],
        "refl",
        None,
        3,
        {"refl": 0},
        ["sym", "0"],
        ["sym", True],
        ["sym", 0.0],
        ["sym", -1],
        ["sym", 1],
        ["refl", [0]],
        [["refl"], 0],
        ["instantiate", 0, 0],
        ["field", 0],
        ["trans", 0],
    ],
)
def test_strange_steps_are_refused(row: Any) -> None:
    data = Hand().data([["refl", "$0"]], x)
    data["steps"].append(row)
    with pytest.raises(ReplayError):
        check(data, encode_goal([], [equation(x, x)]), BASIC)


@pytest.mark.parametrize(
    "row",
    [
        ["lit", "-1", 1], ["lit", "1/2", 1], ["lit", "1.0", 0], ["lit", "2/4", 0], ["lit", "1/0", 0], ["lit", " 1", 0], ["lit", "1_0", 0], ["lit", "+1", 0],
        ["lit", 1, 0], ["lit", "1", 2], ["lit", "9" * 5_000, 0], ["lit", "٣", 0], ["var", "0", 0], ["var", "", 0], ["var", "x#1", 0], ["var", "x\n", 0],
        ["var", "x", 99], ["const", "nothing", 0], ["const", "neg", 0], ["const", "eq", 0], ["bound", -1, 0], ["bound", True, 0],
        ["bound", "0", 0], ["app", 0, 0], ["app", 0], ["app", 0, 0, 0], ["abs", "0", 0, 0], ["abs", "x", 0], ["abs", None, 0, 0], ["abs", "x", 0, 99],
        [], None, "app", ["hole", 0], {"app": 0},
    ],
)  # fmt: skip
def test_strange_terms_are_refused(row: Any) -> None:
    data = {
        "format": 1,
        "types": [["con", "real"], ["con", "nat"], ["con", "bool"]],
        "terms": [["var", "x", 0], row],
        "steps": [["refl", 0]],
        "conclusions": [0],
    }
    with pytest.raises(ReplayError):
        check(data, encode_goal([], [equation(x, x)]), BASIC)


@pytest.mark.parametrize(
    "row",
    [
        ["con", "list", 0],
        ["con", "fun", 0],
        ["con", "real", 0],
        ["con", "fun", 0, 9],
        ["con", "measure"],
        ["var", "0", "type"],
        ["var", "a", "set"],
        ["var", "real", "type"],
        ["var", "a"],
        [],
        None,
        "real",
        ["con", ["real"]],
    ],
)
def test_strange_types_are_refused(row: Any) -> None:
    data = {"format": 1, "types": [["con", "real"], row], "terms": [["var", "x", 0]], "steps": [["refl", 0]], "conclusions": [0]}
    with pytest.raises(ReplayError):
        check(data, encode_goal([], [equation(x, x)]), BASIC)


@pytest.mark.parametrize(
    "bad", [None, 3, [], "text", {}, {"format": 1}, {"format": 2, "types": [], "terms": [], "steps": [], "conclusions": []}]
)
def test_strange_documents_are_refused(bad: Any) -> None:
    certificate, goal = certified(rules.refl(x))
    for args in ((bad, goal, BASIC), (certificate, bad, BASIC), (certificate, goal, bad)):
        with pytest.raises(ReplayError):
            check(*args)


def test_another_format_is_refused(table: dict[str, Any]) -> None:
    certificate, goal = certified(rules.refl(x))
    for wrong in (0, 2, "1", None):
        for args in (({**certificate, "format": wrong}, goal, table), (certificate, goal, {**table, "format": wrong})):
            with pytest.raises(ReplayError, match="not such a document"):
                check(*args)


def test_a_goal_has_claims_that_are_closed_and_boolean() -> None:
    certificate, goal = certified(rules.refl(x))
    for change in ({"claims": []}, {"claims": [0]}, {"claims": [99]}, {"hypotheses": [0]}, {"claims": None}, {"more": 1}):
        with pytest.raises(ReplayError):
            check(certificate, {**goal, **change}, BASIC)


def test_every_claim_must_be_concluded() -> None:
    certificate, goal = certified(rules.refl(x), rules.refl(y))
    check(certificate, goal, BASIC)
    for conclusions in ([], [0], [1], [0, 2], [-1, 0], None, [True, 0]):
        with pytest.raises(ReplayError):
            check({**certificate, "conclusions": conclusions}, goal, BASIC)


def test_claims_are_compared_modulo_names_of_binders_and_eta() -> None:
    theorem = rules.generalize(x, rules.assume(p))
    check(encode([theorem]), encode_goal([p], [for_all(z, p)]), BASIC)
    h = var("h", fun(real, bool_))
    check(
        encode([rules.assume(for_all(x, apply(h, x)))]),
        encode_goal([for_all(y, apply(h, y))], [apply(const("forall", fun(fun(real, bool_), bool_)), h)]),
        BASIC,
    )


def test_constants_must_be_pinned(theory: Any, table: dict[str, Any]) -> None:
    certificate, goal = certified(rules.refl(const("twice")))
    check(certificate, goal, table)
    with pytest.raises(ReplayError, match="not a pinned constant"):
        check(certificate, goal, BASIC)


def test_a_constant_of_another_type_than_here_is_refused() -> None:
    wrong = copy.deepcopy(BASIC)
    wrong["constants"]["neg"] = wrong["constants"]["add"]
    certificate, goal = certified(rules.refl(const("neg")))
    with pytest.raises(ReplayError, match="declared twice"):
        check(certificate, goal, wrong)


def test_pinned_statements_are_closed_and_boolean() -> None:
    for statement in (x, equation(x, x), abstract(x, x)):
        table = {**BASIC, "axioms": pin({}, {"bad": statement}, {})["axioms"]}
        assert "not closed and boolean" in refused([["axiom", "bad"]], table=table)


def test_pinned_definitions_do_not_turn_in_circles(theory: Any, table: dict[str, Any]) -> None:
    circle = pin({}, {}, {"twice": abstract(x, add(apply(const("twice"), x), ONE))})["definitions"]
    assert "not a definition" in refused([["definition", "twice"]], table={**table, "definitions": circle})
    later = pin({}, {}, {"twice": abstract(x, apply(apply(const("always", fun(real, real, real)), x), x))})["definitions"]
    assert "not a definition" in refused([["definition", "twice"]], table={**table, "definitions": later})


def test_pinned_definitions_have_the_type_of_the_constant_and_its_type_variables(theory: Any, table: dict[str, Any]) -> None:
    other = pin({}, {}, {"twice": abstract(x, lt(x, x))})["definitions"]
    assert "not a definition" in refused([["definition", "twice"]], table={**table, "definitions": other})
    hidden = pin({}, {}, {"twice": abstract(x, apply(abstract(var("u", a_type), x), var("w", a_type)))})["definitions"]
    accepted([["definition", "twice"]], goal=equation(const("twice"), abstract(x, x)), table={**table, "definitions": hidden})
    ghost = abstract(x, apply(const("total"), abstract(var("i", dim), x)))
    late = {**table, "constants": {**{k: v for k, v in table["constants"].items() if k != "twice"}, "twice": table["constants"]["twice"]}}
    assert "not a definition" in refused(
        [["definition", "twice"]], table={**late, "definitions": pin({}, {}, {"twice": ghost})["definitions"]}
    )


def test_messages_carry_the_step_and_the_values() -> None:
    text = refused([["refl", "$0"], ["refl", "$1"], ["trans", 0, 1]], ZERO, ONE)
    assert "step 2, ['trans', 0, 1]" in text
    assert "given:   0\n           1" in text


# The two field procedures


@given(real_terms, real_terms)
def test_the_two_fields_agree_on_random_terms(a: Any, b: Any) -> None:
    for left, right in ((a, b), (a, add(b, sub(a, b))), (mul(a, b), mul(b, a)), (mul(add(a, b), a), add(mul(b, a), mul(a, a)))):
        try:
            expected = prover_field.equal(left, right)
        except DeriveError:
            continue
        assert Field(()).equal(left.canon, right.canon) == expected


@given(real_terms, real_terms, st.tuples(fractions, fractions, fractions, naturals, naturals))
def test_what_the_second_field_accepts_is_true(a: Any, b: Any, point: Any) -> None:
    values = dict(zip((x, y, z, m, n), (*point[:3], *map(Fraction, point[3:])), strict=True))
    try:
        same = Field(()).equal(a.canon, b.canon)
    except DeriveError:
        return
    assert not same or evaluate(a, values) == evaluate(b, values)


EXPONENTS = [
    (mul(pow_(x, n), x), pow_(x, add_n := apply(const("nat_add"), n, nlit(1))), True),
    (pow_(mul(x, y), n), mul(pow_(y, n), pow_(x, n)), True),
    (pow_(pow_(x, m), n), pow_(x, apply(const("nat_mul"), n, m)), True),
    (mul(pow_(lit(-1), n), pow_(lit(-1), n)), ONE, True),
    (pow_(lit(-1), n), ONE, False),
    (pow_(lit(6), n), mul(pow_(lit(2), n), pow_(lit(3), n)), True),
    (pow_(lit(4), n), pow_(lit(2), apply(const("nat_mul"), nlit(2), n)), True),
    (mul(pow_(lit("1/2"), n), pow_(lit(2), n)), ONE, True),
    (pow_(lit("-1/2"), n), mul(pow_(lit("1/2"), n), pow_(lit(-1), n)), True),
    (pow_(add(x, y), n), pow_(add(y, x), n), True),
    (pow_(sub(x, y), n), mul(pow_(lit(-1), n), pow_(sub(y, x), n)), False),
    (pow_(add(add(x, x), y), n), pow_(add(x, y), n), False),
    (pow_(mul(lit(6), add(x, y)), n), mul(pow_(lit(2), n), pow_(mul(lit(3), add(x, y)), n)), False),
    (pow_(ZERO, n), ZERO, False),
    (pow_(ZERO, nlit(0)), ONE, True),
    (pow_(x, nlit(0)), ONE, True),
    (pow_(inv(lit(3)), n), inv(pow_(lit(3), n)), False),
    (mul(pow_(x, n), pow_(inv(x), n)), ONE, False),
    (apply(const("cast"), add_n), add(apply(const("cast"), n), ONE), True),
    (pow_(lit(101 * 103), n), pow_(lit(101 * 103), n), True),
    (pow_(sub(x, x), n), pow_(ZERO, n), True),
]


@pytest.mark.parametrize("a, b, truth", EXPONENTS)
def test_symbolic_exponents_in_both_fields(a: Any, b: Any, truth: bool) -> None:
    assert prover_field.equal(a, b) is truth
    assert Field(()).equal(a.canon, b.canon) is truth


def test_limits_are_refusals() -> None:
    for t in (pow_(add(x, y), nlit(50_000)), pow_(add(add(x, y), add(z, ONE)), nlit(40))):
        with pytest.raises(DeriveError):
            Field(()).equal(t, ONE)


# A process of its own


def run(jobs: Any, table: Path, *flags: str) -> tuple[int, list[dict[str, Any]], str]:
    text = jobs if isinstance(jobs, str) else json.dumps(jobs)
    command = [sys.executable, *flags, "-m", "derive.kernel.replay", str(table)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return done.returncode, [json.loads(row) for row in done.stdout.splitlines()], done.stderr


@pytest.mark.parametrize("flags", [(), ("-O",), ("-OO",)])
def test_a_process_answers_each_job(tmp_path: Path, proofs: dict[str, Theorem], table: dict[str, Any], flags: tuple[str, ...]) -> None:
    pinned = tmp_path / "pinned.json"
    pinned.write_text(json.dumps(table))
    jobs = []
    for name, theorem in proofs.items():
        certificate, goal = certified(theorem)
        jobs.append({"name": name, "certificate": certificate, "goal": goal})
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(jobs[0]["certificate"]))
    jobs += [
        {**jobs[0], "name": "path", "certificate": str(path)},
        {**jobs[1], "name": "wrong", "goal": jobs[0]["goal"]},
        {**jobs[0], "name": "lost", "certificate": str(tmp_path / "none")},
    ]
    code, answers, errors = run({"jobs": jobs}, pinned, *flags)
    assert (code, errors) == (1, "")
    assert [a["name"] for a in answers] == [job["name"] for job in jobs]
    assert [a["ok"] for a in answers] == [True] * (len(proofs) + 1) + [False, False]
    assert "claim" in answers[-2]["error"]
    code, answers, _ = run({"jobs": jobs[:2]}, pinned, *flags)
    assert code == 0
    assert answers[0]["definitions"] == ["twice"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"jobs": 3}',
        '{"jobs": [3]}',
        '{"jobs": [{}]}',
        '{"jobs": [{"name": "a", "certificate": 0, "goal": 0}]}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_a_process_never_answers_with_a_traceback(tmp_path: Path, text: str) -> None:
    pinned = tmp_path / "pinned.json"
    pinned.write_text(json.dumps(BASIC))
    code, answers, errors = run(text, pinned)
    assert code == 1
    assert "Traceback" not in errors
    assert all(not a["ok"] for a in answers)
    assert answers


def test_a_process_without_a_table_says_so(tmp_path: Path) -> None:
    code, answers, errors = run({"jobs": []}, tmp_path / "none.json")
    assert (code, errors) == (1, "")
    assert not answers[0]["ok"]


def test_the_process_loads_no_prover() -> None:
    script = "import sys, derive.kernel.replay; print(*sorted(m for m in sys.modules if m.split('.')[0] in ('derive', 'sympy', 'numpy')))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.split() == [
        "derive",
        "derive.errors",
        "derive.kernel",
        "derive.kernel.replay",
        "derive.kernel.terms",
        "derive.kernel.types",
    ]


def test_five_large_certificates_are_fast(tmp_path: Path) -> None:
    pinned = tmp_path / "pinned.json"
    pinned.write_text(json.dumps(BASIC))
    jobs = []
    for k in range(5):
        parts = []
        for i in range(165):
            step = rules.field(mul(add(x, lit(i + k)), y), add(mul(lit(i + k), y), mul(y, x)))
            inner = rules.congr(rules.refl(apply(const("add"), mul(x, lit(i)))), step)
            parts.append(rules.generalize(y, rules.sym(rules.trans(inner, rules.refl(inner.concl.arg)))))
        certificate, goal = certified(*parts)
        jobs.append({"name": str(k), "certificate": certificate, "goal": goal})
    assert min(len(job["certificate"]["steps"]) for job in jobs) > 950
    times = []
    for _ in range(3):
        started = time.perf_counter()
        code, _, _ = run({"jobs": jobs}, pinned)
        times.append(time.perf_counter() - started)
        assert code == 0
    assert min(times) < 1.0, f"{min(times):.3f} s (0.3 s on a quiet machine)"
