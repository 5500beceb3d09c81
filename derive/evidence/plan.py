"""What statements and hypotheses say of the free symbols: definitions, densities, kernels, bounds. Read once, then drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, final

from derive.evidence.definitions import conjuncts, definitions_among, derivatives_among, factored, opened, reachable, spine
from derive.evidence.fixed import fixed_point
from derive.kernel.terms import ABS, APP, CONST, LIT, VAR, Term, apply, const, literal, parts, type_vars
from derive.kernel.types import Type, nat


@final
@dataclass(frozen=True)
class Role:
    """What the hypotheses make of a variable: "density", "joint", "kernel", "probability", "diagonal", "orthonormal" (columns), "orthonormal rows",
    "sigma_max" (this is its spectral norm), "below" (it is at most this), "spectral_radius", "orthogonal" (this times an orthogonal matrix),
    "bijection" with its "inverse" and its volume "factor".

    `arguments` stand before the point; `size` is a number or the symbol of one.
    """

    kind: str
    measures: tuple[Term, ...] = ()
    arguments: int = 0
    positive: bool = False
    size: Term | None = None
    partner: Term | None = None  # of an inverse and a volume factor: the bijection


@dataclass
class Bounds:
    """Bounds of a number, and functions that it lies above."""

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False
    not_zero: bool = False
    above: Term | None = None
    absolute: bool = False  # above the absolute value

    def allows(self, x: Fraction) -> bool:
        """x lies within the bounds."""
        if self.low is not None and (x < self.low or (self.open_low and x == self.low)):
            return False
        if self.high is not None and (x > self.high or (self.open_high and x == self.high)):
            return False
        return not (self.not_zero and x == 0)

    def inside(self) -> Fraction:
        """A number within the bounds."""
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        if self.low is not None:
            return self.low + 1 if self.open_low or (self.not_zero and self.low == 0) else self.low
        if self.high is not None:
            return self.high - 1 if self.open_high or (self.not_zero and self.high == 0) else self.high
        return Fraction(1)


@final
@dataclass
class Plan:
    """What statements and hypotheses say of the free symbols."""

    hypotheses: list[Term]
    variables: list[Term] = field(default_factory=list)
    definitions: dict[Term, Term] = field(default_factory=dict)
    built_in: set[int] = field(default_factory=set)  # hypotheses that hold by construction
    role_hypotheses: set[int] = field(
        default_factory=set
    )  # of these, the ones that are evaluated all the same: densities, kernels, derivatives
    roles: dict[Term, Role] = field(default_factory=dict)
    bounds: dict[Term, Bounds] = field(default_factory=dict)
    smooth: set[Term] = field(default_factory=set)  # functions that must be differentiable
    bounded: set[Term] = field(default_factory=set)  # functions that must be bounded
    sorted: dict[Term, bool] = field(default_factory=dict)  # sequences that never rise (True) or never fall (False)
    types: list[Type] = field(default_factory=list)
    fits: list[tuple[str, Type, Type]] = field(default_factory=list)  # maps that ask for spaces of fitting sizes
    fixed: dict[Term, Term] = field(default_factory=dict)  # functions that a hypothesis makes a fixed point, with their image
    evaluator: Any = None  # computes these images
    runs: bool = False  # runs are listed, so spaces and horizons stay small

    @staticmethod
    def of(statements: Iterable[Term], hypotheses: Sequence[Term]) -> Plan:
        """Read statements and hypotheses."""
        plan = Plan(list(hypotheses))
        plan.definitions, used = definitions_among(hypotheses)
        plan.roles.update({v: Role("orthonormal rows") for v in factored(hypotheses, plan.definitions, used)})
        named = derivatives_among(hypotheses, plan.definitions)
        plan.built_in |= used | named
        plan.role_hypotheses |= named
        everything = [*statements, *hypotheses]
        free = reachable(everything, plan.definitions)
        plan.runs = mentions([*everything, *plan.definitions.values()], "runs")
        for i, h in enumerate(hypotheses):
            if i not in used:
                plan._read(i, h)
        plan.variables = sorted((v for v in free if v not in plan.definitions), key=plan._order)
        types = {t for term in [*everything, *plan.definitions.values()] for t in type_vars(term)}
        types |= {t for v in free for t in v.type.tvars}
        plan.types = sorted(types, key=lambda t: (t.name, t.kind))
        return plan

    def _order(self, v: Term) -> tuple[int, str, str]:
        """Measures first, since densities are relative to them, and orthonormal columns; each variable after those that it lies above."""
        late = 100 if v in self.roles and self.roles[v].size is not None else 0  # after the number that is its norm
        first = v.type.name == "measure" or (v in self.roles and self.roles[v].kind == "orthonormal")
        return (0 if first else 1 + late + len(self._below(v)), v.name, str(v.type))

    def _below(self, v: Term) -> list[Term]:
        """What v lies above, directly or not."""
        found: list[Term] = []
        while v in self.bounds and (below := self.bounds[v].above) is not None:
            found.append(below)
            v = below
        return found

    def _read(self, i: int, h: Term) -> None:
        name, args = parts(h)
        if name in ("and", "thin_svd"):
            for part in conjuncts(h):
                self._read(-1, part)
            return
        variables, body = opened(h)
        name, args = parts(body)
        found: Role | None = None
        head: Term | None = None
        if name in ("measurable", "measurable_map", "measurable_kernel"):  # of everything here
            if i >= 0:
                self.built_in.add(i)
            return
        if self._bijection(body, variables):
            if i >= 0:
                self.built_in.add(i)
                self.role_hypotheses.add(i)
            return
        if name == "density" and len(args) == 2 and args[0].tag == VAR:
            head = _function_of(args[1], variables)
            found = Role("density", (args[0],), len(variables))
        elif name == "joint_density" and len(args) == 3 and args[0].tag == VAR and args[1].tag == VAR:
            head, found = _function_of(args[2], variables), Role("joint", args[:2], len(variables))
        elif name == "markov" and len(args) == 1:
            head, found = _function_of(args[0], variables), Role("kernel", (), len(variables) + 1)
        elif name == "probability" and len(args) == 1:
            head, found = _function_of(args[0], variables), Role("kernel" if variables else "probability", (), len(variables))
        elif name == "diagonal" and len(args) == 1 and args[0].tag == VAR and not variables:
            head, found = args[0], Role("diagonal")
        elif name == "eq" and len(args) == 2 and not variables:
            repeated = fixed_point(body)
            if repeated is not None and repeated[0] not in self.definitions:
                self.fixed.setdefault(*repeated)
                return
            head, found = _orthonormal(*args), Role("orthonormal")
            if head is None:
                head, found = _rotated(*args)
            if head is None:
                head, found = _sized(*args)
                if head in self.roles and self.roles[head].kind == "orthogonal":
                    head = None
        elif name in ("le", "ge") and len(args) == 2 and parts(args[name == "ge"])[0] == "sigma_max":
            head, found = _sized(*args)
            found = found and Role("below", size=found.size)
        if i >= 0 and (name == "measurable" or (name == "integrable" and self.runs and variables)):
            self.built_in.add(i)  # on a finite space every function is; there are only finitely many runs
        if name in ("differentiable", "bounded") and len(args) == 1:
            known = _function_of(args[0], variables)
            if known is not None:
                (self.smooth if name == "differentiable" else self.bounded).add(known)
            return
        if head is not None and found is not None:
            positive = head in self.roles and self.roles[head].positive
            self.roles[head] = Role(found.kind, found.measures, found.arguments, positive, found.size)
            if i >= 0:
                self.built_in.add(i)
                self.role_hypotheses.add(i)
            return
        if name in ("le", "lt", "ge", "gt", "ne") and len(args) == 2:
            self._bound(name, args[0], args[1], variables)

    def _bijection(self, body: Term, variables: list[Term]) -> bool:
        """A map, its inverse and its volume factor, also under conditions."""
        name, args = parts(body)
        while name == "implies":
            name, args = parts(args[1])
        if name not in ("bijective", "branches") or len(args) != 5 or args[0].tag != VAR or args[1].tag != VAR:
            return False
        heads = [_function_of(t, variables) for t in args[2:]]
        if heads[0] is None or heads[1] is None or heads[2] is None:
            return False
        self.fits.append((name, args[2].type, args[3].type))
        for head, kind in zip(heads, ("bijection", "inverse" if name == "bijective" else "roots", "factor"), strict=True):
            if head is not None:
                self.roles[head] = Role(kind, args[:2], len(variables), partner=heads[0])
        return True

    def fitting(self, sizes: dict[Type, int]) -> dict[Type, int]:
        """The same sizes, changed so that there are bijections, and roots for all points."""
        for name, f, back in self.fits:
            if not f.is_var and f.name == "fun" and f.args[0] is nat:
                f, back = f.args[1], back.args[1]
            if f.is_var or f.name != "fun" or not all(t.is_var for t in f.args):
                continue
            here, there = f.args
            many = 1
            if name == "branches" and back.args[0].is_var:
                many = sizes.get(back.args[0], 1)
            if here is not there and sizes.get(there, 1):
                sizes = {**sizes, here: many * sizes.get(there, 1)}
        return sizes

    def _bound(self, name: str, left: Term, right: Term, variables: list[Term]) -> None:
        """x >= 0, 1 > x, f(s) <= g(s)."""
        if name == "ne":
            for side, zero in ((left, right), (right, left)):
                head = self._number(side, variables)
                if head is not None and zero.tag == LIT and zero.value == 0:
                    self.bounds.setdefault(head, Bounds()).not_zero = True
            return
        small, large = (left, right) if name in ("le", "lt") else (right, left)
        strict = name in ("lt", "gt")
        if len(variables) == 1 and not strict:
            for now, later, falls in ((large, small, True), (small, large, False)):
                member = _function_of(now, variables)
                if member is not None and later.canon is apply(member, _next(variables[0])).canon:
                    self.sorted[member] = falls
        absolute = parts(small)[0] == "abs"
        if absolute:
            (small,) = parts(small)[1]
        low, high = self._number(small, variables), self._number(large, variables)
        if absolute and (low is None or high is None):
            if low is not None and large.tag == LIT and large.value > 0:
                self._at_most(low, Fraction(large.value), strict)
                self._at_least(low, -Fraction(large.value), strict)
            return
        if high is not None and small.tag == LIT:
            self._at_least(high, Fraction(small.value), strict)
        elif low is not None and large.tag == LIT:
            self._at_most(low, Fraction(large.value), strict)
        elif low is not None and high is not None and low.type is high.type and low is not high:
            if high in self._below(low):
                return  # a cycle
            bounds = self.bounds.setdefault(high, Bounds())
            bounds.above, bounds.open_low, bounds.absolute = low, strict, absolute

    def _number(self, t: Term, variables: list[Term]) -> Term | None:
        """The symbol behind x, cast n, f(s) for all s; not behind f at one point, since f is free elsewhere."""
        name, args = parts(t)
        if name == "cast":
            (t,) = args
        head, inside = spine(t)
        if head.tag != VAR or head in variables or any(a.tag != VAR for a in inside):
            return None
        bound = [a for a in inside if a in variables]
        everywhere = bound if head in self.roles else len(bound) == len(inside)
        return head if everywhere or not inside else None

    def _at_most(self, v: Term, x: Fraction, strict: bool) -> None:
        bounds = self.bounds.setdefault(v, Bounds())
        if bounds.high is None or x < bounds.high or (x == bounds.high and strict):
            bounds.high, bounds.open_high = x, strict

    def _at_least(self, v: Term, x: Fraction, strict: bool) -> None:
        bounds, role = self.bounds.setdefault(v, Bounds()), self.roles.get(v)
        if bounds.low is None or x > bounds.low or (x == bounds.low and strict):
            bounds.low, bounds.open_low = x, strict
        if x == 0 and strict and role is not None:
            self.roles[v] = Role(role.kind, role.measures, role.arguments, True)


def mentions(terms: Iterable[Term], name: str) -> bool:
    """Whether a constant stands in one of the terms."""
    seen: set[Term] = set()
    todo = list(terms)
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        if t.tag == CONST and t.name == name:
            return True
        todo += [t.fun, t.arg] if t.tag == APP else [t.fun] if t.tag == ABS else []
    return False


def _orthonormal(left: Term, right: Term) -> Term | None:
    """V when this says V^T V = I."""
    for product, one in ((left, right), (right, left)):
        name, args = parts(product)
        if name == "matmul" and len(args) == 2 and parts(one)[0] == "identity" and not parts(one)[1]:
            (turned, inner), v = parts(args[0]), args[1]
            if turned == "transpose" and len(inner) == 1 and inner[0] is v and v.tag == VAR:
                return v
    return None


def _rotated(left: Term, right: Term) -> tuple[Term | None, Role | None]:
    """W, when this says W^T W = s^2 I for a number or symbol s."""
    for product, scaled in ((left, right), (right, left)):
        inside = scaled
        while inside.tag == ABS:
            inside = inside.fun
        name, args = parts(inside)
        if name != "mul" or parts(args[0])[0] != "pow" or parts(args[1])[0] != "identity":
            continue
        size, two = parts(args[0])[1]
        d = scaled.type.args[0]
        v = _orthonormal(product, const("identity", scaled.type))
        if v is not None and two.tag == LIT and two.value == 2 and size.tag in (LIT, VAR) and v.type.args[0] is d:
            return v, Role("orthogonal", size=size)
    return None, None


def _sized(left: Term, right: Term) -> tuple[Term | None, Role | None]:
    """W, when this says sigma_max(W) = s or spectral_radius(W) = s for a number or symbol s."""
    for a, size in ((left, right), (right, left)):
        name, args = parts(a)
        if name in ("sigma_max", "spectral_radius") and len(args) == 1 and args[0].tag == VAR and size.tag in (LIT, VAR):
            return args[0], Role(name, size=size)
    return None, None


def _next(v: Term) -> Term:
    return apply(const("nat_add"), v, literal(1, nat)) if v.type is nat else v


def _function_of(t: Term, variables: list[Term]) -> Term | None:
    """f when t is f applied to exactly these variables."""
    head, args = spine(t)
    return head if head.tag == VAR and head not in variables and args == variables else None
