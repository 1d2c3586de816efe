with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

-- DECISIONS.md, "An account's channel": that of its earliest lead that names one.
converted_leads as (
    select
        converted_account_id as account_id,
        channel,
        row_number() over (
            partition by converted_account_id
            order by
                case when registered_at is null then 1 else 0 end asc,
                registered_at asc,
                lead_id asc
        ) as lead_number
    from leads
    where
        converted_account_id is not null
        and channel is not null
        and coalesce(
            {{ to_reporting_date('converted_at') }}, {{ to_reporting_date('registered_at') }},
            {{ as_of_date() }}
        ) <= {{ as_of_date() }}
),

final as (
    select
        account_id,
        channel
    from converted_leads
    where lead_number = 1
)

select * from final
