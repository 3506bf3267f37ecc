"""Rounds of a search: pure tasks on any executor, until a time is over, or from a journal.

>>> Rounds.of(None, None).results(abs, [-1, 2])
[1, 2]
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from exactrelu.errors import DomainError, WorkerError
from exactrelu.rational import as_rational, as_text

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from exactrelu.training.journal import Journal

__all__ = ["Rounds", "TimeIsOver"]

T = TypeVar("T")
R = TypeVar("R")


class TimeIsOver(Exception):  # noqa: N818 - it is no error
    """The time of a search is over; it ends with what it knows.

    `finished` are the results of the first tasks of a round that was not.

    >>> Rounds.of(None, 0).results(abs, [-1])
    Traceback (most recent call last):
    exactrelu.training.rounds.TimeIsOver
    """

    def __init__(self, finished: Sequence[Any] = ()) -> None:
        super().__init__()
        self.finished = finished


_LONGEST = int(threading.TIMEOUT_MAX) // 2
"""So many seconds can be waited for; a longer time is as good as none."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Where rounds run: on an executor or here, until a deadline, first from a journal.

    The deadline is in nanoseconds of the monotonic clock. What a journal holds takes no time.

    >>> Rounds().results(abs, [])
    []
    """

    executor: Executor | None = None
    deadline: int | None = None
    journal: Journal | None = None

    @classmethod
    def of(cls, executor: Executor | None, time_limit: object) -> Rounds:
        """Return rounds on an executor for so many seconds from now.

        >>> Rounds.of(None, -1)
        Traceback (most recent call last):
        exactrelu.errors.DomainError: time_limit must be at least 0, not -1
        """
        if time_limit is None:
            return cls(executor)
        seconds = as_rational(time_limit, floats="dyadic", name="time_limit")
        if seconds < 0:
            raise DomainError(f"time_limit must be at least 0, not {as_text(seconds)}")
        return cls(executor, time.monotonic_ns() + int(seconds * 10**9))

    def results(self, function: Callable[[T], R], tasks: Sequence[T]) -> list[R]:
        """Return the results in the order of the tasks.

        Raises TimeIsOver if the time ends before; WorkerError if a worker ends before its task.
        """
        kept = self.journal.next() if self.journal else None
        if kept is not None:
            return kept
        found: list[R] = []
        try:
            found.extend(self._computed(function, tasks))
        except TimeIsOver:
            raise TimeIsOver(found) from None
        except BrokenExecutor:
            raise WorkerError(
                "worker processes must not end before their tasks, but one was killed, perhaps for "
                "lack of memory"
            ) from None
        if self.journal:
            self.journal.append(found)
        return found

    def _computed(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        if self.executor is None:
            for task in tasks:
                self._seconds_left()
                yield function(task)
            return
        try:
            yield from self.executor.map(function, tasks, timeout=self._seconds_left())  # type: ignore[arg-type]
        except TimeoutError:
            raise TimeIsOver from None

    def _seconds_left(self) -> Fraction | None:
        if self.deadline is None:
            return None
        left = Fraction(self.deadline - time.monotonic_ns(), 10**9)
        if left <= 0:
            raise TimeIsOver
        return min(left, Fraction(_LONGEST))
