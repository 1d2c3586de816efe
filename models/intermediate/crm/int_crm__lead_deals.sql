with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where
        {{ to_reporting_date('created_at') }} <= {{ as_of_date() }}
        and lead_id is not null
        and coalesce(opportunity_type, 'new') = 'new'
),

numbered as (
    select
        *,
        row_number() over (
            partition by lead_id
            order by created_at asc, opportunity_id asc
        ) as deal_number
    from opportunities
),

final as (
    select
        lead_id,
        opportunity_id,
        account_id,
        {{ to_reporting_date('created_at') }} as created_on
    from numbered
    where deal_number = 1
)

select * from final
