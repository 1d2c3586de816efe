with mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

item_versions as (
    select * from {{ ref('int_billing__item_versions') }}
),

billed_lines as (
    select * from {{ ref('int_finance__billed_lines') }}
    where line_type = 'subscription'
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

terms as (
    select
        mrr_intervals.account_id,
        mrr_intervals.subscription_item_id,
        mrr_intervals.currency,
        mrr_intervals.from_date,
        mrr_intervals.to_date,
        mrr_intervals.mrr,
        item_versions.months_in_period
    from mrr_intervals
    inner join item_versions
        on
            mrr_intervals.subscription_item_id = item_versions.subscription_item_id
            and mrr_intervals.from_date >= item_versions.from_date
            and mrr_intervals.from_date < item_versions.to_date
),

terms_beside_previous as (
    select
        *,
        lag(mrr) over item_days as previous_mrr,
        lag(to_date) over item_days as previous_to_date,
        min(case when mrr > 0 then from_date end) over account_terms as first_paid_on
    from terms
    window
        item_days as (partition by subscription_item_id order by from_date),
        account_terms as (partition by account_id)
),

-- DECISIONS.md, "Bookings": what begins or rises, for one billing period.
signed as (
    select
        account_id,
        from_date as booked_on,
        currency,
        case when from_date = first_paid_on then 'new' else 'expansion' end as booking_type,
        months_in_period
        * case
            when previous_to_date = from_date then greatest(mrr - previous_mrr, 0)
            else mrr
        end as local_amount
    from terms_beside_previous
    where mrr > 0
),

numbered_lines as (
    select
        *,
        row_number() over (
            partition by coalesce(subscription_item_id, invoice_line_id)
            order by service_from, issued_on, invoice_line_id
        ) as term_number
    from billed_lines
),

-- A line that bills a further period of an item renews it.
bookings as (
    select
        signed.account_id,
        signed.booked_on,
        signed.booking_type,
        {{ double_as_money('signed.local_amount * exchange_rates.rate') }} as amount
    from signed
    inner join exchange_rates
        on
            signed.currency = exchange_rates.currency
            and signed.booked_on >= exchange_rates.from_date
            and signed.booked_on < exchange_rates.to_date
    where signed.local_amount > 0

    union all

    select
        account_id,
        issued_on as booked_on,
        'renewal' as booking_type,
        amount
    from numbered_lines
    where
        term_number > 1
        and amount > 0
),

final as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'booked_on') }} as date) as date_month,
        booking_type,
        {{ as_money('sum(amount)') }} as amount
    from bookings
    where booked_on <= {{ as_of_date() }}
    group by account_id, cast({{ dbt.date_trunc('month', 'booked_on') }} as date), booking_type
)

select * from final
