"""Training problems of 2-layer networks in doubles, and parts of their weights.

>>> from fractions import Fraction
>>> one, three = Fraction(1), Fraction(3)
>>> FloatSamples.of([[one, one], [three, one]], [one, one], [one, one], "max").forms.shape
(2, 2)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from exactrelu.filters import FloatArray, as_float
from exactrelu.guides.chords import Chord, bends_of, chords_of
from exactrelu.rational import Ratio

__all__ = ["Envelope", "FloatPart", "FloatSamples"]

Envelope: TypeAlias = tuple[int, int, tuple[int, ...]]
"""A unit, a sample, and the samples that bound the output of the unit there: by their known sides,
or, if some are not known, by convexity."""

_RANK = 1e-12
_INFINITE = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class FloatSamples:
    """A training problem in doubles.

    `forms` is D x r: a unit is r numbers, in coordinates of their own unless there is a `box`
    (2 x r, the least and largest unit). `coordinates` are the forms in orthogonal coordinates, as
    many as their rank; bases of samples are found in them, box or not. The offset c exists if
    `offset` is 1; `offset_box` bounds it. Labels, weights and, without a box, columns of the forms
    are divided by powers of two, so that they are near 1; losses are multiples of
    2^`value_exponent`, and their derivatives by the predictions of 2^`slope_exponent`. `twins` has
    for each sample the first one with its form. `chords` are what is proposed of them, and `bends`
    their rows (`exactrelu.guides.chords`).
    """

    forms: FloatArray
    coordinates: FloatArray
    labels: FloatArray
    weights: FloatArray
    loss: str
    offset: int = 0
    box: FloatArray | None = None
    offset_box: FloatArray | None = None
    zero_on: tuple[int, ...] = ()
    value_exponent: int = 0
    slope_exponent: int = 0
    twins: tuple[int, ...] = ()
    chords: tuple[Chord, ...] = ()
    bends: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    shares: dict[tuple[tuple[int, ...], int], FloatArray] = field(default_factory=dict)

    @classmethod
    def of(  # noqa: PLR0913 - a problem has that many parts
        cls,
        forms: Sequence[Sequence[Ratio]],
        labels: Sequence[Ratio],
        weights: Sequence[Ratio],
        loss: str,
        *,
        offset: int = 0,
        ends: Sequence[tuple[Ratio | None, Ratio | None]] = (),
        zero_on: tuple[int, ...] = (),
    ) -> FloatSamples:
        """Return the problem in doubles; `ends` are the bounds of a unit and of the offset.

        Without bounds, units have the coordinates in which the columns of the forms are orthogonal.

        >>> from fractions import Fraction
        >>> one = Fraction(1)
        >>> FloatSamples.of([[one, one], [3 * one, one]], [one] * 2, [one] * 2, "max").forms.shape
        (2, 2)
        """
        width = len(forms[0])
        is_bounded = any(end is not None for pair in ends[:width] for end in pair)
        coordinates = _orthogonal(_table(forms, [_exponent(c) for c in zip(*forms, strict=True)]))
        of_labels, of_weights = _exponent(labels), _exponent(weights)
        # The hinge loss is one of y f: where labels shrink, predictions grow.
        of_units = -of_labels if loss == "hinge" else of_labels
        low = [-_INFINITE if end is None else _double(end, of_units) for end, _ in ends]
        high = [_INFINITE if end is None else _double(end, of_units) for _, end in ends]
        box = np.array([low, high])
        twins = _twins(forms)
        chords = chords_of(coordinates, twins)
        bends = bends_of(coordinates, chords)
        of_values = {"squared": 2 * of_labels, "hinge": 0}.get(loss, of_labels)
        return cls(
            _table(forms, [0] * width) if is_bounded else coordinates,
            coordinates,
            np.array([_double(y, of_labels) for y in labels]),
            np.array([_double(w, of_weights) for w in weights]),
            loss,
            offset,
            box[:, :width] if is_bounded else None,
            box[:, width:].T if offset and ends else np.array([[-_INFINITE, _INFINITE]]),
            zero_on,
            of_values + of_weights,
            of_values + of_weights - of_units,
            twins,
            chords,
            bends,
            {(basis, j): row[list(basis)] for row, (j, basis) in zip(bends, chords, strict=True)},
        )

    @property
    def is_within_doubles(self) -> bool:
        """Whether there are forms other than 0, none too large; in a box they keep their size.

        >>> from fractions import Fraction
        >>> one, large, ends = Fraction(1), Fraction(2) ** 1100, [(Fraction(0), None)]
        >>> FloatSamples.of([[large]], [one], [one], "max").is_within_doubles
        True
        >>> FloatSamples.of([[large]], [one], [one], "max", ends=ends).is_within_doubles
        False
        """
        return bool(self.forms.size and np.isfinite(self.forms).all())


@dataclass(frozen=True, slots=True, eq=False)
class FloatPart:
    """Signs of the units, the sides that are known (sample -> ±1) of each, and envelopes.

    Units of one sign are in order at the first sample if `is_ordered`.
    """

    signs: tuple[int, ...]
    sides: tuple[Mapping[int, int], ...]
    envelopes: tuple[Envelope, ...] = ()
    is_ordered: bool = True


def _twins(forms: Sequence[Sequence[Ratio]]) -> tuple[int, ...]:
    first: dict[tuple[Ratio, ...], int] = {}
    return tuple([first.setdefault(tuple(form), j) for j, form in enumerate(forms)])


def _double(number: Ratio, exponent: int = 0) -> float:
    """The double nearest to the number divided by a power of two."""
    over, under = int(number.numerator), int(number.denominator)
    return as_float(over << max(0, -exponent), under << max(0, exponent))


def _exponent(numbers: Sequence[Ratio]) -> int:
    """The e for which the largest of the numbers is near 2^e."""
    pairs = [(int(v.numerator), int(v.denominator)) for v in numbers]
    sizes = [over.bit_length() - under.bit_length() for over, under in pairs if over]
    return max(sizes, default=0)


def _table(numbers: Sequence[Sequence[Ratio]], exponents: Sequence[int]) -> FloatArray:
    """The numbers, the columns divided by powers of two."""
    return np.array([[_double(v, e) for v, e in zip(r, exponents, strict=True)] for r in numbers])


def _orthogonal(forms: FloatArray) -> FloatArray:
    """A basis of the column space of the forms, its entries near 1."""
    left, sizes, _ = np.linalg.svd(forms, full_matrices=False)
    kept = left[:, sizes > _RANK * sizes.max(initial=0.0)]
    return np.asarray(kept * np.sqrt(len(forms)), dtype=np.float64)
