"""Pictures: graphs of functions on the line and on the plane, maps of regions, and zonotopes.

Nothing that is computed here is ever read back.
"""

from __future__ import annotations

from exactrelu.plots.fits import fit_figure
from exactrelu.plots.lines import as_svg, figure, stacked, window_of, write_plot
from exactrelu.plots.maps import region_map, require_plane
from exactrelu.plots.surfaces import surface, surfaces
from exactrelu.plots.writing import require_figure_file, svg_of, write_figure
from exactrelu.plots.zonotopes import zonotope_figure

__all__ = [
    "as_svg",
    "figure",
    "fit_figure",
    "region_map",
    "require_figure_file",
    "require_plane",
    "stacked",
    "surface",
    "surfaces",
    "svg_of",
    "window_of",
    "write_figure",
    "write_plot",
    "zonotope_figure",
]
