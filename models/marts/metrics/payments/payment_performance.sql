{%- set segment_types = [
    'all', 'payment_method_type', 'failure_code', 'plan_tier', 'country', 'attempt_number',
] -%}

with attempts as (
    select * from {{ ref('int_payments__attempts') }}
),

segmented as (
    {% for segment_type in segment_types %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {% if segment_type == 'all' -%}
        'all'
        {%- else -%}
        cast({{ segment_type }} as {{ dbt.type_string() }})
        {%- endif %} as segment,
        count(*) as attempts,
        count(*) filter (where is_failed) as failed_attempts,
        count(*) filter (where attempt_number = 1) as first_attempts,
        count(*) filter (where attempt_number = 1 and is_failed) as failed_first_attempts,
        count(distinct invoice_id) as invoices_tried,
        count(distinct case when not is_failed then invoice_id end) as invoices_collected,
        {{ as_money('coalesce(sum(amount), 0)') }} as attempted_amount,
        {{ as_money(
            'coalesce(sum(case when not is_failed then amount end), 0)'
        ) }} as collected_amount,
        {{ as_money('coalesce(sum(case when is_failed then amount end), 0)') }} as failed_amount
    from attempts
    {% if segment_type == 'failure_code' -%}
    where is_failed
    {% endif -%}
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

company as (
    select * from segmented
    where segment_type = 'all'
),

-- DECISIONS.md, "A failure code has a share, not a rate".
final as (
    select
        segmented.date_month,
        segmented.segment_type,
        segmented.segment,
        segmented.attempts,
        segmented.failed_attempts,
        case
            when segmented.segment_type <> 'failure_code'
                then {{ rate('segmented.failed_attempts', 'segmented.attempts') }}
        end as failure_rate,
        {{ rate('segmented.failed_attempts', 'company.attempts') }} as share_of_all_attempts,
        {{ rate('segmented.failed_attempts', 'company.failed_attempts') }} as share_of_all_failures,
        segmented.first_attempts,
        segmented.failed_first_attempts,
        case
            when segmented.segment_type <> 'failure_code'
                then {{ rate('segmented.failed_first_attempts', 'segmented.first_attempts') }}
        end as first_attempt_failure_rate,
        segmented.invoices_tried,
        segmented.invoices_collected,
        segmented.attempted_amount,
        segmented.collected_amount,
        segmented.failed_amount,
        last_day(segmented.date_month) <= {{ as_of_date() }} as is_complete
    from segmented
    inner join company
        on segmented.date_month = company.date_month
)

select * from final
