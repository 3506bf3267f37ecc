"""The paper: Arora, Basu, Mianjy and Mukherjee, arXiv 1611.01491 (version of 2016)."""

from exactrelu.claims import Paper

__all__ = ["arora"]

arora = Paper(
    "arora",
    title="Understanding Deep Neural Networks with Rectified Linear Units",
    authors=("Raman Arora", "Amitabh Basu", "Poorya Mianjy", "Anirbit Mukherjee"),
    year=2016,
    reference="arXiv:1611.01491",
)
