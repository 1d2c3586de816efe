with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
),

spell_ends as (
    select * from {{ ref('int_revenue__spell_ends') }}
),

departure_reasons as (
    select * from {{ ref('int_revenue__departure_reasons') }}
),

payment_reasons as (
    select * from {{ ref('reason_taxonomy') }}
    where source = 'payment'
),

-- DECISIONS.md, "Voluntary and involuntary churn". Of several subscriptions that stop on one day
-- the first rule counts.
judged_stops as (
    select
        account_id,
        spell_number,
        ended_on,
        case
            when status_after = 'paused' then 5
            when (is_in_arrears or has_failing_invoice) and was_cancelled_before then 6
            when status_after = 'unpaid' then 1
            when status_after = 'past_due' then 2
            when is_in_arrears then 3
            when has_failing_invoice then 4
            else 7
        end as rule_number
    from spell_ends
),

deciding_rules as (
    select
        account_id,
        spell_number,
        min(rule_number) as rule_number,
        max(ended_on) as ended_on
    from judged_stops
    group by account_id, spell_number
),

spells_with_next as (
    select
        *,
        lead(started_on) over (partition by account_id order by spell_number) as returned_on
    from spells
),

departures as (
    select
        spells_with_next.account_id,
        spells_with_next.spell_number,
        spells_with_next.started_on,
        spells_with_next.ended_on as left_on,
        spells_with_next.returned_on,
        case deciding_rules.rule_number
            when 1 then 'unpaid'
            when 2 then 'past_due'
            when 3 then 'ended_in_arrears'
            when 4 then 'failed_invoice'
            when 5 then 'paused'
            when 6 then 'cancelled_before_arrears'
            when 7 then 'cancelled'
            else 'no_mrr_left'
        end as decided_by,
        case
            when deciding_rules.rule_number <= 4 then 'involuntary'
            when deciding_rules.rule_number = 5 then 'pause'
            else 'voluntary'
        end as kind,
        case when deciding_rules.rule_number = 5 then deciding_rules.ended_on end
            as ended_after_pause_on,
        {{ as_money('-account_changes.customer_amount') }} as mrr_lost,
        {{ tenure_months(
            'spells_with_next.started_on',
            'cast(' ~ dbt.dateadd('day', -1, 'spells_with_next.ended_on') ~ ' as date)'
        ) }} as tenure_months
    from spells_with_next
    inner join account_changes
        on
            spells_with_next.account_id = account_changes.account_id
            and spells_with_next.ended_on = account_changes.change_date
    left join deciding_rules
        on
            spells_with_next.account_id = deciding_rules.account_id
            and spells_with_next.spell_number = deciding_rules.spell_number
),

final as (
    select
        departures.account_id,
        departures.spell_number,
        departures.started_on,
        departures.left_on,
        cast({{ dbt.date_trunc('month', 'departures.left_on') }} as date) as date_month,
        row_number() over (
            partition by
                departures.account_id, {{ dbt.date_trunc('month', 'departures.left_on') }}
            order by departures.left_on desc
        ) = 1 as is_last_of_month,
        departures.kind,
        departures.decided_by,
        -- DECISIONS.md, "Why a customer left": that a payment failed is a fact, the rest is told.
        case
            when departures.kind = 'involuntary' then coalesce(payment_reasons.reason, 'other')
            else departure_reasons.reason
        end as reason_code,
        case
            when departures.kind = 'involuntary' then 'payment'
            else departure_reasons.reason_source
        end as reason_source,
        departures.mrr_lost,
        departures.tenure_months,
        {{ tenure_band('departures.tenure_months') }} as tenure_band,
        departures.returned_on,
        departures.ended_after_pause_on
    from departures
    left join departure_reasons
        on
            departures.account_id = departure_reasons.account_id
            and departures.spell_number = departure_reasons.spell_number
    left join payment_reasons
        on departures.decided_by = payment_reasons.reason_code
)

select * from final
