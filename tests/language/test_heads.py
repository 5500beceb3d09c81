"""Every head has every facet, and its templates say what is printed."""

from __future__ import annotations

import re

import pytest

from derive.kernel.terms import Term, abstract, apply, const, signature, var
from derive.kernel.types import DIM, Type, bool_, nat, real, substitute_type, type_var
from derive.language.head import ATOM, HEADS, QUANT
from derive.language.latex import to_latex
from derive.language.notation import name_to_latex
from derive.language.printer import opened
from derive.language.text import to_text

# The places where a template cannot say it: what is drawn and conditions depend on the symbols, the partial derivative on the point,
# the identity matrix on the dimension; two functions of one bound variable show one letter.
DEPENDS = {
    "marginal_left",
    "marginal_right",
    "given_left",
    "given_right",
    "partial",
    "dominated",
    "identity",
    "is_big_o",
    "is_theta",
    "returns",
}


@pytest.mark.parametrize("name", sorted(HEADS))
def test_facets(name: str) -> None:
    record = HEADS[name]
    assert record.name == name
    assert record.type is signature()[name]
    assert record.doc and not record.doc.endswith("."), "a meaning in words"
    assert record.text and record.latex, "templates"
    assert QUANT <= record.prec <= ATOM
    assert record.source, "where it comes from"
    fields = {int(n) for n in re.findall(r"\{(\d)", record.text)}
    assert fields == set(range(len(fields))) or name in DEPENDS, "every argument shows"


class Argument:
    """An argument of a template, printed by `show`."""

    def __init__(self, t: Term, show: object, name: object) -> None:
        self.t, self.show, self.name = t, show, name

    def __format__(self, spec: str) -> str:
        return self.show(self.t)  # type: ignore[operator, no-any-return]

    @property
    def var(self) -> str:
        return self.name(opened(self.t)[0].name)  # type: ignore[operator, no-any-return]

    @property
    def body(self) -> str:
        return self.show(opened(self.t)[1])  # type: ignore[operator, no-any-return]


def argument(t: Type, i: int) -> Term:
    """A plain argument: a letter, or the function of a letter."""
    if t.name == "fun" and not t.is_var and t.args[1] is real and t.args[0].kind != DIM:
        v = var("uvwabcd"[i], t.args[0])
        return abstract(v, apply(var("fghpqrs"[i], t), v))
    if t.name == "fun" and not t.is_var and t.args[1] is bool_:
        v = var("uvwabcd"[i], t.args[0])
        return abstract(v, apply(var("P", t), v))
    if t is nat:
        return var("nmkjl"[i], nat)
    return var("xyzwrab"[i], t)


@pytest.mark.parametrize("name", sorted(set(HEADS) - DEPENDS))
def test_templates_say_what_is_printed(name: str) -> None:
    record = HEADS[name]
    types = {v: (type_var("I", DIM) if v.kind == DIM else type_var(v.name.upper())) for v in record.type.tvars}
    scheme = substitute_type(record.type, types)
    n = 1 + max((int(k) for k in re.findall(r"\{(\d)", record.text)), default=-1)
    t = const(name, scheme)
    args = []
    for i in range(n):
        args.append(argument(t.type.args[0], i))
        t = apply(t, args[-1])
    for template, show, word in ((record.text, to_text, str), (record.latex, to_latex, name_to_latex)):
        expected = template.format(*(Argument(a, show, word) for a in args))
        assert _plain(show(t)) == _plain(expected)


def _plain(text: str) -> str:
    """Without types, spaces, and braces around one token."""
    text = re.sub(r": \w+(\([^()]*\))?", "", text)
    return re.sub(r"\{(\w|\\[a-z]+)\}", r"\1", text).replace(" ", "").replace(r"\,", "")
