with leads as (
    select * from {{ ref('int_leads__leads') }}
),

-- DECISIONS.md, "A lead is scored twice".
observations as (
    select
        'lead_at_registration' as model,
        lead_id as subject_id,
        registered_on as observed_on,
        cast(1 as integer) as model_rank
    from leads
    union all
    select
        'lead_after_week' as model,
        lead_id as subject_id,
        cast({{ dbt.dateadd('day', var('lead_observation_days'), 'registered_on') }} as date)
            as observed_on,
        cast(2 as integer) as model_rank
    from leads
),

final as (
    select
        observations.model,
        observations.subject_id,
        observations.observed_on,
        observations.model_rank
    from observations
    inner join leads
        on observations.subject_id = leads.lead_id
    where
        observations.observed_on <= {{ as_of_date() }}
        and (
            observations.model = 'lead_at_registration'
            or leads.became_customer_on is null
            or leads.became_customer_on >= observations.observed_on
        )
)

select * from final
