"""The prover: what is known at a place in a proof, and backward search for side conditions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, Term, abstract, apply, frees, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import Type, type_var
from derive.language.logic import call
from derive.language.probability import pair
from derive.tactics.lemma import AUTO, LEMMAS, Lemma, key_of
from derive.tactics.logic import conj, conjuncts, plain_conv, spec, to_plain, unfold
from derive.tactics.rule import Match, Rule, prepare, use

ZERO = literal(0)
EXPANDED = ("density", "joint_density", "probability", "markov", "differentiable", "differentiable_map", "thin_svd")


class OutOfBudget(StepError):
    """The search was given up."""


class Prover:
    """Facts, cited reasons and methods at one place; a child adds local assumptions.

    `prove(goal)` finds a theorem or returns None. Every answer is a theorem of the kernel: a wrong search costs time only.
    """

    def __init__(self, parent: Prover | None = None) -> None:
        self.parent = parent
        self.exact: dict[Term, Theorem] = {}
        self.index: dict[str, list[Rule]] = {}
        self.ground: list[Theorem] = []
        self.memo: dict[Term, Theorem | None] = {}
        self.normal_memo: dict[Term, Theorem] = {}
        self.methods: frozenset[str] = parent.methods if parent else frozenset()
        self.rewrites: list[Rule] = parent.rewrites if parent else []
        self.bounds: list[Rule] = parent.bounds if parent else []
        self.cited: dict[str, list[Rule]] = parent.cited if parent else {}
        self.budget: list[int] = parent.budget if parent else [20_000]
        self.definitions: dict[Term, tuple[Theorem, ...]] = {}
        self.deadline: list[float] = parent.deadline if parent else [0.0]
        self.missing: list[Term] = parent.missing if parent else []
        self.places: dict[Term, Prover] = {}

    # -- facts ------------------------------------------------------------------------------------

    def start(self, steps: int, seconds: float) -> None:
        """Give the next search this much work and time."""
        self.budget[0] = steps
        self.deadline[0] = time.monotonic() + seconds
        self.missing.clear()

    def add(self, th: Theorem) -> None:
        """Know a theorem: its parts, and what the predicates in it stand for."""
        self.memo.clear()
        self.normal_memo.clear()
        self.places.clear()
        for fact in atoms(to_plain(th)):
            if fact.concl.canon in self.exact:
                continue
            self.exact[fact.concl.canon] = fact
            name = parts(fact.concl)[0]
            if name in ("forall", "implies") or generic(fact):
                rule = prepare(gen_all(fact), schematic=False)
                self.index.setdefault(key_of(rule.conclusion), []).append(rule)
                if name in ("forall", "implies"):
                    continue
            self.ground.append(fact)

    def child(self, *assumptions: Term) -> Prover:
        """A prover that also knows these statements."""
        new = Prover(self)
        for p in assumptions:
            new.add(k.assume(p))
        return new

    def under(self, assumption: Term) -> Prover:
        """The child with this assumption, the same each time: what it found out is found once. Nothing may be added to it."""
        if assumption not in self.places:
            self.places[assumption] = self.child(assumption)
        return self.places[assumption]

    def facts(self) -> Iterator[Theorem]:
        """All ground facts, the nearest first."""
        place: Prover | None = self
        while place is not None:
            yield from place.ground
            place = place.parent

    def everything(self) -> Iterator[Theorem]:
        """All facts, the nearest first."""
        place: Prover | None = self
        while place is not None:
            yield from place.exact.values()
            place = place.parent

    def lookup(self, t: Term) -> Theorem | None:
        """A fact that says exactly t."""
        place: Prover | None = self
        while place is not None:
            found = place.exact.get(t.canon)
            if found is not None:
                return found
            place = place.parent
        return None

    def _rules(self, key: str) -> Iterator[Rule]:
        place: Prover | None = self
        while place is not None:
            yield from place.index.get(key, ())
            place = place.parent
        yield from self.cited.get(key, ())
        for item in AUTO.get(key, ()):
            if item.usable:
                yield item.rule
        relation, *heads = key.split(" ")
        if relation in ("le", "lt") and len(heads) == 2 and heads[0] != "0":  # rules with a variable on one side
            for looser in (f"{relation} {heads[0]} ", f"{relation}  {heads[1]}"):
                if looser != key:
                    yield from (item.rule for item in AUTO.get(looser, ()) if item.usable)

    def known(self, key: str) -> Iterator[Rule]:
        """The facts that hold for all values of variables, or under conditions, by the head of what they say."""
        place: Prover | None = self
        while place is not None:
            yield from place.index.get(key, ())
            place = place.parent

    def spend(self, steps: int = 1) -> None:
        """Count work; too much of it ends the search."""
        self.budget[0] -= steps
        late = self.budget[0] % 128 == 0 and self.deadline[0] and time.monotonic() > self.deadline[0]
        if self.budget[0] < 0 or late:
            raise OutOfBudget("the search was given up", needed="a smaller step, or a reason that says more")

    def define(self, symbol: Term, *equations: Theorem) -> None:
        """Know how a variable is defined: by one equation `f = body`, or by two, `f 0 = ..` and `for all n: f (n + 1) = ..`."""
        self.definitions[symbol] = equations

    def _equations(self, symbol: Term) -> tuple[Theorem, ...]:
        place: Prover | None = self
        while place is not None:
            if symbol in place.definitions:
                return place.definitions[symbol]
            place = place.parent
        return ()

    def definitions_of(self, f: Term) -> list[Theorem]:
        """f = its body, when f is a variable that is defined by one equation."""
        found = self._equations(f)
        return list(found) if len(found) == 1 else []

    def recursion_of(self, f: Term) -> tuple[Theorem, Theorem] | None:
        """The two equations of a sequence."""
        found = self._equations(f)
        return (found[0], found[1]) if len(found) == 2 else None

    # -- search -----------------------------------------------------------------------------------

    def prove(self, goal: Term, depth: int = 9) -> Theorem | None:
        """A theorem that says `goal` (>= and > read as <= and <), or None."""
        turned = plain_conv(goal)
        if turned is not None:
            th = self.prove(parts(turned.concl)[1][1], depth)
            return None if th is None else k.eq_mp(k.sym(turned), th)
        known = self.lookup(goal)
        if known is not None:
            return known
        if goal.canon in self.memo:
            return self.memo[goal.canon]
        if depth <= 0:
            return None
        self.spend()
        self.memo[goal.canon] = None  # a goal is not used to prove itself
        try:
            th = self._search(goal, depth)
        except BaseException:  # the search was given up, which says nothing
            self.memo.pop(goal.canon, None)
            raise
        if th is None and depth < 9:
            del self.memo[goal.canon]
        else:
            self.memo[goal.canon] = th
        return th

    def need(self, goal: Term) -> Theorem:
        """A theorem that says `goal`, or a StepError that names it."""
        th = self.prove(goal)
        if th is None:
            self.missing.append(goal)
            raise StepError("a condition is missing", needed=str(goal))
        return th

    def _search(self, goal: Term, depth: int) -> Theorem | None:
        name, args = parts(goal)
        if name == "forall":
            return introduce(self, args[0], lambda body: self.prove(body, depth))
        if name == "implies":
            inner = self.under(args[0]).prove(args[1], depth)
            return None if inner is None else k.discharge(args[0], inner)
        if name == "and":
            first = self.prove(args[0], depth)
            second = self.prove(args[1], depth) if first is not None else None
            return None if first is None or second is None else conj(first, second)
        if name in ("le", "lt") or (name == "not" and parts(args[0])[0] == "eq"):
            try:
                return k.compare(goal)
            except DeriveError:
                pass
        if name == "eq":
            from derive.tactics.normal import equal

            th = equal(self, args[0], args[1])
            if th is not None:
                return th
        found = self._backward(goal, depth)
        if found is not None:
            return found
        if name == "le" and (args[0] is ZERO or args[1] is ZERO):
            strict = self.prove(call("lt", *args), depth - 1)
            if strict is not None:
                return k.mp(spec(LEMMAS["le_of_lt"].theorem, *args), strict)
        if name in ("le", "lt"):
            from derive.tactics.fractions import compare_fractions
            from derive.tactics.linear import by_products, linear

            even = _even_power(args[1]) if name == "le" and args[0] is ZERO else None
            if even is not None or depth < 6:
                return even
            th = linear(self, goal) or compare_fractions(self, goal)
            return th if th is not None or depth < 9 else by_products(self, goal)
        if name == "not" and parts(args[0])[0] == "eq" and args[0].arg is ZERO:
            return self._nonzero(parts(args[0])[1][0], depth)
        if name == "tends":
            from derive.tactics.limits import tends

            return tends(self, goal)
        if name == "until":
            from derive.tactics.runs import until

            return until(self, goal)
        if name == "differentiable_at":
            from derive.tactics.deriv import differentiable

            return differentiable(self, goal)
        if name == "differentiable_map_at":
            from derive.tactics.jacobian import differentiable as differentiable_map

            return differentiable_map(self, goal)
        if name in EXPANDED or name in ("bounded_above",):
            definition = unfold(goal)
            th = self.prove(parts(definition.concl)[1][1], depth - 1)
            return None if th is None else k.eq_mp(k.sym(definition), th)
        return None

    def _nonzero(self, t: Term, depth: int) -> Theorem | None:
        th = self.prove(call("lt", ZERO, t), depth - 1)
        if th is not None:
            return k.mp(spec(LEMMAS["ne_zero_of_pos"].theorem, t), th)
        return None

    def _backward(self, goal: Term, depth: int) -> Theorem | None:
        for rule in self._rules(key_of(goal)):
            m = Match(rule)
            if m.match(rule.conclusion, goal):
                th = self.finish(m, depth - 1)
                if th is not None and th.concl.canon is not goal.canon:
                    from derive.tactics.rewriting import said

                    th = said(th, goal)
                if th is not None:
                    return th
        if parts(goal)[0] in ("integrable", "measurable", "bounded"):
            from derive.tactics.integrals import regular

            return regular(self, goal, depth)
        return None

    def finish(self, m: Match, depth: int = 8, *, cited: bool = False) -> Theorem | None:
        """Prove the conditions of a matched rule and apply it; unknown variables are found among the facts.

        For a rule that the author cited, the condition that fails is noted: a message names it.
        """
        th = self._conditions(m, list(m.rule.conditions), [], depth)
        if th is None and cited:
            for goal in m.rule.conditions:
                inst = None if m.missing(goal) else m.instance(goal)
                if inst is not None and self.prove(inst, depth) is None:
                    self.missing.append(inst)
                    break
        return th

    def _conditions(self, m: Match, todo: list[Term], done: list[Theorem], depth: int) -> Theorem | None:
        self.spend()
        if not todo:
            if not m.settle() or any(v not in m.terms for v in m.rule.variables):
                return None
            return use(m, done)
        if not m.settle(final=False):
            return None
        goal = todo[0]
        if not m.missing(goal):
            inst = m.instance(goal)
            if inst is None:
                return None
            th = self.prove(inst, depth)
            return None if th is None else self._conditions(m, todo[1:], [*done, th], depth)
        wanted = parts(goal)[0]
        for fact in self.facts():
            if parts(fact.concl)[0] == wanted:
                attempt = m.copy()
                if attempt.match(goal, fact.concl):
                    th = self._conditions(attempt, todo[1:], [*done, fact], depth)
                    if th is not None:
                        return th
        if wanted == "forall":
            for fact in self._general():
                attempt = m.copy()
                if attempt.match(goal, fact.concl):
                    th = self._conditions(attempt, todo[1:], [*done, fact], depth)
                    if th is not None:
                        return th
        return None

    def _general(self) -> Iterator[Theorem]:
        """All facts that begin with `for all`, also those that hold for all values of a variable or two."""
        place: Prover | None = self
        while place is not None:
            for fact in place.exact.values():
                if parts(fact.concl)[0] == "forall":
                    yield fact
                else:
                    variables = generic(fact)
                    for v in variables if len(variables) <= 6 else ():
                        yield k.generalize(v, fact)
            place = place.parent

    def fresh(self, f: Term, *avoid: Term) -> Term:
        """A variable for the body of the function f that no fact and none of the terms mentions."""
        used = {v.name for t in (f, *avoid) for v in frees(t)}
        place: Prover | None = self
        while place is not None:
            for t in place.exact:
                used |= {v.name for v in frees(t)}
            place = place.parent
        base = (f.name if f.tag == ABS else "") or "s"
        name, n = base, 0
        while name in used:
            n += 1
            name = f"{base}{n}"
        return var(name, f.type.args[0])


def _even_power(t: Term) -> Theorem | None:
    """0 <= x^(2 m), as a square."""
    name, args = parts(t)
    if name != "pow" or args[1].tag != "lit" or args[1].value % 2 or not args[1].value:
        return None
    half = call("pow", args[0], literal(int(args[1].value) // 2, args[1].type))
    square = k.specialize(LEMMAS["sq_nonneg"].theorem, half)
    return k.eq_mp(k.congr(k.refl(square.concl.fun), k.field(square.concl.arg, t)), square)


def generic(th: Theorem) -> list[Term]:
    """The free variables of a theorem that are in none of its hypotheses: it holds for all of them."""
    fixed = frozenset[Term]().union(*(frees(h) for h in th.hyps))
    return sorted(frees(th.concl) - fixed, key=lambda v: v.name)


def gen_all(th: Theorem) -> Theorem:
    """Generalise over all generic variables."""
    for v in reversed(generic(th)):
        th = k.generalize(v, th)
    return th


def atoms(th: Theorem) -> Iterator[Theorem]:
    """The parts of a fact: conjunctions are split and predicates are expanded, also below quantifiers and conditions."""
    name, args = parts(th.concl)
    if name == "and":
        for part in conjuncts(th):
            yield from atoms(part)
    elif name == "forall" and len(args) == 1 and parts_inside(args[0]):
        v = var(f"u.{_depth(th.concl)}", args[0].type.args[0])
        for part in atoms(k.specialize(th, v)):
            yield k.generalize(v, part)
    elif name == "implies" and len(args) == 2 and _has_parts(args[1]):
        for part in atoms(k.mp(th, k.assume(args[0]))):
            yield k.discharge(args[0], part)
    elif name == "not" and parts(args[0])[0] in ("le", "lt") and "lt_iff" in LEMMAS:
        from derive.tactics.inequality import turned_round

        yield th
        yield turned_round(th)
    elif name in EXPANDED:
        yield th
        opened = k.eq_mp(unfold(th.concl), th)
        yield from atoms(to_plain(opened))
    else:
        yield th


def _depth(t: Term) -> int:
    n = 0
    while t.tag != "var" and n < 50:
        name, args = parts(t)
        if name == "forall" and len(args) == 1 and args[0].tag == ABS:
            t, n = args[0].fun, n + 1
        elif name == "implies":
            t = args[1]
        else:
            break
    return n


def _has_parts(t: Term) -> bool:
    while True:
        name, args = parts(t)
        if name == "and" or name in EXPANDED:
            return True
        if name == "forall" and len(args) == 1 and args[0].tag == ABS:
            t = args[0].fun
        elif name == "implies":
            t = args[1]
        else:
            return False


def parts_inside(f: Term) -> bool:
    """Whether the body of a quantifier has parts to split off."""
    return f.tag == ABS and _has_parts(f.fun)


def lemma(name: str) -> Lemma:
    """A lemma of the library by its name."""
    return LEMMAS[name]


def restate(th: Theorem, equal_to: Iterable[Theorem]) -> Theorem:
    """Move a theorem along equations of its statement."""
    for e in equal_to:
        th = k.eq_mp(e, th)
    return th


def point(p: Prover, f: Term, t: Type, *avoid: Term) -> tuple[Term, list[Term]]:
    """A new point of a type: a variable, or for pairs a pair of such points; with the variables in it."""
    if not t.is_var and t.name == "prod":
        left, some = point(p, f, t.args[0], *avoid)
        right, more = point(p, f, t.args[1], *avoid, *some)
        return pair(left, right), some + more
    v = p.fresh(f, *avoid)
    if v.type is not t:
        used = {x.name for a in avoid for x in frees(a)} | {v.name}
        name, n = v.name, 0
        while name in used:
            n += 1
            name = f"{v.name}{n}"
        v = var(name, t)
    return v, [v]


def introduce(p: Prover, f: Term, prove: Callable[[Term], Theorem | None]) -> Theorem | None:
    """`for all x: f(x)` by proving f at a new point; a point of a product is a pair."""
    at, variables = point(p, f, f.type.args[0], f)
    th = prove(apply(f, at))
    return None if th is None else everywhere(th, variables, f)


def everywhere(th: Theorem, variables: Sequence[Term], f: Term) -> Theorem:
    """From f at a point made of variables to `for all x: f(x)`."""
    if len(variables) == 1:
        return k.generalize(variables[0], th)
    first, second = f.type.args[0].args
    inner = th
    if len(variables) > 2:
        rest = variables[1:]
        g = abstract(_hole(second), apply(f, pair(variables[0], _hole(second))))
        inner = everywhere(th, rest, g)
        inner = k.generalize(variables[0], inner)
    else:
        inner = k.generalize(variables[0], k.generalize(variables[1], th))
    rule = k.instantiate_type(LEMMAS["forall_pair"].theorem, {type_var("a"): first, type_var("b"): second})
    return k.mp(k.specialize(rule, f), inner)


def _hole(t: Type) -> Term:
    return var("hole.p", t)
