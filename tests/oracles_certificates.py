"""Whether what a certificate states is true, decided slowly and without its evidence.

Linear questions go to Fourier and Motzkin: variables are eliminated one by one, so that it never
matters how a problem was solved. Quadratic ones are tried with every active set, integer programs
with every integer, networks with the library's own classes. Nothing is shared with the checker.
"""

import json
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import prod

import oracles_regions
import oracles_training
from oracles_representation import smallest_size

from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, l1_distance
from exactrelu.training import Samples, total_loss

RANGE = 12


def is_true(document):
    """Whether the claim about the problem is so."""
    return ORACLES[document["kind"]](document["problem"], document["claim"])


def feasible(constraints, n):
    """A point that satisfies all (a, relation, b), a·x <, <= or = b, or None."""
    if n == 0:
        return (
            [] if all(_holds(Fraction(0), relation, b) for _, relation, b in constraints) else None
        )
    lower, upper, rest = [], [], []
    for a, relation, b in constraints:
        *others, last = a
        if last == 0:
            rest.append((others, relation, b))
            continue
        side = ([-t / last for t in others], b / last, relation == "<")
        if relation == "=" or last > 0:
            upper.append(side)
        if relation == "=" or last < 0:
            lower.append(side)
    for (p, b, strict), (q, c, strict_too) in product(lower, upper):
        difference = [s - t for s, t in zip(p, q, strict=True)]
        rest.append((difference, "<" if strict or strict_too else "<=", c - b))
    point = feasible(rest, n - 1)
    if point is None:
        return None
    lows = [(b + _dot(p, point), strict) for p, b, strict in lower]
    highs = [(b + _dot(p, point), strict) for p, b, strict in upper]
    return [*point, _between(lows, highs)]


def _between(lows, highs):
    if not lows and not highs:
        return Fraction(0)
    if not lows:
        return min(t for t, _ in highs) - 1
    if not highs:
        return max(t for t, _ in lows) + 1
    return (max(t for t, _ in lows) + min(t for t, _ in highs)) / 2


def _holds(left, relation, right):
    return {"<": left < right, "<=": left <= right, "=": left == right}[relation]


def _dot(left, right):
    return sum((s * t for s, t in zip(left, right, strict=True)), Fraction(0))


class Program:
    def __init__(self, problem):
        self.c = _vector(problem["objective"])
        self.n = len(self.c)
        self.constant = Fraction(problem["constant"])
        self.sign = -1 if problem.get("sense") == "max" else 1
        self.hessian = [_vector(row) for row in problem.get("hessian", [])]
        self.constraints = []
        for row in problem["rows"]:
            a, b = _vector(row["coefficients"]), Fraction(row["bound"])
            if row["relation"] == ">=":
                self.constraints.append(([-t for t in a], "<=", -b))
            else:
                self.constraints.append((a, row["relation"], b))
        for j in range(self.n):
            unit = [Fraction(i == j) for i in range(self.n)]
            if problem["lower"][j] is not None:
                self.constraints.append(([-t for t in unit], "<=", -Fraction(problem["lower"][j])))
            if problem["upper"][j] is not None:
                self.constraints.append((unit, "<=", Fraction(problem["upper"][j])))

    def value(self, x):
        curve = sum(
            (_dot(row, x) * t for row, t in zip(self.hessian, x, strict=False)), Fraction(0)
        )
        return self.constant + _dot(self.c, x) + curve / 2

    def contains(self, x):
        return all(_holds(_dot(a, x), relation, b) for a, relation, b in self.constraints)

    def cone(self):
        return [(a, relation, Fraction(0)) for a, relation, _ in self.constraints]

    def better_than(self, g, bound):
        """The constraint sign g·x < bound."""
        return ([self.sign * t for t in g], "<", bound)


def _vector(texts):
    return [Fraction(text) for text in texts]


def _infeasible(problem, claim):
    program = Program(problem)
    return claim == {"infeasible": True} and feasible(program.constraints, program.n) is None


def _lp_bound(program, bound):
    rest = program.sign * (bound - program.constant)
    better = program.better_than(program.c, rest)
    return feasible([*program.constraints, better], program.n) is None


def _lp_optimum(problem, claim):
    program, x, v = Program(problem), _vector(claim["point"]), Fraction(claim["value"])
    return program.contains(x) and program.value(x) == v and _lp_bound(program, v)


def _is_convex(hessian):
    places = range(len(hessian))
    return all(
        _determinant([[hessian[i][j] for j in chosen] for i in chosen]) >= 0
        for size in range(1, len(hessian) + 1)
        for chosen in combinations(places, size)
    )


def _determinant(rows):
    if not rows:
        return Fraction(1)
    return sum(
        (-1) ** j * rows[0][j] * _determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
        for j in range(len(rows))
    )


def _qp_optimum(problem, claim):
    program, x, v = Program(problem), _vector(claim["point"]), Fraction(claim["value"])
    g = [c + _dot(row, x) for c, row in zip(program.c, program.hessian, strict=True)]
    right = program.contains(x) and program.value(x) == v and _is_convex(program.hessian)
    better = program.better_than(g, _dot(g, x))
    return right and feasible([*program.constraints, better], program.n) is None


def _safe_bound(problem, claim):
    program, bound = Program(problem), Fraction(claim["bound"])
    if "hessian" not in problem:
        return _lp_bound(program, bound)
    if feasible(program.constraints, program.n) is None:
        return True
    if not _is_convex(program.hessian) or _has_ray(program):
        return False
    return min(_stationary_values(program)) >= bound


def _stationary_values(program):
    """The values at feasible points that are stationary for some active set."""
    n = program.n
    for size in range(n + 1):
        for active in combinations(program.constraints, size):
            blank = [Fraction(0)] * size
            system = [([*a, *blank], relation, b) for a, relation, b in program.constraints]
            system += [([*a, *blank], "=", b) for a, _, b in active]
            for j in range(n):
                multipliers = [-a[j] for a, _, _ in active]
                system.append(([*program.hessian[j], *multipliers], "=", -program.c[j]))
            point = feasible(system, n + size)
            if point is not None:
                yield program.value(point[:n])


def _has_ray(program):
    flat = [(row, "=", Fraction(0)) for row in program.hessian]
    better = program.better_than(program.c, Fraction(0))
    return feasible([*program.cone(), *flat, better], program.n) is not None


def _unbounded(problem, claim):
    program = Program(problem)
    is_feasible = feasible(program.constraints, program.n) is not None
    return claim == {"unbounded": True} and is_feasible and _has_ray(program)


def _branch_tree(problem, claim):
    program, integers = Program(problem["program"]), problem["integers"]
    if "point" in claim:
        x, bound = _vector(claim["point"]), Fraction(claim["value"])
        integral = all(x[j].denominator == 1 for j in integers)
        if not (integral and program.contains(x) and program.value(x) == bound):
            return False
    better = []
    if "infeasible" in claim and claim != {"infeasible": True}:
        return False
    if "infeasible" not in claim:
        bound = Fraction(claim.get("bound", claim.get("value")))
        better = [program.better_than(program.c, program.sign * (bound - program.constant))]
    constraints = [*program.constraints, *better]
    units = [[Fraction(i == j) for i in range(program.n)] for j in integers]
    for unit in units:
        for direction in (1, -1):
            far = ([-direction * t for t in unit], "<", Fraction(-RANGE))
            assert feasible([*constraints, far], program.n) is None, "the range is too small"
    for values in _integer_points(constraints, units, program.n):
        fixed = [(unit, "=", Fraction(t)) for unit, t in zip(units, values, strict=True)]
        if feasible([*constraints, *fixed], program.n) is not None:
            return False
    return True


def _integer_points(constraints, units, n):
    """All values of the integer variables such that each alone is possible."""
    ranges = [
        [
            t
            for t in range(-RANGE, RANGE + 1)
            if feasible([*constraints, (unit, "=", Fraction(t))], n) is not None
        ]
        for unit in units
    ]
    return product(*ranges)


def _function(value):
    if "layers" in value:
        return Network.from_json(value)
    return PWL.from_json(value)


def _line(function):
    return as_pwl(function) if isinstance(function, Network) else function


def _at(function, point):
    if isinstance(function, Network):
        return list(function(point))
    (x,) = point
    return [function(x)]


def _evaluation(problem, claim):
    return _at(_function(problem), _vector(claim["point"])) == _vector(claim["value"])


def _minimal(problem, claim):
    f, network = PWL.from_json(problem["function"]), Network.from_json(claim["network"])
    output, size = problem["output"], claim["size"]
    right_output = output == "affine" or network.output == "linear"
    right = network.depth == 2 and right_output and as_pwl(network) == f
    return right and network.size == size == smallest_size(f, output)


def _counterexample(problem, claim):
    objects = {
        name: Fraction(value) if isinstance(value, str) else _function(value)
        for name, value in problem["objects"].items()
    }
    return all(_assertion(objects, *assertion) for assertion in claim["assertions"])


def _assertion(objects, relation, left, right):
    if relation in ("same", "different"):
        equal = _line(objects[left]) == _line(objects[right])
        return equal == (relation == "same")
    s, t = _term(objects, left), _term(objects, right)
    signs = {"<": [-1], "<=": [-1, 0], "=": [0], "!=": [-1, 1], ">=": [0, 1], ">": [1]}
    return (s > t) - (s < t) in signs[relation]


def _term(objects, term):
    if isinstance(term, str):
        return Fraction(term)
    operator, *arguments = term
    if operator in ("number", "pieces", "size", "depth", "width"):
        found = objects[arguments[0]]
        return found if operator == "number" else _count(operator, found)
    if operator == "value":
        name, coordinate, *point = arguments
        return _at(objects[name], [_term(objects, t) for t in point])[coordinate]
    if operator == "l1":
        f, g, low, high = arguments
        ends = _term(objects, low), _term(objects, high)
        return l1_distance(_line(objects[f]), _line(objects[g]), *ends) if ends[0] < ends[1] else 0
    if operator == "^":
        return _term(objects, arguments[0]) ** arguments[1]
    terms = [_term(objects, t) for t in arguments]
    return {"+": sum, "*": prod}[operator](terms) if operator in "+*" else _binary(operator, *terms)


def _count(operator, found):
    return _line(found).piece_count if operator == "pieces" else getattr(found, operator)


def _binary(operator, left, right):
    return left - right if operator == "-" else left / right


def _regions(problem, claim):
    network, constraints = Network.from_json(problem["network"]), []
    for row in problem["rows"]:
        form = [-Fraction(row["bound"]), *_vector(row["coefficients"])]
        constraints += [form] if row["relation"] != "<=" else []
        constraints += [[-t for t in form]] if row["relation"] != ">=" else []
    # A row of zeros would be strictly satisfied nowhere.
    cells = oracles_regions.cells(network, [form for form in constraints if any(form)])
    if "activation_regions" in claim:
        number = claim["activation_regions"]
        return not isinstance(number, bool) and number == len(cells)
    if "zero" in claim:
        outputs = [form for _, _, forms in cells for form in forms]
        return claim["zero"] is True and bool(cells) and not any(map(any, outputs))
    x, v = _vector(claim["point"]), Fraction(claim["value"])
    inside = all(form[0] + _dot(form[1:], x) >= 0 for form in constraints)
    return inside and list(network(x)) == [v] and not any(_exceeds(cell, v) for cell in cells)


def _exceeds(cell, v):
    """Whether the function is greater than v somewhere in a closed cell."""
    rows, _, ((constant, *slopes),) = cell
    closed = [([-t for t in w], "<=", b) for b, *w in rows]
    return feasible([*closed, ([-t for t in slopes], "<", constant - v)], len(slopes)) is not None


def _training(problem, claim):
    """By z3, with an unknown network; a stated one is put to the library."""
    samples = Samples(problem["points"], problem["labels"], problem["weights"])
    if "network" in claim and not _is_allowed(problem, claim["network"], samples):
        return False
    if "network" in claim:
        values = [Network.from_json(claim["network"])(x)[0] for x in samples.points]
        total = total_loss(problem["loss"], values, samples.labels, samples.weights)
        if total != Fraction(claim["objective"]):
            return False
    is_right = claim.get("infeasible", True) is True
    return is_right and not _has_better(json.dumps(problem), claim.get("lower"))


@cache
def _has_better(text, lower):
    problem = json.loads(text)
    samples = Samples(problem["points"], problem["labels"], problem["weights"])
    others = problem["loss"], _intervals(problem), problem["zero_on"]
    bound = None if lower is None else Fraction(lower)
    return any(
        oracles_training.has_better_within(
            samples, [1] * k + [-1] * (problem["width"] - k), *others, bound
        )
        for k in problem["positive_units"]
    )


def _intervals(problem):
    return [
        tuple([None if end is None else Fraction(end) for end in pair])
        for pair in problem["bounds"]
    ]


def _is_allowed(problem, value, samples):
    network = Network.from_json(value)
    if network.depth != 2 or network.width != problem["width"]:
        return False
    (hidden, outer), (a, b, c) = network.layers, _intervals(problem)
    signs = outer.weights[0]
    return (
        len(outer.weights) == 1
        and set(signs) <= {1, -1}
        and list(signs).count(1) in problem["positive_units"]
        and all(_inside(t, a) for row in hidden.weights for t in row)
        and all(_inside(t, b) for t in hidden.bias)
        and _inside(outer.bias[0], c)
        and not any(network(samples.points[j])[0] for j in problem["zero_on"])
    )


def _inside(t, interval):
    low, high = interval
    return (low is None or low <= t) and (high is None or t <= high)


ORACLES = {
    "evaluation": _evaluation,
    "farkas": _infeasible,
    "lp-optimum": _lp_optimum,
    "safe-bound": _safe_bound,
    "unbounded-ray": _unbounded,
    "qp-optimum": _qp_optimum,
    "branch-tree": _branch_tree,
    "minimal-representation": _minimal,
    "counterexample": _counterexample,
    "regions": _regions,
    "training": _training,
}
