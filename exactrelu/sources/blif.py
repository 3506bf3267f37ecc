r"""Monotone circuits in BLIF, the Berkeley Logic Interchange Format.

What is read is one ``.model`` with ``.inputs``, one signal in ``.outputs`` and a ``.names`` for
each other signal, in any order. The rows below a ``.names`` say where it is 1, or where it is 0.

- An AND or an OR of the inputs, in whatever rows it is written, is that gate. It takes those of the
  inputs that it depends on. A gate of one input is an AND; the constant 1 is the AND and 0 the OR
  of nothing.
- Another monotone function is the OR of the ANDs that are its prime implicants or, if the rows say
  where it is 0, the AND of ORs. These gates are wires of their own.
- A function that is not monotone is refused, as are cycles, signals without a definition or with
  two, and latches, subcircuits and all other constructs, each by its name.

Gates that the output does not need stay. (*Berkeley Logic Interchange Format*, University of
California, 1992.)

>>> text = ".model m\n.inputs a b\n.outputs f\n.names a b f\n1- 1\n-1 1\n.end\n"
>>> from_blif(text)
MonotoneCircuit(2, [Gate('OR', [0, 1])], output=2)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from exactrelu.errors import BudgetError, FormatError
from exactrelu.sources.circuits import Gate, MonotoneCircuit, Operation
from exactrelu.sources.monotone_covers import MAX_ROWS, falling_pair, prime_implicants
from exactrelu.sources.words import require_few

__all__ = ["as_blif", "from_blif"]

MAX_SHOWN = 8
"""How many signals of a cycle a message names; a longer cycle is cut in the middle."""


@dataclass(slots=True)
class _Table:
    """A ``.names``: the line where it stands, its inputs, and its rows with their last digits."""

    line: int
    inputs: list[str]
    rows: list[str] = field(default_factory=list)
    values: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Model:
    """What a file declares, in the order of the file."""

    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    tables: dict[str, _Table] = field(default_factory=dict)


def from_blif(text: str) -> MonotoneCircuit:
    r"""Return the circuit that a text holds.

    Raises FormatError for everything that is refused, with the line or the name of the signal;
    DomainError for too many wires; BudgetError if it is too hard to see whether a function is
    monotone.

    >>> from_blif(".inputs a\n.outputs f\n.names a f\n0 1\n")
    Traceback (most recent call last):
    exactrelu.errors.FormatError: line 3: 'f' must be a monotone function of its inputs, ...
    """
    model = _model(text)
    wires = {name: k for k, name in enumerate(model.inputs)}
    gates: list[Gate] = []
    for name in _in_topological_order(model):
        table = model.tables[name]
        first = len(model.inputs) + len(gates)
        gates += _gates(name, table, [wires[source] for source in table.inputs], first)
        wires[name] = len(model.inputs) + len(gates) - 1
        require_few(len(model.inputs) + len(gates), f"line {table.line}: wires")
    return MonotoneCircuit(len(model.inputs), gates, output=wires[model.outputs[0]])


def as_blif(circuit: MonotoneCircuit) -> str:
    """Return the text of a circuit; the inputs are x0, x1, …, the gates g and their wires.

    >>> print(as_blif(MonotoneCircuit(1, [("AND", [0, 0])], output=1)), end="")
    .model circuit
    .inputs x0
    .outputs g1
    .names x0 x0 g1
    11 1
    .end
    """
    n = circuit.inputs
    names = [f"x{k}" if k < n else f"g{k}" for k in range(circuit.wires)]
    lines = [".model circuit", " ".join([".inputs", *names[:n]])]
    lines.append(f".outputs {names[circuit.output]}")
    for name, gate in zip(names[n:], circuit.gates, strict=True):
        lines.append(" ".join([".names", *[names[wire] for wire in gate.wires], name]))
        lines += _rows(gate)
    return "\n".join([*lines, ".end", ""])


def _rows(gate: Gate) -> list[str]:
    k = len(gate.wires)
    if gate.operation == "AND":
        return [f"{'1' * k} 1".strip()]
    return [f"{'-' * i}1{'-' * (k - i - 1)} 1" for i in range(k)]


def _model(text: str) -> _Model:
    model = _Model()
    table: _Table | None = None
    ended = False
    seen: set[str] = set()
    for line, words in _logical_lines(text):
        command = words[0]
        if ended or (command == ".model" and seen):
            raise FormatError(f"line {line}: there must be one model, and nothing after it")
        if not command.startswith("."):
            _add_row(table, words, line)
            continue
        table = _add(model, words, line)
        ended = command == ".end"
        seen.add(command)
    _require_signals(model)
    return model


def _logical_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each line without comments; a backslash at its end goes on with the next."""
    start, words = 0, list[str]()
    for number, physical in enumerate(text.split("\n"), start=1):
        content = physical.split("#", 1)[0].rstrip()
        start = start or number
        words += content.removesuffix("\\").split()
        if not content.endswith("\\"):
            if words:
                yield start, words
            start, words = 0, []
    if words:
        yield start, words


def _add(model: _Model, words: list[str], line: int) -> _Table | None:
    """Take in a command; the table that it opens, None if it opens none."""
    match words[0]:
        case ".inputs":
            model.inputs += words[1:]
        case ".outputs":
            model.outputs += words[1:]
        case ".names":
            return _open_table(model, words[1:], line)
        case ".model" | ".end":
            pass
        case _:
            raise FormatError(
                f"line {line}: each command must be .model, .inputs, .outputs, .names or .end, not "
                f"{words[0]:.40}"
            )
    return None


def _open_table(model: _Model, signals: list[str], line: int) -> _Table:
    if not signals:
        raise FormatError(f"line {line}: .names must name at least 1 signal, not 0")
    *inputs, name = signals
    if name in model.tables:
        raise FormatError(f"line {line}: {name!r:.40} must have one definition, not two")
    model.tables[name] = _Table(line, inputs)
    return model.tables[name]


def _add_row(table: _Table | None, words: list[str], line: int) -> None:
    if table is None:
        raise FormatError(f"line {line} must be a command, not {' '.join(words)!r:.40}")
    k = len(table.inputs)
    row, value = "".join(words[:-1]), words[-1]
    if len(words) != 1 + bool(k) or len(row) != k or {*row} - {*"01-"} or value not in ("0", "1"):
        raise FormatError(
            f"line {line} must be {k} of the signs 0, 1 and -, and then 0 or 1, not "
            f"{' '.join(words)!r:.40}"
        )
    table.rows.append(row)
    table.values.add(value)
    if len(table.values) > 1:
        raise FormatError(f"line {line}: all rows of a .names must end in the same digit")
    if len(table.rows) > MAX_ROWS:
        raise FormatError(f"line {line}: a .names must have at most {MAX_ROWS} rows")


def _require_signals(model: _Model) -> None:
    """Every signal has one definition, and there is one output."""
    if not (model.inputs or model.outputs or model.tables):
        raise FormatError("the file must hold a model with .inputs, .outputs and .names")
    for name, count in Counter(model.inputs).items():
        if count > 1 or name in model.tables:
            raise FormatError(f"the input {name!r:.40} must have one definition, not two")
    if len(model.outputs) != 1:
        raise FormatError(f"the model must have 1 output, not {len(model.outputs)}")
    if model.outputs[0] not in {*model.inputs, *model.tables}:
        raise FormatError(f"the output {model.outputs[0]!r:.40} must have a definition")


def _in_topological_order(model: _Model) -> Iterator[str]:
    """The names of the gates, each after those that it takes, else in the order of the file."""
    done = {*model.inputs}
    for root in model.tables:
        path = {} if root in done else {root: iter(model.tables[root].inputs)}
        while path:
            name, sources = next(reversed(path.items()))
            source = next((source for source in sources if source not in done), None)
            if source is None:
                del path[name]
                done.add(name)
                yield name
            else:
                _require_acyclic(model, name, source, [*path] if source in path else [])
                path[source] = iter(model.tables[source].inputs)


def _require_acyclic(model: _Model, name: str, source: str, path: list[str]) -> None:
    line = model.tables[name].line
    if path:
        cycle = [*path[path.index(source) :], source]
        shown = [*cycle[:4], "…", *cycle[-2:]] if len(cycle) > MAX_SHOWN else cycle
        raise FormatError(
            f"line {line}: a circuit must have no cycles, but "
            + " needs ".join(f"{signal:.40}" for signal in shown)
        )
    if source not in model.tables:
        raise FormatError(f"line {line}: {source!r:.40}, which is taken here, must be defined")


def _gates(name: str, table: _Table, taken: Sequence[int], first: int) -> list[Gate]:
    """The gates of a function of the wires `taken`, the last one its value; see the module.

    Rows that say where f is 0 become, with 0 and 1 exchanged, those where its dual is 1, and
    the dual of an OR of ANDs is the AND of ORs.
    """
    inner, outer, rows = _AND, _OR, table.rows
    if table.values == {"0"}:
        inner, outer, rows = _OR, _AND, [row.translate(_EXCHANGED) for row in rows]
    try:
        implicants = prime_implicants(rows)
    except BudgetError as error:
        raise BudgetError(f"line {table.line}: {error}") from None
    if implicants is None:
        raise FormatError(
            f"line {table.line}: {name!r:.40} must be a monotone function of its inputs, but "
            f"{_falls(table)}"
        )
    terms = [tuple([taken[i] for i in places]) for places in implicants]
    if len(terms) == 1:
        return [_gate(inner, terms[0])]
    gates = [Gate(inner, term) for term in terms if len(term) > 1]
    numbers = iter(range(first, first + len(gates)))
    return [*gates, Gate(outer, [t[0] if len(t) == 1 else next(numbers) for t in terms])]


def _falls(table: _Table) -> str:
    """Where a function that is not monotone falls from 1 to 0, as in the rows of its table."""
    exchanged = _EXCHANGED if table.values == {"0"} else {}
    pair = falling_pair([row.translate(exchanged) for row in table.rows])
    assert pair is not None  # noqa: S101 - it is not monotone
    below, above = sorted(point.translate(exchanged) for point in pair)
    return f"is 1 at {below:.60} and 0 at {above:.60}"


def _gate(operation: Operation, wires: Sequence[int]) -> Gate:
    return Gate(_AND if len(wires) == 1 else operation, wires)


_AND: Operation = "AND"
_OR: Operation = "OR"
_EXCHANGED = str.maketrans("01", "10")
