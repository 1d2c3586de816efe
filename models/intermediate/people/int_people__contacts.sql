with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

contacts_of_customers as (
    {{ rows_of_customers('contacts') }}
),

final as (
    select
        customer_account_id as account_id,
        'contact' as person_type,
        {{ person_id('contact_id') }} as person_id,
        job_title as role,
        coalesce(is_decision_maker, false) as is_decision_maker,
        {{ to_reporting_date('created_at') }} as joined_on
    from contacts_of_customers
    where
        customer_account_id is not null
        and coalesce({{ to_reporting_date('created_at') }} <= {{ as_of_date() }}, true)
)

select * from final
