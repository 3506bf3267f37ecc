"""Checks: a function that decides one instance, under a quantifier that says which instances."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from types import MappingProxyType
from typing import ClassVar, Protocol

from exactrelu.claims.assertions import Assertions
from exactrelu.claims.verdicts import Evidence
from exactrelu.errors import ClaimError

__all__ = [
    "PROFILES",
    "Body",
    "Cases",
    "Certified",
    "Check",
    "Decided",
    "ForAll",
    "ForEvery",
    "Outcome",
    "Profile",
    "Proof",
    "Quantifier",
    "certified",
    "decided",
    "for_all",
    "for_every",
    "grid",
    "judged",
]


@dataclass(frozen=True, slots=True)
class Profile:
    """How much work a run may spend: sampled cases per check, and the scale of finite ranges.

    >>> PROFILES["quick"].examples < PROFILES["deep"].examples
    True
    """

    name: str
    examples: int
    scale: int


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "quick": Profile("quick", examples=100, scale=1),
        "standard": Profile("standard", examples=300, scale=2),
        "deep": Profile("deep", examples=3000, scale=3),
    }
)


class SupportsJson(Protocol):
    """A certificate of any kind, such as `exactrelu.certificates.Certificate`."""

    def as_json(self) -> Mapping[str, object]:
        """Return the certificate in the form of ``docs/certificates.md``."""


Proof = Callable[[], SupportsJson | Assertions]
"""A function that makes a certificate, or the assertions of one, when the audit asks for it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one evaluation of a check says, with the facts to show beside it and what proves it."""

    holds: bool
    facts: Mapping[str, object] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = field(default=(), repr=False, compare=False)

    def proved_by(self, *proofs: Proof) -> Outcome:
        """Return the outcome with certificates, which the checker must find valid.

        They are functions without arguments: the audit calls them for what it shows, a
        counterexample or an exhibited object, and never for the cases that are only counted.

        >>> from exactrelu.claims import asserting
        >>> outcome = judged(7 <= 2 * 3, bound=6)
        >>> outcome.proved_by(lambda: asserting(lambda k: [2 * k < 7], k=3))
        Outcome(holds=False, facts={'bound': 6})
        """
        return replace(self, proofs=self.proofs + proofs)


def judged(holds: bool, **facts: object) -> Outcome:  # noqa: FBT001 - the one thing it says
    """Return the outcome `holds` together with exact `facts` shown beside a counterexample.

    Facts are integers, Fractions, strings, tuples, mappings, or objects with `as_json()`.

    >>> judged(1 + 1 == 3, left=2, right=3)
    Outcome(holds=False, facts={'left': 2, 'right': 3})
    """
    return Outcome(holds, facts)


Body = Callable[..., bool | Outcome]
Cases = Callable[[Profile], Iterable[Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class ForAll:
    """Instances drawn from one strategy per argument; `examples` are tried besides.

    A check whose instances are slow states a `cost`: each counts as that many of the profile's.
    """

    strategies: Mapping[str, object]
    examples: tuple[Mapping[str, object], ...] = ()
    cost: int = 1
    evidence: ClassVar[Evidence] = Evidence.SAMPLED

    def basis(self, _: Profile) -> str:
        """Return what the evidence rests on, in words."""
        return "search over " + ", ".join(self.strategies)


@dataclass(frozen=True, slots=True)
class ForEvery:
    """All instances of a finite range, the smallest first; `over` says the range in words.

    Where the range depends on the profile, `over` is a function of the profile as well.
    """

    cases: Cases
    over: str | Callable[[Profile], str]
    evidence: ClassVar[Evidence] = Evidence.EXHAUSTED

    def basis(self, profile: Profile) -> str:
        """Return what the evidence rests on, in words."""
        return self.over(profile) if callable(self.over) else self.over


@dataclass(frozen=True, slots=True)
class Decided:
    """One evaluation decides the statement over all reals; `by` names the method."""

    by: str
    evidence: ClassVar[Evidence] = Evidence.PROVED

    def basis(self, _: Profile) -> str:
        """Return what the evidence rests on, in words."""
        return self.by


@dataclass(frozen=True, slots=True)
class Certified:
    """The check exhibits objects with certificates, once or for each of the `cases`."""

    by: str
    cases: Cases | None = None
    evidence: ClassVar[Evidence] = Evidence.CERTIFIED

    def basis(self, _: Profile) -> str:
        """Return what the evidence rests on, in words."""
        return self.by


Quantifier = ForAll | ForEvery | Decided | Certified


@dataclass(frozen=True, slots=True)
class Check:
    """A function under its quantifier. Calling it evaluates one instance.

    Errors: a body must be a function that returns a bool or an `Outcome`; anything else is a
    `ClaimError`.
    """

    body: Body
    quantifier: Quantifier

    def __post_init__(self) -> None:
        # Name, place and statement are those of a function: no check of a check, no partial.
        if not hasattr(inspect.unwrap(self.body), "__code__"):
            message = f"a check's body must be a function, not a {type(self.body).__name__}"
            raise ClaimError(message)

    @property
    def name(self) -> str:
        """The function's name, which states the conclusion."""
        return str(inspect.unwrap(self.body).__name__)

    @property
    def statement(self) -> str:
        """The first paragraph of the docstring, in one line: the statement as printed."""
        return _paragraphs(self.body)[0]

    @property
    def remarks(self) -> tuple[str, ...]:
        """The other paragraphs of the docstring: what the check's author says about it."""
        return tuple(_paragraphs(self.body)[1:])

    @property
    def location(self) -> str:
        """File and line of the function, as `path:line`."""
        code = inspect.unwrap(self.body).__code__
        return f"{code.co_filename}:{code.co_firstlineno}"

    def __call__(self, **arguments: object) -> Outcome:
        """Return the outcome for one instance."""
        answer = self.body(**arguments)
        if isinstance(answer, Outcome):
            return answer
        if isinstance(answer, bool):
            return Outcome(answer)
        message = f"{self.name} must return a bool or an Outcome, not {type(answer).__name__}"
        raise ClaimError(message)


def _paragraphs(body: Body) -> list[str]:
    blocks = re.split(r"\n\s*\n", inspect.getdoc(body) or "")
    return [" ".join(block.split()) for block in blocks]


def for_all(
    *, examples: Sequence[Mapping[str, object]] = (), cost: int = 1, **strategies: object
) -> Callable[[Body], Check]:
    """Quantify a check over strategies, one per argument of the function.

    A strategy is a Hypothesis strategy or a function without arguments that returns one, so
    that ``@for_all(f=functions)`` builds nothing when the module is imported. `examples` are
    further instances, written by hand; `cost` divides the number of sampled cases.

    >>> @for_all(n=lambda: None, examples=[{"n": 0}])
    ... def square_is_nonnegative(n):
    ...     return n * n >= 0
    >>> square_is_nonnegative(n=-3)
    Outcome(holds=True, facts={})
    """

    def quantify(body: Body) -> Check:
        check = Check(body, ForAll(strategies, tuple(examples), cost))
        for arguments in (strategies, *examples):
            _require_parameters(check, arguments)
        return check

    return quantify


def for_every(cases: Cases, *, over: str | Callable[[Profile], str]) -> Callable[[Body], Check]:
    """Quantify a check over all `cases` of a finite range, which `over` describes.

    `over` is a text, or a function of the profile where the range depends on it.

    `cases` maps a `Profile` to mappings of arguments, in order of size: the first failure is
    then the smallest counterexample. `grid` builds such functions. Raises ClaimError for
    anything that is no function.
    """
    if not callable(cases):
        raise ClaimError(
            "for_every needs a function of the profile, such as grid(k=range(3)), not a "
            f"{type(cases).__name__}"
        )

    def quantify(body: Body) -> Check:
        return Check(body, ForEvery(cases, over))

    return quantify


def decided(*, by: str) -> Callable[[Body], Check]:
    """Declare that one evaluation, without arguments, decides the statement; `by` says how."""

    def quantify(body: Body) -> Check:
        check = Check(body, Decided(by))
        _require_parameters(check, {})
        return check

    return quantify


def certified(*, by: str, cases: Cases | None = None) -> Callable[[Body], Check]:
    """Declare that the check exhibits explicit objects, each with certificates (`proved_by`)."""

    def quantify(body: Body) -> Check:
        check = Check(body, Certified(by, cases))
        if cases is None:
            _require_parameters(check, {})
        return check

    return quantify


def _require_parameters(check: Check, arguments: Mapping[str, object]) -> None:
    wanted = set(inspect.signature(check.body).parameters)
    if wanted != set(arguments):
        message = (
            f"{check.name} must be quantified over "
            f"{_names(wanted)}, not over {_names(arguments)} ({check.location})"
        )
        raise ClaimError(message)


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


Range = Iterable[object] | Callable[[Profile], Iterable[object]]


def grid(**ranges: Range) -> Cases:
    """Return the cases of a box of ranges, ordered by the sum of the positions in the ranges.

    A range is an iterable, or a function of the profile that returns one.

    >>> cases = grid(w=range(1, 3), k=lambda profile: range(1, profile.scale + 1))
    >>> list(cases(PROFILES["quick"]))
    [{'w': 1, 'k': 1}, {'w': 2, 'k': 1}]
    """

    def cases(profile: Profile) -> Iterator[Mapping[str, object]]:
        values = [tuple(r(profile) if callable(r) else r) for r in ranges.values()]
        positions = product(*(range(len(column)) for column in values))
        for position in sorted(positions, key=lambda p: (sum(p), p)):
            row = (column[i] for column, i in zip(values, position, strict=True))
            yield dict(zip(ranges, row, strict=True))

    return cases
