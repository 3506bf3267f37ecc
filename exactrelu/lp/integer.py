"""Integer programs: linear programs some of whose variables are integers, and their answers.

An answer holds its proof, a tree of cases. An inner node says that an integer variable is at most k
or at least k + 1; at a leaf, multipliers of the rows show that no feasible point is better than the
answer, or that none is feasible. `exactrelu.lp.branching` finds such trees, the checker replays
them.

>>> program = IntegerProgram.of([1], [([2], "=", 1)])
>>> program
IntegerProgram(LinearProgram.of(['1'], [(['2'], '=', '1')]), [0])
>>> IntegerProgram.from_json(program.as_json()) == program
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from operator import index
from typing import Any, TypeAlias

from exactrelu import certificates
from exactrelu.certificates import Certificate
from exactrelu.errors import DimensionError, FormatError
from exactrelu.lp.answers import problem_of
from exactrelu.lp.kinds import require, require_items
from exactrelu.lp.program import LinearProgram
from exactrelu.rational import Floats, Vector

__all__ = [
    "SCHEMA",
    "BoundLeaf",
    "Branch",
    "ContradictoryBounds",
    "InfeasibleLeaf",
    "IntegerAnswer",
    "IntegerInfeasible",
    "IntegerOptimal",
    "IntegerProgram",
    "IntegerUnbounded",
    "Tree",
    "TreeNode",
]

SCHEMA = "exactrelu-ip/1"
"""The name and version of the JSON form of an integer program."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class IntegerProgram:
    """A linear program in which the variables at the positions `integers` are integers.

    Positions start at 0; they are kept in increasing order.

    Raises DimensionError for a position that is not one or that comes twice.

    >>> IntegerProgram(LinearProgram.of([1, 1]), [2])
    Traceback (most recent call last):
    exactrelu.errors.DimensionError: integers[0] must be a position from 0 to 1, not 2
    """

    program: LinearProgram
    integers: tuple[int, ...]

    def __init__(self, program: LinearProgram, integers: Iterable[int]) -> None:
        require(program, LinearProgram, "program")
        require_items(integers, "integers", "positions")
        object.__setattr__(self, "program", program)
        object.__setattr__(self, "integers", _positions(integers, program.dimension))

    @classmethod
    def of(
        cls,
        objective: object,
        rows: Iterable[object] = (),
        *,
        integers: Iterable[int] | None = None,
        **parts: Any,  # noqa: ANN401 - handed on as they are
    ) -> IntegerProgram:
        """Return the program with the parts of `LinearProgram.of`; by default all are integers.

        Variables are free unless they are bounded; in model files they are >= 0.

        >>> IntegerProgram.of([1, 1], [([1, 2], ">=", 3)], sense="max", integers=[1]).integers
        (1,)
        """
        program = LinearProgram.of(objective, rows, **parts)
        return cls(program, range(program.dimension) if integers is None else integers)

    @classmethod
    def binary(
        cls,
        objective: object,
        rows: Iterable[object] = (),
        *,
        sense: str = "min",
        constant: object = 0,
        names: Sequence[str] = (),
        floats: Floats = "refuse",
    ) -> IntegerProgram:
        """Return the program all of whose variables are 0 or 1.

        >>> IntegerProgram.binary([1, 2]).program.upper
        (Fraction(1, 1), Fraction(1, 1))
        """
        free = LinearProgram.of(
            objective, rows, sense=sense, constant=constant, names=names, floats=floats
        )
        n = free.dimension
        program = LinearProgram(
            free.objective,
            free.rows,
            sense=sense,
            lower=[0] * n,
            upper=[1] * n,
            constant=free.constant,
            names=names,
        )
        return cls(program, range(n))

    def as_json(self) -> dict[str, Any]:
        """Return the program as a JSON value.

        >>> IntegerProgram.binary([]).as_json()["integers"]
        []
        """
        return {
            "schema": SCHEMA,
            "program": self.program.as_json(),
            "integers": list(self.integers),
        }

    @classmethod
    def from_json(cls, value: object, *, floats: Floats = "refuse") -> IntegerProgram:
        """Return the program that a JSON value holds; the converse of `as_json`.

        Raises FormatError for an unknown schema or field, and what the constructors raise.

        >>> IntegerProgram.from_json({})
        Traceback (most recent call last):
        exactrelu.errors.FormatError: integer program must have the fields schema, program, integers
        """
        names = ("schema", "program", "integers")
        if not isinstance(value, Mapping) or set(value) != set(names):
            raise FormatError(f"integer program must have the fields {', '.join(names)}")
        if value["schema"] != SCHEMA:
            raise FormatError(f"schema must be {SCHEMA!r}, not {value['schema']!r:.80}")
        if not isinstance(value["integers"], list):
            raise FormatError("integers must be a list of positions")
        return cls(LinearProgram.from_json(value["program"], floats=floats), value["integers"])

    def __repr__(self) -> str:
        return f"IntegerProgram({self.program!r}, {list(self.integers)})"


def _positions(integers: Iterable[int], n: int) -> tuple[int, ...]:
    places = tuple(integers)
    for k, place in enumerate(places):
        if isinstance(place, bool) or not hasattr(place, "__index__") or not 0 <= place < n:
            where = f"a position from 0 to {n - 1}" if n else "absent, as there are no variables"
            raise DimensionError(f"integers[{k}] must be {where}, not {place!r:.80}")
    found = tuple(sorted({index(place) for place in places}))
    if len(found) < len(places):
        raise DimensionError(f"integers must be different positions, not {list(places)!r:.80}")
    return found


@dataclass(frozen=True, slots=True)
class Branch:
    """Two cases: `variable` is at most `at`, which comes first, or at least `at` + 1."""

    variable: int
    at: int


@dataclass(frozen=True, slots=True)
class BoundLeaf:
    """No feasible point of this case is better than the answer, by these multipliers of rows."""

    multipliers: Vector


@dataclass(frozen=True, slots=True)
class InfeasibleLeaf:
    """This case has no feasible point, by Farkas multipliers of the rows."""

    multipliers: Vector


@dataclass(frozen=True, slots=True)
class ContradictoryBounds:
    """This case has no feasible point, as the bounds of a variable contradict each other."""

    variable: int


TreeNode: TypeAlias = Branch | BoundLeaf | InfeasibleLeaf | ContradictoryBounds
Tree: TypeAlias = tuple[TreeNode, ...]


@dataclass(frozen=True, slots=True)
class IntegerOptimal:
    """An optimal `point` with its `value`, and the `tree` (nodes in preorder) as the proof.

    >>> from exactrelu.lp import solve_integer
    >>> answer = solve_integer(IntegerProgram.binary([5, 4], [([2, 3], "<=", 4)], sense="max"))
    >>> answer.value, answer.point, answer.certificate.verdict().status
    (Fraction(5, 1), (Fraction(1, 1), Fraction(0, 1)), 'VALID')
    """

    program: IntegerProgram
    point: Vector
    value: Fraction
    tree: Tree = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``branch-tree``, made anew each time."""
        return _certificate(self.program, {"point": self.point, "value": self.value}, self.tree)


@dataclass(frozen=True, slots=True)
class IntegerInfeasible:
    """No point is feasible: each leaf of the `tree` (nodes in preorder) is a contradiction.

    >>> from exactrelu.lp import solve_integer
    >>> solve_integer(IntegerProgram.of([0], [([2], "=", 1)])).tree[0]
    Branch(variable=0, at=0)
    """

    program: IntegerProgram
    tree: Tree = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``branch-tree``, made anew each time."""
        return _certificate(self.program, {"infeasible": True}, self.tree)


@dataclass(frozen=True, slots=True)
class IntegerUnbounded:
    """The objective is unbounded: `point` is feasible, and all point + t ray with t in N.

    The ray is integral in all variables.

    >>> from exactrelu.lp import solve_integer
    >>> solve_integer(IntegerProgram.of([-1], [([2], ">=", 1)])).ray
    (Fraction(1, 1),)
    """

    program: IntegerProgram
    point: Vector
    ray: Vector

    @property
    def certificate(self) -> Certificate:
        """The proof as a certificate of the kind ``unbounded-ray``, made anew each time.

        It states that the linear program is unbounded, and does not name the integers. That point
        and ray are integral there, which is seen at once, shows that the integer program is.
        """
        problem = problem_of(self.program.program)
        return certificates.unbounded_ray(problem, self.point, self.ray)


IntegerAnswer: TypeAlias = IntegerOptimal | IntegerInfeasible | IntegerUnbounded


def _certificate(program: IntegerProgram, claim: Mapping[str, object], tree: Tree) -> Certificate:
    problem = problem_of(program.program)
    nodes = map(_as_node, tree)
    return certificates.branch_tree(problem, program.integers, claim, nodes=nodes)


def _as_node(node: TreeNode) -> certificates.Node:
    match node:
        case Branch():
            return certificates.branch(node.variable, node.at)
        case BoundLeaf():
            return certificates.bound_leaf(node.multipliers)
        case InfeasibleLeaf():
            return certificates.infeasible_leaf(multipliers=node.multipliers)
        case ContradictoryBounds():
            return certificates.infeasible_leaf(variable=node.variable)
