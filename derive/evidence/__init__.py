"""Evidence: statements against models with exact rationals and rigorous balls. Numbers refute; they never prove.

Modules in load order: numbers (rationals, balls, duals), logic (four-valued), smooth, samples, heads (evaluation of each head),
evaluate (terms to closures), definitions (hypotheses that define), values (what symbols stand for), model (models by
construction), trial, describe (a model for a reader), snippet (a model as Python), shrink, verdict.

What outsiders use; nothing here loads python-flint before it is called.
"""

from derive.evidence.verdict import check, refute, unneeded

__all__ = ["check", "refute", "unneeded"]
