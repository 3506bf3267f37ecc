"""The card of a named function or network: where it comes from, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

__all__ = ["Card", "cards", "on_card"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Card:
    """One entry of the gallery.

    Attributes:
        name: the name of the function in `exactrelu.gallery` that makes it.
        source: the paper, and the place in it.
        parameters: what the arguments range over.
        known: what is known, one sentence each; the tests of the gallery check them.
        make: the function that makes it, a `PWL` or a `Network`.
        example: arguments to begin with, positional and by name.

    >>> from exactrelu import gallery
    >>> hat, *_ = (card for card in gallery.cards() if card.name == "hat")
    >>> hat.shown().piece_count
    4
    """

    name: str
    source: str
    parameters: str
    known: tuple[str, ...]
    make: Callable[..., Any]
    example: tuple[Any, ...] = ()

    @property
    def summary(self) -> str:
        """The first line of the function's documentation."""
        return (self.make.__doc__ or "").partition("\n")[0]

    def shown(self) -> Any:  # noqa: ANN401 - a PWL or a Network
        """Return the function or network of the example."""
        return self.make(*self.example)


_CARDS: list[Card] = []


def cards() -> tuple[Card, ...]:
    """Return the cards of the gallery, in the order of its modules.

    >>> from exactrelu import gallery
    >>> "hard_function" in [card.name for card in gallery.cards()]
    True
    """
    return tuple(_CARDS)


def on_card(
    *, source: str, parameters: str, known: tuple[str, ...], example: tuple[Any, ...] = ()
) -> Callable[[F], F]:
    """Put the function that is decorated on a card of the gallery.

    >>> from exactrelu import gallery
    >>> [card.source for card in gallery.cards() if card.name == "absolute_value"]
    ['folklore']
    """

    def register(make: F) -> F:
        _CARDS.append(Card(make.__name__, source, parameters, known, make, example))
        return make

    return register
