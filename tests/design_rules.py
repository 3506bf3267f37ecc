"""The rules of the design as linters: each takes modules and returns what breaks it, in words.

They read the syntax tree, so imports inside functions count too. What a syntax tree cannot show,
they cannot see: an import by a computed name, and a float that arises from exact-looking code, as
``1 / 2`` and ``Fraction(2) ** Fraction(1, 2)`` do. Against those stand the laws of the other tests,
which ask for the type of what comes out.
"""

import ast
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LAYERS = {
    0: ["errors"],
    1: ["rational", "integers", "linalg"],
    2: ["claims", "certificates", "checker"],
    3: ["lp", "qp", "guides", "filters"],
    4: ["pwl", "polyhedron", "arrangement"],
    5: ["network", "formats", "models", "exports", "cpwl", "sources"],
    6: ["constructions", "gallery", "regions", "training", "boolean", "reductions", "learning"],
    7: ["audit", "plots", "parallel", "cli", "strategies", "estimators"],
    8: ["__main__"],
}
LAYER_OF = {unit: layer for layer, units in LAYERS.items() for unit in units}

HIGHEST_LAYER_FOR_STRATEGIES = 6
FLOAT_UNITS = {"guides", "filters", "plots", "experiments"}
# The one place outside that makes a float: `floats="dyadic"` asks for the double nearest to the
# literal in a file. It leaves at once as a pair of integers. And PuLP calls a dual value pi. The
# predictions of an estimator are floats, as scikit-learn wants them. The roots of balls are balls.
FLOATS_ASKED_FOR = {
    ("exactrelu.formats.documents", "float in a call"),
    ("exactrelu.lp.modelling", ".pi"),
    ("exactrelu.estimators", "float in a call"),
    ("exactrelu.estimators", "math.inf"),
    ("exactrelu.learning.enclosures", ".sqrt"),
}
OUTSIDE = {"proofs", "tests", "benchmarks"}

# Modules that promise to stand on less than all dependencies.
ALLOWED_DEPENDENCIES = {
    "errors": set(),
    "checker": set(),
    "claims": set(),
    "rational": {"flint"},
    "linalg": {"flint"},
    "integers": {"numpy", "flint"},
    "filters": {"numpy"},
    "guides": {"numpy", "highspy", "daqp"},
    "lp": {"flint"},
    "formats": {"numpy", "flint"},
    "polyhedron": {"numpy", "flint"},
    "arrangement": set(),
    "qp": {"flint"},
}
# The modules of such a unit that are a bridge to one dependency more.
BRIDGES = {
    "exactrelu.lp.modelling": {"pulp"},
    "exactrelu.lp.incumbents": {"pulp"},
    "exactrelu.formats.onnx": {"onnx"},
    "exactrelu.formats.torch": {"torch"},
}

MAX_LINES = 450
# The checker is read in one sitting: what counts there is code, without docstrings and comments.
# The design asks for about 600 lines; with the kinds about R^n and training there are more.
MAX_LINES_OF_CODE_OF = {"exactrelu.checker": 659}


@dataclass(frozen=True)
class Module:
    """A module by its dotted name and its text."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def top(self) -> str:
        return self.name.split(".")[0]

    @property
    def unit(self) -> str:
        return unit_of(self.name)

    @property
    def package(self) -> list[str]:
        parts = self.name.split(".")
        return parts if self.is_package else parts[:-1]


Rule = Callable[[list[Module]], list[str]]


def unit_of(name: str) -> str:
    """The noun of the design that a dotted name belongs to; empty for the package itself."""
    return [*name.split("."), ""][1]


def modules_under(folder: str) -> list[Module]:
    """All modules of a folder of the checkout; none if there is no such folder."""
    return [read_module(path) for path in sorted((ROOT / folder).rglob("*.py"))]


def read_module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, path.read_text(encoding="utf-8"), is_package)


def imported_names(module: Module) -> Iterator[str]:
    """Dotted names of all that is imported anywhere in the module; ``from a import b`` is a.b."""
    for node in module.nodes:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = module.package[: len(module.package) - level + 1] if level else []
                base = [*base, *([source] if source else [])]
                yield from (".".join([*base, alias.name]) for alias in names)
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value), *_]):
                yield str(value)


def own_imports(module: Module) -> Iterator[str]:
    """What is imported of the package, or used of it after a bare ``import exactrelu``.

    Names such as ``exactrelu.__version__`` are facts about the package, not parts of it.
    """
    used = (
        f"exactrelu.{node.attr}"
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "exactrelu"
    )
    for name in (*imported_names(module), *used):
        if name.startswith("exactrelu.") and not unit_of(name).startswith("__"):
            yield name


def imports_point_down(modules: list[Module]) -> list[str]:
    """A module imports from its own layer or a lower one; the facade is for users."""
    return [
        f"{module.name} (layer {LAYER_OF[module.unit]}) imports {name}"
        for module in modules
        if module.unit in LAYER_OF
        for name in own_imports(module)
        if LAYER_OF.get(unit_of(name), 99) > LAYER_OF[module.unit]
    ]


def every_module_has_a_layer(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} has no layer in the table of the design"
        for module in modules
        if module.unit and module.unit not in LAYER_OF
    ]


def imports_have_no_cycle(modules: list[Module]) -> list[str]:
    """Nouns of one layer may use each other, but not in a circle."""
    graph: dict[str, set[str]] = {}
    for module in modules:
        needed = {unit_of(name) for name in own_imports(module)} - {module.unit, ""}
        if module.unit:
            graph.setdefault(module.unit, set()).update(needed)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["imports go in a circle: " + " -> ".join(error.args[1])]
    return []


def nothing_imports_strategies(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} imports {name}"
        for module in modules
        if module.unit != "strategies"
        for name in own_imports(module)
        if unit_of(name) == "strategies"
    ]


def strategies_stay_below_the_audit(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} imports {name}"
        for module in modules
        if module.unit == "strategies"
        for name in own_imports(module)
        if unit_of(name) != "strategies"
        and LAYER_OF.get(unit_of(name), 99) > HIGHEST_LAYER_FOR_STRATEGIES
    ]


def nothing_imports_tests(modules: list[Module]) -> list[str]:
    """The package imports nothing beside it; the proofs import the package and each other."""
    return [
        f"{module.name} imports {name}"
        for module in modules
        for name in imported_names(module)
        if name.split(".")[0] in OUTSIDE - ({"proofs"} if module.top == "proofs" else set())
    ]


def dependencies_are_declared(modules: list[Module]) -> list[str]:
    """What is imported is of the standard library or among the dependencies and extras."""
    declared = declared_dependencies((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        f"{module.name} imports {name}, which pyproject.toml does not declare"
        for module in modules
        for name in foreign_imports(module)
        if name not in declared
    ]


def few_dependencies_where_promised(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} imports {name}, not one of {sorted(allowed)}"
        for module in modules
        if module.unit in ALLOWED_DEPENDENCIES
        for allowed in [ALLOWED_DEPENDENCIES[module.unit] | BRIDGES.get(module.name, set())]
        for name in foreign_imports(module)
        if name not in allowed
    ]


def checker_stands_alone(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} imports {name}"
        for module in modules
        if module.unit == "checker"
        for name in imported_names(module)
        if name.split(".")[0] not in sys.stdlib_module_names
    ]


def foreign_imports(module: Module) -> Iterator[str]:
    """Top-level names that are neither ours nor of the standard library."""
    tops = {name.split(".")[0] for name in imported_names(module)}
    return (
        top for top in sorted(tops) if top not in sys.stdlib_module_names | OUTSIDE | {"exactrelu"}
    )


def declared_dependencies(pyproject: str) -> set[str]:
    project = tomllib.loads(pyproject)["project"]
    extras = project["optional-dependencies"]
    optional = [extras[name] for name in extras if name not in {"test", "dev"}]
    listed = [*project["dependencies"], *(item for extra in optional for item in extra)]
    names = {re.match(r"[A-Za-z0-9_-]+", item)[0] for item in listed}
    import_name = {"python-flint": "flint", "python-sat": "pysat", "scikit-learn": "sklearn"}
    return {import_name.get(name, name) for name in names}


EXACT_MATH = {
    *("ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod", "sumprod"),
    "trunc",
}
EXACT_RANDOM = {
    *("Random", "choice", "choices", "getrandbits", "randint", "randrange", "sample", "seed"),
    "shuffle",
}
FLOAT_NAMES = re.compile(
    r"(float|complex)(\d+|ing)|c?longdouble|half|double|inf|nan|pi|evalf|linspace|logspace|geomspace"
    r"|true_divide|sqrt|mean|average|std|var|linalg|from_float|mpf|as_float"
)
FLOAT_DTYPES = re.compile(
    r"[<>=|]?([fcdgeFDG]\d*|(float|complex)\d*|c?longdouble|double|single|half)"
)
FLOAT_BY_DEFAULT = {"zeros", "ones", "empty", "eye", "identity"}


def floats_stay_in_their_place(modules: list[Module]) -> list[str]:
    """Floats are written, made or asked for only in the modules that propose or draw."""
    return [
        f"{module.name}:{line} has {what}"
        for module in modules
        if module.unit not in FLOAT_UNITS
        for line, what in sorted(set(float_uses(module)))
        if (module.name, what) not in FLOATS_ASKED_FOR
    ]


def float_uses(module: Module) -> Iterator[tuple[int, str]]:
    refusals = {
        id(inner) for node in module.nodes if is_type_test(node) for inner in ast.walk(node)
    }
    for node in module.nodes:
        if id(node) not in refusals:
            yield from ((node.lineno, what) for what in float_use(node))


def is_type_test(node: ast.AST) -> bool:
    """``isinstance(x, float)`` is how a float is refused."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
            return True
    return False


def float_use(node: ast.AST) -> Iterator[str]:
    """What of floats stands at this node itself."""
    match node:
        case ast.Constant(value=float() | complex()):
            yield f"the literal {node.value}"
        case ast.Import(names=names):
            yield from (f"import {a.name}" for a in names if a.name in {"cmath", "statistics"})
        case ast.ImportFrom(module="math" | "random" as source, names=names):
            yield from (f"{source}.{a.name}" for a in names if not is_exact(source, a.name))
        case ast.ImportFrom(module="cmath" | "statistics" as source):
            yield f"import {source}"
        case ast.Attribute(value=ast.Name(id="math" | "random" as source), attr=name):
            if not is_exact(source, name):
                yield f"{source}.{name}"
        case ast.Attribute(attr=name) if FLOAT_NAMES.fullmatch(name):
            yield f".{name}"
        case ast.Call():
            yield from float_call(node)


def is_exact(source: str, name: str) -> bool:
    return name in {"math": EXACT_MATH, "random": EXACT_RANDOM}[source]


def float_call(node: ast.Call) -> Iterator[str]:
    """A call of or with ``float``, and numpy's calls that make floats unless told not to."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    for part in (node.func, *arguments):
        match part:
            case ast.Name(id="float" | "complex" | "Float" as name):
                yield f"{name} in a call"
            case ast.Attribute(attr="Float" | "N" as name):
                yield f".{name} in a call"
    yield from (f"dtype {name!r}" for name in dtypes(node) if FLOAT_DTYPES.fullmatch(name))
    match node.func:
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name) if (
            name in FLOAT_BY_DEFAULT
        ):
            if "dtype" not in {keyword.arg for keyword in node.keywords}:
                yield f"numpy.{name} without a dtype"


def dtypes(node: ast.Call) -> Iterator[str]:
    """The types of arrays that a call names by a text."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "dtype"]
    match node.func:
        case ast.Attribute(attr="astype" | "dtype"):
            named += node.args
    for value in named:
        match value:
            case ast.Constant(value=str() as text):
                yield text


def public_names_are_documented(modules: list[Module]) -> list[str]:
    return [
        f"{where} has no docstring"
        for module in modules
        if not any(part.startswith("_") for part in module.name.split("."))
        for where, node in public_definitions(module)
        if not ast.get_docstring(node)
    ]


Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public_definitions(module: Module) -> Iterator[tuple[str, Documented]]:
    """The module, its public functions and classes, and the public methods of these."""
    yield module.name, module.tree
    for node in definitions_in(module.tree):
        yield f"{module.name}.{node.name}", node
        if isinstance(node, ast.ClassDef):
            for method in definitions_in(node):
                yield f"{module.name}.{node.name}.{method.name}", method


def definitions_in(scope: ast.Module | ast.ClassDef) -> Iterator[Documented]:
    for node in scope.body:
        match node:
            case (
                ast.ClassDef(name=name)
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
            ) if not name.startswith("_") and not is_another_face(node):
                yield node


def is_another_face(node: Documented) -> bool:
    """Overloads and setters belong to a definition that is documented elsewhere."""
    for decorator in node.decorator_list:
        match decorator:
            case ast.Name(id="overload") | ast.Attribute(attr="overload" | "setter" | "deleter"):
                return True
    return False


def modules_are_short(modules: list[Module]) -> list[str]:
    found = []
    for module in modules:
        is_counted_by_code = module.name in MAX_LINES_OF_CODE_OF
        most = MAX_LINES_OF_CODE_OF.get(module.name, MAX_LINES)
        lines = lines_of_code(module) if is_counted_by_code else len(module.text.splitlines())
        if lines > most:
            found.append(f"{module.name} has {lines} lines, more than {most}")
    return found


def lines_of_code(module: Module) -> int:
    """How many lines hold code: blank lines, comments and docstrings hold none."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type not in silent | {tokenize.ENDMARKER}:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in module.nodes:
        is_documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if is_documented and ast.get_docstring(node) is not None:
            text = node.body[0]
            code -= set(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return len(code)


RULES_OF_THE_PACKAGE: tuple[Rule, ...] = (
    every_module_has_a_layer,
    imports_point_down,
    imports_have_no_cycle,
    nothing_imports_strategies,
    strategies_stay_below_the_audit,
    nothing_imports_tests,
    dependencies_are_declared,
    few_dependencies_where_promised,
    checker_stands_alone,
    floats_stay_in_their_place,
    public_names_are_documented,
    modules_are_short,
)
RULES_OF_THE_PROOFS: tuple[Rule, ...] = (
    nothing_imports_tests,
    dependencies_are_declared,
    floats_stay_in_their_place,
    modules_are_short,
)
