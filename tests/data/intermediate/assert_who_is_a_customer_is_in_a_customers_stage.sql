-- If this fails, a customer of some day is in no stage, or in one of those who are none (or the other way round).
with stages as (
    select
        account_id,
        valid_from,
        valid_to,
        lifecycle_stage in ('lead', 'trial', 'churned') as is_without_contract
    from {{ ref('int_customers__stage_intervals') }}
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where started_on <= {{ as_of_date() }}
),

-- The last stage and the last time as a customer both last for ever.
days_of_spells as (
    select
        spells.account_id,
        spells.started_on,
        max({{ dbt.datediff('spells.started_on', 'spells.ended_on', 'day') }}) as days,
        sum(
            case
                when stages.is_without_contract or stages.account_id is null then 0
                else {{ dbt.datediff(
                    'greatest(stages.valid_from, spells.started_on)',
                    'least(stages.valid_to, spells.ended_on)',
                    'day'
                ) }}
            end
        ) as staged_days
    from spells
    left join stages
        on
            spells.account_id = stages.account_id
            and spells.started_on < stages.valid_to
            and spells.ended_on > stages.valid_from
    group by spells.account_id, spells.started_on
),

stages_outside as (
    select
        stages.account_id,
        stages.valid_from as started_on
    from stages
    left join spells
        on
            stages.account_id = spells.account_id
            and stages.valid_from >= spells.started_on
            and stages.valid_to <= spells.ended_on
    where
        not stages.is_without_contract
        and spells.account_id is null
)

select
    account_id,
    started_on
from days_of_spells
where days <> staged_days
union all
select
    account_id,
    started_on
from stages_outside
