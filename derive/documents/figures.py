"""Figures as TikZ and as SVG, from the same points: curves over axes, nodes with arrows. No plotting library, the same bytes everywhere."""

from __future__ import annotations

import math
import re
from html import escape
from typing import Any

from derive.documents.prose import mathml, prose_html, prose_latex, split

Printed = dict[str, Any]
COLOURS = ("0072B2", "D55E00", "009E73", "8C4A86", "5F5F5F", "A07800")  # told apart by most eyes; each has a line style too
DASHES = ((), (6, 3), (2, 2.5), (8, 3, 2, 3), (12, 3), (4, 2, 1, 2, 1, 2))
_WIDE, _HIGH = 9.0, 4.6  # cm on paper
_SCALE = 60.0  # SVG units for a cm


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from low to high.

    >>> ticks(-4, 4), ticks(0, 0.25)
    ([-4.0, -2.0, 0.0, 2.0, 4.0], [0.0, 0.05, 0.1, 0.15, 0.2, 0.25])
    """
    if not high > low:
        return [low]
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next((m for m in (1, 2, 5, 10) if raw <= m * power * 1.0001), 10)
    first = math.ceil(low / step - 1e-9)
    found = []
    while first * step <= high + step * 1e-9:
        found.append(float(f"{first * step:.10g}"))
        first += 1
    return found


def _number(x: float) -> str:
    text = f"{x:.10g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}" if mantissa != "1" else f"10^{{{int(power)}}}"
    return text


class _Axes:
    """Where the numbers of a plot lie on paper (in cm)."""

    def __init__(self, figure: Printed) -> None:
        points = [(float(x), float(y)) for c in figure["curves"] for x, y in c["points"] if y]
        xs = [float(x) for c in figure["curves"] for x, _ in c["points"]]
        ys = [y for _, y in points] or [0.0]
        self.low, self.high = min(xs), max(xs)
        bottom, top = min(ys), max(ys)
        if bottom > 0 and bottom < 0.4 * top:
            bottom = 0.0
        if top < 0 and top > 0.4 * bottom:
            top = 0.0
        if top <= bottom:
            bottom, top = bottom - 1, top + 1
        margin = 0.04 * (top - bottom)
        self.bottom, self.top = bottom if bottom == 0 else bottom - margin, top if top == 0 else top + margin
        self.y_ticks = ticks(self.bottom, self.top, 4)
        self.x_ticks = [t for t in ticks(self.low, self.high, 8) if not figure["whole"] or t == int(t)]

    def x(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * _WIDE

    def y(self, value: float) -> float:
        return (value - self.bottom) / (self.top - self.bottom) * _HIGH

    def runs(self, curve: Printed) -> list[list[tuple[float, float]]]:
        """The curve in parts without gaps."""
        found: list[list[tuple[float, float]]] = [[]]
        for x, y in curve["points"]:
            if y:
                found[-1].append((self.x(float(x)), self.y(float(y))))
            elif found[-1]:
                found.append([])
        return [r for r in found if r]


def tikz(figure: Printed) -> str:
    """The drawing for LaTeX, without caption."""
    return _tikz_plot(figure) if figure["kind"] == "plot" else _tikz_diagram(figure)


def _cm(*numbers: float) -> str:
    return ",".join(f"{round(n, 3) + 0.0:g}" for n in numbers)


def _dashes(i: int) -> str:
    pattern = DASHES[i % len(DASHES)]
    return (
        "dash pattern=" + " ".join(f"{'on' if k % 2 == 0 else 'off'} {n * 0.7:g}pt" for k, n in enumerate(pattern)) if pattern else "solid"
    )


def _tikz_plot(figure: Printed) -> str:
    axes = _Axes(figure)
    rows = [r"\begin{tikzpicture}[line cap=round, line join=round, font=\footnotesize]"]
    for t in axes.y_ticks:
        rows.append(rf"\draw[black!12] ({_cm(0, axes.y(t))}) -- ({_cm(_WIDE, axes.y(t))});")
        rows.append(rf"\node[left] at ({_cm(-0.05, axes.y(t))}) {{${_number(t)}$}};")
    rows.append(rf"\draw (0,0) -- ({_cm(_WIDE + 0.25, 0)}) node[right] {{${figure['axis']['latex']}$}};")
    rows.append(rf"\draw (0,0) -- ({_cm(0, _HIGH + 0.15)});")
    for t in axes.x_ticks:
        rows.append(rf"\draw ({_cm(axes.x(t), 0)}) -- ++(0,-0.08) node[below] {{${_number(t)}$}};")
    for i, c in enumerate(figure["curves"]):
        style = rf"line width=0.9pt, color=curve{_letter(i)}, {_dashes(i)}"
        for run in axes.runs(c):
            if len(run) == 1 or (figure["whole"] and len(run) <= 25):
                rows += [rf"\fill[curve{_letter(i)}] ({_cm(*p)}) circle[radius=1.3pt];" for p in run]
            if len(run) > 1:
                rows.append(rf"\draw[{style}] {' -- '.join(f'({_cm(*p)})' for p in run)};")
    rows.append(r"\end{tikzpicture}")
    return "\n".join(rows)


def _letter(i: int) -> str:
    return "ABCDEF"[i % len(COLOURS)]


def colours() -> str:
    """The colours of curves, for the preamble."""
    return "\n".join(rf"\definecolor{{curve{_letter(i)}}}{{HTML}}{{{c}}}" for i, c in enumerate(COLOURS))


def legend(figure: Printed) -> str:
    """What the lines of a plot are, for LaTeX."""
    if figure["kind"] != "plot" or (len(figure["curves"]) == 1 and not figure["curves"][0]["label"]):
        return ""
    entries = [
        rf"\mbox{{\tikz[baseline=-0.6ex]{{\draw[line width=0.9pt, color=curve{_letter(i)}, {_dashes(i)}] (0,0) -- (0.9,0);}}~{prose_latex(c['label'], wide=True)}}}"
        for i, c in enumerate(figure["curves"])
    ]
    return r"\quad ".join(entries)


def _tikz_diagram(figure: Printed) -> str:
    rows = [r"\begin{tikzpicture}[>={Stealth[length=5pt]}, font=\small, thing/.style={circle, draw, minimum size=1.15cm, inner sep=1pt}]"]
    rows += [rf"\node[thing] (n{i}) at ({_cm(5.2 * i, 0)}) {{${n['latex']}$}};" for i, n in enumerate(figure["nodes"])]
    pairs = {(a["from"], a["to"]) for a in figure["arrows"]}
    for a in figure["arrows"]:
        i, k = a["from"], a["to"]
        bend = ("bend left=32" if (k, i) in pairs or abs(i - k) > 1 else "") if i != k else "loop above"
        label = rf" node[midway, fill=white, draw=black!40, rounded corners=2pt, inner sep=3pt] {{{prose_latex(a['label'], wide=True)}}}"
        rows.append(rf"\draw[->] (n{i}) to[{bend}]{label if a['label'] else ''} (n{k});")
    return "\n".join([*rows, r"\end{tikzpicture}"])


def alt(figure: Printed) -> str:
    """The figure in words, for those who cannot see it."""
    if figure["kind"] == "plot":
        xs = [p[0] for p in figure["curves"][0]["points"]]
        curves = "; ".join(_plain(c["label"]) if "$" not in c["label"] else c["text"] for c in figure["curves"])
        return f"Curves of {curves}, for {figure['axis']['text']} from {xs[0]} to {xs[-1]}."
    names = [n["text"] for n in figure["nodes"]]
    said = [f"{names[a['from']]} to {names[a['to']]}" + (f" ({_plain(a['label'])})" if a["label"] else "") for a in figure["arrows"]]
    return f"Diagram with nodes {', '.join(names)} and arrows from {'; from '.join(said)}."


def _plain(prose: str) -> str:
    words = "".join(part.replace(r"\mid", "|") if is_math else part for is_math, part in split(prose))
    return " ".join(re.sub(r"\\[A-Za-z]+|[{}\\]", " ", words).split())


# web pages


def svg(figure: Printed, number: str) -> str:
    """The drawing for a web page; its text alternative is part of it."""
    return _svg_plot(figure, number) if figure["kind"] == "plot" else _svg_diagram(figure, number)


def _head(figure: Printed, number: str, box: str) -> str:
    return f'<svg viewBox="{box}" role="img" aria-labelledby="{number}-alt"><title id="{number}-alt">{escape(alt(figure))}</title>'


def _u(x: float) -> str:
    return f"{round(x * _SCALE, 1) + 0.0:g}"


def _svg_plot(figure: Printed, number: str) -> str:
    axes = _Axes(figure)
    left, below = 1.3, 0.75
    rows = [_head(figure, number, f"0 0 {_u(left + _WIDE + 0.6)} {_u(_HIGH + below + 0.3)}")]

    def x(value: float) -> str:
        return _u(left + value)

    def y(value: float) -> str:
        return _u(0.3 + _HIGH - value)

    for t in axes.y_ticks:
        rows.append(f'<path class="grid" d="M{x(0)} {y(axes.y(t))}H{x(_WIDE)}"/>')
        rows.append(f'<text x="{x(-0.12)}" y="{y(axes.y(t) - 0.08)}" text-anchor="end">{_svg_number(t)}</text>')
    rows.append(f'<path class="axis" d="M{x(0)} {y(_HIGH)}V{y(0)}H{x(_WIDE)}"/>')
    for t in axes.x_ticks:
        rows.append(f'<path class="axis" d="M{x(axes.x(t))} {y(0)}v5"/>')
        rows.append(f'<text x="{x(axes.x(t))}" y="{y(-0.4)}" text-anchor="middle">{_svg_number(t)}</text>')
    rows.append(f'<text class="name" x="{x(_WIDE + 0.1)}" y="{y(-0.08)}">{escape(figure["axis"]["text"])}</text>')
    for i, c in enumerate(figure["curves"]):
        for run in axes.runs(c):
            if len(run) == 1 or (figure["whole"] and len(run) <= 25):
                rows += [f'<circle cx="{x(px)}" cy="{y(py)}" r="3" fill="#{COLOURS[i % len(COLOURS)]}"/>' for px, py in run]
            if len(run) > 1:
                path = "M" + "L".join(f"{x(px)} {y(py)}" for px, py in run)
                rows.append(f'<path class="curve" {_svg_line(i)} d="{path}"/>')
    return "\n".join([*rows, "</svg>"])


def _svg_number(x: float) -> str:
    return f"{x:.10g}".replace("-", "\u2212")


def _svg_line(i: int) -> str:
    pattern = " ".join(f"{n:g}" for n in DASHES[i % len(DASHES)])
    return f'stroke="#{COLOURS[i % len(COLOURS)]}"' + (f' stroke-dasharray="{pattern}"' if pattern else "")


def svg_legend(figure: Printed) -> str:
    """What the lines of a plot are, for a web page."""
    if figure["kind"] != "plot":
        return ""
    entries = [
        f'<span class="key"><svg viewBox="0 0 40 10" aria-hidden="true"><path class="curve" {_svg_line(i)} d="M1 5H39"/></svg> {prose_html(c["label"])}</span>'
        for i, c in enumerate(figure["curves"])
    ]
    return " ".join(entries)


def _svg_diagram(figure: Printed, number: str) -> str:
    gap, r = 5.2, 0.6
    wide = gap * (len(figure["nodes"]) - 1) + 2 * r + 0.4
    rows = [_head(figure, number, f"0 0 {_u(wide)} {_u(3.6)}")]
    rows.append(
        f'<defs><marker id="{number}-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 1L10 5L0 9z" class="tip"/></marker></defs>'
    )

    def centre(i: int) -> float:
        return 0.2 + r + gap * i

    pairs = {(a["from"], a["to"]) for a in figure["arrows"]}
    for a in figure["arrows"]:
        i, k = a["from"], a["to"]
        side = 1 if k > i else -1
        bent = (k, i) in pairs or abs(i - k) > 1
        start, end, lift = centre(i), centre(k), 1.1 * side if bent else 0.0
        sx, ex = start + side * r * (0.75 if bent else 1), end - side * r * (0.75 if bent else 1)
        sy = 1.8 - (0.66 * r * side if bent else 0)
        middle = (sx + ex) / 2
        rows.append(
            f'<path class="arrow" marker-end="url(#{number}-tip)" d="M{_u(sx)} {_u(sy)}Q{_u(middle)} {_u(sy - 1.6 * lift)} {_u(ex)} {_u(sy)}"/>'
        )
        if a["label"]:
            rows.append(
                f'<foreignObject x="{_u(middle - 1.6)}" y="{_u(sy - 0.8 * lift - 0.3)}" width="{_u(3.2)}" height="{_u(0.6)}"><div xmlns="http://www.w3.org/1999/xhtml" class="tag"><span>{prose_html(a["label"])}</span></div></foreignObject>'
            )
    for i, n in enumerate(figure["nodes"]):
        rows.append(f'<circle class="node" cx="{_u(centre(i))}" cy="{_u(1.8)}" r="{_u(r)}"/>')
        rows.append(
            f'<foreignObject x="{_u(centre(i) - r)}" y="{_u(1.8 - 0.3)}" width="{_u(2 * r)}" height="{_u(0.6)}"><div xmlns="http://www.w3.org/1999/xhtml" class="tag plain">{mathml(n["latex"])}</div></foreignObject>'
        )
    return "\n".join([*rows, "</svg>"])
