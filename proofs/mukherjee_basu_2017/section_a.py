"""Appendix A: proof of Proposition 2.2."""

from exactrelu.claims import for_all, judged
from exactrelu.constructions import hinge_sum
from exactrelu.cpwl import kinks
from exactrelu.regions import regions

from .circuits import (
    MAXIMUM_WITH_ZERO,
    circuit,
    gates,
    line_of,
    no_bend_where_a_gate_has_its_line,
)
from .paper import boolean

__all__ = ["circuits_bend_on_all_their_lines"]


def lines_where_it_bends(f):
    """Return the lines, in full, on which a sum of gates is not differentiable."""
    return {hinge.form for hinge in hinge_sum(regions(f).function).hinges}


def net_jumps(listed):
    """Return for each line the sum of the jumps c |a| of its gates, as multiples of its form."""
    jumps = {}
    for c, a, b in listed:
        form = line_of(a, b)
        place = next(i for i, entry in enumerate(a) if entry)
        jumps[form] = jumps.get(form, 0) + c * abs(a[place]) / abs(form[1 + place])
    return jumps


@boolean.claim("appA.precisely", label="Appendix A", kind="proof step")
@for_all(listed=gates())
def circuits_bend_on_all_their_lines(listed):
    """Consider any Sum-of-ReLU circuit f(x) = sum over i of c_i max{0, <a^i, x> + b_i}. The set of points
    where f is not differentiable is precisely the union of the w lines <a^i, x> + b_i = 0.

    Checked for gates with c_i != 0 and a^i != 0, as there is no line otherwise. The gates of one
    line may cancel: max{0, t} - max{0, -t} = t.
    """
    f, lines = circuit(listed), {line_of(a, b) for _, a, b in listed}
    missing = sorted(lines - lines_where_it_bends(f))
    return judged(not missing, f=f, differentiable_on=missing).proved_by(
        lambda: no_bend_where_a_gate_has_its_line(f, listed, min(missing or lines))
    )


@circuits_bend_on_all_their_lines.corrected
@for_all(listed=gates())
def circuits_bend_on_some_of_their_lines(listed):
    """It is the union of those of the lines on which the sum of c_i |a^i| over their gates is not 0."""
    jumps = net_jumps(listed)
    return lines_where_it_bends(circuit(listed)) == {form for form in jumps if jumps[form]}


@circuits_bend_on_all_their_lines.corrected
@for_all(listed=gates().map(lambda g: tuple({line_of(a, b): (c, a, b) for c, a, b in g}.values())))
def circuits_without_common_lines_bend_on_all(listed):
    """It is precisely the union of the w lines if they are different, and c_i != 0, a^i != 0."""
    return len(lines_where_it_bends(circuit(listed))) == len(listed)


@circuits_bend_on_all_their_lines.confirmed
@for_all(listed=gates())
def the_conclusion_stands(listed):
    """A union of lines is not the union of the three half-lines on which max{0, x_1, x_2} bends.

    Of the lines of the three half-lines each has a part without a kink.
    """
    half_lines = {kink.form for kink in kinks(regions(MAXIMUM_WITH_ZERO).function)}
    return half_lines == {(0, 1, 0), (0, 0, 1), (0, 1, -1)} and not bends_like_the_maximum(listed)


def bends_like_the_maximum(listed):
    """Decide whether kinks of a circuit make the same half-lines, counted by their facets."""
    return facets_of_kinks(circuit(listed)) == facets_of_kinks(MAXIMUM_WITH_ZERO)


def facets_of_kinks(f):
    """Return each facet with a kink by its line, its vertices and its directions."""
    cells = regions(f).function.complex
    return {
        (kink.form, cells.vertices(kink.corners), cells.directions(kink.corners))
        for kink in kinks(regions(f).function)
    }
