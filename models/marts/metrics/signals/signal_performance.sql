{%- set days_ahead = 90 -%}

with rules as (
    select * from {{ ref('account_signal_rules') }}
),

intervals as (
    select * from {{ ref('int_signals__intervals') }}
),

-- A pause is no departure: DECISIONS.md, "Voluntary and involuntary churn".
departures as (
    select * from {{ ref('int_revenue__departures') }}
    where
        kind <> 'pause'
        and left_on <= {{ as_of_date() }}
),

measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
    where
        is_customer
        and is_week_end
        and measured_on <= {{ dbt.dateadd('day', -days_ahead, as_of_date()) }}
),

-- Only signals that have had their time to come true are judged.
judged as (
    select
        intervals.account_id,
        intervals.signal,
        intervals.began_on,
        min(departures.left_on) as left_on
    from intervals
    left join departures
        on
            intervals.account_id = departures.account_id
            and intervals.began_on < departures.left_on
            and departures.left_on
            <= {{ dbt.dateadd('day', days_ahead, 'intervals.began_on') }}
    where intervals.began_on <= {{ dbt.dateadd('day', -days_ahead, as_of_date()) }}
    group by intervals.account_id, intervals.signal, intervals.began_on
),

raised as (
    select
        signal,
        count(*) as signals,
        count(left_on) as followed_by_churn,
        cast(median({{ dbt.datediff('began_on', 'left_on', 'day') }}) as double) as median_lead_days
    from judged
    group by signal
),

base as (
    select
        count(*) as customer_weeks,
        count(distinct case
            when departures.account_id is not null
                then concat(measured_accounts.account_id, ' ', measured_accounts.measured_on)
        end) as weeks_followed_by_churn
    from measured_accounts
    left join departures
        on
            measured_accounts.account_id = departures.account_id
            and measured_accounts.measured_on < departures.left_on
            and departures.left_on
            <= {{ dbt.dateadd('day', days_ahead, 'measured_accounts.measured_on') }}
),

foreseen as (
    select
        intervals.signal,
        count(distinct concat(departures.account_id, ' ', departures.left_on))
            as departures_foreseen
    from departures
    inner join intervals
        on
            departures.account_id = intervals.account_id
            and departures.left_on > intervals.began_on
            and intervals.began_on
            >= {{ dbt.dateadd('day', -days_ahead, 'departures.left_on') }}
    group by intervals.signal
),

all_departures as (
    select count(*) as departures from departures
),

open_signals as (
    select
        signal,
        count(*) as open_signals,
        {{ as_money('sum(mrr_at_start)') }} as mrr_with_open_signal
    from intervals
    where ended_on is null
    group by signal
),

final as (
    select
        rules.signal,
        rules.signal_name,
        coalesce(raised.signals, 0) as signals,
        coalesce(raised.followed_by_churn, 0) as followed_by_churn,
        {{ rate('raised.followed_by_churn', 'raised.signals') }} as signal_precision,
        {{ wilson('raised.followed_by_churn', 'raised.signals', 'low') }} as precision_low,
        {{ wilson('raised.followed_by_churn', 'raised.signals', 'high') }} as precision_high,
        {{ rate('base.weeks_followed_by_churn', 'base.customer_weeks') }} as base_rate,
        {{ rate(
            'cast(raised.followed_by_churn as double) * base.customer_weeks',
            'cast(raised.signals as double) * base.weeks_followed_by_churn'
        ) }} as lift,
        raised.median_lead_days,
        {{ rate('coalesce(foreseen.departures_foreseen, 0)', 'all_departures.departures') }}
            as recall,
        coalesce(open_signals.open_signals, 0) as open_signals,
        coalesce(open_signals.mrr_with_open_signal, 0) as mrr_with_open_signal
    from rules
    cross join base
    cross join all_departures
    left join raised
        on rules.signal = raised.signal
    left join foreseen
        on rules.signal = foreseen.signal
    left join open_signals
        on rules.signal = open_signals.signal
)

select * from final
