"""The command line: its help, its errors, its exit status."""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from saas360 import spark
from saas360.cli import _forget, app, parse_variables, split_selection
from saas360.fitting.versions import Version, read_versions, write_version
from saas360.lock import build_lock, is_free
from saas360.settings import Settings

run = CliRunner().invoke


def test_help_names_both_commands():
    assert all(name in run(app, ["--help"]).output for name in ("demo", "build"))


def test_help_imports_none_of_the_heavy_libraries():
    code = (
        "import sys; from saas360.cli import app; from typer.testing import CliRunner;"
        "CliRunner().invoke(app, ['build', '--help']);"
        "print([m for m in ('dagster', 'dbt', 'great_expectations', 'duckdb') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["build", "demo"])
def test_engine_that_is_not_installed_is_refused_with_what_to_do(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SAAS360_TARGET", "spark")
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    outcome = run(app, [command, "--data-dir", str(tmp_path)])
    assert outcome.exit_code == 1
    assert "uv sync --extra spark" in outcome.output
    assert list(tmp_path.iterdir()) == []


def test_missing_raw_folder_is_said_plainly(tmp_path: Path):
    outcome = run(app, ["build", "--data-dir", str(tmp_path)])
    assert outcome.exit_code == 1
    assert f"There is no raw folder {tmp_path / 'raw'}" in outcome.output
    assert "Traceback" not in outcome.output


def test_demo_does_not_overwrite_foreign_files(tmp_path: Path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "accounts.csv").write_text("account_id\nreal\n")
    outcome = run(app, ["demo", "--data-dir", str(tmp_path), "--scale", "0.01"])
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    assert (tmp_path / "raw" / "accounts.csv").read_text() == "account_id\nreal\n"


@pytest.mark.parametrize("is_another", [True, False], ids=["another company", "the same"])
def test_demo_over_an_earlier_one_keeps_none_of_its_models(tmp_path: Path, is_another: bool):
    """Else its scores would go by what another company's customers did."""
    settings = Settings(data_dir=tmp_path)
    settings.ledger.write_bytes(b"")
    version = Version("loss", 1, date(2026, 5, 1), "in_force", "f1", None, None, 100, 40, 0.4, 10)
    write_version(settings, version, {})
    _forget(settings, is_another=is_another)
    assert read_versions(settings) == []
    assert settings.ledger.exists() != is_another


def test_wrong_date_is_said_plainly(tmp_path: Path):
    outcome = run(app, ["build", "--data-dir", str(tmp_path), "--as-of", "yesterday"])
    assert outcome.exit_code == 2
    assert "yesterday" in outcome.output


def test_vars_are_yaml_or_json():
    assert parse_variables("{mrr_unpaid: keep}") == parse_variables('{"mrr_unpaid": "keep"}')


@pytest.mark.parametrize("text", ["keep", "[1]", "{unclosed"])
def test_vars_that_are_no_map_are_refused(text: str):
    with pytest.raises(typer.BadParameter):
        parse_variables(text)


def test_selections_may_stand_in_one_option_or_several():
    assert split_selection(["a+ b", "c"]) == ["a+", "b", "c"]
    assert split_selection(None) == []


def test_lock_waits_for_the_process_that_holds_it(tmp_path: Path):
    code = (
        "import sys, time; from pathlib import Path; from saas360.lock import build_lock\n"
        f"with build_lock(Path({str(tmp_path)!r})): print('held', flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as holder:  # type: ignore[call-overload]
        assert holder.stdout.readline() == "held\n"
        assert not is_free(tmp_path / "build.lock")
        said: list[str] = []

        def let_go(message: str) -> None:
            said.append(message)
            holder.stdin.close()

        started = time.monotonic()
        with build_lock(tmp_path, on_wait=let_go):
            assert holder.wait() == 0
        assert len(said) == 1
        assert str(holder.pid) in said[0]
        assert time.monotonic() - started < 30


def test_lock_of_a_killed_process_is_free(tmp_path: Path):
    code = (
        "import os, signal; from pathlib import Path; from saas360.lock import build_lock\n"
        f"with build_lock(Path({str(tmp_path)!r})): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert is_free(tmp_path / "build.lock")


def test_lock_may_be_taken_again_by_its_holder(tmp_path: Path):
    with build_lock(tmp_path), build_lock(tmp_path):
        pass
    assert is_free(tmp_path / "build.lock")
