"""What the certificates of the proofs assert: other objects, or ones that comply, are refused.

That a certificate is valid says that its assertions hold. Here the objects are exchanged: an
assertion has to fail, or what is left is a counterexample as well, which the check itself decides.
"""

import json
from fractions import Fraction
from functools import cache
from itertools import count
from math import prod

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from other_objects import others

from exactrelu.audit.attached import attached, replayed
from exactrelu.audit.discovery import load, shipped_folder
from exactrelu.audit.runner import audit_claim
from exactrelu.certificates import counterexample
from exactrelu.checker import check
from exactrelu.claims import PROFILES, Assertions, ForAll, Role
from exactrelu.constructions import one_hidden_layer
from exactrelu.gallery import hard_composition, hard_network, zonotope_network
from exactrelu.network import Network, as_pwl
from exactrelu.pwl import PWL, l1_distance, maximum
from exactrelu.regions import Equal, equal, regions

QUICK = PROFILES["quick"]


def parts():
    """The parts of all claims, by name."""
    for claim in load(shipped_folder()).claims:
        for role in Role:
            of_role = [part for part in claim.parts if part.role is role]
            for number, part in enumerate(of_role, start=1):
                yield f"{claim.id.removeprefix('arora.')}/{role.value}-{number}", part


PARTS = dict(parts())
COMPUTED = {
    *("cor2.8.param/reading-1", "cor2.9.param/reading-1"),
    "eq3/reading-2",  # that a loss falls to its infimum without end
    "compF/consequence-1",  # that no 2-layer network, of whatever size, has so many pieces
    "training.thm1.setcover-def/reading-1",  # that sets of elements are no families of sets
}
"""Refutations by an argument that the checker has no terms for: these have no certificate."""


@cache
def outcomes(name):
    """Some cases of a part, drawn, listed or written down, that fail, and some that do not."""
    check, found = PARTS[name].check, {False: [], True: []}

    def instance(**arguments):
        outcome = check(**arguments)
        found[bool(outcome.holds)].append((arguments, outcome))

    quantifier = check.quantifier
    if isinstance(quantifier, ForAll):
        strategies = {n: s() if callable(s) else s for n, s in quantifier.strategies.items()}
        drawn(EXAMPLES.get(name, 12))(given(**strategies)(instance))()
        for arguments in quantifier.examples:
            instance(**arguments)
    else:
        for arguments in (getattr(quantifier, "cases", None) or (lambda _: [{}]))(QUICK):
            instance(**arguments)
    return found


def drawn(examples):
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


EXAMPLES = {
    "boolean.appA.precisely/reading-1": 100,
    "def2.count/companion-1": 100,
    "def2.count/companion-2": 100,
    "lemA.5/companion-2": 100,
    "s3.const/reading-2": 60,
    "s4.convex/companion-1": 60,
    "thm2.10.sum/companion-1": 150,
    "thm2.11.iii/reading-2": 40,
    "training.def3/companion-1": 100,
    "training.def3/companion-2": 40,
    "training.eq17/step-1": 60,
    "training.eq19/companion-1": 200,
    "training.intro.otherloss/companion-1": 40,
    "training.lem14/companion-1": 60,
    "training.sqloss/companion-2": 25,
}


def refuted_parts():
    return [name for name in PARTS if outcomes(name)[False]]


def certificates(outcome):
    return [replayed(attached(proof, "A statement.")) for proof in outcome.proofs]


def assertions(outcome):
    """The objects and assertions of the one counterexample certificate that an outcome has."""
    (made,) = (m for m in (proof() for proof in outcome.proofs) if isinstance(m, Assertions))
    return made


def plain(value):
    return value.as_json() if hasattr(value, "as_json") else Fraction(value)


def is_valid(objects, asserted):
    document = counterexample("A statement.", {n: plain(o) for n, o in objects.items()}, asserted)
    return check(document.text).status == "VALID"


# A case that complies.

WITHOUT_WORDS = {
    *("def4/reading-1", "eq6/companion-1"),
    *("thm6.1.1/companion-1", "thm6.1.2/companion-1", "lem6.2/companion-1"),
}
"""Where it holds there is nothing to assert: no point beyond 1, a flap of slope 0, no relation, one
vector."""


def refusals(outcome):
    """What the checker says of the certificates of a case that holds; they may be impossible."""
    try:
        return [c.reason for c in certificates(outcome) if c.status != "VALID"]
    except (LookupError, StopIteration, ValueError, ZeroDivisionError) as error:
        return [type(error).__name__]


@pytest.mark.parametrize("name", PARTS)
def test_the_certificates_of_a_case_that_holds_are_not_valid(name):
    """What a check asserts when it fails is false where it holds."""
    if not outcomes(name)[False]:
        return
    holding = [o for _, o in outcomes(name)[True] if o.proofs][:10]
    found = [refusals(outcome) for outcome in holding]
    assert all(found)
    if holding and name not in WITHOUT_WORDS:
        assert any("does not hold" in reason for reasons in found for reason in reasons)


# That no network with one hidden layer is equal.

NO_HIDDEN_LAYER = (
    *("thm2.1/companion-1", "cor2.2/companion-1", "thm2.11.size/companion-1"),
    "boolean.prop2.2.b/companion-1",
)


@pytest.mark.parametrize("name", NO_HIDDEN_LAYER)
def test_two_jumps_are_certified_around_the_points_and_not_by_values_only(name):
    """What the first certificate says is the rest is the network that the second shows to be 0."""
    outcome = next(o for _, o in outcomes(name)[False] if o.proofs)
    _, second = (proof() for proof in outcome.proofs)
    assert second.problem["network"] == assertions(outcome).objects["rest"].as_json()
    assert second.problem["rows"]
    assert [c.status for c in certificates(outcome)] == ["VALID", "VALID"]


# What is left when another object does: a counterexample as well.


def fails(name, **arguments):
    """The check of this part fails for these arguments as well."""
    return not PARTS[name].check(**arguments).holds


def is_not_smallest(name, outcome, objects):
    """The certificate beside this one, which says that the network is smallest, has another one."""
    kept = assertions(outcome).objects
    changed = [o for n, o in objects.items() if isinstance(o, Network) and o != kept[n]]
    made = [proof() for proof in outcome.proofs]
    beside = [m.as_json() for m in made if not isinstance(m, Assertions)]
    assert {certificate["kind"] for certificate in beside} == {"minimal-representation"}
    claimed = [certificate["claim"]["network"] for certificate in beside]
    networks = [o.as_json() for o in kept.values() if isinstance(o, Network)]
    assert all(network in networks for network in claimed)
    return changed and all(network.as_json() not in claimed for network in changed)


def widths_of(objects):
    return [width for name, width in objects.items() if name.startswith("w_")]


def count_allows(bound):
    def pass_the_count(_, __, objects):
        k, widths = objects["k"], widths_of(objects)
        return prod(w + 1 for w in widths) >= k ** (k * k) and sum(widths) < bound(k)

    return pass_the_count


def levelled_widths_have_a_larger_sum(_, __, objects):
    widths, p = widths_of(objects), objects["p"]
    k = len(widths)
    u = next(u for u in count(2) if 2 ** (k - 1) * u**k >= p)
    first, *rest = widths
    return 2 ** (k - 1) * (first + 1) * prod(rest) >= p and sum(widths) < k * u - 1


def is_still_composed(_, __, objects):
    inner, outer, composed = (as_pwl(objects[name]) for name in ("inner", "outer", "composed"))
    return composed == outer @ inner


def is_still_the_sum(_, __, objects):
    return as_pwl(objects["added"]) == as_pwl(objects["shallow"]) + as_pwl(objects["deep"])


def is_still_the_maximum(_, __, objects):
    parts = [as_pwl(o) for name, o in objects.items() if name.startswith("f_")]
    return as_pwl(objects["network"]) == maximum(*parts)


def network_of_the_proof_is_too_large(name, outcome, objects):
    f_1, f_2, network = (objects[n] for n in ("f_1", "f_2", "network"))
    is_maximum = is_still_the_maximum(name, outcome, objects)
    return is_maximum and f_1.depth != f_2.depth and network.size > f_1.size + f_2.size + 12


def maximum_is_still_too_large(name, outcome, objects):
    f_1, f_2 = objects["f_1"], objects["f_2"]
    kept = assertions(outcome).objects
    if objects["net"] != kept["net"]:
        return is_not_smallest(name, outcome, objects)
    is_maximum = objects["f"] == maximum(as_pwl(f_1), as_pwl(f_2))
    return is_maximum and objects["net"].size > f_1.size + f_2.size + 12


def refutes(*names, **renamed):
    """The check fails for the objects of these names, or under these names."""

    def refuting(name, _, objects):
        arguments = {n: objects[n] for n in names} | {n: objects[o] for n, o in renamed.items()}
        return fails(name, **arguments)

    return refuting


def tuple_refutes(name, _, objects):
    m = int(objects["m"])
    points = [(objects[f"a_{i}"], objects[f"b_{i}"]) for i in range(1, m)]
    return fails(name, data=(objects["s_L"], objects["s_R"], points))


def line_is_near_the_sawtooth(name, _, objects):
    f, g, delta = (objects[n] for n in ("f", "g", "delta"))
    distance = l1_distance(f, g, 0, 1)
    return g.piece_count == 1 and distance < delta and fails(name, q=objects["n"], delta=delta)


def constants_refute(name, _, objects):
    return fails(name, values=[o(0) for n, o in objects.items() if n.startswith("f_")])


def half_open_cover_refutes(name, _, objects):
    """An interval that ends before x, with this affine function, and one from x on."""
    interval = PARTS[name].check.body.__globals__["Interval"]
    x, slope, start, value = (objects[n] for n in ("x", "slope", "value_at_0", "value"))
    before = interval(None, x, slope, start, closed=False)
    after = interval(x, None, Fraction(0), value, closed=False)
    return fails(name, cover=(before, after))


def is_the_same_function(_, outcome, objects):
    kept = assertions(outcome).objects
    changed = [n for n, o in objects.items() if o != kept[n]]
    return all(equal(objects[n], kept[n]) == Equal() for n in changed)


def size_has_the_same_width(name, _, objects):
    return fails(name, n=int(objects["n"]), k=2, extra=int(objects["s"]) - 6)


def m_plus_1_nodes_are_too_few(_, __, objects):
    b = objects["forms"].layers[0].weights
    f = regions(zonotope_network(b)).function
    return one_hidden_layer(f, output="affine").size > len(b) + 1


def is_still_a_relation(_, __, objects):
    weights = [value for name, value in objects.items() if name.startswith("weight_")]
    return any(weights) and not any(objects["combination"](weights))


def bound_of_lemma_a6_is_too_weak(_, __, objects):
    p, size = objects["p"], objects["size"]
    return p <= 2 * size and size < p - 1


def network_is_smaller_than(bound):
    def still_smaller(_, outcome, objects):
        p, network = objects["p"], objects["f"]
        kept = assertions(outcome).objects["f"]
        here = [Fraction(i, 3) for i in range(-9, 10)]
        same = all(network((x, y)) == kept((x, y)) for x in here for y in here[::4])
        return same and network.size < bound(p)

    return still_smaller


def rectified_sum_is(label, *terms):
    """The sum of s max{0, c x} over the terms (s, c) and the objects x has the label still."""

    def solves(_, __, objects):
        values = zip(terms, objects.values(), strict=True)
        return sum(s * max(0, c * x) for (s, c), x in values) == label

    return solves


HARMLESS = {
    "training.eq12/companion-2": ("another solution", rectified_sum_is(4, (1, 1), (1, 1))),
    "training.eq13-14/companion-1": ("another solution", rectified_sum_is(1, (1, 1), (1, 1))),
    "training.eq13-14/companion-2": ("another solution", rectified_sum_is(1, (1, -1), (1, -1))),
    "training.thm6.bool/reading-2": (
        "another network without the value 4",
        lambda _, __, objects: (4,) not in {net([1]) for net in objects.values()},
    ),
    "training.thm6.alpha/companion-1": ("another solution", rectified_sum_is(1, (1, 1), (-1, 1))),
    "training.thm6.alpha/companion-2": (
        "another network with this value",
        lambda _, __, objects: objects["net"]([1]) == (4,) and objects["alpha_2"] == -1,
    ),
    **dict.fromkeys(
        (
            *("def1/reading-2", "thm2.3.upper/reading-1", "thm2.3.upper/reading-2"),
            *("thm2.3.upper/companion-1", "thm2.7.size/companion-1", "s3.const/reading-2"),
            *("cor3.1/reading-2", "cor3.1/reading-3", "cor3.1/companion-1", "lemA.4/companion-1"),
        ),
        ("another network of the function is not the smallest one", is_not_smallest),
    ),
    "abs.gap/companion-1": ("the count allows more", count_allows(lambda k: 2 * k ** (k + 1) - 1)),
    "cor2.8.size/companion-1": ("the count allows more", count_allows(lambda k: 4 * k * k**k)),
    "cor2.9.size/companion-1": ("the count allows more", count_allows(lambda k: k ** (k + 1) + 1)),
    "thm2.3.lower/companion-1": ("a network with fewer nodes than pieces", refutes("network")),
    "thm2.3.lowerproof/step-1": ("other p and sizes", bound_of_lemma_a6_is_too_weak),
    "thm2.3.tuple/reading-1": ("another tuple of the function", tuple_refutes),
    "s3.flaps/reading-1": ("a function with another constant", refutes("h")),
    "s3.flaps/reading-2": ("another function that is no constant", refutes("h")),
    "thm2.10.tri/companion-1": ("a function with these bends", refutes("g", q="n")),
    "thm2.10.min/companion-1": (
        "another line that is near",
        lambda name, _, objects: fails(name, y1=objects["g"](0), y2=objects["g"](2)),
    ),
    "thm2.10.sum/companion-1": ("another line that is near", line_is_near_the_sawtooth),
    "lemA.1/companion-1": ("networks with the same composition", is_still_composed),
    "lemA.2/companion-1": ("networks with the same sum", is_still_the_sum),
    "lemA.3.depth/reading-2": ("parts of another size", maximum_is_still_too_large),
    "lemA.3.depth/step-1": ("parts of another size, of one depth", is_still_the_maximum),
    "lemA.3.proof/step-1": ("other constants", constants_refute),
    "lemA.3.T/companion-1": ("other numbers", refutes(x="larger", y="smaller")),
    **dict.fromkeys(
        ("lemA.3.size/step-1", "lemA.3.proof/step-2"),
        ("a shallower part that is prolonged already", network_of_the_proof_is_too_large),
    ),
    "lemA.5/companion-1": ("a network with more pieces than nodes", refutes("network")),
    "lemA.5/companion-2": ("another network with these widths", refutes("network")),
    **dict.fromkeys(
        (
            *("def2.count/companion-1", "def2.count/companion-2", "def2.count/companion-3"),
            "thm2.11.i/reading-3",
            *("thm2.11.ii.a/reading-2", "thm2.11.ii.b/reading-3"),
            "boolean.prop2.2.b/companion-1",
            *("boolean.appA.precisely/reading-1", "boolean.prop2.2.a/companion-2"),
        ),
        ("another network of the same function", is_the_same_function),
    ),
    **dict.fromkeys(
        (
            *("pwl.conv/companion-2", "thm2.1/companion-1", "cor2.2/companion-1"),
            "cor2.2.proof/step-2",
        ),
        ("another function of this kind", refutes("f")),
    ),
    **dict.fromkeys(
        ("thm6.1.1/companion-1", "thm6.1.2/companion-1", "pan.zaslavsky/companion-1"),
        ("another multiple of the relation", is_still_a_relation),
    ),
    "lem6.2/companion-1": ("other vectors in general position", m_plus_1_nodes_are_too_few),
    "eq3/reading-1": ("another loss without a least value", refutes("loss")),
    **dict.fromkeys(
        ("eq10/reading-1", "eq10.equiv/reading-1"),
        ("another function that bends there", refutes("f")),
    ),
    **dict.fromkeys(
        ("eq8/companion-1", "s4.obj/reading-1", "eq7/companion-1"),
        ("another network of the same function", is_the_same_function),
    ),
    "def2.cont/companion-1": ("another jump", half_open_cover_refutes),
    "compF/companion-1": ("another size with the same w", size_has_the_same_width),
    "lemA.6.first/companion-1": ("a network with too many pieces", refutes(network="f")),
    "lemA.6.first/reading-1": (
        "an idle node more, and still too few",
        network_is_smaller_than(lambda p: p / 2 - 1),
    ),
    "lemA.6.second/reading-1": (
        "an idle node more, and still too few",
        network_is_smaller_than(lambda p: p / 2),
    ),
    "lemA.6.amgm/reading-2": ("other p and widths", levelled_widths_have_a_larger_sum),
}
"""Parts of which another object leaves the assertions true: what it is, and why that is no harm."""


def survivors(outcome):
    """Yield the objects of a certificate with one of them exchanged, if it is valid still."""
    made = assertions(outcome)
    assert is_valid(made.objects, made.assertions)
    for name, value in made.objects.items():
        beside = others(value)
        left = {w: {**made.objects, name: o} for w, o in beside.items()}
        valid = {w: objects for w, objects in left.items() if is_valid(objects, made.assertions)}
        yield from ((f"{name}: {words}", objects) for words, objects in valid.items())


@pytest.mark.parametrize("name", PARTS)
def test_other_objects_are_refused_or_refute_as_well(request, name):
    failing = sorted(outcomes(name)[False], key=lambda pair: len(str(pair[0])))
    if name in COMPUTED:
        assert failing
        assert not any(outcome.proofs for _, outcome in failing)
        return
    proved = [outcome for _, outcome in failing if outcome.proofs]
    assert proved or not failing
    for outcome in proved[: 8 if request.config.getoption("--deep") else 1]:
        for words, objects in survivors(outcome):
            assert name in HARMLESS, words
            assert HARMLESS[name][1](name, outcome, objects), words


SHRUNK = ("arora.thm2.3.tuple", "arora.thm2.10.nodes")


def object_of(value):
    if isinstance(value, str):
        return Fraction(value)
    return (Network if "layers" in value else PWL).from_json(value)


def test_other_objects_in_the_certificates_of_an_audit_are_refused_or_listed(request):
    """The counterexamples that a search ends at; some claims, with --deep all of them."""
    deep = request.config.getoption("--deep")
    for claim in load(shipped_folder()).claims:
        if not deep and claim.id not in SHRUNK:
            continue
        result = audit_claim(claim, QUICK, folder=shipped_folder())
        for certificate in result.certificates:
            _, folder, file = certificate.path.removesuffix(".json").split("/")
            name = f"{folder.removeprefix('arora.')}/{'-'.join(file.split('-')[:2])}"
            if certificate.kind != "counterexample" or name not in refuted_parts():
                continue
            document = json.loads(certificate.text)
            objects = {n: object_of(o) for n, o in document["problem"]["objects"].items()}
            asserted = document["claim"]["assertions"]
            left = {
                f"{certificate.path} {n}: {words}"
                for n, value in objects.items()
                for words, other in others(value).items()
                if is_valid({**objects, n: other}, asserted)
            }
            assert name in HARMLESS or not left, left


def test_every_part_that_an_audit_refutes_is_looked_at():
    """The recorded verdicts tell which claims have a part that fails."""
    recorded = json.loads((shipped_folder() / "verdicts.json").read_text())["verdicts"]
    refuted = {
        name.removeprefix("arora.")
        for name, entry in recorded.items()
        if entry["verdict"] in ("refuted", "gap", "holds-with-convention")
    }
    companions = {name for name in PARTS if "/companion-" in name}
    looked_at = set(refuted_parts())
    assert companions <= looked_at
    assert refuted <= {name.partition("/")[0] for name in looked_at}
    assert set(HARMLESS) <= looked_at


def test_a_sawtooth_that_complies_is_refused():
    """With one M for both points the composition has 4 pieces on [0, M], and 5 or 6 on R."""
    name = "lem5.1/companion-2"
    made = assertions(outcomes(name)[False][0][1])
    half = ((Fraction(1, 2),),) * 2
    H, network = hard_composition(half), hard_network(half)
    given_M = {"M_1": 1, "M_2": 1, "a_1": Fraction(1, 2), "a_2": Fraction(1, 2)}
    hard = {f"h_{i}": hard_composition(half[:1]) for i in (1, 2)}
    complying = {"H": H, "network": network, **hard, **given_M}
    assert set(complying) == set(made.objects)
    assert not is_valid(complying, made.assertions)
    assert not is_valid({**made.objects, "H": H, "network": network}, made.assertions)
