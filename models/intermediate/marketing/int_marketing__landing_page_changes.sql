{%- set now = ['months.registrations', 'months.prospect_sessions'] -%}
{%- set month = ['month_before.registrations', 'month_before.prospect_sessions'] -%}
{%- set quarter = ['quarter_before.registrations', 'quarter_before.prospect_sessions'] -%}

with months as (
    select
        *,
        cast({{ dbt.dateadd('month', -1, 'date_month') }} as date) as one_month_before,
        cast({{ dbt.dateadd('month', -3, 'date_month') }} as date) as three_months_before
    from {{ ref('int_marketing__landing_page_months') }}
),

-- DECISIONS.md, "A registration rate has an interval, and its change a test".
final as (
    select
        months.date_month,
        months.landing_page,
        {{ rounded(rate(now[0], now[1]) ~ ' - ' ~ rate(month[0], month[1]), 6) }}
            as change_in_month,
        {{ p_value_of_two_shares(now[0], now[1], month[0], month[1]) }}
            as change_in_month_p_value,
        {{ rounded(rate(now[0], now[1]) ~ ' - ' ~ rate(quarter[0], quarter[1]), 6) }}
            as change_in_quarter,
        {{ p_value_of_two_shares(now[0], now[1], quarter[0], quarter[1]) }}
            as change_in_quarter_p_value
    from months
    left join months as month_before
        on
            months.landing_page = month_before.landing_page
            and months.one_month_before = month_before.date_month
    left join months as quarter_before
        on
            months.landing_page = quarter_before.landing_page
            and months.three_months_before = quarter_before.date_month
)

select * from final
