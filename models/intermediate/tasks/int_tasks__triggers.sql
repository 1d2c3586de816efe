{%- set columns = {
    'account_id': dbt.type_string(),
    'lead_id': dbt.type_string(),
    'owner_id': dbt.type_string(),
    'reason': dbt.type_string(),
    'began_on': 'date',
    'ended_on': 'date',
    'seen_on': 'date',
    'quiet_from': 'date',
    'event_on': 'date',
    'value_mrr': 'decimal(20, 6)',
    'detail': dbt.type_string(),
} -%}

{#- Per kind: its model, and the columns that it has beside those that all have. -#}
{%- set common = ['reason', 'began_on', 'ended_on', 'seen_on', 'quiet_from'] -%}
{%- set kinds = {
    'dunning': ['dunning', ['account_id', 'detail']],
    'payment_reminder': ['payment_reminders', ['account_id', 'event_on', 'detail']],
    'renewal': ['renewals', ['account_id', 'event_on', 'detail']],
    'detractor': ['detractors', ['account_id', 'detail']],
    'stalled_onboarding': ['stalled_onboarding', ['account_id', 'detail']],
    'won_back_care': ['won_back_care', ['account_id', 'detail']],
    'win_back': ['win_backs', ['account_id', 'value_mrr', 'detail']],
    'lead_follow_up': ['lead_follow_ups', ['lead_id', 'owner_id']],
    'sop_breach': [
        'sop_breaches', ['account_id', 'lead_id', 'owner_id', 'value_mrr', 'detail']
    ],
} -%}

with triggers as (
    {% for kind, (model, own) in kinds.items() -%}
    select
        '{{ kind }}' as kind,
        {{ typed_columns(columns, own + common) }}
    from {{ ref('int_tasks__' ~ model) }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

-- What is dated after as_of has not happened.
final as (
    select * from triggers
    where began_on <= {{ as_of_date() }}
)

select * from final
