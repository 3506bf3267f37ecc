"""Figures as SVG texts and as files, written whole or not at all; equal figures are equal bytes."""

from __future__ import annotations

import io
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl

from exactrelu.errors import FormatError
from exactrelu.formats import write_text
from exactrelu.plots.style import STYLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

__all__ = ["require_figure_file", "svg_of", "write_figure"]


def svg_of(draw: Callable[[], Figure], *, salt: str = "exactrelu") -> str:
    """Return what `draw` draws as one SVG element, to be put into a page or a file.

    Two drawings in one page need different `salt`, since the names of their parts are made from it.
    """
    buffer = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": salt}):
        draw().savefig(
            buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return _without_unused_ids(svg)


def _without_unused_ids(svg: str) -> str:
    used = set(re.findall(r"#([\w-]+)", svg))
    return re.sub(r' id="([^"]+)"', lambda m: m.group() if m.group(1) in used else "", svg)


def require_figure_file(path: Path | str) -> None:
    """Raise FormatError unless a figure can be written there: a good ending, in a folder.

    >>> require_figure_file("map.gif")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: map.gif: a plot must end in .svg or .png, not '.gif'
    """
    target = Path(path)
    if target.suffix not in {".svg", ".png"}:
        name = f"{path}: " if str(path) else ""
        raise FormatError(f"{name}a plot must end in .svg or .png, not {target.suffix!r}")
    if not target.parent.is_dir():
        raise FormatError(f"{path}: the file must be writable, but: {target.parent} is no folder")


def write_figure(path: Path | str, draw: Callable[[], Figure]) -> None:
    """Write what `draw` draws to a file ``.svg`` or ``.png``, whole or not at all.

    Raises FormatError for another ending and for a file that cannot be written.
    """
    require_figure_file(path)
    target = Path(path)
    if target.suffix == ".svg":
        write_text(target, '<?xml version="1.0" encoding="utf-8"?>\n' + svg_of(draw))
    else:
        _write_png(target, draw())


def _write_png(target: Path, drawing: Figure) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with mpl.rc_context(STYLE):
            drawing.savefig(beside, format="png", dpi=160, metadata={"Software": None})
        beside.replace(target)
    except OSError as error:
        raise FormatError(f"{target}: the file must be writable, but: {error.strerror}") from None
    finally:
        with suppress(OSError):
            beside.unlink()
