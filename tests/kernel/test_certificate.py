"""Certificates: complete, stable, plain, without recursion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from kernel_samples import a_type, add, certified, dim, functions, lit, m, mul, n, p, pinned, real_terms, x, y, z

from derive.kernel import rules
from derive.kernel.certificate import encode, encode_goal, pin
from derive.kernel.replay import Document, Table, check
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, literal, signature, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real

HERE = Path(__file__).parent


def back(term: Term) -> Term:
    """Through the encoding and back."""
    goal = encode_goal([], [term])
    table = Table(pin(signature(), {}, {}))
    return Document(json.loads(json.dumps(goal)), table).terms[goal["claims"][0]]


@given(real_terms)
def test_terms_come_back(t: Term) -> None:
    assert back(t) is t.canon


@given(functions())
def test_functions_come_back(t: Term) -> None:
    assert back(t) is t.canon


@pytest.mark.parametrize(
    "t",
    [
        literal(5, nat), lit("-7/3"), var("x'", bool_), var("v", a_type), var("v", fun(dim, dim)),
        abstract(x, abstract(y, apply(var("h", fun(real, real, real)), y, x))), abstract(x, y), const("eq"), const("forall"),
    ],
)  # fmt: skip
def test_kinds_of_terms_come_back(t: Term) -> None:
    assert back(t) is t.canon


def test_every_proof_is_plain_json(proofs: dict[str, Theorem]) -> None:
    for theorem in proofs.values():
        data = encode([theorem])
        assert json.loads(json.dumps(data)) == data
        assert set(data) == {"format", "types", "terms", "steps", "conclusions"}


def test_every_proof_replays(proofs: dict[str, Theorem], table: dict[str, Any]) -> None:
    for theorem in proofs.values():
        certificate, goal = certified(theorem)
        assert check(certificate, goal, table)["steps"] == len(certificate["steps"])


def test_all_rules_occur_in_the_samples(proofs: dict[str, Theorem]) -> None:
    used = {row[0] for theorem in proofs.values() for row in encode([theorem])["steps"]}
    primitive = {name for name, value in vars(rules).items() if getattr(value, "__module__", "") == rules.__name__ and name[0] != "_"}
    assert used == primitive | {"axiom", "definition"}


def test_several_theorems_share_their_steps(proofs: dict[str, Theorem], table: dict[str, Any]) -> None:
    certificate, goal = certified(proofs["licence"], proofs["discharged"])
    alone = [len(encode([proofs[name]])["steps"]) for name in ("licence", "discharged")]
    assert len(certificate["steps"]) < sum(alone)
    assert len(certificate["conclusions"]) == 2
    check(certificate, goal, table)


def test_types_terms_and_steps_are_listed_once(proofs: dict[str, Theorem]) -> None:
    data = encode(list(proofs.values()))
    for key in ("types", "terms", "steps"):
        rows = [json.dumps(row) for row in data[key]]
        assert len(rows) == len(set(rows)), key


def test_the_same_step_taken_twice_is_one() -> None:
    first, second = rules.refl(x), rules.refl(x)
    assert encode([rules.trans(first, second)])["steps"] == [["refl", 0], ["trans", 0, 0]]


def test_references_point_backwards(proofs: dict[str, Theorem]) -> None:
    data = encode(list(proofs.values()))
    for i, row in enumerate(data["types"]):
        assert all(j < i for j in row if isinstance(j, int))
    for i, row in enumerate(data["terms"]):
        assert row[0] != "app" or (row[1] < i and row[2] < i)


def test_binder_names_do_not_enter_the_certificate() -> None:
    one, other = rules.refl(abstract(x, add(x, y))), rules.refl(abstract(z, add(z, y)))
    assert json.dumps(encode([one])) == json.dumps(encode([other]))


def test_binder_names_stay_in_goals_and_in_the_pinned_table() -> None:
    claim = for_all(x, equation(x, x))
    assert ["abs", "x"] in [row[:2] for row in encode_goal([], [claim])["terms"]]
    assert ["abs", "x"] in [row[:2] for row in pin({}, {"a": claim}, {})["axioms"]["a"]["terms"]]


def test_the_order_of_a_mapping_means_nothing() -> None:
    theorem = rules.field(add(x, y), add(y, x))
    one, other = rules.instantiate(theorem, {x: z, y: x}), rules.instantiate(theorem, {y: x, x: z})
    assert encode([one]) == encode([other])


def test_deep_proofs_and_terms_need_no_recursion(table: dict[str, Any]) -> None:
    theorem = rules.refl(x)
    for _ in range(5_000):
        theorem = rules.sym(theorem)
    certificate, goal = certified(theorem)
    assert len(certificate["steps"]) == 5_001
    check(certificate, goal, table)
    deep = x
    for _ in range(5_000):
        deep = add(deep, y)
    certificate, goal = certified(rules.refl(deep))
    check(certificate, goal, table)


def test_a_goal_lists_hypotheses_and_claims() -> None:
    goal = encode_goal([p], [equation(x, x), p])
    assert set(goal) == {"types", "terms", "hypotheses", "claims"}
    assert goal["hypotheses"] == [goal["claims"][1]]


def test_pin_keeps_every_entry_on_its_own(theory: Any) -> None:
    table = pinned()
    assert list(table["constants"]) == list(signature())
    assert set(table["axioms"]) == {"square_nonneg", "induction", "eq_sym"}
    assert set(table["definitions"]) == {"twice", "always"}
    assert all(entry["terms"] for kind in ("axioms", "definitions") for entry in table[kind].values())
    alone = pin({}, {"square_nonneg": theory.square.concl}, {})
    assert alone["axioms"]["square_nonneg"] == table["axioms"]["square_nonneg"]


SCRIPT = """
import json, sys
sys.path[:0] = [{root!r}, {here!r}]
import kernel_samples as s
from derive.kernel.certificate import encode
theory = s.little()
print(json.dumps([encode([th]) for th in s.proofs(theory).values()]), json.dumps(s.pinned()))
"""


@pytest.mark.parametrize("flags", [[], ["-O"]])
def test_the_same_bytes_for_six_hash_seeds(flags: list[str]) -> None:
    script = SCRIPT.format(root=str(HERE.parents[1]), here=str(HERE))
    seen = {
        subprocess.run(
            [sys.executable, *flags, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(seen) == 1
    assert len(seen.pop()) > 1_000


def test_the_size_is_that_of_the_proof_not_of_the_tree() -> None:
    t = x
    for _ in range(40):
        t = mul(t, t)
    data = encode([rules.refl(t)])
    assert len(data["terms"]) < 100


def test_nat_variables_and_literals(table: dict[str, Any]) -> None:
    theorem = rules.field(apply(const("nat_add"), m, n), apply(const("nat_add"), n, m))
    certificate, goal = certified(theorem)
    assert check(certificate, goal, table)["steps"] == 1
