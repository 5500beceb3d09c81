"""Heads of decision processes: policies, discounted returns, and the limit of a sequence, by which returns are defined."""

from __future__ import annotations

from derive.kernel.terms import Term, abstract, apply, const, literal, var
from derive.kernel.types import fun, nat, real, type_con, type_var
from derive.language.head import PROD, head
from derive.language.logic import call, lam
from derive.language.probability import integral, measure_of, pair

_a, _b = type_var("a"), type_var("b")
_ab = type_con("prod", (_a, _b))
_sequence, _values = fun(nat, real), fun(_ab, real)
_u, _n, _m = var("u", _sequence), var("n", nat), var("m", nat)


_tail = apply(const("sup", fun(_sequence, real)), abstract(_m, call("neg", apply(_u, call("nat_add", _n, _m)))))
head("lim", fun(_sequence, real), "limit of a sequence that has one (for any sequence: the limit inferior)", "lim[{0.var}, oo]({0.body})", r"\lim_{{{0.var} \to \infty}} {0.body}", prec=PROD, inner=(PROD,),
     definition=lam(_u, apply(const("sup", fun(_sequence, real)), abstract(_n, call("neg", _tail)))))  # fmt: skip

_kernel = fun(_a, measure_of(_b))
head("policy", fun(_kernel, _kernel), "a Markov kernel: the given one, or some kernel when what is given is none", "policy({0})", "{0}")

_g, _r, _P, _k = var("gamma", real), var("r", _values), var("P", fun(_ab, measure_of(_a))), var("pi", _kernel)
_w, _s, _t, _Q = var("w", _ab), var("s", _a), var("a", _b), var("Q", _values)


def backed_up(g: Term, r: Term, P: Term, later: Term, w: Term) -> Term:
    """r(w) + g E[P(s | w)](later(s)): the reward now, and the mean of what comes later."""
    return call("add", apply(r, w), call("mul", g, integral(apply(P, w), later)))


def mean_value(k: Term, Q: Term) -> Term:
    """The mean of Q over the actions of a policy, for each state."""
    s, a = var("s", k.type.args[0]), var("a", k.type.args[1].args[0])
    return abstract(s, integral(apply(k, s), abstract(a, apply(Q, pair(s, a)))))


def returns(g: Term, r: Term, P: Term, k: Term) -> Term:
    """The discounted return of a policy, for each first state and first action."""
    return apply(const("returns", fun(real, r.type, P.type, k.type, r.type)), g, r, P, k)


_step = lam(_n, _Q, _w, backed_up(_g, _r, _P, mean_value(_k, _Q), _w))
_steps = apply(const("recursion", fun(_values, _step.type, nat, _values)), lam(_w, literal(0)), _step, _n, _w)
head("returns", fun(real, _values, _P.type, _kernel, _ab, real), "expected discounted return of a run that begins with this state and this action and follows the policy: the limit of the expected rewards of n steps",
     "returns({0}, {1}, {2}, {3})", r"\operatorname{{return}}_{{{0}}}({1}, {2}, {3})",
     definition=lam(_g, _r, _P, _k, _w, apply(const("lim", fun(_sequence, real)), abstract(_n, _steps))), source="Puterman, Markov Decision Processes, Section 5.1")  # fmt: skip
