with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

months as (
    select * from {{ ref('int_revenue__months') }}
),

active_month_ends as (
    select
        spells.account_id,
        months.date_month,
        true as is_active
    from spells
    inner join months
        on
            spells.started_on <= months.month_end
            and spells.ended_on > months.month_end
),

months_with_starts as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'started_on') }} as date) as date_month,
        max(case when start_type = 'new' then 1 else 0 end) = 1 as has_new_start
    from spells
    group by account_id, cast({{ dbt.date_trunc('month', 'started_on') }} as date)
),

final as (
    select
        coalesce(active_month_ends.account_id, months_with_starts.account_id) as account_id,
        coalesce(active_month_ends.date_month, months_with_starts.date_month) as date_month,
        coalesce(active_month_ends.is_active, false) as is_active,
        coalesce(months_with_starts.has_new_start, false) as has_new_start
    from active_month_ends
    full outer join months_with_starts
        on
            active_month_ends.account_id = months_with_starts.account_id
            and active_month_ends.date_month = months_with_starts.date_month
)

select * from final
