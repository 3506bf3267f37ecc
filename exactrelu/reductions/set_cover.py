"""Set cover as the training of one ReLU: Theorem 1 of Manurangsi and Reichman (2018).

The unknowns are w_1, w_ε and one w_S for each set, and perhaps a bias b. The constraints are

- (2) for each element i: ``[w_1 + Σ_{S∋i} w_S + b]_+ = 0``,
- (3) for each set S: ``[w_ε + w_S + b]_+ = ε``,
- (4) ``[w_1 + b]_+ = 1``, and (5) k + 1 times ``[w_ε + b]_+ = ε``.

A choice of sets is lifted to w_1 = 1, w_ε = ε, w_S = -1 for the sets that are chosen, and 0.
Weights are decoded to the sets with w_S < -(w_ε + b), each of which costs ε² in (3).

*Biases.* With w_1 + b and w_ε + b in place of w_1 and w_ε the constraints are those without a bias,
so the minimum is the same. (Appendix A.1 prints w_1 - b and w_ε - b.)

*The minimum.* Let u elements be in no set, OPT be the fewest sets that cover the others, f the
greatest number of sets with one such element, and

    V = c/(1 + c),   c = u + 1/Q,   Q = 1 + f + f²/(k+1).

Let the decoded sets miss an element that is in f sets. With t = [w_1 + b]_+ the error at (4) is
(1 - t)², and that at (2) for the elements without sets is u t². Write y, d, r_S for the differences
at (2) for the missed element, at (5), and at (3) for its sets S. None of these sets is decoded, so
that w_S + w_ε + b = ε - r_S, and so t <= y + f d + Σ r_S. By Cauchy and Schwarz y² + (k+1) d² +
Σ r_S² >= t²/Q. So the total error is at least (1 - t)² + c t², which is least, and V, for
t = 1/(1+c). If decoded sets miss no element that is in some set, the error is at least u/(1+u) for
(2) and (4), by the same for c = u, and OPT ε² for (3). So the minimum is u/(1+u) + OPT ε² if that
is at most V. For u = 0 this is OPT ε², whatever k is, also for k < OPT; the paper's ε is small
enough then, as OPT and f are at most M < m, and M (2 + M + M²) <= m³.

*m.* The proof says ε = 0.01/m² and does not say what m is. In the paper's equation (1) m is the
number of samples, here N + M + k + 2, and this is meant here: it is at least M and k, as the proof
needs it.

>>> from exactrelu.reductions import solve
>>> from exactrelu.sources import SetCover
>>> instance = reduce(SetCover(3, [{0, 1}, {0}, {2}]), k=2)
>>> instance.coordinates, len(instance.problem.samples), instance.epsilon
(('w_1', 'w_eps', 'w_S0', 'w_S1', 'w_S2'), 10, Fraction(1, 10000))
>>> trained = solve(instance)
>>> trained.objective == instance.target, decode(trained.best.units, instance)
(True, (0, 2))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from exactrelu.lp.kinds import require
from exactrelu.reductions.arguments import as_epsilon, epsilon_of, require_instance
from exactrelu.reductions.correspondence import Correspondence, proved_best
from exactrelu.reductions.instance import Constraint, TrainingInstance, Units, as_units, instance_of
from exactrelu.sources import SetCover
from exactrelu.sources.arguments import as_count, as_positions
from exactrelu.sources.programs import require_few_entries
from exactrelu.training import Trained
from exactrelu.training.problem import HiddenBias

__all__ = [
    "Instance",
    "corresponds",
    "coverable",
    "decodable_below",
    "decode",
    "least_error",
    "lift",
    "paper_epsilon",
    "reduce",
]

Instance: TypeAlias = TrainingInstance[SetCover]

_W1, _W_EPS, _SETS = 0, 1, 2


def reduce(
    source: SetCover,
    *,
    k: int | None = None,
    hidden_bias: HiddenBias = "none",
    epsilon: object = None,
) -> Instance:
    """Return the instance for covers of at most k sets.

    No choice has more than M sets, so a larger k is replaced by M. A cover can always be thinned to
    min(N, M) sets; this is k by default. `epsilon` is that of `paper_epsilon` by default.

    Raises DomainError for a negative k, or an epsilon that is not positive, KindError for a source
    of another kind, BudgetError for samples of more than `exactrelu.lp.drafts.MAX_ENTRIES`
    coordinates together.

    >>> reduce(SetCover(1, [{0}]), k=0).target
    Fraction(0, 1)
    """
    require(source, SetCover, "source")
    count = len(source.sets)
    allowed = _allowed(source, source.size if k is None else k)
    samples = _samples(source, allowed)
    require_few_entries(samples, count + _SETS, "samples times coordinates")
    number = as_epsilon(epsilon, paper_epsilon(source, k=allowed))
    return instance_of(
        source,
        _constraints(source, allowed, number),
        coordinates=["w_1", "w_eps", *[f"w_S{j}" for j in range(count)]],
        width=1,
        hidden_bias=hidden_bias,
        epsilon=number,
        k=allowed,
    )


def paper_epsilon(source: SetCover, *, k: int) -> Fraction:
    """Return 0.01/m² for the number m = N + M + k + 2 of samples; k is at most M, as in `reduce`.

    Raises DomainError for a negative k, KindError for a source of another kind.

    >>> paper_epsilon(SetCover(3, [{0, 1, 2}]), k=1)
    Fraction(1, 4900)
    """
    require(source, SetCover, "source")
    return Fraction(1, 100 * _samples(source, _allowed(source, k)) ** 2)


def _allowed(source: SetCover, k: int) -> int:
    return min(as_count(k, "k"), len(source.sets))


def _samples(source: SetCover, k: int) -> int:
    return source.size + len(source.sets) + k + 2


def _constraints(source: SetCover, k: int, epsilon: Fraction) -> Iterator[Constraint]:
    for i in range(source.size):
        columns = {_SETS + j: 1 for j in source.containing(i)}
        yield Constraint({_W1: 1} | columns, Fraction(0), f"(2) element {i} is covered")
    for j in range(len(source.sets)):
        yield Constraint({_W_EPS: 1, _SETS + j: 1}, epsilon, f"(3) set {j} is not chosen")
    yield Constraint({_W1: 1}, Fraction(1), "(4) w_1 is 1")
    for copy in range(1, k + 2):
        yield Constraint({_W_EPS: 1}, epsilon, f"(5) w_eps is eps, copy {copy} of {k + 1}")


def lift(chosen: Iterable[int], instance: Instance) -> Units:
    """Return the weights of a choice of sets: the YES case. Biases are 0.

    For a cover of c sets and ε <= 1 the error is c ε². Raises DimensionError for a set that does
    not exist.

    >>> lift([1], reduce(SetCover(1, [{0}, {0}]), epsilon="1/4"))
    ((Fraction(1, 1), Fraction(1, 4), Fraction(0, 1), Fraction(-1, 1)),)
    """
    require_instance(instance, SetCover)
    sets = range(len(instance.source.sets))
    taken = {*as_positions(chosen, len(sets), "chosen")}
    epsilon = epsilon_of(instance)
    row = [Fraction(1), epsilon, *[Fraction(-1 if j in taken else 0) for j in sets]]
    return ((*row, *[Fraction(0)] * _biases(instance)),)


def decode(weights: object, instance: Instance) -> tuple[int, ...]:
    """Return the sets with w_S < -(w_ε + b): the NO case.

    If the error is less than `decodable_below`, they cover all elements that are in some set.
    Raises DimensionError for weights of another shape.

    >>> decode([[1, "1/4", "-1/4", -1]], reduce(SetCover(1, [{0}, {0}]), epsilon="1/4"))
    (1,)
    """
    require_instance(instance, SetCover)
    row = as_units(weights, instance.problem)[0]
    bias = sum(row[len(instance.coordinates) :], Fraction(0))
    least = -(row[_W_EPS] + bias)
    count = len(instance.source.sets)
    return tuple([j for j in range(count) if row[_SETS + j] < least])


def coverable(source: SetCover) -> SetCover:
    """Return the sets on the elements that are in some set, numbered anew.

    >>> coverable(SetCover(3, [{0, 2}]))
    SetCover(2, [[0, 1]])
    """
    require(source, SetCover, "source")
    kept = sorted(frozenset().union(*source.sets))
    number = {element: i for i, element in enumerate(kept)}
    return SetCover(len(kept), [[number[i] for i in members] for members in source.sets])


def decodable_below(instance: Instance) -> Fraction:
    """Return V: weights of a smaller error decode to a cover of the elements that are in some set.

    So the instance decides whether k sets cover everything if k ε² is less than this.

    >>> decodable_below(reduce(SetCover(1, [{0}]), k=0))
    Fraction(1, 4)
    """
    require_instance(instance, SetCover)
    source, k = instance.source, instance.k
    assert k is not None  # noqa: S101 - reduce has set it
    f = max([len(source.containing(i)) for i in range(source.size)], default=0)
    c = _without_sets(source) + 1 / (1 + f + Fraction(f**2, k + 1))
    return c / (1 + c)


def least_error(optimum: int, instance: Instance) -> Fraction:
    """Return the minimum u/(1+u) + OPT ε², where OPT sets cover all elements that are in some set.

    That is the minimum if it is at most `decodable_below`.

    >>> least_error(1, reduce(SetCover(3, [{0}]), epsilon="1/8"))
    Fraction(131, 192)
    """
    require_instance(instance, SetCover)
    u = _without_sets(instance.source)
    return Fraction(u, 1 + u) + as_count(optimum, "optimum") * epsilon_of(instance) ** 2


def corresponds(optimum: int, trained: Trained, *, instance: Instance) -> Correspondence:
    """Return whether the trained minimum and the source's optimum correspond as Theorem 1 says.

    The optimum is that of `coverable`, which is that of the source if all elements are in sets.
    If some are not, a sentence is about the minimum of this module, which the paper does not have.
    Raises DomainError if the training has not found the minimum, or is about other samples.

    >>> from exactrelu.reductions import solve
    >>> instance = reduce(SetCover(2, [{0}, {1}]), k=1)
    >>> found = corresponds(2, solve(instance), instance=instance)
    >>> found.holds, found.statements[1]
    (True, ('minimum error <= 1 eps^2 iff 1 or fewer sets can cover all elements', True))
    """
    require_instance(instance, SetCover)
    expected = least_error(optimum, instance)
    best = proved_best(trained, instance)
    source, k = instance.source, instance.k
    assert k is not None  # noqa: S101 - reduce has set it
    chosen = decode(best.units, instance)
    missed = {i for i in source.uncovered(chosen) if source.containing(i)}
    u = _without_sets(source)
    return Correspondence(
        (
            (_minimum(u), best.value == expected),
            (
                f"minimum error <= {k} eps^2 iff {k} or fewer sets can cover all elements",
                (best.value <= instance.target) == (u == 0 and optimum <= k),
            ),
            (
                "the decoded sets are OPT sets that cover what can be covered",
                not missed and len(chosen) == optimum,
            ),
        )
    )


def _minimum(u: int) -> str:
    if not u:
        return "minimum error = OPT eps^2"
    what = "OPT for the elements that are in sets"
    return f"minimum error = {u}/{1 + u} + OPT eps^2, {what} (not in the paper)"


def _without_sets(source: SetCover) -> int:
    """u, the number of elements that are in no set."""
    return len(source.uncovered(range(len(source.sets))))


def _biases(instance: Instance) -> int:
    return len(instance.problem.forms[0]) - len(instance.coordinates)
