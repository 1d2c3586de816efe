"""Tasks on their way to the people who do them, and what came of them on its way back.

Here: reading the published tasks, files and a webhook for other tools, the template and the check
of outcomes. Not here: which tasks there are (the marts `task_triggers` and `customer_tasks`).
"""
