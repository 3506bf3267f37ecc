"""Functions from functions: a linear functional of the outputs, and cells cut where f is 0.

>>> from exactrelu.network import Network
>>> from exactrelu.polyhedron import Polyhedron
>>> from exactrelu.regions import regions
>>> both = Network.of(([[1], [-1]], [0, 0]), ([[1, 0], [0, 1]], [0, 0]))
>>> f = regions(both, domain=Polyhedron.box([(-1, 1)])).function
>>> is_zero(f), is_zero(functional_of(f, [0, 0])), is_affine(functional_of(f, [1, -1]))
(False, True, True)
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from exactrelu.cpwl.value import CPWL
from exactrelu.errors import DimensionError
from exactrelu.linalg import dot
from exactrelu.lp.kinds import require
from exactrelu.polyhedron import Corners
from exactrelu.rational import as_vector, over_common_denominator

if TYPE_CHECKING:
    from exactrelu.network import Network
    from exactrelu.polyhedron import Complex
    from exactrelu.rational import Vector

__all__ = [
    "affine_forms",
    "cut_where_zero",
    "first_free_bit",
    "functional_of",
    "gradients",
    "is_affine",
    "is_zero",
    "require_function",
    "require_one_output",
]


def functional_of(f: CPWL, weights: object) -> CPWL:
    """Return the function x -> w·f(x), on the same cells.

    Raises DimensionError unless there is one weight for each output.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> functional_of(regions(Network.of(([[2], [3]], [0, 1]))).function, [1, -1]).affine_map(0)
    AffineMap([['-1']], ['-1'])
    """
    w = as_vector(weights, name="weights")
    if len(w) != f.output_dimension:
        raise DimensionError(
            f"weights must have {f.output_dimension} entries, one for each output, not {len(w)}"
        )
    integers, denominator = over_common_denominator(w)
    values = tuple([(dot(integers, value),) for value in f.values])
    slopes = tuple([(sum(map(Fraction.__mul__, w, slope), Fraction(0)),) for slope in f.slopes])
    return CPWL(f.complex, values, f.scale * denominator, slopes)


def gradients(f: CPWL) -> tuple[Vector, ...]:
    """Return the gradients of a function with one output, each once, in lexicographic order.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> gradients(regions(Network.of(([[1, 2]], [3]), ([[1]], [0]))).function)
    ((Fraction(0, 1), Fraction(0, 1)), (Fraction(1, 1), Fraction(2, 1)))
    """
    return tuple(sorted({tuple(form[1:]) for form in affine_forms(f)}))


def affine_forms(f: CPWL) -> tuple[Vector, ...]:
    """Return the affine function c_0 + c·x on each cell as (c_0, c), for one output.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> affine_forms(regions(Network.of(([[3]], [2]))).function)
    ((Fraction(2, 1), Fraction(3, 1)),)
    """
    require_one_output(f)
    maps = [f.affine_map(index) for index in range(len(f.complex.cells))]
    return tuple([(*each.bias, *each.weights[0]) for each in maps])


def is_affine(f: CPWL) -> bool:
    """Tell whether f is one affine map on all cells.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> is_affine(regions(Network.of(([[1], [-1]], [0, 0]), ([[1, -1]], [0]))).function)
    True
    """
    return f.distinct_affine_maps == 1


def is_zero(f: CPWL) -> bool:
    """Tell whether f is 0 on all cells.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> is_zero(regions(Network.of(([[1]], [0]), ([[0]], [0]))).function)
    True
    """
    return not any(map(any, f.values)) and not any(map(any, f.slopes))


def cut_where_zero(f: CPWL) -> CPWL:
    """Return the same function on cells on which no output changes its sign.

    The slopes along the lines must be 0, since cells are not cut across lines.

    >>> from exactrelu.network import Network
    >>> from exactrelu.polyhedron import Polyhedron
    >>> from exactrelu.regions import regions
    >>> f = regions(Network.of(([[2]], [-1])), domain=Polyhedron.box([(0, 1)])).function
    >>> len(cut_where_zero(f).complex.cells)
    2
    """
    head = f.complex.dimension + 1
    rows = [[*c[:head], *v] for c, v in zip(f.complex.corners, f.values, strict=True)]
    table = Corners(f.complex.dimension, rows, first=first_free_bit(f.complex))
    cells = tuple(table.refined(f.complex.cells))
    corners = tuple([tuple(row[:head]) for row in table.rows])
    values = tuple([tuple(row[head:]) for row in table.rows])
    return replace(f, complex=replace(f.complex, corners=corners, cells=cells), values=values)


def first_free_bit(cells: Complex) -> int:
    """Return a number for a new facet, beyond all facets of the cells.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> first_free_bit(regions(Network.of(([[1]], [0]), ([[1]], [0]))).complex)
    2
    """
    every = [incidence for cell in cells.cells for incidence in cell.incidence]
    return max([2, *every]).bit_length()


def require_function(f: object) -> None:
    """Raise KindError unless this is a function on cells.

    >>> require_function(5)
    Traceback (most recent call last):
    exactrelu.errors.KindError: f must be a CPWL, not an int; regions(network).function is one
    """
    require(f, CPWL, "f", hint="regions(network).function is one")


def require_one_output(f: CPWL | Network) -> None:
    """Raise DimensionError unless the function, or the network, has one output."""
    if f.output_dimension != 1:
        raise DimensionError(
            f"function must have 1 output, not {f.output_dimension}; functional_of chooses one"
        )
