"""Figures 1 and 2 of the paper, redrawn with exact numbers of pieces.

``python -m proofs.arora_2016.figures --output DIR`` writes figure_1 and figure_2, as SVG and PNG,
and the zonotope of Figure 2.
"""

from fractions import Fraction
from pathlib import Path

import click

from exactrelu.arrangement import Zonotope
from exactrelu.gallery import hard_composition, hard_function
from exactrelu.pwl import restrict
from exactrelu.regions import regions

from .figure_2 import FIGURE_2, pictured, unit_ball

__all__ = ["figure_1", "figure_2", "zonotope_of_figure_2"]

A_1, A_2 = (Fraction(1, 4), Fraction(5, 8)), (Fraction(1, 2),)
"""Points of Delta^2_1 and Delta^1_1; the figure states none."""


def pieces_inside(f):
    """Return the number of pieces on [0, 1]."""
    return restrict(f, 0, 1).piece_count


def figure_1(plots):
    """Return Figure 1: h_{a^1}, h_{a^2} and H = h_{a^2} o h_{a^1}, with h_{a^1} dotted."""
    first, second, both = hard_function(A_1), hard_function(A_2), hard_composition([A_1, A_2])
    panels = [
        (f"h_a1: {pieces_inside(first)} pieces on [0, 1]", {"h_a1": first}),
        (f"h_a2: {pieces_inside(second)} pieces on [0, 1]", {"h_a2": second}),
        (
            f"H = h_a2 ∘ h_a1: {pieces_inside(both)} pieces on [0, 1] (dotted: h_a1)",
            {"H": both, "h_a1": first},
        ),
    ]
    return plots.stacked(panels, window=(0, 1))


def figure_2(plots):
    """Return Figure 2: the three functions above zero, where gamma < 1."""
    return plots.surfaces([(caption(k, b), part_above_zero(k, b)) for _, k, b in FIGURE_2])


def part_above_zero(k, b):
    """Return the function of a panel on the polygon gamma <= 1."""
    return regions(pictured(k, b), domain=unit_ball(b)).function


def caption(k, b):
    """Return the numbers of pieces of a panel: all, and those above zero."""
    everywhere, above = regions(pictured(k, b)).pieces, part_above_zero(k, b).pieces
    return f"k = {k}, m = {len(b)}: {above} pieces above zero, {everywhere} on the plane"


def zonotope_of_figure_2(plots):
    """Return the zonotope of the four generators c^1, ..., c^4."""
    return plots.zonotope_figure(Zonotope(FIGURE_2[1][2]))


@click.command()
@click.option("--output", default=".", show_default=True, help="The folder to write to.")
def main(output):
    """Redraw the figures of Arora et al. (2016)."""
    # The audit loads this file too, and needs no pictures of its own.
    from exactrelu import plots  # noqa: PLC0415

    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    for draw in (figure_1, figure_2, zonotope_of_figure_2):
        for ending in ("svg", "png"):
            path = folder / f"{draw.__name__}.{ending}"
            plots.write_figure(path, lambda draw=draw: draw(plots))
            click.echo(path)


if __name__ == "__main__":
    from exactrelu.cli.lines import end_in_one_line

    end_in_one_line(lambda: main(standalone_mode=False))
