"""The paper: Pan and Srikumar, arXiv 1511.05678 (version of 2016)."""

from exactrelu.claims import Paper

__all__ = ["pan"]

pan = Paper(
    "pan",
    title="Expressiveness of Rectifier Networks",
    authors=("Xingyuan Pan", "Vivek Srikumar"),
    year=2016,
    reference="arXiv:1511.05678",
)
