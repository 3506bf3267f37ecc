"""Run one check: evaluate its instances, and search for a smallest counterexample.

A `for_all` check is given to Hypothesis, which draws instances and shrinks the first failing one.
The search is a function of the check's name, the number of examples and the seed alone: nothing
is read from or written to a database, and it knows no time limit.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from exactrelu.audit.attached import attached
from exactrelu.audit.results import PartResult, Witness, as_json_value
from exactrelu.claims import Certified, Check, ForAll, ForEvery, Part, Profile, Role
from exactrelu.errors import ClaimError

if TYPE_CHECKING:
    from exactrelu.audit.results import Json
    from exactrelu.claims import Outcome, Proof

__all__ = ["MOST_EXHIBITS", "run_part"]

MOST_EXHIBITS = 500
"""How many cases a certified check may have: each of them is shown, and has its certificates."""

STARTS = 5
"""How many searches compete for the smallest counterexample once there is one."""

Arguments = Mapping[str, object]


@dataclass
class _Run:
    """The instances of one check evaluated so far."""

    check: Check
    instances: int = 0
    arguments: Arguments = field(default_factory=dict)
    outcome: Outcome | None = None

    def evaluate(self, arguments: Arguments) -> Outcome:
        self.arguments, self.outcome = arguments, None
        self.outcome = self.check(**arguments)
        self.instances += 1
        return self.outcome

    def shown(self, found_by: str) -> _Shown:
        facts, proofs = (self.outcome.facts, self.outcome.proofs) if self.outcome else ({}, ())
        return _Shown(Witness(_encoded(self.arguments), _encoded(facts), found_by), proofs)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A witness, and what makes its certificates if it is the one to be shown."""

    witness: Witness
    proofs: tuple[Proof, ...]

    def with_certificates(self, statement: str) -> Witness:
        certificates = tuple(attached(proof, statement) for proof in self.proofs)
        return replace(self.witness, certificates=certificates)


class _FoundError(Exception):
    """The instance just evaluated does not hold."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A counterexample, or what is exhibited where all the cases hold."""

    holds: bool
    shown: tuple[_Shown, ...] = ()

    @classmethod
    def of(cls, counterexample: _Shown | None) -> _Answer:
        return cls(counterexample is None, (counterexample,) if counterexample else ())


def run_part(
    part: Part, name: str, profile: Profile, *, seed: int = 0, statement: str = ""
) -> PartResult:
    """Run the check of a claim's part; an exception in it becomes the result's `error`.

    `name` tells the part from all others; together with `seed` it fixes the search. The
    `statement` is what the certificates of assertions are said to refute, or to show.
    """
    check = part.check
    run = _Run(check)
    result = PartResult(
        role=part.role,
        name=part.name,
        statement=check.statement,
        remarks=check.remarks,
        location=check.location,
        holds=None,
        evidence=check.quantifier.evidence,
        basis=check.quantifier.basis(profile),
        instances=0,
    )
    try:
        starts = 1 if part.role is Role.COMPANION else STARTS
        seeds = [_seed(f"{name}/{start}", seed) for start in range(starts)]
        answer = _answer(run, profile, seeds)
        words = f"{'shows' if answer.holds else 'refutes'} {statement}"
        witnesses = tuple(shown.with_certificates(words) for shown in answer.shown)
    except Exception as error:  # noqa: BLE001 - whatever a check raises is a finding about it
        return replace(result, instances=run.instances, error=_described(error, run))
    return replace(
        result,
        holds=answer.holds,
        instances=run.instances,
        counterexample=None if answer.holds else witnesses[0],
        exhibits=witnesses if answer.holds else (),
    )


def _seed(name: str, seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:8])


def _answer(run: _Run, profile: Profile, seeds: Sequence[int]) -> _Answer:
    quantifier = run.check.quantifier
    if isinstance(quantifier, ForAll):
        return _Answer.of(_searched(run, quantifier, profile, seeds))
    if isinstance(quantifier, ForEvery):
        return _Answer.of(_exhausted(run, quantifier.cases(profile)))
    if isinstance(quantifier, Certified) and quantifier.cases is not None:
        return _exhibited(run, quantifier.cases(profile), "range")
    return _exhibited(run, [{}], "computation")


def _exhausted(run: _Run, cases: Iterable[Arguments]) -> _Shown | None:
    for arguments in cases:
        if not run.evaluate(arguments).holds:
            return run.shown("range")
    _require_instances(run)
    return None


def _exhibited(run: _Run, cases: Iterable[Arguments], found_by: str) -> _Answer:
    exhibits: list[_Shown] = []
    for arguments in cases:
        outcome = run.evaluate(arguments)
        if not outcome.holds:
            return _Answer.of(run.shown(found_by))
        if arguments or outcome.facts or outcome.proofs:
            exhibits.append(run.shown(found_by))
        _require_few(run, exhibits)
    _require_instances(run)
    return _Answer(holds=True, shown=tuple(exhibits))


def _require_few(run: _Run, exhibits: Sequence[_Shown]) -> None:
    if len(exhibits) > MOST_EXHIBITS:
        raise ClaimError(
            f"{run.check.name} must have at most {MOST_EXHIBITS} cases: for_every takes any number"
        )


def _require_instances(run: _Run) -> None:
    if not run.instances:
        raise ClaimError(f"{run.check.name} must have at least one case, but its range is empty")


def _searched(
    run: _Run, quantifier: ForAll, profile: Profile, seeds: Sequence[int]
) -> _Shown | None:
    examples = max(1, profile.examples // quantifier.cost)
    found = _hunt(run, quantifier.strategies, examples, seeds[0])
    if found:
        # Shrinking ends where no single step helps; other starts end at other places.
        hunts = (_hunt(run, quantifier.strategies, examples, seed) for seed in seeds[1:])
        return min((found, *(other for other in hunts if other)), key=_length)
    # A counterexample found by the search is worth more than one that was written down.
    for example in quantifier.examples:
        if not run.evaluate(example).holds:
            return run.shown("hand")
    return None


def _length(shown: _Shown) -> tuple[int, str]:
    text = json.dumps(shown.witness.arguments)
    return len(text), text


def _hunt(run: _Run, strategies: Mapping[str, object], examples: int, seed: int) -> _Shown | None:
    """Return the shrunk counterexample, or None when all the instances drawn hold."""

    def instance(**arguments: object) -> None:
        if not run.evaluate(arguments).holds:
            raise _FoundError

    search = _quiet(instance, {name: _built(s) for name, s in strategies.items()}, examples, seed)
    try:
        with _without_constants_of_the_program():
            search()
    except _FoundError:
        # Hypothesis evaluates the shrunk instance once more, last of all.
        return run.shown("search")
    return None


def _quiet(
    instance: Callable[..., None],
    strategies: Mapping[str, SearchStrategy[object]],
    examples: int,
    seed: int,
) -> Callable[[], None]:
    settings = hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        verbosity=Verbosity.quiet,
    )
    search: Callable[[], None] = hypothesis.seed(seed)(
        settings(hypothesis.given(**strategies)(instance))
    )
    return search


def _built(strategy: object) -> SearchStrategy[object]:
    built = strategy() if callable(strategy) else strategy
    if isinstance(built, SearchStrategy):
        return built
    raise ClaimError(
        f"a quantifier must be a Hypothesis strategy or return one, not {type(built).__name__}"
    )


@contextmanager
def _without_constants_of_the_program() -> Iterator[None]:
    # Hypothesis seasons its draws with constants from the modules that happen to be loaded, so
    # that a search would depend on what ran before it in the same process. The switch for that
    # is internal: where a version of Hypothesis has none, there is nothing to turn off.
    try:
        from hypothesis.internal.conjecture import providers  # noqa: PLC0415 - may be missing
        from hypothesis.internal.constants_ast import Constants  # noqa: PLC0415 - the same
    except ImportError:
        yield
        return
    if not hasattr(providers, "_get_local_constants"):
        yield
        return
    with mock.patch.object(providers, "_get_local_constants", Constants):
        yield


def _encoded(values: Mapping[str, object]) -> dict[str, Json]:
    return {name: as_json_value(value) for name, value in values.items()}


def _described(error: Exception, run: _Run) -> str:
    message = " ".join(str(error).split())
    if isinstance(error, HypothesisException):
        return f"{type(error).__name__}: {message}"
    given = ", ".join(f"{name}={value!r}" for name, value in run.arguments.items())
    place = _innermost(error, Path(run.check.location).parent)
    return f"{type(error).__name__}: {message} ({place}{' at ' + given if given else ''})"


def _innermost(error: Exception, folder: Path) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(folder)]
    frame = (own or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
