"""A check that a network is a smallest 2-layer network of a function, from its certificate alone.

It shares no code with the search that made the certificate: numbers are `fractions.Fraction`,
functions and networks are read from their JSON form and evaluated by their definitions, the subset
sum questions are written down anew, and the sums are enumerated in Python's integers. The argument
is that of `exactrelu.constructions.representation`.

>>> from exactrelu.constructions import represent
>>> from exactrelu.pwl import PWL
>>> ramp = PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0)
>>> minimality_holds(represent(ramp + 1, output="linear").certificate)
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from exactrelu.constructions.representation import MinimalityCertificate

__all__ = ["minimality_holds"]

# What is larger is not checked, and so does not hold: sums on one side, bits of one integer.
_LONGEST_LIST = 2**23
_LONGEST_INTEGER = 2**29

_NUMBER = re.compile("(-?)(0|[1-9][0-9]*)(?:/([1-9][0-9]*))?")
_DIGITS_AT_ONCE = 4000


class _Rejected(Exception):  # noqa: N818 - it says why, and never leaves this module
    """Something that the certificate states, or should state, is not so."""


def minimality_holds(certificate: MinimalityCertificate | Mapping[str, Any]) -> bool:
    """Return whether the network is the function, and no smaller 2-layer network is.

    The certificate is a `MinimalityCertificate` or its JSON form. The answer is also False for one
    that is not understood or not complete, whether or not the network is a smallest one.

    >>> from exactrelu.constructions import represent
    >>> from exactrelu.pwl import PWL
    >>> document = represent(PWL.affine(1, 2), output="affine").certificate.as_json()
    >>> minimality_holds(document), minimality_holds({**document, "size": 1})
    (True, False)
    """
    document = certificate.as_json() if hasattr(certificate, "as_json") else certificate
    try:
        _check(document)
    except (_Rejected, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False
    return True


def _check(document: Any) -> None:  # noqa: ANN401 - JSON is untyped
    fields = {"schema", "kind", "function", "output", "network", "size", "refutations"}
    _require(set(document) == fields, "the fields are others")
    _require(document["schema"] == "exactrelu-certificate/1", "the schema is another")
    _require(document["kind"] == "minimal-representation", "the kind is another")
    f = _Function.read(document["function"])
    network = _TwoLayers.read(document["network"])
    _require(document["output"] in ("linear", "affine"), "the output map is unknown")
    _require(document["output"] == "affine" or network.constant == 0, "the output is not linear")
    _require(type(document["size"]) is int, "the size is no number")
    _require(document["size"] == len(network.units), "the size is another")
    _require_equal(f, network)
    _require_no_smaller(f, document["output"], len(network.units), document["refutations"])


@dataclass
class _Function:
    breakpoints: list[Fraction]
    pieces: list[tuple[Fraction, Fraction]]

    @classmethod
    def read(cls, document: Any) -> _Function:  # noqa: ANN401 - JSON is untyped
        _require(set(document) == {"schema", "breakpoints", "pieces"}, "no function")
        _require(document["schema"] == "exactrelu-pwl/1", "no function")
        pieces = [(a, b) for a, b in map(_numbers, document["pieces"])]
        f = cls(_numbers(document["breakpoints"]), pieces)
        _require(len(f.pieces) == len(f.breakpoints) + 1, "the pieces do not fit")
        _require(all(s < t for s, t in pairwise(f.breakpoints)), "the breakpoints are unsorted")
        for t, ((a, b), (c, d)) in zip(f.breakpoints, pairwise(f.pieces), strict=True):
            _require(a != c and a * t + b == c * t + d, "a breakpoint is none, or a jump")
        return f

    def at(self, x: Fraction) -> Fraction:
        slope, intercept = self.pieces[sum(t < x for t in self.breakpoints)]
        return slope * x + intercept


@dataclass
class _TwoLayers:
    units: list[tuple[Fraction, Fraction, Fraction]]
    """Weight and bias before σ, weight after σ."""
    constant: Fraction

    @classmethod
    def read(cls, document: Any) -> _TwoLayers:  # noqa: ANN401 - JSON is untyped
        _require(set(document) == {"schema", "layers"}, "no network")
        _require(document["schema"] == "exactrelu-network/1", "no network")
        hidden, outer = document["layers"]
        _require(set(hidden) == set(outer) == {"weights", "bias"}, "no network")
        weights = [weight for (weight,) in map(_numbers, hidden["weights"])]
        (after,) = map(_numbers, outer["weights"])
        (constant,) = _numbers(outer["bias"])
        units = list(zip(weights, _numbers(hidden["bias"]), after, strict=True))
        _require(bool(units), "no units")
        return cls(units, constant)

    def at(self, x: Fraction) -> Fraction:
        return self.constant + sum(c * max(Fraction(0), w * x + b) for w, b, c in self.units)


def _require_equal(f: _Function, network: _TwoLayers) -> None:
    """Both are affine between these points, and beyond the outer two kinks."""
    kinks = {-bias / weight for weight, bias, _ in network.units if weight}
    points = kinks.union(f.breakpoints) or {Fraction(0)}
    for x in (*points, min(points) - 1, max(points) + 1):
        _require(f.at(x) == network.at(x), f"the values at {x} differ")


def _require_no_smaller(f: _Function, output: str, size: int, refutations: Sequence[Any]) -> None:
    count = len(f.breakpoints)
    if count == 0:
        _require(size == (1 if f.pieces[0][0] == 0 else 2), "an affine function needs fewer units")
    needed = _needed(f, output, size - count, [each["question"] for each in refutations])
    _require(len(refutations) == len(needed), "other questions must be answered")
    for (name, place), given in zip(needed, refutations, strict=True):
        stated = {"question": name, "steps": given["steps"]}
        if place is not None:
            stated["split_at"] = place
        _require(given == stated, f"the question must be {name} {place}")
        _Walk(*_question(f, name, place)).follow(given["steps"])


def _needed(
    f: _Function, output: str, more: int, names: Sequence[str]
) -> list[tuple[str, int | None]]:
    """The questions, in order, that a network with less than `more` additional units answers."""
    if more <= 0 or not f.breakpoints:
        return []
    if more == 1 and output == "linear" and names == ["slopes and left piece"]:
        return [("slopes and left piece", None)]
    if more == 1:
        return [("slopes", None)]
    _require(more == 2 and output == "linear", "a smaller network always exists")
    return [("slopes", None), *(("split", place) for place in range(len(f.breakpoints)))]


def _question(f: _Function, name: str, place: int | None) -> tuple[list[list[int]], list[int]]:
    """The weights and targets of each equation, as integers."""
    t, (slope, intercept) = f.breakpoints, f.pieces[0]
    d = [c - a for (a, _), (c, _) in pairwise(f.pieces)]
    slopes = (d, -slope)
    if place is not None:
        at = t[place]
        moments = [c * (x - at) for x, c in zip(t, d, strict=True)]
        equations = [(moments, intercept + slope * at)]
    elif name == "slopes":
        equations = [slopes]
    else:
        equations = [slopes, ([c * x for x, c in zip(t, d, strict=True)], intercept)]
    scaled = [_integers([*weights, target]) for weights, target in equations]
    return [row[:-1] for row in scaled], [row[-1] for row in scaled]


class _Walk:
    """A walk through the cases of a subset sum question, along the steps of a refutation."""

    def __init__(self, rows: list[list[int]], targets: list[int]) -> None:
        self.rows = rows
        self.targets = targets
        self.open = set(range(len(rows[0])))
        self.waiting: list[tuple[set[int], list[int]]] = []
        self.closed = False

    def follow(self, steps: Iterable[Mapping[str, Any]]) -> None:
        rules: dict[str, Callable[..., None]] = {
            "forced": self.forced,
            "split": self.split,
            "impossible": self.impossible,
            "enumerated": self.enumerated,
        }
        for step in steps:
            _require(not self.closed, "nothing is left to show")
            arguments = dict(step)
            rules[arguments.pop("rule")](**arguments)
        _require(self.closed, "some case is left open")

    def forced(self, *, item: int, taken: bool, equation: int, divisor: str | None = None) -> None:
        """If the item were not as stated, the equation would be impossible."""
        _require(item in self.open, "the item is not open")
        others = self.open - {item}
        target = self.targets[equation] - (0 if taken is True else self.rows[equation][item])
        self.require_impossible(equation, others, target, divisor)
        self.settle(item, taken=taken)

    def split(self, *, item: int) -> None:
        """First the case without the item, later the one with it."""
        _require(item in self.open, "the item is not open")
        rest = [target - row[item] for row, target in zip(self.rows, self.targets, strict=True)]
        self.waiting.append((self.open - {item}, rest))
        self.settle(item, taken=False)

    def impossible(self, *, equation: int, divisor: str | None = None) -> None:
        self.require_impossible(equation, self.open, self.targets[equation], divisor)
        self.close()

    def enumerated(self) -> None:
        _require_no_sum(*_joined(self.rows, self.targets, sorted(self.open)))
        self.close()

    def settle(self, item: int, *, taken: bool) -> None:
        self.open = self.open - {item}
        if taken is True:
            self.targets = [
                target - row[item] for row, target in zip(self.rows, self.targets, strict=True)
            ]

    def close(self) -> None:
        self.closed = not self.waiting
        if self.waiting:
            self.open, self.targets = self.waiting.pop()

    def require_impossible(
        self, equation: int, items: Iterable[int], target: int, divisor: str | None
    ) -> None:
        weights = [self.rows[equation][item] for item in items]
        if divisor is not None:
            d = _number(divisor).numerator
            _require(d > 1 and "/" not in divisor, "the divisor is none")
            _require(all(weight % d == 0 for weight in weights), "it divides not all weights")
            _require(target % d != 0, "it divides the target")
        else:
            low = sum(weight for weight in weights if weight < 0)
            high = sum(weight for weight in weights if weight > 0)
            _require(not low <= target <= high, "the target is within reach")


def _joined(
    rows: list[list[int]], targets: list[int], items: Sequence[int]
) -> tuple[list[int], int]:
    """One equation that holds iff all do: no digit overflows its base."""
    weights, target, base = [0] * len(items), 0, 1
    for row, total in zip(rows, targets, strict=True):
        weights = [w + base * row[item] for w, item in zip(weights, items, strict=True)]
        target += base * total
        base *= 2 * (sum(abs(row[item]) for item in items) + abs(total)) + 1
    return weights, target


def _require_no_sum(weights: list[int], target: int) -> None:
    # Leaving an item of negative weight out is taking one of the opposite weight.
    target -= sum(weight for weight in weights if weight < 0)
    weights = sorted(abs(weight) for weight in weights)
    target = min(target, sum(weights) - target)
    if target < 0:
        return
    if target < _LONGEST_INTEGER:
        reachable = _sums_as_bits(weights, target)
        _require(not reachable >> target & 1, "a subset has the sum")
    else:
        left, right = _sums_of_two_sides(weights)
        _require(left.isdisjoint(map(target.__sub__, right)), "a subset has the sum")


def _sums_as_bits(weights: Iterable[int], target: int) -> int:
    reachable, mask = 1, (1 << target + 1) - 1
    for weight in weights:
        reachable = (reachable | reachable << weight) & mask if weight <= target else reachable
    return reachable


def _sums_of_two_sides(weights: Iterable[int]) -> tuple[set[int], set[int]]:
    left, right = {0}, {0}
    for weight in weights:
        smaller = min(left, right, key=len)
        smaller |= {total + weight for total in smaller}
        _require(len(smaller) <= _LONGEST_LIST, "too many sums to check")
    return left, right


def _numbers(texts: list[str]) -> list[Fraction]:
    return [_number(text) for text in texts]


def _number(text: str) -> Fraction:
    """Read "p", or "p/q" in lowest terms with q > 1, and nothing else."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise _Rejected("a number is not canonical")
    sign, above, below = match.groups()
    p, q = _natural(above), _natural(below or "1")
    _require(gcd(p, q) == 1 and (q > 1 or not below) and (p > 0 or not sign), "the same")
    return Fraction(-p if sign else p, q)


def _natural(digits: str) -> int:
    # Python reads at most 4300 digits at once.
    value = 0
    for start in range(0, len(digits), _DIGITS_AT_ONCE):
        block = digits[start : start + _DIGITS_AT_ONCE]
        value = value * 10 ** len(block) + int(block)
    return value


def _integers(numbers: Sequence[Fraction]) -> list[int]:
    scale = lcm(*(number.denominator for number in numbers))
    return [int(number * scale) for number in numbers]


def _require(condition: bool, reason: str) -> None:  # noqa: FBT001 - it is the sentence's subject
    if not condition:
        raise _Rejected(reason)
