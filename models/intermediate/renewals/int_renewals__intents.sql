with terms as (
    select * from {{ ref('int_renewals__terms') }}
),

task_outcomes as (
    select
        *,
        coalesce(contacted_at, completed_at) as told_at,
        {{ to_reporting_date('coalesce(contacted_at, completed_at)') }} as told_on
    from {{ ref('stg_success__task_outcomes') }}
    where renewal_intent in ('yes', 'no', 'unknown')
),

deals as (
    select * from {{ ref('int_renewals__deals') }}
),

told_by_customers as (
    {{ rows_of_customers('task_outcomes') }}
),

told as (
    select
        terms.account_id,
        terms.term_end,
        told_by_customers.renewal_intent as intent,
        told_by_customers.told_on as intent_on,
        row_number() over (
            partition by terms.account_id, terms.term_end
            order by told_by_customers.told_at desc, told_by_customers.task_id
        ) as newness
    from terms
    inner join told_by_customers
        on
            terms.account_id = told_by_customers.customer_account_id
            and terms.asked_from <= told_by_customers.told_on
            and terms.term_end > told_by_customers.told_on
    where told_by_customers.told_on <= {{ as_of_date() }}
),

-- DECISIONS.md, "Whether they mean to renew": a category has no date, so only that of an open deal says
-- something, of a term that has not ended.
from_deals as (
    select
        account_id,
        term_end,
        case
            when closed_on < term_end and outcome = 'won' then 'yes'
            when closed_on < term_end and outcome = 'lost' then 'no'
            when outcome = 'open' and term_end > {{ as_of_date() }}
                then
                    case forecast_category
                        when 'commit' then 'yes'
                        when 'omitted' then 'no'
                        when 'best_case' then 'unknown'
                        when 'pipeline' then 'unknown'
                    end
        end as intent,
        case when closed_on < term_end then closed_on end as intent_on
    from deals
),

final as (
    select
        terms.account_id,
        terms.term_end,
        coalesce(told.intent, from_deals.intent) as intent,
        case when told.intent is null then from_deals.intent_on else told.intent_on end as intent_on,
        case
            when told.intent is not null then 'task'
            when from_deals.intent is not null then 'crm'
        end as intent_source
    from terms
    left join told
        on
            terms.account_id = told.account_id
            and terms.term_end = told.term_end
            and told.newness = 1
    left join from_deals
        on
            terms.account_id = from_deals.account_id
            and terms.term_end = from_deals.term_end
)

select * from final
