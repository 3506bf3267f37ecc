"""Named arrangements, one card each: source, parameters, and the known number of regions.

For most of them the characteristic polynomial is known in closed form; for the resonance and the
threshold arrangements only tables are. A card states what the literature says and computes nothing
from the arrangement itself.

>>> card = next(card for card in families() if card.name == "shi")
>>> card.regions(3), shi(3).region_count
(16, 16)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, factorial, prod

from exactrelu.arrangement.hyperplanes import Row
from exactrelu.arrangement.value import Arrangement
from exactrelu.errors import DomainError

__all__ = [
    "Family",
    "boolean",
    "braid",
    "catalan",
    "families",
    "generic",
    "generic_central",
    "linial",
    "resonance",
    "shi",
    "threshold",
    "type_b",
]

Maker = Callable[..., Arrangement]
Formula = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Family:
    """One named family of arrangements.

    Attributes:
        name: the name of the function of this module that makes its members.
        source: where its number of regions is stated.
        parameters: what the arguments range over.
        formula: the number of regions in symbols, or the values that are known.
        make: the function that makes a member.
        regions: the number of regions for the same arguments, by the formula or the table.
        polynomial: the value of χ for the arguments and then t, or None where no formula is known.
        examples: arguments for which `regions` is known.

    >>> [family.name for family in families()][:3]
    ['boolean', 'braid', 'type_b']
    """

    name: str
    source: str
    parameters: str
    formula: str
    make: Maker
    regions: Formula
    polynomial: Formula | None
    examples: tuple[tuple[int, ...], ...]

    @property
    def summary(self) -> str:
        """The first line of the function's documentation."""
        return (self.make.__doc__ or "").partition("\n")[0]


_FAMILIES: list[Family] = []


def families() -> tuple[Family, ...]:
    """Return the cards of all families.

    >>> [family.formula for family in families() if family.name == "braid"]
    ['n!']
    """
    return tuple(_FAMILIES)


def _family(
    *,
    source: str,
    formula: str,
    regions: Formula,
    polynomial: Formula | None = None,
    examples: Sequence[tuple[int, ...]] = ((1,), (2,), (3,), (4,)),
) -> Callable[[Maker], Maker]:
    def register(make: Maker) -> Maker:
        parameters = "m >= 0, n >= 1" if "m" in make.__annotations__ else "n >= 1"
        card = Family(
            make.__name__, source, parameters, formula, make, regions, polynomial, tuple(examples)
        )
        _FAMILIES.append(card)
        return make

    return register


def _require(least: int, **numbers: int) -> None:
    for name, number in numbers.items():
        if type(number) is not int or number < least:
            raise DomainError(f"{name} must be an integer, at least {least}, not {number!r:.80}")


@_family(
    source="Stanley (2007), lecture 1",
    formula="2^n",
    regions=lambda n: 2**n,
    polynomial=lambda n, t: (t - 1) ** n,
)
def boolean(n: int) -> Arrangement:
    """Return the n coordinate hyperplanes x_i = 0 of R^n.

    >>> boolean(2)
    Arrangement([['0', '1'], ['1', '0']], ['0', '0'])
    """
    _require(1, n=n)
    return Arrangement([_unit(n, i) for i in range(n)])


@_family(
    source="Stanley (2007), lecture 1",
    formula="n!",
    regions=factorial,
    polynomial=lambda n, t: prod(t - i for i in range(n)),
)
def braid(n: int) -> Arrangement:
    """Return the hyperplanes x_i = x_j of R^n; a region is an order of the coordinates.

    >>> braid(3).region_count
    6
    """
    return _deformation(n, (0,))


@_family(
    source="Stanley (2007), lecture 5",
    formula="2^n n!",
    regions=lambda n: 2**n * factorial(n),
    polynomial=lambda n, t: prod(t - 2 * i - 1 for i in range(n)),
)
def type_b(n: int) -> Arrangement:
    """Return the hyperplanes x_i = 0, x_i = x_j and x_i = -x_j of R^n.

    >>> type_b(2).characteristic_polynomial
    (1, -4, 3)
    """
    _require(1, n=n)
    signed = [_unit(n, i, j, second=sign) for i, j in combinations(range(n), 2) for sign in (1, -1)]
    return Arrangement([*(_unit(n, i) for i in range(n)), *signed])


@_family(
    source="Shi (1986); Stanley (2007), lecture 5",
    formula="(n+1)^(n-1)",
    regions=lambda n: (n + 1) ** (n - 1),
    polynomial=lambda n, t: t * (t - n) ** (n - 1),
)
def shi(n: int) -> Arrangement:
    """Return the hyperplanes x_i - x_j = 0, 1 of R^n for i < j.

    >>> shi(2).region_count
    3
    """
    return _deformation(n, (0, 1))


@_family(
    source="Stanley (2007), lecture 5",
    formula="n! C_n with the Catalan number C_n",
    regions=lambda n: factorial(n) * comb(2 * n, n) // (n + 1),
    polynomial=lambda n, t: t * prod(t - n - i for i in range(1, n)),
)
def catalan(n: int) -> Arrangement:
    """Return the hyperplanes x_i - x_j = -1, 0, 1 of R^n for i < j.

    >>> catalan(2).region_count
    4
    """
    return _deformation(n, (-1, 0, 1))


@_family(
    source="Postnikov and Stanley (2000); Stanley (2007), lecture 5",
    formula="2^(-n) times the sum of binomial(n, k) (k+1)^(n-1) over k = 0..n",
    regions=lambda n: sum(comb(n, k) * (k + 1) ** (n - 1) for k in range(n + 1)) >> n,
    polynomial=lambda n, t: t * sum(comb(n, k) * (t - k) ** (n - 1) for k in range(n + 1)) // 2**n,
    examples=((1,), (2,), (3,), (4,), (5,)),
)
def linial(n: int) -> Arrangement:
    """Return the hyperplanes x_i - x_j = 1 of R^n for i < j.

    >>> linial(3).region_count
    7
    """
    return _deformation(n, (1,))


RESONANCE = {1: 2, 2: 6, 3: 32, 4: 370, 5: 11292, 6: 1066044}
THRESHOLD = {1: 4, 2: 14, 3: 104, 4: 1882, 5: 94572, 6: 15028134}


@_family(
    source="Kamiya, Takemura and Terao (2011); OEIS A034997",
    formula="2, 6, 32, 370, 11292, 1066044 for n = 1..6",
    regions=RESONANCE.__getitem__,
)
def resonance(n: int) -> Arrangement:
    """Return the hyperplanes of R^n whose normals are the 2^n - 1 vectors of 0 and 1 but 0.

    >>> resonance(3).characteristic_polynomial
    (1, -7, 15, -9)
    """
    _require(1, n=n)
    return Arrangement([v for v in product((0, 1), repeat=n) if any(v)])


@_family(
    source="Muroga (1971); OEIS A000609",
    formula="4, 14, 104, 1882, 94572, 15028134 for n = 1..6",
    regions=THRESHOLD.__getitem__,
)
def threshold(n: int) -> Arrangement:
    """Return the 2^n hyperplanes of R^(n+1) whose regions are the threshold functions of n bits.

    Their normals are (1, v) for v in {0, 1}^n.

    >>> threshold(2).region_count
    14
    """
    _require(1, n=n)
    return Arrangement([(1, *v) for v in product((0, 1), repeat=n)])


@_family(
    source="Buck (1943); Zaslavsky (1975)",
    formula="the sum of binomial(m, k) over k = 0..n",
    regions=lambda m, n: sum(comb(m, k) for k in range(n + 1)),
    polynomial=lambda m, n, t: sum((-1) ** k * comb(m, k) * t ** (n - k) for k in range(n + 1)),
    examples=((0, 2), (1, 1), (5, 1), (2, 3), (3, 3), (7, 3), (6, 4)),
)
def generic(m: int, n: int) -> Arrangement:
    """Return m affine hyperplanes of R^n in general position.

    They are (1, i, ..., i^(n-1)) · x = i^n: no n + 1 of them meet, and any n meet in one point.

    >>> generic(3, 2).region_count
    7
    """
    _require(0, m=m)
    _require(1, n=n)
    normals = [[i**k for k in range(n)] for i in range(m)]
    return Arrangement(normals, [i**n for i in range(m)], dimension=n)


@_family(
    source="Schläfli (1901); Cover (1965)",
    formula="2 times the sum of binomial(m-1, k) over k = 0..n-1, and 1 for m = 0",
    regions=lambda m, n: 2 * sum(comb(m - 1, k) for k in range(n)) if m else 1,
    polynomial=lambda m, n, t: (
        (t - 1) * sum((-1) ** k * comb(m - 1, k) * t ** (n - 1 - k) for k in range(n))
        if m
        else t**n
    ),
    examples=((0, 2), (1, 1), (2, 3), (3, 3), (7, 3), (6, 4)),
)
def generic_central(m: int, n: int) -> Arrangement:
    """Return m hyperplanes through the origin of R^n, any n of whose normals are independent.

    For n = 1 all of them are one hyperplane, so that m must be at most 1.

    >>> generic_central(4, 3).region_count
    14
    """
    _require(0, m=m)
    _require(1, n=n)
    if n == 1 and m > 1:
        raise DomainError(f"m must be at most 1 for n = 1, not {m}")
    return Arrangement([[i**k for k in range(n)] for i in range(m)], dimension=n)


def _unit(n: int, i: int, j: int | None = None, *, second: int = -1) -> Row:
    """The vector e_i, or e_i + second e_j."""
    vector = [0] * n
    vector[i] = 1
    if j is not None:
        vector[j] = second
    return tuple(vector)


def _deformation(n: int, offsets: Sequence[int]) -> Arrangement:
    """The hyperplanes x_i - x_j = b for i < j and all offsets b."""
    _require(1, n=n)
    pairs = [(i, j, b) for i, j in combinations(range(n), 2) for b in offsets]
    normals = [_unit(n, i, j) for i, j, _ in pairs]
    return Arrangement(normals, [b for *_, b in pairs], dimension=n)
