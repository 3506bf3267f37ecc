"""Affine maps and ReLU networks with rational weights, as immutable values.

Definition 1 of Arora, Basu, Mianjy and Mukherjee, "Understanding Deep Neural Networks with
Rectified Linear Units" (2016): a network with k hidden layers is the function
f = T_{k+1} ∘ σ ∘ T_k ∘ … ∘ σ ∘ T_1 with affine maps T_i(x) = W_i x + b_i and σ(x) = max(0, x) entry
by entry. There the output map T_{k+1} is linear, but the proofs use affine ones; a `Network` may
hold either, and its `output` says which.

>>> absolute_value = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
>>> absolute_value("-7/2")
(Fraction(7, 2),)
>>> absolute_value.depth, absolute_value.size, absolute_value.output
(2, 2, 'linear')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from exactrelu.errors import DimensionError, FormatError
from exactrelu.rational import as_matrix, as_text, as_vector

if TYPE_CHECKING:
    from exactrelu.rational import Floats, Matrix, Vector

__all__ = ["SCHEMA", "AffineMap", "Network", "OutputMap"]

SCHEMA = "exactrelu-network/1"
"""The name and version of the JSON form of a network."""

OutputMap: TypeAlias = Literal["linear", "affine"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class AffineMap:
    """The map x -> W x + b from R^n to R^m, W an m x n matrix of rationals, m and n at least 1.

    Raises NumberError for an entry that is no exact rational number, DimensionError for ragged
    weights, an empty layer, or a bias that does not have one entry for each row of the weights.

    >>> AffineMap([[1, "1/2"]], [3])([4, 2])
    (Fraction(8, 1),)
    >>> AffineMap([[1, "1/2"]], [3])
    AffineMap([['1', '1/2']], ['3'])
    """

    weights: Matrix
    bias: Vector

    def __init__(
        self, weights: object, bias: object, *, floats: Floats = "refuse", name: str = ""
    ) -> None:
        prefix = f"{name}." if name else ""
        matrix = as_matrix(weights, floats=floats, name=f"{prefix}weights")
        vector = as_vector(bias, floats=floats, name=f"{prefix}bias")
        _require_shape(matrix, vector, prefix)
        object.__setattr__(self, "weights", matrix)
        object.__setattr__(self, "bias", vector)

    @property
    def input_dimension(self) -> int:
        """n, the number of columns of the weights."""
        return len(self.weights[0])

    @property
    def output_dimension(self) -> int:
        """m, the number of rows of the weights."""
        return len(self.weights)

    def __call__(self, point: object) -> Vector:
        """Return W x + b at a point, given as a sequence or, if n = 1, as a number."""
        x = as_point(point, self.input_dimension)
        return tuple(
            sum((w * coordinate for w, coordinate in zip(row, x, strict=True)), start=offset)
            for row, offset in zip(self.weights, self.bias, strict=True)
        )

    def __repr__(self) -> str:
        weights = [[as_text(entry) for entry in row] for row in self.weights]
        return f"AffineMap({weights}, {[as_text(entry) for entry in self.bias]})"


@dataclass(frozen=True, slots=True, init=False)
class Network:
    """A ReLU network: affine maps, each but the last followed by σ(x) = max(0, x).

    `layers` holds AffineMaps, or pairs (weights, bias) that make them; at least one. A network of
    one layer is an affine map (depth 1, size 0).

    Raises DimensionError if a layer does not take what the layer before it gives.

    >>> relu = Network([AffineMap([[1]], [0]), AffineMap([[1]], [0])])
    >>> relu(-3), relu("1/3")
    ((Fraction(0, 1),), (Fraction(1, 3),))
    """

    layers: tuple[AffineMap, ...]

    def __init__(self, layers: Sequence[AffineMap | tuple[object, object]]) -> None:
        maps = tuple(
            layer if isinstance(layer, AffineMap) else _as_map(layer, f"layers[{index}]")
            for index, layer in enumerate(layers)
        )
        _require_chain(maps)
        object.__setattr__(self, "layers", maps)

    @classmethod
    def of(cls, *layers: AffineMap | tuple[object, object]) -> Network:
        """Return the network of these layers, each an AffineMap or a pair (weights, bias).

        >>> Network.of(([[2]], [1])).depth
        1
        """
        return cls(layers)

    @property
    def input_dimension(self) -> int:
        """The dimension of the points that the network takes."""
        return self.layers[0].input_dimension

    @property
    def output_dimension(self) -> int:
        """The dimension of the values of the network."""
        return self.layers[-1].output_dimension

    @property
    def depth(self) -> int:
        """The number of affine maps, which is the number of hidden layers plus 1."""
        return len(self.layers)

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of units of each hidden layer, in order."""
        return tuple(layer.output_dimension for layer in self.layers[:-1])

    @property
    def width(self) -> int:
        """The largest of the `widths`, 0 if there is no hidden layer."""
        return max(self.widths, default=0)

    @property
    def size(self) -> int:
        """The number of hidden units, the sum of the `widths`."""
        return sum(self.widths)

    @property
    def output(self) -> OutputMap:
        """Whether the last map is ``"linear"`` (its bias is 0) or ``"affine"``."""
        return "affine" if any(self.layers[-1].bias) else "linear"

    def __call__(self, point: object) -> Vector:
        """Return the value at a point, given as a sequence or, in dimension 1, as a number.

        Raises DimensionError if the point has another dimension than `input_dimension`.
        """
        return self.layers[-1](self._last_hidden(point))

    def preactivations(self, point: object) -> tuple[Vector, ...]:
        """Return what the units of each hidden layer hold before σ, layer by layer.

        >>> Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0])).preactivations(2)
        ((Fraction(2, 1), Fraction(-2, 1)),)
        """
        held: list[Vector] = []
        x = as_point(point, self.input_dimension)
        for layer in self.layers[:-1]:
            held.append(layer(x))
            x = _relu(held[-1])
        return tuple(held)

    def as_json(self) -> dict[str, Any]:
        """Return the network as a JSON value, numbers as texts "p/q" or "p".

        >>> Network.of(([["1/2"]], [3])).as_json()["layers"]
        [{'weights': [['1/2']], 'bias': ['3']}]
        """
        layers = [
            {
                "weights": [[as_text(entry) for entry in row] for row in layer.weights],
                "bias": [as_text(entry) for entry in layer.bias],
            }
            for layer in self.layers
        ]
        return {"schema": SCHEMA, "layers": layers}

    @classmethod
    def from_json(cls, value: object, *, floats: Floats = "refuse") -> Network:
        """Return the network that a JSON value holds; the converse of `as_json`.

        Raises FormatError for an unknown schema, a missing or unknown field, and what the
        constructors raise, with the place of the fault.

        >>> net = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
        >>> Network.from_json(net.as_json()) == net
        True
        """
        if isinstance(value, Mapping) and value.get("schema", SCHEMA) != SCHEMA:
            raise FormatError(f"schema must be {SCHEMA!r}, not {value['schema']!r:.80}")
        fields = _fields(value, ("schema", "layers"), "network")
        return cls(
            [
                _map_from_json(layer, f"layers[{index}]", floats)
                for index, layer in enumerate(_list(fields["layers"], "layers"))
            ]
        )

    def _last_hidden(self, point: object) -> Vector:
        if self.depth == 1:
            return as_point(point, self.input_dimension)
        return _relu(self.preactivations(point)[-1])


def _relu(values: Vector) -> Vector:
    return tuple(max(value, value * 0) for value in values)


def as_point(point: object, dimension: int) -> Vector:
    """Return a point of R^n, given as a sequence or, if n = 1, as a number.

    >>> as_point("1/2", 1), as_point([1, 2], 2)
    ((Fraction(1, 2),), (Fraction(1, 1), Fraction(2, 1)))
    """
    is_number = isinstance(point, str) or not isinstance(point, Iterable)
    x = as_vector((point,) if is_number and dimension == 1 else point, name="point")
    if len(x) != dimension:
        raise DimensionError(f"point must have {_coordinates(dimension)}, not {len(x)}")
    return x


def _coordinates(count: int) -> str:
    return "1 coordinate" if count == 1 else f"{count} coordinates"


def _require_shape(weights: Matrix, bias: Vector, prefix: str) -> None:
    if not weights:
        raise DimensionError(f"{prefix}weights must have at least 1 row, not 0")
    if not weights[0]:
        raise DimensionError(f"{prefix}weights must have at least 1 column, not 0")
    if len(bias) != len(weights):
        raise DimensionError(
            f"{prefix}bias must have {len(weights)} entries, one for each row of the weights, "
            f"not {len(bias)}"
        )


def _require_chain(maps: Sequence[AffineMap]) -> None:
    if not maps:
        raise DimensionError("layers must have at least 1 entry, not 0")
    for index, (before, after) in enumerate(pairwise(maps), start=1):
        if after.input_dimension != before.output_dimension:
            raise DimensionError(
                f"layers[{index}].weights must have {before.output_dimension} columns, one for "
                f"each output of layers[{index - 1}], not {after.input_dimension}"
            )


def _as_map(layer: object, name: str) -> AffineMap:
    if not isinstance(layer, Sequence) or isinstance(layer, str) or len(layer) != 2:
        raise DimensionError(f"{name} must be an AffineMap or a pair (weights, bias)")
    return AffineMap(layer[0], layer[1], name=name)


def _map_from_json(value: object, name: str, floats: Floats) -> AffineMap:
    fields = _fields(value, ("weights", "bias"), name)
    return AffineMap(fields["weights"], fields["bias"], floats=floats, name=name)


def _fields(value: object, names: tuple[str, ...], where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise FormatError(f"{where} must be an object with {' and '.join(map(repr, names))}")
    for name in names:
        if name not in value:
            raise FormatError(f"{where} must have the field {name!r}")
    for name in value:
        if name not in names:
            raise FormatError(f"{where} must not have the unknown field {name!r:.80}")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise FormatError(f"{where} must be a list, not {type(value).__name__}")
    return value
