"""Source problems solved by trying everything, from their definitions alone."""

from itertools import combinations, product


def size_of_least_cover(size, sets):
    """The number of sets of a least cover; None if there is none."""
    everything = set(range(size))
    for count in range(len(sets) + 1):
        for family in combinations(sets, count):
            if set().union(*family) == everything:
                return count
    return None


def gate_value(operation, values):
    return {"AND": min, "OR": max}[operation](values, default=operation == "AND")


def circuit_value(inputs, gates, output, assignment):
    """The value of the output, computed from it backwards; gates are pairs."""
    if output < inputs:
        return assignment[output]
    operation, wires = gates[output - inputs]
    return gate_value(operation, [circuit_value(inputs, gates, w, assignment) for w in wires])


def fewest_true_inputs(inputs, gates, output):
    """The least number of TRUE inputs that make the output TRUE; None if none do."""
    counts = [
        sum(assignment)
        for assignment in product([False, True], repeat=inputs)
        if circuit_value(inputs, gates, output, assignment)
    ]
    return min(counts, default=None)


def satisfies(clauses, assignment):
    return all(any(assignment[abs(x) - 1] == (x > 0) for x in clause) for clause in clauses)


def is_satisfiable(variables, clauses):
    return any(satisfies(clauses, a) for a in product([False, True], repeat=variables))


def forces_a_contradiction(clauses, assumed):
    """Unit propagation without haste: every literal that is forced becomes an assumption."""
    true = set(assumed)
    while True:
        if any(-x in true for x in true) or any(all(-x in true for x in c) for c in clauses):
            return True
        new = {
            x
            for clause in clauses
            for x in clause
            if x not in true and all(-y in true for y in clause if y != x)
        }
        if not new:
            return False
        true |= new
