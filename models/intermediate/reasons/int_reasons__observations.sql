with reasons_given as (
    select * from {{ ref('int_reasons__given') }}
),

cancellation_sessions as (
    select * from {{ ref('int_reasons__cancellation_sessions') }}
),

observed as (
    {% for source, table_name in [
        ('interview', 'success.survey_responses'),
        ('exit_survey', 'success.survey_responses'),
        ('cancellation_session', 'success.cancellation_sessions'),
        ('crm_loss_reason', 'crm.opportunities'),
    ] %}
    select
        '{{ source }}_reasons_not_in_the_taxonomy' as observation,
        '{{ table_name }}' as table_name,
        'Reasons for leaving that the seed reason_taxonomy lacks: they count as other.'
            as description,
        count(*) filter (where not is_in_taxonomy) as rows_observed,
        count(*) as rows_checked
    from reasons_given
    where source = '{{ source }}'

    union all
    {% endfor %}

    select
        'offers_of_unknown_kind' as observation,
        'success.cancellation_sessions' as table_name,
        'Offers to stay that the seed cancellation_offer_kinds lacks: they are of kind other.'
            as description,
        count(*) filter (where offer_kind = 'other') as rows_observed,
        count(*) filter (where offer_kind <> 'none') as rows_checked
    from cancellation_sessions

    union all

    select
        'cancellation_sessions_without_customer' as observation,
        'success.cancellation_sessions' as table_name,
        'Cancellation sessions of an account that was no customer then: they count nowhere.'
            as description,
        count(*) filter (where not is_of_customer) as rows_observed,
        count(*) as rows_checked
    from cancellation_sessions
),

final as (
    select
        observation,
        table_name,
        description,
        rows_observed,
        rows_checked
    from observed
)

select * from final
