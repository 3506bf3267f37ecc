"""Source problems are solved as trying everything solves them, and every answer is replayed."""

import itertools
import sys
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_sources import (
    fewest_true_inputs,
    forces_a_contradiction,
    is_satisfiable,
    satisfies,
    size_of_least_cover,
)
from strategies_sources import circuits, formulas, set_covers

from exactrelu.errors import BudgetError, DomainError, KindError, MissingExtraError
from exactrelu.lp import IntegerInfeasible, IntegerOptimal, solve_integer
from exactrelu.lp.drafts import MAX_ENTRIES
from exactrelu.sources import (
    Cover,
    Formula,
    MonotoneCircuit,
    NeverSatisfied,
    Satisfied,
    Satisfying,
    SetCover,
    Uncovered,
    Unsatisfiable,
    circuit_program,
    cover_program,
    first_gap,
    formula_program,
    greedy_cover,
    minimum_cover,
    minimum_satisfying,
    needed_inputs,
    satisfying_assignment,
)
from exactrelu.sources.branching import Refuted, branch
from exactrelu.sources.pysat import answer_of_pysat, clauses_of_drup
from exactrelu.sources.refutations import UnitPropagation

C = MonotoneCircuit

FANO = [{0, 1, 2}, {0, 3, 4}, {0, 5, 6}, {1, 3, 5}, {1, 4, 6}, {2, 3, 6}, {2, 4, 5}]

COVERS = {
    "nothing to cover": (SetCover(0, []), 0),
    "nothing to cover, with sets": (SetCover(0, [[], []]), 0),
    "no sets": (SetCover(1, []), None),
    "an element in no set": (SetCover(3, [[0], [0, 2]]), None),
    "only the empty set": (SetCover(1, [[]]), None),
    "equal sets": (SetCover(2, [[0], [0], [1], [1]]), 2),
    "one set is everything": (SetCover(3, [[0, 1], [0, 1, 2], [2]]), 1),
    "greedy takes three": (SetCover(6, [[0, 1, 2, 3], [0, 1, 4], [2, 3, 5]]), 2),
    "the lines of the Fano plane": (SetCover(7, FANO), 3),
}


@pytest.mark.parametrize(("instance", "size"), COVERS.values(), ids=COVERS)
def test_least_covers(instance, size):
    require_least_cover(instance, size)


def require_least_cover(instance, size):
    answer = minimum_cover(instance)
    assert answer.instance == instance
    assert answer.certificate.verdict().status == "VALID"
    if size is None:
        assert isinstance(answer, Uncovered)
        assert all(answer.element not in members for members in instance.sets)
        assert answer.certificate.claim == {"infeasible": True}
    else:
        assert isinstance(answer, Cover)
        assert instance.is_cover(answer.chosen)
        assert answer.size == len(set(answer.chosen)) == size
        assert answer.certificate.claim["value"] == str(size)


@given(set_covers())
@settings(max_examples=60)
def test_least_covers_are_those_of_all_families(instance):
    require_least_cover(instance, size_of_least_cover(instance.size, instance.sets))


@pytest.mark.parametrize("size", range(4))
def test_all_families_of_up_to_three_sets_of_up_to_three_elements(size):
    subsets = [
        [i for i, bit in enumerate(bits) if bit] for bits in itertools.product([0, 1], repeat=size)
    ]
    for count in range(4):
        for family in itertools.combinations_with_replacement(subsets, count):
            require_least_cover(SetCover(size, family), size_of_least_cover(size, family))


CIRCUITS = {
    "an input is the output": (C(2, [], output=0), 1),
    "an input is the output, beside gates": (C(2, [("AND", [0, 1])], output=1), 1),
    "fan-in 1": (C(1, [("OR", [0]), ("AND", [1])], output=2), 1),
    "TRUE without inputs": (C(0, [("AND", [])], output=0), 0),
    "TRUE with inputs": (C(2, [("AND", [])], output=2), 0),
    "FALSE": (C(2, [("OR", [])], output=2), None),
    "an AND with FALSE": (C(1, [("OR", []), ("AND", [0, 1])], output=2), None),
    "an OR with FALSE": (C(1, [("OR", []), ("OR", [0, 1])], output=2), 1),
    "an AND of all": (C(3, [("AND", [0, 1, 2])], output=3), 3),
    "an OR of all": (C(3, [("OR", [0, 1, 2])], output=3), 1),
    "a wire twice": (C(2, [("OR", [0, 0]), ("AND", [1, 1, 2])], output=3), 2),
    "two of three": (
        C(3, [("AND", [0, 1]), ("AND", [0, 2]), ("AND", [1, 2]), ("OR", [3, 4, 5])], output=6),
        2,
    ),
    "a shared input is better": (
        C(3, [("OR", [0, 1]), ("OR", [0, 2]), ("AND", [3, 4])], output=5),
        1,
    ),
}


@pytest.mark.parametrize(("circuit", "size"), CIRCUITS.values(), ids=CIRCUITS)
def test_fewest_true_inputs(circuit, size):
    require_fewest(circuit, size)


def require_fewest(circuit, size):
    answer = minimum_satisfying(circuit)
    assert answer.circuit == circuit
    assert answer.certificate.verdict().status == "VALID"
    if size is None:
        assert isinstance(answer, NeverSatisfied)
        assert answer.certificate.claim == {"infeasible": True}
    else:
        assert isinstance(answer, Satisfying)
        assert circuit.value(answer.assignment)
        assert answer.size == size == answer.assignment.count(True)
        assert answer.certificate.claim["value"] == str(size)


@given(circuits())
@settings(max_examples=60)
def test_fewest_true_inputs_are_those_of_all_assignments(circuit):
    gates = [(gate.operation, gate.wires) for gate in circuit.gates]
    require_fewest(circuit, fewest_true_inputs(circuit.inputs, gates, circuit.output))


def all_circuits(inputs, gates):
    """All circuits of so many inputs and gates, each gate with a set of wires."""
    choices = [
        [
            (operation, wires)
            for operation in ("AND", "OR")
            for count in range(inputs + k + 1)
            for wires in itertools.combinations(range(inputs + k), count)
        ]
        for k in range(gates)
    ]
    for chosen in itertools.product(*choices):
        for output in range(inputs + gates):
            yield inputs, chosen, output


def test_all_circuits_of_few_wires(request):
    sizes = [(0, 1), (1, 0), (2, 0), (1, 1), (2, 1)]
    if request.config.getoption("--deep"):
        sizes += [(0, 2), (1, 2), (2, 2), (3, 0), (3, 1), (3, 2)]
    for inputs, gates in sizes:
        for circuit in all_circuits(inputs, gates):
            expected = fewest_true_inputs(*circuit)
            require_fewest(C(circuit[0], circuit[1], output=circuit[2]), expected)


def pigeons(count):
    """`count` + 1 pigeons do not fit into so many holes."""
    at = {(p, h): 1 + p * count + h for p in range(count + 1) for h in range(count)}
    everyone = [[at[p, h] for h in range(count)] for p in range(count + 1)]
    pairs = itertools.combinations(range(count + 1), 2)
    alone = [[-at[p, h], -at[q, h]] for p, q in pairs for h in range(count)]
    return Formula(len(at), everyone + alone)


ALL_SIGNS = Formula(3, [[a, 2 * b, 3 * c] for a, b, c in itertools.product([1, -1], repeat=3)])

FORMULAS = {
    "no clauses": (Formula(0, []), True),
    "no clauses, but variables": (Formula(2, []), True),
    "the empty clause": (Formula(0, [[]]), False),
    "the empty clause among others": (Formula(2, [[1, 2], [], [-1]]), False),
    "a literal": (Formula(1, [[-1]]), True),
    "a variable that does not occur": (Formula(3, [[2]]), True),
    "both literals of a variable": (Formula(1, [[1], [-1]]), False),
    "repeated literals": (Formula(1, [[1, 1, 1], [-1, -1]]), False),
    "tautologies": (Formula(2, [[1, -1, 2], [2, -2]]), True),
    "a tautology beside a contradiction": (Formula(2, [[2, -2], [1], [-1]]), False),
    "repeated clauses": (Formula(2, [[1, 2]] * 3), True),
    "all signs of two variables": (Formula(2, [[1, 2], [1, -2], [-1, 2], [-1, -2]]), False),
    "all signs of three variables": (ALL_SIGNS, False),
    "all signs but one": (Formula(3, ALL_SIGNS.clauses[:-1]), True),
    "a chain": (Formula(4, [[1], [-1, 2], [-2, 3], [-3, 4], [-4]]), False),
    "a clause of five literals": (Formula(5, [[1, 2, 3, 4, 5], [-1], [-2], [-3], [-4]]), True),
    "three pigeons": (pigeons(2), False),
    "four pigeons": (pigeons(3), False),
}

GUIDES = {"python-sat": answer_of_pysat, "branching": None}


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
@pytest.mark.parametrize(("formula", "is_true"), FORMULAS.values(), ids=FORMULAS)
def test_formulas(formula, is_true, guide):
    require_decided(formula, is_true, guide)


def require_decided(formula, is_true, guide):
    answer = satisfying_assignment(formula, guide=guide)
    assert answer.formula == formula
    assert isinstance(answer, Satisfied if is_true else Unsatisfiable)
    assert answer.certificate.verdict().status == "VALID"
    if is_true:
        assert satisfies(formula.clauses, answer.assignment)
        assert answer.certificate.claim["point"] == [str(int(x)) for x in answer.assignment]
    else:
        require_refutation(formula, answer.refutation)
        assert answer.certificate.claim == {"infeasible": True}


def require_refutation(formula, refutation):
    known = list(formula.clauses)
    for clause in refutation:
        assert forces_a_contradiction(known, [-x for x in clause])
        known.append(clause)
    assert refutation[-1] == ()


@given(formulas(clauses=12), st.sampled_from([*GUIDES.values()]))
def test_formulas_are_decided_as_by_all_assignments(formula, guide):
    require_decided(formula, is_satisfiable(formula.variables, formula.clauses), guide)


@given(formulas(clauses=12))
@settings(max_examples=30)
def test_formulas_are_decided_as_by_integer_programs(formula):
    kinds = {Satisfied: IntegerOptimal, Unsatisfiable: IntegerInfeasible}
    answer = solve_integer(formula_program(formula))
    assert isinstance(answer, kinds[type(satisfying_assignment(formula))])


def random_formula(variables, clauses, seed):
    draw = Random(seed)
    drawn = []
    for _ in range(clauses):
        chosen = draw.sample(range(1, variables + 1), 3)
        drawn.append([x * draw.choice([1, -1]) for x in chosen])
    return Formula(variables, drawn)


@pytest.mark.parametrize("seed", range(6))
def test_random_formulas_near_the_threshold(seed):
    formula = random_formula(20, 91, seed)
    answers = [satisfying_assignment(formula, guide=guide) for guide in GUIDES.values()]
    assert len({type(answer) for answer in answers}) == 1
    assert {answer.certificate.verdict().status for answer in answers} == {"VALID"}


def test_a_refutation_by_a_solver_of_a_formula_with_many_cases():
    answer = satisfying_assignment(random_formula(60, 300, 1))
    assert isinstance(answer, Unsatisfiable)
    assert len(answer.refutation) > 10


def without_a_clause(formula):
    return answer_of_pysat(Formula(formula.variables, formula.clauses[1:]))


def a_false_model(formula):
    return Satisfied(formula, [False] * formula.variables)


def an_empty_refutation(formula):
    return Unsatisfiable(formula, [])


def a_refutation_of_strange_variables(formula):
    return Unsatisfiable(formula, [[formula.variables + 1]])


def nothing_is_installed(formula):
    raise MissingExtraError("there is no solver")


HOSTILE = [
    without_a_clause,
    a_false_model,
    an_empty_refutation,
    a_refutation_of_strange_variables,
    nothing_is_installed,
]


@pytest.mark.parametrize("guide", HOSTILE)
@pytest.mark.parametrize(("formula", "is_true"), FORMULAS.values(), ids=FORMULAS)
def test_a_hostile_solver_changes_no_answer(guide, formula, is_true):
    require_decided(formula, is_true, guide)


def test_without_python_sat_formulas_are_decided_all_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysat.solvers", None)
    with pytest.raises(MissingExtraError, match=r"^python-sat needs the extra 'sat': pip install"):
        answer_of_pysat(ALL_SIGNS)
    assert isinstance(satisfying_assignment(ALL_SIGNS), Unsatisfiable)


def test_too_many_cases_are_a_budget_error():
    with pytest.raises(BudgetError) as caught:
        satisfying_assignment(ALL_SIGNS, guide=None, node_limit=6)
    assert str(caught.value) == (
        "cases must be at most 6 to decide the formula by branching; the extra 'sat' decides "
        "larger formulas: pip install exactrelu[sat]"
    )
    assert satisfying_assignment(ALL_SIGNS, guide=None, node_limit=7) == Unsatisfiable(
        ALL_SIGNS, branch(ALL_SIGNS).refutation
    )


def test_a_budget_of_an_integer_program_has_a_bracket():
    instance = SetCover(7, FANO)
    with pytest.raises(BudgetError) as caught:
        minimum_cover(instance, node_limit=0)
    error = caught.value
    assert error.lower <= 3 <= error.upper == sum(error.point)
    assert instance.is_cover([j for j, x in enumerate(error.point) if x])
    assert str(error) == (
        f"no answer after 0 nodes; the number of sets of a least cover is in "
        f"[{error.lower}, {error.upper}]"
    )


@pytest.mark.parametrize(
    ("upper", "point", "expected"), [(None, None, 3), (9, (1,) * 7, 3), (2, (0,) * 7, 2)]
)
def test_a_bracket_has_the_better_one_of_two_points(monkeypatch, upper, point, expected):
    def in_vain(program, **limits):
        raise BudgetError("no answer; something is proved", lower=2, upper=upper, point=point)

    monkeypatch.setattr("exactrelu.sources.minima.solve_integer", in_vain)
    with pytest.raises(BudgetError) as caught:
        minimum_cover(SetCover(7, FANO))
    assert (caught.value.lower, caught.value.upper) == (2, expected)
    assert sum(caught.value.point) == (0 if expected == 2 else 3)
    assert str(caught.value) == (
        f"no answer; the number of sets of a least cover is in [2, {expected}]"
    )


def test_a_budget_of_a_circuit_has_a_bracket():
    two_of_three = CIRCUITS["two of three"][0]
    with pytest.raises(
        BudgetError, match=r"the number of inputs that must be TRUE is in \[0, 2\]$"
    ):
        minimum_satisfying(two_of_three, node_limit=0)
    with pytest.raises(BudgetError) as caught:
        minimum_satisfying(CIRCUITS["an AND with FALSE"][0], node_limit=0)
    assert caught.value.upper is None


@given(set_covers())
def test_greedy_covers_cover_what_all_sets_cover(instance):
    chosen = greedy_cover(instance)
    assert instance.uncovered(chosen) == instance.uncovered(range(len(instance.sets)))
    assert list(chosen) == sorted(set(chosen))
    largest = max(map(len, instance.sets), default=0)
    assert max([len(instance.sets[j]) for j in chosen], default=0) == largest


@given(circuits())
def test_no_needed_input_can_be_spared(circuit):
    values = needed_inputs(circuit)
    is_ever_true = circuit.value([True] * circuit.inputs)
    assert circuit.value(values) == is_ever_true
    for i, value in enumerate(values):
        without = [other and k != i for k, other in enumerate(values)]
        assert not (value and circuit.value(without))


@pytest.mark.parametrize(
    "program",
    [
        lambda: cover_program(SetCover(10_000, [[]] * 2_001)),
        lambda: formula_program(Formula(10_000, [[]] * 2_001)),
        lambda: circuit_program(C(5_000, [("AND", range(5_000))], output=0)),
    ],
)
def test_programs_that_are_too_large_are_not_written_down(program):
    with pytest.raises(BudgetError, match=rf"^rows times variables must be at most {MAX_ENTRIES}"):
        program()


def test_answers_are_not_made_unless_they_are_right():
    with pytest.raises(DomainError) as caught:
        Satisfied(Formula(2, [[1], [-2]]), [1, 1])
    assert str(caught.value) == "assignment must satisfy the formula, but clauses[1] is FALSE"
    with pytest.raises(DomainError) as caught:
        Unsatisfiable(Formula(2, [[1, 2]]), [[1, 2], [1]])
    assert str(caught.value) == "refutation[1] must follow by unit propagation from what is before"
    with pytest.raises(DomainError) as caught:
        Unsatisfiable(Formula(1, [[1]]), [[1]])
    assert str(caught.value) == (
        "the empty clause must follow by unit propagation from what is before"
    )
    with pytest.raises(KindError, match=r"^formula must be a Formula, not a SetCover$"):
        satisfying_assignment(SetCover(0, []))


CLAUSES = st.lists(st.integers(-4, 4).filter(bool), max_size=4)


@given(st.lists(CLAUSES, max_size=10), st.lists(CLAUSES, max_size=6))
@settings(max_examples=150)
def test_propagation_is_that_of_the_definition(clauses, asked):
    known = UnitPropagation([])
    for number, clause in enumerate(clauses):
        known.add(clause)
        assert known.is_refuted == forces_a_contradiction(clauses[: number + 1], [])
    for clause in asked:
        assert known.implies(clause) == forces_a_contradiction(clauses, [-x for x in clause])
    for clause in asked:  # being asked has changed nothing
        assert known.implies(clause) == forces_a_contradiction(clauses, [-x for x in clause])


@given(formulas(clauses=10), st.lists(CLAUSES, max_size=6))
def test_what_has_no_gap_is_refuted(formula, clauses):
    known = [clause for clause in clauses if all(abs(x) <= formula.variables for x in clause)]
    gap = first_gap(formula, known)
    if gap is None:
        assert not is_satisfiable(formula.variables, formula.clauses)
    else:
        assert not forces_a_contradiction(
            [*formula.clauses, *known[:gap]], [-x for x in [*known, ()][gap]]
        )


def test_a_refutation_without_one_of_its_clauses_has_a_gap_or_is_one():
    formula = random_formula(20, 110, 0)
    refutation = branch(formula).refutation
    for k in range(len(refutation)):
        rest = [*refutation[:k], *refutation[k + 1 :]]
        known = list(formula.clauses)
        follows = []
        for clause in [*rest, ()]:
            follows.append(forces_a_contradiction(known, [-x for x in clause]))
            known.append(clause)
        expected = None if all(follows) else follows.index(False)
        assert first_gap(formula, rest) == expected


def test_lines_of_drup():
    lines = ["1 -2 0", "d 1 2 0", "  -3 0 ", "0"]
    assert list(clauses_of_drup(lines)) == [(1, -2), (-3,), ()]


def test_branching_tries_the_cases_of_the_tree():
    refuted = branch(ALL_SIGNS)
    assert isinstance(refuted, Refuted)
    assert len(refuted.tree) == 7
    assert refuted.refutation[-1] == ()
