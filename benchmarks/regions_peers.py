"""Other ways to the regions of a network: exact splitting with PPL, and three tools in floats.

A peer is a function from a `Network` to a count, or to (activation regions, pieces, affine maps).
What it makes of the Fractions of the network, its arrays or its integers, is part of its work, as
it is for the library. `received` is the network that a tool with floats gets.

* *PPL*: cells are polyhedra of the Parma Polyhedra Library, in integers of GMP, split by one unit
  after the other; exact.
* *all sign patterns*: the oracle of the tests, exact linear programs; only for small networks.
* *affinitree*: the terminals of its decision tree, in float64.
* *regioncam*: the faces of the square [-1, 1]^2, or the edges of [-1, 1], in float32.
* *relucent*: the cells that its search finds and then certifies; it refuses what float64 does not
  decide. It needs gurobipy, whose free licence suffices here.
"""

from __future__ import annotations

import importlib
import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from exactrelu.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Counts: TypeAlias = tuple[int, ...]
    Peer: TypeAlias = Callable[[Network], Counts]

__all__ = ["MODULES", "arrays", "by_ppl", "missing", "received"]

MODULES = {
    "PPL": "ppl",
    "affinitree": "affinitree",
    "regioncam": "regioncam",
    "relucent": "relucent.model.model",
}
"""The module that each peer needs."""

Arrays: TypeAlias = list[tuple[Any, Any]]


def missing() -> list[str]:
    """Return the names of the peers that cannot be imported; the others are imported now."""
    absent = []
    for name, module in MODULES.items():
        try:
            importlib.import_module(module)
        except ImportError:
            absent.append(name)
    if "relucent" not in absent:
        relucent = importlib.import_module("relucent")
        relucent.update_settings(VERBOSE=0)
        # Its names are imported when they are first used, which is not to be timed.
        _ = relucent.Complex, relucent.explore_for_topology
    return absent


def arrays(network: Network, dtype: str) -> Arrays:
    """Return weights and biases, layer by layer, rounded to the nearest floats."""
    with np.errstate(over="ignore"):
        return [
            (np.array(layer.weights, dtype=float).astype(dtype), _rounded(layer.bias, dtype))
            for layer in network.layers
        ]


def _rounded(values: Sequence[Fraction], dtype: str) -> Any:  # noqa: ANN401 - an array
    return np.array(values, dtype=float).astype(dtype)


def received(network: Network, dtype: str | None) -> Network | None:
    """Return the network of the rounded weights, None if one of them is infinite."""
    if dtype is None:
        return network
    layers = arrays(network, dtype)
    if not all(np.isfinite(a).all() for layer in layers for a in layer):
        return None
    exact = np.vectorize(lambda entry: Fraction(float(entry)), otypes=[object])
    return Network([(exact(weights).tolist(), exact(bias).tolist()) for weights, bias in layers])


def by_ppl(network: Network, *, half_width: int | None = None) -> Counts:
    """Return the number of cells of exact splitting with PPL, in a box around 0 if so wanted."""
    ppl = importlib.import_module("ppl")
    n = network.input_dimension
    whole = ppl.C_Polyhedron(n, "universe")
    if half_width is not None:
        for j in range(n):
            whole.add_constraint(ppl.Variable(j) <= half_width)
            whole.add_constraint(ppl.Variable(j) >= -half_width)
    identity = [[int(k == j) for k in range(n + 1)] for j in range(1, n + 1)]
    cells, scale = [(whole, identity)], 1
    for layer in network.layers[:-1]:
        rows, denominator = _in_integers(layer)
        cells = [
            part
            for polyhedron, inputs in cells
            for part in _split(ppl, polyhedron, _forms(rows, inputs, scale, n))
        ]
        scale *= denominator
    return (len(cells),)


def _in_integers(layer: Any) -> tuple[list[list[int]], int]:  # noqa: ANN401 - an AffineMap
    """The rows (b, w) of a layer times their common denominator."""
    rows = [[b, *w] for b, w in zip(layer.bias, layer.weights, strict=True)]
    denominator = math.lcm(*(entry.denominator for row in rows for entry in row))
    return [[int(entry * denominator) for entry in row] for row in rows], denominator


def _forms(
    rows: list[list[int]], inputs: Sequence[list[int]], scale: int, n: int
) -> list[list[int]]:
    """The inputs of a layer's units, from forms (c_0, ..., c_n) of what was before, both scaled."""
    active = [(k, form) for k, form in enumerate(inputs, start=1) if any(form)]
    forms = [[sum(row[k] * form[j] for k, form in active) for j in range(n + 1)] for row in rows]
    for row, form in zip(rows, forms, strict=True):
        form[0] += row[0] * scale
    return forms


def _split(ppl: Any, polyhedron: Any, forms: list[list[int]]) -> list[tuple[Any, list[list[int]]]]:  # noqa: ANN401
    """The parts of a cell by the units of a layer, and the outputs on them."""
    disjoint = ppl.Poly_Con_Relation.is_disjoint()
    included = ppl.Poly_Con_Relation.is_included()
    parts: list[tuple[Any, list[list[int]]]] = [(polyhedron, [])]
    for form in forms:
        common = math.gcd(*form) or 1
        unit = ppl.Linear_Expression([c // common for c in form[1:]], form[0] // common)
        above, below, not_above, not_below = unit > 0, unit < 0, unit <= 0, unit >= 0
        off = [0] * len(form)
        found = []
        for part, outputs in parts:
            where = part.relation_with(above)
            if where.implies(disjoint):
                found.append((part, [*outputs, off]))
                continue
            if not where.implies(included) and not part.relation_with(below).implies(disjoint):
                other = ppl.C_Polyhedron(part)
                other.add_constraint(not_above)
                part.add_constraint(not_below)
                found.append((other, [*outputs, off]))
            found.append((part, [*outputs, form]))
        parts = found
    return parts


def by_sign_patterns(network: Network) -> Counts:
    """Return the three counts of the tests' oracle."""
    sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
    counts: Counts = importlib.import_module("oracles_regions").counts(network)
    return counts


def by_affinitree(network: Network) -> Counts:
    """Return the number of terminals of affinitree's tree."""
    affinitree = importlib.import_module("affinitree")
    *hidden, (weights, bias) = arrays(network, "float64")
    architecture = affinitree.Architecture(network.input_dimension)
    for w, b in hidden:
        architecture.linear(affinitree.AffFunc.from_mats(w, b))
        architecture.relu()
    architecture.linear(affinitree.AffFunc.from_mats(weights, bias))
    return (affinitree.builder.from_layers(architecture).num_terminals(),)


def by_regioncam(network: Network) -> Counts:
    """Return the number of faces of regioncam's square, or of the edges of its interval."""
    regioncam = importlib.import_module("regioncam")
    steps = []
    for weights, bias in arrays(network, "float32"):
        steps += [regioncam.Linear(np.ascontiguousarray(weights.T), bias), regioncam.ReLU()]
    if network.input_dimension == 1:
        interval = regioncam.Regioncam1D(2.0)
        interval.add(steps[:-1])
        return (interval.num_edges,)
    square = regioncam.Regioncam(1.0)
    square.add(steps[:-1])
    return (square.num_faces,)


def by_relucent(network: Network) -> Counts:
    """Return the number of cells of relucent's complex, complete and certified."""
    relucent = importlib.import_module("relucent")
    model = importlib.import_module("relucent.model.model")
    layers = {}
    for k, (weights, bias) in enumerate(arrays(network, "float64")):
        layers[f"linear {k}"] = model.LinearLayer(weight=weights, bias=bias.reshape(1, -1))
        layers[f"relu {k}"] = model.ReLULayer()
    layers.popitem()
    found = relucent.Complex(model.ReLUNetwork(layers, input_shape=(network.input_dimension,)))
    relucent.explore_for_topology(found, nworkers=1)
    return (len(found),)
