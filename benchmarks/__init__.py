"""Reproducible timings against named peers, one command each."""
