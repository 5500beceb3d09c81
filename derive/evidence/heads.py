"""How each head is evaluated: the tables of all subjects. A head that is missing here is unfolded by its definition."""

from derive.evidence import (
    analysis,
    arithmetic,
    bijections,
    conditionals,
    cost,
    decision,
    determinants,
    dirac,
    logic,
    matrices,
    maxima,
    probability,
    runs,
    vectors,
)
from derive.evidence.table import EVALUATIONS, NOT_EVALUABLE, Evaluation

SUBJECTS = (
    arithmetic,
    logic,
    analysis,
    probability,
    dirac,
    maxima,
    decision,
    matrices,
    vectors,
    runs,
    cost,
    conditionals,
    bijections,
    determinants,
)

__all__ = ["EVALUATIONS", "NOT_EVALUABLE", "SUBJECTS", "Evaluation"]
