"""From files in the raw folder to relations of schema `raw`, as the sources' YAML declares them."""

from saas360.raw.discover import RawFile
from saas360.raw.load import LoadReport, TableReport, load
from saas360.raw.mark import mark_aggregated
from saas360.raw.plan import LoadPlan, plan
from saas360.raw.problems import Problem, RawDataError

__all__ = [
    "LoadPlan",
    "LoadReport",
    "Problem",
    "RawDataError",
    "RawFile",
    "TableReport",
    "load",
    "mark_aggregated",
    "plan",
]
