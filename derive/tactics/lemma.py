"""The register of lemmas: what may be cited, how it is used, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import final

from derive.errors import RuleError, StepError
from derive.kernel import axioms, terms
from derive.kernel.terms import Term, frees
from derive.kernel.theorem import Theorem
from derive.tactics.logic import parts_of_eq, plain_conv
from derive.tactics.rule import Rule, prepare_statement


@final
@dataclass(eq=False)
class Lemma:
    """A named fact of the library, proved when it is first used.

    use: how a tactic uses it when it is cited or, with `auto`, always:
    "rewrite" left to right, "bound" an inequality, "intro" backward, "method:NAME" switches a procedure on.
    """

    name: str
    words: str
    statement: Term | None
    proof: Callable[[], Theorem] | None
    use: tuple[str, ...] = ()
    source: str = ""
    auto: bool = False
    parts: tuple[Lemma, ...] = ()
    number: int = 0  # place in the order of registration
    _theorem: Theorem | None = field(default=None, repr=False)
    _rule: Rule | None = field(default=None, repr=False)

    @property
    def theorem(self) -> Theorem:
        """Its theorem; the proof runs once."""
        if self._theorem is None:
            if self.proof is None or self.statement is None:
                raise StepError(f"{self.name} is a method, not one statement", hint="cite it in by=")
            outer = _horizon[0]
            _horizon[0] = self.number
            try:
                th = self.proof()
            finally:
                _horizon[0] = outer
            if th.hyps or th.concl.canon is not self.statement.canon:
                raise RuleError(f"the proof of the lemma {self.name} shows something else", given=str(th), needed=str(self.statement))
            self._theorem = th
        return self._theorem

    @property
    def rule(self) -> Rule:
        """Its theorem, prepared for matching."""
        if self._rule is None:
            if self.statement is None:
                raise StepError(f"{self.name} is a method, not one statement", hint="cite it in by=")
            self._rule = prepare_statement(self.statement, lambda: self.theorem, self.name, schematic=True)
        return self._rule

    @property
    def usable(self) -> bool:
        """Whether it may be used here: the proof of a lemma uses only what was registered before it."""
        return self.number < _horizon[0]

    def __repr__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        if self.statement is None:
            return self.words
        from derive.language.latex import to_latex

        return f"${to_latex(self.statement)}$"


_horizon = [1_000_000]
LEMMAS: dict[str, Lemma] = {}
AUTO: dict[str, list[Lemma]] = {}  # intro rules by the head of the conclusion, in order of registration


def close_over(statement: Term) -> Term:
    """The statement for all values of its free variables, in order of their names, with >= and > turned round."""
    for v in sorted(frees(statement), key=lambda x: x.name, reverse=True):
        statement = terms.for_all(v, statement)
    turned = plain_conv(statement)
    return statement if turned is None else parts_of_eq(turned)[1]


def axiom(name: str, statement: Term, words: str, source: str, *use: str, auto: bool = False) -> Lemma:
    """An axiom: closed over its free variables and entered in the ledger."""
    closed = close_over(statement)
    th = axioms.postulate(name, closed, source)
    return _enter(Lemma(name, words, closed, lambda: th, use, source, auto))


def lemma(
    name: str, statement: Term, words: str, proof: Callable[[], Theorem], *use: str, auto: bool = False, source: str = "proved"
) -> Lemma:
    """A lemma with its proof, which runs when the lemma is first used."""
    return _enter(Lemma(name, words, close_over(statement), proof, use, source, auto))


def method(name: str, words: str, *use: str, parts: tuple[Lemma, ...] = ()) -> Lemma:
    """A reason that stands for a procedure or for several lemmas at once, such as linearity."""
    return _enter(Lemma(name, words, None, None, use, "method", parts=parts))


def _enter(new: Lemma) -> Lemma:
    if new.name in LEMMAS:
        raise RuleError("two lemmas have one name", given=new.name)
    new.number = len(LEMMAS)
    LEMMAS[new.name] = new
    if new.auto and new.statement is not None:
        AUTO.setdefault(_key(new.statement), []).append(new)
    return new


def _key(statement: Term) -> str:
    """The index of a rule: the predicate, and for 0 < t and 0 <= t the head of t."""
    t = statement
    while True:
        name, args = terms.parts(t)
        if name == "forall" and len(args) == 1 and args[0].tag == terms.ABS:
            t = args[0].fun
        elif name == "implies":
            t = args[1]
        else:
            return key_of(t)


def key_of(t: Term) -> str:
    """The index under which rules for the goal t stand."""
    name, args = terms.parts(t)
    if name in ("le", "lt") and len(args) == 2 and args[0].tag == terms.LIT and args[0].value == 0:
        return f"{name} 0 {terms.parts(args[1])[0]}"
    if name in ("le", "lt") and len(args) == 2:
        return f"{name} {terms.parts(args[0])[0]} {terms.parts(args[1])[0]}"
    return name
