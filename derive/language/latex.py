r"""Terms as LaTeX, as in a printed handout.

Three rules keep it unambiguous: a product is a thin space `\,`, an application is brackets without one; what is open to
the right (a sum, a supremum, a derivative, `\log x`) reaches over products and not over sums, and stands in brackets
when a factor follows; a term that starts with a minus stands in brackets unless it comes first. Brackets grow only
around what is taller than a line. Natural numbers are printed as the real numbers that they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.kernel.terms import ABS, APP, CONST, LIT, VAR, Term, apply, const, frees, signature
from derive.kernel.types import DIM, Type, bool_, fun, real
from derive.language import notation
from derive.language.head import AND, ATOM, HEADS, IFF, IMP, NEG, NOT, OR, POW, PROD, QUANT, REL, SUM
from derive.language.matrices import is_counting
from derive.language.notation import WRITTEN, attach, instance, name_parts, name_to_latex, space_latex
from derive.language.notation import script as braces
from derive.language.printer import (
    acting,
    arity,
    bounds,
    components,
    conjuncts,
    contracted,
    dominated_parts,
    drawn,
    functions_ordered,
    grouped,
    is_call,
    is_reference,
    is_zero,
    opened,
    plain,
    pointwise,
    role,
    run_symbol,
    shown_arguments,
    spine,
    style,
)
from derive.language.symbols import SYMBOLS, reference_of

Shown = tuple[str, int, bool]  # the LaTeX, its precedence, whether it is taller than a line
OPEN = PROD + 5  # log x, and all that reaches to the right as far as products do
FRACTION = POW - 2  # a factor like any other, but not the base of a power


def to_latex(t: Term) -> str:
    r"""The term in LaTeX, for mathematics mode.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import D, log, symbols
    >>> x, f = symbols("x", Real), symbols("f", Real >> Real)
    >>> print(to_latex((abs(D(f)(x)) <= log(x) ** 2 / 4).term))
    \lvert f'(x) \rvert \le \frac{(\log x)^2}{4}
    """
    return _Latex().put(t, QUANT)[0]


def latex_breaks(t: Term) -> list[str]:
    r"""The pieces of a line that may stand on lines of their own: cut at relations and connectives, then at plus and minus.

    Joined by spaces they are `to_latex(t)`.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import symbols
    >>> a, b, c = symbols("a b c", Real)
    >>> latex_breaks((a <= b + c).term)
    ['a', '\\le b', '+ c']
    """
    return _Latex().pieces(t)


class _Argument:
    """An argument of a template: itself, the variable that it binds, its body."""

    def __init__(self, printer: _Latex, t: Term, need: int, right: bool) -> None:
        self._printer, self._term, self._need, self._right = printer, t, need, right
        self.tall = False

    def __format__(self, spec: str) -> str:
        return self._put(self._term)

    def _put(self, t: Term) -> str:
        text, tall = self._printer.put(t, self._need, right=self._right)
        self.tall = self.tall or tall
        return text

    @property
    def var(self) -> str:
        return name_to_latex(opened(self._term)[0].name)

    @property
    def body(self) -> str:
        return self._put(opened(self._term)[1])


class _Latex:
    """One printing: what the placeholders stand for, everything else is in the term."""

    def __init__(self) -> None:
        self.holes: dict[Term, Shown] = {}

    def put(self, t: Term, need: int, *, right: bool = False) -> tuple[str, bool]:
        """The term and whether it is tall, in brackets if its place demands it."""
        text, own, tall = self.show(t)
        return (_paren(text, tall), tall) if own < need or (right and text[0] == "-") else (text, tall)

    def script(self, t: Term) -> str:
        """The term below or above something: no spaces around plus and minus."""
        return _tight(self.put(t, QUANT)[0])

    def show(self, t: Term) -> Shown:
        if t.tag == APP:
            return self.application(t)
        if t.tag == VAR:
            return self.holes.get(t) or (name_to_latex(t.name), ATOM, False)
        if t.tag == LIT:
            return _number(t)
        if t.tag == CONST and (not signature()[t.name].tvars or t.type.name != "fun" or t.name == "identity"):
            return _letter(t), ATOM, False
        return self.function(t)

    def application(self, t: Term) -> Shown:
        head, args = spine(t)
        if head in WRITTEN:
            shown = self.as_written(head, args)
            if shown is not None:
                return shown
        if head.tag == VAR or head in SYMBOLS:
            return self.variable(head, args)
        special = _SPECIAL.get(head.name)
        if special is not None:
            need, method = special
            if need < 0:  # one argument less is written too: f', p(. | z)
                need = -need if len(args) >= -need else -need - 1
            return self.call(method(self, args[:need]), args[need:]) if len(args) >= need else self.function(t)
        if head.name in _ROLES:
            n = 3 if head.name.startswith("marginal") or len(args) == 3 else 4
            return self.call(self.joint(head, args[:n]), args[n:]) if len(args) >= 3 else self.function(t)
        n = shown_arguments(head)
        record = HEADS.get(head.name)
        if len(args) < n:
            return self.function(t)
        if record is None:
            inside = [self.put(a, QUANT) for a in args[:n]]
            return self.call((_applied(_letter(head), inside), ATOM, any(tall for _, tall in inside)), args[n:])
        return self.call(self.template(head, args[:n]), args[n:])

    def as_written(self, head: Term, args: list[Term]) -> Shown | None:
        """The notation that the author chose for this pattern, with further arguments in brackets."""
        for entry in WRITTEN[head]:
            _, places = spine(entry.pattern)
            found = instance(entry, apply(head, *args[: len(places)])) if len(args) >= len(places) else None
            if found is not None:
                text = entry.template
                for v, t in found.items():
                    text = text.replace(f"{{{v.name}}}", f"{{{self.script(t)}}}")
                return self.call((text, ATOM, r"\frac" in text), args[len(places) :])
        return None

    def template(self, head: Term, args: list[Term]) -> Shown:
        record = HEADS[head.name]
        if not record.inner and record.latex.endswith("({0})"):
            inside = self.put(args[0], QUANT)
            return _applied(record.latex[:-5].replace("{{", "{").replace("}}", "}"), [inside]), record.prec, inside[1]
        default = SUM if record.prec == REL else QUANT
        inner = record.inner or (default,) * len(args)
        found = [_Argument(self, a, need, i > 0) for i, (a, need) in enumerate(zip(args, inner, strict=True))]
        text = record.latex.format(*found)
        return text, record.prec, any(a.tall for a in found) or "\\frac" in record.latex

    def call(self, shown: Shown, rest: list[Term]) -> Shown:
        """Further arguments, each in its own brackets."""
        text, own, tall = shown
        for indices, a in grouped(rest):
            text = text if own >= ATOM else _paren(text, tall)
            own = ATOM
            if indices:
                if "_" in text and text[-1] not in ")]":
                    text = _paren(text, tall)
                text = f"{text}_{braces(self.indices(indices))}"
                continue
            inside = [self.put(c, QUANT) for c in components(a)]
            text = _applied(text, inside)
            tall = tall or any(t for _, t in inside)
        return text, own, tall

    def indices(self, args: list[Term]) -> str:
        """What stands below an entry: ij, or 1,j where that could be misread."""
        shown = [self.script(a) for a in args]
        return "".join(shown) if all(len(s) == 1 and s.isalpha() for s in shown) else ",".join(shown)

    def arguments(self, t: Term) -> tuple[str, bool]:
        inside = [self.put(c, QUANT) for c in components(t)]
        return ", ".join(text for text, _ in inside), any(tall for _, tall in inside)

    def given(self, name: str, left: Term | None, right: Term) -> Shown:
        r"""p(x \mid z)"""
        first = (r"\cdot", False) if left is None else self.arguments(left)
        second = self.arguments(right)
        return _applied(name, [(rf"{first[0]} \mid {second[0]}", first[1] or second[1])]), ATOM, first[1] or second[1]

    def variable(self, head: Term, args: list[Term]) -> Shown:
        """A symbol with its arguments, in its own style."""
        kind, n, name = style(head), len(args), _letter(head)
        if kind == "vector":
            (first, _), *_ = grouped(args)
            return self.call((self.indexed(head, *first), ATOM, False), args[len(first) :])
        if kind in ("sequence", "run"):
            return self.call((self.indexed(head, args[0]), ATOM, False), args[1:])
        if kind == "conditional":
            return self.call(self.given(name, args[1] if n > 1 else None, args[0]), args[2:])
        if kind == "kernel":
            return self.call(self.given(name, None, args[0]), args[1:])
        if kind == "set":
            return rf"{self.put(args[0], SUM)[0]} \in {name}", REL, False
        if kind == "family":
            start = self.indexed(head, args[0])
            if n > 1 and arity(head.type) == 3:
                return self.call(self.given(start, args[2] if n > 2 else None, args[1]), args[3:])
            return self.call((start, ATOM, False), args[1:])
        if _is_operator(head.type):
            text, own, tall = self.show(args[0])
            simple = args[0].tag == VAR or (args[0].tag == APP and own == OPEN)
            shown = (f"{name} {text}", OPEN, tall) if simple and not tall else (_applied(name, [(text, tall)]), OPEN, tall)
            return self.call(shown, args[1:])
        if kind == "program":
            inside = [self.put(a, QUANT) for a in args]
            return _applied(name, inside), ATOM, any(tall for _, tall in inside)
        return self.call((name, ATOM, False), args)

    def indexed(self, head: Term, *indices: Term, marks: str = "") -> str:
        """f_n, A_ij, with the primes of a derivative."""
        base, lower, upper = name_parts(head.name)
        return attach(base, ",".join(filter(None, (lower, self.indices(list(indices))))), upper, marks)

    # functions

    def function(self, t: Term) -> Shown:
        """A function: without its argument where that can be written, else x -> ..."""
        short = contracted(t)
        if short.tag in (VAR, CONST, APP) and plain(short):
            return self.show(short)
        if is_zero(t):
            return "0", ATOM, False
        lowered = pointwise(t, len(self.holes))
        if lowered is not None:
            shown = [(hole, self.show(g)) for hole, g in lowered[1].items()]
            self.holes.update(shown)
            return self.show(lowered[0])
        v, body = opened(t)
        text, tall = self.put(body, QUANT)
        return rf"{name_to_latex(v.name)} \mapsto {text}", QUANT, tall

    def primed(self, f: Term, marks: str = "'") -> str | None:
        """f', f_n', f'' of a symbol or a member of a sequence."""
        head, args = spine(f)
        if is_call(f, "deriv", 1):
            return self.primed(contracted(f.arg), marks + "'")
        if f.tag == CONST:
            return _letter(f) + marks
        if head.tag != VAR or head in self.holes:
            return None
        base, lower, upper = name_parts(head.name)
        if "'" in upper or "prime" in upper:
            inside = self.put(f, QUANT)[0]
            return f"({inside}){marks}"
        if f.tag == VAR:
            return attach(base, lower, upper, marks)
        if len(args) == 1 and style(head) in ("sequence", "vector"):
            return self.indexed(head, args[0], marks=marks)
        return f"{_paren(*self.put(f, QUANT))}{marks}"

    def each(self, args: list[Term]) -> Shown:
        """A function applied to a vector: to each of its entries."""
        return self.call(self.function(args[0]), args[1:])

    def jacobian(self, args: list[Term]) -> Shown:
        r"""J_f, J_f(u), or d/du in front of what depends on u."""
        f = contracted(args[0])
        if is_call(f, "each", 1):
            f = contracted(f.arg)
        if f.tag != ABS or f.type.args[0] is real:
            return self.call((rf"\mathrm{{J}}_{{{self.script(f)}}}", ATOM, False), args[1:])
        v, body = opened(f, *args[1:])
        if len(args) == 1:
            return rf"{name_to_latex(v.name)} \mapsto {self.operator(_by(name_to_latex(v.name)), body)}", QUANT, True
        point = args[1]
        if point.tag == VAR and point not in frees(f):
            return self.operator(_by(name_to_latex(point.name)), apply(f, point)), OPEN, True
        letter = name_to_latex(v.name)
        return rf"\left.{self.operator(_by(letter), body)}\right|_{{{letter}={self.script(point)}}}", OPEN, True

    def derivative(self, args: list[Term]) -> Shown:
        f = contracted(args[0])
        name = self.primed(f) if f.tag != ABS and not (len(args) == 2 and notation.style().derivative == "d/dx") else None
        if name is not None:
            return self.call((name, ATOM, False), args[1:])
        if len(args) == 1:
            lowered = self.function(f)
            if r"\mapsto" not in lowered[0]:
                return f"{_paren(lowered[0], lowered[2])}'", ATOM, lowered[2]
            v, body = opened(f)
            letter = name_to_latex(v.name)
            return rf"{letter} \mapsto {self.operator(_d_by(letter), body)}", QUANT, True
        point = args[1]
        if point.tag == VAR and point not in frees(f):
            body, order = apply(f, point), 1
            while (
                is_call(body, "deriv", 2) and body.arg is point and point not in frees(body.fun.arg) and contracted(body.fun.arg).tag == ABS
            ):
                body, order = apply(body.fun.arg, point), order + 1
            return self.operator(_d_by(name_to_latex(point.name), order), body), OPEN, True
        v, body = opened(f, point)
        letter = name_to_latex(v.name)
        return rf"\left.{self.operator(_d_by(letter), body)}\right|_{{{letter}={self.script(point)}}}", OPEN, True

    def operator(self, sign: str, body: Term) -> str:
        """A differential operator in front of its body."""
        text, own, tall = self.show(body)
        if (own <= PROD and not _is_open(body)) or text[0] == "-":
            fenced = _paren(text, tall) if tall else rf"\bigl({text}\bigr)"
            return rf"{sign}\,{fenced}"
        return f"{sign} {text}" if text.startswith(_SPACED) else rf"{sign}\, {text}"

    def partial(self, args: list[Term]) -> Shown:
        f, k, theta = args
        if theta.tag == VAR and theta not in frees(f):
            sign = rf"\frac{{\partial}}{{\partial {self.indexed(theta, k)}}}"
            return self.operator(sign, apply(f, theta)), OPEN, True
        v, body = opened(f, theta, k)
        sign = rf"\frac{{\partial}}{{\partial {self.indexed(v, k)}}}"
        return rf"\left.{self.operator(sign, body)}\right|_{{{name_to_latex(v.name)}={self.script(theta)}}}", OPEN, True

    # what binds a variable

    def draw(self, measure: Term, f: Term) -> tuple[str, str, Term, Term]:
        """What stands below the expectation, its kind, the variable and the body."""
        v, body = opened(f, measure)
        d = drawn(measure, v)
        if d.kind == "density":
            law = self.put(contracted(measure.arg), PROD)[0] if notation.style().expectation == "drawn" else r"\mapsto"
            if r"\mapsto" not in law:
                return rf"{name_to_latex(v.name)} \sim {law}", d.kind, v, body
            return self.put(d.shown, QUANT)[0], d.kind, v, body
        return rf"{name_to_latex(v.name)} \sim {self.put(measure, PROD)[0]}", d.kind, v, body

    def integral(self, args: list[Term]) -> Shown:
        if is_counting(args[0]):
            return self.over(r"\sum", args[1:])
        below, kind, v, body = self.draw(*args)
        if kind == "reference":
            text, _ = self.put(body, PROD, right=True)
            return rf"\int {text} \, d{name_to_latex(v.name)}", PROD, True
        draws = [below]
        while is_call(body, "integral", 2) and not (is_reference(body.fun.arg) or is_counting(body.fun.arg)):
            below, _, _, body = self.draw(body.fun.arg, body.arg)
            draws.append(below)
        text, tall = self.put(body, QUANT)
        below = r",\,".join(draws)
        return rf"\mathbb{{E}}_{{{below}}}{_square(text, tall)}", ATOM, tall

    def variance(self, args: list[Term]) -> Shown:
        below, _, _, body = self.draw(*args)
        text, tall = self.put(body, QUANT)
        return rf"\operatorname{{Var}}_{{{below}}}{_square(text, tall)}", ATOM, tall

    def integrable(self, args: list[Term]) -> Shown:
        below, kind, v, body = self.draw(*args)
        text, tall = self.put(body, SUM)
        return rf"{text} \text{{ is integrable{_under(kind)} }} {below if kind != 'reference' else name_to_latex(v.name)}", REL, tall

    def dominated(self, args: list[Term]) -> Shown:
        parts = dominated_parts(args)
        if parts is None:
            inside = [self.put(a, QUANT) for a in args]
            return _applied(r"\operatorname{dominated}", inside), ATOM, any(tall for _, tall in inside)
        theta, k, v, body = parts
        sign = rf"\frac{{\partial}}{{\partial {self.indexed(theta, k)}}}"
        return rf"{self.operator(sign, body)} \text{{ is dominated by an integrable function of }} {name_to_latex(v.name)}", REL, True

    def law(self, args: list[Term]) -> Shown:
        """The measure with a density; the reference measure of a space is not written."""
        mu, f = args
        if is_reference(mu) and plain(contracted(f)):
            return self.show(contracted(f))
        if f.tag == ABS and not f.fun.loose:  # a constant weight
            weight, mass = self.put(f.fun, PROD), self.put(mu, PROD)
            return rf"{weight[0]} \, {mass[0]}", PROD, weight[1] or mass[1]
        shown = [self.put(a, PROD) for a in (f, mu)]
        return rf"{shown[0][0]} \cdot {shown[1][0]}", PROD, any(tall for _, tall in shown)

    def density(self, args: list[Term]) -> Shown:
        """A density; the reference measure of a space is not written."""
        *measures, f = args
        text, tall = self.put(f, SUM)
        kind = "is a density" if len(measures) == 1 else "is a joint density with finite marginals"
        if all(is_reference(m) for m in measures):
            return rf"{text} \text{{ {kind}}}", REL, tall
        return rf"{text} \text{{ {kind} with respect to }} {_list([self.put(m, SUM)[0] for m in measures])}", REL, tall

    def ranged(self, sign: str, args: list[Term]) -> Shown:
        low, high, f = args
        v, body = opened(f, low, high)
        text, _ = self.put(body, PROD, right=True)
        return _reaching(rf"{sign}_{{{name_to_latex(v.name)}={self.script(low)}}}^{{{self.script(high)}}}", text), PROD, True

    def over(self, sign: str, args: list[Term]) -> Shown:
        v, body = opened(args[0])
        text, tall = self.put(body, PROD, right=True)
        return _reaching(f"{sign}_{braces(name_to_latex(v.name))}", text), PROD, tall

    def extremal(self, sign: str, args: list[Term]) -> Shown:
        text, own, tall = self.over(sign, args)
        if len(args) == 2:
            return rf"{self.put(args[1], SUM)[0]} \in {text}", REL, tall
        return text, own, tall

    def support(self, args: list[Term]) -> Shown:
        measure, *point = args
        shown, tall = self.put(measure, PROD)
        text = rf"\operatorname{{supp}} {shown}"
        return (rf"{self.put(point[0], SUM)[0]} \in {text}", REL, tall) if point else (text, OPEN, tall)

    def policy(self, args: list[Term]) -> Shown:
        r"""\pi, and \pi(\cdot \mid s)"""
        name, tall = self.put(args[0], ATOM)
        return self.given(name, None, args[1]) if len(args) > 1 else (name, ATOM, tall)

    def mass(self, args: list[Term]) -> Shown:
        """pi(a | s) for a policy, else the measure of a point."""
        pi = acting(args[0])
        if pi is None:
            return self.template(const("mass", fun(args[0].type, args[1].type, real)), args)
        return self.given(self.put(pi, ATOM)[0], args[1], args[0].arg)

    def limit(self, args: list[Term]) -> Shown:
        v, body = opened(args[0])
        text, tall = self.put(body, PROD, right=True)
        return _reaching(rf"\lim_{{{name_to_latex(v.name)} \to \infty}}", text), PROD, tall

    def returned(self, args: list[Term]) -> Shown:
        """E[sum of discounted rewards | first state and action], under the dynamics and the policy."""
        discount, reward, dynamics, kernel, point = args
        law = rf"{self.put(dynamics, PROD)[0]}, {self.put(kernel, PROD)[0]}"
        rewards = rf"{self.raised(discount, 't')[0]} \, {self.put(reward, ATOM)[0]}(s_t, a_t)"
        first = components(point)
        start = (
            rf"s_0 = {self.put(first[0], SUM)[0]}, \, a_0 = {self.put(first[1], SUM)[0]}"
            if len(first) == 2
            else rf"(s_0, a_0) = {self.put(point, SUM)[0]}"
        )
        return rf"\mathbb{{E}}_{{{law}}}\left[\sum_{{t=0}}^{{\infty}} {rewards} \,\middle|\, {start}\right]", ATOM, True

    def finite(self, args: list[Term]) -> Shown:
        """The space, by its letter when it is one with a reference measure."""
        if is_reference(args[0]):
            return rf"{space_latex(SYMBOLS[args[0]].sort)} \text{{ is finite}}", REL, False
        return self.template(const("finite", fun(args[0].type, bool_)), args)

    def singleton(self, args: list[Term]) -> Shown:
        inside, tall = self.put(args[0], QUANT)
        text = rf"\left\{{{inside}\right\}}" if tall else rf"\{{{inside}\}}"
        return (rf"{self.put(args[1], SUM)[0]} \in {text}", REL, tall) if len(args) == 2 else (text, ATOM, tall)

    def tends(self, args: list[Term]) -> Shown:
        v, body = opened(args[0], args[1])
        text, tall = self.put(body, SUM)
        limit, tall_limit = self.put(args[1], SUM)
        return rf"{text} \to {limit} \quad\text{{as }} {name_to_latex(v.name)} \to \infty", REL, tall or tall_limit

    def growth(self, sign: str, args: list[Term]) -> Shown:
        r"""f = \Theta(g) as n goes to infinity"""
        v, body = opened(args[0], args[1])
        text, tall = self.put(body, SUM)
        scale = self.put(apply(args[1], v), QUANT)
        end = rf"\quad\text{{as }} {name_to_latex(v.name)} \to \infty"
        return rf"{text} = {_applied(sign, [scale])} {end}", REL, tall or scale[1]

    def cost(self, args: list[Term]) -> Shown:
        """The cost of a matrix expression as it is bracketed."""
        from derive.language.programs import unquoted

        matrix = unquoted(args[0])
        inside = self.put(args[0] if matrix is None else matrix, QUANT)
        return _applied(r"\operatorname{cost}", [inside]), ATOM, inside[1]

    def program(self, args: list[Term]) -> Shown:
        r"""S := Q K^\top; Y := S V, a list of steps with names"""
        from derive.language.programs import steps_of, unquoted

        whole = apply(const("name_step", fun(args[0].type, *(a.type for a in args[1:]), args[1].type)), *args)
        steps = [(result, unquoted(step)) for result, step in steps_of(whole) or ()]
        if not steps or any(step is None for _, step in steps):
            inside = [self.put(a, QUANT) for a in args]
            return _applied(r"\operatorname{name\_step}", inside), ATOM, any(tall for _, tall in inside)
        shown = [(self.put(result, QUANT)[0], self.put(step, QUANT)) for result, step in steps if step is not None]
        return (
            _square(r";\ ".join(f"{a} := {b}" for a, (b, _) in shown), any(t for _, (_, t) in shown)),
            ATOM,
            any(t for _, (_, t) in shown),
        )

    def quantifier(self, name: str, args: list[Term]) -> Shown:
        order = functions_ordered(*opened(args[0])) if name == "forall" else None
        if order is not None:
            relation, f, g = order
            return self.infix(_RELATIONS[relation], [f, g], REL)
        who, body, many = self.bound(name, args[0])
        text, tall = self.put(body, QUANT)
        if name == "exists":
            return rf"\text{{there {'are' if many else 'is'} }} {who} \text{{ with }} {_said(text)}", QUANT, tall
        if _is_relation(body):
            return rf"{text} \quad\text{{for all }} {who}", QUANT, tall
        return rf"\text{{for all }} {who}\text{{: }} {_said(text)}", QUANT, tall

    def bound(self, name: str, f: Term) -> tuple[str, Term, bool]:
        """The variables of nested quantifiers of one kind, and what is said of them."""
        v, body = opened(f)
        who: list[str] = []
        while True:
            ranged = bounds(name, v, body)
            letter = name_to_latex(v.name)
            if ranged is not None:
                low, high = (_tight(self.put(t, SUM)[0]) for t in (ranged.low, ranged.high))
                who.append(rf"{letter} = {low}, \dots, {high}" if name == "forall" else rf"{letter} \in \{{{low}, \dots, {high}\}}")
                return r" \text{ and } ".join(filter(None, (", ".join(who[:-1]), who[-1]))), ranged.body, len(who) > 1
            who.append(letter)
            if not is_call(body, name, 1) or functions_ordered(*opened(body.arg)) is not None:
                return _list(who), body, len(who) > 1
            v, body = opened(body.arg, v)

    # logic

    def equality(self, args: list[Term]) -> Shown:
        if args[0].type is bool_:
            first, tall = self.put(args[0], IFF + 1)
            second, tall_too = self.last(args[1], IFF + 1)
            return rf"{first} \quad\text{{exactly when}}\quad {_said(second)}", IFF, tall or tall_too
        return self.infix("=", args, REL)

    def implication(self, args: list[Term]) -> Shown:
        first, tall = self.put(args[0], IMP + 1)
        second, tall_too = self.last(args[1], IMP)
        return rf"\text{{if }} {_said(first)}\text{{, }} \text{{then }} {_said(second)}", IMP, tall or tall_too

    def last(self, t: Term, need: int) -> tuple[str, bool]:
        """The last part of a statement: nothing follows, so a quantifier needs no brackets."""
        head, _ = spine(t)
        return self.put(t, QUANT if head.tag == CONST and head.name in ("forall", "exists") else need)

    def connective(self, name: str, args: list[Term]) -> Shown:
        parts = [args[0], *conjuncts(name, args[1])]
        if name == "and":
            joined = self.all_integrable(parts) or self.all_alike(parts)
            if joined is not None:
                return joined
        inside = [self.put(p, NOT) for p in parts]
        first, *rest = (text for text, _ in inside)
        return rf" \text{{ {name} }} ".join([first, *map(_said, rest)]), AND if name == "and" else OR, any(tall for _, tall in inside)

    def all_integrable(self, parts: list[Term]) -> Shown | None:
        r"""f and g are integrable under q(z \mid x)"""
        if not all(is_call(p, "integrable", 2) for p in parts):
            return None
        draws = [self.draw(p.fun.arg, p.arg) for p in parts]
        if any(d[:2] != draws[0][:2] for d in draws):
            return None
        inside = [self.put(d[3], SUM) for d in draws]
        below = draws[0][0] if draws[0][1] != "reference" else name_to_latex(draws[0][2].name)
        return rf"{_list([t for t, _ in inside])} \text{{ are integrable{_under(draws[0][1])} }} {below}", REL, any(t for _, t in inside)

    def all_alike(self, parts: list[Term]) -> Shown | None:
        """r, V and W are bounded"""
        heads = {spine(p)[0].name for p in parts}
        record = HEADS.get(next(iter(heads)))
        if len(heads) > 1 or record is None or not all(is_call(p, record.name, 1) for p in parts):
            return None
        before, found, after = record.latex.partition(r"\text{{ is ")
        if before.strip() != "{0}" or not found:
            return None
        inside = [self.put(p.arg, SUM) for p in parts]
        return rf"{_list([t for t, _ in inside])} \text{{ are {after.replace('}}', '}')}", REL, any(t for _, t in inside)

    def negation(self, args: list[Term]) -> Shown:
        head, inside = spine(args[0])
        if head.tag == VAR and style(head) == "set" and len(inside) == 1:
            return rf"{self.put(inside[0], SUM)[0]} \notin {name_to_latex(head.name)}", REL, False
        text, tall = self.put(args[0], ATOM)
        return rf"\text{{not }} {text}", NOT, tall

    # arithmetic

    def infix(self, sign: str, args: list[Term], own: int, left: int = SUM, right: int = SUM) -> Shown:
        first, tall = self.put(args[0], left)
        second, tall_too = self.put(args[1], right, right=own == SUM)
        return f"{first} {sign} {second}", own, tall or tall_too

    def product(self, args: list[Term]) -> Shown:
        factors = [args[1]]
        rest = args[0]
        while is_call(rest, "mul", 2) or is_call(rest, "nat_mul", 2):
            factors.append(rest.arg)
            rest = rest.fun.arg
        factors.append(rest)
        text, some_tall, before = "", False, factors[-1]
        for i, t in enumerate(reversed(factors)):
            piece, tall = self.factor(t, first=i == 0, last=i == len(factors) - 1)
            text = _times(text, piece, numbers=before.tag == LIT and t.tag == LIT) if i else piece
            some_tall, before = some_tall or tall, t
        return text, PROD, some_tall

    def matrices(self, args: list[Term]) -> Shown:
        """A B C in the author's order and grouping; a thin space only at brackets, which would look like an application."""
        factors = [args[1]]
        rest = args[0]
        while is_call(rest, "matmul", 2):
            factors.append(rest.arg)
            rest = rest.fun.arg
        factors.append(rest)
        shown = [self.put(t, OPEN + 1, right=i > 0) for i, t in enumerate(reversed(factors))]
        text = shown[0][0]
        for piece, _ in shown[1:]:
            text = rf"{text} \, {piece}" if piece[0] == "(" or piece.startswith(r"\left") else f"{text} {piece}"
        return text, PROD, any(tall for _, tall in shown)

    def transpose(self, args: list[Term]) -> Shown:
        return self.raised(args[0], notation.style().transpose)

    def factor(self, t: Term, *, first: bool, last: bool) -> tuple[str, bool]:
        """One factor: open ones only at the end, a negative numeral only at the beginning."""
        if not last and is_call(t, "log", 1):
            text, tall = self.put(t.arg, QUANT)
            return _applied(r"\log", [(text, tall)]), tall
        text, own, tall = self.show(t)
        opens = own in (PROD, OPEN) and _is_open(t)
        fits = (opens and last) or own > OPEN or (own == OPEN and not opens) or (first and t.tag == LIT)
        return (text, tall) if fits and (first or text[0] != "-") else (_paren(text, tall), tall)

    def quotient(self, args: list[Term]) -> Shown:
        a, b = args
        if a.tag == LIT and b.tag == LIT:  # not the number a/b, which is a fraction
            return f"{self.put(a, NEG)[0]} / {self.put(b, ATOM)[0]}", PROD, False
        return rf"\frac{{{self.put(a, QUANT)[0]}}}{{{self.put(b, QUANT)[0]}}}", FRACTION, True

    def negative(self, args: list[Term]) -> Shown:
        text, own, tall = self.show(args[0])
        bare = own >= PROD and text[0] != "-" and not text[0].isdigit() and not _starts_with_numeral(args[0])
        return f"-{text if bare else _paren(text, tall)}", NEG, tall

    def power(self, args: list[Term]) -> Shown:
        base, exponent = args
        return self.raised(base, self.script(exponent))

    def inverse(self, args: list[Term]) -> Shown:
        (a,) = args
        if is_call(a, "pow", 2) and a.arg.tag == LIT and a.arg.value >= 2:
            return self.raised(a.fun.arg, f"-{a.arg.value}")
        return self.raised(a, "-1")

    def raised(self, base: Term, exponent: str) -> Shown:
        text, tall = self.put(base, ATOM)
        if text == "e":  # a variable of this name; e^x is the exponential function
            text = "(e)"
        if ("^" in text or "'" in text) and text[-1] not in ")]" and not text.endswith(("rvert", "rVert", "rVert_\\infty")):
            text = _paren(text, tall)
        return f"{text}^{braces(exponent)}", POW, tall

    def fenced(self, left: str, right: str, args: list[Term]) -> Shown:
        text, tall = self.put(args[0], QUANT)
        return (rf"\left{left} {text} \right{right}" if tall else f"{left} {text} {right}"), ATOM, tall

    def norm(self, args: list[Term]) -> Shown:
        text, own, tall = self.fenced(r"\lVert", r"\rVert", args)
        return rf"{text}_\infty", own, tall

    def exponential(self, args: list[Term]) -> Shown:
        text, tall = self.put(args[0], QUANT)
        return (_applied(r"\exp", [(text, tall)]), ATOM, True) if tall else (f"e^{braces(_tight(text))}", POW, False)

    def logarithm(self, args: list[Term]) -> Shown:
        text, own, tall = self.show(args[0])
        simple = own == ATOM or (own == FRACTION and text[0] != "-")
        return (rf"\log {text}", OPEN, tall) if simple else (_applied(r"\log", [(text, tall)]), OPEN, tall)

    def pair(self, args: list[Term]) -> Shown:
        inside = [self.put(a, QUANT) for a in [args[0], *components(args[1])]]
        tall = any(t for _, t in inside)
        return _paren(", ".join(t for t, _ in inside), tall), ATOM, tall

    def entry(self, letter: str, args: list[Term]) -> Shown:
        """s_t and a_t of a run; primes are those of the run."""
        (w,) = args
        run = run_symbol(w.fun) if w.tag == APP else None
        if run is None:
            inside, tall = self.put(w, ATOM)
            return rf"\operatorname{{{'fst' if letter == 's' else 'snd'}}} {inside}", POW, tall
        name, _, upper = name_parts(w.fun.name)
        marks = upper if name == r"\tau" else rf"{{({name_to_latex(w.fun.name)})}}"
        return attach(letter, self.script(w.arg), marks), ATOM, False

    def trajectory(self, args: list[Term]) -> Shown:
        r"""p_\theta(\tau), or p_\theta(\tau_{1:u}) for the first u steps of a run; below stands the parameter of the policy pi, or else the policy."""
        policy, steps = args[2], args[3]
        head, found = spine(policy)
        usual = head.tag == VAR and style(head) == "family" and head.name == "pi" and len(found) == 1
        law = f"p_{braces(self.script(found[0] if usual else policy))}"
        if len(args) == 4:
            return law, ATOM, False
        run = run_symbol(args[4])
        whole = reference_of(run) if run is not None else None
        text, tall = self.put(args[4], QUANT)
        if whole is not None and whole.arg.canon is not steps.canon:
            text = rf"{text}_{{1:{self.script(steps)}}}"
        return _applied(law, [(text, tall)]), ATOM, tall

    def joint(self, head: Term, args: list[Term]) -> Shown:
        """p(x), p(x | z) of a joint density."""
        if not role(head, args):
            inside = [self.put(a, QUANT) for a in args]
            return _applied(_letter(head), inside), ATOM, any(tall for _, tall in inside)
        name = name_to_latex(args[1].name)
        if head.name.startswith("marginal"):
            return self.call((name, ATOM, False), args[2:])
        return self.given(name, args[3] if len(args) > 3 else None, args[2])

    # long lines

    def pieces(self, t: Term) -> list[str]:
        head, args = spine(t)
        name = head.name if head.tag == CONST else ""
        if name in ("eq", *_RELATIONS, "ne") and len(args) == 2:
            if args[0].type is bool_:
                first, second = self.put(args[0], IFF + 1)[0], self.last(args[1], IFF + 1)[0]
                return [first, rf"\quad\text{{exactly when}}\quad {_said(second)}"]
            left, (first, *rest) = self.summands(args[0], SUM), self.summands(args[1], SUM)
            return [*left, f"{_RELATIONS.get(name, '=')} {first}", *rest]
        if name == "forall" and functions_ordered(*opened(args[0])) is None:
            who, body, _ = self.bound(name, args[0])
            if _is_relation(body):
                return [*self.pieces(body), rf"\quad\text{{for all }} {who}"]
            inner, parts = spine(body)
            if inner.tag == CONST and inner.name == "implies" and len(parts) == 2:
                first, *rest = self.pieces(body)
                return [rf"\text{{for all }} {who}\text{{: }} {first}", *rest]
        if name == "implies" and len(args) == 2:
            return [
                rf"\text{{if }} {_said(self.put(args[0], IMP + 1)[0])}\text{{, }}",
                rf"\text{{then }} {_said(self.last(args[1], IMP)[0])}",
            ]
        if name in ("add", "sub") and len(args) == 2:
            return self.summands(t, QUANT)
        if name == "and" and len(args) == 2 and self.all_integrable([args[0], *conjuncts(name, args[1])]) is None:
            claims = [args[0], *conjuncts(name, args[1])]
            if all(_is_relation(c) for c in claims) and self.all_alike(claims) is None:
                first, *more = (self.put(c, NOT)[0] for c in claims)
                return [first, *(rf"\text{{ and }} {_said(text)}" for text in more)]
        return [self.put(t, QUANT)[0]]

    def summands(self, t: Term, need: int) -> list[str]:
        """The terms of a sum, each with its sign."""
        rest: list[str] = []
        while is_call(t, "add", 2) or is_call(t, "sub", 2):
            sign = "+" if is_call(t, "add", 2) else "-"
            rest.append(f"{sign} {self.put(t.arg, SUM + 1, right=True)[0]}")
            t, need = t.fun.arg, SUM
        return [self.put(t, need)[0], *reversed(rest)]


def _tight(text: str) -> str:
    return text.replace(" + ", "+").replace(" - ", "-")


def _paren(text: str, tall: bool) -> str:
    return rf"\left({text}\right)" if tall else f"({text})"


def _square(text: str, tall: bool) -> str:
    return rf"\left[{text}\right]" if tall else f"[{text}]"


def _applied(name: str, inside: list[tuple[str, bool]]) -> str:
    text = ", ".join(t for t, _ in inside)
    return rf"{name}\!\left({text}\right)" if any(tall for _, tall in inside) else f"{name}({text})"


def _times(left: str, right: str, *, numbers: bool) -> str:
    """A product: a thin space, which TeX itself puts at large operators and large fences, and a dot before a numeral."""
    if numbers or right[0].isdigit():
        return rf"{left} \cdot {right}"
    spaced = right.startswith(_SPACED) or (left.endswith(r"\right)") and right[0] != "(")
    return f"{left} {right}" if spaced else rf"{left} \, {right}"


def _reaching(sign: str, body: str) -> str:
    """A large operator and its body; TeX leaves no space before a fence."""
    return rf"{sign}\, {body}" if body.startswith((r"\lvert", r"\lVert", "(")) else f"{sign} {body}"


def _said(text: str) -> str:
    """What follows words: a minus at the beginning is a sign there, not an operator."""
    return "{-}" + text[1:] if text[0] == "-" else text


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else rf"{', '.join(items[:-1])} \text{{ and }} {items[-1]}"


def _under(kind: str) -> str:
    return " in" if kind == "reference" else " under"


def _by(letter: str) -> str:
    """The Jacobian with respect to a vector."""
    return rf"\frac{{\partial}}{{\partial {letter}}}"


def _d_by(letter: str, order: int = 1) -> str:
    if order == 1:
        return rf"\frac{{d}}{{d{letter}}}"
    below = f"({letter})" if "^" in letter or "'" in letter else letter
    return rf"\frac{{d^{order}}}{{d{below}^{order}}}"


_LETTERS = {"identity": "I", "counting": r"\#", "exp": r"\exp", "log": r"\log", "true": r"\text{true}", "false": r"\text{false}"}


def _letter(head: Term) -> str:
    """A symbol or constant without its arguments."""
    if head.tag == VAR or head in SYMBOLS:
        return name_to_latex(head.name)
    known = _LETTERS.get(head.name)
    if known is not None:
        return known
    record = HEADS.get(head.name)
    if record is not None and record.latex.endswith("({0})"):
        return record.latex[:-5].replace("{{", "{").replace("}}", "}")
    return name_to_latex(head.name) if record is None else rf"\operatorname{{{_word(head.name)}}}"


def _word(name: str) -> str:
    return name.replace("_", r"\_")


def _number(t: Term) -> Shown:
    n, d = t.value.numerator, t.value.denominator
    if d == 1:
        return str(n), NEG if n < 0 else ATOM, False
    return rf"{'-' if n < 0 else ''}\frac{{{abs(n)}}}{{{d}}}", NEG if n < 0 else FRACTION, True


def _is_operator(t: Type) -> bool:
    """A map of functions to functions: written T V."""
    return t.name == "fun" and not t.is_var and all(s.name == "fun" and not s.is_var and s.args[0].kind != DIM for s in t.args)


def _is_open(t: Term) -> bool:
    head, _ = spine(t)
    return head.tag == CONST and head.name in _OPEN


def _is_relation(t: Term) -> bool:
    head, args = spine(t)
    if head.tag != CONST:
        return True
    return head.name not in ("implies", "and", "or", "not", "forall", "exists") and not (head.name == "eq" and args[0].type is bool_)


def _starts_with_numeral(t: Term) -> bool:
    while is_call(t, "mul", 2) or is_call(t, "div", 2):
        if is_call(t, "div", 2) and t.arg.tag != LIT:
            return False
        t = t.fun.arg
    return t.tag == LIT


_SPACED = (r"\prod", r"\sum", r"\sup", r"\max", r"\int", r"\log", r"\left", r"\operatorname", r"\arg")  # TeX puts a thin space before these
_OPEN = frozenset(("log", "sum", "prod", "sup", "argmin", "argmax", "max", "support", "lim", "integral", "deriv", "partial", "jacobian"))
_RELATIONS = {"le": r"\le", "lt": "<", "ge": r"\ge", "gt": ">", "ne": r"\ne"}
_ROLES = frozenset(("marginal_left", "marginal_right", "given_left", "given_right"))
_Method = Callable[[_Latex, list[Term]], Shown]


def _relation(sign: str) -> _Method:
    return lambda self, args: self.infix(sign, args, REL)


def _plus(sign: str) -> _Method:
    return lambda self, args: self.infix(sign, args, SUM, SUM, SUM + 1)


def _with(method: Any, word: str) -> _Method:
    return lambda self, args: method(self, word, args)


_SPECIAL: dict[str, tuple[int, _Method]] = {
    "identity": (0, lambda self, args: ("I", ATOM, False)),
    "matmul": (2, _Latex.matrices),
    "matvec": (2, _Latex.matrices),
    "transpose": (1, _Latex.transpose),
    "eq": (2, _Latex.equality),
    **{name: (2, _relation(sign)) for name, sign in _RELATIONS.items()},
    "and": (2, _with(_Latex.connective, "and")),
    "or": (2, _with(_Latex.connective, "or")),
    "implies": (2, _Latex.implication),
    "not": (1, _Latex.negation),
    "forall": (1, _with(_Latex.quantifier, "forall")),
    "exists": (1, _with(_Latex.quantifier, "exists")),
    "add": (2, _plus("+")),
    "sub": (2, _plus("-")),
    "nat_add": (2, _plus("+")),
    "nat_sub": (2, _plus("-")),
    "mul": (2, _Latex.product),
    "nat_mul": (2, _Latex.product),
    "div": (2, _Latex.quotient),
    "neg": (1, _Latex.negative),
    "inv": (1, _Latex.inverse),
    "pow": (2, _Latex.power),
    "cast": (1, lambda self, args: self.show(args[0])),
    "abs": (1, lambda self, args: self.fenced(r"\lvert", r"\rvert", args)),
    "norm": (1, _Latex.norm),
    "euclidean": (1, lambda self, args: self.fenced(r"\lVert", r"\rVert", args)),
    "sqrt": (1, lambda self, args: (rf"\sqrt{{{self.put(args[0], QUANT)[0]}}}", ATOM, True)),
    "each": (2, _Latex.each),
    "jacobian": (-2, _Latex.jacobian),
    "exp": (1, _Latex.exponential),
    "log": (1, _Latex.logarithm),
    "pair": (2, _Latex.pair),
    "fst": (1, _with(_Latex.entry, "s")),
    "snd": (1, _with(_Latex.entry, "a")),
    "trajectory": (-5, _Latex.trajectory),
    "sum": (3, _with(_Latex.ranged, r"\sum")),
    "prod": (3, _with(_Latex.ranged, r"\prod")),
    "sup": (1, _with(_Latex.over, r"\sup")),
    "argmin": (-2, _with(_Latex.extremal, r"\arg\min")),
    "argmax": (-2, _with(_Latex.extremal, r"\arg\max")),
    "max": (1, _with(_Latex.over, r"\max")),
    "support": (-2, _Latex.support),
    "policy": (-2, _Latex.policy),
    "mass": (2, _Latex.mass),
    "lim": (1, _Latex.limit),
    "returns": (5, _Latex.returned),
    "finite": (1, _Latex.finite),
    "singleton": (-2, _Latex.singleton),
    "tends": (2, _Latex.tends),
    "is_big_o": (2, _with(_Latex.growth, "O")),
    "is_theta": (2, _with(_Latex.growth, r"\Theta")),
    "cost": (1, _Latex.cost),
    "name_step": (3, _Latex.program),
    "integral": (2, _Latex.integral),
    "variance": (2, _Latex.variance),
    "dens": (2, _Latex.law),
    "density": (2, _Latex.density),
    "joint_density": (3, _Latex.density),
    "integrable": (2, _Latex.integrable),
    "dominated": (4, _Latex.dominated),
    "deriv": (-2, _Latex.derivative),
    "partial": (3, _Latex.partial),
}
