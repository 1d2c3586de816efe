"""Some failing rows of a failed rule, and the files that they came from.

Only keys, the column in question and the file are shown: samples end up in logs, where nobody's
e-mail address should.
"""

from typing import Any

from expectations.facts import Facts, fetch
from expectations.rules import Rule

FILE = "_file"
FILES_CONNECTOR = "files"


def sample_of(rule: Rule, relation: str, facts: Facts) -> list[dict[str, str | None]]:
    """The first failing rows as text; none if the rule has no rows or they can't be read.

    Args:
        rule: a rule that failed.
        relation: "schema.table" that it is about.
        facts: the warehouse.
    """
    try:
        sql = _sample_sql(rule, relation, facts)
        if sql is None:
            return []
        rows = fetch(facts.engine, f"select * from ({sql}) as failing limit {rule.sample_size}")
        return [_with_file(row, rule, facts) for row in rows]
    except Exception:  # the rule failed because its SQL can't run, which is reported
        return []


def observed_by(rule: Rule, relation: str, facts: Facts) -> str | None:
    """What the rule's own query finds, as text; None if it has none or it finds nothing."""
    if rule.observe_sql is None:
        return None
    try:
        rows = fetch(facts.engine, rule.observe_sql.format(batch=relation))
    except Exception:  # as above
        return None
    value = next(iter(rows[0].values())) if rows else None
    return None if value is None else str(value)


def _sample_sql(rule: Rule, relation: str, facts: Facts) -> str | None:
    query = rule.sample_sql or rule.arguments.get("unexpected_rows_query")
    if query:
        return str(query).format(batch=relation)
    if rule.sample_where is None:
        return None
    there = facts.columns(relation)
    wanted = [*rule.sample_columns, rule.column, "connector", FILE]
    columns = [name for name in dict.fromkeys(wanted) if name in there]
    return f"select {', '.join(columns) or '*'} from {relation} where {rule.sample_where}"


def _with_file(row: dict[str, Any], rule: Rule, facts: Facts) -> dict[str, str | None]:
    """The row as text; one that staging read from files says which files hold its key."""
    shown = {name: None if value is None else str(value) for name, value in row.items()}
    from_files = shown.get("connector", FILES_CONNECTOR) == FILES_CONNECTOR
    relation = f"raw.{rule.raw_table}"
    if not (rule.raw_table and from_files and FILE in facts.columns(relation)):
        return shown
    matches = [
        f"cast({name} as string) = {_literal(shown[name])}"
        for name in rule.raw_key
        if shown.get(name) is not None
    ]
    if matches:
        sql = f"select distinct {FILE} from {relation} where {' and '.join(matches)}"
        files = [
            str(found[FILE]) for found in fetch(facts.engine, f"{sql} limit {rule.sample_size}")
        ]
        shown[FILE] = ", ".join(sorted(files)) or None
        shown.pop("connector", None)
    return shown


def _literal(value: str | None) -> str:
    return "'" + (value or "").replace("'", "''") + "'"
