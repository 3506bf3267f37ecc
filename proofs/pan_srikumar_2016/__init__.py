"""Claims of Pan and Srikumar about arrangements of hyperplanes.

One file a section, in the paper's order. Statements are quoted as printed, as far as plain text
allows.
"""
