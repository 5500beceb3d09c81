"""Every message as its author meets it: a script with one mistake, and the whole text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from derive import (
    E,
    Eq,
    Iff,
    Implies,
    Matrix,
    Natural,
    Rational,
    Real,
    Seq,
    Sum,
    bounded,
    density,
    exists,
    forall,
    given,
    have,
    integrable,
    log,
    near_miss,
    norm,
    published,
    show,
    sizes,
    spaces,
    suppose,
    symbols,
)
from derive.course.run import _certify
from derive.errors import DeriveError
from derive.theory import abs_mul, linearity, log_mul
from proofs.decision.setting import gamma, on_Q
from tests.course.support import proved, run, text
from tests.snapshot import compare

ROOT = Path(__file__).resolve().parents[2]
x, y, z = symbols("x y z", Real)
n, l = symbols("n l", Natural)
r = symbols("r", Seq(Real))
f = symbols("f", Real >> Real)
S = spaces("S")
s = symbols("s", S)
V, W = symbols("V W", S >> Real)
q = density("q", S)


def _counted_twice() -> None:
    Q, R = symbols("Q_1 Q_2", on_Q.on)
    given(gamma >= 0)
    given(bounded(Q), bounded(R))
    mean = E[on_Q.draw]
    claim = show(gamma * mean(abs(on_Q.value(Q) - on_Q.value(R))) <= gamma * norm(Q - R))
    claim.le(gamma**2 * norm(Q - R))


def _wrong_sign() -> None:
    show(Eq((x + y) ** 2, x**2 + y**2 - 2 * x * y)).by()


def _wrong_direction() -> None:
    given(x >= 2)
    show(x**2 <= 2 * x).by()


def _strict() -> None:
    show(x**2 > 0).by()


def _no_reason() -> None:
    show(Eq(abs(x * y) + 1, abs(x) * abs(y) + 1)).by()


def _wrong_reason() -> None:
    given(x > 0, y > 0)
    show(Eq(log(x * y), log(x) + log(y))).by(abs_mul)


def _no_condition() -> None:
    given(x > 0)
    show(Eq(log(x * y), log(x) + log(y))).by(log_mul)


def _no_integrability() -> None:
    show(Eq(E[q(s)](V(s) + W(s)), E[q(s)](V(s)) + E[q(s)](W(s)))).by(linearity)


def _cut_off() -> None:
    show(Eq(r[n - 1 + 1], r[n])).eq(r[n])


def _cut_off_but_true() -> None:
    positive = given(forall[l](r[l] > 0))
    show(r[n - 1] * n > 0).by(positive)


def _one_or_all() -> None:
    positive = given(r[l] >= 0)
    show(Sum[l, 1, n](r[l]) >= 0).by(positive)


def _one_point_or_all() -> None:
    positive = given(V(s) > 0)
    given(integrable[q(s)](V(s)))
    show(E[q(s)](V(s)) >= 0).by(positive)


def _short_of_the_claim() -> None:
    show(x <= x + 3).le(x + 1)


def _short_of_the_step() -> None:
    claim = show(Sum[l, 1, n](r[l] ** 2) >= 0)
    base, step = claim.induction(n)
    base.by()
    step.eq(Sum[l, 1, n](r[l] ** 2) + r[n + 1] ** 2).ge(r[n + 1] ** 2, by=step.hypothesis)


def _other_direction() -> None:
    show(x <= x + 2).le(x + 1).ge(x)


def _float() -> None:
    show(x <= x + 1).le(x + 0.25)


def _bare_float() -> None:
    show(x * (1 - x) <= Rational(1, 4)).le(0.25)


def _truth_value() -> None:
    show(0 < x <= 1)


def _python_equation() -> None:
    show(x == 1)


def _quantity_in_brackets() -> None:
    E[log(x)]


def _shapes() -> None:
    m, k, d = sizes("m k d")
    A, B = symbols("A", Matrix(m, k)), symbols("B", Matrix(m, d))
    A @ B


def _no_miss() -> None:
    show(x**2 >= 0).by()
    near_miss(x**2 >= -1, "no miss at all")


def _undecided_miss() -> None:
    show(x**2 >= 0).by()
    near_miss(exists[x](Eq(x**2, 2)), "no rational number")


def _impossible_miss() -> None:
    show(x**2 >= 0).by()
    near_miss(x > 0, "nothing is like this", given=[suppose(x > 1), suppose(x < 0)])


def _true_published() -> None:
    show(x**2 >= 0).by()
    published("C7", Implies(x > 0, x**2 > 0), "correct")


def _contradictory() -> None:
    given(x > 1, x < 0)
    show(Eq(y, z)).eq(z)


def _unproved() -> None:
    have(x**2 >= 0)
    show(x**2 >= 0).by()


def _idle() -> None:
    show(Eq(x + x, 2 * x)).by(abs_mul)


def _equivalence() -> None:
    show(Iff(x > 0, x**2 > 0)).by()


def _alike() -> None:
    one, other = symbols("x1 x_1", Real)
    show(one * other <= other * one + 1).by()


def _refused() -> None:
    given(forall[x](x**2 > 0))
    show(x <= x).by()


WRONG: list[Callable[[], None]] = [
    _counted_twice,
    _wrong_sign,
    _wrong_direction,
    _strict,
    _equivalence,
    _cut_off,
    _cut_off_but_true,
    _one_or_all,
    _one_point_or_all,
    _contradictory,
    _no_reason,
    _wrong_reason,
    _idle,
    _no_condition,
    _no_integrability,
    _short_of_the_claim,
    _short_of_the_step,
    _other_direction,
    _unproved,
    _float,
    _bare_float,
    _truth_value,
    _python_equation,
    _quantity_in_brackets,
    _shapes,
    _alike,
    _refused,
    _no_miss,
    _undecided_miss,
    _impossible_miss,
    _true_published,
]


def spoken(wrong: Callable[[], None]) -> str:
    """All that an author reads; lines are counted from the `def` of the mistake."""

    def script() -> None:
        """t"""
        wrong()

    try:
        board = run(script)
    except DeriveError as e:
        return text(e, wrong)
    if not board.reports:
        _certify(board)
    return "\n".join(text(e, wrong) for e in board.reports)


def everything() -> str:
    """All messages, under the names of their mistakes."""
    said = {wrong.__name__.strip("_").replace("_", " "): spoken(wrong) for wrong in WRONG}
    return "\n".join(f"# {name}\n{message}\n" for name, message in said.items())


def test_messages_as_they_are_read() -> None:
    """Read the file when it changes: it is what people see when something goes wrong. A process of its own, as every result has."""
    code = "from tests.course.test_messages import everything; print(everything(), end='')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    compare(Path(__file__).with_name("messages.txt"), done.stdout)


@pytest.mark.parametrize("wrong", WRONG, ids=[w.__name__.strip("_") for w in WRONG])
def test_a_message_has_its_parts_in_order(wrong: Callable[[], None]) -> None:
    rows = spoken(wrong).splitlines()
    assert "error: " in rows[0] and len(rows[0]) < 160
    named = [row.split(":")[0].strip() for row in rows[1:] if re.match(r"  (line|given|needed|try):", row)]
    assert named == [p for p in ("line", "given", "needed", "try") if p in named] and "given" in named
    assert not re.search(r"Traceback|\bNone\b|<class|object at", "\n".join(rows))


SUGGESTED: list[Callable[[], object]] = [
    lambda: show(Eq((x + y) ** 2, x**2 + y**2 + 2 * x * y)).by(),
    lambda: (given(x >= 2), show(x**2 >= 2 * x).by()),
    lambda: show(x**2 >= 0).by(),
    lambda: show(Eq(abs(x * y) + 1, abs(x) * abs(y) + 1)).by(abs_mul),
    lambda: (given(n >= 1), show(Eq(r[n - 1 + 1], r[n])).eq(r[n])),
    lambda: show(Sum[l, 1, n](r[l]) >= 0).by(given(forall[l](r[l] >= 0))),
    lambda: (given(integrable[q(s)](V(s))), show(E[q(s)](V(s)) >= 0).by(given(forall[s](V(s) > 0)))),
]


@pytest.mark.parametrize("mended", SUGGESTED)
def test_what_a_message_suggests_is_proved(mended: Callable[[], object]) -> None:
    def script() -> None:
        """t"""
        mended()

    proved(script)
