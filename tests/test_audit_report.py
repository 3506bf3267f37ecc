"""The page of the report, values in words, and the record."""

from html.parser import HTMLParser

import pytest

from exactrelu.audit.discovery import load
from exactrelu.audit.pages import witness_panel
from exactrelu.audit.record import Entry, disagreements, read_record, write_record
from exactrelu.audit.report import Report, report_page
from exactrelu.audit.results import ClaimResult, PartResult, Witness, as_json_value
from exactrelu.audit.runner import audit_claim
from exactrelu.audit.selection import choose
from exactrelu.audit.values import functions_in, in_words
from exactrelu.claims import PROFILES, Evidence, Role
from exactrelu.errors import ClaimError, FormatError
from exactrelu.network import AffineMap, Network
from exactrelu.pwl import PWL

HAT = PWL.from_points([(0, 0), ("1/2", 1), (1, 0)], left_slope=0, right_slope=0)
RELU = Network.of(([[1]], [0]), ([[1]], [0]))


def part(role=Role.READING, **fields):
    given = {
        "name": "as printed",
        "statement": "A <statement>.",
        "remarks": (),
        "location": "section_1.py:3",
        "holds": True,
        "evidence": Evidence.SAMPLED,
        "basis": "search over f",
        "instances": 50,
    }
    return PartResult(role=role, **{**given, **fields})


def claim(*parts, name="toy.a"):
    return ClaimResult(
        id=name,
        paper="toy",
        label="Lemma 1 & 2",
        kind="lemma",
        declared=None,
        parts=parts,
        seconds="0.001",
    )


class Balanced(HTMLParser):
    """Collects the elements that are opened and not closed."""

    VOID = frozenset({"meta", "br", "path", "use", "rect"})

    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, _):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    return " ".join(" ".join(parser.text).split())


def page_of(*results, **fields):
    paper = next(iter(load("tests/toy_claims").papers))
    return read(report_page(Report([paper], results, "quick", **fields)))


@pytest.fixture(autouse=True)
def at_the_root(request, monkeypatch):
    monkeypatch.chdir(request.config.rootpath)


def test_the_page_of_the_toys_is_well_formed():
    proofs = load("tests/toy_claims")
    results = [audit_claim(c, PROFILES["quick"], folder=proofs.folder) for c in proofs.claims]
    text = page_of(*results)
    for words in (
        "2 holds", "1 undecided", "the smallest counterexample that the search found",
        "fails, as it must", "This audit fails", "broke off after 0 cases", "shown by",
        "exactrelu explain zoo.refuted", "counterexample, the first of the range",
    ):  # fmt: skip
        assert words in text


def test_a_page_without_trouble_does_not_sound_the_alarm():
    assert "This audit fails" not in page_of(claim(part()))


def test_disagreements_and_defects_are_on_the_page():
    text = page_of(
        claim(part(), part(Role.COMPANION, name="without f")),
        disagreements={"toy.a": "recorded as x", "verdicts.json": "nothing"},
    )
    for words in ("recorded as x", "verdicts.json : nothing", "is toothless", "defect"):
        assert words in text


def test_readings_show_their_names_where_there_is_a_choice():
    assert "Readings" not in page_of(claim(part()))
    assert "Readings ✓ linear" in page_of(claim(part(name="linear")))
    both = page_of(claim(part(), part(name="linear", holds=False)))
    assert "✓ as printed" in both
    assert "✗ linear" in both


def test_a_remark_stands_outside_of_the_quotation():
    page = report_page(
        Report(load("tests/toy_claims").papers, [claim(part(remarks=("So it is.",)))], "quick")
    )
    assert "<blockquote><p>A &lt;statement&gt;.</p></blockquote>\n<p>So it is.</p>" in page


def test_the_replay_names_the_folder_as_a_shell_reads_it():
    failing = part(holds=False, counterexample=Witness({"n": 1}, {}, "search"))
    text = page_of(claim(failing), where={"toy": "my claims"})
    assert "exactrelu explain 'my claims' toy.a --profile quick" in text
    assert "exactrelu refute 'my claims' toy.a" in text


def test_only_the_first_exhibits_are_shown():
    exhibits = tuple(Witness({"n": n}, {}, "range") for n in range(9))
    assert (
        page_of(claim(part(evidence=Evidence.CERTIFIED, exhibits=exhibits))).count("shown by") == 3
    )


WORDS = [
    (None, "none"),
    (True, "yes"),
    (False, "no"),
    (1, "1"),
    (0, "0"),
    ("1/2", "1/2"),
    ([], "()"),
    ([[1, "-2"], "x"], "((1, -2), x)"),
    ({"low": 1, "high": "1/2"}, "(low = 1, high = 1/2)"),
    ("7" * 200, "7" * 24 + "…" + "7" * 12 + " (200 characters)"),
    (PWL.constant("-1/2").as_json(), "-1/2 for all x"),
    (HAT.as_json(), "0 if x <= 0; 2x if 0 <= x <= 1/2; -2x + 2 if 1/2 <= x <= 1; 0 if 1 <= x"),
    (PWL.affine("-1/3", "-1/4").as_json(), "-1/3 x - 1/4 for all x"),
    (PWL.affine(-1, 0).as_json(), "-x for all x"),
    (
        RELU.as_json(),
        "W2 relu(W1 x + b1) + b2 with W1 = ((1)), b1 = (0); W2 = ((1)), b2 = (0)",
    ),
]


@pytest.mark.parametrize(("value", "words"), WORDS)
def test_values_in_words(value, words):
    assert in_words(value) == words


def test_values_that_are_exact_become_json():
    sympy = pytest.importorskip("sympy")
    x = sympy.Symbol("x")
    values = {
        "set": {3, 1, 2},
        "range": range(2),
        "large": 2**60,
        "rational": sympy.Rational(1, 2),
        "expression": x / 2,
        "map": AffineMap([[1]], [0]),
        "network": RELU,
        3: None,
    }
    assert as_json_value(values) == {
        "set": [1, 2, 3],
        "range": [0, 1],
        "large": str(2**60),
        "rational": "1/2",
        "expression": "x/2",
        "map": {"weights": [["1"]], "bias": ["0"]},
        "network": RELU.as_json(),
        "3": None,
    }
    with pytest.raises(ClaimError, match=r"not the float 0\.5"):
        as_json_value([0.5])


def test_functions_are_found_wherever_they_are():
    wide = Network.of(*[([[1] * 9] * 9, [0] * 9)] * 4)
    values = {
        "f": HAT,
        "net": RELU,
        "pairs": [(1, HAT), -HAT],
        "named": {"g": HAT},
        "plane": Network.of(([[1, 1]], [0])),
        "wide": wide,
        "number": 3,
        "long": PWL.from_points([(n, n % 2) for n in range(3000)], left_slope=0, right_slope=0),
    }
    witness = Witness({}, as_json_value(values), "search")
    assert list(functions_in(witness)) == ["f", "net", "pairs[0][1]", "pairs[1]"]
    few = Witness({}, as_json_value({k: v for k, v in values.items() if k not in "f pairs"}), "")
    assert list(functions_in(few)) == ["net", "named.g"]


def test_panels_list_the_first_pieces_and_draw():
    zigzag = PWL.from_points([(n, n % 2) for n in range(30)], left_slope=0, right_slope=0)
    panel = witness_panel("found", Witness({"f": zigzag.as_json()}, {}, "search"), salt="x")
    assert "… and 19 more pieces" in read(panel)
    assert "<svg" in panel
    line = witness_panel("found", Witness({"f": PWL.affine(1, 0).as_json()}, {}, ""), salt="x")
    assert "<svg" not in line
    assert "for all x" in read(line)
    assert "<table" not in witness_panel("found", Witness({}, {}, "computation"), salt="x")


def test_a_record_is_read_back(tmp_path):
    results = [claim(part()), claim(part(), part(name="b", holds=False), name="toy.b")]
    assert read_record(tmp_path) == {}
    assert list(disagreements(results, {})) == ["verdicts.json"]
    write_record(tmp_path, results, claims=["toy.a", "toy.b"])
    record = read_record(tmp_path)
    assert record == {
        "toy.a": Entry("holds", "sampled", ""),
        "toy.b": Entry("holds-with-convention", "sampled", "as printed"),
    }
    assert disagreements(results, record) == {}
    del record["toy.a"]
    assert disagreements(results, record) == {"toy.a": "found holds (sampled), not recorded"}


@pytest.mark.parametrize(
    "text", ["{}", "[]", "3", '{"schema":"exactrelu-verdicts/1","verdicts":{"a":{}}}', "{"]
)
def test_a_damaged_record_is_refused(tmp_path, text):
    (tmp_path / "verdicts.json").write_text(text)
    with pytest.raises(FormatError, match=r"verdicts\.json"):
        read_record(tmp_path)


def test_claims_are_chosen_by_id_paper_or_beginning():
    toys = "./tests/toy_claims"
    (whole,) = choose([toys])
    assert whole.is_whole()
    assert whole.where == toys
    (one,) = choose([toys, "zoo.gap", "zoo.gap"])
    assert [c.id for c in one.claims] == ["zoo.gap"]
    (paper,) = choose(["zoo", toys])
    assert paper.claims == whole.claims
