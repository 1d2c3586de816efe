with tickets as (
    select
        account_id,
        {{ to_reporting_date('created_at') }} as created_on,
        {{ to_reporting_date('solved_at') }} as solved_on
    from {{ ref('stg_support__tickets') }}
),

final as (
    select
        account_id,
        count(*) filter (
            where solved_on is null or solved_on > {{ as_of_date() }}
        ) as open_tickets,
        count(*) filter (
            where created_on > cast({{ dbt.dateadd('day', -90, as_of_date()) }} as date)
        ) as tickets_90_days
    from tickets
    where created_on <= {{ as_of_date() }}
    group by account_id
)

select * from final
