with cancellation_sessions as (
    select * from {{ ref('stg_success__cancellation_sessions') }}
),

survey_responses as (
    select * from {{ ref('stg_success__survey_responses') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
),

deals as (
    select * from {{ ref('int_sales__deals') }}
),

account_ids as (
    select * from {{ ref('int_identity__account_ids') }}
),

reason_taxonomy as (
    select * from {{ ref('reason_taxonomy') }}
),

-- A session that ended in staying gives no reason for leaving.
all_reasons as (
    select
        account_id,
        'cancellation_session' as source,
        session_id as source_id,
        reason_code,
        {{ to_reporting_date('started_at') }} as given_on
    from cancellation_sessions
    where coalesce(canceled, true)

    union all

    select
        account_id,
        case survey_type when 'exit' then 'exit_survey' else survey_type end as source,
        response_id as source_id,
        reason_code,
        {{ to_reporting_date('responded_at') }} as given_on
    from survey_responses
    where survey_type in ('exit', 'interview')

    union all

    select
        deals.account_id,
        'crm_loss_reason' as source,
        deals.opportunity_id as source_id,
        opportunities.loss_reason as reason_code,
        deals.closed_on as given_on
    from deals
    inner join opportunities
        on deals.opportunity_id = opportunities.opportunity_id
    where
        deals.outcome = 'lost'
        and deals.opportunity_type in ('renewal', 'expansion')
),

reasons_of_customers as (
    select
        coalesce(account_ids.customer_account_id, all_reasons.account_id) as account_id,
        all_reasons.source,
        all_reasons.source_id,
        {{ reason_key('all_reasons.reason_code') }} as reason_code,
        all_reasons.given_on
    from all_reasons
    left join account_ids
        on all_reasons.account_id = account_ids.account_id
    where
        all_reasons.given_on <= {{ as_of_date() }}
        and trim(all_reasons.reason_code) <> ''
),

-- DECISIONS.md, "Reasons in nine words".
final as (
    select
        reasons_of_customers.account_id,
        reasons_of_customers.source,
        reasons_of_customers.source_id,
        reasons_of_customers.given_on,
        reasons_of_customers.reason_code,
        coalesce(reason_taxonomy.reason, 'other') as reason,
        reason_taxonomy.reason is not null as is_in_taxonomy
    from reasons_of_customers
    left join reason_taxonomy
        on
            reasons_of_customers.source = reason_taxonomy.source
            and reasons_of_customers.reason_code = reason_taxonomy.reason_code
)

select * from final
