"""Loading claims from folders and files, and the one-line errors of broken ones."""

from pathlib import Path
from textwrap import dedent

import pytest

import exactrelu
from exactrelu.audit import discovery
from exactrelu.audit.discovery import fingerprint, load, shipped_folder
from exactrelu.errors import ClaimError

HEAD = """
from exactrelu.claims import Paper, for_every, grid

paper = Paper("{key}", title="A paper")
"""

CLAIM = """
@paper.claim("{name}", label="", kind="lemma")
@for_every(grid(n=range(2)), over="n < 2")
def claim_{name}(n):
    '''A statement.'''
    return True
"""


def write(folder, **files):
    for name, text in files.items():
        path = folder / (name.replace("__in__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))


def ids(proofs):
    return [claim.id for claim in proofs.claims]


def test_a_flat_folder_is_loaded_in_natural_order(tmp_path):
    part = "from .paper import paper\nfrom exactrelu.claims import for_every, grid\n"
    write(
        tmp_path,
        paper=HEAD.format(key="flat"),
        section_10=part + CLAIM.format(name="ten"),
        section_2=part + CLAIM.format(name="two"),
    )
    assert ids(load(tmp_path)) == ["flat.two", "flat.ten"]


def test_a_folder_of_papers_is_loaded_paper_by_paper(tmp_path):
    for key in ("b", "a"):
        text = HEAD.format(key=key) + CLAIM.format(name="x")
        write(tmp_path, **{f"{key}_2020__in____init__": text})
    write(tmp_path, scripts__in__not_a_paper="raise SystemExit(3)")
    assert ids(load(tmp_path)) == ["a.x", "b.x"]


def test_a_paper_in_its_own_init_file_is_loaded(tmp_path):
    write(tmp_path, __init__=HEAD.format(key="own") + CLAIM.format(name="x"))
    assert ids(load(tmp_path)) == ["own.x"]


def test_a_single_file_is_loaded_without_its_neighbours(tmp_path):
    write(tmp_path, one=HEAD.format(key="one") + CLAIM.format(name="x"), broken="1 +")
    proofs = load(tmp_path / "one.py")
    assert ids(proofs) == ["one.x"]
    assert proofs.folder == tmp_path.resolve()


def test_loading_twice_gives_the_same_claims(tmp_path):
    write(tmp_path, one=HEAD.format(key="one") + CLAIM.format(name="x"))
    assert load(tmp_path) is load(str(tmp_path))


BROKEN = {
    "syntax": ("x = 1\ny = = 2\n", "broken.py:2: SyntaxError: invalid syntax"),
    "import": ("import no_such_module\n", "broken.py:1: ModuleNotFoundError: No module named"),
    "while running": ("\n\ndef f():\n    1 / 0\n\n\nf()\n", "broken.py:4: ZeroDivisionError: div"),
    "exit": ("import sys\nsys.exit('no')\n", "broken.py:2: SystemExit: no"),
    "badly formed claim": (
        "from exactrelu.claims import for_all\n\n@for_all(m=1)\ndef f(n): ...\n",
        "f must be quantified over n, not over m",
    ),
    "two lines": ("raise ValueError('a\\nb')\n", "broken.py:1: ValueError: a b"),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("name", ["broken", "__init__"])
def test_a_broken_file_gives_one_line_with_file_and_line(case, name, tmp_path):
    text, message = BROKEN[case]
    write(tmp_path, **{name: text})
    with pytest.raises(ClaimError) as error:
        load(tmp_path)
    assert message.replace("broken.py", f"{name}.py") in str(error.value)
    assert "\n" not in str(error.value)


def test_a_mended_file_loads(tmp_path):
    write(tmp_path, one="1 +")
    with pytest.raises(ClaimError):
        load(tmp_path)
    write(tmp_path, one=HEAD.format(key="one") + CLAIM.format(name="mended"))
    assert ids(load(tmp_path)) == ["one.mended"]


def test_a_folder_without_claims_is_refused(tmp_path):
    with pytest.raises(ClaimError, match="must define at least one claim, but none was found"):
        load(tmp_path)


def test_what_is_no_folder_is_refused(tmp_path):
    with pytest.raises(ClaimError, match="must be a folder or a Python file"):
        load(tmp_path / "nothing")


def test_two_papers_of_one_key_are_refused(tmp_path):
    text = HEAD.format(key="same") + CLAIM.format(name="x")
    write(tmp_path, a=text, b=text)
    with pytest.raises(ClaimError, match=r"two in .* have the key 'same'"):
        load(tmp_path)


def test_the_shipped_folder_stands_in_or_beside_the_package(tmp_path, monkeypatch):
    package = Path(exactrelu.__file__).parent
    assert shipped_folder() in (package / "_proofs", package.parent / "proofs")
    monkeypatch.setattr(discovery, "PACKAGE", tmp_path / "exactrelu")
    with pytest.raises(ClaimError, match="proofs must stand in"):
        shipped_folder()


def test_a_fingerprint_sees_the_claims_sources_and_the_profile(tmp_path):
    text = HEAD.format(key="one") + CLAIM.format(name="x") + CLAIM.format(name="y")
    write(tmp_path, a__in__one=text, b__in__one=text, c__in__one=text + "# changed\n")
    first, same, changed = (load(tmp_path / name / "one.py").claims for name in "abc")
    assert fingerprint(first[0], "quick") == fingerprint(same[0], "quick")
    assert fingerprint(first[0], "quick") != fingerprint(first[0], "deep")
    assert fingerprint(first[0], "quick") != fingerprint(first[1], "quick")
    assert fingerprint(first[0], "quick") != fingerprint(changed[0], "quick")
