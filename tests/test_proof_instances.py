"""The instances that proofs run through: nothing small is left out, and nothing comes twice."""

from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from oracles_sources import fewest_true_inputs, size_of_least_cover
from strategies_sources import set_covers

from exactrelu.claims import PROFILES
from proofs.manurangsi_reichman_2018 import circuits, covers, evidence


def subsets(items):
    items = list(items)
    return [frozenset(c) for size in range(len(items) + 1) for c in combinations(items, size)]


def classes(objects, images):
    """The classes under renaming, each as the set of all images of an object."""
    return {frozenset(images(one)) for one in objects}


def renamed_families(size):
    def images(family):
        for names in permutations(range(size)):
            sets = [tuple(sorted(names[i] for i in s)) for s in family]
            yield tuple(sorted(sets))

    return images


@pytest.mark.parametrize("size", range(4))
@pytest.mark.parametrize("count", range(4))
def test_each_family_of_sets_is_listed_once_up_to_names(size, count):
    listed = list(covers.families(size, count))
    every = product(subsets(range(size)), repeat=count)
    images = renamed_families(size)
    assert len(listed) == len(classes(every, images))
    assert len(classes([source.sets for source in listed], images)) == len(listed)


def renamed_gates(inputs):
    def images(gates):
        for names in permutations(range(inputs)):
            yield tuple(
                (op, tuple(sorted(names[i] if i < inputs else i for i in wires)))
                for op, wires in gates
            )

    return images


def gates_by_hand(wires):
    taken = [tuple(sorted(s)) for s in subsets(range(wires)) if s]
    return [(op, c) for op in ("AND", "OR") for c in taken if op == "AND" or len(c) > 1]


@pytest.mark.parametrize(("inputs", "count"), [(1, 0), (2, 1), (1, 2), (2, 2), (3, 2), (1, 3)])
def test_each_circuit_is_listed_once_up_to_names(inputs, count):
    every = product(*[gates_by_hand(inputs + k) for k in range(count)])
    listed = [g for g in circuits.all_gates(inputs, count) if circuits.is_first(inputs, g)]
    images = renamed_gates(inputs)
    assert len(listed) == len(classes(every, images)) == len(classes(listed, images))


@given(set_covers(size=4, sets=4))
def test_the_least_cover_of_the_proofs_is_that_of_the_oracle(source):
    assert covers.fewest_sets(source) == size_of_least_cover(source.size, source.sets)


@given(circuits.drawn_circuits())
def test_the_fewest_true_inputs_of_the_proofs_are_those_of_the_oracle(circuit):
    gates = [(gate.operation, gate.wires) for gate in circuit.gates]
    expected = fewest_true_inputs(circuit.inputs, gates, circuit.output)
    assert circuits.fewest_true(circuit)[0] == expected


def test_small_circuits_have_all_outputs_and_grow_with_the_profile():
    quick, standard = (list(circuits.circuits(PROFILES[name])) for name in ("quick", "standard"))
    assert {(c.inputs, len(c.gates), c.output) for c in quick if c.wires == 2} == {
        *((1, 1, 0), (1, 1, 1), (2, 0, 0), (2, 0, 1))
    }
    assert set(quick) < set(standard)


SIGNS = {
    "0": (True, False),
    "1": (True, True),
    "-1": (False, False),
    "s": (True, False),
    "t": (True, True),
    "s - t": (False, False),
    "s + t": (True, True),
    "t/(1 + s)": (True, True),
    "(s + 2)/(s + 1) - 1": (True, True),
    "1/(1 + s) - 1": (False, False),
}
"""Expressions in s >= 0 and t > 0, and whether their coefficients show >= 0, and > 0."""


@pytest.mark.parametrize("text", SIGNS)
def test_polynomials_are_positive_by_their_coefficients(text):
    import sympy

    names = {"s": sympy.Symbol("s", nonnegative=True), "t": sympy.Symbol("t", positive=True)}
    expression = sympy.sympify(text, locals=names)
    found = (evidence.is_nonnegative(expression), evidence.is_positive(expression))
    assert found == SIGNS[text]
