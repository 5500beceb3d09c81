"""How each head is evaluated: one entry for each, by subject. A head that is missing here is unfolded by its definition.

`make(ev, type)` gives the function of the values of the arguments; `special(ev, type, terms)` may compile an application
from its terms instead (connectives, quantifiers over ranges). `heavy` results are remembered for each point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

from derive.evidence import logic
from derive.evidence.numbers import (
    FALSE,
    LIKELY,
    ONE,
    TRUE,
    UNKNOWN,
    ZERO,
    AtLeast,
    Dual,
    NoValue,
    absolute,
    at_most,
    derivative,
    divide,
    equal,
    exponential,
    inverse,
    is_zero,
    less,
    logarithm,
    maximum,
    negate_real,
    new_tag,
    power,
    rational,
    slope_of,
    strip,
)
from derive.evidence.smooth import smooth_needs
from derive.kernel.terms import ABS, APP, BOUND, Term, parts
from derive.kernel.types import Type, bool_, nat, real

Make = Callable[[Any, Type], Callable[..., Any]]
Special = Callable[[Any, Type, tuple[Term, ...]], Any]


@final
@dataclass(frozen=True)
class Evaluation:
    """The evaluation of one head; arity counts the arguments that `make`'s function takes."""

    arity: int
    make: Make
    special: Special | None = None
    heavy: bool = False


EVALUATIONS: dict[str, Evaluation] = {}
# Heads that no finite model can decide, with the reason that is reported.
NOT_EVALUABLE: dict[str, str] = {"tends": "limit"}


def _enter(name: str, arity: int, make: Make, special: Special | None = None, heavy: bool = False) -> None:
    EVALUATIONS[name] = Evaluation(arity, make, special, heavy)


def _plain(name: str, arity: int, function: Callable[..., Any]) -> None:
    _enter(name, arity, lambda ev, t: function)


def arguments(t: Type, count: int) -> list[Type]:
    """The types of the first arguments of a function type."""
    found = []
    for _ in range(count):
        found.append(t.args[0])
        t = t.args[1]
    return found


# ---- arithmetic


def _recursion(base: Any, step: Any) -> Callable[[int], Any]:
    known = [base]

    def at(n: int) -> Any:
        while len(known) <= n:
            known.append(step(len(known) - 1)(known[-1]))
        return known[n]

    return at


def _sum(low: int, high: int, f: Any) -> Any:
    total = ZERO
    for i in range(low, high + 1):
        total = total + f(i)
    return total


def _prod(low: int, high: int, f: Any) -> Any:
    total = ONE
    for i in range(low, high + 1):
        total = total * f(i)
    return total


_plain("add", 2, lambda a, b: a + b)
_plain("sub", 2, lambda a, b: a - b)
_plain("mul", 2, lambda a, b: a * b)
_plain("div", 2, divide)
_plain("neg", 1, negate_real)
_plain("inv", 1, inverse)
_plain("pow", 2, power)
_plain("abs", 1, absolute)
_plain("cast", 1, rational)
_plain("nat_add", 2, lambda m, n: m + n)
_plain("nat_mul", 2, lambda m, n: m * n)
_plain("nat_sub", 2, lambda m, n: m - n if m > n else 0)
_plain("recursion", 2, _recursion)
_enter("sum", 3, lambda ev, t: _sum, heavy=True)
_enter("prod", 3, lambda ev, t: _prod, heavy=True)
_plain("exp", 1, exponential)
_plain("log", 1, logarithm)
_plain("sigmoid", 1, lambda x: divide(ONE, ONE + exponential(negate_real(x))))


def _tanh(x: Any) -> Any:
    up, down = exponential(x), exponential(negate_real(x))
    return divide(up - down, up + down)


_plain("tanh", 1, _tanh)

# ---- logic


def samples_of(ev: Any, t: Type) -> Sequence[Any]:
    """Values at which a quantifier over an infinite type is tried."""
    from derive.evidence.samples import samples

    found: Sequence[Any] = samples(ev, t)
    return found


def _equality(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    if t is real:
        return equal
    if t is bool_:
        return logic.same
    if not t.is_var and t.name == "fun":
        inner = _equality(ev, t.args[1])

        def functions(f: Any, g: Any) -> int:
            if f is g:
                return TRUE
            points = ev.domain(t.args[0])
            if points is not None:
                return logic.all_of(points, lambda x: inner(f(x), g(x)))
            return min(LIKELY, logic.all_of(ev.sampled(t.args[0]), lambda x: inner(f(x), g(x))))

        return functions
    if not t.is_var and t.name == "prod":
        left, right = _equality(ev, t.args[0]), _equality(ev, t.args[1])
        return lambda a, b: min(left(a[0], b[0]), right(a[1], b[1]))
    if not t.is_var and t.name == "measure":
        return _same_measure
    return lambda a, b: TRUE if a == b else FALSE


def _same_measure(m: Any, n: Any) -> int:
    weights: dict[Any, list[Any]] = {}
    for side, measure in enumerate((m, n)):
        for x, w in measure:
            weights.setdefault(x, [ZERO, ZERO])[side] += w
    return logic.all_of(list(weights.values()), lambda pair: equal(pair[0], pair[1]))


_enter("eq", 2, lambda ev, t: _equality(ev, t.args[0]))
_enter("ne", 2, lambda ev, t: (lambda same: lambda a, b: logic.negate(same(a, b)))(_equality(ev, t.args[0])))
_plain("le", 2, at_most)
_plain("lt", 2, less)
_plain("ge", 2, lambda a, b: at_most(b, a))
_plain("gt", 2, lambda a, b: less(b, a))
_plain("not", 1, logic.negate)


def _connective(name: str, build: Callable[[Any, Any], Any]) -> None:
    def special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
        return build(ev.node(args[0]), ev.node(args[1]))

    def values(p: int, q: int) -> int:
        result: int = build(lambda env: p, lambda env: q)(())
        return result

    _enter(name, 2, lambda ev, t: values, special)


_connective("and", logic.conjunction)
_connective("or", logic.disjunction)
_connective("implies", logic.implication)
_enter("true", 0, lambda ev, t: TRUE)  # type: ignore[arg-type, return-value]
_enter("false", 0, lambda ev, t: FALSE)  # type: ignore[arg-type, return-value]


def _quantifier(universal: bool) -> Make:
    def make(ev: Any, t: Type) -> Callable[[Any], int]:
        domain = t.args[0].args[0]

        def over(p: Any) -> int:
            points = ev.domain(domain)
            if points is not None:
                return (logic.all_of if universal else logic.any_of)(points, p)
            tried = ev.sampled(domain)
            if universal:
                return min(LIKELY, logic.all_of(tried, p))
            found = logic.any_of(tried, p)
            return found if found >= LIKELY else UNKNOWN

        return over

    return make


def _conditions(t: Term) -> tuple[list[Term], Term]:
    """Strip premises p and q ==> r, p ==> q ==> r."""
    found: list[Term] = []
    name, args = parts(t)
    while name == "implies" and len(args) == 2:
        found.extend(_conjuncts(args[0]))
        t = args[1]
        name, args = parts(t)
    return found, t


def _conjuncts(t: Term) -> list[Term]:
    name, args = parts(t)
    return [c for a in args for c in _conjuncts(a)] if name == "and" and len(args) == 2 else [t]


def range_of(body: Term, universal: bool) -> tuple[Term | None, Term | None, bool]:
    """The bounds that the body of a quantifier puts on its variable: (low or None, high or None, high is excluded)."""
    low: Term | None = None
    high: Term | None = None
    strict = False
    for c in _conditions(body)[0] if universal else _conjuncts(body):
        name, args = parts(c)
        if len(args) != 2 or name not in ("le", "lt", "ge", "gt"):
            continue
        small, large = args if name in ("le", "lt") else args[::-1]
        if _is_index(large) and low is None and name in ("le", "ge") and not _uses(small):
            low = small
        if _is_index(small) and high is None and not _uses(large):
            high, strict = large, name in ("lt", "gt")
    return low, high, strict


def _is_index(t: Term) -> bool:
    return t.tag == APP and t.arg.tag == BOUND and t.arg.value == 0 and parts(t)[0] == "cast"


def _uses(t: Term) -> bool:
    return any(i == 0 for i, _ in t.loose)


def _quantifier_special(universal: bool) -> Special:
    """A range of natural numbers is gone through exactly."""

    def special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
        (p,) = args
        if t.args[0].args[0] is not nat or p.tag != ABS:
            return None
        low, high, strict = range_of(p.fun, universal)
        if high is None:
            return None
        body, top = ev.node(p.fun), ev.node(high)
        bottom = ev.node(low) if low is not None else (lambda env: ZERO)
        combine = logic.all_of if universal else logic.any_of

        def over(env: tuple[Any, ...]) -> int:
            inside = (*env, 0)  # the bounds do not use the variable
            first, last = max(0, _ceiling(bottom(inside))), _floor(top(inside), strict)
            return combine(range(first, last + 1), lambda n: body((*env, n)))

        return over

    return special


def _ceiling(x: Any) -> int:
    return -_floor(-x, False)


def _floor(x: Any, strict: bool) -> int:
    x = strip(x)
    if not hasattr(x, "p"):
        raise NoValue("precision", "a bound of a range that is not an exact number")
    whole = int(x.p) // int(x.q)
    return whole - 1 if strict and int(x.q) == 1 else whole


_enter("forall", 1, _quantifier(True), _quantifier_special(True), heavy=True)
_enter("exists", 1, _quantifier(False), _quantifier_special(False), heavy=True)
_plain("pair", 2, lambda a, b: (a, b))
_plain("fst", 1, lambda p: p[0])
_plain("snd", 1, lambda p: p[1])
_enter("singleton", 2, lambda ev, t: (lambda same: lambda s, x: same(x, s))(_equality(ev, t.args[0])))

# ---- analysis

_plain("deriv", 2, derivative)


def _update(theta: Any, k: Any, u: Any) -> Callable[[Any], Any]:
    return lambda j: u if j == k else theta(j)


_plain("update", 3, _update)


def _partial(f: Any, k: Any, theta: Any) -> Any:
    tag = new_tag()
    return slope_of(f(_update(theta, k, Dual(tag, theta(k), ONE))), tag)


_enter("partial", 3, lambda ev, t: _partial, heavy=True)
_plain("has_deriv", 3, lambda f, d, x: equal(derivative(f, x), d))


def _differentiable_at(f: Any, x: Any) -> int:
    derivative(f, x)
    return TRUE


_plain("differentiable_at", 2, _differentiable_at)


def _differentiable(ev: Any, t: Type) -> Callable[[Any], int]:
    def everywhere(f: Any) -> int:
        if getattr(f, "smooth", False):
            return TRUE
        return min(LIKELY, logic.all_of(ev.sampled(real), lambda x: _differentiable_at(f, x)))

    return everywhere


def _differentiable_special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
    """Built from smooth functions: decided by its form."""
    needs = smooth_needs(args[0])
    if needs is None:
        return None
    sampled = _direct_node(ev, t, args[0])
    return lambda env: TRUE if all(getattr(ev.values.get(v), "smooth", False) for v in needs) else sampled(env)


def _direct_node(ev: Any, t: Type, f: Term) -> Any:
    node, check = ev.node(f), _differentiable(ev, t)
    return lambda env: check(node(env))


_enter("differentiable", 1, _differentiable, _differentiable_special)


def _supremum(ev: Any, t: Type) -> Callable[[Any], Any]:
    domain = t.args[0].args[0]

    def over(f: Any) -> Any:
        points = ev.domain(domain)
        if points is not None:
            return maximum([f(x) for x in points])
        best: Any = None
        for x in ev.sampled(domain):
            try:
                v = strip(f(x))
            except NoValue:
                continue
            best = v if best is None or less(best, v) == TRUE else best
        if best is None:
            raise NoValue("not evaluable", "a supremum over an infinite set")
        return AtLeast(best)

    return over


_enter("sup", 1, _supremum, heavy=True)


def _norm(ev: Any, t: Type) -> Callable[[Any], Any]:
    largest = _supremum(ev, t)
    return lambda f: largest(lambda s: absolute(f(s)))


_enter("norm", 1, _norm, heavy=True)


def _bounded_above(ev: Any, t: Type) -> Callable[[Any], int]:
    domain = t.args[0].args[0]

    def check(f: Any) -> int:
        return TRUE if ev.domain(domain) is not None or getattr(f, "bounded", False) else UNKNOWN

    return check


_enter("bounded_above", 1, _bounded_above)


def _argmin(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    domain = t.args[0].args[0]

    def at(f: Any, s: Any) -> int:
        value = f(s)
        points = ev.domain(domain)
        if points is not None:
            return logic.all_of(points, lambda x: at_most(value, f(x)))
        tried = list(ev.sampled(domain))
        if domain is real:
            steps = _downhill(f, s)
            ev.hints += [x for x in steps[:1] if hasattr(x, "p") and x not in ev.hints and len(ev.hints) < 20]
            tried = steps + tried
        return min(LIKELY, logic.all_of(tried, lambda x: at_most(value, f(x))))

    return at


def _downhill(f: Any, s: Any) -> list[Any]:
    """Where a smaller value is to be expected: a Newton step and short steps against the slope."""
    try:
        slope = strip(derivative(f, s))
        if is_zero(slope):
            return []
        steps = [s - slope / 4**k for k in (0, 3, 6)]
        bend = strip(derivative(lambda x: derivative(f, x), s))
        return [s - slope / bend, *steps] if not is_zero(bend) else steps
    except NoValue:
        return []


_enter("argmin", 2, _argmin)


def _tends(u: Any, limit: Any) -> int:
    raise NoValue("not evaluable", "limit")


_plain("tends", 2, _tends)

# ---- probability: measures are finite lists of weighted points


def integrate(mu: Any, f: Any) -> Any:
    """The finite sum; a point of weight 0 needs no value."""
    total = ZERO
    for x, w in mu:
        if not is_zero(w):
            total = total + w * f(x)
    return total


def _dens(mu: Any, f: Any) -> Any:
    return tuple([(x, w if is_zero(w) else w * f(x)) for x, w in mu])


def _variance(mu: Any, f: Any) -> Any:
    known = {x: f(x) for x, w in mu if not is_zero(w)}
    mean, square = ZERO, ZERO
    for x, w in mu:
        if not is_zero(w):
            v = known[x]
            mean, square = mean + w * v, square + w * v * v
    return square - mean * mean


def _mass_one(mu: Any) -> int:
    total = ZERO
    for _, w in mu:
        total = total + w
    return equal(total, ONE)


def _density(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    domain = arguments(t, 2)[1].args[0]

    def check(mu: Any, f: Any) -> int:
        points = ev.domain(domain)
        if points is None:
            points, best = [x for x, _ in mu], LIKELY
        else:
            best = TRUE
        signs = logic.all_of(points, lambda x: at_most(ZERO, f(x)))
        return min(best, signs, equal(integrate(mu, f), ONE))

    return check


def _joint_density(ev: Any, t: Type) -> Callable[[Any, Any, Any], int]:
    domain = arguments(t, 3)[2].args[0]

    def check(mu: Any, nu: Any, p: Any) -> int:
        points = ev.domain(domain)
        if points is None:
            points, best = [(x, y) for x, _ in mu for y, _ in nu], LIKELY
        else:
            best = TRUE
        signs = logic.all_of(points, lambda x: at_most(ZERO, p(x)))
        return min(best, signs, equal(integrate(mu, lambda x: integrate(nu, lambda y: p((x, y)))), ONE))

    return check


def _markov(ev: Any, t: Type) -> Callable[[Any], int]:
    domain = t.args[0].args[0]

    def check(kernel: Any) -> int:
        points = ev.domain(domain)
        if points is not None:
            return logic.all_of(points, lambda x: _mass_one(kernel(x)))
        return min(LIKELY, logic.all_of(ev.sampled(domain), lambda x: _mass_one(kernel(x))))

    return check


def _bounded(ev: Any, t: Type) -> Callable[[Any], int]:
    return _bounded_above(ev, t)


def _dominated(mu: Any, f: Any, k: Any, theta: Any) -> int:
    """On a finite space: the integrand has a derivative at each point."""
    for x, _ in mu:
        _partial(lambda v, x=x: f(v)(x), k, theta)
    return TRUE


_enter("integral", 2, lambda ev, t: integrate, heavy=True)
_plain("dens", 2, _dens)
_enter("variance", 2, lambda ev, t: _variance, heavy=True)
_plain("integrable", 2, lambda mu, f: TRUE)
_plain("measurable", 1, lambda f: TRUE)
_plain("measurable_kernel", 1, lambda k: TRUE)
_plain("probability", 1, _mass_one)
_enter("density", 2, _density)
_enter("joint_density", 3, _joint_density)
_enter("markov", 1, _markov)
_enter("bounded", 1, _bounded)
_plain("dominated", 4, _dominated)
_enter("marginal_left", 3, lambda ev, t: lambda nu, p, x: integrate(nu, lambda y: p((x, y))), heavy=True)
_enter("marginal_right", 3, lambda ev, t: lambda mu, p, y: integrate(mu, lambda x: p((x, y))), heavy=True)
_enter("given_left", 4, lambda ev, t: lambda nu, p, x, y: divide(p((x, y)), integrate(nu, lambda v: p((x, v)))), heavy=True)
_enter("given_right", 4, lambda ev, t: lambda mu, p, y, x: divide(p((x, y)), integrate(mu, lambda u: p((u, y)))), heavy=True)

__all__ = ["EVALUATIONS", "NOT_EVALUABLE", "Evaluation", "samples_of"]
