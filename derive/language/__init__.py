"""What authors can say. Modules in load order: head, logic, arithmetic, calculus, probability, dirac, maxima, matrices, expr, symbols, then printing."""

# isort: off
from derive.language import logic as logic
from derive.language import arithmetic as arithmetic
from derive.language import calculus as calculus
from derive.language import probability as probability
from derive.language import dirac as dirac
from derive.language import maxima as maxima
from derive.language import matrices as matrices
# isort: on
