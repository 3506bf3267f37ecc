"""The paper: Manurangsi and Reichman, arXiv 1810.04207 (2018)."""

from exactrelu.claims import Paper

__all__ = ["training"]

training = Paper(
    "training",
    title="The Computational Complexity of Training ReLU(s)",
    authors=("Pasin Manurangsi", "Daniel Reichman"),
    year=2018,
    reference="arXiv:1810.04207",
)
