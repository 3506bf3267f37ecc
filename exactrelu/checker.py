"""The checker: it replays certificates with nothing but Python's standard library.

``python -I checker.py CERT …`` prints VALID, INVALID or UNSUPPORTED and a reason for each file, and
exits with 0, 1 or 2, the largest of several. ``docs/certificates.md`` has the format, and why the
evidence proves the claim. All numbers are exact, and whatever is not understood is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial, reduce
from itertools import combinations, compress, pairwise, product
from math import gcd, lcm
from operator import add, eq, ge, gt, le, lt, mul, ne, or_, sub, truediv
from typing import Any, NamedTuple, TypeAlias

__all__ = ["STATUSES", "Verdict", "check", "check_file", "main"]

STATUSES = ("VALID", "INVALID", "UNSUPPORTED")  # the position of one is its exit status

MAX_BYTES, MAX_DIGITS, MAX_TERMS = 2**26, 50_000, 2**12
MAX_BITS, MAX_BITS_OF_A_VECTOR = 2**18, 2**27
MAX_CELLS, MAX_STEPS, MAX_ENTRIES = 2**18, 2**30, 2**21
MAX_SUMS, MAX_PAIRS, MAX_BITS_OF_SUMS, MAX_WORK_ON_BITS = 2**20, 2**25, 2**29, 2**36

Json: TypeAlias = Any
Vector: TypeAlias = list[Fraction]
Row: TypeAlias = tuple[Vector, str, Fraction]

ZERO, ONE = Fraction(0), Fraction(1)
NUMBER = re.compile("(0|-?[1-9][0-9]*)(?:/([2-9]|[1-9][0-9]+))?")
LP, QP, TRAINING = (f"exactrelu-{name}/1" for name in ("lp", "qp", "training"))
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul, "/": truediv}
RELATIONS: dict[str, Callable[[Any, Any], Any]] = {"<=": le, "=": eq, ">=": ge}
LOSSES: dict[str, Callable[[Any], Any]]  # of an error, which is affine in a prediction
LOSSES = {"absolute": abs, "hinge": partial(max, ZERO), "max": abs, "squared": lambda e: e * e}
COMPARISONS = {**RELATIONS, "<": lt, ">": gt, "!=": ne, "same": eq, "different": ne}
SIGNS = {"<=": [-1], "=": [1, -1], ">=": [1]}  # by which a row becomes one that is not negative
_canonical = partial(json.dumps, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Verdict(NamedTuple):
    """What the checker says about a certificate, and why, in one line."""

    status: str
    reason: str


class _Refused(Exception): ...  # noqa: N818 - it carries a verdict and never leaves this file


def check(text: str | bytes) -> Verdict:
    """Return the verdict on a certificate. It raises nothing, whatever the text is."""
    try:
        return Verdict("VALID", _check(text.encode() if isinstance(text, str) else text))
    except _Refused as refused:
        return Verdict(*refused.args)
    except (json.JSONDecodeError, UnicodeError):
        return Verdict("INVALID", "the file is not JSON in UTF-8")
    except (MemoryError, RecursionError):
        return Verdict("UNSUPPORTED", "the certificate is too large, or nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing is proved
        return Verdict("INVALID", f"the certificate is not understood ({type(error).__name__})")


def _check(data: bytes) -> str:
    _limit(len(data) <= MAX_BYTES, f"the text has over {MAX_BYTES} bytes")
    line = data.decode().removesuffix("\n")
    given = json.loads(line, parse_int=partial(_integer, most=600))
    _require(_canonical(given) == line, "the JSON is not canonical")
    schema = given.get("schema") if isinstance(given, dict) else given
    _limit(schema == "exactrelu-certificate/1", f"unknown schema {schema!a:.40}")
    _, kind, digest, *parts = _fields(given, "schema kind problem_sha256 problem claim evidence")
    _limit(str(kind) in _KINDS, f"unknown kind {kind!a:.40}")
    sha256 = hashlib.sha256(_canonical(given["problem"]).encode()).hexdigest()
    _require(digest == sha256, "problem_sha256 is not the hash of the problem")
    return str(_KINDS[kind](_Certificate(*parts)))


def _require(condition: object, reason: str, status: str = "INVALID") -> None:
    if not condition:
        raise _Refused(status, reason)


_limit = partial(_require, status="UNSUPPORTED")


def _fields(value: Json, names: str, schema: str = "") -> list[Json]:
    """Return the fields of an object that must have these, and perhaps a schema, and no others."""
    wanted = ["schema", *names.split()] if schema else names.split()
    right = isinstance(value, dict) and set(value) == set(wanted)
    _require(right, f"an object must have the fields {' '.join(wanted)!r}")
    _require(not schema or value["schema"] == schema, f"the schema must be {schema}")
    return [value[name] for name in names.split()]


def _has(value: Json, name: str) -> bool:
    return isinstance(value, dict) and name in value


def _entries(value: Json, count: int | None = None) -> list[Json]:
    _require(isinstance(value, list) and count in (None, len(value)), "no list of that length")
    return list(value)


def _number(text: Json) -> Fraction:
    parts: Json = NUMBER.fullmatch(text) if isinstance(text, str) else None
    _require(parts, "a rational number must be a canonical string")
    over, under = map(_integer, parts.groups(default="1"))
    _require(gcd(over, under) == 1, "a rational number must be canonical")
    return Fraction(over, under)


def _integer(digits: str, most: int = MAX_DIGITS) -> int:
    _limit(len(digits.lstrip("-")) <= most, "a number is too long")
    return int(digits) if len(digits) <= 600 else int(Decimal(digits))  # which has no limit


def _numbers(value: Json, count: int | None = None) -> Vector:
    return [_number(text) for text in _entries(value, count)]


def _ends(value: Json, count: int) -> list[Fraction | None]:
    return [None if end is None else _number(end) for end in _entries(value, count)]


def _table(value: Json, count: int, read: Callable[[Json], Any] = _number) -> dict[int, Any]:
    """Read a list of pairs of a position and what stands there."""
    pairs = [_entries(pair, 2) for pair in _entries(value)]
    table = {_position(place, count): read(entry) for place, entry in pairs}
    _require(len(table) == len(pairs), "a position comes twice")
    return table


def _position(value: Json, count: int) -> int:
    _require(type(value) is int and 0 <= value < count, f"a position must be below {count}")
    return int(value)


def _rows(value: Json, n: int) -> list[Row]:
    rows = [_fields(row, "coefficients relation bound") for row in _entries(value)]
    _require(all(relation in [*RELATIONS] for _, relation, _ in rows), "a relation is unknown")
    return [(_numbers(a, n), relation, _number(bound)) for a, relation, bound in rows]


def _integers(values: Vector) -> tuple[list[int], int]:
    """Return the numbers times their common denominator, and that."""
    scale = 1
    for value in values:
        scale = lcm(scale, value.denominator)
        bits = scale.bit_length() * max(len(values), 512)
        _limit(bits <= MAX_BITS_OF_A_VECTOR, "a common denominator is too long")
    return [value.numerator * (scale // value.denominator) for value in values], scale


def _dot(left: Vector, right: Vector) -> Fraction:
    (a, s), (b, t) = _integers(left), _integers(right)
    return Fraction(sum(map(mul, a, b)), s * t)


class _Program(NamedTuple):
    """The objective c·x + c₀ + ½ xᵀQx, of which an LP has the first two terms."""

    sign: int  # 1 to minimize, -1 to maximize
    linear: Vector
    constant: Fraction
    hessian: list[Vector]
    rows: list[Row]
    lower: list[Any]  # Fractions, or None where there is no bound
    upper: list[Any]

    @classmethod
    def read(cls, problem: Json, *schemas: str) -> _Program:
        schema = problem.get("schema") if isinstance(problem, dict) else None
        _require(schema in schemas, f"the schema must be {' or '.join(schemas)}")
        names = f"{'sense' if schema == LP else 'hessian'} objective constant rows lower upper"
        head, objective, constant, rows, *ends = _fields(problem, names, str(schema))
        n, sign = len(_entries(objective)), -1 if head == "max" else 1
        _require(schema != LP or head in ("min", "max"), "the sense must be min or max")
        hessian = [_numbers(row, n) for row in _entries(head, n)] if schema == QP else []
        _require([*map(list, zip(*hessian, strict=True))] == hessian, "the hessian is asymmetric")
        box = (_ends(end, n) for end in ends)
        return cls(sign, _numbers(objective), _number(constant), hessian, _rows(rows, n), *box)

    def feasible(self, x: Vector, q: int = 1) -> Vector:
        """Return x if x/q is feasible, or for q = 0 a direction that can be followed for ever."""
        _require(len(x) == len(self.linear), "the point has another dimension")
        for i, (row, relation, bound) in enumerate(self.rows):
            _require(RELATIONS[relation](_dot(row, x), q * bound), f"the point violates row {i}")
        for j, (low, t, high) in enumerate(zip(self.lower, x, self.upper, strict=True)):
            inside = (low is None or q * low <= t) and (high is None or t <= q * high)
            _require(inside, f"the point violates the bounds of variable {j}")
        return x

    def attained(self, claim: Json) -> tuple[Vector, Fraction]:
        point, value = _fields(claim, "point value")
        x, v = self.feasible(_numbers(point)), _number(value)
        _require(self.value(x) == v, "the value at the point is another")
        return x, v

    def value(self, x: Vector) -> Fraction:
        half = _dot([_dot(row, x) for row in self.hessian], x) / 2
        return self.constant + _dot(self.linear, x) + half

    def tangent_bound(self, x: Vector, multipliers: Json) -> Fraction:
        """Return a bound of all values, since a convex function is above its tangent at x."""
        steep = [_dot(row, x) for row in self.hessian] or [ZERO] * len(x)
        g = [*map(add, self.linear, steep)]
        return self.value(x) - _dot(g, x) + self.bound(g, multipliers)

    def bound(self, g: Vector, multipliers: Json) -> Fraction:
        """Return D(g, y); refuse multipliers y that are not admissible for g."""
        given = _numbers(multipliers, len(self.rows))
        used = [(self.sign * t, *row) for t, row in zip(given, self.rows, strict=True) if t]
        signs = all(relation == "=" or RELATIONS[relation](t, 0) for t, _, relation, _ in used)
        _require(signs, "a multiplier has a wrong sign")
        y, scale = _integers([t for t, *_ in used])  # the sums are multiplied by it until the end
        total = sum((t * bound for t, (*_, bound) in zip(y, used, strict=True)), ZERO)
        for j, (low, high) in enumerate(zip(self.lower, self.upper, strict=True)):
            column, divisor = _integers([row[j] for _, row, _, _ in used])
            rest = self.sign * g[j] * scale - Fraction(sum(map(mul, y, column)), divisor)
            end = low if rest > 0 else high if rest < 0 else ZERO
            _require(end is not None, "the multipliers need a bound that is not there")
            total += rest * end
        return self.sign * total / scale

    def require_infeasible(self, evidence: Json) -> None:
        if _has(evidence, "variable"):
            j = _position(_fields(evidence, "variable")[0], len(self.linear))
            low, high = self.lower[j], self.upper[j]
            _require(None not in (low, high) and low > high, "the bounds are no contradiction")
        else:
            zero, (y,) = [ZERO] * len(self.linear), _fields(evidence, "multipliers")
            bound = self._replace(sign=1).bound(zero, y)
            _require(bound > 0, "the combination of the rows is no contradiction")

    def convex_evidence(self, evidence: Json, names: str) -> list[Json]:
        """Return the fields of the evidence, besides the squares that a hessian must be."""
        if not self.hessian:
            return _fields(evidence, names)
        *others, squares = _fields(evidence, f"{names} squares")
        rest = self.hessian
        for weight, form in (_fields(square, "weight form") for square in _entries(squares)):
            d, a = _number(weight), _numbers(form, len(rest))
            _require(d >= 0, "the weight of a square must not be negative")
            rest = [[*map(sub, r, (d * t * u for u in a))] for r, t in zip(rest, a, strict=True)]
        _require(not any(map(any, rest)), "the squares do not add up to the hessian")
        return others

    def require_leaves(self, whole: set[int], stated: Json, nodes: Json) -> None:
        """Walk through the tree, while the bounds of the program are those of the node."""
        multiples, scale = _integers(self.linear)
        others = any(c for j, c in enumerate(multiples) if j not in whole)
        step = ZERO if others else Fraction(gcd(*multiples), scale)

        def halves(node: Json) -> list[Json]:
            variable, at = _fields(node, "branch at")
            j, k = _position(variable, len(self.linear)), _number(at)
            _require(j in whole and k.denominator == 1, "only integers branch, at integers")
            return [(self.upper, j, k), (self.lower, j, k + 1)]

        for leaf in _leaves(nodes, halves):
            if _has(leaf, "infeasible"):
                self.require_infeasible(*_fields(leaf, "infeasible"))
            else:
                _require(stated is not None, "a leaf must be proved infeasible")
                bound = self.sign * self.bound(self.linear, *_fields(leaf, "multipliers"))
                bound = -(-bound // step) * step if step else bound
                _require(bound >= self.sign * (stated - self.constant), "a leaf proves less")


def _leaves(nodes: Json, halves: Callable[[Json], list[Json]]) -> Iterable[Json]:
    """Yield the leaves of a tree in preorder, while what the branches above set is in place."""
    waiting: list[Json] = [({}, 0, None, True)]
    for node in _entries(nodes):
        is_node = False
        while not is_node:
            _require(waiting, "there are more nodes than the tree has")
            values, j, values[j], is_node = waiting.pop()
        if _has(node, "branch"):
            for values, j, value in reversed(halves(node)):
                waiting += [(values, j, values[j], False), (values, j, value, True)]
        else:
            yield node
    _require(not any(is_node for *_, is_node in waiting), "the tree has more nodes")


def _cases(nodes: Json, count: int) -> Iterable[tuple[list[int], Json]]:
    """Yield the leaves with the sides there: at a branch one is 1, and then -1; others are 0."""
    sides = [0] * count

    def halves(node: Json) -> list[Json]:
        place = _position(_fields(node, "branch")[0], count)
        _require(not sides[place], "a side is known already")
        return [(sides, place, 1), (sides, place, -1)]

    for leaf in _leaves(nodes, halves):
        yield sides, leaf


class _Line(NamedTuple):
    """A function R → R with pieces (slope, intercept), each another than the one before it."""

    ends: Vector
    pieces: list[Vector]

    @classmethod
    def read(cls, value: Json) -> _Line:
        breakpoints, given = _fields(value, "breakpoints pieces", "exactrelu-pwl/1")
        ends = _numbers(breakpoints)
        pieces = [_numbers(piece, 2) for piece in _entries(given, len(ends) + 1)]
        _require(all(s < t for s, t in pairwise(ends)), "breakpoints must increase")
        for t, ((a, b), (c, d)) in zip(ends, pairwise(pieces), strict=True):
            _require(a * t + b == c * t + d, "the function jumps")
        return cls.joined(ends, pieces)

    @classmethod
    def joined(cls, ends: Vector, pieces: list[Vector]) -> _Line:
        kept = [i for i, (left, right) in enumerate(pairwise(pieces)) if left != right]
        return cls([ends[i] for i in kept], [*(pieces[i] for i in kept), pieces[-1]])

    def at(self, x: Vector) -> Vector:
        _require(len(x) == 1, "the point has another dimension")
        slope, intercept = self.pieces[bisect_left(self.ends, x[0])]
        return [slope * x[0] + intercept]

    def l1_distance(self, other: _Line, low: Fraction, high: Fraction) -> Fraction:
        _require(low <= high, "an interval must not end before it starts")
        total, ends = ZERO, {low, high, *(t for t in (*self.ends, *other.ends) if low < t < high)}
        for s, t in pairwise(sorted(ends)):
            left, right = (self.at([x])[0] - other.at([x])[0] for x in (s, t))
            rise = right - left
            area = (right * abs(right) - left * abs(left)) / rise if rise else 2 * abs(left)
            total += (t - s) * area / 2
        return total


class _Network(NamedTuple):
    """Affine maps (weights, bias), with σ(x) = max(0, x) after each but the last."""

    layers: list[tuple[list[Vector], Vector]]
    widths: list[int]  # of the inputs, and then of each layer

    @classmethod
    def read(cls, value: Json, depth: int | None = None) -> _Network:
        (given,) = _fields(value, "layers", "exactrelu-network/1")
        parts = [_fields(layer, "weights bias") for layer in _entries(given, depth)]
        layers = [([_numbers(row) for row in _entries(w)], _numbers(bias)) for w, bias in parts]
        widths = [len(row) for weights, _ in layers[:1] for row in weights[:1]]
        widths += [len(bias) for _, bias in layers]
        pairs = zip(layers, widths, strict=False)
        right = [len(w) == len(bias) and {*map(len, w)} == {n} for (w, bias), n in pairs]
        _require(layers and widths[0] and all(right), "the layers do not fit, or one is empty")
        return cls(layers, widths)

    def at(self, x: Vector) -> Vector:
        _require(len(x) == self.widths[0], "the point has another dimension")
        for index, (weights, bias) in enumerate(self.layers):
            x = [max(t, ZERO) for t in x] if index else x
            x = [_dot(row, x) + b for row, b in zip(weights, bias, strict=True)]
        return x

    def on_the_line(self) -> _Line:
        _require(self.widths[0] == self.widths[-1] == 1, "the function must be one of R to R")
        line, pieces = _Cells(self), list[list[Fraction]]()  # (a point, slope, intercept)
        line.apply(*self.layers[-1])
        for ids, *_ in line.cells:
            (q, p, y), (r, t, z) = (line.corners[c] for c in ids)
            slope, intercept = (Fraction(v, q * t - r * p) for v in (q * z - r * y, y * t - z * p))
            pieces.append([Fraction(p + t, q + r), slope, intercept])
        ends = sorted({Fraction(p, q) for q, p, _ in line.corners if q})
        return _Line.joined(ends, [piece for _, *piece in sorted(pieces)])


def _function(value: Json) -> _Network | _Line:
    return _Network.read(value) if _has(value, "layers") else _Line.read(value)


class _Cells:
    """Cells on which the hidden layers are affine: of all of Rⁿ, or of what the rows leave of it.

    A corner is a list (q, p, y) of integers: the point p/q, where the last layer has the values
    y/q, or for q = 0 the direction p with the slopes y. By continuity all its cells share them.
    A cell has corners, for each the facets it is on, as bits, and the number of its region.
    """

    def __init__(self, network: _Network, rows: Iterable[Row] = ()) -> None:
        """Start with n + 1 cones, each of which lacks one of the directions -1, e₁, …, eₙ."""
        n = network.widths[0]
        _limit(n**2 <= MAX_ENTRIES, "there are too many inputs")
        axes = [[0, *(int(i == j) for i in range(n))] for j in range(n)]
        self.corners: list[list[int]] = [[1, *[0] * n], [0, *[-1] * n], *axes]
        on = [(2 << n) - 1 - (1 << i) for i in range(n + 1)]  # each corner has a facet opposite
        self.cells: list[Any] = [([0, *c], on, 0) for c in combinations(range(1, n + 2), n)]
        self.head, self.facets, self.steps = n + 1, n + 1, 0
        signed = [(s, a, b) for a, relation, b in rows for s in SIGNS[relation]]
        if signed:
            self.apply([[s * t for t in a] for s, a, _ in signed], [-s * b for s, _, b in signed])
            self.cut(clips=True)
            self.corners = [corner[: self.head] for corner in self.corners]
        for layer in network.layers[:-1]:
            self.apply(*layer)
            self.cut()

    def apply(self, weights: list[Vector], bias: Vector) -> None:
        """Replace the values y by those of a layer at σ(y), or at the inputs if it is the first."""
        maps = [[b, *row] for b, row in zip(bias, weights, strict=True)]
        _, scale = _integers([t for row in maps for t in row])
        rows = [[int(t * scale) for t in row] for row in maps]
        for c, corner in enumerate(self.corners):
            head, y = corner[: self.head], corner[self.head :]
            x = [head[0], *map(partial(max, 0), y)] if y else head
            used = [t for t in x if t]
            outputs = [sum(map(mul, compress(row, x), used)) for row in rows]
            self.corners[c] = _primitive([*(t * scale for t in head), *outputs])
            self.steps += len(rows) * len(used)
            _limit(self.steps <= MAX_STEPS, "there is too much to compute")

    def cut(self, *, clips: bool = False) -> None:
        """Cut each cell by the values with both signs at its corners, or leave what is positive.

        New corners are on edges: pairs of corners such that no third is on all facets of both.
        """
        done, waiting, width = list[Any](), self.cells[::-1], len(self.corners[0]) - self.head
        regions = dict[tuple[int, int], int]()

        def signs_at(c: int) -> int:
            """Return a number with the bits k for yₖ > 0, and k + width for yₖ < 0."""
            y = self.corners[c][self.head :]
            return sum([1 << k + width * (t < 0) for k, t in enumerate(y) if t])

        @cache
        def between(i: int, j: int, k: int) -> int:
            """Return a new corner, where yₖ = 0 on the edge between two."""
            left, right, at = self.corners[i], self.corners[j], self.head + k
            new = [left[at] * v - right[at] * u for u, v in zip(left, right, strict=True)]
            self.corners.append(_primitive(new))
            known.append(signs_at(-1))
            return len(known) - 1

        known = [*map(signs_at, range(len(self.corners)))]
        while waiting:
            ids, on, region = waiting.pop()
            signs = [known[c] for c in ids]
            seen = reduce(or_, signs)
            cuts = seen >> width if clips else seen >> width & seen
            if not cuts:
                done.append((ids, on, regions.setdefault((region, seen), len(regions))))
                continue
            k = (cuts & -cuts).bit_length() - 1
            up, down = ([i for i, t in enumerate(signs) if t >> b & 1] for b in (k, k + width))
            border = [(ids[i], on[i]) for i in range(len(ids)) if i not in (*up, *down)]
            self.steps += (1 + len(up) * len(down)) * len(ids)
            _limit(self.steps <= MAX_STEPS, "there is too much to compute")
            for i, j in product(up, down):
                common = on[i] & on[j]
                if sum([o & common == common for o in on]) == 2:
                    border.append((between(ids[i], ids[j], k), common))
            for side in filter(None, [up] if clips else [up, down]):
                facets = [on[i] for i in side] + [o | 1 << self.facets + k for _, o in border]
                waiting.append(([ids[i] for i in side] + [c for c, _ in border], facets, region))
            entries = len(self.corners) * (self.head + width)
            _limit(entries <= MAX_ENTRIES, "there are too many pieces")
            _limit(len(done) + len(waiting) <= MAX_CELLS, "there are too many cells")
        self.cells, self.facets = done, self.facets + width


def _primitive(vector: list[int]) -> list[int]:
    divisor = gcd(*vector)
    return [t // divisor for t in vector] if divisor > 1 else vector


def _require_no_subset(equations: list[list[int]], nodes: Json) -> None:
    """Require that no set of items solves all equations: at each leaf one of them has no solution.

    To them belongs their joint equation, a sum of multiples in which no digit overflows. The side
    of an item is -1 if it is in the set.
    """
    joint = equations[0]
    for row in equations[1:]:
        joint = [s * (1 + sum(map(abs, row))) + t for s, t in zip(joint, row, strict=True)]
    rows = [*equations, joint]
    for sides, leaf in _cases(nodes, len(joint) - 1):
        _fields(leaf, "")
        open_at, used = [not side for side in sides], [side < 0 for side in sides]
        rest = ([*compress(row, open_at), row[-1] - sum(compress(row, used))] for row in rows)
        _require(any(_has_no_sum(weights, goal) for *weights, goal in rest), "a subset has the sum")


def _has_no_sum(weights: list[int], goal: int) -> bool:
    low, high = sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
    if not low <= goal <= high or goal % (gcd(*weights) or 1):
        return True
    # Leaving out a negative weight is taking its opposite, and taking all but some is as hard.
    sizes, goal = sorted(map(abs, weights)), min(goal - low, high - goal)
    if goal < MAX_BITS_OF_SUMS and goal * len(sizes) <= MAX_WORK_ON_BITS:
        sums, mask = 1, (1 << goal + 1) - 1
        for size in sizes[: bisect_left(sizes, goal + 1)]:
            sums = (sums | sums << size) & mask
        return not sums >> goal & 1
    left, right, rest = {0}, {0}, {0}
    unit = 1 + sum(sizes).bit_length() // 256
    for size in sizes:
        side = side if 2 * unit * len(side := min(left, right, key=len)) <= MAX_SUMS else rest
        side |= {other + size for other in side}
        _limit(len(right) * len(rest) * unit <= MAX_PAIRS, "there are too many sums to list")
    return all(left.isdisjoint(map((goal - more).__sub__, right)) for more in rest)


class _Training(NamedTuple):
    """What is asked of networks Σ sᵢ σ(aᵢ·x + bᵢ) + c. The unknowns are each (aᵢ, bᵢ), then c."""

    loss: str
    forms: list[Vector]  # of the input of a unit at each sample: (x, 1), or (x, 0) if all bᵢ are 0
    errors: list[Vector]  # (w, p, q) for each sample: the loss is w times that of p + q f(x)
    zeros: set[int]  # the samples where f must be 0
    patterns: list[list[int]]  # of signs
    box: _Program  # the bounds of the unknowns

    @classmethod
    def read(cls, problem: Json) -> _Training:
        names = "loss points labels weights zero_on width positive_units bounds"
        loss, points, *lists, zeros, w, positive, boxes = _fields(problem, names, TRAINING)
        a, b, c = (_ends(box, 2) for box in _entries(boxes, 3))
        forms = [[*_numbers(x), Fraction(b != [0, 0])] for x in _entries(points)]
        y, scales = (_numbers(values, len(forms)) for values in lists)
        n = len(forms[0]) if forms and type(w) is int and w > 0 else 0
        right = n > 1 and all(len(x) == n for x in forms) and all(t >= 0 for t in scales)
        _require(right and loss in [*LOSSES], "a loss is unknown, or points, weights, width wrong")
        _limit(w * (w + n + len(forms)) <= MAX_ENTRIES, "there are too many units")
        terms = zip(scales, y, strict=True)
        errors = [[s, ONE, -t] if loss == "hinge" else [s, -t, ONE] for s, t in terms]
        at = {_position(j, len(forms)) for j in _entries(zeros)}
        ends = zip(*[*([a] * (n - 1) + [b]) * w, c], strict=True)
        box = _Program(1, [ZERO] * (n * w + 1), ZERO, [], [], *map(list, ends))
        counts = (_position(k, w + 1) for k in _entries(positive))
        return cls(loss, forms, errors, at, [[1] * k + [-1] * (w - k) for k in counts], box)

    def value(self, given: Json) -> Fraction:
        """Return the loss of a network, if it is one of those that are asked for."""
        network = _Network.read(given, depth=2)
        (rows, biases), (outer, c) = network.layers
        units = [t for row, b in zip(rows, biases, strict=True) for t in (*row, b)]
        self.box.feasible(units + c)
        _require(sorted(outer[0])[::-1] in self.patterns, "no such signs are asked for")
        f = [network.at(x[:-1])[0] for x in self.forms]
        _require(not any(f[j] for j in self.zeros), "the network must be 0 at a sample")
        return self.total(dict(enumerate(f)))

    def total(self, f: dict[int, Fraction], *others: Fraction) -> Fraction:
        """Return the loss of predictions at samples, with what that of the others is at least."""
        errors = ((t, *self.errors[j]) for j, t in f.items())
        losses = [ZERO, *others, *(w * LOSSES[self.loss](p + q * t) for t, w, p, q in errors)]
        return max(losses) if self.loss == "max" else sum(losses, ZERO)

    def combined(self, shares: dict[int, Fraction]) -> Vector:
        """Return the combination of the forms of samples with these shares."""
        places = range(len(self.forms[0]))
        return [_dot([*shares.values()], [self.forms[k][m] for k in shares]) for m in places]

    def output(self, j: int, sides: list[int], q: Fraction, terms: Json) -> dict[int, Any]:
        """Return c such that q σ(zⱼ) >= q Σ cₖ zₖ if the inputs zₖ of a unit have these sides."""
        if sides[j]:
            return {j: ONE} if sides[j] > 0 else {}
        if q >= 0:
            _require(terms.keys() <= {j} and 0 <= terms.get(j, ZERO) <= 1, "a share is wrong")
            return dict(terms)
        right = self.combined(terms) == self.forms[j] and all(sides[k] for k in terms)
        _require(right, "an output is unbounded")
        return {k: c for k, c in terms.items() if c * sides[k] > 0}

    def require_leaf(self, signs: list[int], sides: list[int], leaf: Json, v: Json) -> None:
        """Require that with these sides no loss is below v, or, without a v, that there is none."""
        slopes, outputs, known, order, bent = _fields(leaf, "slopes outputs sides order chords")
        count, loss, squared = len(self.forms), LOSSES[self.loss], self.loss == "squared"
        u, total, size = _table(slopes, count), ZERO, ZERO
        others = u.keys() - self.zeros  # where u has slopes of the loss by the error so far
        for j in others:
            (w, p, q), t = self.errors[j], u[j]
            _require(squared or -loss(-ONE) <= t <= loss(ONE), "a slope is too large")
            u[j], size = w * t * q, size + abs(t)
            total += w * (t * p - (t * t / 4 if squared else 0))
        _require(self.loss != "max" or size <= 1, "slopes are too large")
        tables, sums = partial(_table, count=count), [ZERO] * len(sides)
        terms, chords = (_table(given, len(sides), tables) for given in (outputs, bent))
        factors = [sign * u.get(j, ZERO) for sign in signs for j in range(count)]
        for at, shares in chords.items():
            right = all(c >= 0 or k == at % count for k, c in shares.items())
            _require(right and not any(self.combined(shares)), "a chord is not above the outputs")
            for k, c in shares.items():
                factors[at - at % count + k] -= c
        for at, q in enumerate(factors):
            j, first = at % count, at - at % count
            unit, given = sides[first : first + count], terms.get(at, {})
            for k, c in self.output(j, unit, q, given).items() if q else ():
                sums[first + k] += q * c
        for at, m in _table(known, len(sides)).items():
            _require(sides[at] and m >= 0, "a side is not known, or its multiplier negative")
            sums[at] -= m * sides[at]
        for i, m in _table(order, len(signs) - 1).items():
            _require(signs[i] == signs[i + 1] and m >= 0, "the order of two units is not known")
            sums[i * count] -= m
            sums[(i + 1) * count] += m
        columns = [[*column] for column in zip(*self.forms, strict=True)]
        units = (sums[k : k + count] for k in range(0, len(sums), count))
        rest = [_dot(unit, column) for unit, column in product(units, columns)]
        least = self.box.bound([*rest, sum(u.values(), ZERO)], [])
        if least <= 0 or any(u[j] for j in others):  # otherwise Σ uⱼ fⱼ is 0 at zeros, and positive
            proved = self.total(dict.fromkeys(self.zeros, ZERO), total + least)
            _require(v is not None and proved >= v, "a leaf proves less")


def _object(value: Json) -> _Network | _Line | Fraction:
    return _number(value) if isinstance(value, str) else _function(value)


def _bits(v: Fraction) -> int:
    return (v.numerator * v.denominator).bit_length()


class _Objects(dict[str, Json]):
    """Networks, functions on the line and numbers by their names."""

    def function(self, name: Json, kind: Json = _Line | _Network) -> Json:
        found = self.get(name) if isinstance(name, str) else None
        _require(isinstance(found, kind), "a function of that name is missing")
        return found

    def line(self, name: Json) -> _Line:
        found = self.function(name)
        return found.on_the_line() if isinstance(found, _Network) else found

    def holds(self, relation: Json, left: Json, right: Json) -> bool:
        _require(relation in [*COMPARISONS], "a relation is unknown")
        read = self.line if relation in ("same", "different") else self.value
        return bool(COMPARISONS[relation](read(left), read(right)))

    def value(self, term: Json) -> Fraction:
        match term:
            case str():
                return _number(term)
            case ["number", str(name)] if isinstance(self.get(name), Fraction):
                return Fraction(self[name])
            case ["+" | "-" | "*" | "/" as sign, first, *rest] if sign in "+*" or len(rest) == 1:
                v = self.value(first)
                for t in map(self.value, rest):
                    _require(t or sign != "/", "a term is unknown, or divides by 0")
                    v = OPERATORS[sign](v, t)
                    _limit(_bits(v) <= MAX_BITS, "a value is too big")
                return v
            case ["^", base, exponent]:
                b, n = self.value(base), _position(exponent, MAX_BITS)
                _limit(n * _bits(b) <= MAX_BITS, "a value is too big")
                return Fraction(b**n)
            case ["value", name, coordinate, *point]:
                y = self.function(name).at([*map(self.value, point)])
                return Fraction(y[_position(coordinate, len(y))])
            case ["pieces", name]:
                return Fraction(len(self.line(name).pieces))
            case ["size" | "depth" | "width" as what, name]:
                widths = [0, *self.function(name, _Network).widths[1:-1]]
                counts = {"size": sum(widths), "width": max(widths), "depth": len(widths)}
                return Fraction(counts[what])
            case ["l1", left, right, low, high]:
                low, high = self.value(low), self.value(high)
                return self.line(left).l1_distance(self.line(right), low, high)
        raise _Refused("INVALID", "a term is unknown, or divides by 0")


class _Certificate(NamedTuple):
    """A certificate without its envelope. Every method is the kind of its name."""

    problem: Json
    claim: Json
    evidence: Json

    def evaluation(self) -> str:
        f, (point, value) = _function(self.problem), _fields(self.claim, "point value")
        _fields(self.evidence, "")
        _require(f.at(_numbers(point)) == _numbers(value), "the value is another")
        return f"the value is {', '.join(value):.40}"

    def farkas(self) -> str:
        _require(_fields(self.claim, "infeasible")[0] is True, "infeasible must be true")
        _Program.read(self.problem, LP, QP).require_infeasible(self.evidence)
        return "the program has no feasible point"

    def lp_optimum(self, schema: str = LP) -> str:
        program = _Program.read(self.problem, schema)
        x, value = program.attained(self.claim)
        bound = program.tangent_bound(x, *program.convex_evidence(self.evidence, "multipliers"))
        _require(bound == value, "the multipliers do not prove that the point is optimal")
        return f"the point is optimal, with the value {self.claim['value']:.40}"

    def qp_optimum(self) -> str:
        return self.lp_optimum(QP)

    def safe_bound(self) -> str:
        program = _Program.read(self.problem, LP, QP)
        names = "multipliers" if self.problem["schema"] == LP else "multipliers point"
        multipliers, *point = program.convex_evidence(self.evidence, names)
        n, (stated,) = len(program.linear), _fields(self.claim, "bound")
        bound = program.tangent_bound(_numbers(point[0], n) if point else [ZERO] * n, multipliers)
        _require(program.sign * (bound - _number(stated)) >= 0, "the multipliers prove less")
        return f"no feasible point is better than {stated:.40}"

    def unbounded_ray(self) -> str:
        program = _Program.read(self.problem, LP, QP)
        _require(_fields(self.claim, "unbounded")[0] is True, "unbounded must be true")
        point, ray = _fields(self.evidence, "point ray")
        program.feasible(_numbers(point))
        r = program.feasible(_numbers(ray), 0)
        _require(not any(_dot(row, r) for row in program.hessian), "the ray is not flat")
        _require(program.sign * _dot(program.linear, r) < 0, "the ray does not improve")
        return "the objective is unbounded"

    def branch_tree(self) -> str:
        inner, places = _fields(self.problem, "program integers", "exactrelu-ip/1")
        program = _Program.read(inner, LP)
        whole = [_position(place, len(program.linear)) for place in _entries(places)]
        _require(all(i < j for i, j in pairwise(whole)), "the integer variables must increase")
        stated: Fraction | None = None
        if _has(self.claim, "bound"):
            stated = _number(*_fields(self.claim, "bound"))
        elif _has(self.claim, "point"):
            x, stated = program.attained(self.claim)
            _require(all(x[j].denominator == 1 for j in whole), "the point is not integral")
        else:
            _require(_fields(self.claim, "infeasible")[0] is True, "infeasible must be true")
        program.require_leaves(set(whole), stated, *_fields(self.evidence, "nodes"))
        return "the claim holds at every leaf"

    def minimal_representation(self) -> str:
        line, output = _fields(self.problem, "function output", "exactrelu-representation/1")
        given, size = _fields(self.claim, "network size")
        f, network = _Line.read(line), _Network.read(given, depth=2)
        is_linear = output == "linear" and not any(network.layers[1][1])
        _require(is_linear or output == "affine", "the output map is another")
        _require(type(size) is int and size == network.widths[1], "the size is another")
        _require(network.on_the_line() == f, "the network is another function")
        (slope, intercept), t = f.pieces[0], f.ends
        d = [c - a for (a, _), (c, _) in pairwise(f.pieces)]
        more = size - (len(t) or (2 if slope else 1))
        _require(0 <= more <= (1 + is_linear if t else 0), "a smaller network always exists")

        def equation(a: int, b: Fraction | int) -> list[int]:
            moments = [c * (a * x - b) for x, c in zip(t, d, strict=True)]
            return _integers([*moments, a * intercept + b * slope])[0]

        questions = [[equation(0, -1)]] if more else []
        if more == 1 and is_linear:
            questions[0].append(equation(1, 0))
        elif more == 2:
            questions += ([equation(1, x)] for x in t)
        refutations = _entries(_fields(self.evidence, "refutations")[0], len(questions))
        for question, nodes in zip(questions, refutations, strict=True):
            _require_no_subset(question, nodes)
        return f"the smallest 2-layer network has size {size}"

    def counterexample(self) -> str:
        named, statement = _fields(self.problem, "objects statement", "exactrelu-objects/1")
        _require(isinstance(statement, str) and isinstance(named, dict), "no named objects")
        objects = _Objects({name: _object(value) for name, value in named.items()})
        assertions, _ = _entries(*_fields(self.claim, "assertions")), _fields(self.evidence, "")
        _require(assertions, "something must be asserted")
        _limit(_canonical(assertions).count("[") <= MAX_TERMS, "there are too many terms")
        for index, each in enumerate(assertions):
            _require(objects.holds(*_entries(each, 3)), f"assertion {index} does not hold")
        return f"the {len(assertions)} assertions hold"

    def training(self) -> str:
        problem, stated = _Training.read(self.problem), None
        told = "no network is allowed"
        if _has(self.claim, "infeasible"):
            _require(_fields(self.claim, "infeasible")[0] is True, "infeasible must be true")
        else:
            names = "lower objective network" if _has(self.claim, "network") else "lower"
            lower, *attained = _fields(self.claim, names)
            stated = _number(lower)
            right = not attained or problem.value(attained[1]) == _number(attained[0])
            _require(right, "the loss is another")
            ends = dict.fromkeys([lower, *(attained[:1] or ["infinity"])])
            told = f"the least loss is {' to '.join(f'{end:.40}' for end in ends)}"
        trees = _entries(_fields(self.evidence, "trees")[0], len(problem.patterns))
        for signs, nodes in zip(problem.patterns, trees, strict=True):
            for sides, leaf in _cases(nodes, len(signs) * len(problem.forms)):
                problem.require_leaf(signs, sides, leaf, stated)
        return told

    def regions(self) -> str:
        given, bounds = _fields(self.problem, "network rows", "exactrelu-regions/1")
        network, _ = _Network.read(given), _fields(self.evidence, "")
        n = network.widths[0]
        domain = _Program(1, [ZERO] * n, ZERO, [], _rows(bounds, n), [None] * n, [None] * n)
        parts = _Cells(network, domain.rows)
        if _has(self.claim, "activation_regions"):
            (stated,) = _fields(self.claim, "activation_regions")
            count = len({region for *_, region in parts.cells})
            _require(type(stated) is int and stated == count, "the number is another")
            return f"there are {count} activation regions"
        _limit(parts.cells, "the domain has no interior")
        parts.apply(*network.layers[-1])
        used = [parts.corners[c] for c in {c for ids, *_ in parts.cells for c in ids}]
        if _has(self.claim, "zero"):
            _require(_fields(self.claim, "zero")[0] is True, "zero must be true")
            _require(not any(any(c[parts.head :]) for c in used), "the network is not 0")
            return "the network is 0"
        point, value = _fields(self.claim, "point value")
        x, v = domain.feasible(_numbers(point)), _number(value)
        _require(network.at(x) == [v], "the value is not taken at the point")
        highest = all(y * v.denominator <= q * v.numerator for q, *_, y in used)
        _require(highest, "the value is not the largest")
        return f"the maximum is {value:.40}"


_METHODS = {name: f for name, f in vars(_Certificate).items() if callable(f) and name[0] != "_"}
_KINDS = {name.replace("_", "-"): method for name, method in _METHODS.items()}


def check_file(path: str) -> Verdict:
    """Return the verdict on the certificate in a file."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - any string may come
            return check(file.read(MAX_BYTES + 1))
    except (OSError, ValueError):
        return Verdict("UNSUPPORTED", "the file cannot be read")


def main(paths: Sequence[str]) -> int:
    """Print the verdict on each file, and return the exit status."""
    verdicts = [(path, check_file(path)) for path in paths]
    print(end="" if paths else "usage: checker.py CERTIFICATE …\n")
    for path, (status, reason) in verdicts:
        print(f"{status} {path if path.isprintable() else ascii(path)}: {reason}")
    return max((STATUSES.index(verdict.status) for _, verdict in verdicts), default=2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
