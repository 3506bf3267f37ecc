"""The command regions: counts, domains, slices, maps, certificates, and what is refused."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from exactrelu import checker
from exactrelu.cli import cli
from exactrelu.formats import write_json
from exactrelu.network import Network

MAXIMUM = Network.of(([[1, -1], [0, 1], [0, -1]], [0, 0, 0]), ([[1, 1, -1]], [0]))
CUBE = Network.of(([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0]), ([[1, 2, 3]], [0]))


def random_network(*widths):
    rng = Random(7)
    return Network.of(
        *(
            ([[rng.randint(-9, 9) for _ in range(a)] for _ in range(b)], [rng.randint(-9, 9)] * b)
            for a, b in pairwise(widths)
        )
    )


NETWORKS = {
    "maximum": MAXIMUM,
    "cube": CUBE,
    "line": Network.of(([[1], [-1]], [0, -1]), ([[1, 1]], [0])),
    "stripes": Network.of(([[1, 1], [1, 1]], [0, -1]), ([[1, 1]], [0])),
    "affine": Network.of(([[1, 2]], [3])),
    "random": random_network(2, 8, 8, 1),
    "larger": random_network(2, 16, 16, 16, 1),
    "long": random_network(2, 96, 24, 24, 24, 1),
}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, network in NETWORKS.items():
        write_json(f"{name}.json", network.as_json())


def run(*arguments):
    return CliRunner().invoke(cli, ["regions", *arguments])


def answer(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def counts(*arguments):
    found = answer(*arguments)
    return found["activation_regions"], found["pieces"], found["distinct_affine_maps"]


COUNTS = {
    "the whole plane": (["maximum.json"], (4, 2, 2)),
    "three inputs": (["cube.json"], (8, 8, 8)),
    "the line": (["line.json"], (3, 3, 3)),
    "an affine map": (["affine.json"], (1, 1, 1)),
    "a box that meets two regions": (["maximum.json", "--box", "1,2;-1/2,1/2"], (2, 1, 1)),
    "a box inside one": (["maximum.json", "--box", "3,4;1/2,1"], (1, 1, 1)),
    "a line through the cube": (["cube.json", "--slice", "x2", "--at", "1,0,-1"], (2, 2, 2)),
    "one place for all other inputs": (["cube.json", "--slice", "x2", "--at", "-1"], (2, 2, 2)),
    "a plane off the origin": (["cube.json", "--slice", "x3,x1", "--at", "0,5,0"], (4, 4, 4)),
    "a plane over a box of its own": (
        ["cube.json", "--slice", "x1,x2", "--at", "0,0,1", "--box", "0,1;-1,1"],
        (2, 2, 2),
    ),
    "a plane at the middle of a box": (
        ["cube.json", "--slice", "x1,x2", "--box", "0,1;-1,1;-3,1"],
        (2, 2, 2),
    ),
}


@pytest.mark.parametrize("case", COUNTS)
def test_regions_are_counted(case):
    arguments, expected = COUNTS[case]
    assert counts(*arguments) == expected


def test_the_answer_in_words():
    words = "4 activation regions\n2 pieces\n2 distinct affine maps\n"
    assert run("maximum.json").stdout == words


def test_the_slice_and_its_place_are_told():
    found = answer("cube.json", "--slice", "x1,x2", "--box", "0,1;-1,1;-3,1")
    assert (found["inputs"], found["box"]) == (["x1", "x2"], [["0", "1"], ["-1", "1"]])
    assert found["at"] == ["0", "0", "-1"]


def test_cells_are_listed_with_their_maps():
    box = ["--box", "-1,1;-1,2"]
    cells = answer("maximum.json", *box, "--cells")["cells"]
    assert sum(Fraction(cell["volume"]) for cell in cells) == 6
    for cell in cells:
        x = [Fraction(entry) for entry in cell["interior_point"]]
        rows = zip(cell["weights"], cell["bias"], strict=True)
        value = [
            sum(Fraction(w) * t for w, t in zip(row, x, strict=True)) + int(b) for row, b in rows
        ]
        assert tuple(value) == MAXIMUM(x)
        signs = [(z > 0) - (z < 0) for z in MAXIMUM.layers[0](x)]
        assert cell["pattern"] == [signs]
    lines = run("maximum.json", *box, "--cells").stdout.splitlines()
    assert len(lines) == 3 + 4
    assert all(re.fullmatch(r"[-0+]{3}  around \S+", line) for line in lines[3:])


def test_the_count_does_not_depend_on_the_number_of_jobs():
    alone = answer("larger.json", "--cells", "--certificate", "c.json")
    certificate = Path("c.json").read_bytes()
    assert len(alone["cells"]) > 2000
    for more in (["--jobs", "2"], ["--resume"]):
        assert answer("larger.json", "--cells", "--certificate", "c.json", *more) == alone
        assert Path("c.json").read_bytes() == certificate
    assert not Path("regions-work").exists()


def test_a_run_that_was_killed_goes_on(tmp_path):
    command = [sys.executable, "-m", "exactrelu", "regions", "long.json", "--resume"]
    work = tmp_path / "regions-work"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        deadline = time.monotonic() + 60
        while not list(work.glob("*.json")) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    kept = list(work.glob("*.json"))
    assert kept
    expected = counts("long.json")
    entry = json.loads(kept[0].read_text())
    gone = entry["result"]["cells"].pop()  # What is kept is used, even if it is wrong.
    assert gone
    kept[0].write_text(json.dumps(entry))
    assert counts("long.json", "--resume")[0] == expected[0] - 1
    assert not work.exists()
    assert counts("long.json", "--resume") == expected


def test_the_parts_of_two_networks_are_kept_side_by_side(monkeypatch):
    monkeypatch.setattr("exactrelu.parallel.Store.discard", lambda *_: None)
    found = [counts(f"{name}.json", "--resume") for name in ("random", "larger")]
    files = set(Path("regions-work").iterdir())
    assert [counts(f"{name}.json", "--resume") for name in ("random", "larger")] == found
    assert set(Path("regions-work").iterdir()) == files


OVER = {
    "alone": [],
    "two jobs": ["--jobs", "2"],
    "with what is kept": ["--resume"],
}


@pytest.mark.parametrize("case", OVER)
def test_too_many_regions_are_one_line_and_status_3(case):
    total = counts("larger.json")[0]
    result = run("larger.json", "--max-regions", str(total - 1), *OVER[case])
    assert (result.exit_code, result.stdout) == (3, "")
    told = re.fullmatch(
        rf"exactrelu: --max-regions must be more than {total - 1}: there are more than {total - 1} "
        r"cells; the network has at least (\d+) regions and at most (\d+)\n",
        result.stderr,
    )
    assert told is not None
    assert total - 1 < int(told[1]) <= total <= int(told[2])
    assert counts("larger.json", "--max-regions", str(total), *OVER[case])[0] == total


def test_a_large_network_is_given_up_at_once():
    wide = random_network(40, 60, 1)
    write_json("wide.json", wide.as_json())
    for place in ([], ["--box", ";".join(["-1,1"] * 40)]):
        result = run("wide.json", *place)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.startswith("exactrelu: --max-regions must be more than 250000: the")
        assert result.stderr.count("\n") == 1


def test_what_was_kept_is_not_taken_for_another_question():
    first = counts("random.json", "--resume")
    assert counts("random.json", "--box", "0,1;0,1", "--resume") != first
    assert counts("random.json", "--resume") == first


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_maps_are_written_whole(tmp_path, ending):
    folder = tmp_path / "maps"
    folder.mkdir()
    run("maximum.json", "--box", "-1,1;-1,2", "--plot", f"maps/map.{ending}")
    assert [path.name for path in folder.iterdir()] == [f"map.{ending}"]
    assert (folder / f"map.{ending}").stat().st_size > 1000


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("maximum", {"−1", "0", "1"}),  # one vertex, the origin
        ("stripes", {"−1", "0", "1"}),  # no vertex but those that stand for lines
        ("affine", {"−1", "0", "1"}),
    ],
)
def test_a_map_of_the_whole_plane_shows_all_vertices(name, labels):
    plain = run(f"{name}.json").stdout
    result = run(f"{name}.json", "--plot", "map.svg")
    assert (result.exit_code, result.stdout) == (0, plain), result.stderr
    shown = set(re.findall(r">([^<>\s]+)</text>", Path("map.svg").read_text("utf-8")))
    assert len(labels & shown) >= 2


CERTIFIED = [
    ["maximum.json"],
    ["cube.json", "--box", "-1,1;0,1;-1/2,2"],
    ["cube.json", "--slice", "x1,x2", "--at", "0,0,1", "--box", "0,1;-1,1"],
    ["random.json"],
]


@pytest.mark.parametrize("arguments", CERTIFIED, ids=" ".join)
def test_the_certificate_is_valid_and_says_the_number(arguments):
    found = answer(*arguments, "--certificate", "c.json")
    assert found["certificate"] == {"file": "c.json", "verdict": None}
    claim = json.loads(Path("c.json").read_text("utf-8"))["claim"]
    assert claim == {"activation_regions": found["activation_regions"]}
    assert CliRunner().invoke(cli, ["check", "c.json"]).exit_code == 0
    again = answer(*arguments, "--certificate", "c.json", "--check")
    assert again["certificate"]["verdict"] == "VALID"


def test_it_is_told_whether_the_certificate_was_replayed():
    last = [
        run("maximum.json", "--certificate", "c.json", *more).stdout.splitlines()[-1]
        for more in ([], ["--check"])
    ]
    assert last == [
        "certificate c.json, not replayed",
        "certificate c.json, VALID: there are 4 activation regions",
    ]


def test_what_the_checker_cannot_replay_has_its_exit_status(monkeypatch):
    monkeypatch.setattr(checker, "MAX_CELLS", 3)
    result = run("maximum.json", "--certificate", "c.json", "--check")
    assert result.exit_code == 2
    assert result.stdout.startswith("4 activation regions\n")
    assert result.stdout.endswith("c.json, UNSUPPORTED: there are too many cells\n")


BAD = {
    "a box of two inputs for three": (
        ["cube.json", "--box", "0,1;0,1"],
        "--box must have 3 ranges, one an input, not 2",
    ),
    "an empty range": (["line.json", "--box", "1,0"], "--box must have lower < upper, not 1,0"),
    "a range of a point": (["line.json", "--box", "1,1"], "--box must have lower < upper, not 1,1"),
    "half a range": (["line.json", "--box", "1"], '--box must have ranges "lower,upper", not'),
    "a word in a range": (["line.json", "--box", "0,one"], "one"),
    "a place without a slice": (
        ["cube.json", "--at", "0,0,0"],
        "--at must come with --slice, which says what varies",
    ),
    "an unknown input": (
        ["cube.json", "--slice", "x1,x4", "--at", "0,0,0"],
        "--slice must name inputs from x1 to x3, not 'x4'",
    ),
    "an input twice": (
        ["cube.json", "--slice", "x1,x1", "--at", "0,0,0"],
        "--slice must name different inputs",
    ),
    "a slice without a place": (
        ["cube.json", "--slice", "x1,x2"],
        "--at must say where the other inputs stay: the file states no ranges",
    ),
    "a place with too few coordinates": (
        ["cube.json", "--slice", "x1,x2", "--at", "0,0"],
        "--at must have 3 coordinates, not 2",
    ),
    "a map of three inputs": (
        ["cube.json", "--box", "0,1;0,1;0,1", "--plot", "map.svg"],
        "a map needs a network with 2 inputs, not 3; slice it by a plane",
    ),
    "a map of all of space": (["cube.json", "--plot", "map.svg"], "a map needs a network with 2"),
    "a map in no file": (["maximum.json", "--plot", ""], "a plot must end in .svg or .png, not"),
    "a map in no folder": (
        ["maximum.json", "--plot", "none/map.svg"],
        "none/map.svg: the file must be writable, but: none is no folder",
    ),
    "a box of nothing": (["maximum.json", "--box", ""], "--box must have 2 ranges"),
    "a slice of nothing": (
        ["maximum.json", "--slice", ""],
        "--slice must name inputs from x1 to x2, not ''",
    ),
    "no regions": (["maximum.json", "--max-regions", "0"], "0 is not in the range"),
    "a map in an unknown format": (
        ["maximum.json", "--plot", "map.gif"],
        "a plot must end in .svg or .png, not '.gif'",
    ),
    "no jobs": (["maximum.json", "--jobs", "0"], "0 is not in the range"),
    "no such file": (["missing.json"], "missing.json"),
    "a certificate over the network": (
        ["maximum.json", "--certificate", "./maximum.json"],
        "--certificate must not be another file of the command: ./maximum.json",
    ),
    "a certificate over the map": (
        ["maximum.json", "--plot", "a.svg", "--certificate", "a.svg"],
        "--certificate must not be another file of the command: a.svg",
    ),
    "a certificate in no folder": (
        ["maximum.json", "--certificate", "none/c.json"],
        "none/c.json: the file must be writable",
    ),
    "a replay of nothing": (["maximum.json", "--check"], "--check must come with --certificate"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_in_one_line_and_status_2(case):
    arguments, message = BAD[case]
    before = Path("maximum.json").read_bytes()
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"exactrelu: [^\n]*\n", result.stderr)
    assert message in result.stderr
    assert Path("maximum.json").read_bytes() == before


def test_every_corner_of_the_plane_has_a_cell():
    cells = answer("random.json", "--box", "-2,2;-2,2", "--cells")["cells"]
    seen = {tuple(point) for cell in cells for point in cell["vertices"]}
    assert {(x, y) for x, y in product(["-2", "2"], repeat=2)} <= seen
