"""Pictures: graphs of functions on the line, and maps of the regions of networks in the plane.

Nothing that is computed here is ever read back.
"""

from __future__ import annotations

from exactrelu.plots.lines import as_svg, figure, window_of, write_plot
from exactrelu.plots.maps import region_map
from exactrelu.plots.writing import svg_of, write_figure

__all__ = [
    "as_svg",
    "figure",
    "region_map",
    "svg_of",
    "window_of",
    "write_figure",
    "write_plot",
]
