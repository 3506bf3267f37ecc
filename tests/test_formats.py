import os
from fractions import Fraction as Q

import pytest

from exactrelu import formats
from exactrelu.errors import (
    DimensionError,
    ExactReluError,
    FloatError,
    FormatError,
    FunctionError,
    NumberError,
)
from exactrelu.network import Network
from exactrelu.pwl import PWL

ABSOLUTE_VALUE = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))
HAT = PWL.from_points([(-1, 0), (0, 1), (1, 0)], left_slope=0, right_slope=0)


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "input.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def layers(weights, bias="[0]"):
    schema = '{"schema": "exactrelu-network/1", '
    return schema + f'"layers": [{{"weights": {weights}, "bias": {bias}}}]}}'


def pieces(breakpoints, lines):
    return f'{{"schema": "exactrelu-pwl/1", "breakpoints": {breakpoints}, "pieces": {lines}}}'


def test_what_is_written_is_read_again(tmp_path):
    formats.write_json(tmp_path / "net.json", ABSOLUTE_VALUE.as_json())
    formats.write_json(tmp_path / "hat.json", HAT.as_json())
    assert formats.read_network(tmp_path / "net.json") == ABSOLUTE_VALUE
    assert formats.read_function(str(tmp_path / "net.json")) == ABSOLUTE_VALUE
    assert formats.read_pwl(tmp_path / "hat.json") == HAT
    assert formats.read_function(tmp_path / "hat.json") == HAT


def test_points_are_read(file):
    assert formats.read_points(file('{"points": [["1/2", 3], [0, "0.1"]]}')) == (
        (Q(1, 2), 3),
        (0, Q(1, 10)),
    )


BAD_FILES = {
    "empty": ("", FormatError, "the file must hold a JSON value, but it is empty"),
    "blank": (" \n", FormatError, "the file must hold a JSON value, but it is empty"),
    "cut": (layers("[[1]]")[:-10], FormatError, "must be complete, but the text ends too early"),
    "cut in a text": ('{"schema": "exactre', FormatError, "the text ends too early (line 1, col"),
    "cut in a number": ('{"points": [[1', FormatError, "the text ends too early"),
    "rubbish after": (layers("[[1]]") + "}", FormatError, "nothing may follow the JSON value"),
    "rubbish": ("{'schema': 3}", FormatError, "in double quotes at line 1, column 2, near"),
    "key twice": (
        '{"schema": 1, "schema": 1}',
        FormatError,
        "must not have the key 'schema' twice",
    ),
    "NaN": (layers("[[NaN]]"), FormatError, "numbers must be finite, and NaN is not JSON"),
    "infinity": (layers("[[-Infinity]]"), FormatError, "and -Infinity is not JSON"),
    "nested": ("[" * 100_000, FormatError, "must not be nested so deeply"),
    "not text": (b"\xff\xfe{}", FormatError, "must be text in UTF-8, but byte 0 is not"),
    "long number": (layers(f"[[{'9' * 100_001}]]"), NumberError, "must have at most 100000 digits"),
    "no object": ("[1, 2]", FormatError, "must hold an object with the field 'schema'"),
    "no schema": ("{}", FormatError, "must hold an object with the field 'schema'"),
    "schema": ('{"schema": "exactrelu-network/7"}', FormatError, "schema must be 'exactrelu-netw"),
    "schema of wrong type": ('{"schema": []}', FormatError, "schema must be 'exactrelu-network/1'"),
    "float": (
        layers("[[1, 0.1]]"),
        FloatError,
        "layers[0].weights[0][1] must be an exact rational",
    ),
    "float that is whole": (layers("[[1e3]]"), FloatError, "not the float 1e3"),
    "huge float": (layers("[[1e999]]"), FloatError, "must be a finite rational number, not 1e999"),
    "division by zero": (layers('[["1/0"]]'), NumberError, "layers[0].weights[0][0] must be"),
    "null": (layers("[[null]]"), NumberError, "not None"),
    "true": (layers("[[true]]"), NumberError, "not the truth value True"),
    "ragged": (layers("[[1, 2], [3]]", "[0, 0]"), DimensionError, "weights[1] must have 2 entries"),
    "empty layer": (layers("[]", "[]"), DimensionError, "weights must have at least 1 row"),
    "no layer": (
        '{"schema": "exactrelu-network/1", "layers": []}',
        DimensionError,
        "layers must have at least 1 entry",
    ),
    "unknown field": (
        '{"schema": "exactrelu-network/1", "layers": [], "nodes": 3}',
        FormatError,
        "must not have the unknown field 'nodes'",
    ),
    "unsorted": (pieces("[1, 0]", "[[0,0],[0,0],[0,0]]"), FunctionError, "must increase strictly"),
    "jump": (pieces("[0]", "[[0,0],[0,1]]"), FunctionError, "must agree at the breakpoint 0"),
    "too few pieces": (pieces("[0]", "[[0, 0]]"), DimensionError, "need 2 pieces, not 1"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files_are_answered_in_one_line_that_names_the_file(file, case):
    text, kind, message = BAD_FILES[case]
    path = file(text)
    with pytest.raises(kind) as error:
        formats.read_function(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"points": [[1, 2], [3]]}', "points[1] must have 2 entries like points[0], not 1"),
        ('{"points": []}', "points must hold at least 1 point with at least 1 coordinate"),
        ('{"points": [[]]}', "points must hold at least 1 point with at least 1 coordinate"),
        ('{"points": [[1]], "y": []}', "must hold an object with the only field 'points'"),
        ("3", "must hold an object with the only field 'points'"),
        ('{"points": [[0.5]]}', "points[0][0] must be an exact rational number"),
    ],
)
def test_bad_points_are_refused(file, text, message):
    with pytest.raises(ExactReluError) as error:
        formats.read_points(file(text))
    assert message in str(error.value)


def test_a_schema_is_not_read_as_the_other(file):
    with pytest.raises(FormatError, match="schema must be"):
        formats.read_pwl(file(layers("[[1]]")))
    with pytest.raises(FormatError, match="schema must be 'exactrelu-network/1'"):
        formats.read_network(file(pieces("[]", "[[0, 0]]")))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(FormatError, match=r"none\.json: the file must be readable, but: No such"):
        formats.read_json(tmp_path / "none.json")
    with pytest.raises(FormatError, match="the file must be readable, but: Is a directory"):
        formats.read_json(tmp_path)


@pytest.mark.parametrize(
    ("floats", "value"), [("decimal", Q(1, 10)), ("dyadic", Q(3602879701896397, 2**55))]
)
def test_floats_of_a_file_are_read_as_asked(file, floats, value):
    net = formats.read_network(file(layers("[[0.1]]")), floats=floats)
    assert net(1) == (value,)
    points = formats.read_points(file('{"points": [[0.1]]}'), floats=floats)
    assert points == ((value,),)
    f = formats.read_pwl(file(pieces("[]", "[[0.1, 0]]")), floats=floats)
    assert f(1) == value


def test_decimal_floats_are_read_from_their_digits(file):
    # A double holds about 16 digits; the text has more.
    net = formats.read_network(file(layers("[[0.1000000000000000000001]]")), floats="decimal")
    assert net(1) == (Q(10**21 + 1, 10**22),)


def test_float_literals_show_as_they_are_written():
    (literal,) = formats.parse_json("[1.50]")
    assert (str(literal), repr(literal)) == ("1.50", "FloatLiteral('1.50')")


def test_integers_may_be_longer_than_python_reads():
    digits = "1" + "0" * 9000
    assert formats.parse_json(f"[{digits}, -{digits}]") == [10**9000, -(10**9000)]


def test_a_byte_order_mark_is_no_fault(file):
    assert formats.read_json(file(b"\xef\xbb\xbf[1]")) == [1]


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    formats.write_text(path, "old")

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(path), "replace", fails)
    with pytest.raises(FormatError, match="must be writable, but: No space left on device"):
        formats.write_text(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["net.json"]  # noqa: PTH208


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(FormatError, match="must be writable, but: No such file or directory"):
        formats.write_text(tmp_path / "no" / "net.json", "new")
    (tmp_path / "file").write_text("")
    with pytest.raises(FormatError, match="must be writable, but: Not a directory"):
        formats.write_text(tmp_path / "file" / "net.json", "new")


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    formats.write_text(pipe, "text")
    assert os.read(reader, 9) == b"text"
    os.close(reader)
    assert pipe.is_fifo()


def test_json_that_json_does_not_know_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        formats.write_json(tmp_path / "x.json", float("nan"))
    assert not list(tmp_path.iterdir())
