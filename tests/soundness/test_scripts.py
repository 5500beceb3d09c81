"""Scripts that try to prove something false, to hide a hypothesis, or to rest on themselves: none may count as proved."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

LEMMAS = "bayes, chain_rule, differentiation, expectation_abs_le, expectation_const, linearity, log_inv, log_le_sub_one, log_mul"
REAL = 'x, y = symbols("x y", Real)\n'
FUNCTION = 'x, y = symbols("x y", Real)\nf, g = symbols("f g", Real >> Real)\n'
SEQUENCE = 'x, y = symbols("x y", Real)\nl, n = symbols("l n", Natural)\nf = symbols("f", Seq(Real >> Real))\n'
SPACE = 'X = spaces("X")\nx, y = symbols("x y", X)\nf, g = symbols("f g", X >> Real)\np = density("p", X)\n'
JOINT = 'X, Z = spaces("X Z")\nx = symbols("x", X)\nz = symbols("z", Z)\np = density("p", X, Z)\nq = density("q", Z, given=X)\n'

# name: body, what the message says (a piece of its first line; "" when several would do)
ATTACKS: dict[str, tuple[str, str]] = {
    # a side has no value
    "x_by_x": (REAL + "show(Eq(x / x, 1)).eq(1)", "condition"),
    "y_by_x": (REAL + "show(Eq(x * (y / x), y)).eq(y)", "condition"),
    "by_zero": (REAL + "show(Eq(x / 0, 0)).eq(0)", "does not follow"),
    "log_of_product": (REAL + "show(Eq(log(x * y), log(x) + log(y))).eq(log(x) + log(y), by=log_mul)", "condition"),
    "log_of_inverse": (REAL + "show(Eq(log(1 / x), -log(x))).eq(-log(x), by=log_inv)", "condition"),
    "log_below": (REAL + "show(log(x) <= x - 1).le(x - 1, by=log_le_sub_one)", "condition"),
    "zero_to_n": ('n = symbols("n", Natural)\nshow(Eq(Rational(0)**n, 0)).eq(0)', "false"),
    "below_zero": ('n = symbols("n", Natural)\nf = symbols("f", Seq(Real))\nshow(Eq(f[n - 1 + 1], f[n])).eq(f[n])', "n >= 1 is not known here"),
    # derivatives and expectations that need not exist
    "slope_of_inverse": (REAL + "show(Eq(D[x](1 / x), -1 / x**2)).eq(-1 / x**2, by=differentiation)", "condition"),
    "slope_of_log": (REAL + "show(Eq(D[x](log(x)), 1 / x)).eq(1 / x, by=differentiation)", "condition"),
    "slope_of_abs": (REAL + "show(Eq(D[x](abs(x)), 1)).eq(1, by=differentiation)", "false"),
    "slope_of_any": (FUNCTION + "show(Eq(D[x](f(x) + x), D(f)(x) + 1)).eq(D(f)(x) + 1, by=differentiation)", ""),
    "split_of_any": (SPACE + "show(Eq(E[p(x)](f(x) + g(x)), E[p(x)](f(x)) + E[p(x)](g(x)))).eq(E[p(x)](f(x)) + E[p(x)](g(x)), by=linearity)", "condition"),
    "conditional_mass": (JOINT + "show(Eq(E[p(z | x)](1), 1)).eq(1, by=expectation_const)", ""),
    "product_rule": (JOINT + "show(Eq(p(x, z), p(z | x) * p(x))).eq(p(z | x) * p(x), by=bayes)", ""),
    # one x or all x
    "fixed_for_all": (REAL + "h = given(x > 0)\nshow(forall[x](x > 0)).by(h)", ""),
    "fixed_for_other": (FUNCTION + "h = given(f(x) > 0)\nshow(f(y) > 0).by(h)", "one x or all"),
    "fixed_at": (FUNCTION + "h = given(f(x) > 0)\nshow(forall[x](f(x) > 0)).at(x).by(h)", "one x or all"),
    "fixed_under_binder": (SPACE + "h = given(Eq(f(x), 1))\nshow(Eq(E[p(x)](f(x)), 1)).eq(E[p(x)](1), by=h).eq(1, by=expectation_const)", ""),
    "fixed_then_derived": (FUNCTION + "h = given(Eq(f(x), 1))\nshow(Eq(D(f)(x), 0)).eq(D[x](1), by=h).eq(0, by=differentiation)", ""),
    "equal_then_derived": (REAL + "h = given(Eq(x, y))\nshow(Eq(D[x](x * x), y)).eq(D[x](x * y), by=h).eq(y, by=differentiation)", "false"),
    "fixed_in_induction": (SEQUENCE + "h = given(f[n](x) > 0)\nbase, step = show(f[n](x) + 0 > 0).induction(n)\nbase.by(h)\nstep.by(h)", "one n or all"),
    # induction and circles
    "step_outside": (SEQUENCE + "c = show(Eq(x**n, 1))\nbase, step = c.induction(n)\nc.by(step.hypothesis)", "hypothesis of another claim"),
    "step_in_base": (SEQUENCE + "c = show(Eq(x**(n + 1), x))\nbase, step = c.induction(n)\nbase.eq(x)\nstep.by(step.hypothesis)", "false"),
    "step_by_goal": (SEQUENCE + "c = show(Eq(x**n, 1))\nbase, step = c.induction(n)\nbase.eq(1)\nstep.eq(1, by=c)", "not proved yet"),
    "by_itself": (REAL + "c = show(x > 0)\nc.by(c)", "not proved yet"),
    "by_each_other": (REAL + "c = show(x > 0)\nd = show(x > 0)\nc.by(d)\nd.by(c)", "not proved yet"),
    "calls_itself": (REAL + "show(x > 0).by(calls_itself())", "rests on itself"),
    "calls_back": ("from proofs.attack.calls_forth import calls_forth\n" + REAL + "show(x > 0).by(calls_forth())", "rests on itself"),
    "calls_forth": ("from proofs.attack.calls_back import calls_back\n" + REAL + "show(x > 0).by(calls_back())", "rests on itself"),
    # definitions
    "define_by_itself": (FUNCTION + "define(f(x), f(x) + 1)\nshow(Eq(f(x), f(x) + 1)).eq(f(x) + 1, by=f)", "in terms of itself"),
    "define_in_a_circle": (FUNCTION + "define(f(x), g(x) + 1)\ndefine(g(x), f(x))\nshow(Eq(f(x), f(x) + 1)).eq(g(x) + 1, by=f).eq(f(x) + 1, by=g)", "in terms of itself"),
    "define_twice": (REAL + "define(x, 1)\ndefine(x, 2)\nshow(Eq(x, x + 1)).by(x)", "defined already"),
    "define_elsewhere": (FUNCTION + "define(f(2 * x), x)\nshow(Eq(f(x), x)).eq(x, by=f)", "at variables"),
    "recursion_elsewhere": (SEQUENCE + "define(f[0](x), x)\ndefine(f[l + 1](y), f[l](y) + 1)\nshow(Eq(f[1](x), y + 1)).eq(f[0](y) + 1, by=f).eq(y + 1, by=f)", "false"),
    "two_with_one_name": ('a = Activation("h", lambda x: x)\nb = Activation("h", lambda x: -x)\n' + REAL + "show(Eq(a(x), -x)).eq(-x, by=a)", "one name"),
    "alike_on_paper": (SPACE + 'h = given(forall[x](f(x) <= symbols("x", Real)))\nshow(f(x) <= symbols("x", Real)).by(h)', "both print as"),
    # hypotheses that are not seen
    "hidden": (SPACE + dedent("""
        h = suppose(integrable[p(x)](f(x), g(x)), "finite")
        c = show(Eq(E[p(x)](f(x) + g(x)), E[p(x)](f(x)) + E[p(x)](g(x))))
        d = show(Eq(E[p(x)](f(x) - g(x)), E[p(x)](f(x)) - E[p(x)](g(x))), given=h)
        c.eq(E[p(x)](f(x)) + E[p(x)](g(x)), by=[linearity, h])
        d.eq(E[p(x)](f(x)) - E[p(x)](g(x)), by=linearity)"""), "hypothesis of another claim"),
    "hidden_in_have": (REAL + "h = suppose(x < 0)\nshow(x * x >= 0).by()\nd = have(x < 0).by(h)\npublished('Z', x >= 0, 'true for some', by=d)", ""),
    "holds_if": (REAL + "h = given(x > 0)\nshow(x**2 + 1 > 1).gt(1, by=h)", "-"),
    "holds_always": ("from proofs.attack.holds_if import holds_if\n" + REAL + "c = have(holds_if())\nshow(x**2 + 1 > 1).by(c)", ""),
    "holds_never": ("from proofs.attack.holds_if import holds_if\n" + REAL + "c = have(holds_if())\nshow(y**2 >= 0).by()\npublished('Z', x**2 + 1 <= 1, '', by=c)", ""),
    "contradictory": (REAL + "h = given(x > 0)\nk = given(x < 0)\nshow(x <= -5).le(-5, by=[h, k])", ""),
    "negative_density": (SPACE + "h = given(forall[x](p(x) < 0))\nshow(p(x) >= 5).by(h)", ""),
    "defined_against": (REAL + "h = given(x > 0)\ndefine(x, -1)\nshow(x >= 7).ge(7, by=[x, h])", ""),
    # nothing is shown, or something true is called false
    "nothing": (REAL, "shows nothing"),
    "no_proof": (REAL + "show(x * x >= 0)", "nothing proves this claim"),
    "wrong_end": (REAL + "show(x * x > 0).eq(x**2)", ""),
    "wrong_way": (REAL + "show(x + 1 >= x).le(x + 2)", ""),
    "too_weak": (REAL + "show(x < x + 1).le(x + 1)", ""),
    "back_and_forth": (REAL + "show(x <= x + 2).le(x + 1).ge(x + 2)", "would show nothing"),
    "no_miss": (REAL + "show(x * x >= 0).by()\nnear_miss(Eq(log(x), log(x)), 'true')", "near miss"),
    "no_contradiction": (REAL + "c = show(x * x >= 0).by()\npublished('Z', x > 0, 'unrelated', by=c)", "does not contradict"),
    "empty_miss": (REAL + "show(x * x >= 0).by()\nnear_miss(x > 0, 'vacuous', given=suppose(x < x))", "near miss"),
    # tampering: replay has the last word
    "postulated": (dedent("""
        import derive.kernel.axioms as ledger
        from derive.kernel.terms import equation, literal
        from derive.kernel.types import real
        from derive.course.reasons import Fact
        ledger._state["open"] = True
        th = ledger.postulate("mine", equation(literal(0, real), literal(1, real)), "me")
        show(Eq(Rational(0), 1)).by(Fact(th.concl, th, "mine", "mine"))"""), ""),
    "overwritten": (REAL + "c = show(Eq(x, x + 1))\nd = have(Eq(x, x + 0)).by()\nobject.__setattr__(d.theorem, 'concl', c.record.statement)\nc._done(d.theorem)", ""),
    "replaced": (REAL + "import derive.course.claims as claims\nfrom derive.kernel import rules\nclaims.close = lambda p, goal, reasons=(): rules.assume(goal)\nshow(Eq(x, x + 1)).by()", ""),
    "misfiled": (REAL + "c = show(Eq(x, x + 1))\nd = show(Eq(x, x + 0)).by()\nc.record.verdict = 'proved'\nc.theorem = d.theorem", ""),
    "other_goal": (REAL + dedent("""
        import derive.course.run as run
        c = show(Eq(x, x + 1))
        d = show(Eq(x, x + 0)).by()
        old = run.encode_goal
        run.encode_goal = lambda h, claims: old(h, [d.record.statement for _ in claims])
        c.record.verdict, c.theorem = "proved", d.theorem"""), ""),
    "forgotten": (REAL + "from derive.course.board import current\nc = show(Eq(x, x + 1))\nd = show(Eq(x, x + 0)).by()\nc.record.verdict = 'proved'\ncurrent().claims.remove(c)", ""),
    "restated": (REAL + "c = show(Eq(x, x + 0)).by()\nc.record.statement = (x > 5).term", ""),
}  # fmt: skip
SOUND = {"holds_if"}  # proved, and rightly
TAMPERED = {"misfiled", "other_goal", "forgotten"}  # refused, but whoever does this is owed no place


@dataclass
class Answers:
    """What one run said about all scripts."""

    status: int
    results: dict[str, dict[str, Any]]
    stderr: str

    def messages(self, name: str) -> list[str]:
        """First lines of the messages about one script."""
        return re.findall(rf"^proofs/attack/{name}\.py:\d+: error: (.*)$", self.stderr, re.MULTILINE)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    root = tmp_path_factory.mktemp("attack")
    folder = root / "proofs" / "attack"
    folder.mkdir(parents=True)
    for name, (body, _) in ATTACKS.items():
        text = (
            f'"""An attack."""\n\nfrom derive import *\nfrom derive.theory import {LEMMAS}\n\n\n@result\ndef {name}():\n    """{name}"""\n'
        )
        (folder / f"{name}.py").write_text(text + indent(body.strip(), "    ") + "\n", encoding="utf-8")
    sheet = [f'schema = 1\nid = "attack"\ntitle = "Attacks"\npoints = "{len(ATTACKS)}"\n']
    sheet += [f'[[question]]\nnumber = "{i}"\nresult = "attack/{name}"\npoints = "1"\n' for i, name in enumerate(ATTACKS, 1)]
    (root / "proofs" / "attack.toml").write_text("\n".join(sheet), encoding="utf-8")
    command = [sys.executable, "-m", "derive.all", "--no-cache", "--models", "20"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    report = json.loads((root / "build" / "attack" / "report.json").read_text(encoding="utf-8"))
    return Answers(done.returncode, {r["id"].removeprefix("attack/"): r for r in report["results"]}, done.stderr)


def test_the_run_fails_without_a_traceback(answers: Answers) -> None:
    assert answers.status in (1, 2)
    assert "Traceback" not in answers.stderr
    assert set(answers.results) == set(ATTACKS)


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_no_attack_counts_as_proved(answers: Answers, name: str) -> None:
    r = answers.results[name]
    wrong = [c for c in (*r["near_misses"], *r["published"]) if c["verdict"] != "refuted"]
    counts = r["verdict"] == "proved" and r["replayed"] and r["evidence"]["effective"] and not wrong
    assert bool(counts) == (name in SOUND), (r["verdict"], answers.messages(name))


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - SOUND - TAMPERED))
def test_the_author_is_told_where(answers: Answers, name: str) -> None:
    said = answers.messages(name)
    assert said, "no message names this script"
    assert any(ATTACKS[name][1] in m for m in said), said
