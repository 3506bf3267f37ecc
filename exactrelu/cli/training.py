"""The command train: a network of least loss on some samples, with a proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from decimal import Context
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from exactrelu.cli.certificates import (
    Written,
    certificate_option,
    print_answer,
    replay_option,
    require_new_files,
)
from exactrelu.cli.functions import OUTPUTS, network_lines
from exactrelu.cli.journals import WORK_FOLDER, has_rounds, journal_of
from exactrelu.cli.lines import UNANSWERED, floats_option, json_option
from exactrelu.errors import DomainError, ExactReluError, FormatError
from exactrelu.formats import require_writable, write_json
from exactrelu.network import Network, OutputMap, as_pwl
from exactrelu.parallel import worker_processes
from exactrelu.rational import Floats, as_rational, as_text
from exactrelu.training import Loss, Problem, Samples, read_samples
from exactrelu.training.proofs import require_certifiable
from exactrelu.training.rounds import Rounds
from exactrelu.training.search import (
    MOST_OPEN,
    MOST_PAIRS,
    MOST_UNITS,
    Progress,
    Trained,
    is_large,
)
from exactrelu.training.search import train as trained_on

if TYPE_CHECKING:
    from exactrelu.training.problem import Interval

__all__ = ["require_places", "shown", "train", "why_open"]

_SHORT = 12
"""Integers with more digits are told in decimals, too."""


@click.command()
@click.argument("data", metavar="DATA")
@click.option(
    "--width",
    metavar="W",
    type=click.IntRange(min=1),
    required=True,
    help="Number of hidden units.",
)
@click.option(
    "--loss",
    type=click.Choice(get_args(Loss)),
    required=True,
    help="What is least: the sum of it over the samples, for max the largest error.",
)
@click.option(
    "--output",
    type=OUTPUTS,
    required=True,
    help="Without (linear) or with (affine) a bias in the output map.",
)
@click.option(
    "--signs",
    metavar="SIGNS",
    help='Signs of the units in the output, in any order, as "1,-1"; all choices by default.',
)
@click.option("--no-bias", is_flag=True, help="Units without biases.")
@click.option(
    "--weights", metavar="RANGE", help='Bounds of the weights of units, as "-1,1" or "0,".'
)
@click.option(
    "--biases",
    metavar="RANGE",
    help='Bounds of all biases, as "0,": of units, unless --no-bias, and of the output map.',
)
@click.option(
    "--zero-on", metavar="SAMPLES", help='Samples with prediction 0, counted from 0, as "0,3".'
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Worker processes; the answer does not depend on them.",
)
@click.option(
    "--time-limit",
    metavar="S",
    help="Seconds, as 60 or 0.5; after them the best network so far, and what is proved.",
)
@click.option(
    "--resume", is_flag=True, help=f"Go on with what an interrupted run has left in {WORK_FOLDER}/."
)
@click.option(
    "--max-open",
    metavar="N",
    type=click.IntRange(min=0),
    default=MOST_OPEN,
    show_default=True,
    help="Open cases of the search to hold in memory; with more the newest are divided first.",
)
@click.option("--network", metavar="OUT", help="Write the network to this JSON file.")
@click.option("--plot", metavar="FILE", help="The samples and the graph of 1 input, .svg or .png.")
@certificate_option
@replay_option
@floats_option
@json_option
def train(  # noqa: PLR0913 - one argument for each option
    data: str,
    *,
    jobs: int,
    time_limit: str | None,
    resume: bool,
    max_open: int,
    network: str | None,
    plot: str | None,
    certificate: str | None,
    replay: bool,
    floats: str,
    as_json: bool,
    **words: Any,  # noqa: ANN401 - what is asked, option by option
) -> int:
    """Find a 2-layer network of least loss on samples, and prove that none is better.

    DATA is a table .csv with the header x1,…,xn,y, and w for weights, or JSON. The exit status is 0
    for an optimal network, and where the bounds and zeros allow none. It is 3 if there is no proof:
    the time limit is over, or samples times units are more than 4000. Then the best network found
    is told, with bounds that the least loss is proved to lie in, and --resume goes on. A
    certificate holds the proof of what is told: the optimum, the bounds, or that no network exists.
    """
    require_new_files(certificate, data, network, plot, replay=replay)
    samples = read_samples(data, floats=cast("Floats", floats))
    problem = _problem(samples, **words)
    Rounds.of(None, time_limit)
    if problem.loss == "hinge" and 0 in samples.labels:
        click.echo("for the hinge loss labels are 1 and -1: a label 0 costs its weight", err=True)
    require_places(data, network, plot, certificate)
    if certificate is not None:
        require_certifiable(problem)
    if plot is not None:
        _require_line(plot, problem)
    with journal_of(problem, resume=resume, most_open=max_open) as journal, shown() as report:
        with worker_processes(jobs) if jobs > 1 or time_limit else nullcontext() as executor:
            found = trained_on(
                problem,
                executor=executor,
                time_limit=time_limit,
                most_open=max_open,
                journal=journal,
                report=report,
            )
        _write(found, network, plot)
        written = Written.at(certificate, found.certificate, replay=replay) if certificate else None
        parts = _parts(found, time_limit)
        print_answer(parts, _lines(parts), written, as_json=as_json)
        is_kept = journal is not None and _is_out_of_time(found) and has_rounds(journal)
        if not as_json:
            _tell_of_files(found, [network, plot], is_kept=is_kept)
        if journal is not None and not is_kept:
            journal.unlink(missing_ok=True)
    return (written.status if written else 0) or (0 if _has_answer(found) else UNANSWERED)


def _write(found: Trained, network: str | None, plot: str | None) -> None:
    """Write the network and its picture, if there is a network."""
    if found.best is not None and network is not None:
        write_json(network, found.network.as_json())
    if found.best is not None and plot is not None:
        _write_plot(plot, found)


def _tell_of_files(found: Trained, outputs: Sequence[str | None], *, is_kept: bool) -> None:
    missing = [name for name in outputs if name is not None and found.best is None]
    if missing:
        click.echo(f"no network, so nothing is written to {', '.join(missing)}")
    if is_kept:
        click.echo(f"finished rounds are kept in {WORK_FOLDER}/, --resume goes on from there")


def _problem(samples: Samples, **words: Any) -> Problem:  # noqa: ANN401 - as in train
    """The problem that the options say."""
    signs, zero_on = words["signs"], words["zero_on"]
    try:
        return Problem(
            samples,
            words["width"],
            loss=cast("Loss", words["loss"]),
            output=cast("OutputMap", words["output"]),
            signs=None if signs is None else _integers(signs, "--signs", '1 and -1, as "1,-1"'),
            hidden_bias="none" if words["no_bias"] else "free",
            weight_bounds=_interval(words["weights"], "--weights"),
            bias_bounds=_interval(words["biases"], "--biases"),
            zero_on=[]
            if zero_on is None
            else _integers(zero_on, "--zero-on", 'whole numbers, as "0,3"'),
        )
    except ExactReluError as error:
        raise type(error)(_as_option(str(error))) from None


def _as_option(message: str) -> str:
    """The message of a problem with the options in place of its keywords.

    >>> _as_option("zero_on must hold indices from 0 to 2, not 7")
    '--zero-on must hold indices from 0 to 2, not 7'
    """
    for keyword, option in (("zero_on ", "--zero-on "), ("signs", "--signs")):
        if message.startswith(keyword):
            return option + message.removeprefix(keyword)
    return message


def _integers(text: str, name: str, what: str) -> list[int]:
    """The whole numbers in a text.

    >>> _integers("1,-1", "--signs", "1 and -1")
    [1, -1]
    """
    found = []
    for part in text.split(","):
        try:
            number = as_rational(part)
        except ExactReluError:
            number = Fraction(1, 2)
        if number.denominator != 1:
            raise FormatError(f"{name} must be {what}, not {part.strip()!r:.80}")
        found.append(number.numerator)
    return found


def _interval(text: str | None, name: str) -> Interval:
    """The two ends in a text, None for an end that is left out.

    >>> _interval("0,", "--weights")
    (Fraction(0, 1), None)
    """
    if text is None:
        return None, None
    ends = text.split(",")
    if len(ends) != 2:
        raise FormatError(f'{name} must be "lower,upper", not {text!r:.80}')
    lower, upper = [as_rational(end, name=name) if end.strip() else None for end in ends]
    if lower is not None and upper is not None and lower > upper:
        raise DomainError(f"{name} must have lower <= upper, not {as_text(lower)},{as_text(upper)}")
    return lower, upper


def require_places(data: str, *written: str | None) -> None:
    """Refuse before the work what could not be written after it."""
    seen = {Path(data).resolve()}
    for name in written:
        if name is not None:
            require_writable(name)
            path = Path(name).resolve()
            if path in seen:
                raise FormatError(f"files of the command must differ, but {name} comes twice")
            seen.add(path)


@contextmanager
def shown() -> Iterator[Callable[[Progress], object]]:
    """Show on a terminal's stderr where the search stands."""
    from rich.console import Console  # noqa: PLC0415 - as in exactrelu.parallel

    with Console(stderr=True).status("training") as status:
        yield lambda progress: status.update(_progress(progress))


def _progress(progress: Progress) -> str:
    """Where a search stands, in a line.

    >>> _progress(Progress(Fraction(4, 3), Fraction(1), 5, 20))
    'best 1.33333, proved 1, 5 open parts, 20 steps'
    """
    best, proved = map(_decimal, (progress.least, progress.lower))
    return f"best {best}, proved {proved}, {progress.open_parts} open parts, {progress.steps} steps"


def _decimal(number: Fraction | None) -> str:
    """The number with 6 digits, for the eye."""
    if number is None:
        return "none"
    near = Context(prec=6).divide(number.numerator, number.denominator)
    return f"{near:g}"


def _has_answer(found: Trained) -> bool:
    return found.is_optimal or found.is_infeasible


def _is_out_of_time(found: Trained) -> bool:
    return not _has_answer(found) and not is_large(found.problem)


def _parts(found: Trained, time_limit: str | None) -> dict[str, Any]:
    """What is told about a result, numbers as texts, and None for what there is not."""
    least = None if found.best is None else as_text(found.objective)
    is_open = not _has_answer(found)
    return {
        "status": "unanswered" if is_open else "optimal" if found.is_optimal else "infeasible",
        "reason": why_open(found, time_limit) if is_open else None,
        "objective": least,
        "lower": None if found.lower is None else as_text(found.lower),
        "upper": least,
        "network": None if found.best is None else found.network.as_json(),
        "steps": found.steps,
        "programs": found.programs,
    }


def why_open(found: Trained, time_limit: str | None) -> str:
    """Return the reason why a search has ended without an answer."""
    width, count = found.problem.width, len(found.problem.samples)
    if width > MOST_UNITS:
        return f"units must be at most {MOST_UNITS} for a proof, not {width}"
    if is_large(found.problem):
        return f"samples times units must be at most {MOST_PAIRS} for a proof, not {width * count}"
    seconds = "1 second" if time_limit == "1" else f"{time_limit} seconds"
    return f"the time limit of {seconds} was over before there was a proof"


def _lines(parts: dict[str, Any]) -> list[str]:
    match parts["status"]:
        case "optimal":
            lines = [f"optimal, objective {parts['objective']}{_near(parts['objective'])}"]
        case "infeasible":
            lines = ["infeasible: no network keeps the bounds and is 0 on the samples of --zero-on"]
        case _:
            ends = parts["lower"], parts["upper"] or "infinity"
            lines = [parts["reason"], f"the least loss is from {' to '.join(ends)}{_near(*ends)}"]
    lines.append(f"{parts['steps']} steps, {parts['programs']} convex programs")
    network = parts["network"]
    return lines + (network_lines(Network.from_json(network)) if network else [])


def _near(*texts: str) -> str:
    """The numbers in decimals, for the eye; nothing where all are short integers.

    >>> _near("0", "107/40"), _near("0", "infinity")
    (' (≈ 0 to 2.675)', '')
    """
    if all("/" not in text and len(text) <= _SHORT for text in texts):
        return ""
    near = [t if t == "infinity" else _decimal(as_rational(t)) for t in texts]
    return f" (≈ {' to '.join(near)})"


def _require_line(plot: str, problem: Problem) -> None:
    """Refuse what cannot be drawn or written before the work, not after it."""
    from exactrelu.plots import require_figure_file  # noqa: PLC0415 - matplotlib is slow to load

    require_figure_file(plot)
    if problem.samples.dimension != 1:
        raise DomainError(f"--plot must have 1 input to draw, not {problem.samples.dimension}")


def _write_plot(path: str, found: Trained) -> None:
    from exactrelu.plots import fit_figure, write_figure  # noqa: PLC0415 - as above

    samples = found.problem.samples
    points = [(x[0], y) for x, y in zip(samples.points, samples.labels, strict=True)]
    write_figure(path, lambda: fit_figure(as_pwl(found.network), points))
