"""The number of regions of networks, and how long it takes, beside exact and other tools.

Every method gets the same networks, on all of R^n or, marked so, on [-1, 1]^n, and returns the
number of activation regions. An answer is *right* or *wrong* by the library's count for the weights
that the method received, after its rounding; *refused* if the method raised or died; *too slow* if
it took longer than the limit of wall time, after which it gets no more networks of the kind (*not
run*). A method in float32 cannot be given weights that overflow there (*not possible*).

The library's counts have to agree with every exact method that ends, and with the formulas where
there are any; or the exit status is 1.

A time is CPU time of a process of its own, and of the processes that it starts, the better of two
runs if a run takes under a second; ratios are to the library on the same network, table entries are
medians. Imports are not timed.

Run ``python -m benchmarks.regions`` from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from benchmarks import regions_peers as peers
from benchmarks.regions_networks import Case, cases, small_cases
from benchmarks.regions_tables import report
from exactrelu.polyhedron import Polyhedron
from exactrelu.regions import regions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from multiprocessing.connection import Connection

    from exactrelu.network import Network

    Count: TypeAlias = Callable[[Network], tuple[int, ...]]

SPACE, BOX = "R^n", "[-1, 1]^n"
OURS = {SPACE: "exactrelu", BOX: "exactrelu, box"}
QUICK = 1.0
"""Seconds of CPU time under which a run is repeated."""


@dataclass(frozen=True)
class Method:
    """A way to count; `dtype` is what it rounds weights to, `most` the size it is used for."""

    name: str
    count: Count
    place: str = SPACE
    dtype: str | None = None
    exact: bool = False
    most: tuple[int, int] | None = None

    def suits(self, network: Network) -> bool:
        """Whether the method is for such a network: boxes only in R^1 and R^2, small ones only."""
        n, size = network.input_dimension, network.size
        if self.place == BOX and n > 2:
            return False
        return self.most is None or (n <= self.most[0] and size <= self.most[1])


@dataclass(frozen=True)
class Run:
    """What a method said about a network, and what it took."""

    number: int
    group: str
    kind: str
    method: str
    place: str
    verdict: str
    counts: tuple[int, ...] = ()
    expected: int | None = None
    seconds: float | None = None
    ratio: float | None = None
    reason: str = ""
    rounded: bool = False


@dataclass
class Result:
    """All runs, and every disagreement between exact counts."""

    limit: float
    missing: list[str]
    methods: list[str]
    runs: list[Run] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def agreed(self) -> bool:
        """Whether all exact counts agree."""
        return not self.faults


def by_exactrelu(network: Network) -> tuple[int, ...]:
    """Return the number of activation regions."""
    return (regions(network).activation_regions,)


def by_exactrelu_in_all(network: Network) -> tuple[int, ...]:
    """Return activation regions, pieces and affine maps."""
    found = regions(network)
    return found.activation_regions, found.pieces, found.distinct_affine_maps


def by_exactrelu_in_the_box(network: Network) -> tuple[int, ...]:
    """Return the number of activation regions in [-1, 1]^n."""
    box = Polyhedron.box([(-1, 1)] * network.input_dimension)
    return (regions(network, domain=box).activation_regions,)


METHODS = [
    Method(OURS[SPACE], by_exactrelu, exact=True),
    Method("exactrelu, pieces and maps too", by_exactrelu_in_all, exact=True),
    Method("PPL", peers.by_ppl, exact=True),
    Method("all sign patterns", peers.by_sign_patterns, exact=True, most=(3, 12)),
    Method("affinitree", peers.by_affinitree, dtype="float64"),
    Method("relucent", peers.by_relucent, dtype="float64"),
    Method(OURS[BOX], by_exactrelu_in_the_box, place=BOX, exact=True),
    Method("PPL, box", partial(peers.by_ppl, half_width=1), place=BOX, exact=True),
    Method("regioncam, box", peers.by_regioncam, place=BOX, dtype="float32"),
]


def measure(networks: Iterable[Case], methods: Sequence[Method], limit: float) -> Result:
    """Return what the methods say about the networks; the library has to be among them."""
    missing = peers.missing()
    usable = [m for m in methods if m.name.split(",")[0] not in missing]
    result = Result(limit, missing, [method.name for method in usable])
    given_up: set[tuple[str, str]] = set()
    for number, case in enumerate(networks):
        for place in (SPACE, BOX):
            here = [m for m in usable if m.place == place and m.suits(case.network)]
            for run in _compared(number, case, here, given_up, result):
                result.runs.append(run)
                if run.verdict == "too slow":
                    given_up.add((run.method, run.kind))
    return result


def _compared(
    number: int,
    case: Case,
    methods: Sequence[Method],
    given_up: set[tuple[str, str]],
    result: Result,
) -> Iterable[Run]:
    """The runs of the methods of one place on a network, the library first."""
    ours: Run | None = None
    exact: tuple[int, ...] = ()
    for method in methods:
        run = Run(number, case.group, case.kind, method.name, method.place, "not run")
        if (method.name, case.kind) not in given_up:
            run = _judged(case, method, run, ours, result)
        if method.exact:
            known = [case.counts, exact] if method.place == SPACE else [exact]
            result.faults += [fault for counts in known for fault in _faults(run, counts)]
            exact = max(exact, run.counts, key=len)
        ours = ours or run
        yield run


def _judged(case: Case, method: Method, run: Run, ours: Run | None, result: Result) -> Run:
    network = peers.received(case.network, method.dtype)
    if network is None:
        return replace(run, verdict="not possible")
    rounded = network != case.network
    if rounded:
        expected = _truth(network, method.place, result)
    elif ours is None:
        expected = case.counts[0] if method.place == SPACE else None
    else:
        expected = ours.counts[0] if ours.counts else None
    answer = limited(method.count, case.network, result.limit)
    run = replace(run, **answer, expected=expected, rounded=rounded)
    if run.counts and expected is not None and run.counts[0] != expected:
        run = replace(run, verdict="wrong")
    if run.seconds is not None:
        run = replace(run, ratio=run.seconds / ours.seconds if ours and ours.seconds else 1.0)
    return run


def _faults(run: Run, known: Sequence[int | None]) -> list[str]:
    """Where an exact answer differs from what is known."""
    return [
        f"{run.method} on {run.kind} (network {run.number}): {said}, but {other} is known"
        for said, other in zip(run.counts, known, strict=False)
        if other not in (None, said)
    ]


def _truth(network: Network, place: str, result: Result) -> int | None:
    """The count for rounded weights by the library, compared with the other exact methods."""
    said = {
        method.name: limited(method.count, network, result.limit)["counts"][:1]
        for method in METHODS
        if method.place == place
        and method.exact
        and method.name in result.methods
        and method.suits(network)
    }
    if len({count for count in said.values() if count}) > 1:
        result.faults.append(f"rounded weights in {place}: {said}")
    return said[OURS[place]][0] if said[OURS[place]] else None


def limited(count: Count, network: Network, limit: float) -> dict[str, Any]:
    """Return verdict, counts, seconds and reason, from a process that is stopped at the limit."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sender, count, network))
    process.start()
    sender.close()
    found: dict[str, Any] = {"verdict": "too slow", "counts": (), "seconds": None, "reason": ""}
    try:
        if receiver.poll(limit):
            found |= receiver.recv()
    except EOFError:
        found |= {"verdict": "refused", "reason": "the process died"}
    _stop(process.pid)
    process.join()
    return found


def _answer(sender: Connection, count: Count, network: Network) -> None:
    """Count and send; whatever a tool prints or raises stays in this process."""
    os.setsid()
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        seconds, counts = _timed(count, network)
        if seconds < QUICK:
            seconds = min(seconds, _timed(count, network)[0])
        sender.send({"verdict": "right", "counts": counts, "seconds": seconds})
    except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
        sender.send({"verdict": "refused", "reason": type(error).__name__})


def _timed(count: Count, network: Network) -> tuple[float, tuple[int, ...]]:
    begin = _cpu_time()
    counts = count(network)
    return _cpu_time() - begin, counts


def _cpu_time() -> float:
    """The CPU seconds of this process and of the children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _stop(pid: int | None) -> None:
    """End the processes of a method, which are a group of their own."""
    if pid is None:
        return
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write what was asked for; 1 if exact counts disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a run of a few seconds")
    parser.add_argument("--rounds", type=int, default=3, help="random networks of each shape")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one network")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args(arguments)
    networks = small_cases() if options.small else cases(options.rounds)
    result = measure(networks, METHODS, options.limit)
    text = report(asdict(result))
    sys.stdout.write(text)
    if options.json:
        document = {**asdict(result), "agreed": result.agreed}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0 if result.agreed else 1


if __name__ == "__main__":
    sys.exit(main())
