"""Source problems for the tests: small ones, degenerate ones included."""

from hypothesis import strategies as st

from exactrelu.sources import Formula, Gate, MonotoneCircuit, SetCover


@st.composite
def set_covers(draw, size=5, sets=5):
    n = draw(st.integers(0, size))
    members = st.sets(st.sampled_from(range(n))) if n else st.just(set())
    return SetCover(n, draw(st.lists(members, max_size=sets)))


@st.composite
def circuits(draw, inputs=4, gates=5):
    n = draw(st.integers(0, inputs))
    first = 0 if n else 1
    drawn = []
    for k in range(draw(st.integers(first, gates))):
        wires = st.lists(st.integers(0, n + k - 1), max_size=3) if n + k else st.just([])
        drawn.append(Gate(draw(st.sampled_from(["AND", "OR"])), draw(wires)))
    return MonotoneCircuit(n, drawn, output=draw(st.integers(0, n + len(drawn) - 1)))


@st.composite
def formulas(draw, variables=4, clauses=6, width=3):
    n = draw(st.integers(0, variables))
    literals = st.sampled_from([i for i in range(-n, n + 1) if i]) if n else st.nothing()
    clause = st.lists(literals, max_size=width) if n else st.just([])
    return Formula(n, draw(st.lists(clause, max_size=clauses)))


def assignments_of(count):
    return st.lists(st.booleans(), min_size=count, max_size=count)
