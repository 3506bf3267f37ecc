"""Certificates: facts with what is needed to check them, as canonical JSON.

The format, and for each kind the reason why the evidence proves the claim, is in
``docs/certificates.md``; `exactrelu.checker` replays certificates without any of our code. The
functions below put each kind together from a problem in its JSON form and from numbers. They check
nothing: that is what `Certificate.verdict` is for.

>>> problem = {
...     "schema": "exactrelu-lp/1", "sense": "min", "objective": ["1"], "constant": "0",
...     "rows": [{"coefficients": ["2"], "relation": ">=", "bound": "1"}],
...     "lower": [None], "upper": [None],
... }
>>> lp_optimum(problem, ["1/2"], "1/2", multipliers=["1/2"]).verdict().status
'VALID'
>>> lp_optimum(problem, [1], 1, multipliers=["1/2"]).verdict()
Verdict(status='INVALID', reason='the multipliers do not prove that the point is optimal')
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from exactrelu import checker
from exactrelu.errors import FormatError
from exactrelu.rational import as_rational, as_text, as_vector

__all__ = [
    "KINDS",
    "SCHEMA",
    "Certificate",
    "Node",
    "bound_leaf",
    "branch",
    "branch_tree",
    "canonical_text",
    "contradictory_bounds",
    "counterexample",
    "evaluation",
    "farkas",
    "infeasible_leaf",
    "lp_optimum",
    "maximum_of_network",
    "minimal_representation",
    "qp_optimum",
    "region_count",
    "regions_problem",
    "safe_bound",
    "sha256",
    "training",
    "unbounded_ray",
    "zero_network",
]

SCHEMA = "exactrelu-certificate/1"
"""The name and version of the form of a certificate."""

KINDS = (
    "evaluation",
    "farkas",
    "lp-optimum",
    "safe-bound",
    "unbounded-ray",
    "qp-optimum",
    "branch-tree",
    "minimal-representation",
    "counterexample",
    "regions",
    "training",
)
"""The kinds of certificates that the checker knows."""

Json: TypeAlias = Any
Problem: TypeAlias = Mapping[str, Json]
Node: TypeAlias = Mapping[str, Json]

_PARTS = ("kind", "problem", "claim", "evidence")


def canonical_text(value: Json) -> str:
    """Return a JSON value as canonical text: sorted keys, no white space, no needless escapes.

    >>> canonical_text({"b": ["1/2"], "a": None})
    '{"a":null,"b":["1/2"]}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(value: Json) -> str:
    """Return the SHA-256, in hexadecimal, of a JSON value's canonical text in UTF-8.

    >>> sha256({})[:16]
    '44136fa355b3678a'
    """
    return hashlib.sha256(canonical_text(value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, held as its canonical `text`; equal certificates are equal texts.

    Raises FormatError if the text is not JSON. Whether it proves anything is for the checker.

    >>> network = {"schema": "exactrelu-network/1", "layers": [{"weights": [["2"]], "bias": ["1"]}]}
    >>> certificate = evaluation(network, [3], [7])
    >>> certificate.kind, certificate.claim
    ('evaluation', {'point': ['3'], 'value': ['7']})
    >>> Certificate.from_text(certificate.text + chr(10)) == certificate
    True
    """

    text: str

    @classmethod
    def of(cls, kind: str, *, problem: Problem, claim: Problem, evidence: Problem) -> Certificate:
        """Return the certificate of these parts, with the hash of the problem."""
        parts = dict(zip(_PARTS, (kind, problem, claim, evidence), strict=True))
        return cls(canonical_text({"schema": SCHEMA, "problem_sha256": sha256(problem), **parts}))

    @classmethod
    def from_text(cls, text: str) -> Certificate:
        """Return the certificate in a text, which may end with a newline."""
        line = text.removesuffix("\n")
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            raise FormatError("a certificate must be one JSON object") from None
        if not isinstance(fields, dict) or any(name not in fields for name in _PARTS):
            raise FormatError(f"a certificate must have the fields {', '.join(_PARTS)}")
        return cls(line)

    def as_json(self) -> dict[str, Json]:
        """Return the certificate as a JSON value, a new one each time."""
        fields: dict[str, Json] = json.loads(self.text)
        return fields

    @property
    def kind(self) -> str:
        """Which of the `KINDS` it is."""
        return str(self.as_json()["kind"])

    @property
    def problem(self) -> Json:
        """What the claim is about."""
        return self.as_json()["problem"]

    @property
    def claim(self) -> Json:
        """What is stated."""
        return self.as_json()["claim"]

    @property
    def evidence(self) -> Json:
        """What it is checked by."""
        return self.as_json()["evidence"]

    def verdict(self) -> checker.Verdict:
        """Return what the checker says about it."""
        return checker.check(self.text)


def evaluation(function: Problem, point: object, value: object) -> Certificate:
    """Return the certificate of a value of a network or a function on the line, given as JSON.

    >>> line = {"schema": "exactrelu-pwl/1", "breakpoints": [], "pieces": [["2", "1"]]}
    >>> evaluation(line, [1], [3]).verdict()
    Verdict(status='VALID', reason='the value is 3')
    """
    claim = {"point": _texts(point), "value": _texts(value)}
    return Certificate.of("evaluation", problem=function, claim=claim, evidence={})


def farkas(problem: Problem, multipliers: object) -> Certificate:
    """Return the certificate that an LP or a QP has no feasible point, by Farkas multipliers.

    The signs are those of a minimum, whatever the sense of the program is.
    """
    evidence = {"multipliers": _texts(multipliers)}
    return Certificate.of("farkas", problem=problem, claim={"infeasible": True}, evidence=evidence)


def contradictory_bounds(problem: Problem, variable: int) -> Certificate:
    """Return the certificate that an LP or a QP has no feasible point, by one variable's bounds."""
    evidence = {"variable": variable}
    return Certificate.of("farkas", problem=problem, claim={"infeasible": True}, evidence=evidence)


def lp_optimum(
    problem: Problem, point: object, value: object, *, multipliers: object
) -> Certificate:
    """Return the certificate that the point is optimal for an LP, and its value."""
    claim = {"point": _texts(point), "value": _text(value)}
    evidence = {"multipliers": _texts(multipliers)}
    return Certificate.of("lp-optimum", problem=problem, claim=claim, evidence=evidence)


def qp_optimum(
    problem: Problem,
    point: object,
    value: object,
    *,
    multipliers: object,
    squares: Iterable[tuple[object, object]],
) -> Certificate:
    """Return the certificate that the point is optimal for a QP, and its value.

    The `squares`, pairs (weight, form), show that the Hessian is the sum of weight · form formᵀ.
    """
    claim = {"point": _texts(point), "value": _text(value)}
    evidence = {"multipliers": _texts(multipliers), **_convexity(problem, squares)}
    return Certificate.of("qp-optimum", problem=problem, claim=claim, evidence=evidence)


def safe_bound(
    problem: Problem,
    bound: object,
    *,
    multipliers: object,
    point: object = None,
    squares: Iterable[tuple[object, object]] = (),
) -> Certificate:
    """Return the certificate that no feasible point of an LP or a QP is better than the bound.

    For a QP, `point` is where its gradient is taken, and `squares` are as in `qp_optimum`.
    """
    evidence: dict[str, Json] = {"multipliers": _texts(multipliers)}
    if point is not None:
        evidence |= {"point": _texts(point), **_convexity(problem, squares)}
    claim = {"bound": _text(bound)}
    return Certificate.of("safe-bound", problem=problem, claim=claim, evidence=evidence)


def unbounded_ray(problem: Problem, point: object, ray: object) -> Certificate:
    """Return the certificate that the objective of an LP or a QP is unbounded along the ray."""
    evidence = {"point": _texts(point), "ray": _texts(ray)}
    claim = {"unbounded": True}
    return Certificate.of("unbounded-ray", problem=problem, claim=claim, evidence=evidence)


def branch(variable: int, at: int) -> Node:
    """Return a node of a tree: first comes the subtree with x <= at, then that with x >= at + 1."""
    return {"branch": variable, "at": _text(at)}


def bound_leaf(multipliers: object) -> Node:
    """Return a leaf of a tree where the multipliers bound the objective."""
    return {"multipliers": _texts(multipliers)}


def infeasible_leaf(*, multipliers: object = None, variable: int | None = None) -> Node:
    """Return a leaf without feasible points: by Farkas multipliers, or by a variable's bounds."""
    if variable is not None:
        return {"infeasible": {"variable": variable}}
    return {"infeasible": {"multipliers": _texts(multipliers)}}


def branch_tree(
    program: Problem, integers: Sequence[int], claim: Mapping[str, object], *, nodes: Iterable[Node]
) -> Certificate:
    """Return the certificate of an integer program's answer, by a tree of nodes in preorder.

    The claim is ``{"point": …, "value": …}``, ``{"bound": …}`` or ``{"infeasible": True}``.
    """
    written: dict[str, Json] = dict(claim)
    written |= {"point": _texts(claim["point"])} if "point" in claim else {}
    written |= {name: _text(claim[name]) for name in ("value", "bound") if name in claim}
    problem = {"schema": "exactrelu-ip/1", "program": program, "integers": list(integers)}
    evidence = {"nodes": list(nodes)}
    return Certificate.of("branch-tree", problem=problem, claim=written, evidence=evidence)


def minimal_representation(
    function: Problem,
    output: str,
    network: Problem,
    *,
    refutations: Iterable[Sequence[int | None]],
) -> Certificate:
    """Return the certificate that a 2-layer network is a smallest one of a function on the line.

    A refutation has the nodes of its tree of cases in preorder: the position of a breakpoint, or
    None at a leaf.
    """
    size = len(network["layers"][0]["bias"])
    problem = {"schema": "exactrelu-representation/1", "function": function, "output": output}
    return Certificate.of(
        "minimal-representation",
        problem=problem,
        claim={"network": network, "size": size},
        evidence={"refutations": [[_case(step) for step in steps] for steps in refutations]},
    )


def counterexample(
    statement: str, objects: Mapping[str, Json], assertions: Sequence[Sequence[Json]]
) -> Certificate:
    """Return the certificate that the assertions hold of the objects, which refutes the statement.

    Objects are networks and functions on the line as JSON, and rational numbers.

    >>> relu = {"schema": "exactrelu-pwl/1", "breakpoints": ["0"]} | {
    ...     "pieces": [["0", "0"], ["1", "0"]]
    ... }
    >>> assertions = [["=", ["pieces", "f"], "2"]]
    >>> counterexample("every function is affine", {"f": relu}, assertions).verdict().status
    'VALID'
    """
    written = {
        name: value if isinstance(value, Mapping) else _text(value)
        for name, value in objects.items()
    }
    problem = {"schema": "exactrelu-objects/1", "objects": written, "statement": statement}
    claim = {"assertions": [list(assertion) for assertion in assertions]}
    return Certificate.of("counterexample", problem=problem, claim=claim, evidence={})


def regions_problem(network: Problem, rows: Iterable[Problem] = ()) -> dict[str, Json]:
    """Return a network on the polyhedron of the rows, as certificates embed it.

    Both are given as JSON, the rows as those of a linear program; without rows it is all of R^n.
    """
    return {"schema": "exactrelu-regions/1", "network": network, "rows": [*rows]}


def region_count(problem: Problem, count: int) -> Certificate:
    """Return the certificate that so many activation patterns have interior in the polyhedron.

    >>> layers = [{"weights": [["2"]], "bias": ["1"]}, {"weights": [["1"]], "bias": ["0"]}]
    >>> relu = {"schema": "exactrelu-network/1", "layers": layers}
    >>> region_count(regions_problem(relu), 2).verdict()
    Verdict(status='VALID', reason='there are 2 activation regions')
    """
    claim = {"activation_regions": count}
    return Certificate.of("regions", problem=problem, claim=claim, evidence={})


def zero_network(problem: Problem) -> Certificate:
    """Return the certificate that a network is 0 on a polyhedron with interior."""
    return Certificate.of("regions", problem=problem, claim={"zero": True}, evidence={})


def maximum_of_network(problem: Problem, point: object, value: object) -> Certificate:
    """Return the certificate that a network R^n -> R has its greatest value at the point."""
    claim = {"point": _texts(point), "value": _text(value)}
    return Certificate.of("regions", problem=problem, claim=claim, evidence={})


def training(
    problem: Problem,
    lower: object,
    *,
    network: Problem | None = None,
    objective: object = None,
    trees: Iterable[Iterable[Node]],
) -> Certificate:
    """Return the certificate that no allowed network has a smaller loss than `lower`.

    It tells also the loss of a network, if one is given, and that no network is allowed if `lower`
    is None. There is a tree, as its nodes in preorder, for each number of positive units.
    """
    claim: dict[str, Json] = {"infeasible": True} if lower is None else {"lower": _text(lower)}
    if network is not None:
        claim |= {"network": network, "objective": _text(objective)}
    evidence = {"trees": [list(nodes) for nodes in trees]}
    return Certificate.of("training", problem=problem, claim=claim, evidence=evidence)


def _case(step: int | None) -> Node:
    return {} if step is None else {"branch": step}


def _convexity(
    problem: Problem, squares: Iterable[tuple[object, object]]
) -> dict[str, list[dict[str, Json]]]:
    """Return the squares, which a Hessian without rows does not need."""
    if not problem["hessian"]:
        return {}
    return {"squares": [{"weight": _text(d), "form": _texts(a)} for d, a in squares]}


def _text(value: object) -> str:
    return as_text(as_rational(value))


def _texts(values: object) -> list[str]:
    return [as_text(value) for value in as_vector(values)]
