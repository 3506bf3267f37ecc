"""Reductions by brute force: optima of the sources, and errors by the equations of the paper.

Nothing here uses the package. Weights are given by name, as the paper writes its constraints.
"""

from itertools import combinations, product


def fewest_sets(size, sets):
    """The fewest sets whose union is that of all sets, and how many elements are in no set."""
    reached = set().union(*sets)
    for count in range(len(sets) + 1):
        for chosen in combinations(sets, count):
            if set().union(*chosen) == reached:
                return count, size - len(reached)
    raise AssertionError


def wire_value(inputs, gates, wire, assignment):
    """The value of a wire, by recursion from it down to the inputs."""
    if wire < inputs:
        return assignment[wire]
    operation, wires = gates[wire - inputs]
    values = [wire_value(inputs, gates, one, assignment) for one in wires]
    return all(values) if operation == "AND" else any(values)


def fewest_true_inputs(inputs, gates, output):
    """The fewest TRUE inputs that satisfy the circuit; None if nothing does."""
    for count in range(inputs + 1):
        for chosen in combinations(range(inputs), count):
            if wire_value(inputs, gates, output, [i in chosen for i in range(inputs)]):
                return count
    return None


def height_of(inputs, gates, wire):
    if wire < inputs:
        return 0
    return 1 + max((height_of(inputs, gates, one) for one in gates[wire - inputs][1]), default=0)


def satisfies(clauses, values):
    return all(any(values[abs(v) - 1] == (v > 0) for v in clause) for clause in clauses)


def is_satisfiable(variables, clauses):
    return any(satisfies(clauses, values) for values in product([False, True], repeat=variables))


def relu(z):
    return max(z, 0)


def set_cover_error(size, sets, k, epsilon, *, w_1, w_eps, w_sets, b):  # noqa: PLR0913
    """(2) to (5), the last one k + 1 times."""
    members = [[j for j, one in enumerate(sets) if i in one] for i in range(size)]
    error = sum(relu(w_1 + sum(w_sets[j] for j in js) + b) ** 2 for js in members)
    error += sum((relu(w_eps + w + b) - epsilon) ** 2 for w in w_sets)
    error += (relu(w_1 + b) - 1) ** 2
    return error + (k + 1) * (relu(w_eps + b) - epsilon) ** 2


def circuit_error(inputs, gates, output, epsilon, *, w, w_eps, b, v_dummy=None):  # noqa: PLR0913
    """(6) to (10), and A.3 where there is a v_dummy."""
    error = (relu(w_eps + b) - epsilon) ** 2
    error += sum((relu(w_eps - w[i] + b) - epsilon) ** 2 for i in range(inputs))
    error += (relu(w[output] + b) - 1) ** 2
    for j, (operation, wires) in enumerate(gates, start=inputs):
        below = [w[i] for i in set(wires)]
        if operation == "OR":
            error += relu(w[j] - sum(below) + b) ** 2
        else:
            error += sum(relu(w[j] - one + b) ** 2 for one in below)
    if v_dummy is not None:
        error += relu(b) ** 2 + (relu(v_dummy + b) - 1) ** 2 + (relu(2 * v_dummy + b) - 2) ** 2
    return error


def formula_error(clauses, *, w, v, b=(0, 0), v_dummy=None):
    """(12) to (15) for clauses of three literals, and A.2 where there is a v_dummy."""
    units = (0, 1)

    def off(form, label):
        return (sum(relu(form(u) + b[u]) for u in units) - label) ** 2

    error = off(lambda u: v[u], 4)
    for i in range(len(w[0])):
        error += off(lambda u, i=i: w[u][i], 1) + off(lambda u, i=i: -w[u][i], 1)
    for clause in clauses:
        error += off(
            lambda u, c=clause: -v[u] - sum(w[u][abs(x) - 1] * (1 if x > 0 else -1) for x in c), 0
        )
    if v_dummy is not None:
        for factor in (0, 1, -1, 2, -2):
            error += off(lambda u, f=factor: f * v_dummy[u], abs(factor))
    return error
