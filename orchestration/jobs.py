"""The jobs: which assets are built together.

Not here: when they start (`orchestration.schedules`, `orchestration.sensors`).
"""

from collections.abc import Sequence

from dagster import AssetKey, AssetSelection, define_asset_job
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from orchestration.fitted_assets import MONTHS
from orchestration.keys import PUBLISHED
from saas360.project import FITTED

DAILY_REFRESH = "daily_refresh"


def build_jobs(daily_assets: Sequence[AssetKey]) -> list[UnresolvedAssetJobDefinition]:
    """All jobs.

    Args:
        daily_assets: the assets that are built by event day.
    """
    by_month = AssetSelection.assets(MONTHS)
    everything = AssetSelection.all() - by_month
    return [
        define_asset_job(
            DAILY_REFRESH,
            selection=everything,
            description="Everything, from the raw files to the published copy; new days only.",
        ),
        define_asset_job(
            "full_refresh",
            selection=everything,
            description="Everything, all event days anew.",
            config={"resources": {"build": {"config": {"full_refresh": True}}}},
        ),
        define_asset_job(
            "backfill_usage",
            selection=AssetSelection.assets(*daily_assets),
            description="Event days again, one run per contiguous range. "
            "The marts follow with the next daily_refresh.",
        ),
        define_asset_job(
            "refit_models",
            selection=AssetSelection.groups(FITTED) - by_month,
            description="All models anew, whatever the month. "
            "The marts follow with the next daily_refresh.",
            config={"resources": {"build": {"config": {"refit": True}}}},
        ),
        define_asset_job(
            "refit_months",
            selection=by_month,
            description="The versions of chosen months anew. "
            "The marts follow with the next daily_refresh.",
        ),
        define_asset_job(
            "publish",
            selection=AssetSelection.groups(PUBLISHED),
            description="Publishes the marts as they are, if no check has failed.",
        ),
    ]
