with first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where rejection_reason is null
),

-- Nobody can be seen using anything before use was recorded.
recorded as (
    select min(event_date) as recorded_since from daily_events
),

known as (
    select
        first_spells.account_id,
        first_spells.started_on,
        first_spells.ended_on,
        cast({{ dbt.dateadd('month', 12, 'first_spells.started_on') }} as date) as outcome_on
    from first_spells
    inner join recorded
        on first_spells.started_on >= recorded.recorded_since
),

-- DECISIONS.md, "Which features are key": who is a customer on the day a year later has renewed.
final as (
    select
        known.account_id,
        known.started_on,
        known.ended_on,
        known.outcome_on,
        cast(max(case when customer_spells.account_id is null then 0 else 1 end) as bigint)
            as is_retained
    from known
    left join customer_spells
        on
            known.account_id = customer_spells.account_id
            and known.outcome_on >= customer_spells.started_on
            and known.outcome_on < customer_spells.ended_on
    where known.outcome_on <= {{ as_of_date() }}
    group by known.account_id, known.started_on, known.ended_on, known.outcome_on
)

select * from final
