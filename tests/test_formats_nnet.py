"""The format .nnet, against a reader that shares no code with the library's."""

from fractions import Fraction as Q
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_files import (
    NET,
    assert_refused,
    assert_refused_in_one_line_or_read,
    damaged,
    dyadic_networks,
)

from exactrelu.errors import DimensionError, DomainError, FormatError, NumberError
from exactrelu.formats.nnet import read_nnet, read_normalised_nnet, write_nnet
from exactrelu.network import Network

ACAS = Path(__file__).parent / "data" / "ACASXU_experimental_v2a_2_3.nnet"

# x1 in [0, 10], x2 in [-1, 1]; (x1 - 5)/2, (x2 + 1)/4; y = 10 z + 3
SMALL = """\
// a comment
2,2,1,2,
2,2,1,
0,
0.0,-1,
1.0e1,1,
5,-1.0,3,
2,4,10,
1,-1,
0.5,2.5e-1,
0.1,
-1,
1,-2,
0.25,
"""


def by_hand(text, point):
    """What the format says about a point, number by number."""
    rows = [
        [Q(cell) for cell in line.split(",") if cell.strip()]
        for line in text.splitlines()
        if not line.startswith("//")
    ]
    widths = [int(width) for width in rows[1]]
    lower, upper, means, ranges = rows[3:7]
    rows = rows[7:]
    x = [min(max(Q(v), a), b) for v, a, b in zip(point, lower, upper, strict=True)]
    x = [(v - m) / r for v, m, r in zip(x, means[:-1], ranges[:-1], strict=True)]
    for index, width in enumerate(widths[1:], start=1):
        weights, bias, rows = rows[:width], rows[width : 2 * width], rows[2 * width :]
        x = [sum(w * v for w, v in zip(row, x, strict=True)) for row in weights]
        x = [v + b[0] for v, b in zip(x, bias, strict=True)]
        if index < len(widths) - 1:
            x = [max(v, 0) for v in x]
    return tuple(v * ranges[-1] + means[-1] for v in x)


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "net.nnet"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_file_is_read_as_its_header_says(file):
    stated = read_nnet(file(SMALL))
    assert stated.input_ranges == ((0, 10), (-1, 1))
    assert (stated.format, stated.reading) == ("nnet", "decimal")
    assert stated.network.widths == (2,)
    assert stated.network.layers[0].weights == ((Q(1, 2), Q(-1, 4)), (Q(1, 4), Q(1, 16)))
    for point in [(0, -1), (10, 1), (5, 0), (Q(1, 3), Q(-1, 7))]:
        assert stated.network(point) == by_hand(SMALL, point)


def test_clipping_is_no_part_of_the_network(file):
    network = read_nnet(file(SMALL)).network
    assert network((5, 100)) != by_hand(SMALL, (5, 100)) == by_hand(SMALL, (5, 1))


def test_the_layers_as_they_stand_take_normalised_inputs(file):
    stated = read_normalised_nnet(file(SMALL))
    assert stated.input_ranges == ((Q(-5, 2), Q(5, 2)), (0, Q(1, 2)))
    assert stated.network == Network.of(
        ([[1, -1], ["1/2", "1/4"]], ["1/10", -1]), ([[1, -2]], [".25"])
    )
    raw = read_nnet(file(SMALL)).network
    assert raw((9, 1)) == tuple(10 * z + 3 for z in stated.network((2, Q(1, 2))))


def test_a_negative_range_turns_the_normalised_ends(file):
    stated = read_normalised_nnet(file(SMALL.replace("\n2,4,10", "\n-2,4,10")))
    assert stated.input_ranges[0] == (Q(-5, 2), Q(5, 2))


def test_a_network_of_the_world_is_read():
    text = ACAS.read_text()
    stated = read_nnet(ACAS)
    assert stated.network.widths == (50,) * 6
    assert stated.input_ranges == (
        (0, 60760),
        (Q("-3.141593"), Q("3.141593")),
        (Q("-3.141593"), Q("3.141593")),
        (100, 1200),
        (0, 1200),
    )
    for part in (Q(0), Q(1), Q(1, 3)):
        point = [lower + (upper - lower) * part for lower, upper in stated.input_ranges]
        assert stated.network(point) == by_hand(text, point)


def test_line_ends_and_blanks_and_comments_do_not_matter(file):
    expected = read_nnet(file(SMALL))
    for text in (
        SMALL.replace("\n", "\r\n"),
        SMALL.replace(",\n", "\n"),
        SMALL.replace(",", " , ") + "\n \n",
        "// more\n" + SMALL,
        SMALL.replace("0.1,", "// the bias\n0.1,"),
    ):
        assert read_nnet(file(text)) == expected


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "net.nnet"
    write_nnet(path, NET, input_ranges=[(0, "1/8"), ("-2.5", 3)])
    assert read_nnet(path).network == read_normalised_nnet(path).network == NET
    assert read_nnet(path).input_ranges == ((0, Q(1, 8)), (Q(-5, 2), 3))
    assert by_hand(path.read_text(), ("1/16", 2)) == NET(("1/16", 2))


def test_without_ranges_none_are_stated(tmp_path):
    path = tmp_path / "net.nnet"
    write_nnet(path, NET)
    assert read_nnet(path).input_ranges is read_normalised_nnet(path).input_ranges is None
    largest = Q((2**24 - 1) * 2**104)
    line = path.read_text().splitlines()[5]
    assert [abs(Q(text) / largest - 1) < Q(1, 10**15) for text in line.split(",")[:2]] == [True] * 2


@given(
    network=dyadic_networks(
        numbers=st.builds(lambda n, k: Q(n, 10**k), st.integers(), st.integers(0, 30))
    )
)
@settings(max_examples=30)
def test_decimals_come_back(tmp_path_factory, network):
    path = tmp_path_factory.getbasetemp() / "decimals.nnet"
    write_nnet(path, network)
    assert read_nnet(path).network == network


BAD = {
    "empty": ("", FormatError, "must go on with the numbers of layers, inputs and outputs"),
    "comments alone": ("// x\n", FormatError, "but ends after line 0"),
    "cut in the header": ("\n".join(SMALL.split("\n")[:5]), FormatError, "but ends after line 5"),
    "cut in the weights": (SMALL[:-20], FormatError, "must go on with"),
    "cut in the biases": (SMALL[:-6], FormatError, "must go on with a bias of layer 2, but ends a"),
    "more": (SMALL + "3,\n", FormatError, "nothing may follow the last bias, but line 15 does"),
    "no text": (b"\xff\xfe", FormatError, "must be text in UTF-8, but byte 0 is not"),
    "NaN": (SMALL.replace("0.25,\n", "nan,\n"), NumberError, "line 14: a bias of layer 2 must"),
    "infinity": (SMALL.replace("10,\n1,-1", "10,\ninf,-1"), NumberError, "line 9: weights of"),
    "a long row": (
        SMALL.replace("1,-2,", "1,-2,3,"),
        DimensionError,
        "line 13 must have 2 numbers, weights of layer 2, not 3",
    ),
    "a long bias": (SMALL.replace("\n0.1,", "\n0.1,7,"), DimensionError, "must have 1 number, a"),
    "width 0": (
        SMALL.replace("2,2,1,\n", "2,0,1,\n"),
        DimensionError,
        "line 3 must have whole numbers of at least 1, the widths from the inputs to the out",
    ),
    "n = 0": (SMALL.replace("2,2,1,2", "2,0,1,2"), DimensionError, "whole numbers of at least 1"),
    "no layers": (SMALL.replace("2,2,1,2", "0,2,1,2"), DimensionError, "line 2 must have whole"),
    "half a layer": (SMALL.replace("2,2,1,2", "1.5,2,1,2"), DimensionError, "not 3/2"),
    "too few widths": (SMALL.replace("2,2,1,\n", "2,2,\n"), DimensionError, "must have 3 numbers"),
    "other widths": (
        SMALL.replace("2,2,1,\n", "3,2,1,\n"),
        DimensionError,
        "the widths must begin with 2 inputs and end with 1 output, not 3 and 1",
    ),
    "a huge network": (SMALL.replace("2,2,1,2", "9" * 99 + ",2,1,2"), DimensionError, "numbers, t"),
    "too few means": (SMALL.replace("5,-1.0,3", "5,-1.0"), DimensionError, "line 7 must have 3 n"),
    "range 0": (SMALL.replace("\n2,4,10", "\n2,0,10"), DomainError, "ranges[1] must not be 0"),
    "ends that cross": (
        SMALL.replace("0.0,-1,", "0.0,2,"),
        DomainError,
        "the least value of x2 must be at most the greatest, 1, not 2",
    ),
    "words": (SMALL.replace("0.1,", "zero,"), NumberError, "line 11: a bias of layer 1 must"),
    "JSON": ("{}", DimensionError, "line 1 must have 4 numbers"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_in_one_line(file, case):
    text, kind, message = BAD[case]
    path = file(text)
    assert_refused(read_nnet, path, kind, message)
    assert_refused(read_normalised_nnet, path, kind, message)


@given(data=damaged(SMALL.encode()))
@settings(max_examples=150)
def test_damage_gives_one_line(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "damaged.nnet"
    path.write_bytes(data)
    assert_refused_in_one_line_or_read(read_nnet, path)


@pytest.mark.parametrize(
    ("ranges", "kind", "message"),
    [
        ([(0, 1)], DimensionError, "input_ranges must be 2, one an input, not 1"),
        (
            [(0, 1), (1, 0)],
            DomainError,
            "the least value of x2 must be at most the greatest, 0",
        ),
        (
            [(0, 1), (0, "1/3")],
            FormatError,
            "upper[1] must have finitely many decimals, not be 1/3",
        ),
        ([(0, 1), (0, 0.5)], NumberError, "must be an exact rational number, not the float"),
    ],
)
def test_bad_ranges_are_not_written(tmp_path, ranges, kind, message):
    def write(path):
        write_nnet(path, NET, input_ranges=ranges)

    assert_refused(write, tmp_path / "net.nnet", kind, message)
    assert not list(tmp_path.iterdir())
