"""Files .nnet: decimal text, with the ranges and the normalisation of the inputs.

The format is Kyle Julian's (Stanford Intelligent Systems Laboratory, https://github.com/sisl/NNet).
After comments, lines that begin with ``//``, the lines are: the number of layers, of inputs, of
outputs and the largest width; the widths from the inputs to the outputs; an unused flag; the least
and the greatest value of each input; the mean of each input and of all outputs; the range of each
input and of all outputs; and then, for each layer, its weights, a line for each node, and its bias,
a line for each entry. Numbers end with a comma.

A program that follows the format clips an input x to its least and greatest value, puts
(x - mean) / range into the layers, and returns their value times the range plus the mean of the
outputs. `read_nnet` composes these maps with the first and the last layer, so that its network
takes inputs in the units of the stated ranges; `read_normalised_nnet` gives the layers as they
stand. On the stated ranges the clipping does nothing, and it belongs to neither network.

Digits are read as the decimals that they are.

>>> import tempfile
>>> path = tempfile.mkdtemp() + "/net.nnet"
>>> write_nnet(path, Network.of(([["1/2"]], [3])), input_ranges=[(0, 1)])
>>> stated = read_nnet(path)
>>> stated.network(1), stated.input_ranges
((Fraction(7, 2),), ((Fraction(0, 1), Fraction(1, 1)),))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from flint import fmpz

from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.formats.chains import Linear, Relu, Scale, Shift, network_of_steps
from exactrelu.formats.reading import naming, read_text
from exactrelu.formats.stated import StatedNetwork
from exactrelu.formats.writing import write_text
from exactrelu.network import AffineMap, Network
from exactrelu.rational import as_rational, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exactrelu.formats.chains import Step
    from exactrelu.formats.stated import Range
    from exactrelu.formats.writing import FilePath
    from exactrelu.rational import RationalLike, Vector

__all__ = ["NO_RANGE", "read_nnet", "read_normalised_nnet", "write_nnet"]

NO_RANGE = Fraction(34028234663852886) * 10**22
"""The largest float of four bytes, which converters to .nnet write where no range is stated."""

_LARGE = 34 * 10**37
"""Ends at least as large as this stand for no end; files write `NO_RANGE` with few digits."""

_CLIPPING = "on the input ranges of the file, outside of which its programs clip and this does not"
RAW = f"inputs and outputs in the units of the file's ranges; {_CLIPPING}"
NORMALISED = f"inputs and outputs normalised, as the layers of the file take them; {_CLIPPING}"


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says: its layers, and its header after the sizes."""

    layers: Network
    lower: Vector
    upper: Vector
    means: Vector
    ranges: Vector

    def steps(self) -> Iterator[Step]:
        """Normalise, run the layers, and undo the normalisation of the outputs."""
        outputs = self.layers.output_dimension
        yield Shift([-mean for mean in self.means[:-1]])
        yield Scale([1 / width for width in self.ranges[:-1]])
        for index, layer in enumerate(self.layers.layers):
            if index:
                yield Relu()
            yield Linear(layer.weights)
            yield Shift(layer.bias)
        yield Scale([self.ranges[-1]] * outputs)
        yield Shift([self.means[-1]] * outputs)

    def input_ranges(self) -> tuple[Range, ...] | None:
        ends = (*self.lower, *self.upper)
        if any(abs(end) >= _LARGE for end in ends):
            return None
        return tuple(zip(self.lower, self.upper, strict=True))

    def normalised_ranges(self) -> tuple[Range, ...] | None:
        stated = self.input_ranges()
        if stated is None:
            return None
        moved = zip(stated, self.means[:-1], self.ranges[:-1], strict=True)
        return tuple(
            (min(ends), max(ends))
            for (lower, upper), mean, width in moved
            for ends in [((lower - mean) / width, (upper - mean) / width)]
        )


def read_nnet(path: FilePath) -> StatedNetwork:
    """Return the network of a file on inputs in the units of its stated ranges, and these.

    Raises FormatError, DimensionError, DomainError or NumberError, naming the file and the line.

    >>> read_nnet("/no/such/net.nnet")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/net.nnet: the file must be readable, but: No such file \
or directory
    """
    text = read_text(path)
    with naming(path):
        file = _parsed(text)
        network = network_of_steps(file.steps(), file.layers.input_dimension)
    return StatedNetwork(
        network=network,
        format="nnet",
        reading="decimal",
        input_ranges=file.input_ranges(),
        note=RAW,
    )


def read_normalised_nnet(path: FilePath) -> StatedNetwork:
    """Return the network of the layers of a file as they stand, and the normalised input ranges.

    It raises as `read_nnet` does.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/net.nnet"
    >>> write_nnet(path, Network.of(([["1/2"]], [3])))
    >>> read_normalised_nnet(path).network == read_nnet(path).network
    True
    """
    text = read_text(path)
    with naming(path):
        file = _parsed(text)
    return StatedNetwork(
        network=file.layers,
        format="nnet",
        reading="decimal",
        input_ranges=file.normalised_ranges(),
        note=NORMALISED,
    )


def write_nnet(
    path: FilePath,
    network: Network,
    *,
    input_ranges: Sequence[tuple[RationalLike, RationalLike]] | None = None,
) -> None:
    """Write a network as .nnet, with means 0 and ranges 1, which change nothing.

    Without `input_ranges` the file states the floats of four bytes as the range of each input, as
    the converters of the format do.

    Raises FormatError if a number has no finite decimal, DimensionError or DomainError for ranges
    that are not one for each input.

    >>> write_nnet("net.nnet", Network.of(([["1/3"]], [3])))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.nnet: layers[0].weights[0][0] must have finitely many \
decimals, not be 1/3
    """
    with naming(path):
        inputs = network.input_dimension
        ends = [(-NO_RANGE, NO_RANGE)] * inputs if input_ranges is None else input_ranges
        ranges = [(as_rational(lower), as_rational(upper)) for lower, upper in ends]
        if len(ranges) != inputs:
            raise DimensionError(f"input_ranges must be {inputs}, one an input, not {len(ranges)}")
        _require_order([lower for lower, _ in ranges], [upper for _, upper in ranges])
        text = "\n".join(_lines(network, ranges)) + "\n"
    write_text(path, text)


class _Lines:
    """The lines of a file that are not comments, and their numbers."""

    def __init__(self, text: str) -> None:
        lines = [
            (number, line)
            for number, line in enumerate(text.splitlines(), start=1)
            if not line.lstrip().startswith("//")
        ]
        while lines and not lines[-1][1].strip():
            lines.pop()
        self._lines = iter(lines)
        self._last = 0

    def numbers(self, count: int | None, what: str) -> Vector:
        """Return the numbers of the next line, which must be `count` in number."""
        number, line = next(self._lines, (0, ""))
        if not number:
            raise FormatError(f"the file must go on with {what}, but ends after line {self._last}")
        self._last = number
        texts = [text for text in line.split(",") if text.strip()]
        if count is not None and len(texts) != count:
            raise DimensionError(
                f"line {number} must have {_count(count, 'number')}, {what}, not {len(texts)}"
            )
        return tuple(as_rational(text, name=f"line {number}: {what}") for text in texts)

    def counts(self, count: int, what: str) -> list[int]:
        """Return the whole numbers, at least 1, of the next line."""
        numbers = self.numbers(count, what)
        for value in numbers:
            if value.denominator != 1 or value < 1:
                raise DimensionError(
                    f"line {self._last} must have whole numbers of at least 1, {what}, "
                    f"not {as_text(value)}"
                )
        return [int(value) for value in numbers]

    def require_end(self) -> None:
        """Raise FormatError if there is a line more."""
        for number, _ in self._lines:
            raise FormatError(f"nothing may follow the last bias, but line {number} does")


def _parsed(text: str) -> _File:
    lines = _Lines(text)
    sizes = "the numbers of layers, inputs and outputs, and the largest width"
    depth, inputs, outputs, _ = lines.counts(4, sizes)
    widths = lines.counts(depth + 1, "the widths from the inputs to the outputs")
    if (widths[0], widths[-1]) != (inputs, outputs):
        raise DimensionError(
            f"the widths must begin with {_count(inputs, 'input')} and end with "
            f"{_count(outputs, 'output')}, not {widths[0]} and {widths[-1]}"
        )
    lines.numbers(None, "an unused flag")
    lower = lines.numbers(inputs, "the least values of the inputs")
    upper = lines.numbers(inputs, "the greatest values of the inputs")
    means = lines.numbers(inputs + 1, "the means of the inputs and of the outputs")
    ranges = lines.numbers(inputs + 1, "the ranges of the inputs and of the outputs")
    _require_order(lower, upper)
    if not all(ranges):
        raise DomainError(f"ranges[{ranges.index(Fraction(0))}] must not be 0")
    layers = [_layer(lines, index, sizes) for index, sizes in enumerate(pairwise(widths), start=1)]
    lines.require_end()
    return _File(Network(layers), lower, upper, means, ranges)


def _layer(lines: _Lines, index: int, sizes: tuple[int, int]) -> AffineMap:
    columns, rows = sizes
    weights = [lines.numbers(columns, f"weights of layer {index}") for _ in range(rows)]
    bias = [lines.numbers(1, f"a bias of layer {index}")[0] for _ in range(rows)]
    return AffineMap(weights, bias)


def _require_order(lower: Sequence[Fraction], upper: Sequence[Fraction]) -> None:
    for index, (least, greatest) in enumerate(zip(lower, upper, strict=True), start=1):
        if least > greatest:
            raise DomainError(
                f"the least value of x{index} must be at most the greatest, "
                f"{as_text(greatest)}, not {as_text(least)}"
            )


def _lines(network: Network, ranges: Sequence[Range]) -> Iterator[str]:
    inputs, outputs = network.input_dimension, network.output_dimension
    widths = [inputs, *network.widths, outputs]
    yield "// Neural network in the format .nnet"
    yield _line([network.depth, inputs, outputs, max(widths)], "sizes")
    yield _line(widths, "sizes")
    yield "0,"
    yield _line([lower for lower, _ in ranges], "lower")
    yield _line([upper for _, upper in ranges], "upper")
    yield _line([0] * (inputs + 1), "means")
    yield _line([1] * (inputs + 1), "ranges")
    for index, layer in enumerate(network.layers):
        for row, weights in enumerate(layer.weights):
            yield _line(weights, f"layers[{index}].weights[{row}]")
        for row, entry in enumerate(layer.bias):
            yield f"{_decimal(entry, f'layers[{index}].bias[{row}]')},"


def _line(numbers: Sequence[Fraction | int], name: str) -> str:
    texts = (_decimal(Fraction(x), f"{name}[{index}]") for index, x in enumerate(numbers))
    return "".join(chain.from_iterable((text, ",") for text in texts))


def _decimal(number: Fraction, name: str) -> str:
    """The decimal that is the number, without an exponent."""
    places = _places(number.denominator)
    if places is None:
        shown = as_text(number)
        shown = shown if len(shown) <= 60 else f"{shown[:50]}..."
        raise FormatError(f"{name} must have finitely many decimals, not be {shown}")
    digits = fmpz(abs(number.numerator) * 10**places // number.denominator).str()
    digits = digits.rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    point = len(digits) - places
    return f"{sign}{digits[:point]}.{digits[point:]}" if places else f"{sign}{digits}"


def _places(denominator: int) -> int | None:
    """The least k such that the denominator divides 10**k, or None if there is none."""
    twos = (denominator & -denominator).bit_length() - 1
    fives, rest = 0, denominator >> twos
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    return max(twos, fives) if rest == 1 else None


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
