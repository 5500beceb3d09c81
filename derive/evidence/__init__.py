"""Evidence: statements against models with exact rationals and rigorous balls. Numbers refute; they never prove.

Modules in load order:

    numbers      rationals, balls, dual numbers; comparisons with four answers
    truth        connectives with four answers
    smooth, samples, definitions     what shows in the form of a term; values for quantifiers; hypotheses that define
    table        the table of evaluations, filled by arithmetic, logic, analysis, probability; gathered by heads
    evaluate     terms compiled to closures
    values, functions, laws          what symbols stand for: value, text, LaTeX, Python, simpler values
    plan, chooser, model, draw       models by construction
    trial        one plan, its compiled hypotheses, a model
    snippet, describe, shrink        a smallest counterexample, as mathematics and as Python
    verdict      check, refute, unneeded, as_claim

What outsiders use; nothing here loads python-flint before it is called.
"""

from derive.evidence.verdict import as_claim, check, refute, unneeded

__all__ = ["as_claim", "check", "refute", "unneeded"]
