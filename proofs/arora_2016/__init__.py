"""Claims of Arora, Basu, Mianjy and Mukherjee about functions on the line and on R^n.

One file a section, in the paper's order; `section_a_*` is Appendix A. Statements are quoted as
printed, as far as plain text allows.
"""
