with cancellation_sessions as (
    select
        *,
        {{ to_reporting_date('started_at') }} as started_on
    from {{ ref('stg_success__cancellation_sessions') }}
),

offer_kinds as (
    select * from {{ ref('cancellation_offer_kinds') }}
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

sessions_of_customers as (
    {{ rows_of_customers('cancellation_sessions') }}
),

-- Who leaves at once is a customer until that day. The MRR is that before the session moved it.
sessions_with_mrr as (
    select
        sessions_of_customers.session_id,
        max(spells.started_on) as customer_since,
        max(mrr_intervals.mrr) as mrr
    from sessions_of_customers
    inner join spells
        on
            sessions_of_customers.customer_account_id = spells.account_id
            and sessions_of_customers.started_on >= spells.started_on
            and sessions_of_customers.started_on <= spells.ended_on
    left join mrr_intervals
        on
            sessions_of_customers.customer_account_id = mrr_intervals.account_id
            and sessions_of_customers.started_on > mrr_intervals.from_date
            and sessions_of_customers.started_on <= mrr_intervals.to_date
    group by sessions_of_customers.session_id
),

final as (
    select
        sessions_of_customers.session_id,
        sessions_of_customers.customer_account_id as account_id,
        sessions_of_customers.started_on,
        case
            when coalesce(trim(sessions_of_customers.offer_shown), '') = '' then 'none'
            else coalesce(offer_kinds.offer_kind, 'other')
        end as offer_kind,
        coalesce(sessions_of_customers.offer_accepted, false) as is_accepted,
        coalesce(
            sessions_of_customers.canceled,
            not coalesce(sessions_of_customers.offer_accepted, false)
        ) as is_cancelled,
        sessions_with_mrr.session_id is not null as is_of_customer,
        {{ as_money('coalesce(sessions_with_mrr.mrr, 0)') }} as mrr,
        -- DECISIONS.md, "What an offer cost".
        {{ double_as_money(
            'case when sessions_of_customers.offer_accepted'
            ~ ' then coalesce(cast(sessions_with_mrr.mrr as double) * offer_kinds.percent_off / 100'
            ~ ' * offer_kinds.months, 0) else 0 end'
        ) }} as discount_cost
    from sessions_of_customers
    left join sessions_with_mrr
        on sessions_of_customers.session_id = sessions_with_mrr.session_id
    left join offer_kinds
        on lower(trim(sessions_of_customers.offer_shown)) = offer_kinds.offer_shown
    where sessions_of_customers.started_on <= {{ as_of_date() }}
)

select * from final
