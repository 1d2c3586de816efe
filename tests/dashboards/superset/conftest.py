"""The published copy of the demo company, built once for all tests of a run."""

from end_to_end.conftest import demo

__all__ = ["demo"]
