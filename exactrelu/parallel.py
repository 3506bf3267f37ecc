"""Run pure tasks on any executor, keep what is finished, and go on from there.

A task is a picklable top-level function's arguments with a key and a fingerprint. Results do not
depend on the number of workers: they come back in the order of the tasks. Each finished result is
saved at once in a file of its own (written beside, then renamed), so that Ctrl-C or a kill loses
only the tasks that were running.

>>> tasks = [Task(str(n), "", (n,)) for n in (3, 1, 2)]
>>> run_tasks(abs, tasks, on=in_process)
(3, 1, 2)
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from exactrelu.errors import ExactReluError, WorkerError
from exactrelu.formats import read_json, write_json

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from rich.progress import Progress

__all__ = [
    "Backend",
    "Store",
    "Task",
    "in_process",
    "on_executor",
    "process_pool",
    "run_tasks",
    "worker_processes",
]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Task:
    """The arguments of a pure function, under a `key` that no other task of the run has.

    The `fingerprint` stands for everything that the result depends on: a saved result is taken
    up again only when it agrees.
    """

    key: str
    fingerprint: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of finished results, one JSON file per task."""

    folder: Path

    def save(self, task: Task, result: object) -> None:
        """Keep the JSON value `result` of a finished task."""
        self.folder.mkdir(parents=True, exist_ok=True)
        entry = {"key": task.key, "fingerprint": task.fingerprint, "result": result}
        write_json(self._path(task), entry)

    def finished(self, tasks: Iterable[Task]) -> dict[str, Any]:
        """Return the results, by key, of the tasks that are finished and have not changed."""
        entries = ((task, self._entry(task)) for task in tasks)
        return {task.key: entry["result"] for task, entry in entries if entry is not None}

    def discard(self, tasks: Iterable[Task]) -> None:
        """Remove the results of some tasks, and the folder if nothing else is in it."""
        for task in tasks:
            self._path(task).unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()

    def _entry(self, task: Task) -> dict[str, Any] | None:
        if not self._path(task).is_file():
            return None
        try:
            entry = read_json(self._path(task))
        except ExactReluError:
            # Whatever is not a whole result of ours is simply computed again.
            return None
        agrees = isinstance(entry, dict) and "result" in entry
        agrees = agrees and (entry.get("key"), entry.get("fingerprint")) == (
            task.key,
            task.fingerprint,
        )
        return entry if agrees else None

    def _path(self, task: Task) -> Path:
        readable = re.sub(r"[^A-Za-z0-9._-]", "_", task.key)[:80]
        return self.folder / f"{readable}-{hashlib.sha256(task.key.encode()).hexdigest()[:8]}.json"


Backend: TypeAlias = Callable[
    [Callable[..., Result], Sequence[Task]], Iterator[tuple[Task, Result]]
]
"""Runs a function on tasks and yields each task with its result as soon as it is finished."""


def in_process(
    function: Callable[..., Result], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Result]]:
    """Run the tasks one after the other in this process."""
    for task in tasks:
        yield task, function(*task.arguments)


def on_executor(executor: Executor) -> Backend[Result]:
    """Return a backend that runs the tasks on an executor, which stays open.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor(2) as executor:
    ...     run_tasks(abs, [Task("a", "", (-1,)), Task("b", "", (2,))], on=on_executor(executor))
    (1, 2)
    """
    return partial(_on_executor, executor)


def _on_executor(
    executor: Executor, function: Callable[..., Result], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Result]]:
    futures = {executor.submit(function, *task.arguments): task for task in tasks}
    try:
        broken = None
        for future in as_completed(futures):
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                # What others have finished is still to come.
                broken = error
            else:
                yield futures[future], future.result()
        if broken is not None:
            raise broken
    finally:
        for future in futures:
            future.cancel()


def process_pool(jobs: int) -> Backend[Result]:
    """Return a backend of `jobs` worker processes; one job runs in this process.

    On Ctrl-C the workers are stopped at once; they also end when this process is killed. Each is
    a fresh interpreter, so a script that calls this guards its main part with
    ``if __name__ == "__main__":``.
    """
    return in_process if jobs == 1 else partial(_on_pool, jobs)


def _on_pool(
    jobs: int, function: Callable[..., Result], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Result]]:
    with worker_processes(jobs) as pool:
        yield from _on_executor(pool, function, tasks)


@contextmanager
def worker_processes(jobs: int) -> Iterator[Executor]:
    """Give an executor of `jobs` worker processes, as those of `process_pool` are.

    After an error, and where tasks have been given up, they are stopped at once.
    """
    earlier = set(multiprocessing.active_children())
    # A fresh interpreter per worker: forking would copy the thread of the progress bar.
    context = multiprocessing.get_context("spawn")
    with _Workers(jobs, mp_context=context, initializer=_become_worker) as pool:
        try:
            yield pool
        except BaseException:
            _stop(earlier)
            raise
        if pool.unfinished:
            _stop(earlier)


class _Workers(ProcessPoolExecutor):
    """Worker processes that know which tasks are not finished."""

    def __init__(self, *arguments: Any, **extra: Any) -> None:  # noqa: ANN401 - as of the pool
        super().__init__(*arguments, **extra)
        self.unfinished: set[Future[Any]] = set()

    def submit(self, *arguments: Any, **extra: Any) -> Future[Any]:  # noqa: ANN401
        future = super().submit(*arguments, **extra)
        # A pool that is stopped while cancelled tasks wait prints a traceback in Python 3.11; here
        # tasks are given up by stopping the workers.
        future.cancel = lambda: False  # type: ignore[method-assign]
        self.unfinished.add(future)
        future.add_done_callback(self.unfinished.discard)
        return future


def _stop(earlier: set[BaseProcess]) -> None:
    for process in set(multiprocessing.active_children()) - earlier:
        process.terminate()


def _become_worker() -> None:
    # Ctrl-C reaches the whole group of processes; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_tasks(
    function: Callable[..., Result],
    tasks: Sequence[Task],
    *,
    on: Backend[Result],
    store: Store | None = None,
    finished: dict[str, Result] | None = None,
    title: str = "",
) -> tuple[Result, ...]:
    """Return the results of `function` on all tasks, in the order of the tasks.

    `on` is where they run: `in_process`, `process_pool(jobs)` or `on_executor(executor)`. Tasks
    whose key is in `finished` are not run again. Each new result is saved in the `store`, as
    JSON. With a `title`, a terminal's stderr shows a progress bar. Raises WorkerError if a worker
    ends before its task, as one does that is killed.
    """
    results = dict(finished or {})
    waiting = [task for task in tasks if task.key not in results]
    with _progress(title) as progress:
        bar = progress.add_task(title, total=len(tasks), completed=len(tasks) - len(waiting))
        try:
            for task, result in on(function, waiting):
                if store is not None:
                    store.save(task, result)
                results[task.key] = result
                progress.update(bar, advance=1)
        except BrokenExecutor:
            raise WorkerError(_lost(len(results), len(tasks), store)) from None
    return tuple(results[task.key] for task in tasks)


def _lost(finished: int, count: int, store: Store | None) -> str:
    kept = "" if store is None else f" and kept in {store.folder}"
    return (
        "worker processes must not end before their tasks, but one was killed, perhaps for lack "
        f"of memory; {finished} of {count} tasks are finished{kept}"
    )


@contextmanager
def _progress(title: str) -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415 - not needed by workers
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    shown = bool(title) and console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        yield progress
