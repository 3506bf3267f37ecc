"""Section 2.1, the remark at its end: small targets, and how to make them large."""

from fractions import Fraction

import sympy
from hypothesis import strategies as st

from exactrelu.claims import decided, for_all, for_every, grid, judged
from exactrelu.training import Samples

from .circuits import drawn_circuits, epsilon_of
from .circuits import printed_samples as samples_of_a_circuit
from .covers import cases, fewest_sets, number_of_samples, paper_epsilon, printed_samples
from .evidence import asserting_error, asserting_numbers, is_nonnegative, least_error, trained
from .paper import training
from .samples import small_samples

__all__ = ["larger_vectors_make_larger_errors", "targets_tend_to_zero"]

S = sympy.Symbol("s", nonnegative=True)

FACTORS = st.sampled_from([Fraction(1, 3), Fraction(2), Fraction(10)])


@training.claim("rem.target-to-0", label="Section 2.1, last remark", kind="remark")
@decided(
    by="fractions without negative coefficients, for k <= M <= m and OPT <= |C|; sympy's limit"
)
def targets_tend_to_zero():
    """In both Theorem 4 and Theorem 1, the target squared error tends to zero as the dimension tends to
    infinity.

    With n = M + 2 it is at most M/(10^4 M^4) = 1/(10^4 (n - 2)^3) in Theorem 1, with n = |C| + 1 at
    most |C|/(10|C|)^2 = 1/(100 (n - 1)) in Theorem 4.
    """
    sets, more, power = (
        1 + S,
        sympy.Symbol("r", nonnegative=True),
        1 + sympy.Symbol("q", nonnegative=True),
    )
    cover = sympy.Rational(1, 10**4) * (1 / sets**3 - sets / (sets + more) ** 4)
    circuit = sympy.Rational(1, 100) * (1 / sets - 1 / (sets * power))
    bounds = (1 / (10**4 * sets**3), 1 / (100 * sets))
    vanish = all(sympy.limit(bound, S, sympy.oo) == 0 for bound in bounds)
    return vanish and is_nonnegative(cover) and is_nonnegative(circuit)


@targets_tend_to_zero.companion("k = M^5")
@for_every(grid(sets=range(1, 5)), over="M <= 4, m = M")
def targets_of_large_k_tend_to_zero(sets):
    """The same for k = M^5 and m = M: false, the target is then M/10^4."""
    target = sets**5 * paper_epsilon(sets) ** 2
    return judged(target <= Fraction(1, 10**4 * sets**3), target=target).proved_by(
        lambda: asserting_numbers(
            lambda sets, target: [
                target == sets**5 * (Fraction(1, 100) / sets**2) ** 2,
                target > 1 / (10**4 * sets**3),
            ],
            sets=sets,
            target=target,
        )
    )


def instances(profile):
    """Yield samples of Theorem 1 with a positive minimum, with factors."""
    for case in cases(profile):
        if fewest_sets(case["source"]):
            yield from ({**case, "factor": factor} for factor in (2, 10))


def scaled(samples, factor, *, labels=1):
    """Return the samples with points and labels multiplied."""
    points = [[factor * entry for entry in x] for x in samples.points]
    return Samples(points, [labels * y for y in samples.labels], samples.weights)


@training.claim("rem.scale", label="Section 2.1, last remark", kind="remark")
@for_every(instances, over="small set covers that need a set, k <= 3, the factors 2 and 10")
def larger_vectors_make_larger_errors(source, k, factor):
    """If the norms of the sample vectors are not required to be bounded, then we can simply multiply them
    by any factor to make the error arbitrarily large.

    A weight vector divided by the factor has the same values: the minimum does not change.
    """
    samples = printed_samples(source, k, paper_epsilon(number_of_samples(source, k)))
    minimum, larger = trained(samples), scaled(samples, factor)
    weights = [w / factor for w in minimum.best.units[0]]
    return judged(least_error(larger) > minimum.objective, minimum=minimum.objective).proved_by(
        lambda: asserting_error(
            lambda error: error <= minimum.objective, samples=larger, weights=weights
        ),
        lambda: minimum.certificate,
    )


@larger_vectors_make_larger_errors.corrected
@for_all(samples=small_samples(most=4), factor=FACTORS, cost=3)
def larger_samples_make_larger_errors(samples, factor):
    """Multiply the labels as well: the minimum is multiplied by the square of the factor, with and without
    biases. To multiply the labels alone is enough.
    """
    changed = [scaled(samples, factor, labels=factor), scaled(samples, 1, labels=factor)]
    return all(
        least_error(new, hidden_bias=bias) == factor**2 * least_error(samples, hidden_bias=bias)
        for new in changed
        for bias in ("none", "free")
    )


@larger_vectors_make_larger_errors.corrected
@for_all(circuit=drawn_circuits(inputs=3, gates=3), factor=FACTORS, cost=10)
def larger_samples_of_circuits_make_larger_errors(circuit, factor):
    """The same for the samples of Theorem 4."""
    samples = samples_of_a_circuit(circuit, epsilon_of(circuit))
    return least_error(scaled(samples, factor, labels=factor)) == factor**2 * least_error(samples)


@larger_vectors_make_larger_errors.companion("the minimum is multiplied by the factor")
@for_every(instances, over="small set covers that need a set, k <= 3, the factors 2 and 10")
def errors_grow_with_the_factor(source, k, factor):
    """With labels multiplied as well the minimum is multiplied by the factor: false, by its square."""
    samples = printed_samples(source, k, paper_epsilon(number_of_samples(source, k)))
    answer = trained(scaled(samples, factor, labels=factor))
    claimed = factor * least_error(samples)
    return judged(answer.objective == claimed, minimum=answer.objective).proved_by(
        lambda: asserting_numbers(
            lambda minimum, claimed: [minimum > claimed], minimum=answer.objective, claimed=claimed
        ),
        lambda: answer.certificate,
    )
