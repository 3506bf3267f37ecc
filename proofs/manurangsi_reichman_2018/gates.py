"""Two ReLUs whose sum enters a third one: their weights at given samples, by linear programs.

A label y > 0 asks for the sum y, the label 0 for a sum of at most 0.
"""

from itertools import product

from exactrelu.lp import Infeasible, LinearProgram, Row, solve
from exactrelu.network import Network

__all__ = ["fit_behind_a_relu", "network_behind_a_relu"]


def fit_behind_a_relu(pairs, signs, *, units=2, biases=False, offset=False):
    """Return weights with the labels as values behind one more ReLU, or None if there are none.

    The unknowns are for each unit the weights and perhaps a bias, and at the end perhaps a bias of the
    third gate. All choices of the active ReLUs are tried, depth first.
    """
    points = [((*x, 1) if biases else x, y) for x, y in pairs]
    equations = [list(rows_of(x, y, signs[:units], offset=offset)) for x, y in points]
    return search((), equations, len(points[0][0]) * units + int(offset))


def search(rows, equations, unknowns):
    """Return a point that satisfies the rows and the equations, or None."""
    answer = solve(LinearProgram.of([0] * unknowns, rows))
    if isinstance(answer, Infeasible):
        return None
    if not equations:
        return answer.point
    first, *rest = equations
    found = (search((*rows, *more), rest, unknowns) for more in first)
    return next((point for point in found if point is not None), None)


def rows_of(x, label, signs, *, offset):
    """Return what one sample asks for, a list of rows for each choice of the active ReLUs."""
    zero, tail = [0] * len(x), [0] * int(offset)
    forms = [[*zero * i, *x, *zero * (len(signs) - 1 - i), *tail] for i in range(len(signs))]
    for active in product([True, False], repeat=len(signs)):
        sides = zip(forms, active, strict=True)
        rows = [Row(form, ">=" if on else "<=", 0) for form, on in sides]
        taken = [
            [s * a for a in form] for s, form, on in zip(signs, forms, active, strict=True) if on
        ]
        total = [sum(column) for column in zip([0] * len(forms[0]), *taken, strict=True)]
        if offset:
            total[-1] += 1
        yield [*rows, Row(total, "=" if label else "<=", label)]


def network_behind_a_relu(point, signs, *, dimension):
    """Return the network of weights with all biases, as `fit_behind_a_relu` finds them."""
    n = dimension + 1
    units = [point[n * i : n * (i + 1)] for i in range(2)]
    weights, biases = [u[:dimension] for u in units], [u[-1] for u in units]
    return Network.of((weights, biases), ([signs], [point[-1]]), ([[1]], [0]))
