"""Chains of affine steps and ReLUs, composed exactly to networks.

Files cut affine maps into steps: subtract the mean, divide by the range, multiply by a matrix, add
a bias. Between two ReLUs the steps merge to one affine map, over the rationals.

>>> steps = [Shift([-1]), Scale([Fraction(1, 2)]), Linear([[2], [4]]), Relu(), Linear([[1, 1]])]
>>> network = network_of_steps(steps, 1)
>>> network.layers[0], network(3)
(AffineMap([['1'], ['2']], ['-1', '-2']), (Fraction(6, 1),))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq_mat

from exactrelu.errors import DimensionError
from exactrelu.network import AffineMap, Network
from exactrelu.rational import as_fmpq, from_fmpq

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "MOST_WEIGHTS",
    "Linear",
    "Relu",
    "Scale",
    "Shift",
    "Step",
    "network_of_steps",
    "require_few_weights",
]

MOST_WEIGHTS = 1 << 26
"""The largest number of weights that one layer may have; a network is kept with its zeros."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The step x -> x + vector.

    >>> Shift([Fraction(1)]).vector
    [Fraction(1, 1)]
    """

    vector: Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Scale:
    """The step that multiplies the i-th entry of x by the i-th factor.

    >>> Scale([Fraction(1)]).factors
    [Fraction(1, 1)]
    """

    factors: Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Linear:
    """The step x -> matrix x.

    >>> Linear([[Fraction(1)]]).matrix
    [[Fraction(1, 1)]]
    """

    matrix: Sequence[Sequence[Fraction]]


@dataclass(frozen=True, slots=True)
class Relu:
    """The step x -> max(0, x), entry by entry.

    >>> Relu()
    Relu()
    """


Step: TypeAlias = Shift | Scale | Linear | Relu


def network_of_steps(steps: Iterable[Step], input_dimension: int) -> Network:
    """Return the network that takes these steps one after the other.

    Shapes are the caller's care. A step Relu that no affine step precedes, or the end after one,
    has the identity as its affine map.

    Raises DimensionError if a layer would have more than `MOST_WEIGHTS` weights.

    >>> network_of_steps([Relu()], 1).layers
    (AffineMap([['1']], ['0']), AffineMap([['1']], ['0']))
    """
    layers: list[AffineMap] = []
    run: list[Step] = []
    dimension = input_dimension
    for step in (*steps, Relu()):
        if isinstance(step, Relu):
            layers.append(_affine(run, dimension))
            dimension, run = layers[-1].output_dimension, []
        else:
            run.append(step)
    return Network(layers)


def _affine(run: Sequence[Step], dimension: int) -> AffineMap:
    """Compose the steps from the last to the first, where the matrices are small."""
    matrix: fmpq_mat | None = None
    offset: fmpq_mat | None = None
    for step in reversed(run):
        match step:
            case Shift(vector) if any(vector):
                column = _column(vector)
                moved = column if matrix is None else matrix * column
                offset = moved if offset is None else offset + moved
            case Scale(factors) if any(factor != 1 for factor in factors):
                diagonal = _diagonal(factors)
                matrix = diagonal if matrix is None else _columns_scaled(matrix, factors)
            case Linear(rows):
                inner = _matrix(rows)
                matrix = inner if matrix is None else matrix * inner
    if matrix is None:
        matrix = _diagonal([Fraction(1)] * dimension)
    return _as_map(matrix, offset)


def _as_map(matrix: fmpq_mat, offset: fmpq_mat | None) -> AffineMap:
    rows, columns = matrix.nrows(), matrix.ncols()
    weights = [[from_fmpq(matrix[i, j]) for j in range(columns)] for i in range(rows)]
    bias = [Fraction(0) if offset is None else from_fmpq(offset[i, 0]) for i in range(rows)]
    return AffineMap(weights, bias)


def _matrix(rows: Sequence[Sequence[Fraction]]) -> fmpq_mat:
    entries = [as_fmpq(entry) for row in rows for entry in row]
    return fmpq_mat(len(rows), len(rows[0]), entries)


def _column(vector: Sequence[Fraction]) -> fmpq_mat:
    return fmpq_mat(len(vector), 1, [as_fmpq(entry) for entry in vector])


def _diagonal(factors: Sequence[Fraction]) -> fmpq_mat:
    size = len(factors)
    require_few_weights(size, size)
    diagonal = fmpq_mat(size, size)
    for index, factor in enumerate(factors):
        diagonal[index, index] = as_fmpq(factor)
    return diagonal


def _columns_scaled(matrix: fmpq_mat, factors: Sequence[Fraction]) -> fmpq_mat:
    scales = [as_fmpq(factor) for factor in factors]
    rows, columns = matrix.nrows(), matrix.ncols()
    entries = [matrix[i, j] * scales[j] for i in range(rows) for j in range(columns)]
    return fmpq_mat(rows, columns, entries)


def require_few_weights(rows: int, columns: int) -> None:
    """Raise DimensionError if a layer of this shape would have more than `MOST_WEIGHTS` weights.

    >>> require_few_weights(10**5, 10**5)
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: a layer must have at most 67108864 weights, not 100000 x 100000
    """
    if rows * columns > MOST_WEIGHTS:
        raise DimensionError(
            f"a layer must have at most {MOST_WEIGHTS} weights, not {rows} x {columns}"
        )
