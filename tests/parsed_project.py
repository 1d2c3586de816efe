"""The project parsed once per set of vars, whichever test or worker asks first: it takes 15 s.

What dbt would parse again for a data folder of its own is put there as an earlier build leaves it.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from saas360.dbt import Dbt, manifest_file
from saas360.settings import Settings

PARTIAL_PARSE_FILE_NAME = "partial_parse.msgpack"
PLACE = "PYTEST_PARSED_PROJECTS"  # set in conftest.py, for the workers too


def parsed(variables: Mapping[str, Any] | None = None) -> Path:
    """The folder of the project parsed with these vars, `manifest.json` and all. To be read only.

    Raises:
        DbtError: if it does not parse.
    """
    key = json.dumps(dict(variables or {}), sort_keys=True)
    folder = Path(os.environ[PLACE]) / hashlib.sha256(key.encode()).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    settings = Settings(data_dir=folder)
    done = folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            Dbt(settings, variables).manifest  # noqa: B018  (parses and writes the files)
            done.touch()
    return manifest_file(settings).parent


def parse_into(data_dir: Path, variables: Mapping[str, Any] | None = None) -> None:
    """Puts the parsed project into a data folder in which nothing has been parsed yet."""
    target = manifest_file(Settings(data_dir=data_dir)).parent
    if not target.exists():
        shutil.copytree(parsed(variables), target)


RUN = """
import gc, sys
from pathlib import Path
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

gc.disable()  # as `saas360 build` does
manifest = Manifest.from_msgpack(Path(sys.argv[1]).read_bytes())
manifest.build_flat_graph()
sys.exit(0 if dbtRunner(manifest=manifest).invoke(sys.argv[2:]).success else 1)
"""


def dbt_command(*words: str, variables: Mapping[str, Any] | None = None) -> list[str]:
    """The command line of dbt with the project parsed already.

    Which connectors there are makes another project. All other vars are read where models run; a
    model that refers to another one under some rules only would be an error there.

    Args:
        words: command and options, as one would type them.
        variables: dbt vars.
    """
    given = dict(variables or {})
    shape = {name: value for name, value in given.items() if name == "connectors" and value}
    manifest = parsed(shape) / PARTIAL_PARSE_FILE_NAME
    return [sys.executable, "-c", RUN, str(manifest), *words, "--vars", json.dumps(given)]
