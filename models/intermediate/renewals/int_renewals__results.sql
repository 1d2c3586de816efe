{%- set late_days = 30 -%}

with terms as (
    select * from {{ ref('int_renewals__terms') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
),

-- DECISIONS.md, "What became of a term".
judged as (
    select
        *,
        case
            when settled_on = term_end then 'on_time'
            when
                settled_on <= cast({{ dbt.dateadd('day', late_days, 'term_end') }} as date)
                or settled_on <= coalesce(left_on, {{ forever() }})
                then 'late'
            when left_on is not null then 'lost'
            else 'open'
        end as outcome
    from terms
),

-- What the account itself changed from the last day of the term on; rates of exchange don't count.
movements as (
    select
        judged.account_id,
        judged.term_end,
        sum(account_changes.customer_amount) as amount
    from judged
    inner join account_changes
        on
            judged.account_id = account_changes.account_id
            and judged.judged_on < account_changes.change_date
            and judged.settled_on >= account_changes.change_date
    group by judged.account_id, judged.term_end
),

with_amounts as (
    select
        judged.*,
        mrr_intervals.customer_tier,
        mrr_intervals.mrr as renewal_mrr,
        coalesce(movements.amount, 0) as moved_mrr
    from judged
    inner join mrr_intervals
        on
            judged.account_id = mrr_intervals.account_id
            and judged.judged_on >= mrr_intervals.from_date
            and judged.judged_on < mrr_intervals.to_date
    left join movements
        on
            judged.account_id = movements.account_id
            and judged.term_end = movements.term_end
),

final as (
    select
        account_id,
        term_end,
        term_months,
        asked_from,
        judged_on,
        customer_tier,
        renewal_mrr,
        case
            when outcome <> 'on_time' then outcome
            when moved_mrr > 0 then 'up'
            when moved_mrr < 0 then 'down'
            else 'renewed'
        end as result,
        case
            when outcome in ('on_time', 'late') then settled_on
            when outcome = 'lost' then left_on
        end as result_on,
        {{ as_money(
            "case outcome when 'lost' then 0 when 'open' then null"
            ~ " else greatest(renewal_mrr + moved_mrr, 0) end"
        ) }} as renewed_mrr
    from with_amounts
)

select * from final
