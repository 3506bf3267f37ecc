"""Distributions of samples on finitely many atoms, given exactly.

A `Distribution` has atoms (x, y) with rational probabilities whose sum is 1. Its normal form has
each atom once, in lexicographic order, and none of probability 0, so that all atoms are its
support. Files are those of samples with a column, or a field, ``p``.

>>> fair = Distribution([[0], [1], [1]], [0, 1, 1], ["1/2", "1/4", "1/4"])
>>> fair
Distribution([['0'], ['1']], ['0', '1'], ['1/2', '1/2'])
>>> fair == empirical_distribution(Samples([[1], [0]], [1, 0]))
True
"""

from __future__ import annotations

import os
from bisect import bisect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Any

from exactrelu.errors import DomainError
from exactrelu.formats import parse_json, read_text, write_json, write_text
from exactrelu.formats.reading import naming
from exactrelu.rational import Floats, Matrix, Vector, as_text, over_common_denominator
from exactrelu.training.arguments import as_whole
from exactrelu.training.data import read_samples
from exactrelu.training.problem import Samples

if TYPE_CHECKING:
    from exactrelu.formats import FilePath

__all__ = [
    "Distribution",
    "drawn_samples",
    "empirical_distribution",
    "has_probabilities",
    "read_distribution",
    "write_distribution",
]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Distribution:
    """Finitely many atoms: points x in R^n with labels y, and probabilities with the sum 1.

    `points` is an N x n matrix. `floats` says how to read floats.

    Raises DimensionError where lengths differ or nothing is left, DomainError for a negative
    probability and for another sum than 1, NumberError for inexact numbers.

    >>> Distribution([[0]], [1], ["1/2"])
    Traceback (most recent call last):
    exactrelu.errors.DomainError: probabilities must have the sum 1, not 1/2
    """

    points: Matrix
    labels: Vector
    probabilities: Vector

    def __init__(
        self, points: object, labels: object, probabilities: object, *, floats: Floats = "refuse"
    ) -> None:
        given = Samples(points, labels, probabilities, floats=floats)
        total = sum(given.weights, Fraction(0))
        if total != 1:
            raise DomainError(f"probabilities must have the sum 1, not {as_text(total)}")
        atoms = _merged(given)
        object.__setattr__(self, "points", tuple([x for x, _ in atoms]))
        object.__setattr__(self, "labels", tuple([y for _, y in atoms]))
        object.__setattr__(self, "probabilities", tuple(atoms.values()))

    def __repr__(self) -> str:
        """Return the call that makes an equal distribution."""
        points = [[as_text(v) for v in x] for x in self.points]
        labels, probabilities = [
            [as_text(v) for v in vector] for vector in (self.labels, self.probabilities)
        ]
        return f"Distribution({points}, {labels}, {probabilities})"

    def __len__(self) -> int:
        return len(self.points)

    @property
    def dimension(self) -> int:
        """n, the number of coordinates of each point."""
        return len(self.points[0])

    @property
    def samples(self) -> Samples:
        """The atoms as samples, whose weights are the probabilities."""
        return Samples(self.points, self.labels, self.probabilities)

    def expectation(self, value: Callable[[Vector, Fraction], Fraction]) -> Fraction:
        """Return the mean of a function of x and y.

        >>> Distribution([[0], [1]], [1, 3], ["1/4", "3/4"]).expectation(lambda x, y: x[0] + y)
        Fraction(13, 4)
        """
        atoms = zip(self.points, self.labels, self.probabilities, strict=True)
        return sum([p * value(x, y) for x, y, p in atoms], Fraction(0))

    def as_json(self) -> dict[str, Any]:
        """Return the distribution as a JSON value with the fields x, y and p.

        >>> Distribution([[0]], [1], [1]).as_json()
        {'x': [['0']], 'y': ['1'], 'p': ['1']}
        """
        vectors = {"y": self.labels, "p": self.probabilities}
        points = {"x": [[as_text(v) for v in x] for x in self.points]}
        return points | {name: [as_text(v) for v in values] for name, values in vectors.items()}


def empirical_distribution(samples: Samples) -> Distribution:
    """Return the distribution that draws one of the samples, in proportion to its weight.

    Raises DomainError if all weights are 0.
    """
    total = sum(samples.weights, Fraction(0))
    if total == 0:
        raise DomainError("weights must not all be 0")
    return Distribution(samples.points, samples.labels, [w / total for w in samples.weights])


def read_distribution(path: FilePath, *, floats: Floats = "refuse") -> Distribution:
    """Return the distribution in a file: JSON if its name ends so, otherwise a CSV table.

    A table has the header ``x1,…,xn,y,p``. Without p every line has the probability 1, which is
    right for a single line only. Raises FormatError, NumberError, DimensionError or DomainError,
    naming the file and the place.
    """
    atoms = read_samples(path, floats=floats, weights="p")
    with naming(path):
        return Distribution(atoms.points, atoms.labels, atoms.weights)


def write_distribution(path: FilePath, distribution: Distribution) -> None:
    """Write a distribution to a file, whole or not at all; its ending says whether JSON or CSV.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/coin.csv"
    >>> write_distribution(path, Distribution([[0], [0]], [0, 1], ["1/2", "1/2"]))
    >>> print(read_text(path), end="")
    x1,y,p
    0,0,1/2
    0,1,1/2
    """
    if os.fspath(path).lower().endswith(".json"):
        write_json(path, distribution.as_json())
        return
    header = ",".join([*(f"x{k + 1}" for k in range(distribution.dimension)), "y", "p"])
    atoms = zip(distribution.points, distribution.labels, distribution.probabilities, strict=True)
    rows = [",".join(map(as_text, (*x, y, p))) for x, y, p in atoms]
    write_text(path, "\n".join([header, *rows, ""]))


def has_probabilities(path: FilePath) -> bool:
    """Return whether a file of samples says that it holds a distribution: by a column or field p.

    Raises FormatError if it cannot be read.
    """
    text = read_text(path)
    if os.fspath(path).lower().endswith(".json"):
        value = parse_json(text, source=os.fspath(path))
        return isinstance(value, dict) and "p" in value
    header = next((line for line in text.splitlines() if line.strip()), "")
    return "p" in [name.strip() for name in header.split(",")]


def drawn_samples(distribution: Distribution, count: int, *, seed: int) -> Samples:
    """Return `count` independent random samples; equal ones are one sample with their number.

    Draws are integers below a common denominator of the probabilities: exactly as probable as they
    should be, if those of Python's generator are.

    >>> fair = Distribution([[0], [1]], [0, 1], ["1/2", "1/2"])
    >>> drawn_samples(fair, 10, seed=0).weights
    (Fraction(2, 1), Fraction(8, 1))
    """
    count = as_whole(count, least=1, name="count")
    parts, denominator = over_common_denominator(distribution.probabilities)
    ends, generator = list(accumulate(parts)), Random(seed)  # noqa: S311 - no secret
    drawn = Counter(bisect(ends, generator.randrange(denominator)) for _ in range(count))
    places = sorted(drawn)
    points, labels = [
        [vector[i] for i in places] for vector in (distribution.points, distribution.labels)
    ]
    return Samples(points, labels, [drawn[i] for i in places])


def _merged(atoms: Samples) -> dict[tuple[Vector, Fraction], Fraction]:
    """The probabilities of different atoms, in their order, without those that are 0."""
    found: dict[tuple[Vector, Fraction], Fraction] = {}
    for x, y, p in zip(atoms.points, atoms.labels, atoms.weights, strict=True):
        found[x, y] = found.get((x, y), Fraction(0)) + p
    return {atom: found[atom] for atom in sorted(found) if found[atom] > 0}
