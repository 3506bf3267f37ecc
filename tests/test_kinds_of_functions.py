"""Arguments of another kind than is asked for; how functions on cells look, and their values."""

from fractions import Fraction
from random import Random

import pytest

import exactrelu.polyhedron
from exactrelu.constructions import difference_of_convex, one_hidden_layer, signed_maxima
from exactrelu.errors import DimensionError, DomainError, KindError
from exactrelu.network import Network
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import equal, extrema, is_convex, regions

MAXIMUM = Network.of(([[1, -1], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]))
STRIPES = Network.of(([[1, 1], [1, 1]], [0, -1]), ([[1, 1], [0, 2]], [0, 5]))
AFFINE = Network.of(([[1, 2]], [3]))

KINDS = {
    "a file": (
        lambda: regions("net.json"),
        "network must be a Network, not a str; exactrelu.formats.read_network reads files",
    ),
    "a list": (lambda: regions([]), "network must be a Network, not a list"),
    "ranges": (
        lambda: regions(MAXIMUM, domain=[(-1, 1), (0, 1)]),
        "domain must be a Polyhedron, not a list; Polyhedron.box makes one of ranges",
    ),
    "ranges for extrema": (
        lambda: extrema(MAXIMUM, [(-1, 1), (0, 1)]),
        "domain must be a Polyhedron, not a list; Polyhedron.box makes one of ranges",
    ),
    "nothing to compare with": (lambda: equal(MAXIMUM, None), "g must be a Network, not None"),
    "cells for a network": (
        lambda: is_convex(regions(MAXIMUM).function),
        "network must be a Network, not a CPWL",
    ),
    "a network for maxima": (
        lambda: signed_maxima(MAXIMUM),
        "f must be a CPWL, not a Network; regions(network).function is one",
    ),
    "a network for one layer": (
        lambda: one_hidden_layer(MAXIMUM, output="linear"),
        "f must be a CPWL, not a Network; regions(network).function is one",
    ),
    "cells for convex parts": (
        lambda: difference_of_convex(regions(MAXIMUM).function),
        "network must be a Network, not a CPWL",
    ),
}


@pytest.mark.parametrize("case", KINDS)
def test_another_kind_is_refused_in_one_line(case):
    question, message = KINDS[case]
    with pytest.raises(KindError) as caught:
        question()
    assert str(caught.value) == message


@pytest.mark.parametrize("output", ["Affine", "foo", None])
def test_an_unknown_output_map_is_refused(output):
    with pytest.raises(DomainError) as caught:
        one_hidden_layer(regions(MAXIMUM).function, output=output)
    assert str(caught.value) == f"output must be 'linear' or 'affine', not {output!r}"


def test_a_slice_of_regions_is_regions():
    found = regions(MAXIMUM)
    assert [region.index for region in found[1:3]] == [1, 2]
    assert found[-1].index == len(found) - 1
    assert found[9:] == ()


def test_a_function_on_cells_is_shown_by_its_shape():
    found = regions(STRIPES)
    assert repr(found) == "<Regions of a network R^2 -> R^2: 3>"
    assert repr(found.function) == "<CPWL R^2 -> R^2, cells: 3>"
    boxed = regions(MAXIMUM, domain=Polyhedron.box([(0, 1), (0, 1)]))
    assert repr(boxed) == "<Regions of a network R^2 -> R^1, in a polyhedron: 2>"


@pytest.mark.parametrize("network", [MAXIMUM, STRIPES, AFFINE])
def test_a_function_on_cells_has_the_values_of_the_network(network):
    f, rng = regions(network).function, Random(3)
    points = [
        [Fraction(rng.randint(-6, 6), rng.randint(1, 3)) for _ in range(2)] for _ in range(40)
    ]
    assert [f(point) for point in points] == [network(point) for point in points]


def test_a_function_on_a_domain_has_no_value_outside():
    f = regions(MAXIMUM, domain=Polyhedron.box([(0, 1), (0, 1)])).function
    assert f([1, "1/2"]) == (1,)
    with pytest.raises(
        DomainError, match=r"point must lie in a cell of the function, not be 3/2,0"
    ):
        f(["3/2", 0])
    with pytest.raises(DimensionError, match="point must have 2 coordinates, not 1"):
        f([1])


def test_no_public_name_hides_a_module():
    assert "value" not in exactrelu.polyhedron.__all__
