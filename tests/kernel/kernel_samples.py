"""A little theory, little proofs that use every rule, an evaluator, and strategies: shared by the tests of the kernel."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from derive.kernel import axioms, rules
from derive.kernel.certificate import encode, encode_goal, pin
from derive.kernel.terms import (
    LIT,
    VAR,
    Term,
    abstract,
    apply,
    const,
    declare,
    equation,
    for_all,
    implication,
    literal,
    parts,
    signature,
    var,
)
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, bool_, fun, nat, real, type_var

x, y, z = (var(name, real) for name in "xyz")
m, n = var("m", nat), var("n", nat)
p, q = var("p", bool_), var("q", bool_)
f, g = var("f", fun(real, real)), var("g", fun(real, real))
a_type, dim = type_var("a"), type_var("d", DIM)
ONE, ZERO = literal(1), literal(0)
FALSE = equation(ZERO, ONE)


def op(name: str) -> Callable[..., Term]:
    return lambda *args: apply(const(name), *args)


add, sub, mul, div, neg, inv, pow_, lt, le, not_, cast, nat_add, nat_mul = map(
    op, ["add", "sub", "mul", "div", "neg", "inv", "pow", "lt", "le", "not", "cast", "nat_add", "nat_mul"]
)


def lit(value: int | str | Fraction) -> Term:
    return literal(Fraction(value))


def nlit(value: int) -> Term:
    return literal(value, nat)


def nonzero(t: Term) -> Term:
    return not_(equation(t, ZERO))


def little() -> SimpleNamespace:
    """Postulate and define a little theory (the ledger must be open and is the caller's to clean up)."""
    v, w = var("v", a_type), var("w", a_type)
    square = axioms.postulate("square_nonneg", for_all(x, le(ZERO, mul(x, x))), "[test, 1]")
    ext_p = var("P", fun(nat, bool_))
    step = for_all(n, implication(apply(ext_p, n), apply(ext_p, nat_add(n, nlit(1)))))
    induction = axioms.postulate(
        "induction", for_all(ext_p, implication(apply(ext_p, nlit(0)), implication(step, for_all(n, apply(ext_p, n))))), "[test, 2]"
    )
    symmetric = axioms.postulate("eq_sym", for_all(v, for_all(w, implication(equation(v, w), equation(w, v)))), "[test, 3]")
    declare("total", fun(fun(dim, real), real))
    twice = axioms.define("twice", abstract(x, add(x, x)))
    constant = axioms.define("always", abstract(v, abstract(w, v)))
    return SimpleNamespace(square=square, induction=induction, symmetric=symmetric, twice=twice, constant=constant)


def pinned() -> dict[str, Any]:
    """The pinned table of what is in the ledger now."""
    bodies = {name: parts(th.concl)[1][1] for name, (th, _) in axioms.definitions().items()}
    return pin(signature(), {name: th.concl for name, (th, _) in axioms.axioms().items()}, bodies)


def proofs(theory: SimpleNamespace) -> dict[str, Theorem]:
    """Little real proofs; together they use every rule."""
    doubled = rules.trans(rules.congr(theory.twice, rules.refl(x)), rules.field(add(x, x), mul(lit(2), x)))
    nz = rules.assume(nonzero(x))
    cancel = rules.field(div(mul(x, y), x), y, [nz])
    under = rules.abstr(x, rules.field(mul(x, y), mul(y, x)))
    square = rules.specialize(theory.square, add(x, ONE))
    equal = rules.congr(
        rules.refl(abstract(z, le(ZERO, z))), rules.field(mul(add(x, ONE), add(x, ONE)), add(pow_(x, nlit(2)), add(x, add(x, ONE))))
    )
    named = rules.specialize(rules.instantiate_type(theory.symmetric, {a_type: real}), x)
    swapped = rules.discharge(equation(x, y), rules.mp(rules.specialize(named, y), rules.assume(equation(x, y))))
    power = var("k", nat)
    statement = abstract(power, equation(mul(pow_(x, power), x), pow_(x, nat_add(power, nlit(1)))))
    base = rules.field(mul(pow_(x, nlit(0)), x), pow_(x, nat_add(nlit(0), nlit(1))))
    again = rules.generalize(
        n,
        rules.discharge(
            apply(statement, n), rules.field(mul(pow_(x, nat_add(n, nlit(1))), x), pow_(x, nat_add(nat_add(n, nlit(1)), nlit(1))))
        ),
    )
    by_induction = rules.mp(rules.mp(rules.specialize(theory.induction, statement), base), again)
    return {
        "definition": rules.generalize(x, doubled),
        "licence": rules.generalize(y, cancel),
        "discharged": rules.generalize(x, rules.discharge(nonzero(x), cancel)),
        "binder": under,
        "eq_mp": rules.eq_mp(equal, square),
        "types": rules.generalize(x, rules.generalize(y, swapped)),
        "instantiate": rules.instantiate(rules.sym(cancel), {x: add(z, lit("1/2")), y: z}),
        "compare": rules.mp(rules.discharge(p, rules.compare(lt(lit("-1/3"), ZERO))), rules.assume(p)),
        "induction": by_induction,
        "polymorphic": rules.instantiate(
            rules.instantiate_type(
                rules.congr(rules.refl(var("h", fun(a_type, bool_))), rules.assume(equation(var("u", a_type), var("t", a_type)))),
                {a_type: dim},
            ),
            {},
        ),
        "dimension": rules.congr(rules.refl(const("total")), rules.assume(equation(var("s", fun(dim, real)), var("t", fun(dim, real))))),
        "constant": rules.congr(rules.congr(rules.instantiate_type(theory.constant, {a_type: real}), rules.refl(x)), rules.refl(y)),
    }


def certified(*theorems: Theorem) -> tuple[dict[str, Any], dict[str, Any]]:
    """The certificate of theorems, and the goal that they are to prove."""
    hyps = {h.canon: h for th in theorems for h in th.hyps}.values()
    return encode(theorems), encode_goal(hyps, [th.concl for th in theorems])


UNDEFINED = Fraction(17)  # what 1/0 is in the tests: something that nothing may depend on


def evaluate(t: Term, values: dict[Term, Any]) -> Any:
    """The value of a term built from the arithmetic of the kernel; KeyError or NotImplementedError for anything else."""
    head, args = parts(t)
    if t.tag == LIT:
        return Fraction(t.value)
    if t.tag == VAR:
        return values[t]
    if head in ("forall", "") or not args:
        raise NotImplementedError(head)
    if head == "implies":
        return not evaluate(args[0], values) or evaluate(args[1], values)
    got = [evaluate(arg, values) for arg in args]
    if head in ("div", "inv"):
        inverse = 1 / got[-1] if got[-1] else UNDEFINED
        return inverse if head == "inv" else got[0] * inverse
    table: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b, "nat_add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
        "nat_mul": lambda a, b: a * b, "neg": lambda a: -a, "pow": lambda a, b: a ** int(b), "cast": lambda a: a,
        "eq": lambda a, b: a == b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "not": lambda a: not a,
        "twice": lambda a: 2 * a, "always": lambda a, b: a,
    }  # fmt: skip
    if head not in table:
        raise NotImplementedError(head)
    return table[head](*got)


fractions = st.fractions(min_value=-3, max_value=3, max_denominator=4)
naturals = st.integers(min_value=0, max_value=3)
nat_terms = st.recursive(
    st.sampled_from([m, n]) | naturals.map(nlit),
    lambda inner: st.builds(nat_add, inner, inner) | st.builds(nat_mul, inner, inner),
    max_leaves=3,
)
real_terms = st.recursive(
    st.sampled_from([x, y, z]) | fractions.map(literal) | st.builds(cast, nat_terms),
    lambda inner: (
        st.builds(add, inner, inner) | st.builds(sub, inner, inner) | st.builds(mul, inner, inner) | st.builds(div, inner, inner)
        | st.builds(neg, inner) | st.builds(inv, inner) | st.builds(pow_, inner, nat_terms)
    ),
    max_leaves=6,
)  # fmt: skip


def functions(depth: int = 3) -> st.SearchStrategy[Term]:
    """Random functions real -> real: abstractions, compositions, variables, and eta- and beta-redexes on the way."""
    if depth == 0:
        return st.sampled_from([f, g, const("neg"), apply(const("add"), x)])
    inner = functions(depth - 1)
    return st.one_of(
        inner,
        st.builds(lambda h: abstract(x, apply(h, x), "e"), inner),
        st.builds(lambda h, k: abstract(y, apply(h, apply(k, y))), inner, inner),
        st.builds(lambda h, v: abstract(v, add(apply(h, v), x)), inner, st.sampled_from([x, y, z])),
    )
