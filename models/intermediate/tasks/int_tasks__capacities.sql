with owners as (
    select * from {{ ref('stg_crm__owners') }}
),

task_capacity as (
    select * from {{ ref('task_capacity') }}
),

-- DECISIONS.md, "How many tasks a week": the row that says most about an owner holds.
rows_that_fit as (
    select
        owners.owner_id,
        task_capacity.tasks_per_week,
        row_number() over (
            partition by owners.owner_id
            order by
                case when task_capacity.owner_id is null then 1 else 0 end asc,
                case when task_capacity.owner_role is null then 1 else 0 end asc
        ) as place
    from owners
    inner join task_capacity
        on
            (task_capacity.owner_id is null or owners.owner_id = task_capacity.owner_id)
            and (task_capacity.owner_role is null or owners.role = task_capacity.owner_role)
),

final as (
    select
        owner_id,
        tasks_per_week
    from rows_that_fit
    where place = 1
)

select * from final
