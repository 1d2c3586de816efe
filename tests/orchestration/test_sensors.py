"""When the sensor starts a refresh."""

import os
from pathlib import Path

import pytest
from dagster import DagsterInstance, RunRequest, SensorDefinition, build_sensor_context

from orchestration.sensors import build_sensors
from saas360.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(data_dir=tmp_path)


class Watch:
    """Ticks of the sensor, with its cursor."""

    def __init__(self, sensor: SensorDefinition, instance: DagsterInstance) -> None:
        self.sensor, self.instance, self.cursor = sensor, instance, None

    def tick(self) -> bool:
        with build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            outcome = self.sensor(context)
            self.cursor = context.cursor
        return isinstance(outcome, RunRequest)


@pytest.fixture
def watch(settings: Settings):
    with DagsterInstance.ephemeral() as instance:
        yield Watch(build_sensors(settings)[0], instance)


def test_empty_folder_starts_nothing(watch: Watch):
    assert not watch.tick()


def test_files_start_one_run_once_they_rest(watch: Watch, settings: Settings):
    file = settings.raw / "plans.csv"
    file.write_text("plan_id\n")
    assert not watch.tick()
    file.write_text("plan_id\nbasic\n")  # still being written
    assert not watch.tick()
    assert watch.tick()
    assert not watch.tick()


def test_changed_file_starts_another_run(watch: Watch, settings: Settings):
    file = settings.raw / "plans.csv"
    file.write_text("plan_id\n")
    watch.tick()
    assert watch.tick()
    file.write_text("plan_id\nbasic\n")
    assert not watch.tick()
    assert watch.tick()


def test_files_that_are_published_already_start_nothing(watch: Watch, settings: Settings):
    file = settings.raw / "plans.csv"
    file.write_text("plan_id\n")
    os.utime(file, (1, 1))
    (settings.data_dir / "versions").mkdir()
    settings.published.symlink_to("versions")
    assert not watch.tick()
    assert not watch.tick()
