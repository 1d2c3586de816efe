with condition_values as (
    select * from {{ ref('int_growth__condition_values') }}
    where condition like 'module=%'
),

final as (
    select
        account_id,
        week_end,
        cast(sum(is_met) as bigint) as modules_used
    from condition_values
    group by account_id, week_end
)

select * from final
