"""Optimisation models, linear, integer and convex quadratic: their files, and one `solve` for all.

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
from typing import TypeAlias

from exactrelu import lp, qp
from exactrelu.errors import ExactReluError, FormatError
from exactrelu.formats import read_json, read_text, write_json, write_text
from exactrelu.lp import IntegerProgram, LinearProgram, as_lp, as_mps, from_lp, from_mps
from exactrelu.lp.integer import SCHEMA as IP_SCHEMA
from exactrelu.lp.kinds import require
from exactrelu.lp.program import SCHEMA as LP_SCHEMA
from exactrelu.lp.search import Limits
from exactrelu.lp.writing import Numbers
from exactrelu.qp import QuadraticProgram
from exactrelu.qp.program import SCHEMA as QP_SCHEMA
from exactrelu.rational import Floats

__all__ = ["FORMATS", "Model", "is_model", "read_model", "solve", "write_model"]

Model: TypeAlias = LinearProgram | IntegerProgram | QuadraticProgram
FilePath: TypeAlias = str | os.PathLike[str]

FORMATS = ("mps", "lp", "json")
"""The formats of models, which are also the endings of their files."""

_READERS: dict[str, Callable[..., Model]] = {
    LP_SCHEMA: LinearProgram.from_json,
    IP_SCHEMA: IntegerProgram.from_json,
    QP_SCHEMA: QuadraticProgram.from_json,
}


def is_model(path: FilePath) -> bool:
    """Whether the file holds an optimisation model, by its ending or by the schema in its JSON.

    >>> is_model("diet.mps"), is_model("net.csv")
    (True, False)
    """
    ending = _ending(path)
    return ending in {".mps", ".lp"} or (ending == ".json" and _schema(read_json(path)) in _READERS)


def read_model(path: FilePath, *, floats: Floats = "refuse") -> Model:
    """Return the model in a file.

    Raises FormatError, NumberError or DimensionError, naming the file and the place in it.

    >>> read_model("/no/such/file.mps")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: /no/such/file.mps: the file must be readable, but: No such file \
or directory
    """
    source, ending = os.fspath(path), _ending(path)
    if ending == ".mps":
        return from_mps(read_text(path), source=source)
    if ending == ".lp":
        return from_lp(read_text(path), source=source)
    if ending != ".json":
        raise FormatError(f"{source}: the ending must be .mps, .lp or .json, not {ending!r:.40}")
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


def solve(
    model: Model, *, time_limit: object = None, node_limit: int | None = None
) -> lp.Answer | lp.IntegerAnswer | qp.Answer:
    """Return the exact answer to a program of whatever kind, with its certificate.

    The limits, in seconds and in nodes, are for integer programs only: see `solve_integer`.

    Raises BudgetError with a proved bracket of the optimum when a limit is reached, NonConvexError
    for a Hessian that is not positive semidefinite, KindError for what is no program.

    >>> solve(LinearProgram.of([2], [([3], ">=", 1)])).value
    Fraction(2, 3)
    >>> solve(IntegerProgram.of([2], [([3], ">=", 1)])).value
    Fraction(2, 1)
    >>> solve(QuadraticProgram([[2]], [0], [([3], ">=", 1)])).value
    Fraction(1, 9)
    """
    Limits.of(node_limit, time_limit)
    match model:
        case LinearProgram():
            return lp.solve(model)
        case IntegerProgram():
            return lp.solve_integer(model, time_limit=time_limit, node_limit=node_limit)
        case QuadraticProgram():
            return qp.solve(model)
    require(model, (LinearProgram, IntegerProgram, QuadraticProgram), "model")
    raise AssertionError


def _ending(path: FilePath) -> str:
    return Path(path).suffix.lower()


def _schema(value: object) -> object:
    schema = value.get("schema") if isinstance(value, Mapping) else None
    return schema if isinstance(schema, str) else None


def _from_json(value: object, floats: Floats) -> Model:
    require(value, dict, "the JSON of a model")
    schema = _schema(value)
    if schema not in _READERS:
        raise FormatError(f"schema must be {' or '.join(map(repr, _READERS))}, not {schema!r:.80}")
    return _READERS[str(schema)](value, floats=floats)
