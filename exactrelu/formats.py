"""Files: networks, functions on the line and points, read strictly and written whole.

A file is JSON in UTF-8. Numbers are texts ``"p/q"`` or ``"p"``, or JSON integers. A JSON number
with a point or an exponent is a float to every other reader of the file, so it is refused unless
the caller says how to take it: ``floats="decimal"`` reads 0.1 as 1/10, from its digits, and
``floats="dyadic"`` as the double nearest to it. Whatever is wrong with a file is told in one line
that begins with its name.

>>> import tempfile
>>> path = Path(tempfile.mkdtemp()) / "absolute_value.json"
>>> write_json(path, PWL.from_pieces([0], [(-1, 0), (1, 0)]).as_json())
>>> read_pwl(path)(-3)
Fraction(3, 1)
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from exactrelu import network
from exactrelu.errors import DimensionError, ExactReluError, FormatError
from exactrelu.network import Network
from exactrelu.pwl import PWL
from exactrelu.pwl import function as line
from exactrelu.rational import Floats, Vector, as_matrix, as_rational

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FloatLiteral",
    "FunctionOnLine",
    "parse_json",
    "read_function",
    "read_json",
    "read_network",
    "read_points",
    "read_pwl",
    "read_text",
    "write_json",
    "write_text",
]

FunctionOnLine: TypeAlias = PWL | Network
FilePath: TypeAlias = str | os.PathLike[str]

T = TypeVar("T")

# Python itself refuses to read longer integers; as_rational reads them up to its own limit.
_LONG = 4000


class FloatLiteral:
    """A JSON number with a point or an exponent, kept as it is written.

    It holds no rational number until one says how to read it.

    >>> as_rational(FloatLiteral("0.1"), floats="decimal")
    Fraction(1, 10)
    >>> as_rational(FloatLiteral("0.1"))
    Traceback (most recent call last):
    exactrelu.errors.FloatError: value must be an exact rational number, not the float 0.1 \
(which holds 3602879701896397/36028797018963968); write "1/10", or ask for floats="dyadic" or \
"decimal"
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"FloatLiteral({self.text!r})"

    def as_integer_ratio(self) -> tuple[int, int]:
        """Return the double nearest to the literal, as a pair of integers."""
        return float(self.text).as_integer_ratio()


def parse_json(text: str, *, source: str = "text") -> Any:  # noqa: ANN401 - JSON is untyped
    """Return the JSON value that the text holds, its floats as FloatLiterals.

    Raises FormatError, with `source` in front, if the text is not one JSON value, if it repeats a
    key of an object, or if it holds NaN or Infinity, which JSON does not have.

    >>> parse_json('{"x": 1, "x": 2}', source="net.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: net.json: an object must not have the key 'x' twice
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=FloatLiteral,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise FormatError(f"{source}: {_syntax_error(error)}") from None
    except RecursionError:
        raise FormatError(f"{source}: the value must not be nested so deeply") from None
    except ExactReluError as error:
        raise _located(error, source) from None


def read_json(path: FilePath) -> Any:  # noqa: ANN401 - JSON is untyped
    """Return the JSON value in a file, as `parse_json` does.

    Raises FormatError, naming the file, if it cannot be read.

    >>> read_json("/no/such/file.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.json: the file must be readable, but: No such \
file or directory
    """
    return parse_json(read_text(path), source=os.fspath(path))


def read_text(path: FilePath) -> str:
    """Return the text in a file, which must be UTF-8.

    Raises FormatError, naming the file, if it cannot be read.

    >>> read_text("/no/such/file.mps")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.mps: the file must be readable, but: No such \
file or directory
    """
    source = os.fspath(path)
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FormatError(f"{source}: the file must be readable, but: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{source}: the file must be text in UTF-8, but byte {error.start} is not"
        ) from None


def read_network(path: FilePath, *, floats: Floats = "refuse") -> Network:
    """Return the network in a file of schema ``exactrelu-network/1``.

    Raises FormatError, NumberError or DimensionError, naming the file and the place in it.

    >>> read_network("/no/such/file.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.json: the file must be readable, but: No such \
file or directory
    """
    return _read(path, lambda value: Network.from_json(value, floats=floats))


def read_pwl(path: FilePath, *, floats: Floats = "refuse") -> PWL:
    """Return the function on the line in a file of schema ``exactrelu-pwl/1``.

    Raises FormatError, NumberError, DimensionError or FunctionError, naming the file.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "line.json"
    >>> write_json(path, PWL.affine(2, 1).as_json())
    >>> read_pwl(path) == PWL.affine(2, 1)
    True
    """
    return _read(path, lambda value: PWL.from_json(value, floats=floats))


def read_function(path: FilePath, *, floats: Floats = "refuse") -> FunctionOnLine:
    """Return the network or the function on the line in a file, whichever its schema says.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "net.json"
    >>> write_json(path, Network.of(([[2]], [0])).as_json())
    >>> read_function(path)(3)
    (Fraction(6, 1),)
    """
    return _read(path, lambda value: _reader(value)(value, floats=floats))


def read_points(path: FilePath, *, floats: Floats = "refuse") -> tuple[Vector, ...]:
    """Return the points in a file ``{"points": [[...], ...]}``, all of one dimension.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "points.json"
    >>> write_json(path, {"points": [["1/2", 3]]})
    >>> read_points(path)
    ((Fraction(1, 2), Fraction(3, 1)),)
    """
    return _read(path, lambda value: _points(value, floats))


def write_json(path: FilePath, value: object) -> None:
    """Write a JSON value to a file, whole or not at all; see `write_text`.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "value.json"
    >>> write_json(path, {"x": ["1/2"]})
    >>> read_json(path)
    {'x': ['1/2']}
    """
    write_text(path, json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def write_text(path: FilePath, text: str) -> None:
    """Write a text to a file: into a new file beside it, which then takes its name.

    A reader, or a run that is killed, sees the old file or the new one and never half of one.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "report.txt"
    >>> write_text(path, "done")
    >>> path.read_text(), [entry.name for entry in path.parent.iterdir()]
    ('done', ['report.txt'])
    """
    target = Path(path)
    # A pipe or a device keeps its name: nothing can be put in its place.
    is_stream = target.exists() and not target.is_file()
    beside = target if is_stream else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        beside.replace(target)
    except OSError as error:
        raise FormatError(
            f"{os.fspath(path)}: the file must be writable, but: {error.strerror}"
        ) from None
    finally:
        if not is_stream:
            with contextlib.suppress(OSError):
                beside.unlink()


def _read(path: FilePath, meaning: Callable[[Any], T]) -> T:
    """Read a file and take its value for what `meaning` says, naming the file in every error."""
    value = read_json(path)
    try:
        return meaning(value)
    except ExactReluError as error:
        raise _located(error, os.fspath(path)) from None


def _located(error: ExactReluError, source: str) -> ExactReluError:
    return type(error)(f"{source}: {error}")


def _reader(value: Any) -> Callable[..., FunctionOnLine]:  # noqa: ANN401 - JSON is untyped
    readers: dict[object, Callable[..., FunctionOnLine]] = {
        network.SCHEMA: Network.from_json,
        line.SCHEMA: PWL.from_json,
    }
    if not isinstance(value, dict) or "schema" not in value:
        raise FormatError("the file must hold an object with the field 'schema'")
    schema = value["schema"]
    if not isinstance(schema, str) or schema not in readers:
        raise FormatError(f"schema must be {' or '.join(map(repr, readers))}, not {schema!r:.80}")
    return readers[schema]


def _points(value: Any, floats: Floats) -> tuple[Vector, ...]:  # noqa: ANN401 - JSON is untyped
    if not isinstance(value, dict) or set(value) != {"points"}:
        raise FormatError("the file must hold an object with the only field 'points'")
    points = as_matrix(value["points"], floats=floats, name="points")
    if not points or not points[0]:
        raise DimensionError("points must hold at least 1 point with at least 1 coordinate")
    return points


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        if key in members:
            raise FormatError(f"an object must not have the key {key!r:.80} twice")
        members[key] = value
    return members


def _refuse_constant(literal: str) -> NoReturn:
    raise FormatError(f"numbers must be finite, and {literal} is not JSON")


def _integer(digits: str) -> int:
    return int(digits) if len(digits) < _LONG else as_rational(digits, name="integer").numerator


def _syntax_error(error: json.JSONDecodeError) -> str:
    place = f"line {error.lineno}, column {error.colno}"
    rest = error.doc[error.pos :]
    if not error.doc.strip():
        return "the file must hold a JSON value, but it is empty"
    if not rest.strip() or error.msg.startswith("Unterminated"):
        return f"the JSON value must be complete, but the text ends too early ({place})"
    if error.msg == "Extra data":
        return f"nothing may follow the JSON value, but more does ({place})"
    near = re.sub(r"\s+", " ", rest[:20])
    return f"{error.msg[0].lower()}{error.msg[1:]} at {place}, near {near!r}"
