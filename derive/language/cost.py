"""Heads of operation counts: programs as data, their shapes and costs, growth of a count, the size of a dimension.

A cost belongs to a program and not to its value: (A B) C and A (B C) are one matrix and two programs. A program is what is
known of it: the rows and columns of its result, and the operations that it takes. Each constructor below is one step of the
schoolbook algorithms, with its sizes; the matrix at a leaf names the input and counts nothing.

    product of p x q by q x r    2 p q r   (p r inner products of q multiplications and q additions)
    product with a diagonal      one multiplication for each entry
    sum, difference, multiple    one operation for each entry
    softmax of the rows          three for each entry: exponential, addition to the sum of its row, division
    transpose                    none (another order of reading)
"""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, equation, literal, var
from derive.kernel.types import DIM, Type, bool_, fun, nat, real, type_con, type_var
from derive.language.calculus import _exists
from derive.language.head import REL, head
from derive.language.logic import call, lam
from derive.language.matrices import total
from derive.language.probability import _and

PROGRAM = type_con("prod", (nat, type_con("prod", (nat, real))))
_n, _d = type_var("n", DIM), type_var("d", DIM)
_p, _q = var("p", PROGRAM), var("q", PROGRAM)
_rows, _columns = var("m", nat), var("k", nat)
_A, _S, _v, _c = var("A", fun(_n, _d, real)), var("S", fun(_n, _n, real)), var("v", fun(_n, real)), var("c", real)


def make(rows: Term, columns: Term, operations: Term) -> Term:
    """The program with this shape and count."""
    rest = type_con("prod", (nat, real))
    inner = apply(const("pair", fun(nat, real, rest)), columns, operations)
    return apply(const("pair", fun(nat, rest, PROGRAM)), rows, inner)


def _part(name: str, t: Term) -> Term:
    a, b = t.type.args
    return apply(const(name, fun(t.type, a if name == "fst" else b)), t)


head(
    "rows_of",
    fun(PROGRAM, nat),
    "rows of the result of a program",
    "rows_of({0})",
    r"\operatorname{{rows}}({0})",
    definition=lam(_p, _part("fst", _p)),
)
head("columns_of", fun(PROGRAM, nat), "columns of the result of a program", "columns_of({0})", r"\operatorname{{columns}}({0})",
     definition=lam(_p, _part("fst", _part("snd", _p))))  # fmt: skip
head("cost", fun(PROGRAM, real), "operations of a program", "cost({0})", r"\operatorname{{cost}}({0})",
     definition=lam(_p, _part("snd", _part("snd", _p))))  # fmt: skip


def rows(p: Term) -> Term:
    """The rows of the result."""
    return call("rows_of", p)


def columns(p: Term) -> Term:
    """The columns of the result."""
    return call("columns_of", p)


def count(p: Term) -> Term:
    """The operations."""
    return call("cost", p)


def times(*factors: Term) -> Term:
    """A product of numbers, natural ones made real."""
    terms = [call("cast", t) if t.type is nat else t for t in factors]
    result = terms[0]
    for t in terms[1:]:
        result = call("mul", result, t)
    return result


def plus(*terms: Term) -> Term:
    """A sum of numbers."""
    result = terms[0]
    for t in terms[1:]:
        result = call("add", result, t)
    return result


def _step(name: str, doc: str, args: tuple[Term, ...], rows_: Term, columns_: Term, operations: Term) -> None:
    """A constructor of programs by the shape and the count of what it makes."""
    t = fun(*(a.type for a in args), PROGRAM)
    places = ", ".join(f"{{{i}}}" for i in range(len(args)))
    word = name.replace("_", r"\_")
    head(
        name,
        t,
        doc,
        f"{name}({places})",
        rf"\operatorname{{{{{word}}}}}({places})",
        definition=lam(*args, make(rows_, columns_, operations)),
    )


_entries = times(rows(_p), columns(_p))
_both = plus(count(_p), count(_q))
_step("input_matrix", "a matrix that is given", (_A, _rows, _columns), _rows, _columns, literal(0))
_step("input_vector", "a vector that is given", (_v, _rows), _rows, literal(1, nat), literal(0))
_step("input_scales", "a diagonal matrix that is given by its diagonal", (_S, _rows), _rows, _rows, literal(0))
_step(
    "product_step",
    "product of two matrices",
    (_p, _q),
    rows(_p),
    columns(_q),
    plus(_both, times(literal(2), rows(_p), columns(_p), columns(_q))),
)
_step("columns_step", "columns multiplied by the entries of a diagonal", (_p, _q), rows(_p), columns(_p), plus(_both, _entries))
_step(
    "rows_step", "rows multiplied by the entries of a diagonal", (_p, _q), rows(_q), columns(_q), plus(_both, times(rows(_q), columns(_q)))
)
_step("diagonals_step", "product of two diagonal matrices", (_p, _q), rows(_p), columns(_p), plus(_both, times(rows(_p))))
_step("turned_step", "transpose", (_p,), columns(_p), rows(_p), count(_p))
_step("plus_step", "sum", (_p, _q), rows(_p), columns(_p), plus(_both, _entries))
_step("minus_step", "difference", (_p, _q), rows(_p), columns(_p), plus(_both, _entries))
_step("negative_step", "negative", (_p,), rows(_p), columns(_p), plus(count(_p), _entries))
_step("multiple_step", "multiple", (_c, _p), rows(_p), columns(_p), plus(count(_p), _entries))
_step("quotient_step", "division by a number", (_p, _c), rows(_p), columns(_p), plus(count(_p), _entries))
_step("softmax_step", "softmax of each row", (_p,), rows(_p), columns(_p), plus(count(_p), times(literal(3), rows(_p), columns(_p))))
_step("name_step", "a result gets a name, then the program goes on", (_A, _p, _q), rows(_q), columns(_q), _both)
STEPS = ("input_matrix", "input_vector", "input_scales", "product_step", "columns_step", "rows_step", "diagonals_step", "turned_step", "plus_step",
         "minus_step", "negative_step", "multiple_step", "quotient_step", "softmax_step", "name_step")  # fmt: skip

_i, _j, _m = var("i", _n), var("j", _d), var("m", _d)


def _exp(t: Term) -> Term:
    return call("exp", t)


head("softmax_rows", fun(_A.type, _A.type), "softmax of each row", "softmax_rows({0})", r"\operatorname{{softmax}}({0})",
     definition=lam(_A, _i, _j, call("div", _exp(apply(_A, _i, _j)), total(lam(_m, _exp(apply(_A, _i, _m)))))))  # fmt: skip


def softmax(a: Term) -> Term:
    """The softmax of each row."""
    return apply(const("softmax_rows", fun(a.type, a.type)), a)


head("length", fun(_v.type, nat), "number of entries of a vector", "length({0})", r"\operatorname{{length}}({0})")


def length(d: Type) -> Term:
    """The number of indices of a dimension: the length of its zero vector."""
    zero = lam(var("i", d), literal(0))
    return apply(const("length", fun(zero.type, nat)), zero)


_F, _G, _N, _k = var("f", fun(nat, real)), var("g", fun(nat, real)), var("N", nat), var("n", nat)
_low, _high = var("c", real), var("C", real)


def _from(n: Term, claim: Term) -> Term:
    """For all natural numbers from N on."""
    premise = call("le", call("cast", _N), call("cast", n))
    return apply(const("forall", fun(fun(nat, bool_), bool_)), lam(n, call("implies", premise, claim)))


def _at_most_times(factor: Term, left: Term, right: Term) -> Term:
    return call("le", call("abs", apply(left, _k)), call("mul", factor, call("abs", apply(right, _k))))


_above = call("le", call("mul", _low, call("abs", apply(_G, _k))), call("abs", apply(_F, _k)))
head("is_big_o", fun(_F.type, _G.type, bool_), "at most a constant times the other, from some number on", "BigO[{0.var}]({0.body}, {1.body})",
     r"{0.body} = O({1.body}) \quad\text{{as }} {0.var} \to \infty", prec=REL,
     definition=lam(_F, _G, _exists(_high, _exists(_N, _from(_k, _at_most_times(_high, _F, _G))))))  # fmt: skip
head("is_theta", fun(_F.type, _G.type, bool_), "between two positive multiples of the other, from some number on", "Theta[{0.var}]({0.body}, {1.body})",
     r"{0.body} = \Theta({1.body}) \quad\text{{as }} {0.var} \to \infty", prec=REL,
     definition=lam(_F, _G, _exists(_low, _exists(_high, _exists(_N, _and(
         call("lt", literal(0), _low), _from(_k, _and(_above, _at_most_times(_high, _F, _G)))))))))  # fmt: skip


def size_facts(number: Term, d: Type) -> tuple[Term, Term]:
    """What is known of the number n that goes with the dimension n: it counts the indices, and is at least 1."""
    return equation(number, length(d)), call("le", literal(1), call("cast", number))


def dimension_number(t: Type) -> Term:
    """The natural number that goes with a dimension: the variable of the same name, 1 for the one-point dimension."""
    return literal(1, nat) if not t.is_var else var(t.name, nat)
