with stage_intervals as (
    select * from {{ ref('int_customers__stage_intervals') }}
),

signals as (
    select * from {{ ref('int_signals__intervals') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
    where registered_on <= {{ as_of_date() }}
),

final as (
    select
        account_id,
        cast(registered_on as timestamp) as occurred_at,
        'registered' as kind,
        {{ event_title('Registered', ["nullif(channel, 'unknown')"]) }} as title,
        account_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from accounts

    union all

    select
        account_id,
        cast(valid_from as timestamp) as occurred_at,
        'stage_entered' as kind,
        {{ event_title('Stage entered', ['lifecycle_stage']) }} as title,
        lifecycle_stage as reference_id,
        cast(null as decimal(20, 6)) as amount
    from stage_intervals

    union all

    select
        account_id,
        cast(began_on as timestamp) as occurred_at,
        'signal_began' as kind,
        {{ event_title('Signal began', ['signal']) }} as title,
        signal as reference_id,
        cast(mrr_at_start as decimal(20, 6)) as amount
    from signals

    union all

    select
        account_id,
        cast(ended_on as timestamp) as occurred_at,
        'signal_ended' as kind,
        {{ event_title('Signal ended', ['signal']) }} as title,
        signal as reference_id,
        cast(null as decimal(20, 6)) as amount
    from signals
    where ended_on is not null
)

select * from final
