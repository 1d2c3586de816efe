with rules as (
    select * from {{ ref('account_signal_rules') }}
),

measures as (
    select * from {{ ref('int_health__measures') }}
    where
        is_customer
        and is_week_end
),

silences as (
    select * from {{ ref('int_signals__silences') }}
),

beside_4_weeks_ago as (
    select
        measures.*,
        cast(measures_4_weeks_ago.seats as double) as seats_4_weeks_ago
    from measures
    left join measures as measures_4_weeks_ago
        on
            measures.account_id = measures_4_weeks_ago.account_id
            and measures.measured_on
            = cast({{ dbt.dateadd('day', 28, 'measures_4_weeks_ago.measured_on') }} as date)
),

sizes as (
    select
        account_id,
        measured_on,
        mrr,
        'usage_down' as signal,
        1 - {{ rate('events_28_days', 'events_previous_28_days') }} as size,
        cast(events_previous_28_days as double) as compared_with
    from beside_4_weeks_ago
    where has_usage
    union all
    select
        account_id,
        measured_on,
        mrr,
        'frequency_down' as signal,
        1 - {{ rate('active_days_28_days', 'active_days_previous_28_days') }} as size,
        cast(active_days_previous_28_days as double) as compared_with
    from beside_4_weeks_ago
    where has_usage
    union all
    select
        account_id,
        measured_on,
        mrr,
        'seats_shrinking' as signal,
        1 - {{ rate('coalesce(seats, 0)', 'seats_4_weeks_ago') }} as size,
        seats_4_weeks_ago as compared_with
    from beside_4_weeks_ago
    union all
    select
        account_id,
        measured_on,
        mrr,
        'tickets_spike' as signal,
        {{ rate('tickets_28_days', 'greatest(tickets_previous_28_days, 1)') }} - 1 as size,
        cast(tickets_28_days as double) as compared_with
    from beside_4_weeks_ago
    union all
    select
        account_id,
        measured_on,
        mrr,
        'nps_detractor' as signal,
        cast(10 - nps_score as double) as size,
        cast(null as double) as compared_with
    from beside_4_weeks_ago
    where nps_responded_on > {{ dbt.dateadd('day', -90, 'measured_on') }}
    union all
    select
        account_id,
        measured_on,
        mrr,
        'payment_failing' as signal,
        days_payment_failing as size,
        cast(null as double) as compared_with
    from beside_4_weeks_ago
    where first_failed_on is not null
    union all
    select
        measures.account_id,
        measures.measured_on,
        measures.mrr,
        silences.signal,
        cast(
            max({{ dbt.datediff('silences.last_active_on', 'measures.measured_on', 'day') }})
            as double
        ) as size,
        cast(null as double) as compared_with
    from measures
    inner join silences
        on
            measures.account_id = silences.account_id
            and measures.measured_on > silences.last_active_on
            and measures.measured_on < silences.silent_until
    group by measures.account_id, measures.measured_on, measures.mrr, silences.signal
),

final as (
    select
        sizes.account_id,
        sizes.signal,
        sizes.measured_on,
        sizes.mrr,
        {{ rounded('sizes.size', 6) }} as size
    from sizes
    inner join rules
        on sizes.signal = rules.signal
    where
        sizes.size >= rules.threshold
        and (
            sizes.compared_with is null
            or rules.minimum is null
            or sizes.compared_with >= rules.minimum
        )
)

select * from final
