"""What kind an argument is: refused in one line where it is another than the one asked for.

>>> require("x >= 1", str, "text")
>>> require(b"x >= 1", str, "text")
Traceback (most recent call last):
exactrelu.errors.KindError: text must be a str, not a bytes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exactrelu.errors import FormatError, KindError

__all__ = ["fields_of", "require", "require_items", "require_program"]


def require(value: object, kind: type | tuple[type, ...], name: str, *, hint: str = "") -> None:
    """Raise KindError, the hint at its end, unless the value is of the kind, or of one of them.

    >>> require(5, (str, bytes), "text", hint="write a text")
    Traceback (most recent call last):
    exactrelu.errors.KindError: text must be a str or a bytes, not an int; write a text
    """
    if isinstance(value, kind):
        return
    kinds = kind if isinstance(kind, tuple) else (kind,)
    asked = " or ".join(map(_with_article, kinds))
    came = "None" if value is None else _with_article(type(value))
    raise KindError(f"{name} must be {asked}, not {came}" + (f"; {hint}" if hint else ""))


def require_program(value: object, kind: type | tuple[type, ...]) -> None:
    """Raise KindError unless the value is a program of this kind; say what takes the other kinds.

    >>> from exactrelu.lp import IntegerProgram, LinearProgram
    >>> require_program(LinearProgram.of([1]), IntegerProgram)
    Traceback (most recent call last):
    exactrelu.errors.KindError: program must be an IntegerProgram, not a LinearProgram; \
exactrelu.models.solve takes every kind of program
    """
    is_program = type(value).__name__.endswith("Program")
    hint = "exactrelu.models.solve takes every kind of program" if is_program else ""
    require(value, kind, "program", hint=hint)


def require_items(values: object, name: str, what: str) -> None:
    """Raise KindError unless the value is something to iterate over, and no text.

    >>> require_items(5, "rows", "rows")
    Traceback (most recent call last):
    exactrelu.errors.KindError: rows must be a sequence of rows, not an int
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        came = "None" if values is None else _with_article(type(values))
        raise KindError(f"{name} must be a sequence of {what}, not {came}")


def fields_of(
    value: object, names: Iterable[str], where: str, *, optional: Iterable[str] = ()
) -> Mapping[str, object]:
    """Return an object of JSON that has all these fields, perhaps the optional ones, and no others.

    Raises KindError for what is no object, FormatError for a field that is missing or unknown.

    >>> fields_of({"x": 1, "z": 2}, ("x", "y"), "point")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: point must have the field 'y'
    """
    asked = tuple(names)
    if not isinstance(value, Mapping):
        fields = ", ".join(asked)
        raise KindError(f"{where} must be an object with the fields {fields}, not {value!r:.80}")
    for name in asked:
        if name not in value:
            raise FormatError(f"{where} must have the field {name!r}")
    for name in value:
        if name not in (*asked, *optional):
            raise FormatError(f"{where} must not have the unknown field {name!r:.80}")
    return value


def _with_article(kind: type) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIOUaeiou' else 'a'} {kind.__name__}"
