"""Certificates of linear and integer programs in the format of VIPR, version 1.0.

VIPR: K. K. H. Cheung, A. Gleixner and D. E. Steffy, "Verifying Integer Programming Results" (2017).
A file states the program, what is to be proved, and one constraint after the other, each with the
reason why it follows: a linear combination (``lin``), one that is rounded (``rnd``), an assumption
(``asm``), or the end of a case distinction (``uns``). Its linear combinations are our multipliers,
with the same signs. The format has no constant in the objective: values are without it.

>>> from exactrelu.certificates import farkas
>>> program = {
...     "schema": "exactrelu-lp/1", "sense": "min", "objective": ["0"], "constant": "0",
...     "rows": [{"coefficients": ["2"], "relation": ">=", "bound": "1"}],
...     "lower": [None], "upper": ["1/3"],
... }
>>> print(as_vipr(farkas(program, ["1"])), end="")
VER 1.0
VAR 1
x0
INT 0
<BLANKLINE>
OBJ min
0
CON 2 1
upper0 L 1/3 1 0 1
row0 G 1 1 0 2
RTP infeas
SOL 0
DER 1
C2 G 1/3 0 { lin 2 1 1 0 -2 } -1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Any, TypeAlias

from exactrelu.certificates import Certificate
from exactrelu.errors import FormatError
from exactrelu.rational import Vector, as_rational, as_text, as_vector

__all__ = ["as_vipr"]

Json: TypeAlias = Any
Ends: TypeAlias = tuple[tuple[Fraction, int] | None, ...]
Combination: TypeAlias = dict[int, Fraction]

_SENSES = {"<=": "L", "=": "E", ">=": "G"}


def as_vipr(certificate: Certificate) -> str:
    """Return a certificate of a linear or an integer program as the text of a VIPR file.

    Raises FormatError for other kinds and problems, and for a certificate that is not valid.
    """
    program = certificate.problem
    if certificate.kind == "branch-tree":
        program = program["program"]
    elif certificate.kind not in ("farkas", "lp-optimum", "safe-bound") or "sense" not in program:
        raise FormatError(
            "a certificate in VIPR must be farkas, lp-optimum, safe-bound or branch-tree of an LP, "
            f"not {certificate.kind} of {program.get('schema')}"
        )
    verdict = certificate.verdict()
    if verdict.status != "VALID":
        raise FormatError(f"a certificate must be valid to be exported, but {verdict.reason}")
    return _File(program, certificate).text()


@dataclass(frozen=True, slots=True)
class _Node:
    """The bounds at a node, each with the index of the constraint that states it."""

    lower: Ends
    upper: Ends


@dataclass(slots=True)
class _Case:
    """A case distinction: the indices of its assumptions, the right node, and the left result."""

    assumptions: tuple[int, int]
    right: _Node
    left: int | None = None


@dataclass(slots=True)
class _Derivations:
    """The lines of the section DER; constraints are counted on from those of the program."""

    next_index: int
    lines: list[str] = field(default_factory=list)

    def add(self, constraint: str, reason: str) -> int:
        self.lines.append(f"C{self.next_index} {constraint} {{ {reason} }} -1")
        self.next_index += 1
        return self.next_index - 1


class _File:
    """A program, with the indices of its constraints in the file: bounds first, then rows."""

    def __init__(self, program: Json, certificate: Certificate) -> None:
        self.sense = program["sense"]
        self.objective = as_vector(program["objective"])
        self.constant = as_rational(program["constant"])
        self.rows = [as_vector(row["coefficients"]) for row in program["rows"]]
        self.right = as_vector([row["bound"] for row in program["rows"]])
        self.relations = [row["relation"] for row in program["rows"]]
        self.bounds: list[str] = []
        self.root = _Node(
            self._ends(program["lower"], "lower", "G"), self._ends(program["upper"], "upper", "L")
        )
        self.certificate = certificate
        is_tree = certificate.kind == "branch-tree"
        self.integers: list[int] = certificate.problem["integers"] if is_tree else []
        self.derivations = _Derivations(len(self.bounds) + len(self.rows))

    def _ends(self, ends: Sequence[str | None], name: str, sense: str) -> Ends:
        """Write down the constraints of finite bounds; return each bound with its index."""
        found: list[tuple[Fraction, int] | None] = []
        for j, end in enumerate(ends):
            found.append(None if end is None else (as_rational(end), len(self.bounds)))
            if end is not None:
                self.bounds.append(f"{name}{j} {sense} {end} 1 {j} 1")
        return tuple(found)

    def text(self) -> str:
        """Return the whole file."""
        n, claim = len(self.objective), self.certificate.claim
        self._derive(self.certificate.evidence)
        constraints = [
            f"row{i} {_SENSES[relation]} {as_text(b)} {_sparse(a)}"
            for i, (a, relation, b) in enumerate(
                zip(self.rows, self.relations, self.right, strict=True)
            )
        ]
        point = as_vector(claim["point"]) if "point" in claim else None
        constant = f"% without the constant {as_text(self.constant)} of the objective"
        lines = [
            *([constant] if self.constant else []),
            "VER 1.0",
            f"VAR {n}",
            " ".join(f"x{j}" for j in range(n)),
            f"INT {len(self.integers)}",
            " ".join(map(str, self.integers)),
            f"OBJ {self.sense}",
            _sparse(self.objective),
            f"CON {len(self.bounds) + len(self.rows)} {len(self.bounds)}",
            *self.bounds,
            *constraints,
            f"RTP {self._relation_to_prove()}",
            f"SOL {0 if point is None else 1}",
            *([] if point is None else [f"point {_sparse(point)}"]),
            f"DER {len(self.derivations.lines)}",
            *self.derivations.lines,
        ]
        return "\n".join(lines) + "\n"

    @property
    def goal(self) -> Fraction | None:
        """The bound to be proved, without the constant; None if that is infeasibility."""
        claim = self.certificate.claim
        if "infeasible" in claim:
            return None
        return as_rational(claim.get("value", claim.get("bound"))) - self.constant

    def _relation_to_prove(self) -> str:
        if self.goal is None:
            return "infeas"
        goal = as_text(self.goal)
        if "point" in self.certificate.claim:
            return f"range {goal} {goal}"
        return f"range {goal} inf" if self.sense == "min" else f"range -inf {goal}"

    def _derive(self, evidence: Json) -> None:
        if "nodes" in evidence:
            self._derive_tree(evidence["nodes"])
        elif self.goal is None:
            self._contradiction(self.root, evidence)
        else:
            self._bound(self.root, evidence["multipliers"], self.goal)

    def _derive_tree(self, nodes: Sequence[Json]) -> None:
        here, cases = self.root, list[_Case]()
        for node in nodes:
            if "branch" in node:
                case, here = self._split(here, node["branch"], as_rational(node["at"]))
                cases.append(case)
                continue
            if "infeasible" in node:
                index = self._contradiction(here, node["infeasible"])
            else:
                index = self._bound(here, node["multipliers"], self.goal or Fraction(0))
            while cases and cases[-1].left is not None:
                index = self._unite(cases.pop(), index)
            if cases:
                cases[-1].left, here = index, cases[-1].right

    def _split(self, here: _Node, j: int, at: Fraction) -> tuple[_Case, _Node]:
        """Assume x_j <= at, and assume x_j >= at + 1; return the case and its left node."""
        low, high = here.lower[j], here.upper[j]
        below = self.derivations.add(f"L {at} 1 {j} 1", "asm")
        above = self.derivations.add(f"G {at + 1} 1 {j} 1", "asm")
        upper = high if high is not None and high[0] <= at else (at, below)
        lower = low if low is not None and low[0] >= at + 1 else (at + 1, above)
        left = replace(here, upper=(*here.upper[:j], upper, *here.upper[j + 1 :]))
        right = replace(here, lower=(*here.lower[:j], lower, *here.lower[j + 1 :]))
        return _Case((below, above), right), left

    def _unite(self, case: _Case, right: int) -> int:
        below, above = case.assumptions
        stated = "G 1 0" if self.goal is None else f"{self._direction} {as_text(self.goal)} OBJ"
        return self.derivations.add(stated, f"uns {case.left} {below} {right} {above}")

    @property
    def _direction(self) -> str:
        return "G" if self.sense == "min" else "L"

    def _contradiction(self, here: _Node, evidence: Json) -> int:
        if "variable" in evidence:
            low, high = here.lower[evidence["variable"]], here.upper[evidence["variable"]]
            used = {end[1]: sign for end, sign in ((low, 1), (high, -1)) if end is not None}
            combination = {index: Fraction(sign) for index, sign in used.items()}
            value = sum((end[0] * used[end[1]] for end in (low, high) if end), Fraction(0))
        else:
            zero = (Fraction(0),) * len(self.objective)
            combination, value = self._combine(here, zero, evidence["multipliers"], sign=1)
        return self.derivations.add(f"G {as_text(value)} 0", _reason("lin", combination))

    def _bound(self, here: _Node, multipliers: Json, goal: Fraction) -> int:
        """Derive that the objective is at least (at most) the goal, by rounding if need be."""
        sign = 1 if self.sense == "min" else -1
        combination, value = self._combine(here, self.objective, multipliers, sign=sign)
        stated = f"{self._direction} {as_text(goal)} OBJ"
        if sign * value >= sign * goal:
            return self.derivations.add(stated, _reason("lin", combination))
        scale = lcm(*(c.denominator for c in self.objective))
        step = Fraction(gcd(*(int(c * scale) for c in self.objective)), scale)
        whole = sign * -(-sign * value // step)
        smaller = _sparse(tuple(c / step for c in self.objective))
        divided = {index: m / step for index, m in combination.items()}
        # Equations alone combine to an equation, which cannot be rounded; so it is weakened first.
        weak = f"{self._direction} {as_text(value / step)} {smaller}"
        before = self.derivations.add(weak, _reason("lin", divided))
        rounded = self.derivations.add(
            f"{self._direction} {whole} {smaller}", _reason("rnd", {before: Fraction(1)})
        )
        return self.derivations.add(stated, _reason("lin", {rounded: step}))

    def _combine(
        self, here: _Node, g: Vector, multipliers: Json, *, sign: int
    ) -> tuple[Combination, Fraction]:
        """Return the combination of rows and bounds that is g, and its right side."""
        y, z = as_vector(multipliers), list(g)
        combination: Combination = {}
        value = Fraction(0)
        for i, (t, row, b) in enumerate(zip(y, self.rows, self.right, strict=True)):
            if t:
                combination[len(self.bounds) + i] = t
                z = [rest - t * a for rest, a in zip(z, row, strict=True)]
                value += t * b
        for rest, low, high in zip(z, here.lower, here.upper, strict=True):
            end = low if sign * rest > 0 else high
            if rest and end is not None:
                combination[end[1]] = rest
                value += rest * end[0]
        return combination, value


def _sparse(vector: Vector) -> str:
    entries = [f"{j} {as_text(entry)}" for j, entry in enumerate(vector) if entry]
    return " ".join([str(len(entries)), *entries])


def _reason(rule: str, combination: Combination) -> str:
    terms = [f"{index} {as_text(m)}" for index, m in combination.items()]
    return " ".join([rule, str(len(terms)), *terms])
