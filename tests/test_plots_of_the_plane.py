"""Surfaces from exact cells, and zonotopes: what is drawn, in which order, and what is refused."""

import re
from fractions import Fraction as Q
from math import cos, sin

import pytest
from matplotlib.colors import to_rgb

from exactrelu.arrangement import Zonotope
from exactrelu.errors import DimensionError, DomainError, FormatError
from exactrelu.gallery import hard_zonotope_network
from exactrelu.network import Network
from exactrelu.plots import (
    region_map,
    stacked,
    surface,
    surfaces,
    svg_of,
    write_figure,
    zonotope_figure,
)
from exactrelu.plots.surfaces import AZIMUTH, ELEVATION, HEIGHT
from exactrelu.polyhedron import Polyhedron
from exactrelu.pwl import PWL
from exactrelu.regions import regions

SQUARE = Polyhedron.box([(-1, 1), (-1, 1)])
PYRAMID = Network.of(([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[-1] * 4], [2]))
LINE = Network.of(([[1]], [0]))
UNITS = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
PLANE = Network.of(([[1, 1], [-1, -1]], [0, 0]), ([[1, -1]], [0]))


def function(network, domain=SQUARE):
    return regions(network, domain=domain).function


def faces(axes):
    return [c for c in axes.collections if type(c).__name__ == "PolyCollection"]


def drawn_lines(axes):
    """The lines of the surface, without the ground."""
    every = [c for c in axes.collections if type(c).__name__ == "LineCollection"]
    return [segment for collection in every[1:] for segment in collection.get_segments()]


def test_every_cell_is_one_face():
    (axes,) = surface(function(PYRAMID)).axes
    assert len(faces(axes)) == 4
    assert len({to_rgb(face.get_facecolor()[0]) for face in faces(axes)}) == 4


def test_lines_are_drawn_where_the_gradient_jumps_and_on_the_boundary():
    assert len(drawn_lines(surface(function(PYRAMID)).axes[0])) == 4 * 2 + 8
    # The line where both units are 0 is no kink: the four edges of the square are left.
    assert len(drawn_lines(surface(function(PLANE)).axes[0])) == 4


def test_cells_are_drawn_from_the_back_to_the_front():
    """In a grid of squares each one is drawn after its neighbours behind it."""
    rows = [[1, 0]] * 3 + [[0, 1]] * 3
    grid = Network.of((rows, [Q(k, 2) for k in (-1, 0, 1)] * 2), ([[1, 2, 3, 4, 5, 6]], [0]))
    f = function(grid)
    (axes,) = surface(f).axes
    order = {
        leftmost(path.vertices): face.get_zorder()
        for face in faces(axes)
        for path in face.get_paths()
    }
    cells = {
        tuple(sorted({x for c in cell.corners for x in [f.complex.point(c)]}))
        for cell in f.complex.cells
    }
    assert len(order) == len(cells) == 16
    drawn = {corners[0]: order[leftmost([across(x) for x in corners])] for corners in cells}
    for (x, y), place in drawn.items():
        nearer = [(x + Q(1, 2), y), (x, y - Q(1, 2))]  # the eye is at the lower right
        assert all(drawn[corner] > place for corner in nearer if corner in drawn)


def across(corner):
    """Where a point of the square is from left to right on the page."""
    u, v = (float(x + 1) / 2 for x in corner)
    return (-sin(AZIMUTH) * u + cos(AZIMUTH) * v,)


def leftmost(points):
    """What tells a square of the grid from the others on the page."""
    return round(min(point[0] for point in points), 6)


def test_a_tall_function_and_a_constant_are_drawn():
    tall = Network.of(([[1, 0]], [0]), ([[2**300]], [0]))
    flat = Network.of(([[1, 0]], [0]), ([[0]], [Q(1, 3)]))
    for network in (tall, flat):
        (axes,) = surface(function(network)).axes
        ys = [y for face in faces(axes) for path in face.get_paths() for _, y in path.vertices]
        assert max(ys) - min(ys) < HEIGHT + 2 * ELEVATION + 1


def polygons(collection):
    """The polygons of all paths, each by its corners."""
    return [
        polygon[:-1]
        for path in collection.get_paths()
        for polygon in path.to_polygons(closed_only=True)
    ]


def area(corners):
    following = [*corners[1:], corners[0]]
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(corners, following, strict=True))) / 2


def test_a_map_has_a_face_for_each_region_and_its_edges_once():
    # A grid of 30 x 30 squares: more faces than colours, so that some are in one path.
    rows = [[1, 0]] * 29 + [[0, 1]] * 29
    biases = [1 - Q(2 * k, 30) for k in range(1, 30)] * 2
    grid = Network.of((rows, biases), ([[1] * 58], [0]))
    (axes,) = region_map(regions(grid, domain=SQUARE)).axes
    drawn, *lines = axes.collections
    assert len(drawn.get_paths()) < 900 == len(polygons(drawn))
    assert all(abs(900 * area(each) - 1) < 1e-9 for each in polygons(drawn))
    assert sorted(len(path.vertices) for each in lines for path in each.get_paths()) == [
        2 * 4 * 30,
        2 * 2 * 29 * 30,
    ]


def test_panels_have_their_titles():
    drawing = surfaces([("one", function(PYRAMID)), ("two", function(PLANE))])
    assert [axes.get_title() for axes in drawing.axes] == ["one", "two"]


def test_surfaces_are_svg_with_exact_labels_and_png(tmp_path):
    f = regions(
        hard_zonotope_network([["1/2"]], [["1/3", 0], [0, 1]]),
        domain=Polyhedron.box([(-3, 3), ("-1/7", 1)]),
    ).function
    svg = svg_of(lambda: surface(f))
    assert svg == svg_of(lambda: surface(f))
    assert {"−3", "3", "−1/7", "1"} <= set(re.findall(r">([^<>\s]+)</text>", svg))
    write_figure(tmp_path / "f.png", lambda: surface(f))
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(FormatError, match="must end in"):
        write_figure(tmp_path / "f.pdf", lambda: surface(f))


@pytest.mark.parametrize(
    ("draw", "error", "words"),
    [
        (lambda: surface(regions(PYRAMID).function), DomainError, "bounded domain"),
        (lambda: surface(function(LINE, Polyhedron.box([(0, 1)]))), DimensionError, "not 1 and 1"),
        (lambda: surfaces([]), DomainError, "at least one function"),
        (lambda: zonotope_figure(Zonotope([[1, 2]])), DimensionError, "dimension 1 in R"),
        (lambda: zonotope_figure(Zonotope([[1]])), DimensionError, "dimension 1 in R"),
        (lambda: stacked([], window=(0, 1)), DomainError, "at least one panel"),
        (lambda: stacked([("a", {})], window=(0, 1)), DomainError, "at least one function"),
        (lambda: stacked([("a", {"f": PWL.affine(1, 0)})], window=(1, 1)), DomainError, "window"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(draw, error, words):
    with pytest.raises(error, match=words):
        draw()


def test_a_polygon_has_its_vertices_in_order_and_its_generators():
    (axes,) = zonotope_figure(Zonotope([[1, 0], [0, 1], [1, 1]], ["1/2", 0])).axes
    (polygon,) = faces(axes)
    (path,) = polygon.get_paths()
    corners = [tuple(v) for v in path.vertices[:-1]]
    assert len(set(corners)) == 6
    turns = [cross(a, b, c) for a, b, c in zip(corners, corners[1:], corners[2:], strict=False)]
    assert all(turn > 0 for turn in turns)
    texts = {text.get_text() for text in axes.texts}
    assert {"(5/2, 2)", "(−3/2, −2)"} <= texts
    assert sum(text.get_text() == "" for text in axes.texts) == 3


def cross(a, b, c):
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


@pytest.mark.parametrize(("generators", "seen"), [(UNITS, 3), ([*UNITS, [1, 1, 1]], 6)])
def test_half_of_the_facets_of_a_solid_are_seen(generators, seen):
    zonotope = Zonotope(generators)
    (axes,) = zonotope_figure(zonotope).axes
    assert 2 * len(faces(axes)) == zonotope.facet_count == 2 * seen
    hidden = [c for c in axes.collections if type(c).__name__ == "LineCollection"]
    edges = {
        tuple(sorted(map(tuple, (path.vertices[i], path.vertices[i + 1]))))
        for face in faces(axes)
        for path in face.get_paths()
        for i in range(len(path.vertices) - 1)
    }
    edges = {edge for edge in edges if edge[0] != edge[1]}
    assert len(edges) + len(hidden[0].get_segments()) == zonotope.edge_count


def test_stacked_graphs_are_dotted_where_they_are_compared():
    f, g = PWL.from_points([("1/2", 1)], left_slope=2, right_slope=-2), PWL.affine(1, 0)
    drawing = stacked([("above", {"f": f}), ("below", {"g": g, "f": f})], window=(0, 1))
    above, below = drawing.axes
    assert [axes.get_title() for axes in drawing.axes] == ["above", "below"]
    assert [tick.get_text() for tick in above.get_xticklabels()] == ["0", "1/2", "1"]
    assert ":" in {line.get_linestyle() for line in below.lines}
    assert ":" not in {line.get_linestyle() for line in above.lines}
    dotted, full = (
        [line for line in below.lines if (line.get_linestyle() == ":") == is_dotted]
        for is_dotted in (True, False)
    )
    assert max(line.get_zorder() for line in dotted) < max(line.get_zorder() for line in full)
    assert {line.get_marker() for line in dotted} == {"None"}
