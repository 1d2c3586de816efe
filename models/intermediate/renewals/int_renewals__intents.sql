with terms as (
    select * from {{ ref('int_renewals__terms') }}
),

answers as (
    select
        *,
        row_number() over (
            partition by account_id, term_end order by told_at desc, task_id asc
        ) as newness
    from {{ ref('int_renewals__answers') }}
),

deals as (
    select * from {{ ref('int_renewals__deals') }}
),

-- DECISIONS.md, "Whether they mean to renew": a category has no date, so only that of an open deal
-- says something, of a term that has not ended.
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
        coalesce(answers.intent, from_deals.intent) as intent,
        case when answers.intent is null then from_deals.intent_on else answers.told_on end
            as intent_on,
        case
            when answers.intent is not null then 'task'
            when from_deals.intent is not null then 'crm'
        end as intent_source
    from terms
    left join answers
        on
            terms.account_id = answers.account_id
            and terms.term_end = answers.term_end
            and answers.newness = 1
    left join from_deals
        on
            terms.account_id = from_deals.account_id
            and terms.term_end = from_deals.term_end
)

select * from final
