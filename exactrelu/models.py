"""Files of optimisation models: linear, integer and convex quadratic programs, read and written.

The ending of the file says the format: ``.mps`` and ``.lp`` are those that solvers share
(`exactrelu.lp.mps`, `exactrelu.lp.lp_format`), ``.json`` has the schema ``exactrelu-lp/1``,
``exactrelu-ip/1`` or ``exactrelu-qp/1``. Numbers in the first two are decimals, which are exact;
for floats in JSON see `exactrelu.formats`.

>>> import tempfile
>>> path = Path(tempfile.mkdtemp()) / "model.lp"
>>> write_model(path, LinearProgram.of([1], [(["1/3"], ">=", 1)], names=["x"]))
'lp'
>>> print(path.read_text(), end="")
Minimize
 OBJ: x
Subject To
 R0: x >= 3
Bounds
 x free
End
>>> read_model(path)
LinearProgram.of(['1'], [(['1'], '>=', '3')], names=('x',))
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from exactrelu.errors import ExactReluError, FormatError
from exactrelu.formats import FloatLiteral, read_json, read_text, write_json, write_text
from exactrelu.lp import IntegerProgram, LinearProgram, as_lp, as_mps, from_lp, from_mps
from exactrelu.lp.integer import SCHEMA as IP_SCHEMA
from exactrelu.lp.program import SCHEMA as LP_SCHEMA
from exactrelu.lp.writing import Numbers
from exactrelu.qp import QuadraticProgram
from exactrelu.qp.program import SCHEMA as QP_SCHEMA
from exactrelu.rational import Floats, as_rational, as_text

__all__ = ["FORMATS", "Model", "is_model", "read_model", "write_model"]

Model: TypeAlias = LinearProgram | IntegerProgram | QuadraticProgram
FilePath: TypeAlias = str | os.PathLike[str]

FORMATS = ("mps", "lp", "json")
"""The formats of models, which are also the endings of their files."""

_READERS: dict[str, Callable[[object], Model]] = {
    LP_SCHEMA: LinearProgram.from_json,
    IP_SCHEMA: IntegerProgram.from_json,
    QP_SCHEMA: QuadraticProgram.from_json,
}


def is_model(path: FilePath) -> bool:
    """Whether the file holds an optimisation model, by its ending or by the schema in its JSON.

    >>> is_model("diet.mps"), is_model("net.csv")
    (True, False)
    """
    ending = Path(path).suffix.lower()
    return ending in {".mps", ".lp"} or (ending == ".json" and _schema(read_json(path)) in _READERS)


def read_model(path: FilePath, *, floats: Floats = "refuse") -> Model:
    """Return the model in a file.

    Raises FormatError, NumberError or DimensionError, naming the file and the place in it.

    >>> read_model("/no/such/file.mps")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.mps: the file must be readable, but: No such file \
or directory
    """
    source, ending = os.fspath(path), Path(path).suffix.lower()
    if ending == ".mps":
        return from_mps(read_text(path), source=source)
    if ending == ".lp":
        return from_lp(read_text(path), source=source)
    value = read_json(path)
    try:
        return _from_json(value, floats)
    except ExactReluError as error:
        raise type(error)(f"{source}: {error}") from None
    except RecursionError:
        raise FormatError(f"{source}: the value must not be nested so deeply") from None


def write_model(
    path: FilePath, model: Model, *, to: str | None = None, numbers: Numbers = "decimal"
) -> str:
    """Write the model to a file, whole or not at all, and return the name of the format.

    Without `to` the ending of the file says the format. See `exactrelu.lp.writing` for `numbers`.

    Raises FormatError for a format that cannot hold the model, NumberError for a number that it
    cannot hold.

    >>> write_model("model.txt", LinearProgram.of([1]))
    Traceback (most recent call last):
    exactrelu.errors.FormatError: model.txt: the format must be mps, lp or json, not 'txt'
    """
    name = to or Path(path).suffix.lower().removeprefix(".")
    if name not in FORMATS:
        raise FormatError(
            f"{os.fspath(path)}: the format must be mps, lp or json, not {name!r:.40}"
        )
    if name == "json":
        write_json(path, model.as_json())
    elif isinstance(model, QuadraticProgram):
        raise FormatError(f"{os.fspath(path)}: a quadratic program can be written as json only")
    else:
        write_text(path, (as_mps if name == "mps" else as_lp)(model, numbers=numbers))
    return name


def _schema(value: object) -> object:
    schema = value.get("schema") if isinstance(value, Mapping) else None
    return schema if isinstance(schema, str) else None


def _from_json(value: object, floats: Floats) -> Model:
    schema = _schema(value)
    if schema not in _READERS:
        raise FormatError(f"schema must be {' or '.join(map(repr, _READERS))}, not {schema!r:.80}")
    return _READERS[str(schema)](_exact(value, floats, "model"))


def _exact(value: Any, floats: Floats, name: str) -> Any:  # noqa: ANN401 - JSON is untyped
    """The JSON value with its floats as texts "p/q"."""
    match value:
        case FloatLiteral():
            return as_text(as_rational(value, floats=floats, name=name))
        case list():
            return [_exact(item, floats, f"{name}[{k}]") for k, item in enumerate(value)]
        case dict():
            return {key: _exact(item, floats, f"{name}.{key}") for key, item in value.items()}
    return value
