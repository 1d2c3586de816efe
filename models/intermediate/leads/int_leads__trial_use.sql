with observations as (
    select * from {{ ref('int_leads__observations') }}
    where model = 'lead_after_week'
),

leads as (
    select * from {{ ref('int_leads__leads') }}
    where is_new_business
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

account_features as (
    select * from {{ ref('int_usage__account_features') }}
),

-- An account's use counts once the CRM said that the lead is this account, not in hindsight.
known_accounts as (
    select
        leads.account_id,
        leads.registered_on,
        observations.subject_id,
        observations.observed_on
    from observations
    inner join leads
        on
            observations.subject_id = leads.lead_id
            and leads.account_known_on < observations.observed_on
),

days as (
    select
        known_accounts.subject_id,
        count(distinct user_days.event_date) as active_days
    from known_accounts
    inner join user_days
        on
            known_accounts.account_id = user_days.account_id
            and known_accounts.registered_on <= user_days.event_date
            and known_accounts.observed_on > user_days.event_date
    group by known_accounts.subject_id
),

features as (
    select
        known_accounts.subject_id,
        count(*) as features_tried
    from known_accounts
    inner join account_features
        on
            known_accounts.account_id = account_features.account_id
            and known_accounts.registered_on <= account_features.first_used_on
            and known_accounts.observed_on > account_features.first_used_on
    group by known_accounts.subject_id
),

final as (
    select
        known_accounts.subject_id,
        coalesce(days.active_days, 0) as active_days,
        coalesce(features.features_tried, 0) as features_tried
    from known_accounts
    left join days
        on known_accounts.subject_id = days.subject_id
    left join features
        on known_accounts.subject_id = features.subject_id
)

select * from final
