"""Assertions: how they are written, what becomes of them, and what they are in words."""

from dataclasses import replace
from fractions import Fraction

import pytest

from exactrelu.audit.assertion_words import assertion_in_words, stated
from exactrelu.audit.attached import attached, replayed
from exactrelu.claims import Term, asserting
from exactrelu.errors import ClaimError
from exactrelu.network import Network
from exactrelu.pwl import PWL

# Not every assertion speaks of all its objects.
# ruff: noqa: ARG005

LINE = PWL.affine(2, 1)
NET = Network.of(([[1], [-1]], [0, 0]), ([[1, 1]], [0]))


ASSERTIONS = {
    "sizes and pieces": (
        lambda f, net: [f.pieces < net.size, net.depth == 2, net.width >= 2],
        {"f": LINE, "net": NET},
        [
            ["<", ["pieces", "f"], ["size", "net"]],
            ["=", ["depth", "net"], "2"],
            [">=", ["width", "net"], "2"],
        ],
    ),
    "values and distances": (
        lambda f, g: [f(3) == 7, f.distance(g, 0, Fraction(1, 2)) != 0, f(Fraction(1, 2)) <= 2],
        {"f": LINE, "g": PWL.constant(0)},
        [
            ["=", ["value", "f", 0, "3"], "7"],
            ["!=", ["l1", "f", "g", "0", "1/2"], "0"],
            ["<=", ["value", "f", 0, "1/2"], "2"],
        ],
    ),
    "equality": (
        lambda f, g, h: [f.same(g), f.differs(h)],
        {"f": LINE, "g": LINE, "h": NET},
        [["same", "f", "g"], ["different", "f", "h"]],
    ),
    "arithmetic on both sides": (
        lambda k: [1 + k - 2 * k**3 / 4 > 1 - k / 2, 3 - k < 6 / k, k + 1 == 2, k * 2 == 2],
        {"k": 1},
        None,
    ),
}


WORDS = {
    "1 + k - 2 k^3/4 > 1 - k/2": lambda k: 1 + k - 2 * k**3 / 4 > 1 - k / 2,
    "(1 - k) (k + 1)^2 != (-1) k/(2 k)": lambda k: (1 - k) * (k + 1) ** 2 != -1 * k / (2 * k),
    "1 - (k - 1) = (1/2)^3": lambda k: 1 - (k - 1) == Term("1/2") ** 3,
    "distance of f and g on [0, k] <= 1/2": lambda f, g, k: f.distance(g, 0, k) <= Fraction(1, 2),
    "f(1, k)[2] = depth of g": lambda f, g, k: f(1, k, coordinate=2) == g.depth,
    "f(1) = size of g - width of f": lambda f, g: f(1) == g.size - f.width,
    "f = g": lambda f, g: f.same(g),
    "f != g": lambda f, g: f.differs(g),
}


@pytest.mark.parametrize("words", WORDS)
def test_assertions_in_words(words):
    body = WORDS[words]
    names = body.__code__.co_varnames
    objects = {name: 1 if name == "k" else LINE for name in names}
    (assertion,) = asserting(lambda **named: [body(**named)], **objects).assertions
    assert assertion_in_words(assertion) == words


def test_long_lists_of_assertions_are_cut():
    certificate = replayed(
        attached(lambda: asserting(lambda n: [n < m for m in range(2, 12)], n=1), "")
    )
    assert stated(certificate) == "; ".join(f"n < {m}" for m in range(2, 10)) + (
        "; … 1 more …; n < 11"
    )
    assert stated(replace(certificate, text="")) == "the 10 assertions hold"
    assert stated(replace(certificate, status="INVALID")) == ""


@pytest.mark.parametrize("case", ASSERTIONS)
def test_assertions_are_written_as_they_are_read(case):
    body, objects, expected = ASSERTIONS[case]
    assertions = asserting(body, **objects)
    assert expected is None or assertions.assertions == expected
    assert replayed(attached(lambda: asserting(body, **objects), "")).is_valid


REFUSED = {
    "a float": (lambda n: [n < 0.5], {"n": 1}, "a term must be an exact number, not the float 0.5"),
    "a truth value": (lambda n: [n < True], {"n": 1}, "not the bool True"),
    "nothing": (lambda n: [], {"n": 1}, r"must be comparisons of terms, not \[\]"),
    "a term": (lambda n: [n], {"n": 1}, "must be comparisons of terms, not "),
    "a fact": (lambda n: [n == 1, True], {"n": 1}, "must be comparisons of terms, not "),
}


@pytest.mark.parametrize("case", REFUSED)
def test_assertions_of_the_wrong_kind_are_refused(case):
    body, objects, message = REFUSED[case]
    with pytest.raises(ClaimError, match=message):
        asserting(body, **objects)


def test_an_assertion_is_neither_true_nor_false():
    with pytest.raises(TypeError, match="is for the checker to decide"):
        bool(Term("1") < 2)
    with pytest.raises(TypeError, match="is for the checker to decide"):
        asserting(lambda n: [0 < n < 3], n=1)
