"""Sources for the tests of reductions, as plain tuples: all small ones, and random ones.

What differs by names alone comes once. Names are the order of sets, inputs, gates and clauses,
which input or variable is which, and the sign of a variable. A gate with one wire is called an AND:
it has the same constraint as an OR.
"""

from itertools import combinations, combinations_with_replacement, permutations, product
from random import Random


def set_covers(size, count):
    subsets = [tuple(i for i in range(size) if code >> i & 1) for code in range(2**size)]
    return [(size, family) for family in combinations_with_replacement(subsets, count)]


def random_set_covers(number):
    """Families of small sets; in some of them an element is in no set. And a k for each."""
    rng = Random(6)
    for _ in range(number):
        size, count = rng.randint(1, 6), rng.randint(1, 6)
        most = min(size, 3)
        sets = [rng.sample(range(size), rng.randint(1, most)) for _ in range(count)]
        if rng.random() < 0.8:
            missed = set(range(size)).difference(*sets)
            sets = [(*one, *[i for i in missed if i % count == j]) for j, one in enumerate(sets)]
        yield (size, tuple(tuple(sorted(one)) for one in sets)), rng.randint(0, 7)


def gates_on(wires):
    for size in range(1, wires + 1):
        for taken in combinations(range(wires), size):
            yield "AND", taken
            if size > 1:
                yield "OR", taken


def circuits(inputs, gates):
    """All circuits, those with gates that the output does not need included."""
    found = set()
    for built in _gate_lists(inputs, gates):
        found.update(_named_least(inputs, built, output) for output in range(inputs + gates))
    return sorted(found)


def _gate_lists(inputs, gates):
    if gates == 0:
        return [()]
    return [
        (*built, gate)
        for built in _gate_lists(inputs, gates - 1)
        for gate in gates_on(inputs + gates - 1)
    ]


def _named_least(inputs, gates, output):
    """The least of the names of a circuit."""
    return min(
        named
        for names in permutations(range(inputs))
        for order in permutations(range(len(gates)))
        for named in _named(inputs, gates, output, names, order)
    )


def _named(inputs, gates, output, names, order):
    """The circuit with these names, none if its gates are not in topological order then."""
    name = [*names, *[inputs + order.index(j) for j in range(len(gates))]]
    renamed = [(gates[j][0], tuple(sorted(name[i] for i in gates[j][1]))) for j in order]
    if all(wires[-1] < inputs + place for place, (_, wires) in enumerate(renamed)):
        yield inputs, tuple(renamed), name[output]


def random_circuits(number):
    """Circuits in which most gates take the one before them. And a k for each."""
    rng = Random(7)
    for _ in range(number):
        inputs, gates = rng.randint(1, 6), []
        for j in range(rng.randint(1, 6)):
            others = range(inputs + j)
            wires = {*rng.sample(others, min(rng.choice((1, 2, 2, 3)), inputs + j))}
            if rng.random() < 0.7:
                wires.add(inputs + j - 1)
            gates.append((rng.choice(("AND", "AND", "OR")), tuple(sorted(wires))))
        output = inputs + len(gates) - rng.choice((1, 1, 1, 2))
        yield (inputs, tuple(gates), output), rng.randint(0, 7)


def formulas(variables, count):
    """All formulas of so many clauses of three literals, repeated and opposite ones included."""
    literals = [v for v in range(-variables, variables + 1) if v]
    clauses = [*combinations_with_replacement(literals, 3)]
    families = combinations_with_replacement(clauses, count)
    return sorted({_least_clauses(variables, family) for family in families})


def _least_clauses(variables, clauses):
    return min(
        tuple(sorted(tuple(sorted(_renamed(v, names, signs) for v in one)) for one in clauses))
        for names in permutations(range(1, variables + 1))
        for signs in product((1, -1), repeat=variables)
    )


def _renamed(literal, names, signs):
    i = abs(literal) - 1
    return names[i] * signs[i] * (1 if literal > 0 else -1)


ALL_SIGNS = tuple((a, 2 * b, 3 * c) for a, b, c in product((1, -1), repeat=3))
"""The eight clauses on three variables, which are not satisfiable together."""


def random_formulas(number):
    """Clauses of up to three literals; about half of the formulas are not satisfiable."""
    rng = Random(8)
    for _ in range(number):
        variables = rng.randint(1, 5)
        clauses = []
        for _ in range(rng.randint(variables, 5 * variables)):
            literals = rng.choices(range(1, variables + 1), k=rng.choice((1, 2, 3, 3, 3, 3)))
            clauses.append(tuple(v * rng.choice((1, -1)) for v in literals))
        yield variables, tuple(clauses)
