"""Symbols, spaces, densities and kernels, and the operators that bind variables: E, Var, D, Sum, Prod, sup, forall.

Square brackets hold what stands below a symbol, round brackets what it applies to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, final

from derive.errors import StatementError, TypeMismatch
from derive.kernel.terms import APP, VAR, Term, abstract, apply, const, for_all, var
from derive.kernel.types import DIM, bool_, fun, nat, real, type_con, type_var
from derive.language import jacobians as jac
from derive.language import matrices as mx
from derive.language import probability as pr
from derive.language import vectors as vec
from derive.language.bijections import bijective as bijection
from derive.language.bijections import branches as with_roots
from derive.language.cost import size_facts
from derive.language.decision import returns as discounted
from derive.language.dirac import mass, point_mass
from derive.language.expr import Draw, Drawable, Expr, Given, Sort, _tuple, as_real, lift, text_of
from derive.language.logic import call, lam
from derive.language.norms import Each


@final
@dataclass(frozen=True)
class Symbol:
    """What is known of a free variable: how it is written, and what comes with it as a hypothesis.

    style: "function" f(x), "sequence" f_n, "density" p(x), p(x | z), "conditional" q(z | x), "family" p_theta(x),
    "kernel" P(. | s), "set" t in B, "measure" (not printed), "run" s_t, a_t. facts: statements that hold by its declaration; definition:
    f = body. words: the facts in words, for the list of hypotheses. reference: the reference measure of what it ranges over,
    where its type alone does not tell it.
    """

    term: Term
    sort: str
    style: str = "function"
    facts: tuple[Term, ...] = ()
    definition: Term | None = None
    words: str = ""
    reference: Term | None = None


SYMBOLS: dict[Term, Symbol] = {}


def record(term: Term, **facets: Any) -> None:
    """Enter or change what is known of a variable.

    Raises:
        StatementError: it has another definition already.
    """
    old = SYMBOLS.get(term)
    new = facets.get("definition")
    if old is not None and new is not None and old.definition is not None and old.definition.canon is not new.canon:
        raise StatementError(
            "two things have one name", given=f"{term.name}, defined before as {text_of(old.definition)}", needed="two names"
        )
    SYMBOLS[term] = replace(SYMBOLS.get(term, Symbol(term, "")), **facets)


def symbols(names: str, sort: Sort) -> Any:
    """Variables of one sort: one Expr for one name, else a tuple."""
    found = [_symbol(name, sort) for name in names.split()]
    return found[0] if len(found) == 1 else tuple(found)


def _symbol(name: str, sort: Sort) -> Any:
    v = var(name, sort.type)
    if sort.style == "policy":
        return Policy(v, sort)
    facts: tuple[Term, ...] = ()
    t = sort.type
    n = var("n", nat)
    inner = t.args[1] if sort.style == "sequence" and t.args[0] is nat else t
    if not inner.is_var and inner.name == "fun" and inner.args[1] is real and inner.args[0].tvars and not _is_vector(inner):
        facts = (pr.measurable(v) if inner is t else for_all(n, pr.measurable(apply(v, n))),)
    if sort.style == "diagonal":
        SYMBOLS[v] = Symbol(v, sort.name, "function", (mx.diagonal(v),), None, "is a diagonal matrix")
        return Expr(v)
    SYMBOLS[v] = Symbol(v, sort.name, sort.style, facts, None, "", sort.measure if sort.style == "run" else None)
    return Expr(v)


def reference_of(v: Term) -> Term | None:
    """The reference measure of what a variable ranges over; None when there is none."""
    known = SYMBOLS.get(v)
    if known is not None and known.reference is not None:
        return known.reference
    return next((s.term for s in SYMBOLS.values() if s.style == "measure" and s.term.type is pr.measure_of(v.type)), None)


def _is_vector(t: Any) -> bool:
    return bool(t.name == "fun" and t.args[0].kind == DIM)


def spaces(names: str) -> Any:
    """Measurable spaces, each with a reference measure; nothing else is known of them."""
    found = []
    for name in names.split():
        t = type_var(name)
        mu = var(f"mu_{name}", pr.measure_of(t))
        record(mu, sort=name, style="measure")
        found.append(Sort(t, name, mu))
    return found[0] if len(found) == 1 else tuple(found)


def sizes(names: str) -> Any:
    """Positive dimensions, which are numbers too: `Matrix(n, d)` and `2 * n * d`."""
    found = [Sort(type_var(name, DIM), name, None, "size") for name in names.split()]
    return found[0] if len(found) == 1 else tuple(found)


def size_number(d: Sort) -> Term:
    """The natural number that goes with a dimension; that it counts the indices comes with it."""
    n = var(d.name, nat)
    record(n, sort=f"size({d.name})", style="function", facts=size_facts(n, d.type), words="is a positive integer")
    return n


def Vector(d: Sort) -> Sort:
    """Real vectors with d entries."""
    return Sort(fun(d.type, real), f"Vector({d.name})")


def Matrix(n: Sort, d: Sort) -> Sort:
    """Real matrices with n rows and d columns."""
    return Sort(fun(n.type, d.type, real), f"Matrix({n.name}, {d.name})")


def Diagonal(d: Sort) -> Sort:
    """Diagonal matrices with d rows and columns."""
    return Sort(fun(d.type, d.type, real), f"Diagonal({d.name})", None, "diagonal")


def Index(d: Sort) -> Sort:
    """Indices of a vector with d entries."""
    return Sort(d.type, f"Index({d.name})")


def Seq(sort: Sort) -> Sort:
    """Sequences, written with an index below: f[n]."""
    return Sort(fun(nat, sort.type), f"Seq({sort.name})", None, "sequence")


def Set(sort: Sort) -> Sort:
    """Sets of points: B(t) says that t is in B."""
    return Sort(fun(sort.type, bool_), f"Set({sort.name})", None, "set")


def _conditions(args: tuple[object, ...]) -> tuple[list[Expr], list[Expr]]:
    """What stands left and right of the bar; all after the bar is condition."""
    left: list[Expr] = []
    right: list[Expr] = []
    barred = False
    for a in args:
        if isinstance(a, Given):
            left, right, barred = left + list(a.left), list(a.right), True
        elif isinstance(a, Expr):
            (right if barred else left).append(a)
        else:
            raise StatementError("not an argument of a density", given=repr(a))
    return left, right


def _draw(measure: Term, variable: Expr) -> Draw | None:
    return Draw(measure, variable.term) if variable.term.tag == VAR else None


@final
class Density:
    """A density by its spaces: one joint density of two spaces, a density of one, or a conditional density."""

    def __init__(self, name: str, spaces_: tuple[Sort, ...], given: Sort | None) -> None:
        self.name, self.spaces, self.given = name, spaces_, given
        if any(s.measure is None for s in spaces_):
            raise StatementError("a density needs spaces with a reference measure", given=name)
        measures = [s.measure for s in spaces_ if s.measure is not None]
        kind = f"density({', '.join(s.name for s in spaces_)})"
        if len(spaces_) == 2 and given is None:
            if spaces_[0].type is spaces_[1].type:
                raise StatementError(
                    "the spaces of a joint density must differ", given=name, needed="two spaces", hint="two densities with two names"
                )
            self.term = var(name, fun(type_con("prod", tuple(s.type for s in spaces_)), real))
            fact = apply(const("joint_density", fun(measures[0].type, measures[1].type, self.term.type, bool_)), *measures, self.term)
            record(self.term, sort=kind, style="density", facts=(fact,), words="is a joint density with finite marginals")
        elif len(spaces_) == 1 and given is None:
            self.term = var(name, fun(spaces_[0].type, real))
            record(self.term, sort=kind, style="density", facts=(_density(measures[0], self.term),), words="is a density")
        elif len(spaces_) == 1 and given is not None:
            self.term = var(name, fun(given.type, spaces_[0].type, real))
            x = var("x", given.type)
            fact = for_all(x, _density(measures[0], apply(self.term, x)))
            record(self.term, sort=kind, style="conditional", facts=(fact,), words="is a conditional density")
        else:
            raise StatementError("a density has one space, or two without a condition", given=name)

    def __repr__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        return format(Expr(self.term), spec)

    def __call__(self, *args: object) -> Expr:
        left, right = _conditions(args)
        p = self.term
        measures = [s.measure for s in self.spaces if s.measure is not None]
        if self.given is not None:
            if (
                len(left) != 1
                or left[0].term.type is not self.spaces[0].type
                or not right
                or _tuple([r.term for r in right]).type is not self.given.type
            ):
                raise TypeMismatch(
                    f"{self.name} is a conditional density",
                    given=f"{self.name}({_shown(left, right)})",
                    needed=f"{self.name}(point of {self.spaces[0].name} | point of {self.given.name})",
                )
            law = apply(p, _tuple([r.term for r in right]))
            return Expr(apply(law, left[0].term), _draw(pr.dens(measures[0], law), left[0]))
        types = [s.type for s in self.spaces]
        if len(types) == 1:
            if len(left) != 1 or right or left[0].term.type is not types[0]:
                raise TypeMismatch(
                    f"{self.name} is a density of one point",
                    given=f"{self.name}({_shown(left, right)})",
                    needed=f"{self.name}(point of {self.spaces[0].name})",
                )
            return Expr(apply(p, left[0].term), _draw(pr.dens(measures[0], p), left[0]))
        kinds = (
            [types.index(a.term.type) if a.term.type in types else -1 for a in left],
            [types.index(a.term.type) if a.term.type in types else -1 for a in right],
        )
        mu, nu = measures
        if kinds == ([0, 1], []):
            return Expr(apply(p, pr.pair(left[0].term, left[1].term)))
        if kinds == ([1, 0], []):
            return Expr(apply(p, pr.pair(left[1].term, left[0].term)))
        roles: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[str, Term, Term]] = {
            ((0,), ()): ("marginal_left", nu, mu),
            ((1,), ()): ("marginal_right", mu, nu),
            ((1,), (0,)): ("given_left", nu, nu),
            ((0,), (1,)): ("given_right", mu, mu),
        }
        name, first, second = roles.get((tuple(kinds[0]), tuple(kinds[1])), ("", mu, mu))
        if not name:
            raise TypeMismatch(
                f"{self.name} cannot take these arguments",
                given=f"{self.name}({_shown(left, right)})",
                needed=f"points of {self.spaces[0].name} and {self.spaces[1].name}",
            )
        args_ = (first, p, *(r.term for r in right))
        domain = left[0].term.type
        head_type = fun(*(a.type for a in args_), domain, real)
        law = apply(const(name, head_type), *args_)
        return Expr(apply(law, left[0].term), _draw(pr.dens(second, law), left[0]))


def _shown(left: list[Expr], right: list[Expr]) -> str:
    return ", ".join(map(str, left)) + (" | " + ", ".join(map(str, right)) if right else "")


def _density(mu: Term, f: Term) -> Term:
    return apply(const("density", fun(mu.type, f.type, bool_)), mu, f)


def density(names: str, *spaces_: Sort, given: Sort | None = None) -> Any:
    """Densities: density("p", X, Z) is joint, density("q", Z, given=X) conditional, density("p", X) of one space."""
    found = [Density(name, spaces_, given) for name in names.split()]
    return found[0] if len(found) == 1 else tuple(found)


@final
class Family:
    """A density for each parameter: p[theta](x), or pi[theta](a | s)."""

    def __init__(self, name: str, parameter: Sort, space: Sort, given: Sort | None) -> None:
        if space.measure is None:
            raise StatementError("a family of densities needs a space with a reference measure", given=name)
        self.name, self.parameter, self.space, self.given, self.mu = name, parameter, space, given, space.measure
        conditions = (parameter.type,) if given is None else (parameter.type, given.type)
        self.term = var(name, fun(*conditions, space.type, real))
        variables = [var("theta", parameter.type)] + ([var("x", given.type)] if given is not None else [])
        fact = _density(self.mu, apply(self.term, *variables))
        for v in reversed(variables):
            fact = for_all(v, fact)
        facts: tuple[Term, ...] = (fact,)
        if parameter.type is nat and given is not None:
            n, point = variables[0], var("y", space.type)
            section = abstract(variables[1], apply(self.term, n, variables[1], point))
            facts = (fact, for_all(n, for_all(point, pr.measurable(section))))
        record(self.term, sort=f"family({space.name})", style="family", facts=facts, words="is a family of densities")

    def __getitem__(self, theta: Expr) -> Callable[..., Expr]:
        def at(*args: object) -> Expr:
            left, right = _conditions(args)
            law = apply(self.term, theta.term, *([_tuple([r.term for r in right])] if right else []))
            if len(left) != 1:
                raise TypeMismatch(f"{self.name} is a density of one point", given=_shown(left, right))
            return Expr(apply(law, left[0].term), _draw(pr.dens(self.mu, law), left[0]))

        return at


def family(name: str, parameter: Sort, space: Sort, given: Sort | None = None) -> Family:
    """A parametrised family of densities."""
    return Family(name, parameter, space, given)


@final
class Kernel:
    """A Markov kernel: P(s_ | s, a) only stands in E[...]; it has no density."""

    def __init__(self, name: str, space: Sort, given: Sort) -> None:
        self.name, self.space, self.given = name, space, given
        self.term = var(name, fun(given.type, pr.measure_of(space.type)))
        fact = apply(const("markov", fun(self.term.type, bool_)), self.term)
        record(self.term, sort=f"kernel({space.name}, given={given.name})", style="kernel", facts=(fact,), words="is a Markov kernel")

    def __call__(self, *args: object) -> Draw:
        left, right = _conditions(args)
        if len(left) != 1 or left[0].term.type is not self.space.type or not right:
            raise TypeMismatch(
                f"{self.name} is a Markov kernel",
                given=f"{self.name}({_shown(left, right)})",
                needed=f"{self.name}(point of {self.space.name} | point of {self.given.name})",
            )
        return Draw(apply(self.term, _tuple([r.term for r in right])), left[0].term)


def markov_kernel(name: str, space: Sort, given: Sort) -> Kernel:
    """A Markov kernel from `given` to `space`."""
    return Kernel(name, space, given)


def law(drawn: object) -> Expr:
    """The distribution that a density or a kernel draws from, as a measure: law(q(z | x)) is q( . | x)."""
    (d,) = _draws(drawn)
    return Expr(d.measure)


def Policies(states: Sort, actions: Sort) -> Sort:
    """The policies: Markov kernels from states to actions, as arguments and indices: v[pi](s), sup[pi](...)."""
    return Sort(fun(states.type, pr.measure_of(actions.type)), f"Policies({states.name}, {actions.name})", None, "policy")


@final
class Policy(Drawable):
    """A policy: `pi(a | s)` is the probability of an action, and what is drawn in E[pi(a | s)]."""

    def __init__(self, term: Term, sort: Sort) -> None:
        self.term = term
        fact = apply(const("markov", fun(term.type, bool_)), term)
        record(term, sort=sort.name, style="policy", facts=(fact,), words="is a policy")

    def __call__(self, *args: object) -> Expr:
        left, right = _conditions(args)
        states, actions = self.term.type.args[0], self.term.type.args[1].args[0]
        if len(left) != 1 or left[0].term.type is not actions or len(right) != 1 or right[0].term.type is not states:
            raise TypeMismatch(
                f"{self.term.name} is a policy",
                given=f"{self.term.name}({_shown(left, right)})",
                needed=f"{self.term.name}(action | state)",
            )
        law = apply(apply(const("policy", fun(self.term.type, self.term.type)), self.term), right[0].term)
        return Expr(mass(law, left[0].term), _draw(law, left[0]))

    def __repr__(self) -> str:
        return self.term.name

    def __format__(self, spec: str) -> str:
        return format(Expr(self.term), spec)


def returns(discount: Expr, reward: Expr, dynamics: Kernel, policy: Policy) -> Expr:
    """The expected discounted return of a policy, a function of the first state and the first action."""
    kernel = apply(const("policy", fun(policy.term.type, policy.term.type)), policy.term)
    return Expr(discounted(discount.term, reward.term, dynamics.term, kernel))


def _draws(index: object) -> list[Draw]:
    found = []
    for d in index if isinstance(index, tuple) else (index,):
        d = d.draw if isinstance(d, Expr) else d
        if not isinstance(d, Draw):
            raise StatementError(
                "E[...] holds the distribution, not the quantity",
                given=f"E[{index!r}]",
                needed="a density or kernel at a variable",
                hint="E[p(x)](...) or E[q(z | x)](...)",
            )
        found.append(d)
    return found


Operator1 = Callable[..., Expr]


@final
class _Binder:
    """An operator with its variables in square brackets."""

    def __init__(self, name: str, build: Callable[[Any], Operator1], plain: Callable[..., Expr] | None = None) -> None:
        self.name, self.build, self.plain = name, build, plain

    def __getitem__(self, index: Any) -> Operator1:
        return self.build(index)

    def __call__(self, *args: Any) -> Expr:
        if self.plain is None:
            raise StatementError(
                f"{self.name} needs square brackets first",
                given=f"{self.name}(...)",
                needed=f"{self.name}[what stands below it](what it applies to)",
            )
        return self.plain(*args)

    def __repr__(self) -> str:
        return self.name


def _expectation(index: Any) -> Operator1:
    draws = _draws(index)

    def operator(body: object) -> Expr:
        t = lift(body, real)
        for d in reversed(draws):
            t = pr.integral(d.measure, abstract(d.variable, as_real(t)))
        return Expr(t)

    return operator


def _variance(index: Any) -> Operator1:
    (d,) = _draws(index)

    def operator(body: object) -> Expr:
        f = abstract(d.variable, lift(body, real))
        return Expr(apply(const("variance", fun(d.measure.type, f.type, real)), d.measure, f))

    return operator


def _integrable(index: Any) -> Operator1:
    plain = isinstance(index, Expr) and index.draw is None and index.term.tag == VAR
    (d,) = [Draw(_reference(index.term), index.term)] if plain else _draws(index)

    def operator(*bodies: object) -> Expr:
        return Expr(pr._and(*(pr.integrable(d.measure, abstract(d.variable, lift(b, real))) for b in bodies)))

    return operator


def _reference(v: Term) -> Term:
    found = reference_of(v)
    if found is None:
        raise StatementError("this variable has no space with a reference measure", given=f"integral[{v}]")
    return found


def _integral(index: Any) -> Operator1:
    v = _variable(index)
    mu = _reference(v)

    def operator(body: object) -> Expr:
        return Expr(pr.integral(mu, abstract(v, lift(body, real))))

    return operator


def _variable(index: Any) -> Term:
    if isinstance(index, Drawable):
        return index.term
    if not isinstance(index, Expr) or index.term.tag != VAR:
        raise StatementError("only a variable can be bound", given=str(index), needed="a symbol")
    return index.term


def _one_variable(name: str, result: Any = real) -> Callable[[Any], Operator1]:
    def build(index: Any) -> Operator1:
        v = _variable(index)

        def operator(body: object) -> Expr:
            f = abstract(v, lift(body, real))
            return Expr(apply(const(name, fun(f.type, result if result is real else fun(v.type, bool_))), f))

        return operator

    return build


def _range(name: str) -> Callable[[Any], Operator1]:
    def build(index: Any) -> Operator1:
        if name == "sum" and isinstance(index, Expr):
            return _over_indices(index)
        v, low, high = index
        variable = _variable(v)

        def operator(body: object) -> Expr:
            f = abstract(variable, lift(body, real))
            return Expr(apply(const(name), lift(low, nat), lift(high, nat), f))

        return operator

    return build


def _over_indices(index: Expr) -> Operator1:
    """Sum[i](...): over all values of an index."""
    v = _variable(index)
    if v.type.kind != DIM:
        raise StatementError(
            "a sum needs a range here",
            given=f"Sum[{v}]",
            needed="an index of a vector or matrix, or a range",
            hint=f"Sum[{v}, 1, n](...) for {v} a natural number",
        )
    return lambda body: Expr(mx.total(abstract(v, lift(body, real))))


def _quantifier(name: str) -> Callable[[Any], Operator1]:
    def build(index: Any) -> Operator1:
        items = index if isinstance(index, tuple) else (index,)
        if len(items) == 3 and not all(isinstance(i, Expr) and i.term.tag == VAR for i in items):
            v, low, high = items
            variable = _variable(v)

            def bounded_operator(body: object) -> Expr:
                inside = pr._and(*((Expr(lift(low, nat)) <= v).term, (v <= Expr(lift(high, nat))).term))
                claim = call("implies", inside, lift(body)) if name == "forall" else call("and", inside, lift(body))
                return Expr(apply(const(name, fun(fun(variable.type, bool_), bool_)), abstract(variable, claim)))

            return bounded_operator
        variables = [_variable(i) for i in items]

        def operator(body: object) -> Expr:
            t = lift(body)
            if t.type is not bool_:
                raise TypeMismatch("this is not a statement", given=f"{text_of(t)} : {t.type}")
            for v in reversed(variables):
                t = apply(const(name, fun(fun(v.type, bool_), bool_)), abstract(v, t))
            return Expr(t)

        return operator

    return build


def _derivative(index: Any) -> Operator1:
    if not isinstance(index, Expr):
        raise StatementError("a derivative is taken with respect to a variable", given=str(index))
    t = index.term
    if t.tag == APP and t.fun.tag == VAR and t.fun.type.args[0].kind == DIM:
        theta, k = t.fun, t.arg

        def partial(body: object) -> Expr:
            f = abstract(theta, lift(body, real))
            return Expr(apply(const("partial", fun(f.type, k.type, theta.type, real)), f, k, theta))

        return partial
    v = _variable(index)

    def operator(body: object) -> Expr:
        inside = abstract(v, lift(body, None if _is_vector(v.type) else real))
        if jac.is_vector_map(inside.type):
            return Expr(apply(jac.jacobian(inside), v))
        if _is_vector(v.type):
            raise TypeMismatch(
                "a Jacobian is taken of a vector",
                given=f"{text_of(inside.fun if not inside.loose else inside)} : {inside.type.args[1]} in D[{v.name}](...)",
                needed=f"a vector, or the derivative with respect to one entry: D[{v.name}[k]](...)",
            )
        return Expr(apply(const("deriv"), inside, v))

    return operator


def _derivative_function(f: object) -> Any:
    if isinstance(f, Each):
        return f.jacobian
    t = lift(f)
    if jac.is_vector_map(t.type):
        return Expr(jac.jacobian(t))
    if t.type is not fun(real, real):
        raise TypeMismatch(
            "D(f) needs a function of one real variable, or one from vectors to vectors",
            given=f"{text_of(t)} : {t.type}",
            needed="a function, or D[x](expression in x)",
        )
    return Expr(apply(const("deriv"), t))


E = _Binder("E", _expectation)
Var = _Binder("Var", _variance)
integral = _Binder("integral", _integral)
D = _Binder("D", _derivative, _derivative_function)
Sum = _Binder("Sum", _range("sum"))
Prod = _Binder("Prod", _range("prod"))
sup = _Binder("sup", _one_variable("sup"))
argmin = _Binder("argmin", _one_variable("argmin", bool_))
argmax = _Binder("argmax", _one_variable("argmax", bool_))
max_ = _Binder("max_", _one_variable("max"))
forall = _Binder("forall", _quantifier("forall"))
exists = _Binder("exists", _quantifier("exists"))


@final
class _Infinity:
    """The limit point of a sequence's index: tends[n, oo](f, L)."""

    def __repr__(self) -> str:
        return "oo"


oo = _Infinity()


def _tends(index: Any) -> Operator1:
    n, point = index
    if point is not oo:
        raise StatementError("only limits of sequences are known", given=f"tends[{n!r}, {point!r}]", needed="tends[n, oo](f, limit)")
    v = _variable(n)

    def operator(body: object, limit: object) -> Expr:
        return Expr(call("tends", abstract(v, lift(body, real)), lift(limit, real)))

    return operator


tends = _Binder("tends", _tends)


def _lim(index: Any) -> Operator1:
    n, point = index
    if point is not oo:
        raise StatementError("only limits of sequences are known", given=f"lim[{n!r}, {point!r}]", needed="lim[n, oo](f)")
    v = _variable(n)
    return lambda body: Expr(call("lim", abstract(v, lift(body, real))))


lim = _Binder("lim", _lim)


def _predicate(name: str) -> Callable[..., Expr]:
    def of(*args: object) -> Expr:
        claims = []
        for a in args:
            t = lift(a)
            if t.type.is_var or t.type.name != "fun":
                raise TypeMismatch(f"{name} is said of a function", given=f"{text_of(t)} : {t.type}", needed="a function")
            vectors = name == "differentiable" and jac.is_vector_map(t.type)
            claims.append(jac.differentiable_map(t) if vectors else apply(const(name, fun(t.type, bool_)), t))
        return Expr(pr._and(*claims))

    of.__name__ = name
    return of


bounded, measurable, differentiable = _predicate("bounded"), _predicate("measurable"), _predicate("differentiable")
integrable = _Binder("integrable", _integrable)


def norm(f: object) -> Expr:
    """The Euclidean norm of a vector, the supremum norm of a bounded function."""
    t = lift(f)
    if len(mx.shape(t.type)) == 1:
        return Expr(vec.euclidean(t))
    if len(mx.shape(t.type)) == 2:
        raise TypeMismatch(
            "a matrix has several norms", given=f"norm({text_of(t)})", needed="which one is meant", hint=f"sigma_max({text_of(t)})"
        )
    if t.type.name != "fun" or t.type.args[1] is not real:
        raise TypeMismatch("norm needs a real function", given=f"{text_of(t)} : {t.type}")
    return Expr(apply(const("norm", fun(t.type, real)), t))


def bijective(f: object, g: object, factor: object) -> Expr:
    """f is a bijection of two spaces with the inverse g, and changes volumes by the factor."""
    terms = [lift(t) for t in (f, g, factor)]
    t = terms[0].type
    if t.name != "fun" or t.is_var or terms[1].type is not fun(*t.args[::-1]) or terms[2].type is not fun(t.args[0], real):
        shown = ", ".join(f"{text_of(x)} : {x.type}" for x in terms)
        raise TypeMismatch("this is not a bijection", given=shown, needed="a map, a map back, and a real function on the first space")
    mu, nu = (_reference(var("any", s)) for s in t.args)
    return Expr(bijection(mu, nu, *terms))


def branches(f: object, roots: object, factor: object) -> Expr:
    """The roots, by their index, are all solutions z of f(z) = x, and f changes volumes by the factor, which is positive."""
    terms = [lift(t) for t in (f, roots, factor)]
    t, r = terms[0].type, terms[1].type
    fits = t.name == "fun" and not t.is_var and r.name == "fun" and r.args[0].kind == DIM and r.args[1] is fun(*t.args[::-1])
    if not fits or terms[2].type is not fun(t.args[0], real):
        shown = ", ".join(f"{text_of(x)} : {x.type}" for x in terms)
        raise TypeMismatch(
            "these are not roots", given=shown, needed="a map, a point for each index and value, and a real function on the first space"
        )
    return Expr(with_roots(*(_reference(var("any", s)) for s in t.args), *terms))


def dirac(drawn: object, weight: object = None) -> Draw:
    """dirac(z | a) in E[...]: z is a, with probability 1; with a weight, a measure of that mass."""
    if not isinstance(drawn, Given) or len(drawn.left) != 1 or len(drawn.right) != 1 or drawn.left[0].term.tag != VAR:
        raise StatementError("not a point mass", given=repr(drawn), needed="dirac(z | a): z is drawn from the point a")
    z, a = drawn.left[0].term, drawn.right[0].term
    mu = point_mass(a)
    return Draw(mu if weight is None else pr.dens(mu, abstract(z, lift(weight, real))), z)


def singleton(point: object) -> Expr:
    """The set with one element."""
    t = lift(point, real)
    return Expr(apply(const("singleton", fun(t.type, t.type, bool_)), t))


def finite(space: Sort) -> Expr:
    """The space has finitely many points, and all its subsets are measurable."""
    if space.measure is None:
        raise StatementError("finite is said of a space", given=space.name, needed="what spaces(...) returned")
    return Expr(apply(const("finite", fun(space.measure.type, bool_)), space.measure))


def _support(index: Any) -> Operator1:
    v = _variable(index)

    def operator(drawn: object) -> Expr:
        (d,) = _draws(drawn)
        if d.variable is not v:
            raise StatementError("support[a](p(a)) binds the variable that is drawn", given=f"support[{v.name}]", needed=d.variable.name)
        return Expr(apply(const("support", fun(d.measure.type, v.type, bool_)), d.measure))

    return operator


support = _Binder("support", _support)


def _dominated(index: Any) -> Operator1:
    t = index.term if isinstance(index, Expr) else None
    if t is None or t.tag != APP or t.fun.tag != VAR:
        raise StatementError(
            "dominated needs an entry of a parameter vector", given=str(index), needed="dominated[theta[k]](density at a point)"
        )
    theta, k = t.fun, t.arg

    def operator(body: Expr, point: Expr | None = None) -> Expr:
        v = body.draw.variable if body.draw is not None else lift(point)
        mu = reference_of(v)
        if mu is None:
            raise StatementError("this variable has no space with a reference measure", given=f"dominated over {text_of(v)}")
        f = lam(theta, v, lift(body, real))
        return Expr(apply(const("dominated", fun(mu.type, f.type, k.type, theta.type, bool_)), mu, f, k, theta))

    return operator


dominated = _Binder("dominated", _dominated)


def _function(name: str) -> Expr:
    return Expr(const(name))


exp, log, sigmoid, sqrt, tanh = (_function(n) for n in ("exp", "log", "sigmoid", "sqrt", "tanh"))
