"""Claims of Manurangsi and Reichman about training one and more ReLUs.

One file a section, in the paper's order; `section_b` is Appendix B. Statements are quoted as
printed, as far as plain text allows.
"""
