"""Which claims a command means: names of papers and claims, or folders and files of claims."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from exactrelu.audit.discovery import load, shipped_folder
from exactrelu.errors import ClaimError, UnknownClaimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exactrelu.audit.discovery import Proofs
    from exactrelu.claims import Claim

__all__ = ["Chosen", "choose", "choose_claim", "is_path"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Claims chosen from one loaded folder; `where` is how the user named the folder.

    `where` is empty for the claims that come with the library.
    """

    proofs: Proofs
    claims: tuple[Claim, ...]
    where: str

    def is_whole(self) -> bool:
        """Tell whether every claim of the folder is chosen."""
        return len(self.claims) == len(self.proofs.claims)


def is_path(name: str) -> bool:
    """Tell whether a name given on the command line is a folder or a file, not a claim.

    >>> is_path("arora.thm2.3.upper"), is_path("./my_claims"), is_path("claims.py")
    (False, True, True)
    """
    separators = [mark for mark in (os.sep, os.altsep) if mark]
    looks_like_path = name.endswith(".py") or any(mark in name for mark in separators)
    return looks_like_path or (bool(name) and Path(name).is_dir())


def choose(names: Sequence[str]) -> tuple[Chosen, ...]:
    """Return the claims that the names mean, grouped by folder, each claim once.

    Folders and files say where claims are looked for; without any, it is the library's own. The
    other names choose among these claims: a claim, a paper, or the beginning of ids up to a dot.
    Without any, all claims are chosen.

    Raises UnknownClaimError for a name that means nothing, ClaimError for folders that cannot be
    loaded or that claim the same ids.
    """
    paths = [name for name in names if is_path(name)]
    loaded = [(load(path), path) for path in paths] or [(load(shipped_folder()), "")]
    claims = [claim for proofs, _ in loaded for claim in proofs.claims]
    _require_distinct(claims)
    wanted = {claim.id for claim in claims}
    ids = [name for name in names if not is_path(name)]
    if ids:
        wanted = {claim for name in ids for claim in _named(name, claims)}
    groups = (
        Chosen(proofs, tuple(c for c in proofs.claims if c.id in wanted), where)
        for proofs, where in loaded
    )
    return tuple(group for group in groups if group.claims)


def choose_claim(names: Sequence[str]) -> Chosen:
    """Return the one claim whose id is among the names; the others are folders to look in.

    Raises UnknownClaimError unless exactly one id is given and known.
    """
    ids = [name for name in names if not is_path(name)]
    if len(ids) != 1:
        raise UnknownClaimError(f"CLAIM must be exactly one claim id, not {len(ids)}")
    groups = choose([name for name in names if is_path(name)])
    for group in groups:
        claims = tuple(claim for claim in group.claims if claim.id == ids[0])
        if claims:
            return Chosen(group.proofs, claims, group.where)
    raise _unknown(ids[0], [claim for group in groups for claim in group.claims])


def _require_distinct(claims: Iterable[Claim]) -> None:
    places: dict[str, str] = {}
    for claim in claims:
        if claim.id in places:
            raise ClaimError(
                f"claim ids must differ, but {claim.id!r} is given twice "
                f"({places[claim.id]} and {claim.location})"
            )
        places[claim.id] = claim.location


def _named(name: str, claims: Sequence[Claim]) -> list[str]:
    found = [claim.id for claim in claims if f"{claim.id}.".startswith(f"{name}.")]
    if not found:
        raise _unknown(name, claims)
    return found


def _unknown(name: str, claims: Sequence[Claim]) -> UnknownClaimError:
    ids = [claim.id for claim in claims]
    longer = [other for other in ids if other.startswith(f"{name}.")]
    near = longer or get_close_matches(name, ids) or sorted({c.paper.key for c in claims})
    return UnknownClaimError(
        f"claim must be one of the {len(ids)} known ids, not {name!r}; "
        f"try {' or '.join(repr(other) for other in near)}"
    )
