with renewal_windows as (
    select * from {{ ref('int_customers__renewal_windows') }}
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

slices as (
    select * from {{ ref('int_billing__subscription_slices') }}
    where
        is_in_force
        and status not in ('past_due', 'unpaid')
),

-- The newest time as a customer that reaches into the window. Who is not asked any more is not due.
terms_of_customers as (
    select
        renewal_windows.account_id,
        renewal_windows.term_end,
        max(renewal_windows.term_months) as term_months,
        max(renewal_windows.from_date) as asked_from,
        max(spells.started_on) as started_on,
        {{ newest_of('spells.ended_on', 'spells.started_on') }} as left_on
    from renewal_windows
    inner join spells
        on
            renewal_windows.account_id = spells.account_id
            and renewal_windows.term_end > spells.started_on
            and renewal_windows.from_date < spells.ended_on
    group by renewal_windows.account_id, renewal_windows.term_end
),

-- DECISIONS.md, "What became of a term": settled once it is a customer that owes nothing.
settled as (
    select
        terms_of_customers.account_id,
        terms_of_customers.term_end,
        min(greatest(terms_of_customers.term_end, slices.from_date, spells.started_on))
            as settled_on
    from terms_of_customers
    inner join spells
        on
            terms_of_customers.account_id = spells.account_id
            and terms_of_customers.term_end < spells.ended_on
    inner join slices
        on
            spells.account_id = slices.account_id
            and terms_of_customers.term_end < slices.to_date
            and spells.started_on < slices.to_date
            and spells.ended_on > slices.from_date
    where
        greatest(terms_of_customers.term_end, slices.from_date, spells.started_on)
        <= {{ as_of_date() }}
    group by terms_of_customers.account_id, terms_of_customers.term_end
),

final as (
    select
        terms_of_customers.account_id,
        terms_of_customers.term_end,
        terms_of_customers.term_months,
        terms_of_customers.asked_from,
        least(
            cast({{ dbt.dateadd('day', -1, 'terms_of_customers.term_end') }} as date),
            cast({{ dbt.dateadd('day', -1, 'terms_of_customers.left_on') }} as date),
            {{ as_of_date() }}
        ) as judged_on,
        case
            when terms_of_customers.left_on <= {{ as_of_date() }} then terms_of_customers.left_on
        end as left_on,
        settled.settled_on
    from terms_of_customers
    left join settled
        on
            terms_of_customers.account_id = settled.account_id
            and terms_of_customers.term_end = settled.term_end
)

select * from final
