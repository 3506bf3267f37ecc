"""What the claims about training notice: wrong algorithms and variants have to fail."""

from functools import cache

import pytest

from exactrelu.audit.discovery import load, shipped_folder
from exactrelu.training import Problem, Samples, enumeration
from exactrelu.training.cells import bounds_of_unknowns, candidate_at


@cache
def checks():
    """The checks of all claims, by the claim and the name of the check's function."""
    return {
        (claim.id, part.check.name): part.check
        for claim in load(shipped_folder()).claims
        for part in claim.parts
    }


def zero_network_of_cell(problem, signs, active):
    """As many programs as there are cells, and never an optimum unless 0 is one."""
    return candidate_at(problem, signs, (0,) * len(bounds_of_unknowns(problem)))


POINTS = {
    1: [[0], [1], [1]],
    2: [[0, 0], [1, 1], [2, 2]],
    3: [[0, 1, 2], [1, 1, 0], [0, 0, 0]],
}


@pytest.mark.parametrize("n", POINTS)
def test_the_claim_of_optimality_fails_for_an_algorithm_that_is_never_optimal(monkeypatch, n):
    optimal = checks()["arora.thm2.5", "enumeration_is_optimal"]
    asked = Problem(Samples(POINTS[n], [1, 2, 0]), 1, loss="squared", output="affine")
    assert optimal(asked=asked).holds
    monkeypatch.setattr(enumeration, "best_in_cell", zero_network_of_cell)
    assert not optimal(asked=asked).holds
