with steps as (
    select * from {{ ref('int_sales__deal_steps') }}
    union all
    select * from {{ ref('int_sales__lead_steps') }}
),

-- A date that is not known leaves days_watched empty: a step without them is in no estimate.
watched as (
    select
        *,
        case
            when is_moved_on then 'moved_on'
            else outcome
        end as state,
        case
            when is_moved_on
                then cast({{ dbt.datediff(
                    'entered_on', 'moved_on_on', 'day'
                ) }} as integer)
            else cast({{ dbt.datediff(
                'entered_on', as_of_date(), 'day'
            ) }} as integer)
        end as days_watched
    from steps
),

final as (
    {% for segment_type, column in funnel_segment_types().items() %}
    select
        cohort_month,
        funnel,
        '{{ segment_type }}' as segment_type,
        {{ column }} as segment,
        stage,
        stage_order,
        subject_id,
        state,
        outcome,
        days_watched
    from watched
    {{ 'where opportunity_type is not null' if segment_type == 'opportunity_type' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
