"""Mutants of the proof scripts: each differs from its script in one place, and is run in a process of its own.

`python tests/proofs/mutations.py` runs all of them and prints a summary; `--only TEXT` those whose name contains TEXT,
`--out FILE` writes one JSON object a line, `--sample N` takes about one in N, `--reasons` also changes reasons.

A mutant ends in one of these ways (`Answer.outcome`):

    same        the change is in a branch that these parameters do not take, or says the same
    accepted    proved, certificate replayed, no error
    refuted     a line or a claim that is new is false, and a counterexample was printed
    near miss   everything is proved, but something that the script calls false was not refuted
    no proof    a line does not follow, a condition is missing, or the lines do not reach the claim
    unstated    what stands there is no statement (types, floats, a name that is not bound): nothing was claimed
    broken      an exception that is no message to an author
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import select
import signal
import sys
import time
import types
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# script, parameters, file that is mutated (when it is not the script itself)
CASES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("networks/steepest", {"phi": "sigmoid"}, ""),
    ("networks/steepest", {"phi": "tanh"}, ""),
    ("networks/scalar_chain", {"phi": "sigmoid"}, ""),
    ("networks/scalar_chain", {"phi": "tanh"}, ""),
    ("latent/elbo", {}, ""),
    ("decision/contraction", {"T": "on_Q"}, ""),
    ("decision/contraction", {"T": "on_V"}, ""),
    ("decision/contraction", {"T": "on_Q"}, "decision/setting"),
    ("decision/contraction", {"T": "on_V"}, "decision/setting"),
    ("decision/baseline", {}, ""),
)

# names of one sort, to be mistaken for each other
SWAPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "networks/steepest": (("top.value", "top.at"),),
    "networks/scalar_chain": (("n", "l"), ("base", "step"), ("positive", "bound")),
    "latent/elbo": (("x", "z"), ("p", "q"), ("prior", "fit", "gap"), ("log", "exp")),
    "decision/contraction": (("V", "W"), ("pointwise", "bound")),
    "decision/setting": (("s", "s_"), ("a", "a_"), ("P", "pi")),
    "decision/baseline": (("b", "b_best"), ("g", "r"), ("mean", "variance"), ("ret", "score")),
}
BINDERS = ("Sum", "Prod", "E", "Var", "D", "forall", "exists", "integral", "argmin", "sup", "mean", "variance", "dominated", "integrable")
RELATIONS = ("eq", "le", "lt", "ge", "gt")
VERBS_OF_PROSE = (
    "ask",
    "hint",
    "say",
    "mark",
    "published",
    "near_miss",
    "symbols",
    "spaces",
    "sizes",
    "density",
    "family",
    "markov_kernel",
)
FUNCTIONS = ("abs", "log", "exp", "norm", "D", "phi", "mean", "variance")
OTHER_REASONS = {
    "networks/steepest": ("differentiation", "exp_zero", "phi"),
    "networks/scalar_chain": ("chain_rule", "differentiation", "f", "slope", "rise"),
    "latent/elbo": ("bayes", "expectation_const", "linearity", "log_div", "log_inv", "log_le_sub_one", "log_mul", "mass_le_one", "seen"),
    "decision/contraction": ("abs_mul", "expectation_abs_le", "expectation_const", "linearity", "norm_le", "T", "discount"),
    "decision/baseline": ("linearity", "differentiation", "mass_is_one", "centred", "informative", "score", "possible"),
}


@dataclass(frozen=True)
class Mutant:
    """One changed script. `build` makes the changed module; `file` is the script that was changed."""

    result: str
    parameters: tuple[tuple[str, str], ...]
    file: str
    kind: str
    line: int
    old: str
    new: str
    build: Callable[[], ast.Module] = field(repr=False, compare=False)
    number: int = 0

    @property
    def key(self) -> str:
        """The change alone: it outlives edits of other lines, and is shared by all parameters."""
        return f"{self.file} {self.kind}: {self.old}  ~>  {self.new}" + (f" (#{self.number})" if self.number else "")

    @property
    def name(self) -> str:
        """One line that names the mutant, the same in every run."""
        values = ",".join(v for _, v in self.parameters)
        return f"{self.result}[{values}] :{self.line} {self.key}"


@dataclass
class Answer:
    """What became of a mutant."""

    name: str
    kind: str
    outcome: str
    key: str = ""
    error: str = ""
    statement: str = ""
    seconds: float = 0.0
    changed: list[dict[str, Any]] = field(default_factory=list)  # statements that the script did not make: text, what models say
    dropped: list[str] = field(default_factory=list)  # hypotheses that are gone
    replayed: bool | None = None
    evidence: str = ""


# -- the mutations ------------------------------------------------------------------------------------------------------------


class _Place:
    """A node of a tree with the place it hangs at, to put another in its stead."""

    def __init__(self, node: Any, parent: Any, name: str, index: int | None) -> None:
        self.node, self.parent, self.name, self.index = node, parent, name, index

    def put(self, new: ast.AST | None) -> None:
        if self.index is None:
            setattr(self.parent, self.name, new)
        elif new is None:
            del getattr(self.parent, self.name)[self.index]
            if not getattr(self.parent, self.name):
                getattr(self.parent, self.name).append(ast.Pass())
        else:
            getattr(self.parent, self.name)[self.index] = new


def _places(tree: ast.AST) -> list[_Place]:
    found: list[_Place] = []

    def walk(node: ast.AST) -> None:
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        found.append(_Place(item, node, name, i))
                        walk(item)
            elif isinstance(value, ast.AST):
                found.append(_Place(value, node, name, None))
                walk(value)

    walk(tree)
    return found


def _word(node: ast.AST) -> str:
    """The name of a function that is called, also behind brackets and dots."""
    while True:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return node.attr
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return ""


def _outside(tree: ast.Module) -> set[int]:
    """Nodes in which nothing is changed: prose, imports, declarations, what must fail."""
    skipped: set[int] = set()

    def skip(node: ast.AST) -> None:
        for n in ast.walk(node):
            skipped.add(id(n))

    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            skip(node)
        if isinstance(node, ast.FunctionDef):
            for part in (node.args, *node.decorator_list):
                skip(part)
        if isinstance(node, ast.If | ast.IfExp):
            skip(node.test)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VERBS_OF_PROSE:
            skip(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mark":
            for a in node.args:
                skip(a)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "supremum":
            skip(node)
    return skipped


def _reasons(tree: ast.Module) -> set[int]:
    """Nodes inside by=."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("by", "without", "given", "number", "close", "draw"):
            for n in ast.walk(node):
                if node.arg != "draw":
                    found.add(id(n))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "by":
            for a in node.args:
                found.update(id(n) for n in ast.walk(a))
    return found


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _variants(place: _Place, script: str) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST | None]]]:
    """What may be written in the stead of a node: kind, and how it is made from (a copy of) the node."""
    node = place.node
    if isinstance(node, ast.BinOp):
        turned = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
        if type(node.op) in turned:
            yield (
                ("sign" if isinstance(node.op, ast.Add | ast.Sub) else "invert"),
                lambda n: ast.BinOp(n.left, turned[type(n.op)](), n.right),
            )
        if not isinstance(node.op, ast.BitOr | ast.RShift):
            yield "drop right", lambda n: n.left
            yield "drop left", lambda n: n.right
        if isinstance(node.op, ast.Pow):
            yield "exponent", lambda n: ast.BinOp(n.left, ast.Pow(), ast.BinOp(n.right, ast.Add(), ast.Constant(1)))
        if isinstance(node.op, ast.BitOr | ast.Sub | ast.Div | ast.Pow):
            yield "swap sides", lambda n: ast.BinOp(n.right, n.op, n.left)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", lambda n: n.operand
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for op in (ast.Lt, ast.LtE, ast.Gt, ast.GtE):
            if not isinstance(node.ops[0], op) and isinstance(node.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                yield "relation", lambda n, op=op: ast.Compare(n.left, [op()], n.comparators)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Eq":
        for op in (ast.Lt, ast.GtE):
            yield "relation", lambda n, op=op: ast.Compare(n.args[0], [op()], [n.args[1]])
        yield "relation", lambda n: ast.Call(ast.Name("Ne", ast.Load()), n.args, [])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "And":
        for i in range(len(node.args)):
            yield "drop part", lambda n, i=i: n.args[i]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Implies":
        yield "drop part", lambda n: n.args[1]
        yield "swap sides", lambda n: ast.Call(n.func, n.args[::-1], [])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RELATIONS and len(node.args) == 1:
        for new in RELATIONS:
            if new != node.func.attr:
                yield "relation of a line", lambda n, new=new: ast.Call(ast.Attribute(n.func.value, new, ast.Load()), n.args, n.keywords)
        yield "drop line", lambda n: n.func.value
        yield "sign of a line", lambda n: ast.Call(n.func, [ast.UnaryOp(ast.USub(), n.args[0])], n.keywords)
        yield "one more", lambda n: ast.Call(n.func, [ast.BinOp(n.args[0], ast.Add(), ast.Constant(1))], n.keywords)
        yield "twice", lambda n: ast.Call(n.func, [ast.BinOp(ast.Constant(2), ast.Mult(), n.args[0])], n.keywords)
        for keyword in node.keywords:
            if keyword.arg == "by":
                yield "no reason", lambda n: ast.Call(n.func, n.args, [])
                if isinstance(keyword.value, ast.List):
                    for i in range(len(keyword.value.elts)):
                        yield (
                            "drop reason",
                            lambda n, i=i: ast.Call(
                                n.func,
                                n.args,
                                [ast.keyword("by", ast.List([e for j, e in enumerate(n.keywords[0].value.elts) if j != i], ast.Load()))],
                            ),
                        )
                for other in OTHER_REASONS.get(script, ()):
                    if other != ast.unparse(keyword.value):
                        yield "wrong reason", lambda n, other=other: ast.Call(n.func, n.args, [ast.keyword("by", _expression(other))])
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        if isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            yield "drop function", lambda n: n.args[0]
        if isinstance(node.func, ast.Call) and isinstance(node.func.func, ast.Name) and node.func.func.id == "D":
            yield "drop function", lambda n: ast.Call(n.func.args[0], n.args, [])
        if isinstance(node.func, ast.Subscript) and isinstance(node.func.value, ast.Name) and node.func.value.id in BINDERS:
            yield "drop function", lambda n: n.args[0]
    if isinstance(node, ast.Call) and len(node.args) == 2 and isinstance(node.func, ast.Name) and node.func.id in ("p", "q", "Rational"):
        yield "swap sides", lambda n: ast.Call(n.func, n.args[::-1], [])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "given":
        claims = [i for i, a in enumerate(node.args) if not isinstance(a, ast.Constant)]
        if len(claims) > 1:
            for i in claims:
                yield "drop hypothesis", lambda n, i=i: ast.Call(n.func, [a for j, a in enumerate(n.args) if j != i], [])
        else:
            yield "hypothesis only supposed", lambda n: ast.Call(ast.Name("suppose", ast.Load()), n.args, [])
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        yield "constant", lambda n: ast.Constant(n.value + 1)
        if node.value > 0:
            yield "constant", lambda n: ast.Constant(n.value - 1)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in ("f", "b"):
        yield "index", lambda n: ast.Subscript(n.value, ast.BinOp(n.slice, ast.Add(), ast.Constant(1)), ast.Load())
        if not isinstance(node.slice, ast.Constant):
            yield "index", lambda n: ast.Subscript(n.value, ast.Constant(0), ast.Load())
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("Prod", "Sum")
        and isinstance(node.slice, ast.Tuple)
    ):
        yield (
            "bound",
            lambda n: ast.Subscript(
                n.value, ast.Tuple([*n.slice.elts[:2], ast.BinOp(n.slice.elts[2], ast.Add(), ast.Constant(1))], ast.Load()), ast.Load()
            ),
        )
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Subscript)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in BINDERS
    ):
        names = sorted({n.id for n in ast.walk(node.func.slice) if isinstance(n, ast.Name)})
        for group in SWAPS.get(script, ()):
            for old in names:
                for new in group:
                    if old in group and new != old:
                        yield "capture", lambda n, old=old, new=new: _Rename(old, new).visit(n)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for group in SWAPS.get(script, ()):
            if node.id in group:
                for other in group:
                    if other != node.id:
                        yield "swap variables", lambda n, other=other: ast.Name(other, ast.Load())
    if isinstance(node, ast.Attribute) and node.attr in ("value", "at") and isinstance(node.value, ast.Name) and node.value.id == "top":
        yield "swap variables", lambda n: ast.Attribute(n.value, "at" if n.attr == "value" else "value", ast.Load())


@dataclass(frozen=True)
class _Change:
    """One node of a tree put differently."""

    tree: ast.Module
    place: int
    make: Callable[[Any], Any]

    def __call__(self) -> ast.Module:
        changed = copy.deepcopy(self.tree)
        there = _places(changed)[self.place]
        there.put(ast.copy_location(self.make(there.node), there.node))
        return ast.fix_missing_locations(changed)


class _Rename(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.new if node.id == self.old else node.id, node.ctx)


def _without_name(tree: ast.Module, name: str) -> None:
    """Take a name out of all reasons, and out of what must fail without it."""
    for place in reversed(_places(tree)):
        node = place.node
        if isinstance(node, ast.List):
            node.elts = [e for e in node.elts if not (isinstance(e, ast.Name) and e.id == name)]
        if isinstance(node, ast.Call):
            node.keywords = [k for k in node.keywords if not (isinstance(k.value, ast.Name) and k.value.id == name)]
            if isinstance(node.func, ast.Attribute) and node.func.attr == "by":
                node.args = [a for a in node.args if not (isinstance(a, ast.Name) and a.id == name)]


def _statements(tree: ast.Module) -> Iterator[tuple[str, str, ast.Module, int]]:
    """Hypotheses taken away altogether: old, new, tree, line."""
    for i, place in enumerate(_places(tree)):
        node = place.node
        value = node.value if isinstance(node, ast.Assign | ast.Expr) else None
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name) or value.func.id != "given" or place.index is None:
            continue
        changed = copy.deepcopy(tree)
        _places(changed)[i].put(None)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            for statement in list(_places(changed)):
                n = statement.node
                if (
                    isinstance(n, ast.Expr)
                    and _word(n.value) in ("near_miss", "published")
                    and any(isinstance(m, ast.Name) and m.id == name for m in ast.walk(n))
                ):
                    place_now = next(p for p in _places(changed) if p.node is n)
                    place_now.put(None)
            _without_name(changed, name)
        yield ast.unparse(node), "nothing", changed, node.lineno


def mutants(result: str, parameters: dict[str, str], file: str = "") -> list[Mutant]:
    """All mutants of one script, in the order of the text."""
    file = file or result
    tree = ast.parse((ROOT / "proofs" / f"{file}.py").read_text(encoding="utf-8"))
    outside, reasons = _outside(tree), _reasons(tree)
    found: list[Mutant] = []
    values = tuple(sorted(parameters.items()))
    for i, place in enumerate(_places(tree)):
        node = place.node
        if id(node) in outside or id(node) in reasons or not hasattr(node, "lineno"):
            continue
        for kind, make in _variants(place, file):
            new = make(copy.deepcopy(node))
            if new is not None:
                found.append(
                    Mutant(
                        result,
                        values,
                        file,
                        kind,
                        node.lineno,
                        _brief(node),
                        _brief(ast.fix_missing_locations(new)),
                        _Change(tree, i, make),
                    )
                )
    for old, new_text, changed, line in _statements(tree):
        found.append(
            Mutant(result, values, file, "drop hypothesis", line, old, new_text, lambda changed=changed: ast.fix_missing_locations(changed))
        )
    seen: Counter[str] = Counter()
    named = []
    for m in found:
        seen[m.key] += 1
        number = seen[m.key] - 1
        named.append(replace(m, number=number) if number else m)
    return named


def _brief(node: ast.AST) -> str:
    text = ast.unparse(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in (*RELATIONS, "mark"):
        base = _word(node.func)
        text = f".{base}({', '.join([*map(ast.unparse, node.args), *(f'{k.arg}={ast.unparse(k.value)}' for k in node.keywords)])})"
    return text if len(text) < 150 else text[:147] + "..."


def all_mutants() -> list[Mutant]:
    """Every mutant of every case."""
    return [m for result, parameters, file in CASES for m in mutants(result, parameters, file)]


def sample(part: int, kinds: Callable[[str], bool] = lambda kind: True) -> list[Mutant]:
    """About one mutant in `part`, the same ones whatever else is edited: chosen by what they change."""
    return [m for m in all_mutants() if kinds(m.kind) and zlib.crc32(f"{m.result} {m.parameters} {m.key}".encode()) % part == 0]


# -- running them -------------------------------------------------------------------------------------------------------------


def _load(name: str, tree: ast.Module) -> types.ModuleType:
    """A module from a tree, in the place of the one with its name."""
    module = types.ModuleType("proofs." + name.replace("/", "."))
    path = str(ROOT / "proofs" / f"{name}.py")
    module.__file__ = path
    sys.modules[module.__name__] = module
    exec(compile(tree, path, "exec", dont_inherit=True), module.__dict__)
    return module


def _original(name: str) -> ast.Module:
    return ast.parse((ROOT / "proofs" / f"{name}.py").read_text(encoding="utf-8"))


def _run(result: str, parameters: tuple[tuple[str, str], ...], changed: dict[str, ast.Module]) -> Any:
    """The board of a script."""
    from derive.course.question import ResultFunction

    for name in [*(n for n in changed if n != result), result]:
        module = _load(name, changed.get(name) or _original(name))
    functions = [v for v in vars(module).values() if isinstance(v, ResultFunction) and v.function.__module__ == module.__name__]
    return functions[0].run(functions[0].parse(dict(parameters)))


def _claims(board: Any) -> list[tuple[Any, Any, list[Any]]]:
    """Every claim and line: record, statement, hypotheses of its own."""
    found = []
    claims = [c.record for c in board.claims]
    claims += [c for c in board.result.body if hasattr(c, "lines") and all(c is not d for d in claims)]
    for c in claims:
        own = [h.term for h in c.given]
        found.append((c, c.statement, own))
        found += [(n, n.statement, own) for n in c.lines]
    return found


def _signature(board: Any) -> Any:
    r = board.result
    return [
        [(str(s), [str(h) for h in own], getattr(c, "reasons", None)) for c, s, own in _claims(board)],
        [(str(h.term), h.kind) for h in r.hypotheses],
        [(str(c.statement), [str(h.term) for h in c.given]) for c in (*r.near_misses, *r.published)],
    ]


@cache
def _unchanged(result: str, parameters: tuple[tuple[str, str], ...]) -> Any:
    """What the script itself says: its statements with their own hypotheses, its hypotheses, its signature."""
    board = _run(result, parameters, {})
    before = {(s.canon, tuple(h.canon for h in own)) for _, s, own in _claims(board)}
    return before, {h.term.canon for h in board.result.hypotheses}, _signature(board)


def judge(m: Mutant, models: int = 60) -> Answer:
    """Run a mutant here (its symbols stay behind: give it a process of its own)."""
    from derive.course.run import _certify
    from derive.errors import DeriveError
    from derive.evidence.verdict import check
    from derive.kernel.replay import check as replay

    before, premises, table = _unchanged(m.result, m.parameters)
    start = time.perf_counter()
    answer = Answer(m.name, m.kind, "", m.key)
    try:
        board = _run(m.result, m.parameters, {m.file: m.build()})
    except DeriveError as e:
        answer.outcome, answer.error = "unstated", str(e)
        return answer
    except (NameError, TypeError, ValueError, AttributeError) as e:
        mine = [f for f in _frames(e) if "/proofs/" in f]
        answer.outcome, answer.error = (
            ("unstated" if mine and mine[-1] == _frames(e)[-1] else "broken"),
            f"{type(e).__name__}: {e} {_frames(e)[-3:]}",
        )
        return answer
    except Exception as e:
        answer.outcome, answer.error = "broken", f"{type(e).__name__}: {e} {_frames(e)[-3:]}"
        return answer
    r = board.result
    answer.seconds = time.perf_counter() - start
    if _signature(board) == table and not r.errors:
        answer.outcome = "same"
        return answer
    answer.dropped = [str(t) for t in premises - {h.term.canon for h in r.hypotheses}]
    new = [
        (c, s, own)
        for c, s, own in _claims(board)
        if (s.canon, tuple(h.canon for h in own)) not in before or answer.dropped or len(premises) != len(r.hypotheses)
    ]
    try:
        counts = check([(s, own) for _, s, own in new], board.hypotheses(), models, 0) if new else []
    except Exception as e:
        counts = []
        answer.error = f"check: {type(e).__name__}: {e}"
    from derive.language.expr import text_of

    for (c, s, _), count in zip(new, counts, strict=False):
        answer.changed.append(
            {
                "text": text_of(s),
                "verdict": c.verdict,
                "evidence": count.verdict,
                "models": count.models,
                "effective": count.effective,
                "kind": getattr(c, "kind", "line"),
            }
        )
    answer.evidence = ",".join(sorted({c.verdict for c in counts}))
    if r.verdict == "proved" and not r.errors:
        _certify(board)
        pinned = json.loads((ROOT / "derive" / "kernel" / "pinned.json").read_text(encoding="utf-8"))
        try:
            replay(r.certificate, r.goal, pinned)
            answer.replayed = True
        except DeriveError as e:
            answer.replayed, answer.error = False, str(e)
        answer.outcome = "accepted" if answer.replayed else "no proof"
        if answer.outcome == "accepted" and any(c.refuted for c in counts):
            answer.outcome = "broken"
            answer.error = "proved and refuted"
        return answer
    answer.error = answer.error or "\n".join(r.errors)
    misses = [c for c in (*r.near_misses, *r.published) if c.verdict != "refuted"]
    refuted = [c for c, _, _ in _claims(board) if c.verdict == "refuted"] or [c for c in r.errors if "is false" in c.split("\n")[0]]
    if refuted:
        answer.outcome = "refuted"
    elif misses and all(c.verdict == "proved" for c, _, _ in _claims(board)):
        answer.outcome = "near miss"
    else:
        answer.outcome = "no proof"
    return answer


def _frames(e: BaseException) -> list[str]:
    import traceback

    return [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(e.__traceback__)]


def run(chosen: Sequence[Mutant], workers: int = 0, limit: float = 120.0, done: Callable[[Answer], None] | None = None) -> list[Answer]:
    """Judge mutants in processes of their own, forked from one in which everything is imported."""
    _prepare()
    for m in chosen:
        _unchanged(m.result, m.parameters)
    waiting, running = list(enumerate(chosen))[::-1], dict[int, tuple[int, int, float, bytearray]]()
    answers: dict[int, Answer] = {}
    workers = workers or os.cpu_count() or 1
    while waiting or running:
        while waiting and len(running) < workers:
            i, m = waiting.pop()
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reader)
                _child(m, writer)
            os.close(writer)
            running[reader] = i, child, time.monotonic(), bytearray()
        ready, _, _ = select.select(list(running), [], [], 1.0)
        for fd in list(running):
            i, child, begun, data = running[fd]
            late = time.monotonic() - begun > limit
            if fd in ready and not late:
                part = os.read(fd, 1 << 16)
                if part:
                    data += part
                    continue
            elif not late:
                continue
            if late:
                os.kill(child, signal.SIGKILL)
            os.close(fd)
            os.waitpid(child, 0)
            del running[fd]
            text = data.decode()
            answers[i] = (
                Answer(**json.loads(text))
                if text and not late
                else Answer(chosen[i].name, chosen[i].kind, "broken", chosen[i].key, "took too long" if late else "its process died")
            )
            if done:
                done(answers[i])
    return [answers[i] for i in range(len(chosen))]


def _prepare() -> None:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from derive.course.run import find_result

    for name in ("networks/steepest", "networks/scalar_chain", "latent/elbo", "decision/contraction", "decision/baseline"):
        find_result(name)


def _child(m: Mutant, writer: int) -> None:
    try:
        answer = judge(m)
    except BaseException as e:
        answer = Answer(m.name, m.kind, "broken", m.key, f"{type(e).__name__}: {e} {_frames(e)[-3:]}")
    with os.fdopen(writer, "w") as out:
        json.dump(asdict(answer), out)
    os._exit(0)


def main() -> int:
    """Run mutants from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--names", help="a file with names, one a line")
    parser.add_argument("--out")
    parser.add_argument("--sample", type=int, default=1)
    parser.add_argument("--reasons", action="store_true", help="also where only the reasons change")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    chosen = sample(options.sample, lambda kind: options.reasons or "reason" not in kind)
    if options.only:
        chosen = [m for m in chosen if any(text in m.name for text in options.only)]
    if options.names:
        names = set(Path(options.names).read_text(encoding="utf-8").splitlines())
        chosen = [m for m in chosen if m.name in names]
    if options.list:
        print(*(m.name for m in chosen), sep="\n")
        return 0
    with open(options.out or os.devnull, "w", encoding="utf-8") as out:
        answers = run(chosen, options.jobs, done=lambda a: print(json.dumps(asdict(a)), file=out, flush=True))
    print(Counter(a.outcome for a in answers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
