"""What starts a job when something happens: files that arrive in the raw folder."""

import hashlib
import json
from pathlib import Path

from dagster import (
    DefaultSensorStatus,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    sensor,
)

from orchestration.jobs import DAILY_REFRESH
from orchestration.liveness import fail_dead_runs
from saas360.settings import Settings

EVERY_SECONDS = 30


def build_sensors(settings: Settings) -> list[SensorDefinition]:
    """The sensor on the raw folder.

    Args:
        settings: where the folder is.
    """

    @sensor(
        name="files_arrived",
        job_name=DAILY_REFRESH,
        minimum_interval_seconds=EVERY_SECONDS,
        default_status=DefaultSensorStatus.RUNNING,
        description="Starts daily_refresh when the raw folder changed and has come to rest.",
    )
    def files_arrived(context: SensorEvaluationContext) -> RunRequest | SkipReason:
        fail_dead_runs(context.instance, settings)
        found = fingerprint(settings.raw)
        if found is None:
            return SkipReason(f"There are no files in {settings.raw}.")
        cursor = json.loads(context.cursor or "{}")
        if not cursor and is_older_than(settings.raw, settings.published):
            cursor = {"seen": found, "started": found}
        if cursor.get("started") == found:
            context.update_cursor(json.dumps(cursor))
            return SkipReason("No file has come or changed.")
        if cursor.get("seen") != found:
            context.update_cursor(json.dumps({**cursor, "seen": found}))
            return SkipReason("Files are arriving; waiting until they come to rest.")
        context.update_cursor(json.dumps({"seen": found, "started": found}))
        return RunRequest(run_key=found)

    return [files_arrived]


def fingerprint(folder: Path) -> str | None:
    """A digest of the names, sizes and times of a folder's files; None if it has none."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        return None
    digest = hashlib.sha256()
    for path in files:
        status = path.stat()
        name = path.relative_to(folder)
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_older_than(folder: Path, published: Path) -> bool:
    """Whether every file was there before the published copy was made."""
    if not published.exists():
        return False
    made = published.lstat().st_mtime
    return all(path.stat().st_mtime < made for path in folder.rglob("*") if path.is_file())
