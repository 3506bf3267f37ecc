"""Files: networks, functions on the line and points, read strictly and written whole.

Networks come as JSON, ONNX, .nnet, numpy's .npz, safetensors and torch's .pt; one module for each
format says what it takes. Rationals and decimal text are read as they are written, floats as the
dyadic rationals that they hold, and a `StatedNetwork` records which. The network is the one of real
arithmetic. Whatever is wrong with a file is told in one line that begins with its name.

>>> import tempfile
>>> from exactrelu.network import Network
>>> path = tempfile.mkdtemp() + "/absolute_value.json"
>>> write_network(path, Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0])))
'json'
>>> read_network(path)(-3)
(Fraction(3, 1),)
"""

from exactrelu.formats.documents import (
    FloatLiteral,
    FunctionOnLine,
    parse_json,
    read_json,
    read_points,
    read_pwl,
)
from exactrelu.formats.reading import read_bytes, read_text
from exactrelu.formats.recognition import (
    READING_OF_FORMAT,
    NnetUnits,
    format_of,
    read_function,
    read_network,
    read_stated_network,
    write_network,
)
from exactrelu.formats.stated import Range, Reading, StatedNetwork
from exactrelu.formats.writing import (
    FilePath,
    require_writable,
    write_bytes,
    write_json,
    write_text,
)

__all__ = [
    "READING_OF_FORMAT",
    "FilePath",
    "FloatLiteral",
    "FunctionOnLine",
    "NnetUnits",
    "Range",
    "Reading",
    "StatedNetwork",
    "format_of",
    "parse_json",
    "read_bytes",
    "read_function",
    "read_json",
    "read_network",
    "read_points",
    "read_pwl",
    "read_stated_network",
    "read_text",
    "require_writable",
    "write_bytes",
    "write_json",
    "write_network",
    "write_text",
]
