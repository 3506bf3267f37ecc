"""A check that a network is a smallest 2-layer network of a function, from its certificate alone.

It is that of `exactrelu.checker`, which shares no code with the search that made the certificate:
the subset sum questions are written down anew, and the sums are enumerated in Python's integers.

>>> from exactrelu.constructions import represent
>>> from exactrelu.pwl import PWL
>>> ramp = PWL.from_points([(0, 0), (1, 1)], left_slope=0, right_slope=0)
>>> minimality_holds(represent(ramp + 1, output="linear").certificate)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exactrelu.certificates import canonical_text
from exactrelu.checker import check
from exactrelu.constructions.representation import MinimalityCertificate

__all__ = ["minimality_holds"]


def minimality_holds(certificate: MinimalityCertificate | Mapping[str, Any]) -> bool:
    """Return whether the network is the function, and no smaller 2-layer network is.

    The certificate is a `MinimalityCertificate` or its JSON form. The answer is also False for one
    that is not understood or not complete, whether or not the network is a smallest one.

    >>> from exactrelu.constructions import represent
    >>> from exactrelu.pwl import PWL
    >>> document = represent(PWL.affine(1, 2), output="affine").certificate.as_json()
    >>> minimality_holds(document), minimality_holds({**document, "claim": {}})
    (True, False)
    """
    document: Any = certificate
    if isinstance(certificate, MinimalityCertificate):
        document = certificate.as_json()
    is_one = isinstance(document, Mapping) and document.get("kind") == "minimal-representation"
    return is_one and check(canonical_text(document)).status == "VALID"
