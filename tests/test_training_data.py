"""Files of samples: what is read, what is refused and with which words, and there and back."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from training_problems import samples_in

from exactrelu.errors import ExactReluError
from exactrelu.training import Samples
from exactrelu.training.data import read_samples, samples_as_json, samples_from_json, write_samples

HALF = Samples([["1/2", -3], [0, "1/10"]], [1, "1/1000"])
WEIGHTED = Samples([[0], [1]], [2, 3], [1, "1/2"])

TABLES = {
    "as it is written": ("x1,x2,y\n1/2,-3,1\n0,0.1,1e-3\n", HALF),
    "with a byte order mark": ("\ufeffx1,x2,y\n1/2,-3,1\n0,.1,0.001\n", HALF),
    "with the ends of lines of Windows": ("x1,x2,y\r\n1/2,-3,1\r\n0,0.1,0.001\r\n", HALF),
    "with the ends of lines of old": ("x1,x2,y\r1/2,-3,1\r0,0.1,0.001", HALF),
    "with quotes": ('"x1","x2",y\n"1/2",-3,"1"\n0,0.1,"0.001"\n', HALF),
    "with blanks": (" x1, x2 ,y\n 1/2,-3 ,\t1\n\n  \n0,0.1,0.001\n\n", HALF),
    "with the columns in another order": ("y,x2,x1\n1,-3,1/2\n0.001,0.1,0\n", HALF),
    "with weights": ("x1,y,w\n0,2,1\n1,3,0.5\n", WEIGHTED),
    "of one sample": ("x1,y\n3,4", Samples([[3]], [4])),
    "with a sample twice": ("x1,y\n3,4\n3,4\n", Samples([[3], [3]], [4, 4])),
    "that contradicts itself": ("x1,y\n3,4\n3,5\n", Samples([[3], [3]], [4, 5])),
    "with a constant column": ("x1,x2,y\n3,4,1\n3,5,1\n", Samples([[3, 4], [3, 5]], [1, 1])),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_read(case, tmp_path):
    text, samples = TABLES[case]
    path = tmp_path / "data.csv"
    path.write_bytes(text.encode())
    assert read_samples(path) == samples


REFUSED = {
    "an empty file": ("", "the file must hold a header x1,…,xn,y and samples, but it is empty"),
    "empty lines": ("\n \n", "the file must hold a header x1,…,xn,y and samples, but it is empty"),
    "a header alone": ("x1,y\n", "the file must hold at least 1 sample below its header"),
    "no header": (
        "1,2\n3,4\n",
        (
            "line 1 must be the header x1,…,xn,y, with w for weights, but has the column '1'; "
            "there is no header"
        ),
    ),
    "an unknown column": (
        "x1,x2,z,y\n",
        "line 1 must be the header x1,…,xn,y, with w for weights, but has the column 'z'",
    ),
    "a column left out": (
        "\nx1,x3,y\n1,2,3\n",
        "line 2 must be the header x1,…,xn,y, with w for weights, but has the column 'x3'",
    ),
    "a column twice": ("x1,y,x1\n1,2,3\n", "line 1: columns must differ, but 'x1' comes twice"),
    "no label": ("x1,x2\n1,2\n", "line 1 must be a header with the column y"),
    "no coordinate": ("y\n1\n", "line 1 must be a header with the column x1"),
    "a missing value": (
        "x1,x2,y\n1,2,3\n1,,3\n",
        "line 3: x2 must be a number, but the cell is empty",
    ),
    "a short row": ("x1,y\n1,2\n\n3\n", "line 4 must have 2 cells like the header, not 1"),
    "a long row": ("x1,y\n1,2,3\n", "line 2 must have 2 cells like the header, not 3"),
    "a word": (
        "x1,y\n1,2\n3,four\n",
        'line 3: y must be a rational number such as "3", "-1/2" or "0.25", not \'four\'',
    ),
    "not a number": (
        "x1,y\nNaN,2\n",
        'line 2: x1 must be a rational number such as "3", "-1/2" or "0.25", not \'NaN\'',
    ),
    "nothing below the line": (
        "x1,y\n1/0,2\n",
        "line 2: x1 must be a rational number, but '1/0' divides by zero",
    ),
    "a comma for the point": (
        "x1;y\n1,5;2\n",
        (
            "line 1 must be the header x1,…,xn,y, with w for weights, but has the column 'x1;y'; "
            "columns are separated by commas"
        ),
    ),
    "a quote that does not end": (
        'x1,y\n"1,2\n',
        "line 2 must be CSV, but: unexpected end of data",
    ),
    "a negative weight": ("x1,y,w\n1,2,3\n1,2,-1/2\n", "line 3: w must be at least 0, not -1/2"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_is_refused_with_its_file_and_line(case, tmp_path):
    text, words = REFUSED[case]
    path = tmp_path / "data.csv"
    path.write_text(text)
    with pytest.raises(ExactReluError) as caught:
        read_samples(path)
    assert str(caught.value) == f"{path}: {words}"


JSON_REFUSED = {
    "no object": ([1], "the file must hold an object with the fields 'x' and 'y', and perhaps 'w'"),
    "an unknown field": (
        {"x": [[1]], "y": [1], "z": 1},
        "the file must hold an object with the fields 'x' and 'y', and perhaps 'w'",
    ),
    "no sample": ({"x": [], "y": []}, "x must hold at least 1 sample with at least 1 coordinate"),
    "no coordinate": (
        {"x": [[]], "y": [1]},
        "x must hold at least 1 sample with at least 1 coordinate",
    ),
    "a ragged row": (
        {"x": [[1, 2], [1]], "y": [1, 2]},
        "x[1] must have 2 entries like x[0], not 1",
    ),
    "a missing value": ({"x": [[None]], "y": [1]}, "x[0][0] must be a rational number, not None"),
    "a flat list": ({"x": [1], "y": [1]}, "x[0] must be a sequence of rational numbers, not int"),
    "few labels": (
        {"x": [[1], [2]], "y": [1]},
        "y must have 2 entries, one for each row of x, not 1",
    ),
    "few weights": (
        {"x": [[1]], "y": [1], "w": []},
        "w must have 1 entry, one for each row of x, not 0",
    ),
    "a negative weight": (
        {"x": [[1]], "y": [1], "w": [-1]},
        "w[0] must be at least 0, not -1",
    ),
    "a float": (
        {"x": [[0.1]], "y": [1]},
        (
            "x[0][0] must be an exact rational number, not the float 0.1 (which holds "
            '3602879701896397/36028797018963968); write "1/10", or ask for floats="dyadic" or '
            '"decimal"'
        ),
    ),
}


@pytest.mark.parametrize("case", JSON_REFUSED)
def test_json_is_refused_with_its_place(case, tmp_path):
    value, words = JSON_REFUSED[case]
    path = tmp_path / "data.json"
    path.write_text(json.dumps(value))
    with pytest.raises(ExactReluError) as caught:
        read_samples(path)
    assert str(caught.value) == f"{path}: {words}"


def test_json_floats_are_read_as_one_asks(tmp_path):
    path = tmp_path / "data.json"
    path.write_text('{"x": [[0.1]], "y": [1e2]}')
    assert read_samples(path, floats="decimal") == Samples([["1/10"]], [100])
    assert read_samples(path, floats="dyadic").points == ((Fraction(0.1),),)


def test_json_without_numbers_is_refused(tmp_path):
    path = tmp_path / "data.json"
    path.write_text('{"x": [[NaN]], "y": [1]}')
    with pytest.raises(ExactReluError, match="numbers must be finite, and NaN is not JSON"):
        read_samples(path)


def test_a_hundred_thousand_rows_are_read(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x1,x2,y\n" + "".join(f"{k},{k}/7,{k}.25\n" for k in range(100_000)))
    samples = read_samples(path)
    assert len(samples) == 100_000
    assert samples.points[-1] == (99_999, Fraction(99_999, 7))
    assert samples.labels[3] == Fraction(13, 4)


def test_an_error_far_below_is_found(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x1,y\n" + "1,2\n" * 30_000 + "1,\n")
    with pytest.raises(ExactReluError, match="line 30002: y must be a number"):
        read_samples(path)


@pytest.mark.parametrize("name", ["data.csv", "data.json"])
@given(samples=samples_in(2, 5))
def test_what_is_written_is_read_back(name, samples, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / name
    write_samples(path, samples)
    assert read_samples(path) == samples
    assert samples_from_json(samples_as_json(samples)) == samples
