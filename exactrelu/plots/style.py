"""How all pictures look, and exact labels for their axes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from exactrelu.rational import as_text

__all__ = ["COLOURS", "STYLE", "Window", "label", "round_ticks", "ticks", "unit"]

Window: TypeAlias = tuple[Fraction, Fraction]

COLOURS = (
    *("#1f5fa8", "#c8501e", "#2c7a4b", "#7a3e9d", "#8a6d00", "#444444"),
    *("#0b8f9c", "#c2407f", "#5f8a00", "#4b4bd1", "#a01c1c", "#000000"),
)
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "exactrelu",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "xtick.color": "#444444",
    "ytick.color": "#444444",
}

MOST_TICKS = 9
LONGEST_LABEL = 9
CLOSEST_TICKS = Fraction(1, 14)
"""Ticks nearer than this part of the axis would write one label over another."""


def unit(value: Fraction, window: Window) -> float:
    """Return where a value lies in a window, as a float from 0 to 1.

    >>> unit(Fraction(1, 2), (Fraction(0), Fraction(2)))
    0.25
    """
    return float((value - window[0]) / (window[1] - window[0]))


def ticks(values: Sequence[Fraction], ends: Sequence[Fraction], window: Window) -> list[Fraction]:
    """Return the values that get a label: 0, the extremes, and others where there is room.

    The `ends` are labelled only where fewer than two values are.

    >>> ticks([Fraction(1)], [Fraction(0), Fraction(9)], (Fraction(0), Fraction(9)))
    [Fraction(0, 1), Fraction(1, 1)]
    """
    chosen: list[Fraction] = []
    zero = [Fraction(0)] if window[0] <= 0 <= window[1] else []
    extremes = [min(values), max(values)] if values else []
    for value in (*zero, *extremes, *sorted(set(values))):
        _add_tick(chosen, value, window)
    if len(chosen) < 2:
        for value in sorted(set(ends)):
            _add_tick(chosen, value, window)
    return sorted(chosen)


def round_ticks(window: Window, most: int = 6) -> list[Fraction]:
    """Return equally spaced numbers in a window, multiples of 1, 2 or 5 times a power of 10.

    >>> [str(v) for v in round_ticks((Fraction(0), Fraction(1, 2)))]
    ['0', '1/10', '1/5', '3/10', '2/5', '1/2']
    """
    least = (window[1] - window[0]) / most
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= least)
    first, last = -(-window[0] // step), window[1] // step
    marks = [step * k for k in range(first, last + 1)]
    # Far from 0 near marks may have one label.
    return [v for k, v in enumerate(marks) if k == 0 or label(v) != label(marks[k - 1])]


def _add_tick(chosen: list[Fraction], value: Fraction, window: Window) -> None:
    room = CLOSEST_TICKS * (window[1] - window[0])
    if len(chosen) < MOST_TICKS and all(abs(value - other) >= room for other in chosen):
        chosen.append(value)


def label(value: Fraction) -> str:
    """Return a number as it stands beside an axis, exact if it is short.

    >>> label(Fraction(-1, 3)), label(Fraction(10**12 + 1, 3)), label(Fraction(-1, 10**400))
    ('\N{MINUS SIGN}1/3', '≈ 3.33e+11', '≈ \N{MINUS SIGN}2^-1328')
    """
    text = as_text(value)
    if len(text) <= LONGEST_LABEL:
        return text.replace("-", "\N{MINUS SIGN}")
    return f"≈ {_decimal(value)}".replace(" -", " \N{MINUS SIGN}")


def _decimal(value: Fraction) -> str:
    try:
        number = float(value)
    except OverflowError:
        number = 0.0
    if number:
        return f"{number:.3g}"
    # Too large for a float, or too small: a power of two within a factor of two.
    power = value.numerator.bit_length() - value.denominator.bit_length()
    return f"{'-' if value < 0 else ''}2^{power}"
