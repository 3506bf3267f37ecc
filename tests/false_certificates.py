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
    TENT,
    TENT_NET,
    UNBOUNDED,
    branch,
    certificate,
    counterexample,
    ip,
    line,
    lp,
    multipliers,
    network,
    optimum,
    qp,
    representation,
    squares,
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
}
"""Certificates about what is no problem of the format."""
