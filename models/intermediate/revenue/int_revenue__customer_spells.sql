{%- set window_days = revenue_rule('reactivation_window_days') -%}

with account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
),

turning_points as (
    select
        account_id,
        change_date,
        is_active,
        mrr_after,
        lead(change_date) over (partition by account_id order by change_date) as next_change_date,
        lag(change_date) over (partition by account_id order by change_date) as previous_change_date
    from account_changes
    where is_active <> was_active
),

final as (
    select
        account_id,
        change_date as started_on,
        coalesce(next_change_date, {{ forever() }}) as ended_on,
        mrr_after as starting_mrr,
        cast(
            row_number() over (partition by account_id order by change_date) as integer
        ) as spell_number,
        case
            when previous_change_date is null then 'new'
            {%- if window_days is number %}
            when
                {{ dbt.datediff('previous_change_date', 'change_date', 'day') }} > {{ window_days }}
                then 'new'
            {%- endif %}
            else 'reactivation'
        end as start_type
    from turning_points
    where is_active
)

select * from final
