"""Certificates of whether one hidden layer is enough: tables, and what they do not certify."""

from dataclasses import replace
from fractions import Fraction

import pytest
from test_constructions_one_hidden_layer import NOT_REPRESENTABLE, REPRESENTABLE, ask, through

from exactrelu.checker import check
from exactrelu.constructions import Obstruction
from exactrelu.errors import DomainError
from exactrelu.network import Network
from exactrelu.regions import regions, representability_certificate

SCALED = Network.of(
    ([[f"{2**200}", 0], [0, f"1/{2**200}"], [0, f"-1/{2**200}"]], [0, 0, 0]),
    ([[1, 1, -1]], [0]),
    ([[1]], [0]),
)
REFUSED = {**NOT_REPRESENTABLE, "far scales": SCALED}


@pytest.mark.parametrize("case", REPRESENTABLE)
def test_that_one_hidden_layer_is_enough_is_certified(case):
    network, *_ = REPRESENTABLE[case]
    certificate = representability_certificate(network, ask(network))
    assert check(certificate.text).status == "VALID"


@pytest.mark.parametrize("case", REFUSED)
def test_that_one_hidden_layer_is_not_enough_is_certified(case):
    network = REFUSED[case]
    found = ask(network)
    certificate = representability_certificate(network, found)
    assert check(certificate.text).status == "VALID"
    # The network of the certificate is f(p + u) - f(q + u) - l(u) - k max{0, c·u}, k != 0.
    assert found.first.jump != found.second.jump
    rest, c = Network.from_json(certificate.problem["network"]), found.form[1:]
    p, q = found.first.point, found.second.point
    tiny = min(found.first.step, found.second.step)

    def bend(t):
        at = [
            [x + s * t * a for x, a in zip(y, c, strict=True)] for y in (p, q) for s in (1, 0, -1)
        ]
        f = [network(x)[0] for x in at]
        u = [rest([s * t * a for a in c])[0] for s in (1, 0, -1)]
        jump = t * (found.first.jump - found.second.jump) * sum(a * a for a in c)
        return f[0] - 2 * f[1] + f[2] - (f[3] - 2 * f[4] + f[5]) - jump, u[0] - 2 * u[1] + u[2]

    for t in (tiny, tiny / 3, 5, Fraction(7, 3)):
        outside, inside = bend(t)
        assert outside == inside


@pytest.mark.parametrize("case", REFUSED)
def test_the_layers_of_the_function_stand_in_the_certified_network_twice(case):
    """As docs/certificates.md says: with this the certificate is tied to f, and not by values."""
    f = REFUSED[case]
    found = ask(f)
    rest = Network.from_json(representability_certificate(f, found).problem["network"])
    assert rest.depth == f.depth
    for number, (layer, whole) in enumerate(zip(f.layers[:-1], rest.layers[:-1], strict=True)):
        height, width = layer.output_dimension, layer.input_dimension
        ends = [0, width, 2 * width] if number else [0, 0, 0]
        for copy, bend in enumerate((found.first, found.second)):
            rows = range(copy * height, (copy + 1) * height)
            for row, weights, bias in zip(rows, layer.weights, layer.bias, strict=True):
                left = ends[copy]
                beside = whole.weights[row][:left] + whole.weights[row][left + width :]
                assert whole.weights[row][left : left + width] == weights
                assert not any(beside)
                moved = 0 if number else sum(map(Fraction.__mul__, weights, bend.point))
                assert whole.bias[row] == bias + moved
        assert not any(any(row[: ends[2]]) for row in whole.weights[2 * height :])
    (row,), width = f.layers[-1].weights, f.layers[-1].input_dimension
    copies = rest.layers[-1].weights[0][: 2 * width]
    assert copies == (*row, *(-w for w in row))
    assert all(wide <= 2 * w + 3 for wide, w in zip(rest.widths, f.widths, strict=True))


def test_the_certified_network_is_zero_near_the_points_only():
    network = REFUSED["max{0, min{x, y}}"]
    certificate = representability_certificate(network, ask(network))
    rest = Network.from_json(certificate.problem["network"])
    assert any(
        any(value) for value in regions(rest).function.values + regions(rest).function.slopes
    )


def test_answers_about_another_network_are_refused():
    network, *_ = REPRESENTABLE["|x| + |y|"]
    other, *_ = REPRESENTABLE["max{x, y}"]
    with pytest.raises(DomainError):
        representability_certificate(network, ask(other))
    found = ask(SCALED)
    assert isinstance(found, Obstruction)
    with pytest.raises(DomainError):
        representability_certificate(network, found)
    wrong = replace(found, first=found.first._replace(jump=found.first.jump + 1))
    with pytest.raises(DomainError):
        representability_certificate(SCALED, wrong)


def test_answers_that_show_nothing_are_refused():
    found = ask(SCALED)
    with pytest.raises(DomainError, match=r"^the jumps of the answer must differ$"):
        representability_certificate(SCALED, replace(found, second=found.first))
    beside = found.first._replace(point=tuple(x + 1 for x in found.first.point))
    with pytest.raises(DomainError, match=r"^the points of the answer must be on its hyperplane$"):
        representability_certificate(SCALED, replace(found, first=beside))


def test_a_network_with_the_same_values_at_the_points_and_beside_them_is_refused():
    # Six values of max{0, x, y}, by six units whose hyperplanes pass between the points.
    deep = NOT_REPRESENTABLE["max{0, x, y}"]
    found = ask(deep)
    bends = (found.first, found.second)
    points = [
        [x + s * bend.step * c for x, c in zip(bend.point, found.form[1:], strict=True)]
        for bend in bends
        for s in (-1, 0, 1)
    ]
    flat = through(points, [deep(x)[0] for x in points])
    assert [flat(x) for x in points] == [deep(x) for x in points]
    with pytest.raises(DomainError, match=r"^the network must bend beside the points"):
        representability_certificate(flat, found)
