"""Run claims and report what was found."""
