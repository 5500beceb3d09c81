"""What authors can say: head, logic, arithmetic, calculus, probability, dirac, maxima, matrices, cost, vectors, jacobians, runs, conditionals, bijections, determinants, expr, symbols, then printing."""

# isort: off
from derive.language import logic as logic
from derive.language import arithmetic as arithmetic
from derive.language import calculus as calculus
from derive.language import probability as probability
from derive.language import conditionals as conditionals
from derive.language import dirac as dirac
from derive.language import maxima as maxima
from derive.language import decision as decision
from derive.language import matrices as matrices
from derive.language import cost as cost
from derive.language import vectors as vectors
from derive.language import jacobians as jacobians
from derive.language import runs as runs
from derive.language import bijections as bijections
from derive.language import determinants as determinants
# isort: on
