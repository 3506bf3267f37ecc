"""JSON files of networks, functions on the line and points, read strictly.

A file is JSON in UTF-8. Numbers are texts ``"p/q"`` or ``"p"``, or JSON integers. A JSON number
with a point or an exponent is a float to every other reader of the file, so it is refused unless
the caller says how to take it: ``floats="decimal"`` reads 0.1 as 1/10, from its digits, and
``floats="dyadic"`` as the double nearest to it. Whatever is wrong with a file is told in one line
that begins with its name.

>>> import tempfile
>>> from pathlib import Path
>>> from exactrelu.formats import write_json
>>> path = Path(tempfile.mkdtemp()) / "absolute_value.json"
>>> write_json(path, PWL.from_pieces([0], [(-1, 0), (1, 0)]).as_json())
>>> read_pwl(path)(-3)
Fraction(3, 1)
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from exactrelu import network
from exactrelu.errors import DimensionError, ExactReluError, FormatError
from exactrelu.formats.reading import naming, read_text
from exactrelu.formats.writing import FilePath
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
    "read_function_document",
    "read_json",
    "read_network_document",
    "read_points",
    "read_pwl",
]

FunctionOnLine: TypeAlias = PWL | Network

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
        raise type(error)(f"{source}: {error}") from None


def read_json(path: FilePath) -> Any:  # noqa: ANN401 - JSON is untyped
    """Return the JSON value in a file, as `parse_json` does.

    Raises FormatError, naming the file, if it cannot be read.

    >>> read_json("/no/such/file.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.json: the file must be readable, but: No such \
file or directory
    """
    return parse_json(read_text(path), source=os.fspath(path))


def read_network_document(path: FilePath, *, floats: Floats = "refuse") -> Network:
    """Return the network in a file of schema ``exactrelu-network/1``.

    Raises FormatError, NumberError or DimensionError, naming the file and the place in it.

    >>> read_network_document("/no/such/file.json")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.json: the file must be readable, but: No such \
file or directory
    """
    return _read(path, lambda value: Network.from_json(value, floats=floats))


def read_pwl(path: FilePath, *, floats: Floats = "refuse") -> PWL:
    """Return the function on the line in a file of schema ``exactrelu-pwl/1``.

    Raises FormatError, NumberError, DimensionError or FunctionError, naming the file.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from exactrelu.formats import write_json
    >>> path = Path(tempfile.mkdtemp()) / "line.json"
    >>> write_json(path, PWL.affine(2, 1).as_json())
    >>> read_pwl(path) == PWL.affine(2, 1)
    True
    """
    return _read(path, lambda value: PWL.from_json(value, floats=floats))


def read_function_document(path: FilePath, *, floats: Floats = "refuse") -> FunctionOnLine:
    """Return the network or the function on the line in a file, whichever its schema says.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from exactrelu.formats import write_json
    >>> path = Path(tempfile.mkdtemp()) / "net.json"
    >>> write_json(path, Network.of(([[2]], [0])).as_json())
    >>> read_function_document(path)(3)
    (Fraction(6, 1),)
    """
    return _read(path, lambda value: _reader(value)(value, floats=floats))


def read_points(path: FilePath, *, floats: Floats = "refuse") -> tuple[Vector, ...]:
    """Return the points in a file ``{"points": [[...], ...]}``, all of one dimension.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from exactrelu.formats import write_json
    >>> path = Path(tempfile.mkdtemp()) / "points.json"
    >>> write_json(path, {"points": [["1/2", 3]]})
    >>> read_points(path)
    ((Fraction(1, 2), Fraction(3, 1)),)
    """
    return _read(path, lambda value: _points(value, floats))


def _read(path: FilePath, meaning: Callable[[Any], T]) -> T:
    """Read a file and take its value for what `meaning` says, naming the file in every error."""
    value = read_json(path)
    with naming(path):
        return meaning(value)


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
