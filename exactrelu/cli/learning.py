"""The command learn: the learners of Theorems 7 and 8 of Manurangsi and Reichman (2018)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import click
from rich.console import Console

from exactrelu.cli.functions import network_lines
from exactrelu.cli.lines import UNANSWERED, approximated, floats_option, json_option, print_json
from exactrelu.cli.training import require_places
from exactrelu.errors import DomainError
from exactrelu.formats import write_json
from exactrelu.formats.reading import naming
from exactrelu.learning import (
    Distribution,
    Learned,
    agnostic_sample_size,
    drawn_samples,
    false_positive_probability,
    learn,
    learn_reliably,
    least_agnostic_sample_size,
    least_reliable_sample_size,
    read_distribution,
    reliable_sample_size,
    squared_risk,
)
from exactrelu.learning.distributions import has_probabilities
from exactrelu.learning.learner import require_domain
from exactrelu.rational import as_rational, as_text
from exactrelu.training import Samples, read_samples

if TYPE_CHECKING:
    from exactrelu.rational import Floats

__all__ = ["learn_command"]

MOST_DRAWS = 10_000_000
"""More random samples take too long."""

_SHARE = 10
"""By default the training error may be ε over this number above the least one."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked: k, ε, δ, the accuracy of the training, and whether it is to be reliable."""

    width: int
    epsilon: Fraction
    delta: str
    accuracy: Fraction
    is_reliable: bool
    time_limit: str | None

    def learned(self, samples: Samples) -> Learned:
        """Learn from samples."""
        words = {"accuracy": self.accuracy, "time_limit": self.time_limit}
        with Console(stderr=True).status("learning"):
            if self.is_reliable:
                return learn_reliably(samples, self.width, epsilon=self.epsilon, **words)
            return learn(samples, self.width, **words)

    def sizes(self) -> dict[str, int]:
        """Return how many samples the theorem takes, and how many suffice."""
        asked = (self.width, self.epsilon, self.delta)
        if self.is_reliable:
            sizes = reliable_sample_size(*asked), least_reliable_sample_size(*asked)
        else:
            sizes = agnostic_sample_size(*asked), least_agnostic_sample_size(*asked)
        return dict(zip(("sample_size", "least_sample_size"), sizes, strict=True))


@click.command("learn")
@click.argument("data", metavar="DATA")
@click.option("--width", metavar="K", type=click.IntRange(min=1), required=True, help="Units.")
@click.option("--epsilon", metavar="E", required=True, help="The error allowed, above 0.")
@click.option("--delta", metavar="D", required=True, help="The probability of failure allowed.")
@click.option("--reliable", is_flag=True, help="With few false positives, as in Theorem 8.")
@click.option("--accuracy", metavar="B", help="Of the mean training error; E/10 by default.")
@click.option(
    "--draw", metavar="N", type=click.IntRange(1, MOST_DRAWS), help="Learn from N random samples."
)
@click.option("--seed", metavar="S", type=int, default=0, show_default=True, help="Of --draw.")
@click.option("--time-limit", metavar="S", help="Seconds for each training.")
@click.option("--network", metavar="OUT", help="Write the network to this JSON file.")
@floats_option
@json_option
def learn_command(  # noqa: PLR0913 - one argument for each option
    data: str,
    *,
    width: int,
    epsilon: str,
    delta: str,
    reliable: bool,
    accuracy: str | None,
    draw: int | None,
    seed: int,
    time_limit: str | None,
    network: str | None,
    floats: str,
    as_json: bool,
) -> int:
    """Learn a sum of K ReLUs with weights in the unit ball, from samples or for a distribution.

    DATA is a table .csv with the header x1,…,xn,y, and w for weights, or JSON; with a column p of
    probabilities it is a distribution, whose risks are told exactly. The exit status is 3 if
    --time-limit is over before the training error is known to the accuracy.
    """
    require_places(data, network)
    error = as_rational(epsilon, name="--epsilon")
    beta = error / _SHARE if accuracy is None else as_rational(accuracy, name="--accuracy")
    wanted = _Wanted(width, error, delta, beta, reliable, time_limit)
    parts: dict[str, Any] = {"epsilon": as_text(error), **wanted.sizes()}
    samples, distribution = _read(data, cast("Floats", floats))
    with naming(data):
        require_domain(samples, width)
    if draw is not None:
        if distribution is None:
            raise DomainError(f"--draw must have a distribution, but {data} has no column p")
        samples = drawn_samples(distribution, draw, seed=seed)
    found = wanted.learned(samples)
    is_drawn = draw is not None or distribution is None
    count = sum(samples.weights, Fraction(0)) if is_drawn else None
    parts |= {"samples": None if count is None else as_text(count), **_training(found)}
    if distribution is not None:
        best = wanted.learned(distribution.samples) if is_drawn else found
        parts |= _risks(found, best, distribution, error)
    if network is not None:
        write_json(network, found.hypothesis.network.as_json())
    is_known = found.excess <= beta
    _tell({"status": "learned" if is_known else "unanswered", **parts}, found, as_json=as_json)
    return 0 if is_known else UNANSWERED


def _read(path: str, floats: Floats) -> tuple[Samples, Distribution | None]:
    """The samples in a file, and the distribution if it is one."""
    if has_probabilities(path):
        distribution = read_distribution(path, floats=floats)
        return distribution.samples, distribution
    return read_samples(path, floats=floats), None


def _training(found: Learned) -> dict[str, Any]:
    """The mean training error, before biases are lowered, and what it is at least."""
    return {
        "mean_error": as_text(found.mean_error),
        "lower": as_text(found.mean_error - found.excess),
        "shift": as_text(found.shift),
        "network": found.hypothesis.network.as_json(),
    }


def _risks(
    found: Learned, best: Learned, distribution: Distribution, epsilon: Fraction
) -> dict[str, Any]:
    """The exact risks of what is learned, and whether it keeps the promises of the theorem."""
    risk = squared_risk(found.hypothesis, distribution)
    false_positives = false_positive_probability(found.hypothesis, distribution)
    least = best.mean_error - best.excess, best.mean_error
    keeps = risk <= least[0] + epsilon
    return {
        "risk": as_text(risk),
        "least_risk": [as_text(end) for end in least],
        "false_positive_probability": as_text(false_positives),
        "is_within_epsilon": True if keeps else None if risk <= least[1] + epsilon else False,
        "is_reliable": false_positives <= epsilon,
    }


def _tell(parts: dict[str, Any], found: Learned, *, as_json: bool) -> None:
    if as_json:
        print_json(parts)
        return
    for name, value in parts.items():
        if name not in {"network", "samples"} or isinstance(value, str):
            click.echo(f"{name.replace('_', ' ')}: {_shown(value)}")
    for line in network_lines(found.hypothesis.network):
        click.echo(line)


def _shown(value: object) -> str:
    """A value for the eye; long numbers are told approximately as well."""
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, str) and "/" in value:
        near = approximated(Fraction(value))
        return value if near is None else f"{near[0]} (approximately)"
    words = {None: "unknown", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
