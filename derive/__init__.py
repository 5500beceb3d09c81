"""Theory assignments as checked mathematics.

Layers, lowest first; each imports only from those before it:

errors      the exceptions
kernel      types, terms, theorems, rules, the field procedure, ledger, certificates, replay (trusted)
language    what authors can say: heads, operators, printing, SymPy
tactics     proof search and finders
theory      axioms and lemmas by subject
evidence    models, evaluation, verdicts
course      questions, parameters, claims, assignments
documents   LaTeX and HTML
cli, all    doors

`from derive import *` gives an author the words of a script; they are loaded when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "derive.language.expr": "And Eq Identity If Iff Implies Natural Ne Not Or Rational Real det diag thin_svd trace zero",
    "derive.language.norms": "each has_jacobian sigma_max spectral_radius",
    "derive.language.symbols": (
        "D Diagonal E Index Matrix Policies Prod Seq Set Sum Var Vector argmax argmin bijective bounded branches density differentiable dirac dominated exists "
        "exp family finite forall integrable integral law lim log markov_kernel max_ measurable norm oo returns sigmoid singleton sizes spaces "
        "sqrt sup support symbols tanh tends"
    ),
    "derive.language.trajectories": "Trajectory actions states trajectories",
    "derive.language.programs": "BigO Theta softmax_rows",
    "derive.course.programs": "cost program",
    "derive.course.verbs": "ask deduct define given have hint near_miss published say show suppose written",
    "derive.course.question": "Activation OneOf Operator Positive result",
    "derive.course.figures": "diagram figure plot",
    "derive.course.find": "find",
}
_HOME = {name: module for module, names in _WHERE.items() for name in names.split()}
__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")
