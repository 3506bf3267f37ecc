"""Where commands look at a network: on R^n, on a box, or on a slice through its inputs.

>>> place = place_of(3, None, box="0,1;-1,1", inputs="x1,x3", at="0,5,0")
>>> place.names, place.lifted((1, 2)) == (1, 5, 2)
(('x1', 'x3'), True)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias, cast

import click

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.formats import Range
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.rational import Vector, as_rational, as_text
from exactrelu.regions import Slice, restricted

__all__ = ["Place", "box_of", "place_of", "place_options"]

Command: TypeAlias = Callable[..., Any]

_OPTIONS = (
    click.option(
        "--box",
        metavar="RANGES",
        help='A range for each input, as "0,1;-1/2,1/2"; with --slice, or for each that varies.',
    ),
    click.option("--slice", "inputs", metavar="INPUTS", help='The inputs to vary, as "x1,x2".'),
    click.option(
        "--at",
        metavar="POINT",
        help="Where the other inputs stay: all coordinates, or one for all; else mid-range.",
    ),
)


def place_options(command: Command) -> Command:
    """Give a command the options --box, --slice and --at, its arguments box, inputs and at."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Place:
    """All of R^n or a box in it, or those of a slice; `names` are the inputs that vary.

    >>> place_of(2, None, box="0,1;0,2", inputs=None, at=None).domain.volume
    Fraction(2, 1)
    """

    ranges: tuple[Range, ...] | None
    names: tuple[str, ...]
    where: Slice | None = None

    @property
    def domain(self) -> Polyhedron | None:
        """The box of the ranges, or None for all of R^n."""
        return None if self.ranges is None else Polyhedron.box(list(self.ranges))

    def part_of(self, network: Network) -> Network:
        """Return the network of the inputs that vary."""
        return network if self.where is None else restricted(network, self.where)

    def lifted(self, point: Vector) -> Vector:
        """Return the point of R^n with these values of the inputs that vary."""
        return point if self.where is None else self.where.lifted(point)

    def lifted_direction(self, direction: Vector) -> Vector:
        """Return the direction of R^n in which the inputs vary so."""
        start = self.lifted((Fraction(0),) * len(direction))
        return tuple(b - a for a, b in zip(start, self.lifted(direction), strict=True))

    def as_json(self) -> dict[str, Any]:
        """The inputs that vary, their box, and the point through which a slice goes."""
        ranges = self.ranges and [[as_text(end) for end in pair] for pair in self.ranges]
        origin = self.where and [as_text(entry) for entry in self.where.origin]
        return {"inputs": list(self.names), "box": ranges, "at": origin}


def place_of(
    n: int,
    stated: Sequence[Range] | None,
    *,
    box: str | None,
    inputs: str | None,
    at: str | None,
) -> Place:
    """Return the place in R^n that the options say; a slice may need the ranges that a file states.

    Raises FormatError, DimensionError, DomainError or NumberError, naming the option.

    >>> place_of(2, None, box=None, inputs="x1", at="0,3")
    Place(ranges=None, names=('x1',), where=Slice(['0', '3'], [['1', '0']]))
    """
    names = tuple(f"x{j + 1}" for j in range(n))
    if inputs is None:
        if at is not None:
            raise DomainError("--at must come with --slice, which says what varies")
        return Place(box_of(box, n) if box is not None else None, names)
    varying = [_index(name, names) for name in inputs.split(",")]
    if len(set(varying)) < len(varying):
        raise DomainError(f"--slice must name different inputs, not {inputs!r:.80}")
    ranges = _ranges(stated, box, varying, n)
    origin = _origin(at, ranges, varying)
    base = [Fraction(0) if j in varying else origin[j] for j in range(n)]
    where = Slice(base, [[int(i == j) for i in range(n)] for j in varying])
    kept = tuple(ranges[j] for j in varying)
    return Place(
        None if None in kept else cast("tuple[Range, ...]", kept),
        tuple(names[j] for j in varying),
        where,
    )


def box_of(text: str, dimension: int, *, name: str = "--box") -> tuple[Range, ...]:
    """Return the ranges in a text such as "0,1;-1/2,1/2", one for each input.

    >>> box_of("0,1/2", 1)
    ((Fraction(0, 1), Fraction(1, 2)),)
    """
    pairs = [part.split(",") for part in text.split(";")]
    if len(pairs) != dimension:
        raise DimensionError(f"{name} must have {dimension} ranges, one an input, not {len(pairs)}")
    for pair in pairs:
        if len(pair) != 2:
            raise FormatError(f'{name} must have ranges "lower,upper", not {",".join(pair)!r:.80}')
    ranges = [(as_rational(low, name=name), as_rational(high, name=name)) for low, high in pairs]
    for low, high in ranges:
        if low >= high:
            raise DomainError(f"{name} must have lower < upper, not {as_text(low)},{as_text(high)}")
    return tuple(ranges)


def _index(name: str, names: Sequence[str]) -> int:
    if name.strip() not in names:
        raise FormatError(f"--slice must name inputs from x1 to {names[-1]}, not {name!r:.80}")
    return names.index(name.strip())


def _ranges(
    stated: Sequence[Range] | None, box: str | None, varying: Sequence[int], n: int
) -> list[Range | None]:
    """The range of each input: of the box, perhaps of the varying inputs only, or stated."""
    found: list[Range | None] = [None] * n if stated is None else list(stated)
    if box is None:
        return found
    if box.count(";") + 1 == len(varying):
        for j, pair in zip(varying, box_of(box, len(varying)), strict=True):
            found[j] = pair
        return found
    return list(box_of(box, n))


def _origin(
    at: str | None, ranges: Sequence[Range | None], varying: Sequence[int]
) -> list[Fraction]:
    """The point through which the slice goes; 0 stands for the inputs that vary, without --at."""
    if at is not None:
        origin = [as_rational(text, name="--at") for text in at.split(",")]
        origin *= len(ranges) if len(origin) == 1 else 1
        if len(origin) != len(ranges):
            raise DimensionError(f"--at must have {len(ranges)} coordinates, not {len(origin)}")
        return origin
    kept = [None if j in varying else pair for j, pair in enumerate(ranges)]
    if any(pair is None and j not in varying for j, pair in enumerate(kept)):
        raise DomainError("--at must say where the other inputs stay: the file states no ranges")
    return [Fraction(0) if pair is None else (pair[0] + pair[1]) / 2 for pair in kept]
