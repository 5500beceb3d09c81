"""The trusted kernel. Read its modules in this order (they are loaded when asked for: a process that replays loads no prover):

types        types and their kinds; `need`, the one way to refuse
terms        terms: always beta-normal, equal modulo alpha and eta exactly when `canon` is the same object; the signature
theorem      hypotheses |- conclusion, with the trace of the proof
field        equality of rational expressions; comparison of literals
rules        the primitive rules
axioms       the ledger of axioms and definitions
certificate  proofs as plain data (not trusted)
replay       the independent checker, which shares types and terms with the modules above, and nothing else"""
__all__ = ["axioms", "certificate", "field", "replay", "rules", "terms", "theorem", "types"]
