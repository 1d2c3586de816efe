-- If this fails, an account that uses a feature is in no cohort of it, or in two.
with cohorts as (
    select
        feature,
        sum(accounts) as accounts
    from {{ ref('feature_retention') }}
    where months_since = 0
    group by feature
),

accounts as (
    select
        feature,
        count(*) as accounts
    from {{ ref('account_features') }}
    group by feature
)

select
    coalesce(accounts.feature, cohorts.feature) as feature,
    accounts.accounts,
    cohorts.accounts as accounts_in_cohorts
from accounts
full outer join cohorts
    on accounts.feature = cohorts.feature
where coalesce(accounts.accounts, 0) <> coalesce(cohorts.accounts, 0)
