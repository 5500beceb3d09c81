"""Rules: theorems prepared for use, and higher-order pattern matching.

A rule is `for all v1 .. vn: c1 ==> ... ==> ck ==> conclusion`. Its variables are matched; a variable applied to
distinct bound variables is a pattern, any other application is compared once the variable is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from derive.kernel import rules as k
from derive.kernel.terms import (
    ABS,
    APP,
    BOUND,
    CONST,
    LIT,
    VAR,
    Term,
    apply,
    binder,
    bound,
    instantiate_types,
    literal,
    parts,
    substitute,
    type_vars,
    var,
)
from derive.kernel.theorem import Theorem
from derive.kernel.types import Type, match_type, nat, substitute_type
from derive.tactics.logic import at_types, conj, spec


@dataclass(frozen=True, eq=False)
class Rule:
    """A prepared theorem. `schematic`: its type variables may be instantiated too (lemmas, not an author's facts)."""

    proof: Callable[[], Theorem]  # a lemma is proved when a match of it is used, not before
    variables: tuple[Term, ...]
    conditions: tuple[Term, ...]
    conclusion: Term
    schematic: bool
    name: str = ""

    @property
    def theorem(self) -> Theorem:
        """The theorem that the rule stands for."""
        return self.proof()

    @property
    def sides(self) -> tuple[Term, Term] | None:
        """Left and right side when the conclusion is an equation."""
        name, args = parts(self.conclusion)
        return (args[0], args[1]) if name == "eq" and len(args) == 2 else None


def prepare(th: Theorem, name: str = "", schematic: bool | None = None) -> Rule:
    """A rule from a theorem; without hypotheses its type variables may be instantiated."""
    return prepare_statement(th.concl, lambda: th, name, not th.hyps if schematic is None else schematic)


def prepare_statement(t: Term, proof: Callable[[], Theorem], name: str, schematic: bool) -> Rule:
    """Strip the quantifiers and conditions of a statement, in any order in which they stand."""
    variables: list[Term] = []
    conditions: list[Term] = []
    while True:
        head, args = parts(t)
        if head == "forall" and len(args) == 1:
            f = args[0]
            v = var(f"v.{len(variables)}", f.type.args[0])
            variables.append(v)
            t = apply(f, v)
        elif head == "implies":
            conditions.extend(_conjuncts(args[0]))
            t = args[1]
        else:
            break
    return Rule(proof, tuple(variables), tuple(conditions), t, schematic, name)


def _conjuncts(t: Term) -> list[Term]:
    """The parts of a condition "a and b", which are met one by one."""
    name, args = parts(t)
    return [c for a in args for c in _conjuncts(a)] if name == "and" and len(args) == 2 else [t]


class Match:
    """A matching under way: values of variables and of type variables, and comparisons that wait for a value."""

    __slots__ = ("alias", "later", "rule", "terms", "types", "variables")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.variables = frozenset(rule.variables)
        self.terms: dict[Term, Term] = {}
        self.types: dict[Type, Type] = {}
        self.later: list[tuple[Term, Term]] = []
        self.alias: dict[Term, Term] = {}  # a variable at its instantiated type -> the variable

    def copy(self) -> Match:
        new = Match.__new__(Match)
        new.rule, new.variables, new.alias = self.rule, self.variables, self.alias
        new.terms, new.types, new.later = dict(self.terms), dict(self.types), list(self.later)
        return new

    def match(self, pattern: Term, target: Term) -> bool:
        """Whether the pattern matches, except for what must wait."""
        if not self._walk(pattern, target):
            return False
        return self.settle(final=False)

    def settle(self, final: bool = True) -> bool:
        """Compare what waited for a value; when final, everything must be known."""
        progress = True
        while self.later and progress:
            progress = False
            waiting, self.later = self.later, []
            for pattern, target in waiting:
                head = _head(pattern)
                if self.alias.get(head, head) in self.terms:
                    progress = True
                    value = self.instance(pattern)
                    same = value is not None and value.canon is target.canon
                    if not same and not self._walk(pattern, target, known=True):
                        return False
                else:
                    self.later.append((pattern, target))
        return not (final and self.later)

    def instance(self, pattern: Term) -> Term | None:
        """The pattern with all that is known put in; None when a variable is missing."""
        t = self.typed(pattern)
        mapping = {}
        for v, value in self.terms.items():
            v_ = self._typed_var(v)
            if v_.type is not value.type:
                return None
            mapping[v_] = value
        if pattern.loose:
            return None
        return substitute(t, mapping)

    def typed(self, pattern: Term) -> Term:
        return instantiate_types(pattern, self.types) if self.types else pattern

    def _typed_var(self, v: Term) -> Term:
        return var(v.name, substitute_type(v.type, self.types)) if self.types else v

    def missing(self, pattern: Term) -> bool:
        """Whether a variable of the pattern has no value yet."""
        from derive.kernel.terms import frees

        return any(v in self.variables and self.alias.get(v, v) not in self.terms for v in frees(pattern))

    def _types(self, pattern: Type, target: Type) -> bool:
        if not self.rule.schematic or not pattern.tvars:
            return pattern is target
        return match_type(pattern, target, self.types)

    def _walk(self, p: Term, t: Term, known: bool = False) -> bool:
        head = _head(p)
        if head in self.variables and not known:
            return self._flex(head, p, t)
        if t.tag == ABS and p.tag != ABS:
            if t.canon.tag != ABS:
                return self._walk(p, t.canon)
            if p.type.is_var or p.type.name != "fun" or not self._types(p.type.args[0], t.type.args[0]) or self.typed(p).type is not t.type:
                return False
            return self._walk(_expand(self.typed(p)), t.fun)
        if p.tag == APP:
            if p.type is nat and not known and _is_successor(p) and p.fun.arg in self.variables:
                before = predecessor(t)
                return before is not None and self._walk(p.fun.arg, before)
            return t.tag == APP and self._walk(p.fun, t.fun) and self._walk(p.arg, t.arg)
        if p.tag == CONST:
            return t.tag == CONST and p.name == t.name and self._types(p.type, t.type)
        if p.tag == ABS:
            if t.tag != ABS:
                if t.type.is_var or t.type.name != "fun" or not self._types(p.type.args[0], t.type.args[0]):
                    return False
                return self._walk(p.fun, _expand(t))
            return self._types(p.type.args[0], t.type.args[0]) and self._walk(p.fun, t.fun)
        if p.tag == BOUND:
            return t.tag == BOUND and t.value == p.value
        return p.canon is t.canon

    def _flex(self, head: Term, p: Term, t: Term) -> bool:
        args: list[Term] = []
        while p.tag == APP:
            args.append(p.arg)
            p = p.fun
        args.reverse()
        head = self.alias.get(head, head)
        indices = [int(a.value) for a in args if a.tag == BOUND]
        old = self.terms.get(head)
        if len(indices) == len(args) and len(set(indices)) == len(indices):
            types = [x for i in indices for x in [_loose_type(t, i)]]
            solution = _close(t, indices, [ty or None for ty in types], [substitute_type(a.type, self.types) for a in args])
            if solution is None:
                return False
            if not self._types(head.type, solution.type):
                return False
            if old is None:
                self.terms[head] = solution
                return True
            return old.canon is solution.canon
        plain = t.tag == APP and (t.arg.type.is_var or t.arg.type.name != "fun")
        if old is None and len(args) == 1 and plain and not t.fun.loose and self._types(head.type, t.fun.type):
            before = dict(self.terms)
            if self._walk(args[0], t.arg):  # first-order: the function is what stands there
                self.terms[head] = t.fun
                return True
            self.terms = before
        if t.loose or any(a.loose for a in args):
            whole = _rebuild(head, args)
            if old is not None:
                value = _open_instance(self, whole)
                return value is not None and value.canon is t.canon
            self.later.append((whole, t))
            return True
        whole = _rebuild(head, args)
        if old is not None and not self.missing(whole):
            value = self.instance(whole)
            return value is not None and value.canon is t.canon
        if old is not None and old.tag == ABS:
            opened = _beta_pattern(self, old, args)
            if opened is not None:
                return self._walk(opened, t)
        self.later.append((whole, t))
        return True


def _beta_pattern(m: Match, f: Term, args: list[Term]) -> Term | None:
    """f applied to arguments that still contain variables of the rule, when the types agree."""
    aliases = {m._typed_var(v): v for v in m.rule.variables}
    m.alias = {**m.alias, **{new: v for new, v in aliases.items() if new is not v}}
    m.variables = m.variables | frozenset(m.alias)
    try:
        return apply(f, *(m.typed(a) for a in args))
    except TypeError:
        return None


def _open_instance(m: Match, pattern: Term) -> Term | None:
    """The instance of an open pattern: variables are replaced below binders that are still open."""
    t = m.typed(pattern)
    return _replace_open(t, {m._typed_var(v): value for v, value in m.terms.items()})


def _replace_open(t: Term, mapping: dict[Term, Term]) -> Term:
    if t.tag == VAR:
        return mapping.get(t, t)
    if t.tag == APP:
        return apply(_replace_open(t.fun, mapping), _replace_open(t.arg, mapping))
    if t.tag == ABS:
        return binder(t.name, t.type.args[0], _replace_open(t.fun, mapping))
    return t


def _is_successor(t: Term) -> bool:
    """Whether this is written n + 1."""
    name, args = parts(t)
    return name == "nat_add" and len(args) == 2 and args[1].tag == LIT and args[1].value == 1


def predecessor(t: Term) -> Term | None:
    """n for n + 1, also where t is a numeral or n + 2, n + 3, ...; None for another index."""
    if t.tag == LIT:
        return literal(int(t.value) - 1, nat) if t.value >= 1 else None
    name, args = parts(t)
    if name != "nat_add" or len(args) != 2 or args[1].tag != LIT or args[1].value < 1:
        return None
    less = int(args[1].value) - 1
    return apply(t.fun, literal(less, nat)) if less else args[0]


def _rebuild(head: Term, args: Iterable[Term]) -> Term:
    return apply(head, *args)


def _head(p: Term) -> Term:
    while p.tag == APP:
        p = p.fun
    return p


def _expand(t: Term) -> Term:
    """The body of the eta-expansion of t."""
    from derive.kernel.terms import _shift

    return apply(_shift(t, 1), bound(0, t.type.args[0]))


def _loose_type(t: Term, index: int) -> Type | None:
    return next((ty for i, ty in t.loose if i == index), None)


def _close(t: Term, indices: list[int], found: Sequence[Type | None], wanted: Sequence[Type]) -> Term | None:
    """The function of the loose variables `indices` that has the body t; None when another one is loose."""
    if not indices:
        return None if t.loose else t
    if any(i not in indices for i, _ in t.loose):
        return None
    n = len(indices)
    place = {i: n - 1 - position for position, i in enumerate(indices)}
    body = _renumber(t, place, 0)
    for ty, want in reversed(list(zip(found, wanted, strict=True))):
        body = binder("x", ty or want, body)
    return body


def _renumber(t: Term, place: dict[int, int], depth: int) -> Term:
    if all(i < depth for i, _ in t.loose):
        return t
    if t.tag == BOUND:
        return bound(place[int(t.value) - depth] + depth, t.type)
    if t.tag == APP:
        return apply(_renumber(t.fun, place, depth), _renumber(t.arg, place, depth))
    return binder(t.name, t.type.args[0], _renumber(t.fun, place, depth + 1))


def use(m: Match, premises: Sequence[Theorem]) -> Theorem:
    """The theorem of a complete match, its conditions met by the premises (in order)."""
    th = m.rule.theorem
    if m.types:
        relevant = tuple((a, b) for a, b in m.types.items() if a is not b and a in type_vars(th.concl))
        if relevant:
            th = at_types(th, relevant)
    return _discharge(th, [m.terms[v] for v in m.rule.variables], list(premises))


def _discharge(th: Theorem, values: list[Term], premises: list[Theorem]) -> Theorem:
    while True:
        head, _ = parts(th.concl)
        if head == "forall" and values:
            count = _leading(th.concl, len(values))
            th = spec(th, *values[:count])
            del values[:count]
        elif head == "implies" and premises:
            th = k.mp(th, _met(parts(th.concl)[1][0], premises))
        else:
            return th


def _met(condition: Term, premises: list[Theorem]) -> Theorem:
    """The condition, from the theorems at the front that are its parts; they are taken away."""
    name, args = parts(condition)
    if name == "and" and len(args) == 2:
        return conj(_met(args[0], premises), _met(args[1], premises))
    return premises.pop(0)


def _leading(t: Term, most: int) -> int:
    """How many quantifiers stand at the front, up to a number."""
    n = 0
    while n < most:
        head, args = parts(t)
        if head != "forall" or args[0].tag != ABS:
            return max(n, 1)
        t, n = args[0].fun, n + 1
    return n


__all__ = ["LIT", "Match", "Rule", "at_types", "prepare", "use"]
