"""Printed results made by hand, to lay out documents without proving anything. In formulas, ¦ marks where a line may be broken."""

from __future__ import annotations

from typing import Any

COUNTS = {"models": 100, "effective": 98, "consistent": 98, "undecided": 2, "refuted": 0, "seed": 0, "bits": 64, "why": {"precision": 2}}


def term(latex: str, text: str = "") -> dict[str, Any]:
    pieces = latex.split("¦")
    return {"latex": "".join(pieces), "text": text or "".join(pieces).replace("\\", ""), "pieces": pieces}


def hypothesis(latex: str, kind: str = "given", words: str = "", name: str = "", defines: str = "") -> dict[str, Any]:
    return {
        **term(latex),
        "kind": kind,
        "words": words,
        "name": name,
        "unneeded": False,
        "variable": name,
        "defines": defines,
        "symbols": [],
    }


def prose(kind: str, latex: str) -> dict[str, Any]:
    return {"type": "prose", "kind": kind, "latex": latex, "text": latex, "file": "proofs/x.py", "line": 5}


def lines(left: str, *rows: tuple[str, ...], mark: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    found = []
    for i, (relation, right, *reasons) in enumerate(rows):
        found.append(
            {
                "relation": relation,
                "left": term(left),
                "right": term(right),
                "statement": term(f"{left} {relation} {right}"),
                "reasons": list(reasons),
                "words": list(reasons),
                "words_latex": list(reasons),
                "verdict": "proved",
                "inferences": 20,
                "file": "proofs/x.py",
                "line": 10 + i,
                "error": "",
                "idle": [],
                "by_finder": False,
                "mark": list(mark) if mark and i == len(rows) - 1 else None,
                "evidence": COUNTS,
            }
        )
        left = right
    return found


def claim(kind: str, latex: str, rows: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    base = {
        "type": "claim",
        **term(latex),
        "kind": kind,
        "number": "",
        "name": "",
        "variable": "",
        "words": "",
        "finding": "",
        "verdict": "proved",
        "error": "",
        "file": "proofs/x.py",
        "line": 9,
        "given": [],
        "without": [],
        "lines": rows or [],
        "evidence": COUNTS,
        "contradicted_by": "",
        "counterexample": None,
    }
    return {**base, **more}


def false(kind: str, latex: str, words: str, values: dict[str, str], left: str = "", right: str = "", **more: Any) -> dict[str, Any]:
    said = ", ".join(f"{k} = {v}" for k, v in values.items())
    found = {
        "words": said,
        "values": values,
        "latex": values,
        "left": left,
        "right": right,
        "relation": "<=",
        "rigorous": True,
        "python": "pass",
    }
    return claim(kind, latex, words=words, verdict="refuted", counterexample=found if values else None, **more)


def result(id_: str, title: str, **more: Any) -> dict[str, Any]:
    base = {
        "id": id_,
        "title": title,
        "parameters": {},
        "verdict": "proved",
        "replayed": True,
        "errors": [],
        "symbols": [],
        "hypotheses": [],
        "body": [],
        "shown": [],
        "near_misses": [],
        "published": [],
        "deductions": [],
        "enclosures": [],
        "figures": [],
        "axioms": ["add_comm", "expectation_add", "log_mul", "mul_le_mul_of_nonneg"],
        "advisers": ["sympy"],
        "evidence": COUNTS,
    }
    return {**base, **more}


def group(one: str, many: str, *symbols: str) -> dict[str, Any]:
    return {"symbols": list(symbols), "one": one, "many": many}


EQ = r"\mathbb{E}_{q(z \mid x)}"
GAP = rf"{EQ}\left[\log \frac{{q(z \mid x)}}{{p(z \mid x)}}\right]"
PRIOR = rf"{EQ}\left[\log p(z)\right]"
FIT = rf"{EQ}\left[\log \frac{{p(x \mid z)}}{{q(z \mid x)}}\right]"
SPACES = group(
    "a measurable space with a reference measure", "measurable spaces, each with a reference measure", r"\mathcal{X}", r"\mathcal{Z}"
)

_identity = claim(
    "show",
    rf"\log p(x) ¦= {PRIOR} ¦+ {FIT} ¦+ {GAP}",
    lines(
        r"\log p(x)",
        ("=", rf"{EQ}\left[\log p(x)\right]", "the expectation of a constant"),
        ("=", rf"{EQ}\left[\log \frac{{p(x, z)}}{{p(z \mid x)}}\right]", "Bayes' rule"),
        ("=", rf"{EQ}\left[\log \left( \frac{{p(x, z)}}{{q(z \mid x)}} \, \frac{{q(z \mid x)}}{{p(z \mid x)}} \right)\right]"),
        (
            "=",
            rf"{EQ}\left[\log \left( p(z) \, \frac{{p(x \mid z)}}{{q(z \mid x)}} \, \frac{{q(z \mid x)}}{{p(z \mid x)}} \right)\right]",
            "Bayes' rule",
        ),
        (
            "=",
            rf"{EQ}\left[\log p(z) + \log \frac{{p(x \mid z)}}{{q(z \mid x)}} + \log \frac{{q(z \mid x)}}{{p(z \mid x)}}\right]",
            "the logarithm of a product",
        ),
        ("=", rf"{PRIOR} ¦+ {FIT} ¦+ {GAP}", "linearity of the expectation"),
        mark=("2", "the logarithm and the expectation are split"),
    ),
    number="2.1",
    name="identity",
)
_nonneg = claim(
    "show",
    rf"{GAP} ¦\ge 0",
    lines(
        GAP,
        ("=", rf"{EQ}\left[-\log \frac{{p(z \mid x)}}{{q(z \mid x)}}\right]", "the logarithm of an inverse"),
        (">=", rf"{EQ}\left[1 - \frac{{p(z \mid x)}}{{q(z \mid x)}}\right]", r"$\log t \le t - 1$"),
        ("=", rf"1 - {EQ}\left[\frac{{p(z \mid x)}}{{q(z \mid x)}}\right]", "linearity of the expectation"),
        (">=", "0", "the mass is at most 1"),
    ),
    name="nonneg",
)
_bound = claim(
    "show",
    rf"\log p(x) ¦\ge {PRIOR} ¦+ {FIT}",
    lines(
        r"\log p(x)",
        ("=", rf"{PRIOR} ¦+ {FIT} ¦+ {GAP}", "identity"),
        (">=", rf"{PRIOR} ¦+ {FIT}", "nonneg"),
        mark=("1", "the gap is not negative, with a reason"),
    ),
    name="bound",
)
ELBO = result(
    "latent/elbo",
    "The evidence lower bound",
    symbols=[
        SPACES,
        group(r"a point of $\mathcal{X}$", r"points of $\mathcal{X}$", "x"),
        group("a joint density with finite marginals", "joint densities", "p"),
        group("a conditional density", "conditional densities", "q"),
    ],
    hypotheses=[
        hypothesis("p(x) > 0", name="seen"),
        hypothesis(
            r"q(z \mid x) > 0 \implies p(x, z) > 0 \quad\text{for all } z", words="the model can produce what $q$ proposes", name="support"
        ),
        hypothesis(
            r"\log p(z) \text{ and } \log \frac{p(x \mid z)}{q(z \mid x)} \text{ are integrable under } q(z \mid x)",
            words="the first two expectations are finite",
            name="finite",
        ),
        hypothesis(r"p \text{ is measurable}", kind="convention", words="all functions are measurable"),
    ],
    body=[
        prose("ask", rf"Show that $\log p(x) = {PRIOR} + {FIT} + {GAP}$, and say why the first two terms together are a lower bound."),
        claim(
            "have",
            r"\log \frac{q(z \mid x)}{p(z \mid x)} \text{ is integrable under } q(z \mid x)",
            lines("", ("", "", "finite", "Bayes' rule", "the logarithm of a product")),
        ),
        _identity,
        prose("say", "The last term is never negative."),
        _nonneg,
        _bound,
    ],
    shown=[_identity, _nonneg, _bound],
    near_misses=[
        false(
            "near_miss", rf"\log p(x) ¦= {PRIOR} ¦+ {FIT} ¦- {GAP}", "the sign of the gap", {"p(z)": "1/2", "q(z | x)": "1/4"}, "-1", "0"
        ),
    ],
)
_NORM = r"\left\lVert Q_1 - Q_2 \right\rVert_\infty"
_DRAW = r"\mathbb{E}_{s' \sim P(\cdot \mid s, a),\, a' \sim \pi(\cdot \mid s')}"
_ABS = r"\left\lvert T^\pi Q_1(s, a) - T^\pi Q_2(s, a) \right\rvert"
_pointwise = claim(
    "have",
    rf"{_ABS} ¦\le \gamma \, {_NORM}",
    lines(
        _ABS,
        (
            "=",
            rf"\left\lvert \gamma \, {_DRAW}\left[Q_1(s', a')\right] - \gamma \, {_DRAW}\left[Q_2(s', a')\right] \right\rvert",
            r"definition of $T^\pi$",
        ),
        ("=", rf"\left\lvert \gamma \, {_DRAW}\left[Q_1(s', a') - Q_2(s', a')\right] \right\rvert", "linearity of the expectation"),
        (
            "=",
            rf"\gamma \left\lvert {_DRAW}\left[Q_1(s', a') - Q_2(s', a')\right] \right\rvert",
            "the absolute value of a product",
            "discount",
        ),
        (
            "<=",
            rf"\gamma \, {_DRAW}\left[\left\lvert Q_1(s', a') - Q_2(s', a') \right\rvert\right]",
            "the absolute value of an expectation is at most the expectation of the absolute value",
        ),
        ("<=", rf"\gamma \, {_DRAW}\left[{_NORM}\right]", "a value is at most the norm"),
        ("=", rf"\gamma \, {_NORM}", "the expectation of a constant"),
        mark=("3", "both sides written out; the norm is a constant"),
    ),
    name="pointwise",
)
_contraction = claim(
    "show",
    rf"\left\lVert T^\pi Q_1 - T^\pi Q_2 \right\rVert_\infty ¦\le \gamma \, {_NORM}",
    lines("", ("", "", "pointwise", "the norm is the least bound")),
    name="bound",
)
CONTRACTION = result(
    "decision/contraction",
    r"$T^\pi$ is a contraction",
    parameters={"T": "on_Q"},
    symbols=[
        group("a measurable space", "measurable spaces, each with a reference measure", r"\mathcal{S}", r"\mathcal{A}"),
        group("a real number", "real numbers", r"\gamma"),
        group("a function", r"real functions on $\mathcal{S} \times \mathcal{A}$", "r", "Q_1", "Q_2"),
        group("a Markov kernel", "Markov kernels", "P", r"\pi"),
    ],
    hypotheses=[
        hypothesis(r"\gamma \ge 0", name="discount"),
        hypothesis(r"r, Q_1, Q_2 \text{ are bounded}"),
        hypothesis(rf"T^\pi Q(s, a) ¦= r(s, a) + \gamma \, {_DRAW}\left[Q(s', a')\right]", kind="definition", defines=r"T^\pi"),
    ],
    body=[
        prose("ask", rf"Show that $\left\lVert T^\pi Q_1 - T^\pi Q_2 \right\rVert_\infty \le \gamma \, {_NORM}$ in the supremum norm."),
        prose(
            "hint", r"For a probability distribution, $\left\lvert \mathbb{E}[f] \right\rvert \le \mathbb{E}[\left\lvert f \right\rvert]$."
        ),
        _pointwise,
        prose("say", "The right side does not depend on where we look, so it bounds the supremum."),
        _contraction,
    ],
    shown=[_contraction],
    near_misses=[
        false(
            "near_miss",
            rf"\left\lVert T^\pi Q_1 - T^\pi Q_2 \right\rVert_\infty ¦\le \gamma^2 \, {_NORM}",
            "the discount is counted twice",
            {r"\gamma": "1/2", "Q_1": "1", "Q_2": "0"},
            "1/2",
            "1/4",
        ),
    ],
    published=[
        false(
            "published", r"\left\lVert f \right\rVert_\infty = 0", "the hint runs into the next line", {"f": "1"}, "1", "0", finding="H10"
        )
    ],
)
_PROD = r"\prod_{l = 1}^{n} \sigma'(f_{l - 1}(x) + b_l)"
_product = claim("have", rf"f_n'(x) ¦= {_PROD}", name="product")
_steep = claim(
    "show",
    r"\left\lvert f_n'(x) \right\rvert \le \left( \frac{1}{4} \right)^{n}",
    lines(
        r"\left\lvert f_n'(x) \right\rvert",
        ("=", r"\left\lvert \prod_{l = 1}^{n} \sigma'(f_{l - 1}(x) + b_l) \right\rvert", "product"),
        ("=", r"\prod_{l = 1}^{n} \left\lvert \sigma'(f_{l - 1}(x) + b_l) \right\rvert", "the absolute value of a product"),
        ("<=", r"\prod_{l = 1}^{n} \frac{1}{4}", "the steepest slope"),
        ("=", r"\left( \frac{1}{4} \right)^{n}"),
        mark=("1", "the bound for the product"),
    ),
    name="bound",
)
CHAIN = result(
    "networks/scalar_chain",
    "The slope of a chain of $\\sigma$ units",
    parameters={"phi": "sigmoid"},
    symbols=[
        group("a real number", "real numbers", "x"),
        group("a natural number", "natural numbers", "n"),
        group("a sequence of real numbers", "sequences of real numbers", "b"),
    ],
    hypotheses=[
        hypothesis(r"n \ge 1"),
        hypothesis("f_0(x) = x", kind="definition", defines="f"),
        hypothesis(r"f_{l + 1}(x) = \sigma(f_l(x) + b_{l + 1})", kind="definition", defines="f"),
    ],
    body=[
        prose(
            "ask",
            r"A network has $n$ layers of one $\sigma$ unit. All weights are 1, and layer $l$ has the bias $b_l$. How large can $\left\lvert f_n'(x) \right\rvert$ be?",
        ),
        prose("hint", "Write $f_n'(x)$ as a product of slopes, and bound one slope."),
        prose("say", "By the chain rule $f_n'(x)$ is a product of $n$ slopes."),
        _product,
        claim("base", r"f_0'(x) = 1", lines("f_0'(x)", ("=", "1", "definition of $f$"))),
        claim(
            "step",
            r"f_{n + 1}'(x) = \prod_{l = 1}^{n + 1} \sigma'(f_{l - 1}(x) + b_l)",
            lines(
                r"f_{n + 1}'(x)",
                ("=", r"\frac{d}{dx} \sigma(f_n(x) + b_{n + 1})", "definition of $f$"),
                ("=", r"\sigma'(f_n(x) + b_{n + 1}) \, f_n'(x)", "chain rule"),
                ("=", rf"\sigma'(f_n(x) + b_{{n + 1}}) \, {_PROD}", "induction hypothesis"),
                ("=", r"\prod_{l = 1}^{n + 1} \sigma'(f_{l - 1}(x) + b_l)"),
                mark=("1", "the chain rule, as a product over the layers"),
            ),
            given=[hypothesis(rf"f_n'(x) = {_PROD}")],
        ),
        _steep,
    ],
    shown=[_steep],
    near_misses=[
        false(
            "near_miss",
            r"\left\lvert f_n'(x) \right\rvert < \left( \frac{1}{4} \right)^{n}",
            "the bound is never attained",
            {"n": "1", "x": "0", "b_1": "0"},
            "1/4",
            "1/4",
        ),
    ],
    published=[
        claim(
            "published",
            r"\text{there is } x \text{ with } \sigma'(x) = 0",
            words="the smallest slope is 0",
            verdict="refuted",
            finding="A1",
            contradicted_by="positive",
        )
    ],
)
_M = r"\mathbb{E}_{p_\theta(\tau)}"
_V = r"\operatorname{Var}_{p_\theta(\tau)}"
_G, _R = r"g(\tau)", r"R(\tau)"
_parabola = claim(
    "have",
    rf"{_V}\left[{_G} \, ({_R} - b)\right] ¦= {_M}\left[{_G}^2 \, {_R}^2\right] ¦- 2 \, b \, {_M}\left[{_G}^2 \, {_R}\right] ¦+ b^2 \, {_M}\left[{_G}^2\right] ¦- {_M}\left[{_G} \, {_R}\right]^2",
    lines(
        rf"{_V}\left[{_G} \, ({_R} - b)\right]",
        (
            "=",
            rf"{_M}\left[\left( {_G} \, ({_R} - b) \right)^2\right] ¦- {_M}\left[{_G} \, ({_R} - b)\right]^2",
            "definition of the variance",
        ),
        ("=", rf"{_M}\left[\left( {_G} \, ({_R} - b) \right)^2\right] ¦- {_M}\left[{_G} \, {_R}\right]^2", "unbiased"),
        (
            "=",
            rf"{_M}\left[{_G}^2 \, {_R}^2\right] ¦- 2 \, b \, {_M}\left[{_G}^2 \, {_R}\right] ¦+ b^2 \, {_M}\left[{_G}^2\right] ¦- {_M}\left[{_G} \, {_R}\right]^2",
            "linearity of the expectation",
        ),
    ),
    name="parabola",
)
_unbiased = claim(
    "show",
    rf"{_M}\left[{_G} \, ({_R} - b)\right] = {_M}\left[{_G} \, {_R}\right]",
    lines(
        rf"{_M}\left[{_G} \, ({_R} - b)\right]",
        ("=", rf"{_M}\left[{_G} \, {_R}\right] ¦- b \, {_M}\left[{_G}\right]", "linearity of the expectation"),
        ("=", rf"{_M}\left[{_G} \, {_R}\right]", "the mean of the score is 0"),
    ),
    number="3.4",
    name="unbiased",
)
_gap = claim(
    "show",
    rf"{_V}\left[{_G} \, ({_R} - b)\right] ¦- {_V}\left[{_G} \, ({_R} - b^*)\right] ¦= {_M}\left[{_G}^2\right] \, (b - b^*)^2",
    lines(
        rf"{_V}\left[{_G} \, ({_R} - b)\right] ¦- {_V}\left[{_G} \, ({_R} - b^*)\right]",
        ("=", rf"(b^2 - {{b^*}}^2) \, {_M}\left[{_G}^2\right] ¦- 2 \, (b - b^*) \, {_M}\left[{_G}^2 \, {_R}\right]", "parabola"),
        ("=", rf"{_M}\left[{_G}^2\right] \, (b - b^*)^2", "definition of $b^*$"),
        mark=("2", "the square"),
    ),
    name="gap",
)
BASELINE = result(
    "decision/baseline",
    "The best baseline for the policy gradient",
    symbols=[group("a real number", "real numbers", "b"), group(r"a vector in $\mathbb{R}^{m}$", "vectors", r"\theta")],
    hypotheses=[
        hypothesis(rf"{_G} = \frac{{\partial}}{{\partial \theta_k}} \log p_\theta(\tau)", kind="definition", defines="g"),
        hypothesis(rf"b^* = \frac{{{_M}\left[{_G}^2 \, {_R}\right]}}{{{_M}\left[{_G}^2\right]}}", kind="definition", defines="b^*"),
        hypothesis(rf"{_M}\left[{_G}^2\right] > 0", words="the score is not constantly 0", name="informative"),
    ],
    body=[
        prose(
            "ask",
            rf"Show that ${_M}\left[{_G} \, ({_R} - b)\right] = {_M}\left[{_G} \, {_R}\right]$. Which $b$ makes ${_V}\left[{_G} \, ({_R} - b)\right]$ smallest?",
        ),
        prose("hint", "Write the variance as a function of $b$. Check that what you find is a minimum."),
        _unbiased,
        _parabola,
        claim(
            "have",
            rf"\frac{{d}}{{db}} {_V}\left[{_G} \, ({_R} - b)\right] = 0 ¦\iff b = b^*",
            lines(
                rf"\frac{{d}}{{db}} {_V}\left[{_G} \, ({_R} - b)\right] = 0",
                (
                    "iff",
                    rf"-2 \, {_M}\left[{_G}^2 \, {_R}\right] + 2 \, b \, {_M}\left[{_G}^2\right] = 0",
                    "parabola",
                    "rules of differentiation",
                ),
                ("iff", "b = b^*", "definition of $b^*$", "informative"),
            ),
        ),
        _gap,
        prose("say", "So every other baseline has a larger variance."),
    ],
    shown=[_unbiased, _gap],
)
EXAMPLES = [CHAIN, {**CHAIN, "title": "The slope of a chain of $\\tanh$ units", "parameters": {"phi": "tanh"}}, ELBO, CONTRACTION, BASELINE]
