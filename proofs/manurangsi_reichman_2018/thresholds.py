"""The largest eps for which a reduction works on a given instance, by convex quadratic programs.

Weights that decode to no solution, to c sets or TRUE inputs, cost c eps^2 and at least W for what is
missed, where W is the least sum of the squares of the other errors. This is more than k eps^2 iff
eps^2 < W/(k - c), for c < k. For c >= k it always is.
"""

from fractions import Fraction
from itertools import combinations, product
from math import isqrt

from exactrelu import qp

from .circuits import false_wires, fewest_true

__all__ = ["largest_square_for_circuit", "largest_square_for_cover", "near_root"]


def near_root(square, percent):
    """Return that percentage of the square root, up to 6 digits."""
    return Fraction(isqrt(10**12 * square.numerator // square.denominator) * percent, 10**8)


def largest_square_for_cover(source, k):
    """Return the least W/(k - c) over all choices of c < k sets that are no cover; there must be one."""
    sets = range(len(source.sets))
    return min(
        least_error_of_choice(source, k, c) / (k - size)
        for size in range(k)
        for c in combinations(sets, size)
        if not source.is_cover(c)
    )


def least_error_of_choice(source, k, chosen):
    """Return W for this choice of sets: with the errors x in (4), d in (5), y_i in (2) and r_S in (3)

    1 <= x + f_i d + y_i + the sum of the r_S over the sets of i, for each missed element i in f_i sets.
    """
    missed, m = source.uncovered(chosen), len(source.sets)
    width = 2 + len(missed) + m
    rows = []
    for place, i in enumerate(missed):
        homes = source.containing(i)
        errors = [int(p == place) for p in range(len(missed))]
        rows.append(([1, len(homes), *errors, *[int(j in homes) for j in range(m)]], ">=", 1))
    copies = [1, k + 1, *[1] * (len(missed) + m)]
    return least_squares_of_errors(rows, copies, free=0, width=width)


def least_squares_of_errors(rows, copies, *, free, width):
    """Return the least sum of squares of the unknowns after the `free` first ones, some several times."""
    units = [[int(i == j) for i in range(width)] for j in range(free, width)]
    forms = [unit for unit, count in zip(units, copies, strict=True) for _ in range(count)]
    return qp.solve(qp.least_squares(forms, [0] * len(forms), rows=rows)).value


def largest_square_for_circuit(circuit):
    """Return the least W/(OPT - c) over all assignments of c < OPT TRUE inputs, none of which satisfies."""
    optimum, _ = fewest_true(circuit)
    return min(
        least_error_of_assignment(circuit, assignment) / (optimum - sum(assignment))
        for assignment in product([False, True], repeat=circuit.inputs)
        if sum(assignment) < optimum
    )


def least_error_of_assignment(circuit, assignment):
    """Return W for an assignment with a FALSE output: with the errors x in (8), d in (6), r_i in (7) and s
    in (9) and (10)

    w_o >= 1 - x, w_i <= d + r_i for FALSE inputs, and a FALSE gate is at most the sum of its wires, or
    each of its FALSE wires, and its s. TRUE wires may be as large as one likes.
    """
    false = false_wires(circuit, assignment)
    inputs = [i for i in false if i < circuit.inputs]
    parts = list(parts_of_gates(circuit, false))
    errors = ["x", "d", *[("r", i) for i in inputs], *[("s", p) for p in range(len(parts))]]
    place = {name: p for p, name in enumerate([*false, *errors])}
    rows = [row(place, {circuit.output: 1, "x": 1}, 1)]
    rows += [row(place, {i: -1, "d": 1, ("r", i): 1}, 0) for i in inputs]
    for p, (j, wires) in enumerate(parts):
        rows.append(row(place, {j: -1, ("s", p): 1} | dict.fromkeys(wires, 1), 0))
    copies = [1] * len(errors)
    return least_squares_of_errors(rows, copies, free=len(false), width=len(place))


def parts_of_gates(circuit, false):
    """Yield each FALSE gate with the FALSE wires whose sum bounds it, one sum after the other."""
    for j, gate in enumerate(circuit.gates, start=circuit.inputs):
        if j in false and gate.operation == "OR":
            yield j, gate.wires
        elif j in false:
            yield from ((j, (i,)) for i in gate.wires if i in false)


def row(place, entries, bound):
    """Return the row of these entries, which is at least the bound."""
    return [entries.get(name, 0) for name in place], ">=", bound
