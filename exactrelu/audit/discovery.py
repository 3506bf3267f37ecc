"""Find and load the claims in a folder of Python files.

A folder of proofs is imported as a package, so relative imports inside it work whether or not it
has an ``__init__.py``. Its own files and those of its subfolders with an ``__init__.py`` are
loaded in natural order ("section_2" before "section_10"); every `Paper` defined there counts.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import sys
import traceback
from dataclasses import dataclass
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import exactrelu
from exactrelu.claims import Claim, Paper
from exactrelu.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

__all__ = ["Proofs", "fingerprint", "load", "shipped_folder"]

PACKAGE = Path(exactrelu.__file__).parent


def shipped_folder() -> Path:
    """Return the folder of the proofs that come with the library.

    An installed package carries them as ``exactrelu/_proofs``; in a source checkout they stand
    beside the package. Raises ClaimError when neither is there.
    """
    for folder in (PACKAGE / "_proofs", PACKAGE.parent / "proofs"):
        if folder.is_dir():
            return folder
    raise ClaimError(f"proofs must stand in {PACKAGE / '_proofs'}, but there is no such folder")


@dataclass(frozen=True, slots=True)
class Proofs:
    """A loaded folder (or single file) of claims: its path and its papers."""

    path: Path
    papers: tuple[Paper, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, paper by paper, in the order of their definition."""
        return tuple(claim for paper in self.papers for claim in paper.claims)

    @property
    def folder(self) -> Path:
        """The folder itself, or the one that holds the single file."""
        return self.path if self.path.is_dir() else self.path.parent


def load(path: Path | str) -> Proofs:
    """Import the claims in a folder, or in one Python file, once per process.

    Raises ClaimError, in one line that names file and line, when a file cannot be imported, when
    no claim is found, and when two papers share a key.
    """
    return _load(Path(path).resolve())


@cache
def _load(path: Path) -> Proofs:
    name = f"exactrelu_claims_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    try:
        return Proofs(path, _papers(path, _modules(name, path)))
    except ClaimError:
        # A half imported package must not shadow the mended files of the next try.
        for module in [m for m in sys.modules if m.split(".")[0] == name]:
            del sys.modules[module]
        raise


def _modules(name: str, path: Path) -> list[ModuleType]:
    importlib.invalidate_caches()
    if path.is_dir():
        return _package(name, path)
    if path.suffix == ".py" and path.is_file():
        _bare_package(name, path.parent)
        return [_module(f"{name}.{path.stem}", path)]
    raise ClaimError(f"claims must be a folder or a Python file, but {path} is neither")


def _package(name: str, folder: Path) -> list[ModuleType]:
    modules = [_root(name, folder)] if "." not in name else [_module(name, folder)]
    for path in sorted(folder.iterdir(), key=_natural_order):
        if path.suffix == ".py" and path.stem != "__init__":
            modules.append(_module(f"{name}.{path.stem}", path))
        elif (path / "__init__.py").is_file():
            modules += _package(f"{name}.{path.name}", path)
    return modules


def _natural_order(path: Path) -> list[tuple[int, str]]:
    words = re.split(r"(\d+)", path.name)
    return [(int(word), "") if word.isdigit() else (-1, word) for word in words]


def _root(name: str, folder: Path) -> ModuleType:
    if not (folder / "__init__.py").is_file():
        return _bare_package(name, folder)
    spec = spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ClaimError(f"{folder / '__init__.py'} must be a Python file")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise _unloadable(folder / "__init__.py", error) from error
    return module


def _bare_package(name: str, folder: Path) -> ModuleType:
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[name] = module_from_spec(spec)
    return sys.modules[name]


def _module(name: str, path: Path) -> ModuleType:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise _unloadable(path, error) from error


def _unloadable(path: Path, error: BaseException) -> ClaimError:
    place = _place(path, error)
    message = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    if isinstance(error, ClaimError):
        return ClaimError(f"{place}: {message}")
    return ClaimError(f"{place}: {type(error).__name__}: {message}")


def _place(path: Path, error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    # The innermost frame in the user's own folder is the line to mend.
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(path.parent)]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else str(path)


def _papers(path: Path, modules: Iterable[ModuleType]) -> tuple[Paper, ...]:
    papers: dict[str, Paper] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Paper) and papers.setdefault(value.key, value) is not value:
                raise ClaimError(
                    f"papers must differ, but two in {path} have the key {value.key!r}"
                )
    if not any(paper.claims for paper in papers.values()):
        raise ClaimError(f"{path} must define at least one claim, but none was found")
    return tuple(papers.values())


def fingerprint(claim: Claim, *parts: str) -> str:
    """Return a hash of all that a claim's result depends on.

    It covers the Python files loaded with the claim, those of this library, its version, and
    whatever else is passed in `parts`, such as the profile.
    """
    package = claim.parts[0].check.body.__module__.partition(".")[0]
    words = (claim.id, exactrelu.__version__, _hash_of_modules(package), _hash_of_library(), *parts)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


@cache
def _hash_of_modules(package: str) -> str:
    modules = [m for name, m in sys.modules.items() if name.partition(".")[0] == package]
    return _hash_of_files(Path(m.__file__) for m in modules if m.__file__)


@cache
def _hash_of_library() -> str:
    # The library's own copy of the proofs is left out: it is hashed with the claims.
    paths = PACKAGE.rglob("*.py")
    return _hash_of_files(p for p in paths if "_proofs" not in p.relative_to(PACKAGE).parts)


def _hash_of_files(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
