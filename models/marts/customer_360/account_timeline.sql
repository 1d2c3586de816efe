{%- set domains = [
    'activities', 'deals', 'life', 'payments', 'people', 'subscriptions', 'support'
] -%}
{%- set movements = {
    'new': ('became_customer', 'Became customer'),
    'reactivation': ('reactivated', 'Came back'),
    'churn': ('churned', 'Left'),
    'expansion': ('expanded', 'MRR rose'),
    'contraction': ('contracted', 'MRR fell'),
} -%}

-- DECISIONS.md, "An account's events on one time line": what exchange rates move is no event.
with {% for movement, (kind, title) in movements.items() -%}
{{ movement }}_movements as (
    select
        account_id,
        cast(movement_date as timestamp) as occurred_at,
        '{{ kind }}' as kind,
        {{ event_title(title) }} as title,
        movement_type as reference_id,
        amount
    from {{ ref('mrr_movements') }}
    where movement_type = '{{ movement }}'
),

{% endfor -%}

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

all_events as (
    {% for movement in movements -%}
    select * from {{ movement }}_movements
    union all
    {% endfor -%}
    {% for domain in domains -%}
    select
        account_id,
        occurred_at,
        kind,
        title,
        reference_id,
        amount
    from {{ ref('int_timeline__' ~ domain) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        all_events.account_id,
        cast(
            row_number() over (
                partition by all_events.account_id
                order by
                    all_events.occurred_at asc,
                    all_events.kind asc,
                    all_events.reference_id asc,
                    all_events.title asc,
                    coalesce(all_events.amount, 0) asc
            ) as bigint
        ) as event_number,
        all_events.occurred_at,
        all_events.kind,
        all_events.title,
        all_events.reference_id,
        all_events.amount
    from all_events
    inner join accounts
        on all_events.account_id = accounts.account_id
)

select * from final
