"""3SAT as the training of two ReLUs to error 0: Theorem 6 of Manurangsi and Reichman (2018).

Each of the two units has the unknowns w_i, one for each variable, and v; with trained biases also
v_dummy and a bias b. Each constraint is about the sum of the two units, of which the term of one is
written here:

- (12) ``[v]_+`` for the label 4,
- (13), (14) for each variable ``[w_i]_+`` and ``[-w_i]_+``, for the label 1,
- (15) for each clause with the literals ±X_{i_1}, ±X_{i_2}, ±X_{i_3}:
  ``[-v ∓ w_{i_1} ∓ w_{i_2} ∓ w_{i_3}]_+`` for the label 0,
- with biases (A.2) ``[b]_+``, ``[v_dummy + b]_+``, ``[-v_dummy + b]_+``, ``[2 v_dummy + b]_+`` and
  ``[-2 v_dummy + b]_+`` for the labels 0, 1, 1, 2, 2.

An assignment is lifted to v = 1, w_i = ±1 as X_i is TRUE or FALSE, and v = 3, w_i = ∓1; v_dummy is
1 and -1, and biases are 0. Weights of error 0 are decoded by the unit with v <= 2, of which (12)
makes at least one: X_i is TRUE iff w_i > 0. There (13) and (14) make all w_i = ±1, and opposite to
those of the other unit.

*Small errors.* Without biases, let each unit i make a clause FALSE, whose literals are c_p times
that of the variable p. If such a literal is FALSE in both units, the error of (13) or (14) is -1.
If not, its value in the unit is -(1 + s_p), s_p the error of (13) or (14), and that of the clause
is at least ``e_i = -v_i + Σ c_p (1 + s_p)``, all of them different errors. With the error e of (12)
at least ``v_1 + v_2 - 4`` that makes ``e_1 + e_2 + e - Σ c_p s_p >= 2``, so by Cauchy and Schwarz
the total error is at least 4/(3 + Σ c_p²), which is 4/21 for a literal three times in both of the
clauses. So below 4/21 one of the units gives an assignment that satisfies the formula.

*Clauses.* The proof counts positions of literals, not variables: a clause of three false literals
has a value of at least -2 + 3 > 0, and one with a true literal has at most -1 + 1 = 0, in the unit
with v = 3 at most -3 + 3. So a literal may be repeated, with the coefficient 2 or 3, and a clause
with fewer literals is filled up by repeating its last one. In a clause with both literals of a
variable their coefficients cancel. An empty clause is the point 0 with the label 1, which no
weights reach, as biases are 0. A clause of more literals must have at most three different ones.

>>> from exactrelu.reductions import solve
>>> from exactrelu.sources import Formula
>>> formula = Formula(3, [[1, -2, 3], [-1], [2]])
>>> instance = reduce(formula)
>>> instance.coordinates, instance.problem.samples.points[-1] == (0, -3, 0, -1)
(('w_1', 'w_2', 'w_3', 'v'), True)
>>> decode(solve(instance).best.units, instance)
(False, True, True)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from exactrelu.errors import DomainError
from exactrelu.lp.kinds import require
from exactrelu.reductions.arguments import require_instance
from exactrelu.reductions.correspondence import Correspondence, require_same_samples
from exactrelu.reductions.instance import Constraint, TrainingInstance, Units, as_units, instance_of
from exactrelu.sources import Clause, Formula
from exactrelu.sources.arguments import Assignment, as_assignment, as_truth
from exactrelu.sources.programs import require_few_entries
from exactrelu.training import Trained
from exactrelu.training.problem import HiddenBias

__all__ = ["Instance", "corresponds", "decode", "lift", "literal_positions", "reduce"]

Instance: TypeAlias = TrainingInstance[Formula]


def reduce(source: Formula, *, hidden_bias: HiddenBias = "none") -> Instance:
    """Return the instance that has error 0 iff the formula is satisfiable.

    Raises DomainError for a clause of more than three different literals, KindError for a source of
    another kind, BudgetError for samples of more than `exactrelu.lp.drafts.MAX_ENTRIES` coordinates
    together.

    >>> len(reduce(Formula(2, [[1, 2], [-1]]), hidden_bias="free").problem.samples)
    12
    """
    require(source, Formula, "source")
    n = source.variables
    require_few_entries(1 + 2 * n + len(source.clauses), n + 1, "samples times coordinates")
    names = [*[f"w_{i}" for i in range(1, n + 1)], "v"]
    constraints = [*_variables(source), *_clauses(source)]
    if hidden_bias == "free":
        names.append("v_dummy")
        constraints += _constraints_on_the_biases(n + 1)
    return instance_of(source, constraints, coordinates=names, width=2, hidden_bias=hidden_bias)


def literal_positions(clause: Clause, name: str = "a clause") -> Clause:
    """Return the literals of a clause as three, the last one repeated; none for the empty clause.

    Raises DomainError, with the name of the clause, for more than three different literals.

    >>> literal_positions((1, -2)), literal_positions((1, 2, 1, 2)), literal_positions(())
    ((1, -2, -2), (1, 2, 2), ())
    """
    literals = tuple(dict.fromkeys(clause)) if len(clause) > 3 else clause
    if len(literals) > 3:
        raise DomainError(
            f"{name} must have at most 3 different literals, not {len(literals)}: "
            f"{' '.join(map(str, clause)):.60}"
        )
    return literals + literals[-1:] * (3 - len(literals))


def _variables(source: Formula) -> Iterator[Constraint]:
    n = source.variables
    total = "(12) the positive parts of v have the sum 4, v <= 2 in one unit"
    yield Constraint({n: 1}, Fraction(4), total)
    for i in range(n):
        meaning = f"X_{i + 1} is TRUE in one unit and FALSE in the other"
        yield Constraint({i: 1}, Fraction(1), f"(13) {meaning}")
        yield Constraint({i: -1}, Fraction(1), f"(14) {meaning}")


def _clauses(source: Formula) -> Iterator[Constraint]:
    for j, clause in enumerate(source.clauses, start=1):
        literals = literal_positions(clause, f"clause {j}")
        if not literals:
            yield Constraint({}, Fraction(1), f"clause {j} is empty, and never TRUE")
            continue
        # A Counter with negative numbers: what both literals of a variable add cancels.
        form = Counter({source.variables: -1})
        for literal in literals:
            form[abs(literal) - 1] -= 1 if literal > 0 else -1
        meaning = f"(15) clause {j} has a TRUE literal: {' '.join(map(str, clause))}"
        yield Constraint(form, Fraction(0), meaning)


def _constraints_on_the_biases(dummy: int) -> Iterator[Constraint]:
    """Appendix A.2."""
    for factor in (0, 1, -1, 2, -2):
        form = {dummy: factor} if factor else {}
        meaning = f"(A.2) the positive parts of {factor} v_dummy + b have the sum {abs(factor)}"
        yield Constraint(form, Fraction(abs(factor)), meaning)


def lift(assignment: Iterable[bool], instance: Instance) -> Units:
    """Return the weights of an assignment, of error 0 if it satisfies the formula.

    Raises DimensionError for another number of values than variables.

    >>> [[int(w) for w in row] for row in lift([True, False], reduce(Formula(2, [[1, 2]])))]
    [[1, -1, 1], [-1, 1, 3]]
    """
    require_instance(instance, Formula)
    values = as_assignment(assignment, instance.source.variables)
    signs = [Fraction(1 if value else -1) for value in values]
    has_biases = instance.problem.hidden_bias == "free"
    return tuple(
        [
            (*[side * sign for sign in signs], v, *([side, Fraction(0)] if has_biases else []))
            for side, v in ((Fraction(1), Fraction(1)), (Fraction(-1), Fraction(3)))
        ]
    )


def decode(weights: object, instance: Instance) -> Assignment:
    """Return the assignment of the unit with the smaller v: X_i is TRUE iff w_i > 0.

    If only that of the other unit satisfies the formula, it is returned. If the error is 0, or
    less than 4/21 without biases, the assignment satisfies the formula. Raises DimensionError for
    weights of another shape.

    >>> decode([[-1, 3], [1, 1]], reduce(Formula(1, [[1]])))
    (True,)
    """
    require_instance(instance, Formula)
    n = instance.source.variables
    units = sorted(as_units(weights, instance.problem), key=lambda row: row[n])
    read = [as_assignment([w > 0 for w in unit[:n]], n) for unit in units]
    return next((values for values in read if instance.source.value(values)), read[0])


def corresponds(satisfiable: object, trained: Trained, *, instance: Instance) -> Correspondence:
    """Return whether error 0 and a satisfying assignment correspond as Theorem 6 says.

    Raises DomainError if the training has neither found error 0 nor refuted it, or is about other
    samples.

    >>> from exactrelu.reductions import solve
    >>> instance = reduce(Formula(1, [[1], [-1]]))
    >>> corresponds(False, solve(instance), instance=instance).holds
    True
    """
    require_instance(instance, Formula)
    is_satisfiable = as_truth(satisfiable, "satisfiable")
    require_same_samples(trained, instance)
    is_realized = trained.best is not None and trained.objective == 0
    if not is_realized and not trained.lower:
        raise DomainError("error 0 must be found or refuted, not left open")
    question = "error 0 is reached iff the formula is satisfiable"
    statements = [(question, is_realized == is_satisfiable)]
    if trained.best is not None and is_realized:
        assignment = decode(trained.best.units, instance)
        satisfies = instance.source.value(assignment)
        statements.append(("the decoded assignment satisfies the formula", satisfies))
    return Correspondence(tuple(statements))
