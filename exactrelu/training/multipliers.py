"""Multipliers of forms, computed exactly from others.

>>> one = fmpq(1)
>>> columns = [Column(("slope", 0), [one], one), Column(("side", 0, 0), [-one], fmpq(9, 10))]
>>> {name: str(value) for name, value in repaired(columns).items()}
{('slope', 0): '9/10', ('side', 0, 0): '9/10'}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exactrelu.guides.relaxations import Name

__all__ = ["Column", "polished", "repaired"]


@dataclass(frozen=True, slots=True)
class Column:
    """A multiplier by its name, with its form and what the form is where it is tight.

    It is kept as it is if `is_fixed`.
    """

    name: Name
    form: list[fmpq]
    value: fmpq
    end: fmpq = field(default_factory=fmpq)
    is_fixed: bool = False


def repaired(columns: Sequence[Column]) -> dict[Name, fmpq] | None:
    """Return values with Σ value · form = 0; the largest of independent forms have been changed."""
    if not columns:
        return {}
    ordered = sorted(columns, key=lambda column: (column.is_fixed, -abs(column.value)))
    forms = [column.form for column in ordered]
    height = len(forms[0])
    echelon, rank = fmpq_mat(
        height, len(forms), [f[i] for i in range(height) for f in forms]
    ).rref()
    values = [column.value for column in ordered]
    for row, entries in enumerate(echelon.tolist()[:rank]):
        pivot = next(k for k in range(row, len(entries)) if entries[k] != 0)
        others = zip(entries[pivot + 1 :], values[pivot + 1 :], strict=True)
        wanted = -sum([e * v for e, v in others if e != 0], fmpq(0))
        if ordered[pivot].is_fixed and wanted != values[pivot]:
            return None
        values[pivot] = wanted
    return {column.name: value for column, value in zip(ordered, values, strict=True)}


def polished(
    slopes: Sequence[Column],
    tight: Sequence[Column],
    labels: Sequence[fmpq],
    scales: Sequence[fmpq],
) -> dict[Name, fmpq] | None:
    """Solve ``Σ 2w (F·x - y) F + Σ v g = 0``, ``g·x = end`` for x and the v, if it can be."""
    columns = [*slopes, *tight]
    if not columns:
        return {}
    n, p = len(columns[0].form), len(tight)
    F = fmpq_mat(len(slopes), n, [v for c in slopes for v in c.form])
    weighted = fmpq_mat(
        len(slopes), n, [s * v for c, s in zip(slopes, scales, strict=True) for v in c.form]
    )
    hessian = (weighted.transpose() * F).tolist()
    moment = (weighted.transpose() * fmpq_mat(len(slopes), 1, list(labels))).tolist()
    rows = [[*hessian[i], *[c.form[i] for c in tight], moment[i][0]] for i in range(n)]
    rows += [[*c.form, *[fmpq(0)] * p, c.end] for c in tight]
    echelon, rank = fmpq_mat(n + p, n + p + 1, [v for row in rows for v in row]).rref()
    found = [fmpq(0)] * (n + p)
    for row, entries in enumerate(echelon.tolist()[:rank]):
        pivot = next(k for k in range(row, n + p + 1) if entries[k] != 0)
        if pivot == n + p:
            return None
        found[pivot] = entries[-1]
    predictions = (F * fmpq_mat(n, 1, found[:n])).tolist()
    values: dict[Name, fmpq] = {
        c.name: s * (f - y)
        for c, s, (f,), y in zip(slopes, scales, predictions, labels, strict=True)
    }
    return values | {c.name: v for c, v in zip(tight, found[n:], strict=True)}
