"""Exact Lipschitz constants for the 1-norm and the sup-norm of inputs and outputs.

On a convex union of cells the least L with |f(x) - f(y)|_q <= L |x - y|_p is the largest of the
operator norms, from the p-norm to the q-norm, of the linear parts: a segment is divided by the
cells, and inside one cell the norm is attained. (On a union that is not convex, distance would have
to be measured along paths inside it.) For W with entries w_ij the norm is

    max_j sum_i |w_ij|  for p = q = 1,        max_ij |w_ij|  for p = 1 and the sup-norm of outputs,
    max_i sum_j |w_ij|  for p = q = sup,      max over signs s, t of s·W t  from sup-norm to 1-norm.

The last one is NP-hard to compute. The signs of the smaller side are found by branch and bound.

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
from operator import mul
from typing import TYPE_CHECKING, Literal, TypeAlias

from exactrelu.cpwl.kinks import along, reach
from exactrelu.cpwl.signed_sums import greatest_signed_sum
from exactrelu.errors import BudgetError, DomainError
from exactrelu.rational import over_common_denominator

if TYPE_CHECKING:
    from exactrelu.cpwl.value import CPWL
    from exactrelu.rational import Matrix, Vector

__all__ = ["Lipschitz", "Norm", "lipschitz_constant", "operator_norm"]

Norm: TypeAlias = Literal["1", "inf"]

BUDGET = 2**18
"""How many branches of sign vectors are looked at for one linear part."""


@dataclass(frozen=True, slots=True)
class Lipschitz:
    """A Lipschitz constant, and two points whose values are that many times as far apart."""

    constant: Fraction
    first: Vector
    second: Vector


def lipschitz_constant(
    f: CPWL, p: Norm = "inf", q: Norm = "inf", *, budget: int = BUDGET
) -> Lipschitz:
    """Return the least L with |f(x) - f(y)|_q <= L |x - y|_p, on a convex union of cells.

    Raises DomainError for another norm than "1" and "inf"; BudgetError, with bounds of L, if more
    than `budget` branches would be needed for the norm of a linear part from inf to 1. Up to 18
    inputs or outputs do not need more than the default.

    >>> from exactrelu.network import Network
    >>> from exactrelu.regions import regions
    >>> lipschitz_constant(regions(Network.of(([[3]], [0]), ([[-1]], [0]))).function).constant
    Fraction(3, 1)
    """
    best, index = Fraction(-1), 0
    direction: Vector = ()
    open_norms: list[BudgetError] = []
    for weights, cell in _linear_parts(f).items():
        try:
            # Once one norm is left open, bounds of the others will do.
            norm, towards = operator_norm(weights, p, q, budget=0 if open_norms else budget)
        except BudgetError as error:
            open_norms.append(error)
            continue
        if norm > best:
            best, index, direction = norm, cell, towards
    _require_decided(best, open_norms)
    inside = f.complex.interior_point(index)
    room = reach(f.complex, index, inside, direction)
    step = Fraction(1) if room is None else min(room, Fraction(1))
    return Lipschitz(best, inside, along(inside, step, direction))


def _linear_parts(f: CPWL) -> dict[Matrix, int]:
    """The linear parts of f, each with the first cell that has it."""
    found: dict[Matrix, int] = {}
    for cell in range(len(f.complex.cells)):
        found.setdefault(f.affine_map(cell).weights, cell)
    return found


def _require_decided(best: Fraction, open_norms: Sequence[BudgetError]) -> None:
    """Raise BudgetError if a norm that is known only by its bounds may be greater than the best."""
    upper = max([best, *(error.upper for error in open_norms if error.upper is not None)])
    lower = max([best, *(error.lower for error in open_norms if error.lower is not None)])
    if upper > best:
        raise BudgetError(str(open_norms[0]), lower=lower, upper=upper)


def operator_norm(
    weights: Matrix, p: Norm, q: Norm, *, budget: int = BUDGET
) -> tuple[Fraction, Vector]:
    """Return max |W x|_q over |x|_p <= 1, and an x that attains it.

    Raises DomainError for other norms; BudgetError, with bounds, as `lipschitz_constant` does.

    >>> operator_norm(((Fraction(1), Fraction(-1)),), "inf", "1")
    (Fraction(2, 1), (Fraction(1, 1), Fraction(-1, 1)))
    """
    if p not in {"1", "inf"} or q not in {"1", "inf"}:
        raise DomainError(f'norms must be "1" or "inf", not {p!r:.40} and {q!r:.40}')
    if p == "1":
        candidates = _unit_vectors(len(weights[0]))
    else:
        candidates = [_sign_vector(weights, budget)] if q == "1" else [*map(_signs, weights)]
    values = [(_norm(_applied(weights, x), q), x) for x in candidates]
    return max(values, key=lambda pair: pair[0])


def _unit_vectors(n: int) -> list[Vector]:
    return [tuple([Fraction(i == j) for i in range(n)]) for j in range(n)]


def _sign_vector(weights: Matrix, budget: int) -> Vector:
    """A sign vector x for which |W x|_1 is greatest."""
    n = len(weights[0])
    flat, denominator = over_common_denominator([entry for row in weights for entry in row])
    rows = [flat[k : k + n] for k in range(0, len(flat), n)]
    columns = [flat[k::n] for k in range(n)]
    # max over s, t of s·W t: for the best s, t_j is the sign of the j-th entry of s W.
    shorter = columns if n <= len(rows) else rows
    found = greatest_signed_sum(shorter, budget=budget)
    if found.bound > found.value:
        raise BudgetError(
            f"the norm from inf to 1 must need at most {budget} branches, for {len(rows)} x {n} "
            "weights more are left",
            lower=Fraction(found.value, denominator),
            upper=Fraction(found.bound, denominator),
        )
    if shorter is columns:
        return _signs(found.signs)
    return _signs([sum(map(mul, found.signs, column)) for column in columns])


def _signs(row: Sequence[int | Fraction]) -> Vector:
    return tuple([Fraction(-1 if entry < 0 else 1) for entry in row])


def _applied(weights: Matrix, x: Vector) -> Vector:
    return tuple(
        [sum([w * c for w, c in zip(row, x, strict=True)], Fraction(0)) for row in weights]
    )


def _norm(y: Vector, q: Norm) -> Fraction:
    sizes = [abs(entry) for entry in y]
    return sum(sizes, Fraction(0)) if q == "1" else max(sizes)
