with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where ended_on <= {{ as_of_date() }}
),

cancellation_sessions as (
    select * from {{ ref('stg_success__cancellation_sessions') }}
),

survey_responses as (
    select * from {{ ref('stg_success__survey_responses') }}
),

account_ids as (
    select * from {{ ref('int_identity__account_ids') }}
),

all_reasons as (
    select
        account_id,
        reason_code,
        {{ to_reporting_date('started_at') }} as given_on,
        1 as preference,
        session_id as source_id
    from cancellation_sessions
    where
        reason_code is not null
        and coalesce(canceled, true)

    union all

    select
        account_id,
        reason_code,
        {{ to_reporting_date('responded_at') }} as given_on,
        2 as preference,
        response_id as source_id
    from survey_responses
    where
        reason_code is not null
        and survey_type = 'exit'
),

reasons_given as (
    select
        coalesce(account_ids.customer_account_id, all_reasons.account_id) as account_id,
        all_reasons.reason_code,
        all_reasons.given_on,
        all_reasons.preference,
        all_reasons.source_id
    from all_reasons
    left join account_ids
        on all_reasons.account_id = account_ids.account_id
),

-- DECISIONS.md, "Why a customer left".
candidates as (
    select
        spells.account_id,
        spells.spell_number,
        reasons_given.reason_code,
        row_number() over (
            partition by spells.account_id, spells.spell_number
            order by
                abs({{ dbt.datediff('reasons_given.given_on', 'spells.ended_on', 'day') }}),
                reasons_given.preference,
                reasons_given.given_on desc,
                reasons_given.source_id
        ) as nearness
    from spells
    inner join reasons_given
        on
            spells.account_id = reasons_given.account_id
            and spells.started_on <= reasons_given.given_on
    where
        reasons_given.given_on <= {{ as_of_date() }}
        and reasons_given.given_on
        <= cast({{ dbt.dateadd('day', 30, 'spells.ended_on') }} as date)
),

final as (
    select
        account_id,
        spell_number,
        reason_code
    from candidates
    where nearness = 1
)

select * from final
