with deals as (
    select * from {{ ref('int_sales__deals') }}
    where account_id is not null
),

stage_intervals as (
    select * from {{ ref('int_sales__stage_intervals') }}
    where is_recorded
),

final as (
    select
        account_id,
        cast({{ to_reporting_time('created_at') }} as timestamp) as occurred_at,
        'deal_opened' as kind,
        {{ event_title('Deal opened', ['opportunity_type']) }} as title,
        opportunity_id as reference_id,
        amount
    from deals

    union all

    select
        deals.account_id,
        cast({{ to_reporting_time('stage_intervals.entered_at') }} as timestamp) as occurred_at,
        'deal_moved' as kind,
        {{ event_title('Deal moved', ['deals.opportunity_type', 'stage_intervals.stage']) }}
            as title,
        deals.opportunity_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from stage_intervals
    inner join deals
        on stage_intervals.opportunity_id = deals.opportunity_id

    union all

    select
        account_id,
        cast({{ to_reporting_time('closed_at') }} as timestamp) as occurred_at,
        case when outcome = 'won' then 'deal_won' else 'deal_lost' end as kind,
        case
            when outcome = 'won' then {{ event_title('Deal won', ['opportunity_type']) }}
            else {{ event_title('Deal lost', ['opportunity_type']) }}
        end as title,
        opportunity_id as reference_id,
        amount
    from deals
    where outcome in ('won', 'lost')
)

select * from final
