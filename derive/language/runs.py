"""Heads of runs: mixtures of measures, sequences with an entry replaced, measures of runs, the density of a run.

A run of T steps is a sequence of pairs (s_t, a_t), of which the entries 1..T matter. The reference measure of runs draws
each entry from the reference measures of states and actions; `trajectory` is a density with respect to it. The first draw
fills the whole sequence, and each later draw replaces one entry, so that nothing has to be said of entries that do not matter.
"""

from __future__ import annotations

from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, var
from derive.kernel.types import Type, bool_, fun, nat, real, type_con, type_var
from derive.language.head import ATOM, REL, head
from derive.language.logic import call, lam
from derive.language.probability import measure_of, pair

_a, _b = type_var("a"), type_var("b")
_ma, _mb = measure_of(_a), measure_of(_b)
_ab = type_con("prod", (_a, _b))
_ONE = literal(1, nat)


def mixture(mu: Term, kernel: Term, g: Term) -> Term:
    """The measure of g(x, y) for x drawn from mu and y from kernel(x)."""
    return apply(const("mixture", fun(mu.type, kernel.type, g.type, measure_of(g.type.args[1]))), mu, kernel, g)


def put(w: Term, n: Term, x: Term) -> Term:
    """The sequence w with the entry n replaced by x."""
    return apply(const("put", fun(w.type, nat, x.type, w.type)), w, n, x)


def part(name: str, w: Term) -> Term:
    """fst or snd of a pair."""
    a, b = w.type.args
    return apply(const(name, fun(w.type, a if name == "fst" else b)), w)


def runs(mu: Term, nu: Term, steps: Term) -> Term:
    """The reference measure of runs with so many steps."""
    pairs = type_con("prod", (mu.type.args[0], nu.type.args[0]))
    return apply(const("runs", fun(mu.type, nu.type, nat, measure_of(fun(nat, pairs)))), mu, nu, steps)


def extended(before: Term, n: Term, mu: Term, nu: Term) -> Term:
    """The measure of sequences of pairs whose entry n is drawn anew, its first part from mu, its second from nu."""
    w, s = var("w", before.type.args[0]), var("s", mu.type.args[0])
    z = var("z", type_con("prod", (w.type, s.type)))
    with_state = mixture(before, abstract(w, mu), abstract(z, z))
    v = var("v", type_con("prod", (z.type, nu.type.args[0])))
    earlier = part("fst", v)
    return mixture(with_state, abstract(z, nu), abstract(v, put(part("fst", earlier), n, pair(part("snd", earlier), part("snd", v)))))


def first_step(mu: Term, nu: Term) -> Term:
    """The measure of constant sequences whose entry is drawn from mu and nu."""
    s = var("s", mu.type.args[0])
    z, n = var("z", type_con("prod", (s.type, nu.type.args[0]))), var("n", nat)
    return mixture(mu, abstract(s, nu), lam(z, n, z))


_c = type_var("c")
head("mixture", fun(_ma, fun(_a, _mb), fun(_ab, _c), measure_of(_c)), "the measure of g(x, y), x drawn from a measure and y from a kernel at x",
     "mixture({0}, {1}, {2})", r"\operatorname{{mixture}}({0}, {1}, {2})")  # fmt: skip
_w, _n, _m, _x, _i = var("w", fun(nat, _a)), var("n", nat), var("m", nat), var("x", _a), var("i", nat)
_away = call("nat_add", call("nat_sub", _m, _n), call("nat_sub", _n, _m))  # 0 exactly when m = n
_acc = var("acc", _a)
head("put", fun(_w.type, nat, _a, _w.type), "a sequence with one entry replaced", "put({0}, {1}, {2})", r"{0}[{1} := {2}]",
     definition=lam(_w, _n, _x, _m, apply(const("recursion", fun(_a, fun(nat, _a, _a), nat, _a)), _x, lam(_i, _acc, apply(_w, _m)), _away)))  # fmt: skip

_mu, _nu, _T = var("mu", _ma), var("nu", _mb), var("T", nat)
_run = fun(nat, _ab)
_laws = var("before", measure_of(_run))
_next = call("nat_add", _i, literal(2, nat))
head("runs", fun(_ma, _mb, nat, measure_of(_run)), "reference measure of runs with T steps (at least one)", "runs({0}, {1}, {2})", r"\operatorname{{runs}}({0}, {1}, {2})",
     definition=lam(_mu, _nu, _T, apply(const("recursion", fun(_laws.type, fun(nat, _laws.type, _laws.type), nat, _laws.type)), first_step(_mu, _nu),
                                        lam(_i, _laws, extended(_laws, _next, _mu, _nu)), call("nat_sub", _T, _ONE))))  # fmt: skip


def state(tau: Term, t: Term) -> Term:
    """s_t of the run tau."""
    return part("fst", apply(tau, t))


def action(tau: Term, t: Term) -> Term:
    """a_t of the run tau."""
    return part("snd", apply(tau, t))


_rho, _p, _pi = var("rho", fun(_a, real)), var("p", fun(_ab, _a, real)), var("pi", fun(_a, _b, real))
_tau, _t = var("tau", _run), var("t", nat)
_later = call("nat_add", _t, _ONE)
_actions = apply(const("prod"), _ONE, _T, abstract(_t, apply(_pi, state(_tau, _t), action(_tau, _t))))
_moves = apply(
    const("prod"), _ONE, call("nat_sub", _T, _ONE), abstract(_t, apply(_p, pair(state(_tau, _t), action(_tau, _t)), state(_tau, _later)))
)
head("trajectory", fun(_rho.type, _p.type, _pi.type, nat, _run, real), "density of a run: first state, policy and dynamics", "trajectory({0}, {1}, {2}, {3})",
     r"p_{{{2}}}", prec=ATOM,
     definition=lam(_rho, _p, _pi, _T, _tau, call("mul", call("mul", apply(_rho, state(_tau, _ONE)), _actions), _moves)))  # fmt: skip
_u, _f, _v = var("u", nat), var("f", fun(_w.type, real)), var("v", _w.type)
_seen = implication(
    call("le", literal(1), call("cast", _n)),
    implication(call("le", call("cast", _n), call("cast", _u)), equation(apply(_w, _n), apply(_v, _n))),
)
head("until", fun(nat, _f.type, bool_), "a function of a sequence that depends on the entries 1..u only", "until({0}, {1})",
     r"{1} \text{{ depends on the first }} {0} \text{{ steps only}}", prec=REL,
     definition=lam(_u, _f, for_all(_w, for_all(_v, implication(for_all(_n, _seen), equation(apply(_f, _w), apply(_f, _v)))))))  # fmt: skip


def trajectory(t: Type) -> Term:
    """The constant `trajectory` for runs of this type."""
    a, b = t.args[1].args
    return const("trajectory", fun(fun(a, real), fun(t.args[1], a, real), fun(a, b, real), nat, t, real))


def until(u: Term, f: Term) -> Term:
    """f depends on the entries 1..u only."""
    return apply(const("until", fun(nat, f.type, bool_)), u, f)
