"""Exact Lipschitz constants for the 1-norm and the sup-norm of inputs and outputs.

On a convex union of cells the least L with |f(x) - f(y)|_q <= L |x - y|_p is the largest of the
operator norms, from the p-norm to the q-norm, of the linear parts: a segment is divided by the
cells, and inside one cell the norm is attained. (On a union that is not convex, distance would have
to be measured along paths inside it.) For W with entries w_ij the norm is

    max_j sum_i |w_ij|  for p = q = 1,        max_ij |w_ij|  for p = 1 and the sup-norm of outputs,
    max_i sum_j |w_ij|  for p = q = sup,      max over signs s, t of s·W t  from sup-norm to 1-norm.

The last one is NP-hard to compute; the signs of the smaller side are tried, all of them.

>>> from exactrelu.network import Network
>>> from exactrelu.regions import regions
>>> f = regions(Network.of(([[1, -2], [3, 4]], [0, 0]))).function
>>> [str(lipschitz_constant(f, p, q).constant) for p in ("1", "inf") for q in ("1", "inf")]
['6', '4', '8', '7']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeAlias

from exactrelu.cpwl.kinks import along, reach
from exactrelu.errors import BudgetError, DomainError

if TYPE_CHECKING:
    from exactrelu.cpwl.value import CPWL
    from exactrelu.rational import Matrix, Vector

__all__ = ["Lipschitz", "Norm", "lipschitz_constant", "operator_norm"]

Norm: TypeAlias = Literal["1", "inf"]

MOST_SIGNS = 20


@dataclass(frozen=True, slots=True)
class Lipschitz:
    """A Lipschitz constant, and two points whose values are that many times as far apart."""

    constant: Fraction
    first: Vector
    second: Vector


def lipschitz_constant(f: CPWL, p: Norm = "inf", q: Norm = "inf") -> Lipschitz:
    """Return the least L with |f(x) - f(y)|_q <= L |x - y|_p, on a convex union of cells.

    Raises DomainError for another norm than "1" and "inf", BudgetError from the sup-norm to the
    1-norm if there are more than 20 inputs and more than 20 outputs.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> lipschitz_constant(regions(Network.of(([[3]], [0]), ([[-1]], [0]))).function).constant
    Fraction(3, 1)
    """
    best, index = Fraction(-1), 0
    direction: Vector = ()
    seen: set[Matrix] = set()
    for cell in range(len(f.complex.cells)):
        weights = f.affine_map(cell).weights
        if weights not in seen:
            seen.add(weights)
            norm, towards = operator_norm(weights, p, q)
            if norm > best:
                best, index, direction = norm, cell, towards
    inside = f.complex.interior_point(index)
    room = reach(f.complex, index, inside, direction)
    step = Fraction(1) if room is None else min(room, Fraction(1))
    return Lipschitz(best, inside, along(inside, step, direction))


def operator_norm(weights: Matrix, p: Norm, q: Norm) -> tuple[Fraction, Vector]:
    """Return max |W x|_q over |x|_p <= 1, and an x that attains it.

    >>> operator_norm(((Fraction(1), Fraction(-1)),), "inf", "1")
    (Fraction(2, 1), (Fraction(1, 1), Fraction(-1, 1)))
    """
    if p not in {"1", "inf"} or q not in {"1", "inf"}:
        raise DomainError(f'norms must be "1" or "inf", not {p!r:.40} and {q!r:.40}')
    candidates = _unit_vectors(len(weights[0])) if p == "1" else _sign_vectors(weights, q)
    values = [(_norm(_applied(weights, x), q), x) for x in candidates]
    return max(values, key=lambda pair: pair[0])


def _unit_vectors(n: int) -> list[Vector]:
    return [tuple([Fraction(i == j) for i in range(n)]) for j in range(n)]


def _sign_vectors(weights: Matrix, q: Norm) -> list[Vector]:
    """Sign vectors x among which |W x|_q is greatest."""
    if q == "inf":
        return [_signs(row) for row in weights]
    m, n = len(weights), len(weights[0])
    if min(m, n) > MOST_SIGNS:
        rows = [sum(map(abs, row), Fraction(0)) for row in weights]
        raise BudgetError(
            f"the norm from inf to 1 needs at most {MOST_SIGNS} inputs or outputs, not {n} and {m}",
            lower=max(rows),
            upper=sum(rows, Fraction(0)),
        )
    if n <= m:
        return [_signs(signs) for signs in product((1, -1), repeat=n)]
    columns = tuple(zip(*weights, strict=True))
    return [_signs(_applied(columns, _signs(s))) for s in product((1, -1), repeat=m)]


def _signs(row: Sequence[int | Fraction]) -> Vector:
    return tuple([Fraction(-1 if entry < 0 else 1) for entry in row])


def _applied(weights: Matrix, x: Vector) -> Vector:
    return tuple(
        [sum([w * c for w, c in zip(row, x, strict=True)], Fraction(0)) for row in weights]
    )


def _norm(y: Vector, q: Norm) -> Fraction:
    sizes = [abs(entry) for entry in y]
    return sum(sizes, Fraction(0)) if q == "1" else max(sizes)
