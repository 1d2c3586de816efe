with customer_departures as (
    select * from {{ ref('customer_departures') }}
),

departures as (
    select * from {{ ref('int_revenue__departures') }}
),

departure_reasons as (
    select * from {{ ref('int_revenue__departure_reasons') }}
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

-- DECISIONS.md, "Why a customer left": each source's own reason stands beside the one that counts.
reasons as (
    select
        departures.account_id,
        departures.left_on,
        departures.spell_number as departure_number,
        case when departures.reason_source = 'payment' then departures.reason_code end
            as payment_reason,
        departure_reasons.interview_reason,
        departure_reasons.exit_survey_reason,
        departure_reasons.cancellation_session_reason,
        departure_reasons.crm_loss_reason
    from departures
    left join departure_reasons
        on
            departures.account_id = departure_reasons.account_id
            and departures.spell_number = departure_reasons.spell_number
),
{%- set sources = [
    'payment_reason', 'interview_reason', 'exit_survey_reason', 'cancellation_session_reason',
    'crm_loss_reason',
] %}

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
        {% for source in sources -%}
        reasons.{{ source }},
        {% endfor -%}
        {% for source in sources -%}
        case when reasons.{{ source }} is null then 0 else 1 end{{ ' + ' if not loop.last }}
        {% endfor -%}
        as sources,
        case
            when
                {% for source in sources -%}
                case when reasons.{{ source }} is null then 0 else 1 end{{ ' +' if not loop.last }}
                {% endfor -%}
                >= 2
                then
                    {% for source in sources -%}
                    coalesce(reasons.{{ source }} = customer_departures.reason_code, true)
                    {{- ' and' if not loop.last }}
                    {% endfor -%}
        end as sources_agree,
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
