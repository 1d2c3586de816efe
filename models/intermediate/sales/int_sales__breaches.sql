with rules as (
    select * from {{ ref('int_sales__rules') }}
),

late_replies as (
    select
        'first_reply_late' as rule,
        'lead' as subject_type,
        lead_id as subject_id,
        cast(null as {{ dbt.type_string() }}) as detail,
        severity,
        due_on as since,
        settled_on as resolved_on
    from {{ ref('int_sales__late_replies') }}
    where not is_in_time
),

missing_fields as (
    select
        rules.rule,
        record_fields.record_type as subject_type,
        record_fields.record_id as subject_id,
        record_fields.field as detail,
        rules.severity,
        cast({{ dbt.dateadd(
            'hour', 'rules.limit_hours', 'cast(record_fields.asked_on as timestamp)'
        ) }} as date) as since,
        cast(null as date) as resolved_on
    from {{ ref('int_sales__record_fields') }} as record_fields
    inner join rules
        on
            rules.rule = 'missing_fields'
            and record_fields.record_type = rules.applies_to
            and record_fields.segment = rules.segment
    where not record_fields.is_filled
),

breaches as (
    select * from late_replies
    union all
    select * from missing_fields
    {% for model in ['stage_breaches', 'silences', 'quiet_trials', 'forecast_breaches'] %}
    union all
    select * from {{ ref('int_sales__' ~ model) }}
    {% endfor %}
),

-- Nothing is known of what is dated after as_of.
final as (
    select
        rule,
        subject_type,
        subject_id,
        detail,
        max(severity) as severity,
        since,
        case when count(*) = count(resolved_on) then max(resolved_on) end as resolved_on
    from breaches
    where since <= {{ as_of_date() }}
    group by rule, subject_type, subject_id, detail, since
)

select * from final
