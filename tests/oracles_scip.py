"""What SCIP says of training problems, in doubles: one mixed-integer program for each sign vector.

    f_j = Σ_i s_i h_ij + c,   h_ij = max(0, z_ij),   z_ij = a_i·x_j + b_i

A choice d_ij = 0 or 1 says on which side of 0 z_ij lies. The program has the rows of a big M,

    h_ij >= 0,   h_ij >= z_ij,   h_ij <= M d_ij,   h_ij - z_ij <= M (1 - d_ij),

which is right if abs(z_ij) <= M at some optimum. Nothing here is the library's but the problem.
"""

from itertools import pairwise

from pyscipopt import Model, quicksum


def least_loss(problem, *, big, seconds=1e9):
    """Return the least loss that SCIP finds, and whether it says that it is the optimum."""
    value, ended = None, True
    for signs in problem.sign_patterns:
        model = model_of(problem, signs, big)
        if value is not None:
            model.setObjlimit(value)
        model.setParam("limits/time", max(seconds, 0.0))
        model.optimize()
        seconds -= model.getSolvingTime()
        ended &= model.getStatus() in {"optimal", "infeasible"}
        if model.getNSols():
            found = model.getObjVal()
            value = found if value is None else min(value, found)
    return value, ended


def model_of(problem, signs, big):
    model = Model()
    model.hideOutput()
    model.setParam("parallel/maxnthreads", 1)
    inner = inputs_of_units(model, problem, len(signs))
    offset = variable(model, problem.bias_bounds) if problem.output == "affine" else 0.0
    outputs = [[rectified(model, z, big) for z in row] for row in inner]
    for (i, s), (k, t) in pairwise(enumerate(signs)):
        if s == t:
            model.addCons(inner[i][0] >= inner[k][0])
    samples = problem.samples
    count = range(len(samples))
    f = [quicksum(s * h[j] for s, h in zip(signs, outputs, strict=True)) + offset for j in count]
    for j in problem.zero_on:
        model.addCons(f[j] == 0)
    labels, weights = [list(map(float, v)) for v in (samples.labels, samples.weights)]
    model.setObjective(loss_of(model, problem.loss, f, labels, weights))
    return model


def inputs_of_units(model, problem, width):
    points = [[float(v) for v in x] for x in problem.samples.points]
    found = []
    for _ in range(width):
        a = [variable(model, problem.weight_bounds) for _ in points[0]]
        b = variable(model, problem.bias_bounds) if problem.hidden_bias == "free" else 0.0
        found.append([quicksum(v * t for v, t in zip(a, x, strict=True)) + b for x in points])
    return found


def variable(model, interval):
    low, high = [None if end is None else float(end) for end in interval]
    return model.addVar(lb=low, ub=high)


def rectified(model, z, big):
    h, d = model.addVar(ub=big), model.addVar(vtype="B")
    model.addCons(h >= z)
    model.addCons(h <= big * d)
    model.addCons(h - z <= big * (1 - d))
    return h


def loss_of(model, loss, f, labels, weights):
    """The objective, with a variable for each sample, or one in all for the loss ``max``."""
    one = model.addVar() if loss == "max" else None
    terms = [model.addVar() if one is None else one for _ in f]
    for value, y, w, t in zip(f, labels, weights, terms, strict=True):
        if loss == "hinge":
            model.addCons(t >= 1 - y * value)
        elif loss == "squared":
            error = model.addVar(lb=None)
            model.addCons(error == value - y)
            model.addCons(t >= error * error)
        else:
            scale = w if loss == "max" else 1.0
            model.addCons(t >= scale * (value - y))
            model.addCons(t >= scale * (y - value))
    return one if loss == "max" else quicksum(w * t for w, t in zip(weights, terms, strict=True))
