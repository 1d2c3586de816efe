{%- set days_ahead = 14 -%}

with terms as (
    select
        *,
        least(
            cast({{ dbt.dateadd('day', -days_ahead, 'term_end') }} as date), judged_on
        ) as forecast_on
    from {{ ref('int_renewals__terms') }}
),

deals as (
    select * from {{ ref('int_renewals__deals') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

answers as (
    select * from {{ ref('int_renewals__answers') }}
),

told_by_then as (
    select
        terms.account_id,
        terms.term_end,
        answers.intent,
        row_number() over (
            partition by terms.account_id, terms.term_end
            order by answers.told_at desc, answers.task_id asc
        ) as newness
    from terms
    inner join answers
        on
            terms.account_id = answers.account_id
            and terms.term_end = answers.term_end
            and terms.forecast_on >= answers.told_on
),

-- DECISIONS.md, "What was forecast": what was known two weeks ahead, in this order.
judged as (
    select
        terms.account_id,
        terms.term_end,
        terms.term_months,
        terms.forecast_on,
        mrr_intervals.mrr,
        deals.amount,
        case
            when told_by_then.intent = 'no' then 'intent'
            when deals.outcome = 'lost' and deals.closed_on <= terms.forecast_on then 'lost_deal'
            when deals.amount > 0 then 'deal'
            else 'as_it_is'
        end as forecast_basis
    from terms
    inner join mrr_intervals
        on
            terms.account_id = mrr_intervals.account_id
            and terms.forecast_on >= mrr_intervals.from_date
            and terms.forecast_on < mrr_intervals.to_date
    left join told_by_then
        on
            terms.account_id = told_by_then.account_id
            and terms.term_end = told_by_then.term_end
            and told_by_then.newness = 1
    left join deals
        on
            terms.account_id = deals.account_id
            and terms.term_end = deals.term_end
            and terms.forecast_on >= deals.created_on
),

final as (
    select
        account_id,
        term_end,
        forecast_on,
        forecast_basis,
        {{ double_as_money(
            "case forecast_basis when 'deal' then cast(amount as double) / term_months"
            ~ " when 'as_it_is' then cast(mrr as double) else 0 end"
        ) }} as forecast_mrr
    from judged
)

select * from final
