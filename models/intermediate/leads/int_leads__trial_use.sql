with observations as (
    select * from {{ ref('int_leads__observations') }}
    where model = 'lead_after_week'
),

leads as (
    select * from {{ ref('int_leads__leads') }}
    where is_new_business
),

use_days as (
    select * from {{ ref('int_leads__use_days') }}
),

account_features as (
    select * from {{ ref('int_usage__account_features') }}
),

days as (
    select
        observations.subject_id,
        count(distinct use_days.event_date) as active_days
    from observations
    inner join leads
        on observations.subject_id = leads.lead_id
    inner join use_days
        on
            observations.subject_id = use_days.lead_id
            and leads.registered_on <= use_days.event_date
            and observations.observed_on > use_days.event_date
    group by observations.subject_id
),

-- DECISIONS.md, "What a score may know": of an account whose lead the CRM knew by then.
features as (
    select
        observations.subject_id,
        count(*) as features_tried
    from observations
    inner join leads
        on
            observations.subject_id = leads.lead_id
            and observations.observed_on > leads.account_known_on
    inner join account_features
        on
            leads.account_id = account_features.account_id
            and leads.registered_on <= account_features.first_used_on
            and observations.observed_on > account_features.first_used_on
    group by observations.subject_id
),

final as (
    select
        observations.subject_id,
        coalesce(days.active_days, 0) as active_days,
        coalesce(features.features_tried, 0) as features_tried
    from observations
    left join days
        on observations.subject_id = days.subject_id
    left join features
        on observations.subject_id = features.subject_id
    where
        days.subject_id is not null
        or features.subject_id is not null
)

select * from final
