"""What small certificates can make the checker do: little, in memory and in time.

Each runs in a process that may take 400 MB of memory and 10 seconds.
"""

import resource
import subprocess
import sys
from itertools import count, islice
from random import Random

import pytest
from mutants import (
    INFEASIBLE,
    branch,
    canonical,
    certificate,
    counterexample,
    ip,
    line,
    lp,
    multipliers,
    network,
    optimum,
    representation,
)

from exactrelu import checker

MEMORY, SECONDS = 400 * 2**20, 10


def deep_tree(n):
    """Every variable is branched on once, on the way to the leftmost leaf."""
    program = lp("0 " * (n + 1), [], "0 " * n + "1", "9 " * n + "0")
    leaf = {"infeasible": {"variable": n}}
    nodes = [branch(j, "0") for j in range(n)] + [leaf] * (n + 1)
    return certificate("branch-tree", ip(program, [*range(n)]), INFEASIBLE, {"nodes": nodes})


def many_integers(n):
    program = lp("1 " * n, [], "0 " * n, "9 " * n)
    nodes = [multipliers("")]
    return certificate("branch-tree", ip(program, [*range(n)]), {"bound": "0"}, {"nodes": nodes})


def many_powers(operation, n):
    powers = [["^", "2", 262_143 - i] for i in range(n)]
    return counterexample({}, [">", [operation, *powers], "0"])


def coprime_denominators(n):
    primes = islice((p for p in count(10**4) if all(p % d for d in range(2, 101))), n)
    point = " ".join(f"1/{p}" for p in primes)
    program = lp("0 " * n, [(point, ">=", "0")], "0 " * n, "9 " * n)
    return certificate("lp-optimum", program, optimum(point, "0"), multipliers("0"))


def long_multipliers(m, n):
    """All that is left of the objective has as many digits as all multipliers together."""
    y = " ".join(f"1/{10**4299 + 2 * i + 1}" for i in range(m))
    program = lp("0 " * n, [("1 " * n, ">=", "1")] * m, "0 " * n, "0 " * n)
    return certificate("farkas", program, INFEASIBLE, multipliers(y))


def wide_layer(n):
    kinks = " ".join(str(-i) for i in range(n))
    net = network((["1"] * n, kinks), (["1 " * n], "0"))
    return counterexample({"N": net}, ["=", ["pieces", "N"], str(n + 1)])


def long_weights(n, *, bits=200):
    """A function of n breakpoints: whether n units represent it is a question of subset sums."""
    rng = Random(1)
    changes = [rng.getrandbits(bits) | 1 for _ in range(n)]
    first = -sum(changes[: n // 2]) - 1
    pieces = [(first, 0)]
    for t, change in enumerate(changes):
        pieces.append((pieces[-1][0] + change, pieces[-1][1] - change * t))
    f = line(" ".join(map(str, range(n))), *(f"{a} {b}" for a, b in pieces))
    outer = " ".join(map(str, [changes[0] + first, *changes[1:], -first]))
    inner = ["1"] * n + ["-1"], " ".join(str(-t) for t in range(n)) + " 0"
    return representation(f, "affine", network(inner, ([outer], "0")), [[None]])


ATTACKS = {
    "a tree as deep as there are variables": (deep_tree(20_000), "VALID", "the claim holds"),
    "many integers": (many_integers(60_000), "VALID", "the claim holds"),
    "many powers": (many_powers("+", 12_000), "UNSUPPORTED", "there are too many terms"),
    "a product of powers": (many_powers("*", 1300), "UNSUPPORTED", "a value is too big"),
    "coprime denominators": (
        coprime_denominators(15_000),
        "UNSUPPORTED",
        "a common denominator is too long",
    ),
    "long multipliers": (
        long_multipliers(20, 30_000),
        "UNSUPPORTED",
        "a common denominator is too long",
    ),
    "a wide layer": (wide_layer(2500), "UNSUPPORTED", "there are too many pieces"),
    "long weights": (long_weights(50), "UNSUPPORTED", "there are too many sums to list"),
}


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize("name", ATTACKS)
def test_a_small_certificate_takes_little_memory_and_time(name):
    document, status, reason = ATTACKS[name]
    text = canonical(document)
    assert len(text) < 2**22
    done = subprocess.run(
        [sys.executable, "-I", checker.__file__, "/dev/stdin"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )
    assert (done.returncode, done.stderr) == (checker.STATUSES.index(status), "")
    assert done.stdout.startswith(f"{status} /dev/stdin: {reason}")


WITHIN = {
    "a tree": (deep_tree(50), "VALID"),
    "a wide layer": (wide_layer(200), "VALID"),
    "weights": (long_weights(24), "VALID"),
    "denominators": (coprime_denominators(500), "VALID"),
    "powers": (counterexample({}, ["=", ["-", ["^", "2", 99], ["^", "2", 99]], "0"]), "VALID"),
}


@pytest.mark.parametrize("name", WITHIN)
def test_what_is_smaller_is_decided(name):
    document, status = WITHIN[name]
    assert checker.check(canonical(document)).status == status


def test_more_weights_than_the_lists_hold_are_enumerated_in_parts(monkeypatch):
    whole = long_weights(16)
    for longest in (2, 8, 64):
        monkeypatch.setattr(checker, "MAX_SUMS", longest)
        assert checker.check(canonical(whole)).status == "VALID"
    monkeypatch.setattr(checker, "MAX_PAIRS", 2**8)
    assert checker.check(canonical(whole)).status == "UNSUPPORTED"


@pytest.mark.parametrize("longest", [0, 1, 4])
def test_enumeration_in_parts_finds_what_there_is(longest, monkeypatch):
    monkeypatch.setattr(checker, "MAX_BITS_OF_SUMS", 0)
    monkeypatch.setattr(checker, "MAX_SUMS", longest)
    weights = [1, 3, 7, 19, 40]
    reached = {sum(w for k, w in enumerate(weights) if mask >> k & 1) for mask in range(32)}
    for goal in range(-2, sum(weights) + 2):
        assert checker._has_no_sum(weights, goal) == (goal not in reached)
