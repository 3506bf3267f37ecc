"""A replayer of VIPR 1.0 files, written from the specification of the format alone."""

from fractions import Fraction
from math import ceil, floor

SIGN = {"L": -1, "E": 0, "G": 1}


class Refused(Exception):  # noqa: N818 - as the checker says it
    """The file does not prove its relation."""


def require(condition, reason):
    if not condition:
        raise Refused(reason)


def replay(text):
    """Raise Refused unless every line of the file follows, and the last one proves the relation."""
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    File([token for line in lines for token in line.split()]).replay()


class File:
    def __init__(self, tokens):
        self.tokens = iter(tokens)

    def word(self):
        return next(self.tokens, "")

    def number(self):
        return Fraction(self.word())

    def expect(self, word):
        found = self.word()
        require(found == word, f"{word} must come, not {found}")

    def sparse(self, count):
        entries = [(int(self.word()), self.number()) for _ in range(count)]
        require(len({j for j, _ in entries}) == count, "an index comes twice")
        return {j: a for j, a in entries if a}

    def constraint(self):
        self.word()
        sense, right, head = self.word(), self.number(), self.word()
        require(sense in SIGN, "the sense is unknown")
        left = dict(self.objective) if head == "OBJ" else self.sparse(int(head))
        require(all(0 <= j < self.n for j in left), "a variable is unknown")
        return left, sense, right

    def replay(self):
        self.expect("VER")
        self.expect("1.0")
        self.expect("VAR")
        self.n = int(self.word())
        require(len({self.word() for _ in range(self.n)}) == self.n, "names must differ")
        self.expect("INT")
        self.integers = {int(self.word()) for _ in range(int(self.word()))}
        self.expect("OBJ")
        self.sense = self.word()
        require(self.sense in ("min", "max"), "the sense is unknown")
        self.objective = self.sparse(int(self.word()))
        self.expect("CON")
        count, bounds = int(self.word()), int(self.word())
        self.constraints = [self.constraint() for _ in range(count)]
        require(all(len(left) == 1 for left, _, _ in self.constraints[:bounds]), "no bound")
        self.assumptions = [set() for _ in self.constraints]
        self.expect("RTP")
        self.goal = self.word()
        ends = (self.word(), self.word()) if self.goal == "range" else ()
        self.solutions()
        self.derive()
        self.conclude(ends)

    def solutions(self):
        self.expect("SOL")
        self.values = []
        for _ in range(int(self.word())):
            self.word()
            x = self.sparse(int(self.word()))
            for left, sense, right in self.constraints:
                difference = value(left, x) - right
                right_side = difference == 0 or (difference > 0) == (SIGN[sense] > 0)
                require(right_side and (sense != "E" or difference == 0), "the point is infeasible")
            require(all(x.get(j, 0).denominator == 1 for j in self.integers), "not integral")
            self.values.append(value(self.objective, x))

    def derive(self):
        self.expect("DER")
        for _ in range(int(self.word())):
            stated = self.constraint()
            self.expect("{")
            rule = self.word()
            assumed = {"asm": self.assume, "lin": self.lin, "rnd": self.rnd, "uns": self.uns}[rule](
                stated
            )
            self.expect("}")
            require(int(self.word()) == -1, "an index of forgetting")
            self.constraints.append(stated)
            self.assumptions.append(assumed)
        require(next(self.tokens, None) is None, "more follows")

    def index(self):
        found = int(self.word())
        require(0 <= found < len(self.constraints), "a later constraint is used")
        return found

    def assume(self, _):
        return {len(self.constraints)}

    def combination(self):
        terms = []
        for _ in range(int(self.word())):
            index = self.index()
            terms.append((index, self.number()))
        require(len({index for index, _ in terms}) == len(terms), "an index comes twice")
        total, right, signs, assumed = {}, Fraction(0), set(), set()
        for index, times in terms:
            left, sense, bound = self.constraints[index]
            for j, a in left.items():
                total[j] = total.get(j, 0) + times * a
            right += times * bound
            direction = times * SIGN[sense]
            signs.add((direction > 0) - (direction < 0))
            assumed |= self.assumptions[index]
        require(not {-1, 1} <= signs, "the combination is not suitable")
        sense = "G" if 1 in signs else "L" if -1 in signs else "E"
        return ({j: a for j, a in total.items() if a}, sense, right), assumed

    def lin(self, stated):
        found, assumed = self.combination()
        require(dominates(found, stated), "the combination is weaker")
        return assumed

    def rnd(self, stated):
        (left, sense, right), assumed = self.combination()
        require(sense in "LG", "an equation is not rounded")
        integral = all(j in self.integers and a.denominator == 1 for j, a in left.items())
        require(integral, "the combination cannot be rounded")
        rounded = Fraction(ceil(right) if sense == "G" else floor(right))
        require(dominates((left, sense, rounded), stated), "the rounded combination is weaker")
        return assumed

    def uns(self, stated):
        first, assumption, second, other = (self.index() for _ in range(4))
        for index in (first, second):
            require(dominates(self.constraints[index], stated), "a case is weaker")
        below, above = sorted(
            (self.constraints[assumption], self.constraints[other]), key=lambda c: -ord(c[1])
        )
        split = below[1] == "L" and above[1] == "G" and below[0] == above[0]
        require(split and above[2] == below[2] + 1, "the cases do not cover all")
        integral = all(j in self.integers and a.denominator == 1 for j, a in below[0].items())
        require(integral and below[2].denominator == 1, "the cases are not about integers")
        return (self.assumptions[first] - {assumption}) | (self.assumptions[second] - {other})

    def conclude(self, ends):
        last, assumed = self.constraints[-1], self.assumptions[-1]
        require(not assumed, "the last constraint rests on assumptions")
        if self.goal == "infeas":
            require(not self.values and absurd(last), "no absurdity is derived")
            return
        low, high = ends
        bound, attained = (low, high) if self.sense == "min" else (high, low)
        sense = "G" if self.sense == "min" else "L"
        if "inf" not in bound:
            goal = (self.objective, sense, Fraction(bound))
            require(dominates(last, goal), "the bound is not derived")
        if "inf" not in attained:
            side = 1 if self.sense == "min" else -1
            best = [v for v in self.values if side * v <= side * Fraction(attained)]
            require(best, "the bound is not attained")


def value(left, x):
    return sum((a * x.get(j, 0) for j, a in left.items()), Fraction(0))


def absurd(constraint):
    left, sense, right = constraint
    wrong = {"G": right > 0, "L": right < 0, "E": right != 0}[sense]
    return not left and wrong


def dominates(strong, weak):
    if absurd(strong):
        return True
    (a, sense, b), (c, other, d) = strong, weak
    if a != c:
        return False
    if other == "E":
        return sense == "E" and b == d
    return sense in (other, "E") and (b >= d if other == "G" else b <= d)
