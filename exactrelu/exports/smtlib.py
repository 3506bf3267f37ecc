"""Linear questions in SMT-LIB 2, logic QF_LRA, for any solver that reads it.

>>> program = {
...     "schema": "exactrelu-lp/1", "sense": "min", "objective": ["1"], "constant": "0",
...     "rows": [{"coefficients": ["3"], "relation": ">=", "bound": "1"}],
...     "lower": [None], "upper": ["1/4"],
... }
>>> print(feasibility_as_smtlib(program), end="")
(set-logic QF_LRA)
(declare-const x0 Real)
(assert (>= (* 3.0 x0) 1.0))
(assert (<= x0 (/ 1.0 4.0)))
(check-sat)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exactrelu.certificates import Certificate
from exactrelu.errors import FormatError
from exactrelu.rational import Matrix, Vector, as_rational, as_text

__all__ = ["as_smtlib", "feasibility_as_smtlib", "realizability_as_smtlib"]


def feasibility_as_smtlib(program: Mapping[str, Any]) -> str:
    """Return the question whether rows and bounds of an LP or a QP, given as JSON, have a point."""
    return _script(program, [])


def as_smtlib(certificate: Certificate) -> str:
    """Return a question whose answer must be unsat if the certificate is right.

    It asks for a feasible point (farkas), or for one that is better than the bound (safe-bound) or
    than the optimum (lp-optimum). That an optimum is attained is not asked.

    Raises FormatError for other kinds, and for the bound of a QP.

    >>> from exactrelu.certificates import contradictory_bounds
    >>> program = {
    ...     "schema": "exactrelu-lp/1", "sense": "min", "objective": ["1"], "constant": "0",
    ...     "rows": [], "lower": ["1"], "upper": ["0"],
    ... }
    >>> "(assert (>= x0 1.0))" in as_smtlib(contradictory_bounds(program, 0))
    True
    """
    program, claim = certificate.problem, certificate.claim
    if certificate.kind == "farkas":
        return _script(program, [])
    if certificate.kind not in ("lp-optimum", "safe-bound") or "sense" not in program:
        raise FormatError(
            "a certificate in SMT-LIB must be farkas, lp-optimum or safe-bound of an LP, "
            f"not {certificate.kind}"
        )
    value = as_rational(claim.get("value", claim.get("bound")))
    relation = "<" if program["sense"] == "min" else ">"
    rest = as_text(value - as_rational(program["constant"]))
    return _script(program, [_comparison(relation, _sum(program["objective"]), rest)])


def realizability_as_smtlib(
    forms: Matrix,
    labels: Vector,
    *,
    width: int,
    names: Sequence[str] = (),
    meanings: Sequence[str] = (),
) -> str:
    """Return the question whether a sum of `width` ReLUs has all labels as its values.

    At a sample with the form z the sum is Σ_i max(0, ⟨w_i, z⟩); the weight w_i,j is called wi_j,
    both counted from 0. A trained bias is the weight of a coordinate that is always 1. Comments
    give the names of the coordinates, and what each sample means, if these are given.

    >>> from exactrelu.rational import as_matrix, as_vector
    >>> print(realizability_as_smtlib(as_matrix([[2, -1]]), as_vector(["1/2"]), width=1), end="")
    (set-logic QF_LRA)
    (declare-const w0_0 Real)
    (declare-const w0_1 Real)
    (declare-const z0_0 Real)
    (assert (= z0_0 (+ (* 2.0 w0_0) (* (- 1.0) w0_1))))
    (assert (= (ite (> z0_0 0.0) z0_0 0.0) (/ 1.0 2.0)))
    (check-sat)
    """
    lines = ["(set-logic QF_LRA)"]
    for i in range(width):
        lines += [f"; {name} of unit {i + 1} is w{i}_{j}" for j, name in enumerate(names)]
        lines += [f"(declare-const w{i}_{j} Real)" for j in range(len(forms[0]))]
    values = [f"z{i}_{d}" for d in range(len(forms)) for i in range(width)]
    lines += [f"(declare-const {value} Real)" for value in values]
    for d, (form, label) in enumerate(zip(forms, labels, strict=True)):
        lines += [f"; {meaning}" for meaning in meanings[d : d + 1]]
        texts = [as_text(entry) for entry in form]
        lines += [f"(assert (= z{i}_{d} {_sum(texts, f'w{i}_')}))" for i in range(width)]
        units = [f"(ite (> z{i}_{d} 0.0) z{i}_{d} 0.0)" for i in range(width)]
        total = units[0] if width == 1 else f"(+ {' '.join(units)})"
        lines.append(f"(assert {_comparison('=', total, as_text(label))})")
    return "\n".join([*lines, "(check-sat)", ""])


def _script(program: Mapping[str, Any], more: Iterable[str]) -> str:
    lines = ["(set-logic QF_LRA)"]
    lines += [f"(declare-const x{j} Real)" for j in range(len(program["lower"]))]
    lines += [f"(assert {formula})" for formula in (*_constraints(program), *more)]
    return "\n".join([*lines, "(check-sat)", ""])


def _constraints(program: Mapping[str, Any]) -> Iterable[str]:
    for row in program["rows"]:
        yield _comparison(row["relation"], _sum(row["coefficients"]), row["bound"])
    for j, (low, high) in enumerate(zip(program["lower"], program["upper"], strict=True)):
        if low is not None:
            yield _comparison(">=", f"x{j}", low)
        if high is not None:
            yield _comparison("<=", f"x{j}", high)


def _comparison(relation: str, left: str, right: str) -> str:
    return f"({relation} {left} {_number(right)})"


def _sum(coefficients: Sequence[str], name: str = "x") -> str:
    terms = [f"(* {_number(a)} {name}{j})" for j, a in enumerate(coefficients) if a != "0"]
    if not terms:
        return "0.0"
    return terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"


def _number(text: str) -> str:
    over, _, under = text.removeprefix("-").partition("/")
    size = f"(/ {over}.0 {under}.0)" if under else f"{over}.0"
    return f"(- {size})" if text.startswith("-") else size
