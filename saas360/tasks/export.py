"""The two ways out: the files beside the published tables, and the webhook of the settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from saas360.tasks.files import template, text_of, write_whole
from saas360.tasks.ledger import opened
from saas360.tasks.published import all_tasks, open_tasks
from saas360.tasks.webhook import Delivery, deliver

if TYPE_CHECKING:
    from saas360.settings import Settings

FOLDER = "tasks"


class MissingSecretError(Exception):
    """There is no key to sign with: the message says where to put it."""


def write_files(folder: Path) -> int:
    """Writes the open tasks of a published version into it; gives their number.

    Args:
        folder: the version; the files are `tasks/tasks.csv`, `tasks/tasks.jsonl` and the template
            `tasks/task_outcomes.csv`.

    Raises:
        NoTasksError: it has none.
    """
    version = folder.resolve()
    tasks = open_tasks(version).rows
    write_whole(version / FOLDER / "tasks.csv", text_of(tasks, "csv"))
    write_whole(version / FOLDER / "tasks.jsonl", text_of(tasks, "jsonl"))
    write_whole(version / FOLDER / "task_outcomes.csv", template(tasks))
    return len(tasks)


def send(
    settings: "Settings", address: str, kinds: Sequence[str] = (), owners: Sequence[str] = ()
) -> Delivery:
    """Tells a webhook what it does not know yet of the published tasks.

    Raises:
        MissingSecretError: there is no key to sign with.
        NoTasksError: nothing was published.
        WebhookError: not all was delivered.
    """
    secret = settings.webhook_secret
    if secret is None or not secret.get_secret_value():
        raise MissingSecretError(
            "There is no key to sign with: set SAAS360_WEBHOOK_SECRET to a long random text that"
            " the receiver knows too."
        )
    with opened(settings.data_dir, address) as ledger:
        # Read once it is our turn, so that an older state never follows a newer one.
        tasks = all_tasks(settings.published, kinds, owners)
        return deliver(tasks, address, secret.get_secret_value(), ledger)
