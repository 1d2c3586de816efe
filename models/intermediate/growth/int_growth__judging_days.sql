with steps as (
    select * from {{ ref('int_growth__steps') }}
),

first_day as (
    select coalesce(min(stepped_on), {{ as_of_date() }}) as first_day from steps
),

months as (
    {{ month_rows('(select first_day from first_day)') }}
),

-- DECISIONS.md, "Paths are judged anew each month": by what was known before the day.
final as (
    select
        date_month as judged_on,
        false as is_newest
    from months
    union all
    select
        cast({{ dbt.dateadd('day', 1, as_of_date()) }} as date) as judged_on,
        true as is_newest
)

select * from final
