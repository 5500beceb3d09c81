"""The library: axioms with their sources and the lemmas proved from them, by subject, in load order."""

# isort: off
from derive.theory import logic as logic
from derive.theory import order as order
from derive.theory import numbers as numbers
from derive.theory import differences as differences
from derive.theory import analysis as analysis
from derive.theory import absolute as absolute
from derive.theory import products as products
from derive.theory import eventually as eventually
from derive.theory import limits as limits
from derive.theory import convergence as convergence
from derive.theory import mean_value as mean_value
from derive.theory import activations as activations
from derive.theory import measurability as measurability
from derive.theory import integrals as integrals
from derive.theory import bounded as bounded
from derive.theory import densities as densities
from derive.theory import joint as joint
from derive.theory import posterior as posterior
from derive.theory import conditionals as conditionals
from derive.theory import dirac as dirac
from derive.theory import maxima as maxima
from derive.theory import sequences as sequences
from derive.theory import mixtures as mixtures
from derive.theory import ranges as ranges
from derive.theory import lim as lim
from derive.theory import contraction as contraction
from derive.theory import decision as decision
from derive.theory import policies as policies
from derive.theory import gradients as gradients
from derive.theory import runs as runs
from derive.theory import scores as scores
from derive.theory import matrices as matrices
from derive.theory import determinants as determinants
from derive.theory import bijections as bijections
from derive.theory import roots as roots
from derive.theory import vectors as vectors
from derive.theory import spectral as spectral
from derive.theory import choice as choice
from derive.theory import jacobians as jacobians
from derive.theory import elementwise as elementwise
from derive.theory import partials as partials
from derive.theory import cost as cost
from derive.theory import rank as rank
# isort: on


def __getattr__(name: str) -> object:
    """`from derive.theory import linearity`: a lemma by its name."""
    from derive.tactics.lemma import LEMMAS

    if name in LEMMAS:
        return LEMMAS[name]
    raise AttributeError(f"there is no lemma {name!r} in derive.theory")
