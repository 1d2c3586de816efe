"""What must hold of who is who: the ties of records to accounts, and how many there are."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, not_null, unique

# Where there is no CRM nothing can be tied, and every record stands for itself.
ACCOUNTS = "staging.stg_crm__accounts"
IDENTITIES = "customer_360.identities"
# A share of fewer records than these says little: it warns, and blocks nothing.
FEWEST_ENTITIES = 20


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of the mart of coverage."""
    return {"identity_coverage": _coverage()}


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the marts of identities in `customer_360`."""
    return {"identities": _identities(), "identity_conflicts": _conflicts()}


def _coverage() -> list[Rule]:
    key = ("entity_type", "rule")
    found = f"select {', '.join(key)}, entities, matched_entities, matched_rate from {{batch}}"
    return [
        unique(*key),
        between("matched_rate", 0, 1, key=key, why="it is a share of the records"),
        no_rows(
            "enough_are_tied",
            "As large a share of the records is tied to accounts as the seed identity_bounds asks.",
            f"{found} where matched_rate < warn_below",
            severity="warning",
            column="matched_rate",
            requires=(ACCOUNTS,),
        ),
        no_rows(
            "ties_did_not_fall_away",
            f"Of {FEWEST_ENTITIES} records or more a share is tied below which identity_bounds"
            " lets nothing be published.",
            f"{found} where matched_rate < block_below"
            f" and entities - left_out_entities >= {FEWEST_ENTITIES}",
            column="matched_rate",
            requires=(ACCOUNTS,),
        ),
    ]


def _identities() -> list[Rule]:
    key = ("entity_type", "entity_id")
    return [
        not_null("entity_id", key=key),
        unique(*key),
        between("confidence", 0, 1, key=key, why="it is a share of the ties"),
        no_rows(
            "no_address_stands_here",
            "What a record has in common with its account is no e-mail address.",
            f"select {', '.join(key)} from {{batch}} where position('@' in matched_value) > 0",
            column="matched_value",
        ),
        no_rows(
            "overrides_name_accounts",
            "An override names an account that the CRM knows.",
            f"select {', '.join(key)}, account_id from {{batch}} where is_override"
            " and account_id is not null and account_id not in"
            f" (select entity_id from {IDENTITIES} where entity_type = 'crm_account')",
            severity="warning",
            column="account_id",
            requires=(ACCOUNTS,),
        ),
    ]


def _conflicts() -> list[Rule]:
    key = ("entity_type", "entity_id", "candidate_account_id", "rule")
    return [
        no_rows(
            "conflicts_were_decided",
            "Where evidence on a record, not a lead, names several accounts, something decided.",
            f"select {', '.join(key)}, matched_value, reason from {{batch}}"
            " where winning_account_id is null and reason <> 'override_decided'"
            " and entity_type <> 'lead'",
            severity="warning",
            column="winning_account_id",
        ),
    ]
