{%- set segment_types = ['all', 'payment_method_type', 'first_failure_code'] -%}

with failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

attempts as (
    select * from {{ ref('int_payments__attempts') }}
),

-- Collected at an attempt: the first that succeeded since the first that failed.
invoice_attempts as (
    select
        failed_invoices.invoice_id,
        cast(
            {{ dbt.date_trunc('month', 'failed_invoices.first_failed_on') }} as date
        ) as date_month,
        failed_invoices.payment_method_type,
        failed_invoices.first_failure_code,
        attempts.attempt_number,
        max(attempts.amount) as amount,
        max(
            case
                when
                    not attempts.is_failed
                    and attempts.attempted_on >= failed_invoices.first_failed_on
                    then 1
                else 0
            end
        ) as is_success
    from failed_invoices
    inner join attempts
        on failed_invoices.invoice_id = attempts.invoice_id
    group by
        failed_invoices.invoice_id,
        cast({{ dbt.date_trunc('month', 'failed_invoices.first_failed_on') }} as date),
        failed_invoices.payment_method_type,
        failed_invoices.first_failure_code,
        attempts.attempt_number
),

judged as (
    select
        *,
        is_success = 1
        and sum(is_success) over attempts_so_far = 1 as is_collected
    from invoice_attempts
    window attempts_so_far as (
        partition by invoice_id
        order by attempt_number
        rows unbounded preceding
    )
),

segmented as (
    {% for segment_type in segment_types %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        attempt_number,
        count(*) as invoices_tried,
        count(*) filter (where is_collected) as invoices_collected,
        {{ as_money('coalesce(sum(amount), 0)') }} as amount_tried,
        {{ as_money('coalesce(sum(case when is_collected then amount end), 0)') }}
            as amount_collected
    from judged
    group by date_month, attempt_number{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

failed_per_segment as (
    {% for segment_type in segment_types %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        count(distinct invoice_id) as failed_invoices
    from judged
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

cumulated as (
    select
        *,
        cast(
            sum(invoices_collected) over attempts_so_far as bigint
        ) as cumulative_invoices_collected
    from segmented
    window attempts_so_far as (
        partition by date_month, segment_type, segment
        order by attempt_number
        rows unbounded preceding
    )
),

final as (
    select
        cumulated.date_month,
        cumulated.segment_type,
        cumulated.segment,
        cumulated.attempt_number,
        failed_per_segment.failed_invoices,
        cumulated.invoices_tried,
        cumulated.invoices_collected,
        {{ rate('cumulated.invoices_collected', 'cumulated.invoices_tried') }} as recovery_rate,
        cumulated.cumulative_invoices_collected,
        {{ rate('cumulated.cumulative_invoices_collected', 'failed_per_segment.failed_invoices') }}
            as cumulative_recovery_rate,
        cumulated.amount_tried,
        cumulated.amount_collected
    from cumulated
    inner join failed_per_segment
        on
            cumulated.date_month = failed_per_segment.date_month
            and cumulated.segment_type = failed_per_segment.segment_type
            and cumulated.segment = failed_per_segment.segment
)

select * from final
