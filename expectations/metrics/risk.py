"""What must hold of the weekly risk of churn."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

VERSIONS = "quality.model_performance"


def account_rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the risk and its reasons in `customer_360`."""
    return {"churn_risk": _risk(facts), "churn_risk_reasons": _reasons()}


def _risk(facts: Facts) -> list[Rule]:
    key = ("account_id", "week_end")
    return [
        unique(*key),
        accepted("scored_by", ["model", "signals", "cancellation"], key=key),
        between("loss_probability_30_days", 0, 1, key=key, why="it is a probability"),
        between("loss_probability_60_days", 0, 1, key=key, why="it is a probability"),
        between("loss_probability_90_days", 0, 1, key=key, why="it is a probability"),
        between("mrr_at_risk", 0, None, key=key, why="it is a share of MRR"),
        no_rows(
            "no_week_after_now",
            f"No week ends after {facts.as_of}.",
            f"select {', '.join(key)} from {{batch}} where week_end > date '{facts.as_of}'",
            column="week_end",
        ),
        no_rows(
            "probabilities_are_a_models",
            "Who was scored by a model has its probability and version, and nobody else has.",
            f"select {', '.join(key)}, scored_by, loss_probability_90_days from {{batch}}"
            " where (scored_by = 'model') <> (loss_probability_90_days is not null)"
            " or (scored_by = 'model') <> (model_version is not null)",
            column="scored_by",
        ),
        no_rows(
            "a_week_is_scored_by_versions_of_its_time",
            "No week is scored by a version that was refused, or fitted later.",
            f"""
            select distinct scored.week_end, scored.model_version, versions.status
            from {{batch}} as scored
            left join (
                select version, min(status) as status, min(fitted_on) as fitted_on
                from {VERSIONS}
                where model = 'churn_90_days' group by version
            ) as versions on scored.model_version = versions.version
            where scored.scored_by = 'model' and (versions.version is null
                or versions.status <> 'in_force' or versions.fitted_on > scored.week_end)
            """,
            requires=(VERSIONS,),
            column="model_version",
        ),
        no_rows(
            "about_a_tenth_is_listed",
            "Of 50 and more customers of a week scored by a model a tenth is listed.",
            "select week_end, count(*) as customers,"
            " sum(case when is_listed then 1 else 0 end) as listed from {batch}"
            " where scored_by = 'model' group by week_end having count(*) >= 50"
            " and abs(sum(case when is_listed then 1 else 0 end) - count(*) / 10.0) >= 1",
            column="is_listed",
        ),
    ]


def _reasons() -> list[Rule]:
    key = ("account_id", "feature")
    return [unique(*key), not_null("contribution", key=key), not_null("reason", key=key)]
