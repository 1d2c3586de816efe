{%- set plan_columns = ['plan_tier', 'billing_interval'] -%}
{%- set account_columns = ['industry', 'size_band', 'country', 'channel'] -%}

with ticket_months as (
    select * from {{ ref('int_support__ticket_months') }}
),

survey_answers as (
    select * from {{ ref('int_support__survey_answers') }}
),

segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
),

plans as (
    select * from {{ ref('int_revenue__account_month_plans') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

account_months as (
    select
        account_id,
        date_month
    from ticket_months
    where account_id is not null
    union
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'responded_on') }} as date) as date_month
    from survey_answers
    where account_id is not null
    union
    select
        account_id,
        date_month
    from segmented_months
    where is_active
),

-- DECISIONS.md, "An account is in one segment a month"; who is no customer is where it is on trial.
final as (
    select
        account_months.account_id,
        account_months.date_month,
        {% for segment_type in segment_types() if segment_type != 'all' -%}
        {%- set sources = ['segmented_months.' ~ segment_type] -%}
        {%- if segment_type in plan_columns -%}
        {%- do sources.append('plans.' ~ segment_type) -%}
        {%- elif segment_type in account_columns -%}
        {%- do sources.append('accounts.' ~ segment_type) -%}
        {%- endif -%}
        coalesce({{ sources | join(', ') }}, 'unknown') as {{ segment_type }},
        {% endfor -%}
        coalesce(segmented_months.is_active, false) as is_customer,
        case when segmented_months.is_active then plans.seats end as seats
    from account_months
    left join segmented_months
        on
            account_months.account_id = segmented_months.account_id
            and account_months.date_month = segmented_months.date_month
    left join plans
        on
            account_months.account_id = plans.account_id
            and account_months.date_month = plans.date_month
    left join accounts
        on account_months.account_id = accounts.account_id
)

select * from final
