"""Claims of Mukherjee and Basu about functions on R^n.

One file a section, in the paper's order; `appendix_a` is Appendix A. Statements are quoted as
printed, as far as plain text allows.
"""
