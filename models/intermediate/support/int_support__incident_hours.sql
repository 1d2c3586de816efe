with incident_windows as (
    select * from {{ ref('int_support__incident_windows') }}
    where account_id is null
),

final as (
    select
        measured_on,
        account_id,
        incident_hours_28_days
    from incident_windows
)

select * from final
