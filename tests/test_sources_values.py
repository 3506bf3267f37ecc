"""Source problems as values: what they hold, what their solutions are, and what they refuse."""

import itertools
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_sources import assignments_of, circuits, formulas, set_covers

from exactrelu.errors import DimensionError, DomainError, FormatError, KindError, NumberError
from exactrelu.sources import Formula, Gate, MonotoneCircuit, SetCover, is_tautology

C = MonotoneCircuit

COVERS = {
    "nothing to cover, no sets": (SetCover(0, []), [], True),
    "nothing to cover, an empty set": (SetCover(0, [[]]), [0], True),
    "no sets": (SetCover(1, []), [], False),
    "an element in no set": (SetCover(2, [[0], [0]]), [0, 1], False),
    "one set": (SetCover(2, [[0, 1]]), [0], True),
    "equal sets, one of them": (SetCover(1, [[0], [0]]), [1], True),
    "an element twice in a set": (SetCover(1, [[0, 0]]), [0], True),
    "a set that is chosen twice": (SetCover(2, [[0], [1]]), [0, 0], False),
    "all but the last element": (SetCover(3, [[0], [1], [2]]), [0, 1], False),
}


@pytest.mark.parametrize(("instance", "chosen", "is_cover"), COVERS.values(), ids=COVERS)
def test_covers(instance, chosen, is_cover):
    assert instance.is_cover(chosen) is is_cover
    assert instance.is_cover(iter(chosen)) is is_cover
    assert (instance.uncovered(chosen) == ()) is is_cover


def test_sets_are_sets_and_families_are_not():
    assert SetCover(2, [[1, 0, 1]]) == SetCover(2, [{0, 1}])
    assert SetCover(2, [[0], [0]]) != SetCover(2, [[0]])


CIRCUITS = {
    "an input is the output": (C(2, [], output=1), [0, 1], True, 2, 0),
    "the other input is": (C(2, [], output=0), [0, 1], False, 2, 0),
    "an input, with gates that nobody needs": (C(1, [("AND", [0, 0])], output=0), [1], True, 2, 0),
    "fan-in 1, AND": (C(1, [("AND", [0])], output=1), [1], True, 2, 1),
    "fan-in 1, OR": (C(1, [("OR", [0])], output=1), [0], False, 2, 1),
    "fan-in 0, AND": (C(0, [("AND", [])], output=0), [], True, 1, 1),
    "fan-in 0, OR": (C(0, [("OR", [])], output=0), [], False, 1, 1),
    "the output is not the last gate": (
        C(2, [("OR", [0, 1]), ("AND", [0, 1])], output=2),
        [1, 0],
        True,
        4,
        1,
    ),
    "a wire twice": (C(1, [("AND", [0, 0])], output=1), [1], True, 2, 1),
    "a gate of unequal heights": (
        C(2, [("AND", [0, 1]), ("OR", [2, 0])], output=3),
        [0, 1],
        False,
        4,
        2,
    ),
}


@pytest.mark.parametrize(
    ("circuit", "assignment", "value", "wires", "depth"), CIRCUITS.values(), ids=CIRCUITS
)
def test_circuits(circuit, assignment, value, wires, depth):
    assert circuit.value(assignment) is value
    assert circuit.wires == wires == len(circuit.values(assignment))
    assert circuit.depth == depth


FORMULAS = {
    "no clauses": (Formula(0, []), [], True),
    "no clauses, a variable": (Formula(1, []), [0], True),
    "the empty clause": (Formula(0, [[]]), [], False),
    "the empty clause beside others": (Formula(1, [[1], []]), [1], False),
    "a literal twice": (Formula(1, [[1, 1, 1]]), [1], True),
    "a tautology": (Formula(1, [[1, -1]]), [0], True),
    "a negation": (Formula(2, [[-2]]), [1, 1], False),
    "one clause of two is true": (Formula(2, [[1], [2]]), [1, 0], False),
    "four literals": (Formula(4, [[1, 2, 3, 4]]), [0, 0, 0, 1], True),
}


@pytest.mark.parametrize(("formula", "assignment", "value"), FORMULAS.values(), ids=FORMULAS)
def test_formulas(formula, assignment, value):
    assert formula.value(assignment) is value
    assert formula.value(map(bool, assignment)) is value


@pytest.mark.parametrize(("clauses", "width"), [([], 0), ([[]], 0), ([[1, 1], [1]], 2)])
def test_width_counts_repeated_literals(clauses, width):
    assert Formula(1, clauses).width == width


@pytest.mark.parametrize(
    ("clause", "expected"), [([], False), ([1], False), ([1, 1], False), ([2, 1, -2], True)]
)
def test_tautologies(clause, expected):
    assert is_tautology(clause) is expected


OUT_OF_ORDER = (
    "gates[0].wires[{place}] must be a wire before the gate, of which there are {before}, not "
    "{wire}; a circuit has no cycles"
)

REFUSED = {
    "a negative size": (
        lambda: SetCover(-1, []),
        DomainError,
        "size must be at least 0, not -1",
    ),
    "a size that is a float": (
        lambda: SetCover(2.0, []),
        NumberError,
        "size must be an integer, not 2.0",
    ),
    "a family that is a number": (
        lambda: SetCover(1, 3),
        KindError,
        "sets must be a sequence of sets, not an int",
    ),
    "a set that is a text": (
        lambda: SetCover(1, ["0"]),
        KindError,
        "sets[0] must be a sequence of positions, not a str",
    ),
    "an element out of range": (
        lambda: SetCover(2, [[0], [1, 2]]),
        DimensionError,
        "sets[1][1] must be a position from 0 to 1, not 2",
    ),
    "a negative element": (
        lambda: SetCover(2, [[-1]]),
        DimensionError,
        "sets[0][0] must be a position from 0 to 1, not -1",
    ),
    "an element of nothing": (
        lambda: SetCover(0, [[0]]),
        DimensionError,
        "sets[0][0] must be absent, as there is nothing to name, not 0",
    ),
    "a set that is not there": (
        lambda: SetCover(1, [[0]]).is_cover([1]),
        DimensionError,
        "chosen[0] must be a position from 0 to 0, not 1",
    ),
    "a gate of another operation": (
        lambda: C(1, [("AND", [0]), ("not", [0])], output=0),
        FormatError,
        "gates[1]: operation must be 'AND' or 'OR', not 'not'",
    ),
    "a gate without wires": (
        lambda: C(1, [("AND",)], output=0),
        KindError,
        "gates[0] must be a gate or a pair (operation, wires), not a tuple",
    ),
    "a gate that takes itself": (
        lambda: C(1, [("AND", [1])], output=0),
        DimensionError,
        OUT_OF_ORDER.format(place=0, before="0 to 0", wire=1),
    ),
    "gates in a circle": (
        lambda: C(1, [Gate("OR", [0, 2]), Gate("OR", [1])], output=2),
        DimensionError,
        OUT_OF_ORDER.format(place=1, before="0 to 0", wire=2),
    ),
    "a gate where there is no wire": (
        lambda: C(0, [("OR", [0])], output=0),
        DimensionError,
        OUT_OF_ORDER.format(place=0, before="none", wire=0),
    ),
    "an element of more digits than Python prints": (
        lambda: SetCover(1, [[10**5000]]),
        DimensionError,
        "sets[0][0] must be a position from 0 to 0, not 1" + 59 * "0",
    ),
    "a gate that is a longer number": (
        lambda: C(1, [[10**5000, [0]], [10**5000]], output=0),
        FormatError,
        "gates[0]: operation must be 'AND' or 'OR', not 1" + 59 * "0",
    ),
    "a wire that is a text": (
        lambda: C(1, [("OR", ["0"])], output=0),
        NumberError,
        "gates[0].wires[0] must be an integer, not '0'",
    ),
    "an output that is no wire": (
        lambda: C(1, [], output=1),
        DimensionError,
        "output must be a position from 0 to 0, not 1",
    ),
    "no wires at all": (
        lambda: C(0, [], output=0),
        DimensionError,
        "a circuit must have at least 1 wire, as its output is one, not 0",
    ),
    "too few values": (
        lambda: C(2, [], output=0).value([True]),
        DimensionError,
        "assignment must have 2 truth values, not 1",
    ),
    "a value that is no truth value": (
        lambda: C(1, [], output=0).value([2]),
        NumberError,
        "assignment[0] must be a truth value, not 2",
    ),
    "the literal 0": (
        lambda: Formula(2, [[1, 0]]),
        DimensionError,
        "clauses[0][1] must be a literal of the variables 1 to 2, not 0",
    ),
    "a literal of no variable": (
        lambda: Formula(0, [[1]]),
        DimensionError,
        "clauses[0][0] must be absent, as there are no variables, not 1",
    ),
    "a literal that is True": (
        lambda: Formula(1, [[True]]),
        NumberError,
        "clauses[0][0] must be an integer, not True",
    ),
    "a clause that is a number": (
        lambda: Formula(1, [1]),
        KindError,
        "clauses[0] must be a sequence of literals, not an int",
    ),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message
    assert type(caught.value) is error


@given(st.one_of(set_covers(), circuits(), formulas()))
def test_values_come_back_from_their_repr_and_from_pickle(value):
    assert eval(repr(value)) == value
    assert pickle.loads(pickle.dumps(value)) == value
    assert hash(eval(repr(value))) == hash(value)


@given(set_covers(), st.data())
def test_covers_are_what_their_elements_say(instance, data):
    sets = range(len(instance.sets))
    chosen = data.draw(st.lists(st.sampled_from(sets)) if sets else st.just([]))
    missing = [i for i in range(instance.size) if not set(instance.containing(i)) & set(chosen)]
    assert instance.uncovered(chosen) == tuple(missing)


@given(circuits(), st.data())
def test_circuits_are_monotone(circuit, data):
    low = data.draw(assignments_of(circuit.inputs))
    more = data.draw(assignments_of(circuit.inputs))
    high = [a or b for a, b in zip(low, more, strict=True)]
    assert circuit.value(low) <= circuit.value(high)


def by_recursion(circuit, wire, assignment):
    if wire < circuit.inputs:
        return assignment[wire]
    gate = circuit.gates[wire - circuit.inputs]
    count = sum(by_recursion(circuit, w, assignment) for w in gate.wires)
    return count == len(gate.wires) if gate.operation == "AND" else count > 0


@given(circuits(), st.data())
def test_wires_have_the_values_of_the_recursive_definition(circuit, data):
    assignment = data.draw(assignments_of(circuit.inputs))
    expected = [by_recursion(circuit, wire, assignment) for wire in range(circuit.wires)]
    assert list(circuit.values(assignment)) == expected


@given(formulas(variables=3))
def test_negating_all_literals_negates_the_assignments(formula):
    turned = Formula(formula.variables, [[-x for x in c] for c in formula.clauses])
    for assignment in itertools.product([False, True], repeat=formula.variables):
        assert formula.value(assignment) == turned.value([not value for value in assignment])


@given(formulas(), st.data())
def test_a_tautology_changes_nothing(formula, data):
    assignment = data.draw(assignments_of(formula.variables))
    kept = [clause for clause in formula.clauses if not is_tautology(clause)]
    assert formula.value(assignment) == Formula(formula.variables, kept).value(assignment)
