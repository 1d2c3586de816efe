with customer_departures as (
    select * from {{ ref('customer_departures') }}
),

reasons as (
    select * from {{ ref('int_reasons__departures') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

signals as (
    select * from {{ ref('int_signals__intervals') }}
),

signal_rules as (
    select
        *,
        row_number() over (order by signal) as signal_number
    from {{ ref('account_signal_rules') }}
),

-- Signals are seen on Sundays: open before the departure is what was on the last one before it.
signals_before as (
    select
        customer_departures.account_id,
        customer_departures.left_on,
        count(*) as open_signals_before,
        min(signals.began_on) as first_signal_on,
        {{ joined_in_order('signal_rules.signal_name', 'signal_rules.signal_number') }}
            as signals_before
    from customer_departures
    inner join signals
        on
            customer_departures.account_id = signals.account_id
            and customer_departures.left_on > signals.began_on
            and customer_departures.left_on <= coalesce(signals.ended_on, {{ forever() }})
    inner join signal_rules
        on signals.signal = signal_rules.signal
    group by customer_departures.account_id, customer_departures.left_on
),

final as (
    select
        customer_departures.account_id,
        customer_departures.left_on,
        reasons.departure_number,
        customer_departures.kind,
        customer_departures.kind <> 'pause' or customer_departures.ended_after_pause_on is not null
            as has_left,
        customer_departures.reason_code as reason,
        customer_departures.reason_source,
        reasons.payment_reason,
        reasons.interview_reason,
        reasons.exit_survey_reason,
        reasons.cancellation_session_reason,
        reasons.crm_loss_reason,
        reasons.sources,
        reasons.sources_agree,
        customer_departures.mrr_lost,
        customer_departures.became_customer_on,
        customer_departures.tenure_months,
        customer_departures.tenure_band,
        customer_departures.plan_tier,
        customer_departures.billing_interval,
        customer_departures.industry,
        customer_departures.size_band,
        customer_departures.country,
        customer_departures.channel,
        customer_departures.customer_tier,
        coalesce(signals_before.open_signals_before, 0) as open_signals_before,
        signals_before.signals_before,
        signals_before.first_signal_on,
        customer_departures.returned_on is not null as has_returned,
        customer_departures.returned_on,
        cast({{ dbt.datediff(
            'customer_departures.left_on', 'customer_departures.returned_on', 'day'
        ) }} as integer) as days_away,
        accounts.owner_id
    from customer_departures
    inner join reasons
        on
            customer_departures.account_id = reasons.account_id
            and customer_departures.left_on = reasons.left_on
    left join accounts
        on customer_departures.account_id = accounts.account_id
    left join signals_before
        on
            customer_departures.account_id = signals_before.account_id
            and customer_departures.left_on = signals_before.left_on
)

select * from final
