"""What is printed, from records to pages. Modules in reading order:

printed      a result as plain data: every term as text and LaTeX (the only module here that sees terms)
definitions  definitions as their author wrote them
sorts        what the symbols are, in words
prose        authors' sentences as LaTeX, HTML and text
width        how wide a formula is, roughly
layout       the order on paper: numbers, lead-ins, chains, marks, what is false
latex        handout and solutions
html         the report as a web page
report       the report as data, and what counts as success
pdf          pdflatex, and what its log complains about
"""
