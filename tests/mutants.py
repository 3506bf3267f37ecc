"""Valid certificates of every kind, written down by hand, and what damage does to them.

``python tests/mutants.py`` writes the table of the mutants into ``docs/certificates.md``.
"""

import hashlib
import json
import re
from collections import Counter
from copy import deepcopy
from fractions import Fraction
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "certificates.md"
NUMBER = re.compile("-?[0-9]+(/[0-9]+)?")


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sealed(document):
    """The document with the hash that belongs to its problem."""
    digest = hashlib.sha256(canonical(document["problem"]).encode()).hexdigest()
    return {**document, "problem_sha256": digest}


def certificate(kind, problem, claim, evidence):
    parts = {"kind": kind, "problem": problem, "claim": claim, "evidence": evidence}
    return sealed({"schema": "exactrelu-certificate/1", **parts})


def rows(*triples):
    return [{"coefficients": a.split(), "relation": r, "bound": b} for a, r, b in triples]


def ends(text):
    return [None if end == "*" else end for end in text.split()]


def lp(objective, triples, lower, upper, *, sense="min", constant="0"):
    return {
        "schema": "exactrelu-lp/1",
        "sense": sense,
        "objective": objective.split(),
        "constant": constant,
        "rows": rows(*triples),
        "lower": ends(lower),
        "upper": ends(upper),
    }


def qp(hessian, objective, triples, lower, upper, *, constant="0"):
    return {
        "schema": "exactrelu-qp/1",
        "hessian": [row.split() for row in hessian],
        "objective": objective.split(),
        "constant": constant,
        "rows": rows(*triples),
        "lower": ends(lower),
        "upper": ends(upper),
    }


def ip(program, integers):
    return {"schema": "exactrelu-ip/1", "program": program, "integers": integers}


def squares(*pairs):
    return [{"weight": weight, "form": form.split()} for weight, form in pairs]


def network(*layers):
    written = [
        {"weights": [row.split() for row in weights], "bias": bias.split()}
        for weights, bias in layers
    ]
    return {"schema": "exactrelu-network/1", "layers": written}


def line(breakpoints, *pieces):
    written = [piece.split() for piece in pieces]
    return {"schema": "exactrelu-pwl/1", "breakpoints": breakpoints.split(), "pieces": written}


def optimum(point, value):
    return {"point": point.split(), "value": value}


def multipliers(text):
    return {"multipliers": text.split()}


TWO_ROWS = lp("1 1", [("1 2", ">=", "3"), ("2 1", ">=", "3/2")], "0 0", "* *", constant="1/3")
BOX = lp("3 -2", [("1 1", "<=", "7/2"), ("1 -1", "=", "1/2")], "-1 *", "3 2", sense="max")
NARROW = lp("1", [("3", "<=", "1"), ("7", ">=", "22/9")], "*", "*")
CROSSED = lp("0 1", [], "1 1/2", "2 1/3")
NEAR = lp("1 0", [("1 1", ">=", "1"), ("1 1", "<=", "999/1000")], "* *", "* *", sense="max")
TILTED = lp("1 -1", [("1 -2", "<=", "1"), ("1 0", "<=", "5")], "* 0", "* *")
UP = lp("1 1", [("1 -2", "<=", "1"), ("1 -1", "=", "0")], "0 *", "* *", sense="max")
BOWL = qp(["2 1", "1 2"], "-3 0", [("1 1", "<=", "1")], "0 0", "* *")
FLAT = qp(["2 -2", "-2 2"], "-2 2", [("1 2", ">=", "3")], "* *", "* 4", constant="1")
VALLEY = qp(["2 -2", "-2 2"], "-1 -1", [("1 -1", "<=", "2")], "0 0", "* *")
COVER = lp(
    "1 1 1", [("1 1 0", ">=", "1"), ("0 1 1", ">=", "1"), ("1 0 1", ">=", "1")], "0 0 0", "1 1 1"
)
KNAPSACK = lp("5 4 3", [("2 3 1", "<=", "5")], "0 0 0", "1 1 1/2", sense="max", constant="2")
EVEN = lp("0 0", [("2 2", "=", "1")], "0 0", "1 1")
ABSOLUTE_NET = network((["1", "-1"], "0 0"), (["1 1"], "0"))
TENT_NET = network((["1", "1", "1"], "0 -1/2 -1"), (["2 -4 2"], "0"))
DEEP = network((["1 -1", "2 1/2"], "0 1"), (["1 1", "-1 2"], "-1/3 0"), (["3 -1"], "1/7"))
ABSOLUTE = line("0", "-1 0", "1 0")
TENT = line("0 1/2 1", "0 0", "2 0", "-2 2", "0 0")


def counterexample(objects, *assertions):
    problem = {"schema": "exactrelu-objects/1", "objects": objects, "statement": "all is flat"}
    return certificate("counterexample", problem, {"assertions": list(assertions)}, {})


def representation(function, output, net, refutations):
    problem = {"schema": "exactrelu-representation/1", "function": function, "output": output}
    claim = {"network": net, "size": len(net["layers"][0]["bias"])}
    trees = [[{} if i is None else split_at(i) for i in steps] for steps in refutations]
    return certificate("minimal-representation", problem, claim, {"refutations": trees})


def regions(net, claim, *triples):
    problem = {"schema": "exactrelu-regions/1", "network": net, "rows": rows(*triples)}
    return certificate("regions", problem, claim, {})


def samples(points, labels, *, loss, width=1, positive=(1,), bounds="* * * * 0 0", **others):
    """A training problem; the bounds are the ends of a, b and c."""
    intervals = ends(bounds)
    return {
        "schema": "exactrelu-training/1",
        "loss": loss,
        "points": [point.split() for point in points],
        "labels": labels.split(),
        "weights": others.get("weights", " ".join(["1"] * len(points))).split(),
        "zero_on": list(others.get("zero_on", ())),
        "width": width,
        "positive_units": list(positive),
        "bounds": [intervals[:2], intervals[2:4], intervals[4:]],
    }


def leaf(slopes="", *, outputs=None, sides="", order="", chords=None):
    """A leaf; tables are written as "position:number …"."""
    return {
        "slopes": table_of(slopes),
        "outputs": [[at, table_of(text)] for at, text in (outputs or {}).items()],
        "sides": table_of(sides),
        "order": table_of(order),
        "chords": [[at, table_of(text)] for at, text in (chords or {}).items()],
    }


def table_of(text):
    pairs = [entry.split(":") for entry in text.split()]
    return [[int(at), number] for at, number in pairs]


def split_at(pair):
    return {"branch": pair}


def bracket(lower, objective, net):
    return {"lower": lower, "objective": objective, "network": net}


def trained(problem, claim, *trees):
    return certificate("training", problem, claim, {"trees": list(trees)})


def count(number):
    return {"activation_regions": number}


def branch(variable, at):
    return {"branch": variable, "at": at}


INFEASIBLE, UNBOUNDED, ZERO = {"infeasible": True}, {"unbounded": True}, {"zero": True}
MAX_OF_TWO = network((["1 -1", "0 1", "0 -1"], "0 0 0"), (["1 1 -1"], "0"))
TRIANGLE = [("1 1", "<=", "1"), ("1 0", ">=", "0"), ("0 1", ">=", "-1/2")]

PEAK = samples(["0", "1", "2"], "0 1 0", loss="squared")
PEAK_LEAVES = [
    split_at(0),
    split_at(2),
    leaf("0:2/3 1:-4/3 2:2/3", outputs={1: "0:1/2 2:1/2"}),
    leaf("0:4/5 1:-8/5", outputs={1: "0:1/2 2:1/2"}),
    split_at(2),
    leaf("1:-8/5 2:4/5", outputs={1: "0:1/2 2:1/2"}),
    leaf("1:-2", outputs={1: "0:1/2 2:1/2"}),
]
OPPOSITE = samples(["1", "-1"], "3 2", loss="squared", width=2, positive=[2], bounds="-1 1 0 0 0 0")
OPPOSITE_LEAVES = [
    split_at(0),
    split_at(2),
    leaf("0:-2 1:-4", outputs={1: "0:-1", 3: "0:-1"}),
    leaf("0:-4 1:-2", outputs={1: "0:-1", 3: "0:-1"}),
    split_at(2),
    leaf("0:-6 1:-4", outputs={1: "0:-1", 3: "0:-1"}, sides="0:2", order="0:6"),
    leaf("0:-6"),
]
TWO_BUMPS = samples(["0 0", "1 0", "0 1", "1 1"], "-1 1 1 -1", loss="hinge", bounds="* * * * * *")

VALID = {
    "network in the plane": certificate(
        "evaluation", DEEP, {"point": ["1/2", "-2"], "value": ["135/14"]}, {}
    ),
    "network on the line": certificate(
        "evaluation", TENT_NET, {"point": ["3/4"], "value": ["1/2"]}, {}
    ),
    "function at a kink": certificate("evaluation", TENT, {"point": ["1/2"], "value": ["1"]}, {}),
    "rows against rows": certificate("farkas", NARROW, INFEASIBLE, multipliers("-7 3")),
    "parallel rows": certificate("farkas", NEAR, INFEASIBLE, multipliers("1 -1")),
    "rows against bounds": certificate(
        "farkas", lp("0 0", [("1 1", "=", "5")], "0 0", "2 2"), INFEASIBLE, multipliers("1")
    ),
    "crossed bounds": certificate("farkas", CROSSED, INFEASIBLE, {"variable": 1}),
    "no variables": certificate(
        "farkas", lp("", [("", ">=", "1/2")], "", ""), INFEASIBLE, multipliers("1")
    ),
    "a QP without points": certificate(
        "farkas", qp(["1"], "0", [("1", "=", "3")], "*", "2"), INFEASIBLE, multipliers("1")
    ),
    "two rows": certificate("lp-optimum", TWO_ROWS, optimum("0 3/2", "11/6"), multipliers("1/2 0")),
    "a maximum": certificate("lp-optimum", BOX, optimum("2 3/2", "3"), multipliers("1/2 5/2")),
    "bounds alone": certificate(
        "lp-optimum", lp("1 -2", [], "1 *", "* 1/3"), optimum("1 1/3", "1/3"), multipliers("")
    ),
    "a bound of an LP": certificate("safe-bound", TWO_ROWS, {"bound": "5/3"}, multipliers("1/2 0")),
    "a bound of a maximum": certificate("safe-bound", BOX, {"bound": "4"}, multipliers("1/2 5/2")),
    "a bound of a QP": certificate(
        "safe-bound",
        BOWL,
        {"bound": "-5/2"},
        {
            "multipliers": ["-1"],
            "point": ["1", "0"],
            "squares": squares(("2", "1 1/2"), ("3/2", "0 1")),
        },
    ),
    "a ray": certificate(
        "unbounded-ray", TILTED, UNBOUNDED, {"point": ["1", "0"], "ray": ["0", "1"]}
    ),
    "a ray of a maximum": certificate(
        "unbounded-ray", UP, UNBOUNDED, {"point": ["2", "2"], "ray": ["1", "1"]}
    ),
    "a ray of a QP": certificate(
        "unbounded-ray", VALLEY, UNBOUNDED, {"point": ["0", "0"], "ray": ["1/2", "1/2"]}
    ),
    "a bowl": certificate(
        "qp-optimum",
        BOWL,
        optimum("1 0", "-2"),
        {"multipliers": ["-1"], "squares": squares(("2", "1 1/2"), ("3/2", "0 1"))},
    ),
    "least squares": certificate(
        "qp-optimum",
        FLAT,
        optimum("2 1", "0"),
        {"multipliers": ["0"], "squares": squares(("2", "1 -1"))},
    ),
    "a bowl at its bottom": certificate(
        "qp-optimum",
        qp(["1/2"], "-1", [], "0", "*"),
        optimum("2", "-1"),
        {"multipliers": [], "squares": squares(("1/8", "2"))},
    ),
    "a cover": certificate(
        "branch-tree",
        ip(COVER, [0, 1, 2]),
        optimum("1 1 0", "2"),
        {"nodes": [multipliers("1/2 1/2 1/2")]},
    ),
    "a cover by cases": certificate(
        "branch-tree",
        ip(COVER, [0, 1]),
        {"bound": "3/2"},
        {"nodes": [branch(0, "0"), multipliers("1 0 1"), multipliers("1/2 1/2 1/2")]},
    ),
    "a knapsack": certificate(
        "branch-tree",
        ip(KNAPSACK, [0, 1]),
        optimum("1 1 0", "11"),
        {
            "nodes": [
                branch(1, "0"),
                multipliers("0"),
                branch(0, "0"),
                multipliers("0"),
                multipliers("3"),
            ]
        },
    ),
    "parity": certificate(
        "branch-tree",
        ip(EVEN, [0, 1]),
        INFEASIBLE,
        {
            "nodes": [
                branch(0, "0"),
                branch(1, "0"),
                {"infeasible": multipliers("1")},
                {"infeasible": multipliers("-1")},
                branch(0, "1"),
                {"infeasible": multipliers("-1")},
                {"infeasible": {"variable": 0}},
            ]
        },
    ),
    "as many units as kinks": representation(TENT, "linear", TENT_NET, []),
    "one unit more": representation(ABSOLUTE, "affine", ABSOLUTE_NET, [[None]]),
    "one unit more, linear": representation(ABSOLUTE, "linear", ABSOLUTE_NET, [[0, None, None]]),
    "two units more": representation(
        line("0", "-1 1", "1 1"),
        "linear",
        network((["1", "-1", "0"], "0 0 1"), (["1 1 1"], "0")),
        [[None], [0, None, None]],
    ),
    "a constant": representation(
        line("", "0 1/2"), "affine", network((["0"], "1"), (["1/2"], "0")), []
    ),
    "pieces and size": counterexample(
        {"f": TENT, "N": TENT_NET, "w": "3"},
        ["same", "f", "N"],
        ["=", ["pieces", "f"], ["+", ["number", "w"], "1"]],
        [">", ["pieces", "N"], ["size", "N"]],
        ["<=", ["depth", "N"], ["-", ["width", "N"], "1"]],
    ),
    "a distance": counterexample(
        {"f": TENT, "g": line("", "0 1/4")},
        ["different", "f", "g"],
        ["=", ["l1", "f", "g", "0", "1"], "5/16"],
        ["<", ["^", "1/2", 3], ["*", "1/2", ["/", "1", "3"]]],
    ),
    "values in the plane": counterexample(
        {"N": DEEP},
        ["!=", ["value", "N", 0, "0", "0"], ["value", "N", 0, "1", "0"]],
        [">=", ["value", "N", 0, "1/2", "-2"], "9"],
    ),
    "one unit for a peak": trained(
        PEAK, bracket("2/3", "2/3", network((["0"], "1/3"), (["1"], "0"))), PEAK_LEAVES
    ),
    "a bracket": trained(
        PEAK, bracket("1/2", "1", network((["1"], "-3"), (["1"], "0"))), PEAK_LEAVES
    ),
    "two units in a box": trained(
        OPPOSITE, bracket("5", "5", network((["1", "-1"], "0 0"), (["1 1"], "0"))), OPPOSITE_LEAVES
    ),
    "a bound of the hinge loss": trained(
        TWO_BUMPS,
        {"lower": "2"},
        [
            *(split_at(2), split_at(3), split_at(1)),
            leaf("0:1 1:1 2:1 3:1", outputs={0: "0:1"}),
            leaf("0:1 1:1"),
            split_at(1),
            leaf("0:1 1:1 2:1 3:1", outputs={0: "0:1"}, sides="3:1"),
            leaf("0:1 1:1"),
            leaf("0:1 2:1"),
        ],
    ),
    "the largest loss": trained(
        samples(["0", "1", "2"], "0 2 0", loss="max", bounds="* * 0 0 * *"),
        bracket("1", "1", network((["0"], "0"), (["1"], "1"))),
        [
            split_at(2),
            leaf("0:1/4 1:-1/2 2:1/4", outputs={1: "2:1/2"}),
            leaf("0:1/2 1:-1/2", outputs={1: "2:1/2"}),
        ],
    ),
    "a peak that is not convex": trained(
        samples(["0", "1", "2"], "0 1 0", loss="absolute"),
        bracket("1", "1", network((["0"], "0"), (["1"], "0"))),
        [leaf("0:1/2 1:-1 2:1/2", chords={1: "0:1/2 1:-1 2:1/2"})],
    ),
    "absolute losses with a zero": trained(
        samples(["0", "1", "2"], "5 1 0", loss="absolute", zero_on=[0], weights="1/2 3 0"),
        bracket("5/2", "5/2", network((["1"], "0"), (["1"], "0"))),
        [leaf("0:0")],
    ),
    "no network is 0": trained(
        samples(["1"], "0", loss="max", zero_on=[0], positive=[1, 0], bounds="1 2 0 0 0 0"),
        INFEASIBLE,
        [leaf("0:1", outputs={0: "0:1"})],
        [leaf("0:-1", outputs={0: "0:1"})],
    ),
    "regions of the plane": regions(MAX_OF_TWO, count(4)),
    "regions of two layers": regions(DEEP, count(9)),
    "regions of a triangle": regions(MAX_OF_TWO, count(3), *TRIANGLE),
    "one region": regions(network((["2"], "1")), count(1)),
    "a unit that is 0 on a half-line": regions(
        network((["1"], "0"), (["1"], "0"), (["3"], "0")), count(2), ("1", "<=", "4")
    ),
    "no interior": regions(MAX_OF_TWO, count(0), ("1 -1", "=", "0")),
    "an identity without the identity": regions(
        network((["1", "-1"], "0 0"), (["1 -1", "1 -1"], "0 0"), (["1 -1"], "0")), ZERO
    ),
    "zero on a quadrant": regions(
        network((["1 1", "1 0", "0 1"], "0 0 0"), (["1 -1 -1"], "0")),
        ZERO,
        *(("1 0", ">=", "0"), ("0 2", ">=", "0")),
    ),
    "a greatest value over a triangle": regions(MAX_OF_TWO, optimum("3/2 -1/2", "3/2"), *TRIANGLE),
    "a greatest value over the line": regions(
        network((["1", "-1"], "0 0"), (["-1 -1/2"], "3")), optimum("0", "3")
    ),
    "a greatest value over a strip": regions(
        DEEP,
        optimum("2 -1/2", "389/28"),
        ("1 0", "<=", "2"),
        ("0 -2", "<=", "1"),
        ("0 1", "<=", "1"),
    ),
}


def places(value, path=()):
    """All places of a JSON value: paths of keys and positions."""
    yield path, value
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(member, (*path, key))


def changed(document, path, value):
    """A copy with another value at the path."""
    copy = deepcopy(document)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


def mutants(document):
    """Pairs (what was done, text) of damaged certificates, all different from the whole one."""
    whole = canonical(document)
    return ((what, text) for what, text in _mutants(document) if text != whole)


def _mutants(document):
    for part in ("problem", "claim", "evidence"):
        for path, value in places(document[part], (part,)):
            changes = list(_changes(part, value))
            for what, other in changes:
                # Among the named objects one more is no unknown field, but another problem.
                meant = "problem data" if path[-1] == "objects" else what
                yield meant, canonical(sealed(changed(document, path, other)))
            if part == "problem":
                yield from (
                    ("hash", canonical(changed(document, path, other))) for _, other in changes[:3]
                )
    yield from _of_claim_and_evidence(document)
    yield from _of_the_envelope(document)
    yield from _of_the_text(document)


def _of_claim_and_evidence(document):
    """Both changed alike, as whoever wants to forge a certificate would."""
    for change in (lambda t: 2 * t, lambda t: -t, lambda t: t + 1, lambda t: 0 * t):
        both = {part: _mapped(change, document[part]) for part in ("claim", "evidence")}
        yield "claim and evidence", canonical({**document, **both})
        for path, value in places(both["claim"], ("claim",)):
            if isinstance(value, str):
                partly = changed(document, path, value)
                yield "claim and evidence", canonical({**partly, "evidence": both["evidence"]})
    for name in ("infeasible", "unbounded"):
        for path, value in places(document["evidence"], ("evidence",)):
            for other in _reshaped(value) if isinstance(value, list) else []:
                claimed = {**changed(document, path, other), "claim": {name: True}}
                yield "claim and evidence", canonical(claimed)


def _mapped(change, value):
    """A copy in which every number is changed."""
    if isinstance(value, dict):
        return {key: _mapped(change, entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_mapped(change, entry) for entry in value]
    is_number = isinstance(value, str) and NUMBER.fullmatch(value)
    return str(change(Fraction(value))) if is_number else value


def _changes(part, value):
    if isinstance(value, str) and NUMBER.fullmatch(value):
        yield from _numbers(part, Fraction(value))
        yield from (("number syntax", other) for other in _misspelt(value))
        yield "problem data" if part == "problem" else "number syntax", None
    elif isinstance(value, bool):
        yield from (("claim", other) for other in (not value, int(value), None, "true"))
    elif isinstance(value, int):
        yield from (("index", value + step) for step in (-1, 1, 2, -2 * value - 7))
        yield from (("number syntax", other) for other in (str(value), value == 1, None, [value]))
    elif isinstance(value, dict):
        yield "unknown field", {**value, "more": "1"}
        for key in value:
            yield "missing field", {name: entry for name, entry in value.items() if name != key}
    elif isinstance(value, list):
        yield from ((_shape(part), other) for other in _reshaped(value))
    elif isinstance(value, str):
        others = ("min", "max", "<=", "=", ">=", "<", "!=", "affine", "linear", "f", "N", "pieces")
        yield from (
            (f"word in the {part}", other) for other in (*others, value + "2", "") if other != value
        )
    else:
        yield from (("problem data", other) for other in ("0", "1/2", "-3", False))


def _shape(part):
    return {"problem": "problem data", "claim": "claim", "evidence": "tree or list shape"}[part]


def _numbers(part, number):
    what = {"problem": "problem data", "claim": "claim", "evidence": "multiplier"}[part]
    others = {
        number + 1,
        number - Fraction(1, 3),
        number * 2,
        Fraction(0),
        number + Fraction(1, 10**30),
    }
    yield from ((what, str(other)) for other in sorted(others - {number, -number}))
    if number:
        yield "sign", str(-number)


def _misspelt(text):
    yield from (f"+{text}", f" {text}", f"{text}\n", f"{text}.0", f"0{text}", f"{text}/1", "-0")
    yield from ("2/4", "1/0", "1e3", "0x1", "١", "nan", "inf", "", "9" * 50_001, "1/-2")
    yield from (1, 0.5, [text], float("nan"), float("inf"))


def _reshaped(value):
    yield []
    yield value[::-1]
    for i, entry in enumerate(value):
        yield value[:i] + value[i + 1 :]
        yield [*value[: i + 1], *value[i:]]
        yield [*value[:i], None, *value[i + 1 :]]
        yield [*value[:i], [entry], *value[i + 1 :]]


def _of_the_envelope(document):
    for schema in (
        "exactrelu-certificate/2",
        "exactrelu-certificate/1 ",
        "exactrelu-lp/1",
        1,
        None,
    ):
        yield "version", canonical({**document, "schema": schema})
    for kind in (*sorted({other["kind"] for other in VALID.values()}), "", "Farkas", None, 7, []):
        if kind != document["kind"]:
            yield "kind", canonical({**document, "kind": kind})
    digest = document["problem_sha256"]
    for other in (digest[:-1], digest.upper(), digest[::-1], "0" * 64, "", None, digest + "0"):
        yield "hash", canonical({**document, "problem_sha256": other})
    for other in VALID.values():
        for part in ("problem", "claim", "evidence"):
            if other[part] != document[part]:
                yield (
                    "part of another certificate",
                    canonical(sealed({**document, part: other[part]})),
                )
    yield "unknown field", canonical({**document, "comment": "trust me"})
    for key in document:
        yield "missing field", canonical({name: document[name] for name in document if name != key})


def _of_the_text(document):
    text = canonical(document)
    for cut in range(0, len(text), 13):
        yield "truncation", text[:cut]
    for key in ("claim", "kind", "evidence"):
        entry = f'"{key}":{canonical(document[key])},'
        yield "duplicate key", text.replace("{", "{" + entry, 1)
        yield "duplicate key", text.replace(f'"{key}":', f'"{key}":"","{key}":', 1)
    for old, new in (
        (",", ", "),
        ("{", "{ "),
        ("}", "}\n"),
        ('"kind"', '"\\u006bind"'),
        (":", " :"),
    ):
        yield "not canonical", text.replace(old, new, 1)
    yield from (
        ("not canonical", other)
        for other in (text + "\n\n", " " + text, text + "x", "\ufeff" + text)
    )
    yield "not canonical", json.dumps(document, indent=1)
    yield "deep nesting", text.replace('"claim":', '"claim":' + "[" * 100_000, 1)
    yield "deep nesting", "[" * 500 + text + "]" * 500


def counts():
    """How many mutants there are of each kind and each mutation."""
    table = Counter()
    for document in VALID.values():
        table.update((document["kind"], what) for what, _ in mutants(document))
    return table


def table():
    """The counts as a table in Markdown."""
    found = counts()
    kinds = list(dict.fromkeys(document["kind"] for document in VALID.values()))
    whats = sorted({what for _, what in found})
    lines = [
        f"| mutation | {' | '.join(kinds)} | all |",
        f"|---|{'---:|' * (len(kinds) + 1)}",
    ]
    for what in whats:
        numbers = [found[kind, what] for kind in kinds]
        lines.append(f"| {what} | {' | '.join(map(str, numbers))} | {sum(numbers)} |")
    totals = [sum(found[kind, what] for what in whats) for kind in kinds]
    lines.append(f"| all | {' | '.join(map(str, totals))} | {sum(totals)} |")
    return "\n".join(lines)


def section():
    """The part of the page that is generated."""
    return (
        "<!-- mutants -->\n\n"
        f"The mutants of {len(VALID)} valid certificates. None that states something false is\n"
        "accepted, and none crashes the checker (`tests/test_checker_mutants.py`). Nor are the\n"
        "certificates of `tests/false_certificates.py`, each written for one of its tests:\n\n"
        f"{table()}\n\n<!-- end of mutants -->\n"
    )


def written(page):
    """The page with the section up to date."""
    head, _, _ = page.partition("<!-- mutants -->")
    return head + section()


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
