"""The search of branch and bound: open nodes, the best point, and what closes a node.

See `exactrelu.lp.branching` for the method and its sources.

>>> from exactrelu.guides.lookahead import LookaheadGuide
>>> program = IntegerProgram.of([1], [([2], ">=", 1)])
>>> Search(program, LookaheadGuide(), None, Limits.of(None, None)).run().value
Fraction(1, 1)
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from math import ceil, floor, gcd

from exactrelu.errors import BudgetError, DomainError
from exactrelu.guides.nodes import BranchGuide, Choice, NodeProposal
from exactrelu.integers import as_integers
from exactrelu.lp.branch_trees import Leaf, Node, Place, Split, written
from exactrelu.lp.cuts import crossed, cut_by_costs, round_ends, used
from exactrelu.lp.incumbents import IncumbentSource
from exactrelu.lp.integer import (
    IntegerAnswer,
    IntegerInfeasible,
    IntegerOptimal,
    IntegerProgram,
)
from exactrelu.lp.integral import IntegralProgram
from exactrelu.lp.multipliers import Box, Duality, Multipliers
from exactrelu.lp.pivots import Contradiction, Ray, Vertex
from exactrelu.lp.points import Points
from exactrelu.lp.relaxations import ScaledRelaxation, is_branching
from exactrelu.lp.solver import DEFAULT_GUIDE, decide
from exactrelu.rational import Vector, as_rational

__all__ = ["Limits", "RelaxationIsUnboundedError", "Search"]

_ENDLESS = 10_000
_HUGE = 2**32
_SHORT = 14


class RelaxationIsUnboundedError(Exception):
    """The relaxation has this ray, of integers."""

    def __init__(self, ray: Vector) -> None:
        self.ray = ray


@dataclass(frozen=True, slots=True)
class Limits:
    """A number of nodes, and a deadline in nanoseconds of the monotonic clock; None for no limit.

    >>> Limits.of(7, None)
    Limits(nodes=7, deadline=None)
    """

    nodes: int | None
    deadline: int | None

    @classmethod
    def of(cls, node_limit: int | None, time_limit: object) -> Limits:
        """Return the limits; raise DomainError if one is negative, or no whole number of nodes."""
        if node_limit is not None and (type(node_limit) is not int or node_limit < 0):
            raise DomainError(f"node_limit must be an integer, at least 0, not {node_limit!r:.80}")
        if time_limit is None:
            return cls(node_limit, None)
        seconds = as_rational(time_limit, floats="dyadic", name="time_limit")
        if seconds < 0:
            raise DomainError(f"time_limit must be at least 0, not {seconds}")
        return cls(node_limit, time.monotonic_ns() + int(seconds * 10**9))

    def seconds_left(self) -> int | None:
        """The seconds until the deadline, rounded up, at least 1."""
        if self.deadline is None:
            return None
        return max(-((time.monotonic_ns() - self.deadline) // 10**9), 1)


class Search:
    """One search: what is known of the program, the open nodes, and the best point."""

    def __init__(
        self,
        program: IntegerProgram,
        guide: BranchGuide | None,
        incumbents: IncumbentSource | None,
        limits: Limits,
    ) -> None:
        self.program, self.incumbents, self.limits = program, incumbents, limits
        self.integral = IntegralProgram.of(program.program)
        self.duality = Duality.of(self.integral)
        self.whole = frozenset(program.integers)
        places = range(self.integral.dimension)
        self.is_whole = as_integers([int(j in self.whole) for j in places]) > 0
        self.step = _step(self.integral, self.whole)
        self.scaled = ScaledRelaxation.of(self.integral)
        self.relaxation = guide.start(self.scaled.floats, program.integers) if guide else None
        self.waiting: list[tuple[bool, Fraction, int, Node]] = []
        self.numbers = count()
        self.visited = 0
        self.best: _Best | None = None

    def run(self) -> IntegerAnswer:
        """Close the whole tree."""
        root = Place()
        first = Node(root, Box.of(self.integral), {})
        round_ends(first, self.program.integers)
        self.points = Points(self.program, self.integral, first.box, self.duality)
        here: Node | None = first
        while here is not None:
            self._check_limits(here)
            self._ask_for_incumbents()
            self.visited += 1
            here = self._visit(here) or self._next()
        self._prune(root)
        tree = written(root, self.integral, self.program.program.sense)
        if self.best is None:
            return IntegerInfeasible(self.program, tree)
        return IntegerOptimal(self.program, self.best.point, self._value(self.best.cost), tree)

    def _prune(self, root: Place) -> None:
        """Make leaves of the cases whose bounds reach the best point, now that it is known."""
        waiting = [Node(root, Box.of(self.integral), {})]
        while waiting:
            node = waiting.pop()
            for made in node.place.cuts:
                node.apply(made)
            if not isinstance(node.place.content, Split):
                continue
            proof = node.place.proof
            if proof is None or not self._close(node, proof, of_cost=True):
                waiting += node.children()

    def _value(self, cost: Fraction) -> Fraction:
        """The user's objective, of which the cost is a multiple."""
        linear = self.program.program
        sign = -1 if linear.sense == "max" else 1
        return sign * cost / self.integral.scale + linear.constant

    def _check_limits(self, here: Node) -> None:
        nodes, deadline = self.limits.nodes, self.limits.deadline
        if nodes is None and self.visited == _ENDLESS and self._may_be_endless():
            nodes = _ENDLESS
        if nodes is not None and self.visited >= nodes:
            raise self._budget_error(here, f"no answer after {nodes} nodes")
        if deadline is not None and time.monotonic_ns() > deadline:
            raise self._budget_error(here, "no answer within the time limit")

    def _may_be_endless(self) -> bool:
        """Whether some integer variable has a huge range, or none in the relaxation."""
        n = self.integral.dimension
        for j in self.program.integers:
            low, high = self.points.box.ends(j)
            if low is not None and high is not None and high - low > _HUGE:
                return True
            for end, sign in zip(self.points.box.ends(j), (1, -1), strict=True):
                cost = [sign if k == j else 0 for k in range(n)]
                if end is None and isinstance(
                    decide(self.integral.with_cost(cost), DEFAULT_GUIDE), Ray
                ):
                    return True
        return False

    def _budget_error(self, here: Node, reason: str) -> BudgetError:
        """What is proved: no open node is better than the worst of their bounds."""
        bounds = [here.bound, *(node.bound for *_, node in self.waiting)]
        proved = [self._rounded(bound) for bound in bounds if bound is not None]
        lower = min(proved) if len(proved) == len(bounds) else None
        best = self.best
        if best is not None and lower is not None:
            lower = min(lower, best.cost)
        ends = [
            None if lower is None else self._value(lower),
            None if best is None else self._value(best.cost),
        ]
        if self.program.program.sense == "max":
            ends.reverse()
        point = best.point if best else None
        return BudgetError(reason, lower=ends[0], upper=ends[1], point=point)

    def _ask_for_incumbents(self) -> None:
        source = self.incumbents
        if source is None or self.visited < source.patience:
            return
        self.incumbents = None
        for point in source.propose(self.program, seconds=self.limits.seconds_left()):
            self._consider(self.points.from_outside(point))

    def _consider(self, point: Vector | None) -> None:
        """Keep a feasible point if it is better than the best."""
        if point is None:
            return
        cost = sum([c * x for c, x in zip(self.integral.cost, point, strict=True) if c], _ZERO)
        if self.best is None or cost < self.best.cost:
            self.best = _Best(point, cost)

    def _rounded(self, bound: Fraction) -> Fraction:
        """The next value that the cost can have."""
        return Fraction(ceil(bound / self.step) * self.step) if self.step else bound

    def _reaches(self, bound: Fraction | None) -> bool:
        """Whether no point of this bound is better than the best."""
        if bound is None or self.best is None:
            return False
        return bound >= self.best.cost or self._rounded(bound) >= self.best.cost

    def _next(self) -> Node | None:
        """The open node of the least bound; those that have been overtaken are closed."""
        while self.waiting:
            *_, node = heappop(self.waiting)
            if not self._reaches(node.bound):
                return node
            assert node.proof is not None  # noqa: S101 - it has a bound
            self._close(node, node.proof, of_cost=True)
        return None

    def _close(self, node: Node, proof: Multipliers, *, of_cost: bool) -> bool:
        """Make the node a leaf, if the multipliers prove enough; the shortest that do."""
        value = self.duality.bound(proof, node.box, of_cost=of_cost)
        if not self._is_enough(value, of_cost=of_cost):
            return False
        for shorter in proof.shortened():
            rest = self.duality.rest(shorter, of_cost=of_cost)
            if self._is_enough(self.duality.value(rest, node.box), of_cost=of_cost):
                break
        needs = used(rest, node.reasons)
        node.place.content = Leaf(self.duality.admissible(shorter), of_cost, needs)
        return True

    def _is_enough(self, value: Fraction | None, *, of_cost: bool) -> bool:
        return self._reaches(value) if of_cost else value is not None and value > 0

    def _visit(self, node: Node) -> Node | None:
        """Close the node, or split it; return the child to be visited next."""
        if crossing := crossed(node):
            node.place.content = crossing
            return None
        proposal = self._proposal(node)
        if proposal is not None and self._is_closed_by(node, proposal):
            return None
        choice = self._choice(node, proposal)
        return None if choice is None else self._split(node, choice)

    def _choice(self, node: Node, proposal: NodeProposal | None) -> Choice | None:
        """Where to branch; None if an exact answer closes the node, where doubles do not decide."""
        if proposal is None or proposal.is_contradiction or node.bound is None:
            return self._exactly(node)
        if is_branching(proposal.choice, node.box, self.whole):
            return proposal.choice
        return self._exactly(node)

    def _proposal(self, node: Node) -> NodeProposal | None:
        if self.relaxation is None:
            return None
        lower, upper = self.scaled.ends(node.box)
        return self.relaxation.visit(lower, upper, trace=node.trace)

    def _is_closed_by(self, node: Node, proposal: NodeProposal) -> bool:
        """Draw from a proposal what it proves, and points."""
        proof = self.scaled.multipliers(proposal)
        if proof is None:
            return False
        if proposal.is_contradiction:
            return self._close(node, proof, of_cost=False)
        rest = self.duality.rest(proof)
        bound = self.duality.value(rest, node.box)
        if bound is None:
            return False
        node.raised(bound, proof)
        if not self._reaches(bound) and self._is_time_for_points(proposal):
            found = self.scaled.point(proposal)
            self._consider(self.points.near(*found) if found else None)
        if self._reaches(bound):
            return self._close(node, proof, of_cost=True)
        self._cut(node, proof)
        return False

    def _cut(self, node: Node, proof: Multipliers) -> None:
        """Draw conclusions from the reduced costs and the best point known."""
        if self.best is None:
            return
        # Short multipliers, since each cut that is needed will repeat them.
        short = self.duality.admissible(proof.rounded(_SHORT))
        rest = self.duality.rest(short)
        bound = self.duality.value(rest, node.box)
        if bound is None or self._reaches(bound):
            return
        gap = self.best.cost - (self.step or 0) - bound
        if gap >= 0:
            cut_by_costs(node, short, rest, gap=gap, whole=self.is_whole)

    def _is_time_for_points(self, proposal: NodeProposal) -> bool:
        return proposal.choice is None or self.visited & (self.visited - 1) == 0

    def _exactly(self, node: Node) -> Choice | None:
        """Solve the linear program of the node; where to branch, or None if that closes it."""
        lower, upper = node.box.quotients()
        integral = replace(self.integral, lower=lower, upper=upper)
        outcome = decide(integral, DEFAULT_GUIDE)
        m = len(integral.rows)
        match outcome:
            case Contradiction():
                proof = _on_rows(outcome.multipliers, m, 1)
                self._must_close(node, proof, of_cost=False)
                return None
            case Ray():
                raise RelaxationIsUnboundedError(tuple([Fraction(entry) for entry in outcome.ray]))
            case Vertex():
                return self._at_vertex(node, outcome)

    def _at_vertex(self, node: Node, vertex: Vertex) -> Choice | None:
        proof = _on_rows(vertex.cost_coordinates, len(self.integral.rows), vertex.cost_denominator)
        bound = self.duality.bound(proof, node.box)
        assert bound is not None  # noqa: S101 - the multipliers are dual feasible
        node.raised(bound, proof)
        parts = {j: vertex.point[j] % vertex.denominator for j in self.program.integers}
        broken = [j for j in self.program.integers if parts[j]]
        if not broken:
            point = [Fraction(entry, vertex.denominator) for entry in vertex.point]
            self._consider(tuple(point))
            self._must_close(node, proof, of_cost=True)
            return None
        if self._close(node, proof, of_cost=True):
            return None
        j = min(broken, key=lambda j: abs(2 * parts[j] - vertex.denominator))
        return Choice(j, floor(Fraction(vertex.point[j], vertex.denominator)))

    def _must_close(self, node: Node, proof: Multipliers, *, of_cost: bool) -> None:
        is_closed = self._close(node, proof, of_cost=of_cost)
        assert is_closed  # noqa: S101 - an exact proof is enough

    def _split(self, node: Node, choice: Choice) -> Node:
        """Make two cases of the node, of which one waits."""
        left, right = node.split(choice.variable, choice.at, choice.traces)
        first, second = (right, left) if choice.first else (left, right)
        bound = second.bound
        key = bound is not None, _ZERO if bound is None else self._rounded(bound)
        heappush(self.waiting, (*key, -next(self.numbers), second))
        return first


@dataclass(frozen=True, slots=True)
class _Best:
    """The best point known, and its cost."""

    point: Vector
    cost: Fraction


_ZERO = Fraction(0)


def _step(program: IntegralProgram, whole: frozenset[int]) -> int:
    """The g with costs in gZ; 0 if others than integers cost something, or nothing does."""
    if any(c for j, c in enumerate(program.cost) if j not in whole):
        return 0
    return gcd(*program.cost)


def _on_rows(found: dict[int, int], m: int, denominator: int) -> Multipliers:
    return Multipliers(tuple([found.get(i, 0) for i in range(m)]), denominator)
