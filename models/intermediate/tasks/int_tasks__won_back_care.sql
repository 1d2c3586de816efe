with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number > 1
),

rules as (
    select * from {{ ref('task_rules') }}
    where kind = 'won_back_care'
),

final as (
    select
        rules.reason,
        spells.account_id,
        spells.started_on as began_on,
        cast({{ dbt.dateadd('day', 'rules.lasts_days', 'spells.started_on') }} as date) as ended_on,
        spells.started_on as seen_on,
        cast({{ dbt.dateadd('day', 'rules.lasts_days', 'spells.started_on') }} as date)
            as quiet_from,
        concat('back since ', cast(spells.started_on as {{ dbt.type_string() }})) as detail
    from spells
    inner join rules
        on rules.reason = 'returned'
)

select * from final
