with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where ended_on <= {{ as_of_date() }}
),

reasons_given as (
    select * from {{ ref('int_reasons__given') }}
),

reason_sources as (
    select * from {{ ref('reason_sources') }}
),

-- DECISIONS.md, "Why a customer left": of one source the reason nearest to the departure.
candidates as (
    select
        spells.account_id,
        spells.spell_number,
        reasons_given.source,
        reasons_given.reason,
        reason_sources.preference,
        row_number() over (
            partition by spells.account_id, spells.spell_number, reasons_given.source
            order by
                abs({{ dbt.datediff('reasons_given.given_on', 'spells.ended_on', 'day') }}),
                reasons_given.given_on desc,
                reasons_given.source_id
        ) as nearness
    from spells
    inner join reasons_given
        on
            spells.account_id = reasons_given.account_id
            and spells.started_on <= reasons_given.given_on
    inner join reason_sources
        on reasons_given.source = reason_sources.source
    where
        {{ dbt.datediff('spells.ended_on', 'reasons_given.given_on', 'day') }}
        <= reason_sources.days_after
        and (
            reason_sources.days_before is null
            or {{ dbt.datediff('reasons_given.given_on', 'spells.ended_on', 'day') }}
            <= reason_sources.days_before
        )
),

-- … and of several sources the one that is believed first.
final as (
    select
        account_id,
        spell_number,
        {{ oldest_of('reason', 'preference') }} as reason,
        {{ oldest_of('source', 'preference') }} as reason_source,
        max(case when source = 'interview' then reason end) as interview_reason,
        max(case when source = 'exit_survey' then reason end) as exit_survey_reason,
        max(case when source = 'cancellation_session' then reason end)
            as cancellation_session_reason,
        max(case when source = 'crm_loss_reason' then reason end) as crm_loss_reason
    from candidates
    where nearness = 1
    group by account_id, spell_number
)

select * from final
