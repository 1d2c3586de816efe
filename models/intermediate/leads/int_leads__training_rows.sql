with observations as (
    select * from {{ ref('int_leads__observations') }}
),

leads as (
    select * from {{ ref('int_leads__leads') }}
    where is_decided
),

-- DECISIONS.md, "A won lead is a customer within 60 days".
final as (
    select
        observations.model,
        observations.subject_id,
        observations.observed_on,
        leads.known_on,
        leads.is_won as is_positive
    from observations
    inner join leads
        on observations.subject_id = leads.lead_id
)

select * from final
