"""A Markov decision process and the operators on its value functions, shared by 3.1"""

from derive import *
from derive.theory import abs_le_norm, sup_lipschitz

S, A = spaces("S A")
s, s_ = symbols("s s'", S)
a, a_ = symbols("a a'", A)
r = symbols("r", S * A >> Real)
P = markov_kernel("P", S, given=S * A)
pi = markov_kernel("pi", A, given=S)
gamma = symbols("gamma", Real)

# an operator  (T V)(point) = reward + gamma E[draw](value(V));  `close` is the lemma  |value(V) - value(W)| <= ||V - W||
on_V = Operator("T^pi", on=S >> Real, point=[s], reward=E[pi(a | s)](r(s, a)), discount=gamma,
                draw=[pi(a | s), P(s_ | s, a)], value=lambda V: V(s_), close=abs_le_norm)
on_Q = Operator("T^pi", on=S * A >> Real, point=[s, a], reward=r(s, a), discount=gamma,
                draw=[P(s_ | s, a), pi(a_ | s_)], value=lambda Q: Q(s_, a_), close=abs_le_norm)
optimal_on_Q = Operator("T^*", on=S * A >> Real, point=[s, a], reward=r(s, a), discount=gamma,
                        draw=[P(s_ | s, a)], value=lambda Q: sup[a_](Q(s_, a_)), close=sup_lipschitz, needs=(finite(A),))
