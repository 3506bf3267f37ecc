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
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import gcd, lcm
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any, NamedTuple, TypeAlias

__all__ = ["STATUSES", "Verdict", "check", "check_file", "main"]

STATUSES = ("VALID", "INVALID", "UNSUPPORTED")  # the position of one is its exit status

MAX_BYTES, MAX_DIGITS, MAX_TERMS = 2**26, 50_000, 2**12
MAX_BITS, MAX_BITS_OF_A_VECTOR = 2**18, 2**27
MAX_ENTRIES = 2**20
MAX_SUMS, MAX_PAIRS, MAX_BITS_OF_SUMS, MAX_WORK_ON_BITS = 2**20, 2**25, 2**29, 2**36

Json: TypeAlias = Any
Vector: TypeAlias = list[Fraction]
Piece: TypeAlias = tuple[Fraction, Fraction]

ZERO = Fraction(0)
NUMBER = re.compile("(-?)(0|[1-9][0-9]*)(?:/([1-9][0-9]*))?")
LP, QP, NETWORK, PWL = (f"exactrelu-{name}/1" for name in ("lp", "qp", "network", "pwl"))
RELATIONS: dict[str, Callable[[Any, Any], Any]] = {"<=": le, "=": eq, ">=": ge}
COMPARISONS = {**RELATIONS, "<": lt, ">": gt, "!=": ne}
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul, "/": truediv}
_canonical = partial(json.dumps, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Verdict(NamedTuple):
    """What the checker says about a certificate, and why, in one line."""

    status: str
    reason: str


class _Refused(Exception): ...  # noqa: N818 - it carries a verdict and never leaves this file


def check(text: str | bytes) -> Verdict:
    """Return the verdict on a certificate. It raises nothing, whatever the text is."""
    try:
        return Verdict("VALID", _check(text))
    except _Refused as refused:
        return Verdict(*refused.args)
    except (MemoryError, RecursionError):
        return Verdict("UNSUPPORTED", "the certificate is too large, or nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing is proved
        return Verdict("INVALID", f"the certificate is not understood ({type(error).__name__})")


def _check(text: str | bytes) -> str:
    try:
        data = text.encode() if isinstance(text, str) else text
        _limit(len(data) <= MAX_BYTES, f"the text has over {MAX_BYTES} bytes")
        line = data.decode().removesuffix("\n")
        certificate = json.loads(line, parse_int=partial(_integer, most=600))
        canonical = _canonical(certificate)
    except ValueError:
        raise _Refused("INVALID", "the file is not JSON in UTF-8") from None
    _require(canonical == line, "the JSON is not canonical")
    schema = certificate.get("schema") if isinstance(certificate, dict) else certificate
    _require(schema == "exactrelu-certificate/1", f"unknown schema {schema!a:.40}", "UNSUPPORTED")
    names = "schema kind problem problem_sha256 claim evidence"
    _, kind, problem, digest, claim, evidence = _fields(certificate, names)
    _require(str(kind) in _KINDS, f"unknown kind {kind!a:.40}", "UNSUPPORTED")
    sha256 = hashlib.sha256(_canonical(problem).encode()).hexdigest()
    _require(digest == sha256, "problem_sha256 is not the hash of the problem")
    return _KINDS[kind](problem, claim, evidence)


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


def _entries(value: Json, count: int | None = None) -> list[Json]:
    _require(isinstance(value, list) and count in (None, len(value)), "no list of that length")
    return list(value)


def _number(text: Json) -> Fraction:
    parts: Json = NUMBER.fullmatch(text) if isinstance(text, str) else None
    _require(parts, "a rational number must be a canonical string")
    sign, over, under = parts.groups(default="")
    _limit(len(over + under) <= MAX_DIGITS, "a number is too long")
    divisor = _integer(under or "1")
    value = Fraction(_integer(sign + over), divisor)
    in_lowest_terms = under != "1" and value.denominator == divisor
    _require(in_lowest_terms and (value or not sign), "a rational number must be canonical")
    return value


def _integer(digits: str, most: int = MAX_DIGITS + 1) -> int:
    _limit(len(digits) <= most, "a number is too long")
    return int(digits) if len(digits) <= 600 else int(Decimal(digits))  # which has no limit


def _numbers(value: Json, count: int | None = None) -> Vector:
    return [_number(text) for text in _entries(value, count)]


def _position(value: Json, count: int) -> int:
    _require(type(value) is int and 0 <= value < count, f"a position must be below {count}")
    return int(value)


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
    rows: list[tuple[Vector, str, Fraction]]
    lower: list[Any]  # Fractions, or None where there is no bound
    upper: list[Any]

    @classmethod
    def read(cls, problem: Json, *schemas: str) -> _Program:
        schema = problem.get("schema") if isinstance(problem, dict) else None
        _require(schema in schemas, f"the schema must be {' or '.join(schemas)}")
        names = f"{'sense' if schema == LP else 'hessian'} objective constant rows lower upper"
        head, objective, constant, given, lower, upper = _fields(problem, names, str(schema))
        linear = _numbers(objective)
        n = len(linear)
        _require(schema != LP or head in ("min", "max"), "the sense must be min or max")
        hessian = [_numbers(row, n) for row in _entries(head, n)] if schema == QP else []
        symmetric = [list(column) for column in zip(*hessian, strict=True)] == hessian
        _require(symmetric, "the hessian must be symmetric")
        rows = []
        for row in _entries(given):
            coefficients, relation, bound = _fields(row, "coefficients relation bound")
            _require(relation in list(RELATIONS), "a relation is unknown")
            rows.append((_numbers(coefficients, n), relation, _number(bound)))
        ends = (_entries(lower, n), _entries(upper, n))
        low, high = ([None if t is None else _number(t) for t in side] for side in ends)
        return cls(-1 if head == "max" else 1, linear, _number(constant), hessian, rows, low, high)

    def feasible_point(self, value: Json) -> Vector:
        x = _numbers(value, len(self.linear))
        for i, (row, relation, bound) in enumerate(self.rows):
            _require(RELATIONS[relation](_dot(row, x), bound), f"the point violates row {i}")
        for j, (low, t, high) in enumerate(zip(self.lower, x, self.upper, strict=True)):
            inside = (low is None or low <= t) and (high is None or t <= high)
            _require(inside, f"the point violates the bounds of variable {j}")
        return x

    def attained(self, claim: Json) -> tuple[Vector, Fraction]:
        point, value = _fields(claim, "point value")
        x, v = self.feasible_point(point), _number(value)
        _require(self.value(x) == v, "the value at the point is another")
        return x, v

    def value(self, x: Vector) -> Fraction:
        half = _dot([_dot(row, x) for row in self.hessian], x) / 2
        return self.constant + _dot(self.linear, x) + half

    def gradient(self, x: Vector) -> Vector:
        rows = zip(self.linear, self.hessian, strict=True)
        return [c + _dot(row, x) for c, row in rows] if self.hessian else self.linear

    def bound(self, g: Vector, multipliers: Json) -> Fraction:
        """Return D(g, y); refuse multipliers y that are not admissible for g."""
        given = _numbers(multipliers, len(self.rows))
        used = [(self.sign * t, *row) for t, row in zip(given, self.rows, strict=True) if t]
        for t, _, relation, _ in used:
            _require(relation == "=" or RELATIONS[relation](t, 0), "a multiplier has a wrong sign")
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
        if isinstance(evidence, dict) and "variable" in evidence:
            j = _position(_fields(evidence, "variable")[0], len(self.linear))
            low, high = self.lower[j], self.upper[j]
            _require(None not in (low, high) and low > high, "the bounds are no contradiction")
        else:
            to_minimize, zero = self._replace(sign=1), [ZERO] * len(self.linear)
            bound = to_minimize.bound(zero, *_fields(evidence, "multipliers"))
            _require(bound > 0, "the combination of the rows is no contradiction")

    def convex_evidence(self, evidence: Json, names: str) -> list[Json]:
        """Return the fields of the evidence, besides the squares that a hessian must be."""
        if not self.hessian:
            return _fields(evidence, names)
        *others, squares = _fields(evidence, f"{names} squares")
        total = [[ZERO] * len(row) for row in self.hessian]
        for square in _entries(squares):
            weight, form = _fields(square, "weight form")
            d, a = _number(weight), _numbers(form, len(total))
            _require(d >= 0, "the weight of a square must not be negative")
            rows = zip(total, a, strict=True)
            total = [[s + d * t * u for s, u in zip(row, a, strict=True)] for row, t in rows]
        _require(total == self.hessian, "the squares do not add up to the hessian")
        return others

    def require_leaves(self, whole: set[int], stated: Json, nodes: list[Json]) -> None:
        multiples, scale = _integers(self.linear)
        others = any(c for j, c in enumerate(multiples) if j not in whole)
        step = ZERO if others else Fraction(gcd(*multiples), scale)
        here = self._replace(lower=[*self.lower], upper=[*self.upper])  # the bounds at a node
        waiting: list[Json] = [({}, 0, None, True)]
        for node in nodes:
            is_node = False
            while not is_node:
                _require(waiting, "there are more nodes than the tree has")
                side, j, side[j], is_node = waiting.pop()
            _require(isinstance(node, dict), "a node must be an object")
            if "branch" in node:
                variable, at = _fields(node, "branch at")
                j, k = _position(variable, len(self.linear)), _number(at)
                _require(j in whole and k.denominator == 1, "only integers branch, at integers")
                for side, end, nearer in ((here.lower, k + 1, max), (here.upper, k, min)):
                    new = end if side[j] is None else nearer(end, side[j])
                    waiting += [(side, j, side[j], False), (side, j, new, True)]
            elif "infeasible" in node:
                here.require_infeasible(*_fields(node, "infeasible"))
            else:
                _require(stated is not None, "a leaf must be proved infeasible")
                bound = here.sign * here.bound(here.linear, *_fields(node, "multipliers"))
                bound = -(-bound // step) * step if step else bound
                _require(bound >= here.sign * (stated - here.constant), "a leaf proves less")
        _require(not any(is_node for *_, is_node in waiting), "the tree has more nodes")


def _farkas(problem: Json, claim: Json, evidence: Json) -> str:
    _require(_fields(claim, "infeasible")[0] is True, "infeasible must be true")
    _Program.read(problem, LP, QP).require_infeasible(evidence)
    return "the program has no feasible point"


def _optimum(problem: Json, claim: Json, evidence: Json, *schemas: str) -> str:
    program = _Program.read(problem, *schemas)
    x, _ = program.attained(claim)
    g = program.gradient(x)
    bound = program.bound(g, *program.convex_evidence(evidence, "multipliers"))
    _require(bound == _dot(g, x), "the multipliers do not prove that the point is optimal")
    return f"the point is optimal, with the value {claim['value']:.40}"


def _safe_bound(problem: Json, claim: Json, evidence: Json) -> str:
    program = _Program.read(problem, LP, QP)
    names = "multipliers" if problem["schema"] == LP else "multipliers point"
    multipliers, *point = program.convex_evidence(evidence, names)
    w = _numbers(point[0], len(program.linear)) if point else [ZERO] * len(program.linear)
    g = program.gradient(w)
    bound = program.value(w) - _dot(g, w) + program.bound(g, multipliers)
    stated = _number(*_fields(claim, "bound"))
    _require(program.sign * (bound - stated) >= 0, "the multipliers prove less")
    return f"no feasible point is better than {claim['bound']:.40}"


def _unbounded_ray(problem: Json, claim: Json, evidence: Json) -> str:
    program = _Program.read(problem, LP, QP)
    _require(_fields(claim, "unbounded")[0] is True, "unbounded must be true")
    point, ray = _fields(evidence, "point ray")
    program.feasible_point(point)
    rows = [(row, relation, ZERO) for row, relation, _ in program.rows]
    lower, upper = ([end and ZERO for end in side] for side in (program.lower, program.upper))
    r = program._replace(rows=rows, lower=lower, upper=upper).feasible_point(ray)
    _require(not any(_dot(row, r) for row in program.hessian), "the hessian times the ray is not 0")
    _require(program.sign * _dot(program.linear, r) < 0, "the ray does not improve the objective")
    return "the objective is unbounded"


def _branch_tree(problem: Json, claim: Json, evidence: Json) -> str:
    inner, places = _fields(problem, "program integers", "exactrelu-ip/1")
    program = _Program.read(inner, LP)
    whole = [_position(place, len(program.linear)) for place in _entries(places)]
    _require(all(i < j for i, j in pairwise(whole)), "the integer variables must increase")
    stated: Fraction | None = None
    if isinstance(claim, dict) and "bound" in claim:
        stated = _number(*_fields(claim, "bound"))
    elif isinstance(claim, dict) and "point" in claim:
        x, stated = program.attained(claim)
        _require(all(x[j].denominator == 1 for j in whole), "the point is not integral")
    else:
        _require(_fields(claim, "infeasible")[0] is True, "infeasible must be true")
    program.require_leaves(set(whole), stated, _entries(*_fields(evidence, "nodes")))
    return "the claim holds at every leaf"


class _Line(NamedTuple):
    """A function R → R with pieces (slope, intercept), each another than the one before it."""

    ends: Vector
    pieces: list[Piece]

    @classmethod
    def read(cls, value: Json) -> _Line:
        breakpoints, given = _fields(value, "breakpoints pieces", PWL)
        ends = _numbers(breakpoints)
        pieces = [(a, b) for a, b in (_numbers(p, 2) for p in _entries(given, len(ends) + 1))]
        _require(all(s < t for s, t in pairwise(ends)), "breakpoints must increase")
        for t, ((a, b), (c, d)) in zip(ends, pairwise(pieces), strict=True):
            _require(a * t + b == c * t + d, "the function jumps")
        return cls(*_joined(ends, pieces))

    def at(self, x: Vector) -> Vector:
        _require(len(x) == 1, "the point has another dimension")
        slope, intercept = self.pieces[bisect_left(self.ends, x[0])]
        return [slope * x[0] + intercept]

    def l1_distance(self, other: _Line, low: Fraction, high: Fraction) -> Fraction:
        _require(low <= high, "an interval must not end before it starts")
        total, ends = ZERO, {low, high, *(t for t in (*self.ends, *other.ends) if low < t < high)}
        for s, t in pairwise(sorted(ends)):
            left, right = (self.at([x])[0] - other.at([x])[0] for x in (s, t))
            sides = abs(left) + abs(right)
            mean = sides if left * right >= 0 else (left * left + right * right) / sides
            total += (t - s) * mean / 2
        return total


class _Network(NamedTuple):
    """Affine maps (weights, bias), with σ(x) = max(0, x) after each but the last."""

    layers: list[tuple[list[Vector], Vector]]

    @classmethod
    def read(cls, value: Json) -> _Network:
        layers: list[tuple[list[Vector], Vector]] = []
        for each in _entries(*_fields(value, "layers", NETWORK)):
            rows, bias = _fields(each, "weights bias")
            weights = [_numbers(row) for row in _entries(rows)]
            _require(weights and weights[0], "a layer must not be empty")
            columns = len(layers[-1][1]) if layers else len(weights[0])
            _require(all(len(row) == columns for row in weights), "the layers do not fit")
            layers.append((weights, _numbers(bias, len(weights))))
        _require(layers, "a network must have a layer")
        return cls(layers)

    def at(self, x: Vector) -> Vector:
        return [b for _, b in self.along([(ZERO, t) for t in x])[1][0]]

    def along(self, inputs: list[Piece]) -> tuple[Vector, list[list[Piece]]]:
        """Return the ends of cells, and the outputs on each, for inputs affine on the line."""
        _require(len(inputs) == len(self.layers[0][0][0]), "the point has another dimension")
        ends, cells = list[Fraction](), [inputs]
        for index, layer in enumerate(self.layers):
            ends, cells = _rectified(ends, cells) if index > 0 else (ends, cells)
            entries = (len(cells) - 1) * len(layer[0]) * len(layer[0][0])
            _limit(entries <= MAX_ENTRIES, "there are too many pieces")
            columns = [([a for a, _ in cell], [b for _, b in cell]) for cell in cells]
            rows = list(zip(*layer, strict=True))
            cells = [[(_dot(w, a), _dot(w, b) + c) for w, c in rows] for a, b in columns]
        return _joined(ends, cells)


def _on_the_line(function: _Network | _Line) -> _Line:
    if isinstance(function, _Line):
        return function
    ends, cells = function.along([(Fraction(1), ZERO)])
    _require(len(cells[0]) == 1, "the function must be one of R to R")
    return _Line(ends, [cell[0] for cell in cells])


def _rectified(ends: Vector, cells: list[list[Piece]]) -> tuple[Vector, list[list[Piece]]]:
    """Cut each cell at the zeros of its units, and apply σ on each side."""
    more, cut = list[Fraction](), list[list[Piece]]()
    for (low, high), cell in zip(pairwise([None, *ends, None]), cells, strict=True):
        zeros = {-b / a for a, b in cell if a}
        inside = [x for x in zeros if (low is None or low < x) and (high is None or x < high)]
        _limit((len(cut) + len(inside)) * len(cell) <= MAX_ENTRIES, "there are too many pieces")
        for left, right in pairwise([low, *sorted(inside), high]):
            near = right - 1 if right is not None else ZERO if left is None else left + 1
            x = near if left is None or right is None else (left + right) / 2
            cut.append([(a, b) if a * x + b > 0 else (ZERO, ZERO) for a, b in cell])
            more += [] if right is None else [right]
    return _joined(more, cut)


def _joined(ends: Vector, cells: list[Any]) -> tuple[Vector, list[Any]]:
    kept = [i for i, (left, right) in enumerate(pairwise(cells)) if left != right]
    return [ends[i] for i in kept], [*(cells[i] for i in kept), cells[-1]]


def _function(value: Json) -> _Network | _Line:
    is_network = isinstance(value, dict) and value.get("schema") == NETWORK
    return _Network.read(value) if is_network else _Line.read(value)


def _evaluation(problem: Json, claim: Json, evidence: Json) -> str:
    f, (point, value), _ = _function(problem), _fields(claim, "point value"), _fields(evidence, "")
    _require(f.at(_numbers(point)) == _numbers(value), "the value is another")
    return f"the value is {', '.join(value):.40}"


def _minimal_representation(problem: Json, claim: Json, evidence: Json) -> str:
    line, output = _fields(problem, "function output", "exactrelu-representation/1")
    given, size = _fields(claim, "network size")
    f, network = _Line.read(line), _Network.read(given)
    _require(len(network.layers) == 2, "the network must have 2 layers")
    right = output == "affine" or (output == "linear" and not any(network.layers[1][1]))
    _require(right, "the output map is another")
    _require(type(size) is int and size == len(network.layers[0][1]), "the size is another")
    _require(_on_the_line(network) == f, "the network is another function")
    (slope, intercept), t, more = f.pieces[0], f.ends, size - len(f.ends)
    d = [c - a for (a, _), (c, _) in pairwise(f.pieces)]

    def equation(at: Fraction | None) -> Vector:
        moments = (c if at is None else c * (x - at) for x, c in zip(t, d, strict=True))
        return [*moments, -slope if at is None else intercept + slope * at]

    questions: list[list[Fraction | None]] = []
    if not t:
        _require(size == (2 if slope else 1), "an affine function needs fewer units")
    elif more == 1:
        questions = [[None, ZERO] if output == "linear" else [None]]
    elif more == 2 and output == "linear":
        questions = [[each] for each in (None, *t)]
    else:
        _require(more == 0, "a smaller network always exists")
    refutations = _entries(_fields(evidence, "refutations")[0], len(questions))
    for question, steps in zip(questions, refutations, strict=True):
        _require_no_subset([_integers(equation(at))[0] for at in question], _entries(steps))
    return f"the smallest 2-layer network has size {size}"


def _require_no_subset(equations: list[list[int]], steps: list[Json]) -> None:
    """Walk through the cases, each a set of open items and what they must sum to."""
    count = len(equations[0]) - 1
    waiting = [(set(range(count)), [goal for *_, goal in equations])]
    for step in steps:
        _require(waiting, "a step follows the last case")
        items, goals = waiting.pop()
        if step is None:
            rows = [[*(row[i] for i in items), t] for row, t in zip(equations, goals, strict=True)]
            joint, base = [0] * (len(items) + 1), 1
            for row in rows:
                joint = [w + base * more for w, more in zip(joint, row, strict=True)]
                base *= 2 * sum(map(abs, row)) + 1  # so that no digit overflows
            _require(any(_has_no_sum(w, t) for *w, t in [*rows, joint]), "a subset has the sum")
        else:
            item = _position(step, count)
            _require(item in items, "the item is not open")
            less = [goal - row[item] for row, goal in zip(equations, goals, strict=True)]
            waiting += [(items - {item}, less), (items - {item}, goals)]
            _limit(len(waiting) * count <= MAX_ENTRIES, "there are too many open cases")
    _require(not waiting, "a case is left open")


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


def _counterexample(problem: Json, claim: Json, evidence: Json) -> str:
    named, statement = _fields(problem, "objects statement", "exactrelu-objects/1")
    _require(isinstance(statement, str) and isinstance(named, dict), "no named objects")
    objects = {k: _number(v) if isinstance(v, str) else _function(v) for k, v in named.items()}
    assertions, _ = _entries(*_fields(claim, "assertions")), _fields(evidence, "")
    _require(assertions, "something must be asserted")
    _limit(_canonical(assertions).count("[") <= MAX_TERMS, "there are too many terms")
    for index, (relation, *sides) in enumerate(_entries(each, 3) for each in assertions):
        if relation in ("same", "different"):
            f, g = (_on_the_line(_named(objects, name)) for name in sides)
            holds = (f == g) == (relation == "same")
        else:
            _require(relation in list(COMPARISONS), "a relation is unknown")
            holds = COMPARISONS[relation](*(_term(objects, side) for side in sides))
        _require(holds, f"assertion {index} does not hold")
    return f"the {len(assertions)} assertions hold"


def _named(objects: Mapping[str, Json], name: Json) -> Json:
    found = objects.get(name) if isinstance(name, str) else None
    _require(isinstance(found, _Line | _Network), "a function of that name is missing")
    return found


def _term(objects: Mapping[str, Json], term: Json) -> Fraction:
    match term:
        case str():
            return _number(term)
        case ["number", str(name)] if isinstance(number := objects.get(name), Fraction):
            return number
        case ["+" | "-" | "*" | "/" as sign, first, *rest] if sign in "+*" or len(rest) == 1:
            v = _term(objects, first)
            for t in (_term(objects, each) for each in rest):
                _require(t or sign != "/", "a term is unknown, or divides by 0")
                v = OPERATIONS[sign](v, t)
                _limit((v.numerator * v.denominator).bit_length() <= MAX_BITS, "a value is too big")
            return v
        case ["^", base, exponent]:
            b, n = _term(objects, base), _position(exponent, MAX_BITS)
            _limit(n * (b.numerator * b.denominator).bit_length() <= MAX_BITS, "a value is too big")
            return Fraction(b**n)
        case ["value", name, coordinate, *point]:
            y = _named(objects, name).at([_term(objects, t) for t in point])
            return Fraction(y[_position(coordinate, len(y))])
        case ["pieces", name]:
            return Fraction(len(_on_the_line(_named(objects, name)).pieces))
        case ["size" | "depth" | "width", name] if isinstance(f := _named(objects, name), _Network):
            widths = [0, *(len(bias) for _, bias in f.layers[:-1])]
            return Fraction({"size": sum(widths), "width": max(widths)}.get(term[0], len(widths)))
        case ["l1", left, right, low, high]:
            f, g = (_on_the_line(_named(objects, name)) for name in (left, right))
            return Fraction(f.l1_distance(g, _term(objects, low), _term(objects, high)))
    raise _Refused("INVALID", "a term is unknown, or divides by 0")


_KINDS: dict[str, Callable[[Any, Any, Any], str]] = {
    "evaluation": _evaluation,
    "farkas": _farkas,
    "lp-optimum": lambda *parts: _optimum(*parts, LP),
    "safe-bound": _safe_bound,
    "unbounded-ray": _unbounded_ray,
    "qp-optimum": lambda *parts: _optimum(*parts, QP),
    "branch-tree": _branch_tree,
    "minimal-representation": _minimal_representation,
    "counterexample": _counterexample,
}


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
