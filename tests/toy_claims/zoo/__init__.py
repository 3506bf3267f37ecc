"""A made-up paper whose claims have one verdict of each kind."""

from exactrelu.claims import Paper

paper = Paper(
    "zoo", title="A zoo of claims", authors=("A. Keeper",), year=2024, reference="no journal"
)
