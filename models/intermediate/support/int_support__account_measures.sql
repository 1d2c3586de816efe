{%- set parts = {
    'tickets': 'int_support__ticket_measures',
    'surveys': 'int_support__survey_measures',
    'requests': 'int_support__request_measures',
    'incidents': 'int_support__incident_windows',
} -%}

with {% for part, model in parts.items() -%}
{{ part }} as (
    select * from {{ ref(model) }}
    {% if part == 'incidents' -%}
    where account_id is not null
    {% endif -%}
),

{% endfor -%}
account_days as (
    {% for part in parts %}
    select
        account_id,
        measured_on
    from {{ part }}
    {{ 'union' if not loop.last }}
    {% endfor %}
),

final as (
    select
        account_days.account_id,
        account_days.measured_on,
        coalesce(tickets.tickets_28_days, 0) as tickets_28_days,
        coalesce(tickets.tickets_previous_28_days, 0) as tickets_previous_28_days,
        coalesce(tickets.tickets_90_days, 0) as tickets_90_days,
        coalesce(tickets.open_tickets, 0) as open_tickets,
        coalesce(tickets.reopened_tickets_90_days, 0) as reopened_tickets_90_days,
        coalesce(tickets.repeated_categories_90_days, 0) as repeated_categories_90_days,
        tickets.median_first_reply_hours_90_days,
        tickets.median_resolution_hours_90_days,
        surveys.csat_score_90_days,
        coalesce(surveys.csat_responses_90_days, 0) as csat_responses_90_days,
        surveys.nps_score,
        surveys.nps_responded_on,
        surveys.nps_category,
        coalesce(incidents.incident_hours_28_days, cast(0 as double)) as incident_hours_28_days,
        coalesce(requests.feature_requests_open, 0) as feature_requests_open,
        coalesce(requests.feature_requests_delivered_180_days, 0)
            as feature_requests_delivered_180_days,
        coalesce(requests.feature_requests_declined_180_days, 0)
            as feature_requests_declined_180_days
    from account_days
    {% for part in parts -%}
    left join {{ part }}
        on
            account_days.account_id = {{ part }}.account_id
            and account_days.measured_on = {{ part }}.measured_on
    {% endfor %}
)

select * from final
