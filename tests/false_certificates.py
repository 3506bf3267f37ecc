"""Certificates that state something false, each of which one test of the checker alone refuses.

Most were found by leaving out that test and writing down what is proved then. Without one of the
others nothing false is accepted: what they refuse cannot be read at all and is refused as "not
understood" (a kind, a relation or a name that is unknown, a node that is no object, a bound that is
missing, more nodes than there are), or it has a meaning all the same (a JSON text or a number that
is not canonical, a field too many, an item of a refutation that is split twice).
"""

from mutants import (
    ABSOLUTE,
    ABSOLUTE_NET,
    INFEASIBLE,
    OPPOSITE,
    OPPOSITE_LEAVES,
    PEAK,
    PEAK_LEAVES,
    TENT,
    TENT_NET,
    UNBOUNDED,
    bracket,
    branch,
    certificate,
    counterexample,
    ip,
    leaf,
    line,
    lp,
    multipliers,
    network,
    optimum,
    qp,
    representation,
    samples,
    split_at,
    squares,
    trained,
)

UP_TO_ONE = lp("1", [], "0", "1", sense="max")
UP_TO_A_HALF = lp("1", [("1", "<=", "1/2")], "0", "*", sense="max")
A_HALF = lp("0", [("2", "=", "1")], "0", "1")
SQUARE = qp(["2"], "0", [], "*", "*")
TWO_UNITS = network((["0", "1"], "1 0"), (["1/2 0"], "0"))
FOUR_UNITS = network((["1", "1", "1", "0"], "0 -1/2 -1 0"), (["2 -4 2 0"], "0"))
THREE_LAYERS = network(
    (["1", "1", "1"], "0 -1/2 -1"), (["1 0 0", "0 1 0", "0 0 1"], "0 0 0"), (["2 -4 2"], "0")
)
THREE_UNITS = network((["1", "-1", "1"], "0 0 0"), (["1 1 0"], "0"))


def farkas(rows, lower, upper, evidence):
    return certificate("farkas", lp("0", rows, lower, upper), INFEASIBLE, evidence)


def curved(hessian, claim, weights, *, objective="0", bounds=("*", "*")):
    """That a QP without rows has this optimum."""
    evidence = {"multipliers": [], "squares": squares(*weights)}
    return certificate("qp-optimum", qp(hessian, objective, [], *bounds), claim, evidence)


def ray(problem, direction, point="0"):
    evidence = {"point": point.split(), "ray": direction.split()}
    return certificate("unbounded-ray", problem, UNBOUNDED, evidence)


def tree(program, integers, claim, *nodes):
    return certificate("branch-tree", ip(program, integers), claim, {"nodes": list(nodes)})


def contradiction(text):
    return {"infeasible": multipliers(text)}


ONE_UNIT = network((["0"], "1/3"), (["1"], "0"))


def one_sample(label, *leaves, lower, loss="absolute", **others):
    """That for the point 1, a unit and no bias the least loss is at least so much."""
    words = {"bounds": "* * 0 0 0 0"} | others
    return trained(samples(["1"], label, loss=loss, **words), {"lower": lower}, *map(list, leaves))


def two_samples(labels, *leaves, lower, loss="absolute", **others):
    words = {"bounds": "* * 0 0 0 0"} | others
    return trained(samples(["1", "2"], labels, loss=loss, **words), {"lower": lower}, list(leaves))


def peak(claim, *leaves, **changes):
    return trained({**PEAK, **changes}, claim, [*(leaves or PEAK_LEAVES)])


FALSE = {
    "another value": certificate("evaluation", TENT, {"point": ["1/2"], "value": ["2"]}, {}),
    "no contradiction": farkas([("1", ">=", "0")], "*", "0", multipliers("1")),
    "bounds that meet": farkas([], "1", "1", {"variable": 0}),
    "bounds that are not there": farkas([], "1", "*", {"variable": 0}),
    "a multiplier of the wrong sign": farkas([("1", "<=", "5")], "*", "3", multipliers("1")),
    "a bound that is not there": farkas([("1", ">=", "5")], "*", "*", multipliers("1")),
    "claimed not to be infeasible": certificate(
        "farkas", lp("0", [], "1", "0"), {"infeasible": False}, {"variable": 0}
    ),
    "a point that violates a row": certificate(
        "lp-optimum", UP_TO_A_HALF, optimum("1", "1"), multipliers("0")
    ),
    "a point off a row, its multiplier right": certificate(
        "lp-optimum", lp("0", [("1", "=", "1")], "0", "5"), optimum("2", "0"), multipliers("0")
    ),
    "a point out of its bounds": certificate(
        "lp-optimum", lp("0", [], "0", "1"), optimum("2", "0"), multipliers("")
    ),
    "the value of another point": certificate(
        "lp-optimum", UP_TO_ONE, optimum("1", "2"), multipliers("")
    ),
    "a point that is not optimal": certificate(
        "lp-optimum", UP_TO_ONE, optimum("0", "0"), multipliers("")
    ),
    "a bound that is too good": certificate(
        "safe-bound", UP_TO_ONE, {"bound": "1/2"}, multipliers("")
    ),
    "a bound of a QP that is too good": certificate(
        "safe-bound",
        SQUARE,
        {"bound": "1"},
        {"multipliers": [], "point": ["0"], "squares": squares(("2", "1"))},
    ),
    "a square of negative weight": curved(["-2"], optimum("0", "0"), [("-2", "1")]),
    "squares that are missing": curved(["-2"], optimum("0", "0"), []),
    "squares of another hessian": curved(["-2"], optimum("0", "0"), [("2", "1")]),
    "a point of a QP that is not optimal": curved(
        ["2"], optimum("1", "1"), [("2", "1")], bounds=("0", "1")
    ),
    "a ray that is stopped by a row": ray(UP_TO_A_HALF, "1"),
    "a ray that is stopped by a bound": ray(UP_TO_ONE, "1"),
    "a ray from nowhere": ray(lp("1", [("0", ">=", "1")], "0", "*", sense="max"), "1"),
    "a ray that makes it worse": ray(lp("-1", [], "0", "*", sense="max"), "1"),
    "a ray along which nothing changes": ray(lp("0", [], "0", "*", sense="max"), "1"),
    "a ray that bends up": ray(qp(["2"], "-1", [], "*", "*"), "1"),
    "claimed not to be unbounded": certificate(
        "unbounded-ray",
        lp("1", [], "0", "*", sense="max"),
        {"unbounded": False},
        {"point": ["0"], "ray": ["1"]},
    ),
    "a tree without nodes": tree(UP_TO_ONE, [0], INFEASIBLE),
    "a tree without its right half": tree(
        lp("0", [("1", ">=", "1")], "0", "1"), [0], INFEASIBLE, branch(0, "0"), contradiction("1")
    ),
    "a point between the integers": tree(
        UP_TO_A_HALF, [0], optimum("1/2", "1/2"), multipliers("1")
    ),
    "a branch on what is no integer": tree(
        A_HALF, [], INFEASIBLE, branch(0, "0"), contradiction("1"), contradiction("-1")
    ),
    "a branch between the integers": tree(
        lp("0", [], "1", "1"),
        [0],
        INFEASIBLE,
        branch(0, "1/2"),
        {"infeasible": {"variable": 0}},
        {"infeasible": {"variable": 0}},
    ),
    "a leaf that proves no infeasibility": tree(UP_TO_ONE, [0], INFEASIBLE, multipliers("")),
    "a leaf that proves less": tree(UP_TO_ONE, [0], {"bound": "0"}, multipliers("")),
    "a bound rounded though others cost something": tree(
        lp("1 1", [("1 0", "<=", "1/2")], "0 0", "* 1/2", sense="max"),
        [0],
        {"bound": "0"},
        multipliers("1"),
    ),
    "a leaf without the bounds of its branch": tree(
        UP_TO_ONE, [0], {"bound": "0"}, branch(0, "0"), multipliers(""), multipliers("")
    ),
    "bounds of the left half in the right one": tree(
        lp("0 0", [("1 1", ">=", "1")], "0 0", "1 1"),
        [0, 1],
        INFEASIBLE,
        branch(0, "0"),
        branch(1, "0"),
        contradiction("1"),
        {"infeasible": {"variable": 0}},
        {"infeasible": {"variable": 1}},
    ),
    "claimed not to be infeasible, with a tree": tree(
        lp("0", [], "1", "0"), [0], {"infeasible": False}, {"infeasible": {"variable": 0}}
    ),
    "a constant with two units": representation(line("", "0 1/2"), "affine", TWO_UNITS, []),
    "an affine function with three units": representation(
        line("", "1 0"), "linear", network((["1", "-1", "0"], "0 0 0"), (["1 -1 0"], "0")), []
    ),
    "two units more than kinks": representation(ABSOLUTE, "affine", THREE_UNITS, []),
    "a network of another function": representation(TENT, "linear", THREE_UNITS, []),
    "a size that is another": {
        **representation(TENT, "linear", FOUR_UNITS, []),
        "claim": {"network": FOUR_UNITS, "size": 3},
    },
    "an output map with a constant": representation(
        line("0", "0 1", "1 1"), "linear", network((["1"], "0"), (["1"], "1")), []
    ),
    "a network of three layers": representation(TENT, "linear", THREE_LAYERS, []),
    "no refutation": representation(line("0", "0 0", "1 0"), "linear", ABSOLUTE_NET, []),
    "one unit more, which a subset saves": representation(
        line("0", "-1 0", "0 0"), "affine", network((["-1", "0"], "0 0"), (["1 0"], "0")), [[None]]
    ),
    "cases that are left open": representation(
        line("0", "-1 0", "0 0"), "affine", network((["-1", "0"], "0 0"), (["1 0"], "0")), [[]]
    ),
    "leaves that prove less": peak({"lower": "3/4"}),
    "the loss of another network": peak(bracket("1/2", "1", ONE_UNIT)),
    "a network of three layers that is trained": peak(
        bracket("1/2", "2/3", network((["0"], "1/3"), (["1"], "0"), (["1"], "0")))
    ),
    "a sign that is not asked for": peak(
        bracket("1/2", "2/3", network((["0"], "-1/3"), (["-1"], "2/3")))
    ),
    "an output weight 2": peak(bracket("1/2", "2/3", network((["0"], "1/6"), (["2"], "0")))),
    "a network out of its bounds": trained(
        OPPOSITE, bracket("4", "4", network((["1", "-2"], "0 0"), (["1 1"], "0"))), OPPOSITE_LEAVES
    ),
    "a constant that is not allowed": peak(
        bracket("1/2", "2/3", network((["0"], "0"), (["1"], "1/3")))
    ),
    "a network that is not 0": peak(bracket("1/2", "2/3", ONE_UNIT), zero_on=[0]),
    "a side without its other": trained(
        samples(["1", "-1"], "0 1", loss="absolute", bounds="* * 0 0 0 0"),
        {"lower": "1"},
        [split_at(0), leaf("1:-1", outputs={1: "0:-1"})],
    ),
    "no tree for the positive unit": one_sample(
        "1", [leaf("0:-1", outputs={0: ""})], lower="1", positive=[1, 0]
    ),
    "a share above 1": two_samples(
        "-1 1", split_at(1), leaf("0:1 1:-1", outputs={0: "0:2"}), leaf("0:1 1:-1"), lower="2"
    ),
    "a share below 0": one_sample(
        "-1", [leaf("0:1", outputs={0: "0:-1"})], lower="2", bounds="-2 -1 0 0 0 0"
    ),
    "a share of another input": two_samples(
        "-1 1", split_at(1), leaf("0:1 1:-1", outputs={0: "1:1"}), leaf("0:1 1:-1"), lower="2"
    ),
    "an output not bounded by others": two_samples(
        "1 2",
        *(split_at(1), leaf("0:-1", outputs={0: "1:0"}), leaf("0:-1", outputs={0: "1:1/2"})),
        lower="1",
    ),
    "an output bounded by inputs of unknown sides": one_sample(
        "1", [leaf("0:-1", outputs={0: "0:1"})], lower="1"
    ),
    "an output below a negative input": two_samples(
        "1 2",
        *(split_at(1), leaf(sides="1:1"), leaf("0:-1 1:-1", outputs={0: "1:1/2"})),
        lower="4",
        bounds="-2 -1 0 0 0 0",
    ),
    "a chord with a negative share": trained(
        samples(["1", "-1"], "1 1", loss="absolute", bounds="* * 0 0 0 0"),
        {"lower": "2"},
        [leaf("0:-1 1:-1", chords={0: "0:-1 1:-1"})],
    ),
    "a chord of another input": two_samples(
        "1 2", leaf("0:-1 1:1/4", chords={0: "0:-1 1:1/4"}), lower="1/2"
    ),
    "a chord of other biases": trained(
        samples(["0", "1"], "1 0", loss="absolute"),
        {"lower": "1"},
        [leaf("0:-1 1:1", chords={0: "0:-1"})],
    ),
    "a negative multiplier of a side": one_sample(
        "1", [split_at(0), leaf("0:-1", sides="0:-1"), leaf("0:-1")], lower="1"
    ),
    "a multiplier of an unknown side": one_sample(
        "-1", [leaf("0:-1", sides="0:1")], lower="1", positive=[0]
    ),
    "the order of units of two signs": trained(
        samples(["1"], "2", loss="absolute", width=2, positive=[1], bounds="* 1 0 0 0 0"),
        {"lower": "2"},
        [
            split_at(0),
            split_at(1),
            leaf("0:-1", order="0:1"),
            leaf("0:-1", order="0:1"),
            leaf("0:-1"),
        ],
    ),
    "a negative multiplier of an order": trained(
        samples(["1"], "2", loss="absolute", width=2, positive=[2], bounds="0 1 0 0 0 0"),
        {"lower": "1"},
        [
            split_at(0),
            split_at(1),
            leaf("0:-1", order="0:-1"),
            leaf("0:-1", order="0:-1"),
            leaf("0:-1"),
        ],
    ),
    "forms that do not cancel": one_sample(
        "1", [split_at(0), leaf("0:-1"), leaf("0:-1")], lower="1"
    ),
    "a slope above 1": one_sample("-1", [leaf("0:2")], lower="2"),
    "slopes of the largest loss above 1": two_samples(
        "-1 -1", leaf("0:1 1:1"), lower="2", loss="max"
    ),
    "a slope of the hinge loss below 0": one_sample(
        "1", [leaf("0:-1", outputs={0: "0:1"})], lower="1", loss="hinge", bounds="2 3 0 0 0 0"
    ),
    "a slope above 1 of the hinge loss": one_sample("-1", [leaf("0:2")], lower="2", loss="hinge"),
    "a square without its last term": one_sample("-1", [leaf("0:4")], lower="2", loss="squared"),
    "a known loss told twice": one_sample(
        "1", [leaf("0:-1", outputs={0: ""})], lower="2", zero_on=[0], bounds="0 0 0 0 0 0"
    ),
    "a network that is there": trained(
        samples(["1"], "0", loss="max", zero_on=[0], bounds="0 2 0 0 0 0"),
        INFEASIBLE,
        [leaf("0:1")],
    ),
    "a network where one is not 0 anyway": trained(
        samples(["1"], "-1", loss="absolute", bounds="1 2 0 0 0 0"),
        INFEASIBLE,
        [leaf("0:1", outputs={0: "0:1"})],
    ),
    "claimed not to be infeasible, of networks": trained(
        samples(["1"], "0", loss="max", zero_on=[0], bounds="1 2 0 0 0 0"),
        {"infeasible": False},
        [leaf("0:1", outputs={0: "0:1"})],
    ),
    "an assertion that does not hold": counterexample({}, ["<", "1", "0"]),
    "functions that differ": counterexample({"f": TENT, "g": ABSOLUTE}, ["same", "f", "g"]),
}
"""Certificates about well-formed problems whose claims are false."""

NO_PROBLEM = {
    "a hessian that is not symmetric": ray(
        qp(["0 4", "0 0"], "-1 0", [("0 1", "=", "1")], "0 1", "* 1"), "1 0", "0 1"
    ),
    "breakpoints that decrease": counterexample(
        {"f": line("1 0", "0 0", "0 0", "0 0")}, ["=", ["pieces", "f"], "1"]
    ),
    "a function that jumps": counterexample(
        {"f": line("0", "0 0", "0 1")}, ["=", ["pieces", "f"], "2"]
    ),
    "an interval that ends before it starts": counterexample(
        {"f": TENT, "g": ABSOLUTE}, ["<=", ["l1", "f", "g", "1", "0"], "5"]
    ),
    "layers that do not fit": counterexample(
        {"N": network((["1", "1"], "0 0"), (["1"], "0"))}, ["=", ["size", "N"], "2"]
    ),
    "no layers": counterexample({"N": network()}, ["=", ["size", "N"], "0"]),
    "a point with a coordinate too many": certificate(
        "evaluation", TENT, {"point": ["1/2", "7"], "value": ["1"]}, {}
    ),
    "a curve in the plane, taken as a function": counterexample(
        {"f": ABSOLUTE, "N": network((["1", "-1"], "0 0"), (["1 1", "0 0"], "0 0"))},
        ["same", "f", "N"],
    ),
    "nothing asserted": counterexample({}),
    "a relation that is unknown": counterexample({}, ["~", "1", "0"]),
    "integers that come twice": tree(UP_TO_ONE, [0, 0], {"bound": "1"}, multipliers("")),
    "a sense that is unknown": certificate(
        "safe-bound", lp("1", [], "0", "1", sense="least"), {"bound": "0"}, multipliers("")
    ),
    "a row with a relation that is unknown": farkas([("1", "<", "1")], "0", "1", multipliers("0")),
    "an output map that is unknown": representation(TENT, "convex", TENT_NET, []),
    "a loss that is unknown": peak({"lower": "0"}, leaf(), loss="cubic"),
    "a negative weight": peak({"lower": "0"}, leaf(), weights=["1", "1", "-1"]),
    "no samples": trained(samples([], "", loss="max"), {"lower": "0"}, [leaf()]),
    "points of two dimensions": trained(
        samples(["1", "1 2"], "0 0", loss="max"), {"lower": "0"}, [leaf()]
    ),
    "no units": trained(
        samples(["1"], "0", loss="max", width=0, positive=[0]), {"lower": "0"}, [leaf()]
    ),
    "a position in a table twice": one_sample("-1", [leaf("0:1/2 0:1")], lower="1"),
}
"""Certificates about what is no problem of the format."""
