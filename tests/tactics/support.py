"""What the tests of tactics share: proofs and refusals as one call each, certificates to compare, values of arithmetic terms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import derive.kernel.replay
import derive.theory
from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.replay import Table, check
from derive.kernel.terms import LIT, Term, parts
from derive.kernel.theorem import Theorem
from derive.language.expr import Expr
from derive.tactics.calc import close
from derive.tactics.logic import parts_of_eq, plain_conv
from derive.tactics.prover import Prover

TABLE = Table(json.loads(Path(derive.kernel.replay.__file__).with_name("pinned.json").read_text(encoding="utf-8")))


def term(statement: Expr | Term) -> Term:
    """The term of a statement."""
    return statement.term if isinstance(statement, Expr) else statement


def plain(statement: Expr | Term) -> Term:
    """The statement with >= and > turned round, as tactics meet it."""
    turned = plain_conv(term(statement))
    return term(statement) if turned is None else parts_of_eq(turned)[1]


def prover(*facts: Expr | Term) -> Prover:
    """A prover that knows these statements as hypotheses."""
    p = Prover()
    for fact in facts:
        p.add(k.assume(term(fact)))
    return p


def checked(th: Theorem | None, goal: Expr | Term, given: Sequence[Expr | Term] = ()) -> Theorem:
    """The theorem, if it says the goal, from these hypotheses only, and the independent checker agrees."""
    assert th is not None, f"not proved: {Expr(term(goal))!r}"
    assert th.concl.canon is term(goal).canon, (Expr(th.concl), Expr(term(goal)))
    allowed = {term(g).canon for g in given}
    extra = [Expr(h) for h in th.hyps if h.canon not in allowed]
    assert not extra, extra
    check(encode([th]), encode_goal([term(g) for g in given], [term(goal)]), TABLE)
    return th


def proves(goal: Expr | Term, *reasons: Any, given: Sequence[Expr | Term] = ()) -> Theorem:
    """`close` proves the goal from the hypotheses with the reasons."""
    p = prover(*given)
    p.start(30_000, 20.0)
    return checked(close(p, term(goal), [r.term if isinstance(r, Expr) else r for r in reasons]), goal, given)


def refuses(goal: Expr | Term, *reasons: Any, given: Sequence[Expr | Term] = ()) -> StepError:
    """`close` finds no proof, and says so."""
    p = prover(*given)
    p.start(8_000, 10.0)
    with pytest.raises(StepError) as caught:
        close(p, term(goal), [r.term if isinstance(r, Expr) else r for r in reasons])
    return caught.value


def same_twice(make: Callable[[], Theorem | None]) -> None:
    """Two runs give the same theorem by the same proof."""
    one, two = make(), make()
    assert one is not None and two is not None
    assert one.concl.canon is two.concl.canon and set(one.hyps) == set(two.hyps)
    assert encode([one]) == encode([two])


def evaluate(t: Term, values: Mapping[Term, Fraction]) -> Fraction:
    """The value of an arithmetic term; 1/0 = 0, as in the logic."""
    if t.tag == LIT:
        return Fraction(t.value)
    head, args = parts(t)
    if not head or t in values:
        return values[t]
    a = [evaluate(x, values) for x in args]
    if head in ("add", "nat_add"):
        return a[0] + a[1]
    if head in ("mul", "nat_mul"):
        return a[0] * a[1]
    if head == "sub":
        return a[0] - a[1]
    if head == "neg":
        return -a[0]
    if head == "div":
        return a[0] / a[1] if a[1] else Fraction(0)
    if head == "inv":
        return 1 / a[0] if a[0] else Fraction(0)
    if head == "pow":
        return a[0] ** int(a[1])
    if head == "cast":
        return a[0]
    if head == "abs":
        return abs(a[0])
    raise AssertionError(head)
