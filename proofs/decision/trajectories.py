"""Trajectories of a parametrised policy, shared by 3.2"""

from derive import *

S, A = spaces("S A")
M = sizes("M")
T, t, t_, u = symbols("T t t' u", Natural)
k = symbols("k", Index(M))
theta, old = symbols("theta theta'", Vector(M))
Runs = Trajectory(S, A, T)
tau = symbols("tau", Runs)
s, a = states(tau), actions(tau)

rho_0 = density("rho_0", S)
p = density("p", S, given=S * A)
pi = family("pi", Vector(M), A, given=S)
P = trajectories(Runs, start=rho_0, dynamics=p, policy=pi)  # p_theta(tau)
R = symbols("R", S * A >> Real)
ret, J = symbols("r", Runs >> Real), symbols("J", Vector(M) >> Real)
