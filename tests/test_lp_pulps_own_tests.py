"""The tests that PuLP runs on each of its solvers, run on ours."""

import pytest

from exactrelu.lp import ExactSolver

pulps_tests = pytest.importorskip("pulp.tests.test_pulp")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


class OnDecimals(ExactSolver):
    """PuLP's tests write their numbers as floats, and ask for silence by a number."""

    def __init__(self, *, msg=0, **settings):
        super().__init__(msg=bool(msg), **{"floats": "decimal", **settings})


class TestPuLP(pulps_tests.BaseSolverTest.PuLPTest):
    solveInst = OnDecimals  # noqa: N815 - PuLP's name

    # These look the solver up in PuLP's own list of solvers.
    test_export_solver_dict_LP = None  # noqa: N815 - as above
    test_export_solver_json = None


def test_the_suite_is_there():
    names = [name for name in dir(TestPuLP) if name.startswith("test_")]
    assert len(names) > 50
