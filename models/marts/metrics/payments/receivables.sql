{%- set segment_types = ['all', 'plan_tier', 'country'] -%}

with balances as (
    select * from {{ ref('int_payments__balances') }}
),

months as (
    select * from {{ ref('int_payments__months') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

account_plans as (
    select * from {{ ref('int_payments__account_plans') }}
),

-- DECISIONS.md, "What is open at a month's end".
open_at_month_ends as (
    select
        months.date_month,
        months.month_end,
        balances.account_id,
        balances.invoice_id,
        case
            when balances.written_off_on <= months.month_end then 'written off'
            else {{ receivable_age_band(
                dbt.datediff('balances.due_on', 'months.month_end', 'day')
            ) }}
        end as age_band,
        {{ double_as_money('balances.open_amount * exchange_rates.rate') }} as amount
    from balances
    inner join months
        on
            balances.from_date <= months.month_end
            and balances.to_date > months.month_end
    left join exchange_rates
        on
            balances.currency = exchange_rates.currency
            and months.month_end >= exchange_rates.from_date
            and months.month_end < exchange_rates.to_date
),

with_segments as (
    select
        open_at_month_ends.*,
        coalesce(account_plans.plan_tier, 'unknown') as plan_tier,
        coalesce(accounts.country, 'unknown') as country
    from open_at_month_ends
    left join account_plans
        on
            open_at_month_ends.account_id = account_plans.account_id
            and open_at_month_ends.date_month >= account_plans.from_month
            and open_at_month_ends.date_month < account_plans.to_month
    left join accounts
        on open_at_month_ends.account_id = accounts.account_id
),

final as (
    {% for segment_type in segment_types %}
    select
        date_month,
        month_end,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        age_band,
        count(*) as invoices,
        count(distinct account_id) as accounts,
        {{ as_money('coalesce(sum(amount), 0)') }} as amount
    from with_segments
    group by date_month, month_end, age_band{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
