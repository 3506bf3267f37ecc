"""Section 4: the two models of learning, and the remarks about them."""

from fractions import Fraction
from itertools import product

from exactrelu.claims import for_every, grid

from .classes import holds_or_shows
from .paper import training

__all__ = ["agnostic_does_not_give_reliable", "reliable_does_not_give_agnostic"]


def mean_of_least_risk(points, draws, cost, predictions):
    """Return the least mean of the risk of any learner, over all targets and all samples.

    A target gives each of the points 0 or 1, all alike; points are drawn uniformly. Given a sample,
    a learner does best to predict at each point what costs least over the targets that agree.
    """
    agreeing = {}
    for target in product((0, 1), repeat=points):
        for drawn in product(range(points), repeat=draws):
            sample = tuple([(x, target[x]) for x in drawn])
            agreeing.setdefault(sample, []).append(target)
    total = sum(
        min(sum(cost(v, target[x]) for target in targets) for v in predictions)
        for targets in agreeing.values()
        for x in range(points)
    )
    return Fraction(total, 2**points * points**draws * points)


def cases(profile):
    """Numbers m of samples, and sets of 4 m points."""
    for draws in range(min(2, profile.scale) + 1):
        yield {"draws": draws, "points": max(1, 4 * draws)}


def over(profile):
    """Say which cases these are."""
    return f"m <= {min(2, profile.scale)} samples, sets of 4 m points"


LABELS = (0, 3)
VALUES = (0, 1, 2, 3)


def cost_at_two_labels(prediction, label):
    """Return a loss on {0, 1, 2, 3}: at label 0 only 1 is right, at 3 only 2, at others all are."""
    right = {0: 1, 3: 2}
    return int(label in right and prediction != right[label])


@training.claim("rem.rel-not-agn", label="Section 4", kind="remark")
@for_every(cases, over=over)
def reliable_does_not_give_agnostic(points, draws):
    """The fact that a concept class is reliably agnostically learnable does not necessarily imply
    that it is agnostically learnable.

    The class of all functions from an infinite set to {1, 2}, with Y = {0, 1, 2, 3} and the loss
    above. On 4 m points every learner with m samples has a mean error of at least 3/8, and the best
    function of the class has none. That the class is reliably learnable is checked beside.
    """
    least = mean_of_least_risk(points, draws, lambda v, g: cost_at_two_labels(v, LABELS[g]), VALUES)
    return least >= Fraction(3, 8)


def small_distributions(_):
    """All distributions on two points with two atoms, of probability 1/2 or 1/4 and 3/4."""
    atoms = list(product((0, 1), VALUES))
    for first, second in product(atoms, repeat=2):
        for share in (Fraction(1, 2), Fraction(1, 4)):
            yield {"atoms": ((first, share), (second, 1 - share))}


def expected(function, atoms, value):
    return sum([p * value(function(x), y) for (x, y), p in atoms], Fraction(0))


@reliable_does_not_give_agnostic.confirmed
@for_every(small_distributions, over="two atoms on two points")
def constants_are_reliable(atoms):
    """The constant 0 is right if labels 0 occur, and the constant 2 otherwise.

    If P(y = 0) > 0, no function of the class is without false positives. If labels 0 occur with a
    probability above eps, m samples miss them with a probability below (1 - eps)^m.
    """
    zeros = sum([p for (_, y), p in atoms if y == 0], Fraction(0))
    chosen = 0 if zeros else 2
    false_positives = expected(lambda _: chosen, atoms, lambda v, y: v > 0 == y)
    if false_positives > 0:
        return False
    without = [
        expected(lambda x, c=c: c[x], atoms, cost_at_two_labels)
        for c in product((1, 2), repeat=2)
        if expected(lambda x, c=c: c[x], atoms, lambda v, y: v > 0 == y) == 0
    ]
    error = expected(lambda _: chosen, atoms, cost_at_two_labels)
    return all(error <= other for other in without)


def shows_a_small_error(least):
    """Return the outcome of 3/8 <= least."""
    return holds_or_shows(
        least >= Fraction(3, 8), lambda least: [least < Fraction(3, 8)], least=least
    )


@reliable_does_not_give_agnostic.companion("as many points as samples")
@for_every(grid(points=(1, 2)), over="m = N <= 2")
def few_points_are_not_learnable(points):
    """On m points every learner with m samples has a mean error of at least 3/8: false for m = 1."""
    least = mean_of_least_risk(
        points, points, lambda v, g: cost_at_two_labels(v, LABELS[g]), VALUES
    )
    return shows_a_small_error(least)


def misses_positives(prediction, label):
    """Return the loss on {0, 1} that counts false negatives only."""
    return int(prediction == 0 and label == 1)


def misses_or_is_false(prediction, label):
    """Return 1 for a false negative, and for a false positive."""
    return misses_positives(prediction, label) + int(prediction > 0 and label == 0)


@training.claim("rem.agn-not-rel", label="Section 4", kind="remark")
@for_every(cases, over=over)
def agnostic_does_not_give_reliable(points, draws):
    """It is also not hard to verify that the fact that a concept class is agnostically learnable does
    not imply that it is reliably agnostically learnable.

    The class of all functions from an infinite set to {0, 1}, with the loss of false negatives. The
    constant 1 is of the class, and always has loss 0. The target has neither false positives nor
    negatives; but on 4 m points the two probabilities of a learner with m samples have a mean sum
    of at least 3/8.
    """
    least = mean_of_least_risk(points, draws, misses_or_is_false, (0, 1))
    agnostic = max(misses_positives(1, label) for label in (0, 1))
    return agnostic == 0 and least >= Fraction(3, 8)


@agnostic_does_not_give_reliable.companion("as many points as samples")
@for_every(grid(points=(1, 2)), over="m = N <= 2")
def few_points_are_not_reliably_learnable(points):
    """On m points the mean sum is at least 3/8 with m samples: false for m = 1."""
    return shows_a_small_error(mean_of_least_risk(points, points, misses_or_is_false, (0, 1)))


@agnostic_does_not_give_reliable.companion("without false positives")
@for_every(grid(draws=(0, 1)), over="m <= 1, 4 m points")
def false_negatives_alone_are_hard(draws):
    """The probability of false negatives alone has a mean of at least 3/8: false, it is 0."""
    return shows_a_small_error(
        mean_of_least_risk(max(1, 4 * draws), draws, misses_positives, (0, 1))
    )
