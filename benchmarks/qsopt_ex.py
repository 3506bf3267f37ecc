"""QSopt_ex through its C library (Debian: libqsopt-ex2), called by ctypes.

The program reaches it as a file in its LP format, which holds rationals "p/q" exactly; writing and
reading that file is part of the work, as building a model is for the others.

>>> from exactrelu.lp import LinearProgram
>>> print(as_lp_file(LinearProgram.of(["1/2"], [([1], "<=", "1/3")], bounds=[(-1, 1)])))
Minimize
 obj: 1/2 x0
Subject To
 r0: 1 x0 <= 1/3
Bounds
 -1 <= x0 <= 1
End
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import tempfile
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exactrelu.lp import LinearProgram

__all__ = ["QSoptEx", "as_lp_file"]

_DUAL_SIMPLEX, _OPTIMAL = 2, 1


def as_lp_file(program: LinearProgram) -> str:
    """Return a minimisation with all variables in intervals, in the LP format of QSopt_ex."""
    lines = ["Minimize", f" obj: {_sum(program.objective)}", "Subject To"]
    lines += [
        f" r{i}: {_sum(row.coefficients)} {row.relation} {row.bound}"
        for i, row in enumerate(program.rows)
    ]
    ends = zip(program.lower, program.upper, strict=True)
    lines += ["Bounds", *(f" {low} <= x{j} <= {high}" for j, (low, high) in enumerate(ends))]
    return "\n".join([*lines, "End"])


def _sum(coefficients: Iterable[Fraction]) -> str:
    terms = [f"{a} x{j}" for j, a in enumerate(coefficients) if a]
    return " + ".join(terms).replace("+ -", "- ") or "0 x0"


class _Rational(ctypes.Structure):
    """GMP's mpq_t: two integers, each of a capacity, a signed length and a pointer."""

    _fields_ = [
        (f"{part}_{name}", kind)
        for part in ("numerator", "denominator")
        for name, kind in (
            ("capacity", ctypes.c_int),
            ("length", ctypes.c_int),
            ("limbs", ctypes.c_void_p),
        )
    ]


@contextmanager
def _silence() -> Iterator[None]:
    """Send what C writes to the terminal nowhere."""
    kept = {number: os.dup(number) for number in (1, 2)}
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number in kept:
            os.dup2(nowhere, number)
        yield
    finally:
        os.close(nowhere)
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)


class QSoptEx:
    """The two libraries, loaded once. Raises ImportError if they are not installed."""

    def __init__(self) -> None:
        names = [ctypes.util.find_library(name) for name in ("qsopt_ex", "gmp")]
        if None in names:
            raise ImportError("QSopt_ex must be installed: apt-get install libqsopt-ex2")
        self.solver, self.gmp = (ctypes.CDLL(name) for name in names)
        self.solver.mpq_QSread_prob.restype = ctypes.c_void_p
        # Python mangles names with two underscores inside a class.
        self.initialize, self.text, self.clear = (
            self.gmp[f"__gmpq_{name}"] for name in ("init", "get_str", "clear")
        )
        self.text.restype = ctypes.c_void_p
        self.solver.QSexactStart()

    def value(self, program: LinearProgram) -> Fraction:
        """Return the optimal value of a minimisation."""
        with tempfile.NamedTemporaryFile("w", suffix=".lp") as file:
            file.write(as_lp_file(program) + "\n")
            file.flush()
            with _silence():
                problem = ctypes.c_void_p(self.solver.mpq_QSread_prob(file.name.encode(), b"LP"))
        status = ctypes.c_int(0)
        nothing = ctypes.c_void_p(None)
        with _silence():
            self.solver.QSexact_solver(
                problem, nothing, nothing, nothing, _DUAL_SIMPLEX, ctypes.byref(status)
            )
        if status.value != _OPTIMAL:
            raise RuntimeError(f"QSopt_ex must find an optimum here, not status {status.value}")
        found = self._objective(problem)
        self.solver.mpq_QSfree_prob(problem)
        return found

    def _objective(self, problem: Any) -> Fraction:  # noqa: ANN401 - a pointer
        rational = _Rational()
        self.initialize(ctypes.byref(rational))
        self.solver.mpq_QSget_objval(problem, ctypes.byref(rational))
        text = self.text(None, 10, ctypes.byref(rational))
        found = Fraction(ctypes.string_at(text).decode())
        self.clear(ctypes.byref(rational))
        return found
