-- If this fails, a seat is counted twice on some day.
with versions as (
    select
        subscription_item_id,
        from_date,
        to_date,
        lead(from_date) over (
            partition by subscription_item_id
            order by from_date
        ) as next_from_date
    from {{ ref('int_billing__item_versions') }}
)

select *
from versions
where next_from_date < to_date
