"""The package and the proofs keep the rules of the design, and the linters see what breaks them."""

import ast
import importlib
import subprocess
import sys
from textwrap import dedent

import design_rules as rules
import pytest
from design_rules import Module

import exactrelu

PACKAGE = rules.modules_under("exactrelu")
PROOFS = rules.modules_under("proofs")


def name_of(rule):
    return rule.__name__


@pytest.mark.parametrize("rule", rules.RULES_OF_THE_PACKAGE, ids=name_of)
def test_the_package_keeps_the_rule(rule):
    assert rule(PACKAGE) == []


@pytest.mark.parametrize("rule", rules.RULES_OF_THE_PROOFS, ids=name_of)
def test_the_proofs_keep_the_rule(rule):
    assert rule(PROOFS) == []


def test_the_rules_see_the_package():
    assert {"exactrelu", "exactrelu.errors", "exactrelu.rational"} <= {m.name for m in PACKAGE}


def sample(name, source, *, is_package=False):
    return Module(name, dedent(source), is_package)


BREAKS = {
    rules.every_module_has_a_layer: [
        [sample("exactrelu.utils", "")],
        [sample("exactrelu.manager.core", "")],
    ],
    rules.imports_point_down: [
        [sample("exactrelu.rational", "from exactrelu.pwl import PWL")],
        [sample("exactrelu.rational", "import exactrelu.pwl.graph")],
        [sample("exactrelu.pwl.graph", "from exactrelu import network")],
        [sample("exactrelu.pwl.graph", "from ..network import value")],
        [sample("exactrelu.pwl", "from ..network import value", is_package=True)],
        [sample("exactrelu.errors", "def late():\n    from exactrelu.cli import main")],
        [sample("exactrelu.errors", "if TYPE_CHECKING:\n    from exactrelu.cli import main")],
        [sample("exactrelu.errors", "importlib.import_module('exactrelu.cli')")],
        [sample("exactrelu.gallery", "from exactrelu import PWL")],
        [sample("exactrelu.gallery", "import exactrelu\nx = exactrelu.PWL")],
        [sample("exactrelu.pwl", "import exactrelu\nx = exactrelu.network.Network")],
        [sample("exactrelu.gallery", "from exactrelu import *")],
        [sample("exactrelu.cli", "import exactrelu.unheard_of")],
    ],
    rules.imports_have_no_cycle: [
        [
            sample("exactrelu.rational", "from exactrelu.linalg import rank"),
            sample("exactrelu.linalg", "from exactrelu.rational import as_rational"),
        ],
        [
            sample("exactrelu.gallery", "import exactrelu.regions"),
            sample("exactrelu.regions.count", "import exactrelu.training"),
            sample("exactrelu.training", "def late():\n    import exactrelu.gallery"),
        ],
    ],
    rules.nothing_imports_strategies: [
        [sample("exactrelu.cli", "from exactrelu.strategies import rationals")],
        [sample("exactrelu.audit.search", "from .. import strategies")],
        [sample("exactrelu", "from exactrelu import strategies", is_package=True)],
    ],
    rules.strategies_stay_below_the_audit: [
        [sample("exactrelu.strategies", "from exactrelu.audit import run")],
        [sample("exactrelu.strategies", "from exactrelu import PWL")],
    ],
    rules.nothing_imports_tests: [
        [sample("exactrelu.cli", "import proofs.arora_2016")],
        [sample("exactrelu.cli", "from tests import oracles")],
        [sample("proofs.arora_2016.section_2", "from tests.oracles import slow")],
        [sample("proofs.arora_2016.section_2", "import benchmarks")],
    ],
    rules.dependencies_are_declared: [
        [sample("exactrelu.lp", "import scipy.optimize")],
        [sample("exactrelu.lp", "def late():\n    from cdd import Matrix")],
        [sample("exactrelu.strategies", "import pytest")],
    ],
    rules.few_dependencies_where_promised: [
        [sample("exactrelu.claims.checks", "import hypothesis")],
        [sample("exactrelu.rational", "import sympy")],
        [sample("exactrelu.errors", "import numpy as np")],
        [sample("exactrelu.lp.solver", "import pulp")],
    ],
    rules.checker_stands_alone: [
        [sample("exactrelu.checker", "from exactrelu.errors import NumberError")],
        [sample("exactrelu.checker", "from . import errors")],
        [sample("exactrelu.checker", "import flint")],
    ],
    rules.floats_stay_in_their_place: [
        [sample("exactrelu.pwl.graph", source)]
        for source in [
            "half = 0.5",
            "half = -1e3",
            "unit = 1j",
            "def f(x=0.0): pass",
            "x = float(y)",
            "x = [*map(float, y)]",
            "x = y.astype(float)",
            "x = np.array(y, dtype=float)",
            "x = complex(y)",
            "x = math.sqrt(y)",
            "x = math.inf",
            "from math import log2",
            "from math import gcd, exp",
            "import cmath",
            "from cmath import phase",
            "import statistics",
            "from statistics import mean",
            "x = random.random()",
            "from random import uniform",
            "x = np.float64(y)",
            "x: np.floating = y",
            "x = y.astype(np.float32)",
            "x = y.astype('f8')",
            "x = y.astype('<f8')",
            "x = np.array(y, dtype='float64')",
            "x = np.dtype('d')",
            "x = np.longdouble(y)",
            "x = np.zeros(3)",
            "x = numpy.eye(3)",
            "x = np.linspace(0, 1)",
            "x = np.linalg.solve(A, b)",
            "x = np.sqrt(y)",
            "x = y.mean()",
            "x = np.nan",
            "x = expression.evalf()",
            "x = sympy.N(expression)",
            "x = sympy.Float(y)",
            "x = Fraction.from_float(y)",
        ]
    ]
    + [
        [sample("exactrelu.formats", "half = 0.5")],
        [sample("exactrelu.formats.numbers", "x = float(y)")],
        [sample("proofs.arora_2016.section_2", "half = 0.5")],
    ],
    rules.public_names_are_documented: [
        [sample("exactrelu.lp", "x = 1")],
        [sample("exactrelu.lp", "'''About.'''\ndef solve(): pass")],
        [sample("exactrelu.lp", "'''About.'''\nasync def solve(): pass")],
        [sample("exactrelu.lp", "'''About.'''\nclass Problem: pass")],
        [sample("exactrelu.lp", "'''About.'''\nclass Problem:\n '''A.'''\n def rows(self): pass")],
        [
            sample(
                "exactrelu.lp",
                "'''About.'''\nclass Problem:\n '''A.'''\n @property\n def rows(self): pass",
            )
        ],
    ],
    rules.modules_are_short: [
        [sample("exactrelu.lp", "\n" * 451)],
        [sample("exactrelu.checker", "x = 1\n" * 711)],
    ],
}

KEEPS = {
    rules.every_module_has_a_layer: [
        [sample("exactrelu", "", is_package=True)],
        [sample("exactrelu.pwl.graph", "")],
    ],
    rules.imports_point_down: [
        [sample("exactrelu.linalg", "from exactrelu.rational import as_rational")],
        [sample("exactrelu.network.line", "from exactrelu.pwl import graph as graphs")],
        [sample("exactrelu.network.line", "from .value import Network\nfrom . import operations")],
        [sample("exactrelu.network", "from .value import Network", is_package=True)],
        [sample("exactrelu.audit.report", "from exactrelu import __version__, claims")],
        [sample("exactrelu.audit.report", "import exactrelu\nx = exactrelu.__file__")],
        [sample("exactrelu.errors", "import numpy, rational.exactrelu")],
        [sample("exactrelu", "from exactrelu.cli import main", is_package=True)],
    ],
    rules.imports_have_no_cycle: [
        [
            sample("exactrelu.network.line", "from exactrelu.network import value"),
            sample("exactrelu.network.value", "from exactrelu.network import line"),
            sample("exactrelu.formats", "from exactrelu.network import Network"),
        ]
    ],
    rules.nothing_imports_strategies: [
        [sample("exactrelu.strategies.networks", "from exactrelu.strategies import rationals")],
        [sample("exactrelu.cli", "from hypothesis import strategies")],
    ],
    rules.strategies_stay_below_the_audit: [
        [sample("exactrelu.strategies", "from exactrelu.gallery import tent")],
        [sample("exactrelu.strategies.networks", "from exactrelu.strategies import rationals")],
    ],
    rules.nothing_imports_tests: [
        [sample("proofs.arora_2016.section_2", "from proofs.arora_2016 import paper")],
        [sample("proofs.arora_2016.section_2", "from . import paper\nimport exactrelu")],
    ],
    rules.dependencies_are_declared: [
        [sample("exactrelu.lp", "import flint, numpy.linalg, highspy, sklearn, math, exactrelu")],
    ],
    rules.few_dependencies_where_promised: [
        [sample("exactrelu.rational", "from flint import fmpq\nimport math")],
        [sample("exactrelu.plots", "import matplotlib")],
    ],
    rules.checker_stands_alone: [
        [sample("exactrelu.checker", "import json\nfrom fractions import Fraction")],
        [sample("exactrelu.claims.checks", "import exactrelu.errors")],
    ],
    rules.floats_stay_in_their_place: [
        *(
            [sample(name, "x = float(0.5) + math.pi")]
            for name in ["exactrelu.guides", "exactrelu.filters.signs", "exactrelu.plots"]
        ),
        [sample("exactrelu.formats.documents", "pair = float(text).as_integer_ratio()")],
        *(
            [sample("exactrelu.pwl.graph", source)]
            for source in [
                "half = Fraction(1, 2)",
                "text = '0.5'",
                "if isinstance(x, float): raise FloatError",
                "if isinstance(x, (float, np.floating, sympy.Float)): raise FloatError",
                "def f(x: float) -> float: ...",
                "x = math.gcd(a, b)",
                "from math import isqrt, lcm",
                "x = math.ceil(y)",
                "x = random.Random(0).randrange(3)",
                "x = np.zeros(3, dtype=np.int64)",
                "x = np.array(y, dtype=object)",
                "x = y.astype('int64')",
                "x = y.astype(np.int64)",
            ]
        ),
    ],
    rules.public_names_are_documented: [
        [sample("exactrelu._proofs", "def solve(): pass")],
        [sample("exactrelu.lp", "'''About.'''\ndef _step(): pass\nclass _Row: pass")],
        [sample("exactrelu.lp", "'''About.'''\ndef solve():\n '''A.'''\n def step(): pass")],
        [sample("exactrelu.lp", "'''About.'''\n@overload\ndef solve(): ...")],
        [
            sample(
                "exactrelu.lp",
                "'''About.'''\nclass P:\n '''A.'''\n @rows.setter\n def rows(self, x): pass",
            )
        ],
    ],
    rules.modules_are_short: [
        [sample("exactrelu.lp", "\n" * 450)],
        [sample("exactrelu.checker", '"""D."""\n' + "\n# why\nx = 1\n" * 659)],
    ],
}


def cases(table):
    return [
        pytest.param(rule, modules, id=f"{rule.__name__}-{number}")
        for rule, samples in table.items()
        for number, modules in enumerate(samples)
    ]


@pytest.mark.parametrize(("rule", "modules"), cases(BREAKS))
def test_a_rule_fires_on_what_breaks_it(rule, modules):
    assert len(rule(modules)) == 1


@pytest.mark.parametrize(("rule", "modules"), cases(KEEPS))
def test_a_rule_is_silent_on_what_keeps_it(rule, modules):
    assert rule(modules) == []


def test_every_rule_has_samples_of_both_kinds():
    every = {*rules.RULES_OF_THE_PACKAGE, *rules.RULES_OF_THE_PROOFS}
    assert set(BREAKS) == set(KEEPS) == every


def run_python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()


def modules_loaded_by(statement):
    # What is loaded before (site hooks may load much) does not count.
    return set(
        run_python(
            f"import sys; before = set(sys.modules); {statement}; "
            "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
        )
    )


DEPENDENCIES = rules.declared_dependencies((rules.ROOT / "pyproject.toml").read_text("utf-8"))


def test_importing_the_package_imports_no_dependency():
    assert modules_loaded_by("import exactrelu") & DEPENDENCIES == set()


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("import exactrelu.errors", set()),
        ("import exactrelu.claims", {"flint"}),
        ("import exactrelu.rational", {"flint"}),
        ("import exactrelu.linalg", {"flint"}),
        ("import exactrelu.pwl", {"flint", "numpy"}),
        ("import exactrelu.network", {"flint", "numpy"}),
        ("import exactrelu.lp", {"flint", "numpy", "daqp"}),
    ],
)
def test_importing_a_module_imports_only_what_it_needs(statement, allowed):
    assert modules_loaded_by(statement) & DEPENDENCIES <= allowed


EXPORTS = [name for name in exactrelu.__all__ if name != "__version__"]


def test_the_exports_are_those_of_the_table():
    assert sorted(EXPORTS) == sorted(exactrelu._HOME_OF)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_the_name_of_its_home(name):
    home = importlib.import_module(f"exactrelu.{exactrelu._HOME_OF[name]}")
    assert getattr(exactrelu, name) is getattr(home, name)
    assert name in home.__all__
    assert name in dir(exactrelu)


def test_type_checkers_see_the_same_exports():
    facade = next(module for module in PACKAGE if module.name == "exactrelu")
    seen = {
        alias.name: node.module.removeprefix("exactrelu.")
        for node in facade.nodes
        if isinstance(node, ast.ImportFrom) and node.module.startswith("exactrelu.")
        for alias in node.names
    }
    assert seen == exactrelu._HOME_OF


def test_a_submodule_is_imported_when_it_is_asked_for():
    assert run_python("import exactrelu; print(exactrelu.linalg.rank([[1]]))") == ["1"]


@pytest.mark.parametrize("name", ["unheard_of", "_private", "__wrapped__"])
def test_an_unknown_name_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match=rf"^module 'exactrelu' has no attribute '{name}'$"):
        getattr(exactrelu, name)
