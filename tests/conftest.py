"""One profile of Hypothesis for all tests: exact arithmetic on big numbers has no even pace."""

from hypothesis import settings

settings.register_profile("exactrelu", deadline=None, print_blob=True)
settings.load_profile("exactrelu")


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="run the sweeps at full length (minutes)")
