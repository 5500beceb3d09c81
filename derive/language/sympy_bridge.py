"""To SymPy and back. What SymPy computes is advice: it cancels x/x and divides by zero, so nothing here is believed.

Arithmetic, exp, log, tanh, absolute values, sums, products, derivatives, comparisons and connectives have counterparts.
A symbol that is applied becomes an undefined function; an expectation, a variance, a supremum, a norm or a density at a
point becomes a symbol with its text as name, or an undefined function of the numbers that are free in it, so that
SymPy can solve and differentiate around it; `from_sympy` brings each back. Everything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from derive.errors import StatementError
from derive.kernel.terms import ABS, CONST, LIT, VAR, Term, abstract, apply, const, equation, frees, literal, substitute, var
from derive.kernel.types import Type, bool_, fun, nat, real
from derive.language.expr import Expr, as_real
from derive.language.head import HEADS
from derive.language.logic import call
from derive.language.printer import arity, opened, spine

OPAQUE = frozenset(("integral", "variance", "sup", "norm", "partial", "marginal_left", "marginal_right", "given_left", "given_right"))

_symbols: dict[Any, Term] = {}  # SymPy symbol -> variable, or the opaque term that it stands for
_functions: dict[str, tuple[tuple[Term, ...], Term]] = {}  # name of an undefined function -> parameters (none: a symbol), term
_points: dict[Term, Any] = {}  # variables that are no numbers -> their dummies


def to_sympy(value: Expr | Term) -> Any:
    """The SymPy expression of an expression or term.

    Raises:
        StatementError: a head in it has no counterpart.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import symbols
    >>> x = symbols("x", Real)
    >>> to_sympy(x**2 / 4)
    x**2/4
    """
    t = value.term if isinstance(value, Expr) else value
    if t.type.name == "fun":
        raise _refuse(f"{t} : {t.type}", t, "a number or a statement")
    return _out(t)


def from_sympy(expr: Any, symbols: Mapping[str, object] | None = None) -> Expr:
    """The expression of a SymPy expression; its names are looked up in `symbols`, then among those that went out.

    Raises:
        StatementError: a float, or a SymPy function without a counterpart.
    """
    convert = getattr(expr, "_sympy_", None)
    return Expr(_In(symbols or {}).term(convert() if convert is not None else expr))


def _refuse(what: str, given: object, needed: str = "") -> StatementError:
    return StatementError(f"{what} has no counterpart", given=str(given), needed=needed)


# out


def _out(t: Term) -> Any:
    import sympy

    if t.tag == LIT:
        return sympy.Rational(t.value.numerator, t.value.denominator)
    if t.tag == VAR:
        return _symbol(t)
    head, args = spine(t)
    if head.tag == CONST and t.tag != ABS:
        name = head.name
        if name in OPAQUE and t.type is real:
            return _opaque(t)
        if name in ("true", "false") and not args:
            return sympy.true if name == "true" else sympy.false
        if name == "deriv" and len(args) == 2:
            return _derivative(*args)
        if name in ("sum", "prod") and len(args) == 3 and args[0].tag == LIT and args[0].value <= 1:
            v, body = opened(args[2], args[1])
            operator = sympy.Sum if name == "sum" else sympy.Product
            return operator(_out(body), (_out(v), _out(args[0]), _out(args[1])))
        method = _OUT.get(name)
        if method is not None and len(args) == method[0]:
            return method[1](*map(_out, args))
        record = HEADS.get(name)
        if record is not None and record.sympy and len(args) == arity(record.type):
            options = {"evaluate": False} if t.type is bool_ else {}
            return getattr(sympy, record.sympy)(*map(_out, args), **options)
        raise _refuse(f"the head {name}", t)
    if head.tag == VAR and args and t.type in (real, nat):
        if all(a.tag == VAR or a.type in (real, nat) for a in args):
            return _function(head, t.type)(*map(_out, args))
        return _opaque(t)
    raise _refuse("a function" if t.tag == ABS or t.type.name == "fun" else f"{t} : {t.type}", t)


def _assumptions(t: Type) -> dict[str, bool]:
    return {"integer": True, "nonnegative": True} if t is nat else {"real": True}


def _symbol(v: Term) -> Any:
    import sympy

    if v.type in (real, nat):
        s = sympy.Symbol(v.name, **_assumptions(v.type))
        _symbols[s] = v
        return s
    if v not in _points:
        _points[v] = sympy.Dummy(v.name)
        _symbols[_points[v]] = v
    return _points[v]


def _function(head: Term, result: Type) -> Any:
    import sympy

    return sympy.Function(_register(head.name, (), head), **_assumptions(result))


def _register(name: str, parameters: tuple[Term, ...], t: Term) -> str:
    """A name for a function that no other term has."""
    while _functions.setdefault(name, (parameters, t))[1].canon is not t.canon or _functions[name][0] != parameters:
        name += "'"
    return name


def _opaque(t: Term) -> Any:
    """A symbol, or a function of the numbers that are free in the term."""
    import sympy

    from derive.language.text import to_text

    numbers = tuple(sorted((v for v in frees(t) if v.type in (real, nat)), key=lambda v: (v.name, str(v.type))))
    name = _register(to_text(t), numbers, t)
    if numbers:
        return sympy.Function(name, real=True)(*map(_out, numbers))
    s = sympy.Symbol(name, real=True)
    _symbols[s] = t
    return s


def _derivative(f: Term, point: Term) -> Any:
    import sympy

    if point.tag == VAR and point not in frees(f):
        return sympy.Derivative(_out(apply(f, point)), _out(point))
    v, body = opened(f, point)
    return sympy.Subs(sympy.Derivative(_out(body), _out(v)), _out(v), _out(point))


def _sigmoid(x: Any) -> Any:
    import sympy

    return 1 / (1 + sympy.exp(-x))


def _nat_sub(a: Any, b: Any) -> Any:
    import sympy

    return sympy.Max(0, a - b)


_OUT: dict[str, tuple[int, Callable[..., Any]]] = {
    "sub": (2, lambda a, b: a - b),
    "div": (2, lambda a, b: a / b),
    "neg": (1, lambda a: -a),
    "inv": (1, lambda a: 1 / a),
    "cast": (1, lambda a: a),
    "nat_add": (2, lambda a, b: a + b),
    "nat_mul": (2, lambda a, b: a * b),
    "nat_sub": (2, _nat_sub),
    "sigmoid": (1, _sigmoid),
}


# in


class _In:
    def __init__(self, symbols: Mapping[str, object]) -> None:
        self.symbols = {name: value.term for name, value in symbols.items() if isinstance(value, Expr)}
        self.bound: dict[Any, Term] = {}

    def term(self, e: Any) -> Term:
        """A number becomes real unless it is a natural symbol."""
        import sympy
        from sympy.core.function import AppliedUndef

        if isinstance(e, sympy.Float):
            raise StatementError(f"{e} is a float", given=str(e), needed="an exact number", hint="Rational(p, q)")
        if isinstance(e, sympy.Rational):
            return literal(Fraction(int(e.p), int(e.q)))
        if isinstance(e, sympy.Symbol):
            return self.symbol(e)
        if e is sympy.E:
            return call("exp", literal(1))
        if isinstance(e, sympy.Add):
            return self.add(e)
        if isinstance(e, sympy.Mul):
            return self.mul(e)
        if isinstance(e, sympy.Pow):
            return self.pow(e)
        if isinstance(e, AppliedUndef):
            return self.function(e)
        if isinstance(e, sympy.Derivative):
            return self.derivative(e)
        if isinstance(e, sympy.Subs) and len(e.variables) == 1 and isinstance(e.expr, sympy.Derivative):
            inner = self.derivative(e.expr)
            return apply(inner.fun, self.real(e.point[0])) if e.expr.variables[-1] == e.variables[0] else self.substituted(e)
        if isinstance(e, sympy.Sum | sympy.Product):
            return self.range(e)
        if isinstance(e, sympy.Max) and sympy.Integer(0) in e.args and len(e.args) == 2:
            return self.cut(next(a for a in e.args if a != 0))
        if e in (True, False) or e in (sympy.true, sympy.false):
            return const("true" if e else "false")
        name = type(e).__name__
        head = _back().get(name)
        if isinstance(e, sympy.core.relational.Relational) and head is not None:
            return self.relation(head, e)
        if head in ("and", "or"):
            *claims, result = (self.term(a) for a in sorted(e.args, key=sympy.default_sort_key))
            for c in reversed(claims):
                result = call(head, c, result)
            return result
        if head in ("not", "implies"):
            return call(head, *(self.term(a) for a in e.args))
        if head is not None and HEADS[head].type is fun(real, real) and len(e.args) == 1:
            return call(head, self.real(e.args[0]))
        raise _refuse(f"SymPy's {name}", e)

    def real(self, e: Any) -> Term:
        t = as_real(self.term(e))
        if t.type is not real:
            raise _refuse(f"{e} as a number", e)
        return t

    def natural(self, e: Any) -> Term:
        """A natural number, when SymPy knows that it is one."""
        import sympy

        if e.is_integer and e.is_nonnegative:
            if isinstance(e, sympy.Integer):
                return literal(int(e), nat)
            if isinstance(e, sympy.Add | sympy.Mul) and all(a.is_integer and a.is_nonnegative for a in e.args):
                ordered = e.as_ordered_terms() if isinstance(e, sympy.Add) else e.as_ordered_factors()
                first, *rest = (self.natural(a) for a in ordered)
                for a in rest:
                    first = call("nat_add" if isinstance(e, sympy.Add) else "nat_mul", first, a)
                return first
            t = self.term(e)
            if t.type is nat:
                return t
        raise _refuse(f"{e} as a natural number", e, "a natural number, such as a symbol of sort Natural")

    def symbol(self, e: Any) -> Term:
        known = self.bound.get(e) or self.symbols.get(e.name) or _symbols.get(e)
        if known is not None:
            return known
        return var(e.name, nat if e.is_integer and e.is_nonnegative else real)

    def add(self, e: Any) -> Term:
        first, *rest = e.as_ordered_terms()
        total = self.real(first)
        for a in rest:
            minus = a.could_extract_minus_sign()
            total = call("sub" if minus else "add", total, self.real(-a if minus else a))
        return total

    def mul(self, e: Any) -> Term:
        import sympy

        coefficient, rest = e.as_coeff_Mul()
        if coefficient.is_negative:
            positive = -coefficient * rest
            if coefficient == -1:
                return call("neg", self.real(positive))
        top, bottom = sympy.fraction(e, exact=True)
        if bottom != 1:
            return call("div", self.real(top), self.real(bottom))
        factors = [self.real(a) for a in e.as_ordered_factors()]
        product = factors[0]
        for a in factors[1:]:
            product = call("mul", product, a)
        return product

    def pow(self, e: Any) -> Term:
        import sympy

        base, exponent = e.as_base_exp() if not isinstance(e.base, sympy.Rational) else (e.base, e.exp)
        if exponent == -1:
            return call("div", literal(1), self.real(base))
        if exponent.is_Integer and exponent < 0:
            return call("div", literal(1), call("pow", self.real(base), literal(-int(exponent), nat)))
        if exponent.is_integer and exponent.is_nonnegative:
            return call("pow", self.real(base), self.natural(exponent))
        raise _refuse(f"the power {e}", e, "a natural exponent")

    def function(self, e: Any) -> Term:
        name = e.func.__name__
        known = self.symbols.get(name)
        parameters, body = ((), known) if known is not None else _functions.get(name, ((), None))
        if body is None:
            raise _refuse(f"the function {name}", e, f"symbols={{{name!r}: ...}}")
        if parameters:
            values = (self.real(a) if p.type is real else self.natural(a) for p, a in zip(parameters, e.args, strict=True))
            return substitute(body, dict(zip(parameters, values, strict=True)))
        for a in e.args:
            domain = body.type.args[0] if body.type.name == "fun" else bool_
            body = apply(body, self.real(a) if domain is real else self.natural(a) if domain is nat else self.term(a))
        return body

    def derivative(self, e: Any) -> Term:
        t = self.real(e.expr)
        for variable, count in e.variable_count:
            v = self.symbol(variable)
            if v.type is not real or not count.is_Integer:
                raise _refuse(f"the derivative {e}", e, "a real variable")
            for _ in range(int(count)):
                t = apply(const("deriv"), abstract(v, t), v)
        return t

    def substituted(self, e: Any) -> Term:
        return substitute(self.real(e.expr), {self.symbol(e.variables[0]): self.real(e.point[0])})

    def range(self, e: Any) -> Term:
        import sympy

        if len(e.limits) != 1 or e.limits[0][1] not in (0, 1):
            raise _refuse(f"{e} over this range", e, "a range from 0 or 1")
        index, low, high = e.limits[0]
        v = self.symbol(index)
        if v.type is not nat:
            v = var(index.name, nat)
        before, self.bound = self.bound, {**self.bound, index: v}
        try:
            body = self.real(e.function)
        finally:
            self.bound = before
        return apply(const("sum" if isinstance(e, sympy.Sum) else "prod"), self.natural(low), self.natural(high), abstract(v, body))

    def cut(self, e: Any) -> Term:
        """Max(0, a - b) of natural numbers."""
        import sympy

        plus = sympy.Add(*(a for a in sympy.Add.make_args(e) if not a.could_extract_minus_sign()))
        return call("nat_sub", self.natural(plus), self.natural(plus - e))

    def relation(self, name: str, e: Any) -> Term:
        a, b = self.term(e.lhs), self.term(e.rhs)
        if a.type is bool_ and b.type is bool_ and name == "eq":
            return equation(a, b)
        return equation(as_real(a), as_real(b)) if name == "eq" else self.compared(name, as_real(a), as_real(b))

    def compared(self, name: str, a: Term, b: Term) -> Term:
        return apply(const(name, fun(real, real, bool_)), a, b)


_back_names: dict[str, str] = {}


def _back() -> dict[str, str]:
    """Class of SymPy -> head, from the records of the heads."""
    import sympy

    if not _back_names:
        named = ((getattr(sympy, record.sympy), name) for name, record in HEADS.items() if record.sympy)
        _back_names.update((made.__name__, name) for made, name in named if isinstance(made, type))
    return _back_names
