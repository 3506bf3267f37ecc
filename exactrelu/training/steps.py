"""One step of the search: a proved bound for a part, and where to divide it.

A step is a pure function of the problem, the part, and the least loss that is known. A guide
proposes multipliers; made exact, they prove a bound. Where a tie with the least loss stays open, or
the proposal is of no use, the relaxed problem is solved exactly.

>>> from exactrelu.training.problem import Samples
>>> problem = Problem(Samples([[0], [1], [2]], [0, 1, 0]), 1, loss="squared", output="linear")
>>> take_step(problem, Part((-1,)), None).bound
Fraction(1, 1)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from exactrelu.guides.relaxations import relax
from exactrelu.guides.samples import FloatPart, FloatSamples
from exactrelu.training.bounds import DualBound, value_of
from exactrelu.training.cells import Candidate, best_in_cell, bounds_of_unknowns
from exactrelu.training.parts import Frame, Part
from exactrelu.training.problem import Problem
from exactrelu.training.relaxation import relax_exactly
from exactrelu.training.rounding import Draft

if TYPE_CHECKING:
    from exactrelu.guides.relaxations import Relaxed
    from exactrelu.training.bounds import Pair

__all__ = ["Step", "float_samples", "frame_of", "may_be_less", "take_step"]

_TIE = Fraction(1, 2**26)
"""Bounds this near to the least loss, relative to it, are decided exactly."""


_SMALL = 60
"""Relaxed problems with so many open pairs are solved exactly without hesitation."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of a part.

    Attributes:
        bound: no network of the part has a smaller loss; None if the part is empty.
        dual: what proves it. If the part is empty, multiples of it prove all bounds.
        pair: the unit and the sample whose side divides the part best; None if it need not be
            divided, as the bound is at least the least loss known, that of `candidate` included.
        envelopes: those found useful.
        candidate: a network better than what was known, if one was found.
        programs: how many convex programs were solved, exactly or not.
    """

    bound: Fraction | None
    dual: DualBound
    pair: Pair | None
    envelopes: tuple[tuple[int, int, tuple[int, ...]], ...]
    candidate: Candidate | None
    programs: int


def take_step(problem: Problem, part: Part, least: Fraction | None) -> Step:
    """Return a bound for the part, and where to divide it if that is less than the `least` loss."""
    frame = frame_of(problem)
    float_part = FloatPart(part.signs, part.sides, part.envelopes)
    proposal = relax(float_samples(problem), float_part, enough=least)
    if proposal is None:
        return _exact_or_divided(frame, part, least, programs=1)
    part = replace(part, envelopes=proposal.envelopes)
    draft = Draft(frame, part, proposal)
    dual = draft.repaired()
    bound = _value(frame, part, dual)
    if _may_end(proposal, least) and problem.loss == "squared" and not _reaches(bound, least):
        dual = draft.polished()
        bound = _value(frame, part, dual)
    if (dual is None or bound is None or bound < 0) and not _may_end(proposal, least):
        dual = DualBound({})
        bound = _value(frame, part, dual)
    if dual is None or bound is None:
        return _exact_or_divided(frame, part, least, programs=proposal.programs)
    if _reaches(bound, least):
        return Step(bound, dual, None, part.envelopes, None, proposal.programs)
    candidate = _candidate(problem, part, proposal.active, proposal.loss, least)
    if candidate is not None:
        least = candidate.value
    programs = proposal.programs + bool(candidate)
    if _reaches(bound, least):
        return Step(bound, dual, None, part.envelopes, candidate, programs)
    if not proposal.open_pairs:
        step = _exact_step(frame, part, least, programs=programs)
        return step if step.candidate else replace(step, candidate=candidate)
    return Step(bound, dual, proposal.open_pairs[0], part.envelopes, candidate, programs)


def _value(frame: Frame, part: Part, dual: DualBound | None) -> Fraction | None:
    return None if dual is None else value_of(frame, part, dual)


def _reaches(bound: Fraction | None, least: Fraction | None) -> bool:
    return bound is not None and least is not None and bound >= least


def _may_end(proposal: Relaxed, least: Fraction | None) -> bool:
    """Whether the part may be finished, by a tie or by a network that attains the bound."""
    if not proposal.open_pairs:
        return True
    return least is not None and proposal.value >= least - _TIE * abs(least)


def _exact_or_divided(frame: Frame, part: Part, least: Fraction | None, *, programs: int) -> Step:
    """Solve the relaxed problem exactly if it is small; divide the part blindly if it is not.

    Pairs with the form 0 need no division, as z is 0 on both sides.
    """
    open_pairs = [
        (i, j)
        for i, sides in enumerate(part.sides)
        for j, form in enumerate(frame.forms)
        if j not in sides and any(form)
    ]
    if len(open_pairs) <= _SMALL:
        return _exact_step(frame, part, least, programs=programs)
    nothing = DualBound({})
    pair = open_pairs[len(open_pairs) // 2]
    return Step(value_of(frame, part, nothing), nothing, pair, part.envelopes, None, programs)


def _exact_step(frame: Frame, part: Part, least: Fraction | None, *, programs: int) -> Step:
    """Return the step of the exact optimum of the relaxed problem."""
    relaxed = relax_exactly(frame, part)
    bound, dual, envelopes = relaxed.value, relaxed.dual, part.envelopes
    if bound is None or (least is not None and bound >= least):
        return Step(bound, dual, None, envelopes, None, programs + 1)
    candidate = _candidate(frame.problem, part, relaxed.active, None, least)
    if candidate is not None:
        least = candidate.value
    is_done = least is not None and bound >= least
    pair = None if is_done else relaxed.open_pairs[0]
    return Step(bound, dual, pair, envelopes, candidate, programs + 1 + bool(candidate))


def _candidate(
    problem: Problem,
    part: Part,
    active: tuple[tuple[int, ...], ...],
    loss: Fraction | None,
    least: Fraction | None,
) -> Candidate | None:
    """The best network with this pattern, if its loss, which may be known roughly, is less."""
    if loss is not None and not may_be_less(loss, least):
        return None
    found = best_in_cell(problem, part.signs, active)
    return found if found and (least is None or found.value < least) else None


def may_be_less(loss: Fraction, least: Fraction | None) -> bool:
    """Whether a loss that is known roughly is clearly less than the least one known.

    >>> may_be_less(Fraction(1), None), may_be_less(Fraction(1), Fraction(1))
    (True, False)
    """
    return least is None or loss < least - _TIE * abs(least)


@lru_cache(maxsize=4)
def frame_of(problem: Problem) -> Frame:
    """Return the frame of a problem, made once."""
    return Frame(problem)


@lru_cache(maxsize=4)
def float_samples(problem: Problem) -> FloatSamples:
    """Return the problem in doubles, made once."""
    samples, ends = problem.samples, bounds_of_unknowns(problem)
    is_affine = problem.output == "affine"
    width = len(problem.forms[0])
    return FloatSamples.of(
        problem.forms,
        samples.labels,
        samples.weights,
        problem.loss,
        offset=int(is_affine),
        ends=[*ends[:width], *(ends[-1:] if is_affine else [])],
        zero_on=problem.zero_on,
    )
