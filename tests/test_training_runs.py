"""Runs of the search: workers of all kinds, times that end, bounded memory, and journals."""

import json
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from fractions import Fraction
from typing import get_args

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from training_problems import is_allowed, problems

from exactrelu.errors import BudgetError, DomainError, FormatError, WorkerError
from exactrelu.parallel import worker_processes
from exactrelu.training import Loss, Problem, Samples
from exactrelu.training.bounds import DualBound, constant_of, value_of
from exactrelu.training.frontier import Frontier, OpenPart
from exactrelu.training.incumbents import best_of_descents, zero_network
from exactrelu.training.journal import Journal, closing, from_plain, plain
from exactrelu.training.parts import Part
from exactrelu.training.rounds import Rounds, TimeIsOver
from exactrelu.training.search import key_of, step_of, train
from exactrelu.training.steps import Step, frame_of

LABELS = (7, -3, 5, 5, -8, 1, 0, 9)
WAVE = Samples([[k] for k in range(8)], (7, -3, 5, 5, -8, 8, -7, 9))
PROBLEM = Problem(WAVE, 2, loss="squared", output="affine")
UNDISTURBED = train(PROBLEM)
SMALL = Problem(
    Samples([[k] for k in range(14)], [*LABELS, -2, 4, 3, 3, -7, 0]),
    1,
    loss="squared",
    output="affine",
)


def assert_same(found, expected=UNDISTURBED):
    assert found == expected
    assert list(found.leaves) == list(expected.leaves)
    assert list(found.divisions) == list(expected.divisions)
    assert repr(found.leaves) == repr(expected.leaves)
    assert found.certificate.text == expected.certificate.text


def proved_by(problem, part, dual):
    """The bound of a leaf; None of an empty part, in which multiples of it prove all bounds."""
    bound, constant = (of(frame_of(problem), part, dual) for of in (value_of, constant_of))
    is_empty = constant is not None and constant > 0 and set(dual.slopes) <= set(problem.zero_on)
    return None if is_empty else bound


def assert_proved(found):
    """The leaves are those of the tree of divisions, and prove the lower bound."""
    problem = found.problem
    parts, bounds = [Part(signs) for signs in problem.sign_patterns], []
    for part in parts:
        key = key_of(part)
        assert (key in found.divisions) != (key in found.leaves)
        if key in found.divisions:
            parts += [part.with_side(*found.divisions[key], side) for side in (1, -1)]
        else:
            bounds.append(proved_by(problem, part, found.leaves[key]))
    assert len(parts) == len(found.divisions) + len(found.leaves)
    assert found.best is None or is_allowed(problem, found.best)
    assert found.lower is None or all(b is None or b >= found.lower for b in bounds)


def test_the_run_has_many_rounds_and_ends_with_a_proof():
    assert UNDISTURBED.steps > 40
    assert UNDISTURBED.is_optimal
    assert_proved(UNDISTURBED)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_threads_give_the_same_proof(count):
    with ThreadPoolExecutor(count) as executor:
        assert_same(train(PROBLEM, executor=executor))


@pytest.mark.parametrize("count", [1, 2, 7])
def test_processes_give_the_same_proof(count):
    with worker_processes(count) as executor:
        assert_same(train(PROBLEM, executor=executor))


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_dask_gives_the_same_proof(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        assert_same(train(PROBLEM, executor=executor))


class Clock:
    """A clock of which a second passes whenever it is looked at."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        self.now += 10**9
        return self.now


def after(monkeypatch, looks, problem=PROBLEM, **options):
    monkeypatch.setattr("exactrelu.training.rounds.time.monotonic_ns", Clock())
    return train(problem, time_limit=looks, **options)


@pytest.mark.parametrize("looks", [0, 1, 2, 3, 4, 6, 7, 20, 30])
def test_when_the_time_is_over_the_optimum_is_in_the_bracket(looks, monkeypatch):
    found = after(monkeypatch, looks)
    assert found.lower <= UNDISTURBED.objective <= found.objective
    assert not found.is_optimal
    assert not found.is_infeasible
    assert_proved(found)


def test_the_bracket_narrows_with_time(monkeypatch):
    found = [after(monkeypatch, looks, problem=SMALL) for looks in range(1, 33, 3)]
    lowers = [each.lower for each in found]
    assert lowers == sorted(lowers)
    assert len(set(lowers)) >= 3
    assert found[-1].is_optimal


def test_workers_that_are_too_slow_are_given_up():
    with ThreadPoolExecutor(2) as executor:
        found = train(PROBLEM, executor=executor, time_limit=Fraction(1, 10**6))
    assert (found.lower, found.steps) == (0, 0)


def test_without_time_there_may_be_no_network():
    words = {"weight_bounds": (1, 2), "bias_bounds": (1, 2), "zero_on": [0], "signs": [1]}
    found = train(
        Problem(Samples([[0]], [1]), 1, loss="max", output="affine", **words), time_limit=0
    )
    assert (found.best, found.lower) == (None, 1)
    assert not found.is_infeasible
    with pytest.raises(DomainError, match="no network has been found in the time allowed"):
        found.network  # noqa: B018


def test_where_no_network_is_allowed_that_is_the_answer():
    words = {"weight_bounds": (1, 2), "bias_bounds": (1, 2), "zero_on": [0]}
    found = train(Problem(Samples([[0]], [1]), 1, loss="max", output="affine", signs=[1], **words))
    assert found.is_infeasible
    assert_proved(found)
    with pytest.raises(DomainError, match="no network is allowed by the bounds and the zeros"):
        found.objective  # noqa: B018


def test_a_large_problem_gets_a_bracket_at_once():
    samples = Samples([[k] for k in range(3000)], [k % 2 for k in range(3000)])
    found = train(Problem(samples, 2, loss="absolute", output="linear"))
    assert (found.lower, found.steps) == (0, 0)
    assert found.objective <= 1500
    assert_proved(found)


@pytest.mark.parametrize("output", ["linear", "affine"])
@pytest.mark.parametrize("signs", [None, [1] * 1500 + [-1] * 2500, [-1] * 4000])
def test_a_wide_problem_gets_a_bracket_at_once(signs, output):
    samples = Samples([[0], [1], [2], [3]], [0, 1, -3, 2])
    problem = Problem(samples, 4000, loss="squared", output=output, signs=signs)
    found = train(problem)
    assert found.lower <= found.objective < 14
    assert problem.objective(found.network) == found.objective
    assert found.network.size == 4000


def test_the_certificate_of_a_large_problem_has_all_signs(monkeypatch):
    monkeypatch.setattr("exactrelu.training.search.MOST_PAIRS", 20)
    samples = Samples([[k] for k in range(8)], [7, -3, 5, 5, -8, 1, 0, 9])
    found = train(Problem(samples, 18, loss="absolute", output="linear"))
    assert len(found.leaves) == 3
    assert len(json.loads(found.certificate.text)["evidence"]["trees"]) == 19
    assert found.certificate.verdict().status == "VALID"


def test_more_units_than_can_be_certified_are_refused():
    found = train(Problem(Samples([[0]], [1]), 2000, loss="max", output="linear", signs=[1] * 2000))
    with pytest.raises(BudgetError, match=r"a certificate must have w \(w \+ n \+ D \+ 1\) <= "):
        found.certificate  # noqa: B018


@pytest.mark.parametrize("width", [4001, 10**5, 10**9])
def test_widths_beyond_all_limits_are_refused(width):
    with pytest.raises(BudgetError, match=f"width must be at most 4000, not {width}"):
        train(Problem(Samples([[0]], [1]), width, loss="max", output="linear"))


@pytest.mark.parametrize("limit", [10**10, 10**400, "1e400", 1e300])
def test_a_time_limit_of_any_size_is_kept(limit):
    with ThreadPoolExecutor(1) as executor:
        assert train(SMALL, executor=executor, time_limit=limit).is_optimal


ENDS = {
    "descents": (best_of_descents, [(UNDISTURBED.best, 5), (None, 7)]),
    "steps": (step_of, [Step(Fraction(0), DualBound({}), None, (), UNDISTURBED.best, 1)]),
}


@pytest.mark.parametrize("case", ENDS)
def test_networks_of_a_round_that_is_not_whole_count(case, monkeypatch):
    """The time is over in the first round of that kind, after some of its tasks."""
    kind, finished = ENDS[case]
    results = Rounds.results

    def ended(rounds, function, tasks):
        if function is kind:
            raise TimeIsOver(finished)
        return [(None, 0) for _ in tasks] if kind is step_of else results(rounds, function, tasks)

    monkeypatch.setattr(Rounds, "results", ended)
    found = train(PROBLEM)
    assert found.best == UNDISTURBED.best
    assert (found.steps, found.is_optimal) == (0, False)
    assert_proved(found)


def test_the_results_before_the_end_of_the_time_are_told(monkeypatch):
    monkeypatch.setattr("exactrelu.training.rounds.time.monotonic_ns", Clock())
    with pytest.raises(TimeIsOver) as over:
        Rounds.of(None, 3).results(abs, [-1, -2, -3, -4])
    assert over.value.finished == [1, 2]


def test_a_run_that_was_left_in_a_round_goes_on_with_the_same_proof(monkeypatch, tmp_path):
    path = tmp_path / "journal.jsonl"
    for looks in (2, 9, 14, 30):
        after(monkeypatch, looks, journal=path)
    monkeypatch.undo()
    assert_same(train(PROBLEM, journal=path))


SHORT = {
    "squared": ("squared", "affine"),
    "absolute": ("absolute", "affine"),
    "hinge": ("hinge", "linear"),
    "max": ("max", "affine"),
}


@pytest.mark.parametrize(("loss", "output"), SHORT.values(), ids=SHORT)
def test_without_time_the_best_network_is_not_that_of_weights_0(loss, output):
    labels = [1 if k * k * 31 % 17 > 8 else -1 for k in range(40)]
    points = [[k] for k in range(40)]
    problem = Problem(Samples(points, [*labels[1:], 7]), 3, loss=loss, output=output)
    found = train(problem, time_limit=0)
    assert found.objective < zero_network(problem).value
    assert problem.objective(found.network) == found.objective


@pytest.mark.parametrize(
    ("limit", "words"),
    [(-1, "time_limit must be at least 0, not -1"), ("soon", "time_limit must be a rational")],
)
def test_times_that_are_none_are_refused(limit, words):
    with pytest.raises(DomainError if limit == -1 else ValueError, match=words):
        train(PROBLEM, time_limit=limit)


def test_a_worker_that_is_killed_is_told_in_a_line():
    class Broken(ThreadPoolExecutor):
        def map(self, *_, **__):
            raise BrokenProcessPool("killed")

    with Broken(1) as executor, pytest.raises(WorkerError, match="one was killed"):
        train(PROBLEM, executor=executor)


def test_progress_is_told_after_each_round():
    told = []
    train(PROBLEM, report=told.append)
    assert told[-1].lower == told[-1].least == UNDISTURBED.objective
    assert told[-1].open_parts == 0
    assert [each.steps for each in told] == sorted({each.steps for each in told})


# Bounded memory.


@pytest.mark.parametrize("most", [0, 1, 3, 8])
def test_the_newest_parts_first_prove_the_same_optimum(most):
    told = []
    found = train(PROBLEM, most_open=most, report=told.append)
    assert found.objective == UNDISTURBED.objective
    assert found.is_optimal
    assert_proved(found)
    # Beyond the limit only the siblings on the way down stay open.
    assert max(each.open_parts for each in told) <= most + 8 + 2 * 8


@settings(max_examples=10)
@given(problems(dimensions=(1, 2), widths=(1, 2), most=4), st.integers(0, 2))
def test_any_order_proves_the_same_optimum(problem, most):
    found, expected = train(problem, most_open=most), train(problem)
    assert (found.is_infeasible, found.lower) == (expected.is_infeasible, expected.lower)
    assert_proved(found)


def open_part(bound):
    return OpenPart(Part((1,)), Fraction(bound), DualBound({}), (0, 0))


def test_the_frontier_takes_the_least_until_it_is_full():
    frontier = Frontier(3)
    for bound in (5, 3, 4):
        frontier.add(open_part(bound))
    assert [part.bound for part in frontier.taken(1)] == [3]
    for bound in (9, 8, 2):
        frontier.add(open_part(bound))
    assert [part.bound for part in frontier.taken(3)] == [2, 8, 4]
    assert (frontier.lower, len(frontier)) == (5, 2)
    assert [part.bound for part in frontier.taken(9)] == [5, 9]
    assert (frontier.lower, len(frontier)) == (None, 0)


def test_the_frontier_closes_what_reaches_the_least_loss():
    frontier = Frontier(10)
    for bound in (5, 3, 4):
        frontier.add(open_part(bound))
    assert [part.bound for part in frontier.closed(Fraction(4))] == [5, 4]
    assert frontier.parts == (open_part(3),)
    assert [part.bound for part in frontier.closed(Fraction(3))] == [3]
    assert frontier.lower is None


def test_the_frontier_forgets_what_is_no_longer_open():
    frontier = Frontier(0)
    for bound in range(5000):
        frontier.add(open_part(bound))
        frontier.taken(1)
    assert len(frontier._by_bound) < 1100


# Journals.


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """The lines of the journal of an undisturbed run."""
    path = tmp_path_factory.mktemp("whole") / "journal.jsonl"
    assert_same(train(SMALL, journal=path), train(SMALL))
    found = path.read_bytes().splitlines(keepends=True)
    assert len(found) > 4
    return found


def resumed(tmp_path, content):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(content)
    assert_same(train(SMALL, journal=path), train(SMALL))
    return path.read_bytes()


def test_a_run_goes_on_from_any_of_its_rounds(lines, tmp_path):
    for count in (0, 1, 2, len(lines) // 2, len(lines) - 1, len(lines)):
        assert resumed(tmp_path, b"".join(lines[:count])) == b"".join(lines)


RESTRICTED = {"weight_bounds": (-3, 3), "bias_bounds": (-5, None), "zero_on": [2]}


@pytest.mark.parametrize("loss", get_args(Loss))
@pytest.mark.parametrize("words", [{}, RESTRICTED], ids=["free", "restricted"])
def test_runs_of_every_loss_go_on(loss, words, tmp_path):
    samples = Samples([[0, 1], [2, 0], [1, 1], [3, -1], [1, -2], [0, 3]], [1, -1, -1, 1, 1, -1])
    problem = Problem(samples, 1, loss=loss, output="affine", **words)
    path = tmp_path / "journal.jsonl"
    expected = train(problem, journal=path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2 + 1]))
    assert_same(train(problem, journal=path), expected)
    assert path.read_bytes() == b"".join(lines)


DAMAGED = {
    "a header cut off": lambda lines: lines[0][:20],
    "a line cut off": lambda lines: b"".join(lines[:4])[:-7],
    "an end of line cut off": lambda lines: b"".join(lines[:4])[:-1],
    "another number": lambda lines: b"".join(lines).replace(b'"fmpq":"', b'"fmpq":"1', 1),
    "a line left out": lambda lines: b"".join([*lines[:3], *lines[4:]]),
    "a line twice": lambda lines: b"".join([*lines[:3], *lines[2:]]),
    "two lines exchanged": lambda lines: b"".join([*lines[:2], lines[3], lines[2], *lines[4:]]),
    "zeros at the end": lambda lines: b"".join(lines[:4]) + bytes(100),
    "no JSON": lambda lines: b"".join(lines[:3]) + b'["\xff\n',
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_is_damaged_is_not_believed(damage, lines, tmp_path):
    assert resumed(tmp_path, DAMAGED[damage](lines)) == b"".join(lines)


def test_what_a_journal_holds_takes_no_time(lines, tmp_path, monkeypatch):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join(lines))
    assert_same(train(SMALL, journal=path, time_limit=0), train(SMALL))
    path.write_bytes(b"".join(lines[:6]))
    found = after(monkeypatch, 0, SMALL, journal=path)
    assert 0 < found.steps < train(SMALL).steps
    assert path.read_bytes() == b"".join(lines[:6])


def test_a_journal_of_another_problem_is_begun_anew(lines, tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join(lines))
    other = Problem(SMALL.samples, 1, loss="max", output="linear")
    assert train(other, journal=path) == train(other)
    assert json.loads(path.read_text().splitlines()[0])[1] != json.loads(lines[0])[1]


def test_a_file_of_another_kind_is_not_written_over(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x1,y\n0,1\n")
    with pytest.raises(FormatError, match=r"data\.csv: the file must be a journal, or not exist"):
        train(SMALL, journal=path)
    assert path.read_text() == "x1,y\n0,1\n"


def test_results_are_written_in_place_of_what_was_not_asked_for(tmp_path):
    path = tmp_path / "journal.jsonl"
    with closing(Journal(path, "f")) as journal:
        journal.append([1])
        journal.append([2])
    with closing(Journal(path, "f")) as journal:
        assert journal.next() == [1]
        journal.append([3])
        assert journal.next() is None
        journal.append([4])
    with closing(Journal(path, "f")) as journal:
        assert [journal.next() for _ in range(4)] == [[1], [3], [4], None]


numbers = st.fractions() | st.builds(fmpq, st.integers(), st.integers(1))
values = st.recursive(
    st.none() | st.integers(-9, 9) | numbers,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.tuples(st.integers(0, 9)), inner, max_size=3)
        | st.builds(DualBound, st.dictionaries(st.integers(0, 9), numbers, max_size=3))
    ),
    max_leaves=8,
)


@given(values)
def test_values_are_kept_as_they_are(value):
    found = from_plain(json.loads(json.dumps(plain(value))))
    assert (found, repr(found)) == (value, repr(value))


def test_what_is_no_value_of_a_step_is_refused():
    with pytest.raises(TypeError, match="value must be what steps are made of, not float"):
        plain(0.5)
