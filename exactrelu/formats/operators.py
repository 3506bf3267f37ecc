"""What the operators of ONNX do to a tensor whose entries are numbered row by row.

All inputs of an operator but one are constants. `meaning` gives the affine steps and ReLUs that it
is on the entries of the other one, and the shape of what comes out.

>>> relu = Operator("operator Relu 'r'", "Relu", {}, (None,), 0)
>>> meaning(relu, (1, 2))
([Relu()], (1, 2))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, TypeAlias

import numpy as np

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.formats.arrays import Array, exact_matrix, exact_vector
from exactrelu.formats.chains import Linear, Relu, Scale, Shift, Step, require_few_weights
from exactrelu.rational import Vector, as_rational

__all__ = ["OPERATORS", "Meaning", "Operator", "Shape", "meaning"]

Shape: TypeAlias = tuple[int, ...]
Meaning: TypeAlias = tuple[list[Step], Shape]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator with its attributes and its inputs; the live one, no constant, is None.

    >>> Operator("operator Add 'a'", "Add", {}, (None, np.array([1])), 0).live
    0
    """

    label: str
    kind: str
    attributes: dict[str, Any]
    inputs: tuple[Array | None, ...]
    live: int

    def constant(self, index: int) -> Array | None:
        """Return an input that may be left out, or None if it is.

        >>> Operator("operator Gemm 'g'", "Gemm", {}, (None, np.array([[1]])), 0).constant(2)
        """
        return self.inputs[index] if index < len(self.inputs) else None


def meaning(operator: Operator, shape: Shape) -> Meaning:
    """Return the steps that the operator is on a tensor of this shape, and the shape after them.

    Raises FormatError for attributes and inputs that it should not have, DimensionError for shapes
    that do not fit, NumberError for NaN and infinity.

    >>> meaning(Operator("operator Add 'a'", "Add", {}, (None, np.array([1, 2])), 0), (1, 2))
    ([Shift(vector=(Fraction(1, 1), Fraction(2, 1)))], (1, 2))
    """
    attributes, (least, most), apply = OPERATORS[operator.kind]
    if unknown := sorted(set(operator.attributes) - set(attributes)):
        raise FormatError(f"{operator.label} must not have the attribute {unknown[0]!r:.40}")
    if not least <= len(operator.inputs) <= most:
        count = f"{least}" if least == most else f"{least} to {most}"
        raise FormatError(f"{operator.label} must have {count} inputs, not {len(operator.inputs)}")
    for index, value in enumerate(operator.inputs[:least]):
        if index != operator.live and value is None:
            raise FormatError(f"{operator.label} must have its input {index + 1}")
    return apply(operator, shape)


def _identity(_: Operator, shape: Shape) -> Meaning:
    return [], shape


def _relu(_: Operator, shape: Shape) -> Meaning:
    return [Relu()], shape


def _flatten(operator: Operator, shape: Shape) -> Meaning:
    axis = _integer(operator, "axis", 1)
    if not -len(shape) <= axis <= len(shape):
        raise DimensionError(f"{operator.label} must have an axis of {shape}, not {axis}")
    axis += len(shape) if axis < 0 else 0
    return [], (prod(shape[:axis]), prod(shape[axis:]))


def _reshape(operator: Operator, shape: Shape) -> Meaning:
    wanted = operator.constant(1)
    if operator.live != 0 or wanted is None or wanted.ndim != 1 or wanted.dtype.kind not in "iu":
        raise FormatError(f"{operator.label} must have a constant vector of integers as its shape")
    sizes = [int(size) for size in wanted.tolist()]
    if not _integer(operator, "allowzero", 0):
        sizes = [shape[i] if size == 0 and i < len(shape) else size for i, size in enumerate(sizes)]
    known = prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and known > 0:
        sizes[sizes.index(-1)] = prod(shape) // known
    if min(sizes, default=1) < 1 or prod(sizes) != prod(shape):
        raise DimensionError(
            f"{operator.label} must keep the {prod(shape)} entries, "
            f"not give shape {wanted.tolist()!s:.80}"
        )
    return [], tuple(sizes)


def _add(operator: Operator, shape: Shape) -> Meaning:
    vector, shape = _beside(operator, shape)
    return [Shift(vector)], shape


def _sub(operator: Operator, shape: Shape) -> Meaning:
    vector, shape = _beside(operator, shape)
    if operator.live == 0:
        return [Shift([-entry for entry in vector])], shape
    return [Scale([Fraction(-1)] * len(vector)), Shift(vector)], shape


def _mul(operator: Operator, shape: Shape) -> Meaning:
    vector, shape = _beside(operator, shape)
    return [Scale(vector)], shape


def _div(operator: Operator, shape: Shape) -> Meaning:
    if operator.live != 0:
        raise FormatError(f"{operator.label} must divide by a constant, not by what depends on x")
    vector, shape = _beside(operator, shape)
    if not all(vector):
        raise DomainError(f"{operator.label} must not divide by 0")
    return [Scale([1 / entry for entry in vector])], shape


def _beside(operator: Operator, shape: Shape) -> tuple[Vector, Shape]:
    """The constant of an operator of two inputs, an entry for each of the tensor."""
    constant = operator.constant(1 - operator.live)
    return _broadcast(constant, shape, operator.label)


def _broadcast(constant: Array | None, shape: Shape, label: str) -> tuple[Vector, Shape]:
    array = np.array(0) if constant is None else constant
    try:
        after = np.broadcast_shapes(shape, array.shape)
    except ValueError:
        after = (0,)
    if prod(after) != prod(shape):
        raise DimensionError(f"{label} must have a constant that fits {shape}, not {array.shape}")
    return exact_vector(np.broadcast_to(array, after).ravel(), label), after


def _matmul(operator: Operator, shape: Shape) -> Meaning:
    constant = operator.inputs[1 - operator.live]
    if constant is None or constant.ndim not in {1, 2} or not shape:
        raise DimensionError(f"{operator.label} must have a vector or a matrix as its constant")
    if operator.live == 0:
        return _times(operator, shape, constant)
    return _timed(operator, shape, constant)


def _times(operator: Operator, shape: Shape, W: Array) -> Meaning:
    """The product x W, over the last dimension of x."""
    if shape[-1] != W.shape[0]:
        raise DimensionError(f"{operator.label} must have constants for {shape}, not {W.shape}")
    after = (*shape[:-1], *W.shape[1:])
    columns = W.reshape(W.shape[0], -1).T
    return [Linear(_blocks(operator, columns, prod(shape[:-1]), 1))], after


def _timed(operator: Operator, shape: Shape, W: Array) -> Meaning:
    """The product W x, over the last dimension but one of x, or its only one."""
    depth, right = (shape[0], ()) if len(shape) == 1 else (shape[-2], shape[-1:])
    if W.shape[-1] != depth:
        raise DimensionError(f"{operator.label} must have constants for {shape}, not {W.shape}")
    after = (*shape[:-2], *W.shape[:-1], *right)
    rows = W.reshape(-1, depth)
    return [Linear(_blocks(operator, rows, prod(shape[:-2]), prod(right)))], after


def _blocks(operator: Operator, matrix: Array, before: int, after: int) -> Any:  # noqa: ANN401
    """The matrix on one dimension of a tensor with so many entries before and after it.

    It is the Kronecker product of the matrix between two unit matrices.
    """
    rows, columns = matrix.shape
    require_few_weights(rows * before * after, columns * before * after)
    exact = exact_matrix(matrix, operator.label)
    if before == after == 1:
        return exact
    blocks = np.array(exact, dtype=object)
    return np.kron(_unit(before), np.kron(blocks, _unit(after))).tolist()


def _unit(size: int) -> Array:
    unit = np.full((size, size), Fraction(0), dtype=object)
    np.fill_diagonal(unit, Fraction(1))
    return unit


def _gemm(operator: Operator, shape: Shape) -> Meaning:
    """The map alpha A' B' + beta C, where A' and B' are A and B or their transposes."""
    if operator.live == 2 or len(shape) != 2:
        raise DimensionError(
            f"{operator.label} must have a matrix that depends on x as its first or second input, "
            f"not shape {shape}"
        )
    constant = operator.inputs[1 - operator.live]
    if constant is None or constant.ndim != 2:
        raise DimensionError(f"{operator.label} must have a matrix as its constant")
    is_turned = [bool(_integer(operator, name, 0)) for name in ("transA", "transB")]
    steps, shape = _transposed(shape) if is_turned[operator.live] else ([], shape)
    matrix = constant.T if is_turned[1 - operator.live] else constant
    product, shape = (_times if operator.live == 0 else _timed)(operator, shape, matrix)
    return [*steps, *product, *_weighted(operator, shape)], shape


def _weighted(operator: Operator, shape: Shape) -> list[Step]:
    """The factor alpha, and the summand beta C."""
    alpha, beta = (_number(operator, name) for name in ("alpha", "beta"))
    vector, after = _broadcast(operator.constant(2), shape, operator.label)
    if after != shape:
        raise DimensionError(f"{operator.label} must have a summand that fits {shape}, not {after}")
    return [Scale([alpha] * len(vector)), Shift([beta * entry for entry in vector])]


def _transposed(shape: Shape) -> Meaning:
    """Entry (i, j) of r x s goes from place i s + j to place j r + i."""
    rows, columns = shape
    if min(rows, columns) == 1:
        return [], (columns, rows)
    require_few_weights(prod(shape), prod(shape))
    places = np.arange(prod(shape)).reshape(shape).T.ravel()
    return [Linear(_unit(prod(shape))[places].tolist())], (columns, rows)


def _integer(operator: Operator, name: str, default: int) -> int:
    value = operator.attributes.get(name, default)
    if not isinstance(value, int):
        raise FormatError(f"{operator.label} must have an integer as its attribute {name!r}")
    return value


def _number(operator: Operator, name: str) -> Fraction:
    value = operator.attributes.get(name, 1)
    return as_rational(value, floats="dyadic", name=f"{operator.label}: {name}")


OPERATORS: dict[
    str, tuple[tuple[str, ...], tuple[int, int], Callable[[Operator, Shape], Meaning]]
] = {
    "Add": ((), (2, 2), _add),
    "Div": ((), (2, 2), _div),
    "Flatten": (("axis",), (1, 1), _flatten),
    "Gemm": (("alpha", "beta", "transA", "transB"), (2, 3), _gemm),
    "Identity": ((), (1, 1), _identity),
    "MatMul": ((), (2, 2), _matmul),
    "Mul": ((), (2, 2), _mul),
    "Relu": ((), (1, 1), _relu),
    "Reshape": (("allowzero",), (2, 2), _reshape),
    "Sub": ((), (2, 2), _sub),
}
"""The attributes, the least and the most inputs, and the meaning of each operator."""
