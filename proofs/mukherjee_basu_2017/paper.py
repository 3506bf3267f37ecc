"""The paper: Mukherjee and Basu, arXiv 1711.03073 (version of 2017)."""

from exactrelu.claims import Paper

__all__ = ["boolean"]

boolean = Paper(
    "boolean",
    title="Lower bounds over Boolean inputs for deep neural networks with ReLU gates",
    authors=("Anirbit Mukherjee", "Amitabh Basu"),
    year=2017,
    reference="arXiv:1711.03073",
)
