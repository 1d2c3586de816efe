"""A made-up subscription company at any scale, with its ground truth. See `demo/README.md`."""

from demo.folders import NotADemoFolder, company_of
from demo.generate import DemoSummary, generate

__all__ = ["DemoSummary", "NotADemoFolder", "company_of", "generate"]
