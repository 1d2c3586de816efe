with renewal_windows as (
    select * from {{ ref('int_customers__renewal_windows') }}
),

final as (
    select
        'term_end' as reason,
        account_id,
        from_date as began_on,
        to_date as ended_on,
        from_date as seen_on,
        to_date as quiet_from,
        term_end as event_on,
        concat('term ends on ', cast(term_end as {{ dbt.type_string() }})) as detail
    from renewal_windows
)

select * from final
