"""Networks whose numbers every format holds, and damaged files."""

from fractions import Fraction as Q
from itertools import pairwise

import pytest
from hypothesis import strategies as st

from exactrelu.errors import ExactReluError
from exactrelu.network import Network

NET = Network.of(
    ([[1, "-1/2"], ["3/4", 2], [0, "-0.375"]], [0, "1/8", -3]),
    ([[1, 2, 3], ["-1/1024", 0, 1]], ["5/16", 0]),
    ([[1, -1]], [7]),
)
dyadics = st.builds(lambda n, k: Q(n, 2**k), st.integers(-9, 9), st.integers(0, 4))
extreme = st.sampled_from([Q(2) ** 300, Q(-1) / 2**300, Q(1, 2**1074), Q(2**53 - 1)])
points = st.lists(st.integers(-9, 9), min_size=9, max_size=9)


@st.composite
def dyadic_networks(draw, *, numbers=dyadics | extreme):
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))

    def layer(columns, rows):
        row = st.lists(numbers, min_size=columns, max_size=columns)
        weights = draw(st.lists(row, min_size=rows, max_size=rows))
        return weights, draw(st.lists(numbers, min_size=rows, max_size=rows))

    return Network([layer(*sizes) for sizes in pairwise(widths)])


@st.composite
def damaged(draw, data):
    """The bytes cut, with a byte changed, with bytes put in, or quite other bytes."""
    place = draw(st.integers(0, len(data) - 1))
    some = draw(st.binary(min_size=1, max_size=4))
    return draw(
        st.sampled_from(
            [
                data[:place],
                data[:place] + some + data[place + 1 :],
                data[:place] + some + data[place:],
            ]
        )
        | st.binary(max_size=40)
    )


def assert_refused_in_one_line_or_read(read, path):
    try:
        read(path)
        said = f"{path}: nothing"
    except ExactReluError as error:
        said = str(error)
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1


def assert_refused(read, path, kind, message):
    with pytest.raises(kind) as error:
        read(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1
