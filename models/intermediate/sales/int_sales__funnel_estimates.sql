{%- set key = 'cohort_month, funnel, segment_type, segment, stage' -%}
{%- set watched_for = 90 -%}

with steps as (
    select * from {{ ref('int_sales__funnel_steps') }}
),

by_days as (
    select
        {{ key }},
        days_watched,
        count(*) as steps,
        count(*) filter (where state = 'moved_on') as moved_on
    from steps
    where days_watched is not null
    group by {{ key }}, days_watched
),

at_risk as (
    select
        {{ key }},
        days_watched,
        cast(moved_on as double) as moved_on,
        cast(
            sum(steps) over (
                partition by {{ key }}
                order by days_watched desc
                rows between unbounded preceding and current row
            ) as double
        ) as at_risk
    from by_days
),

-- Kaplan and Meier's product: the share that has not moved on by the 90th day.
not_moved_on as (
    select
        {{ key }},
        max(days_watched) as longest_watched,
        {{ product_of(
            'case when days_watched <= ' ~ watched_for
            ~ ' then 1 - moved_on / at_risk else cast(1 as double) end'
        ) }} as share
    from at_risk
    group by {{ key }}
),

undated as (
    select
        {{ key }},
        count(*) filter (where days_watched is null) as undated_steps
    from steps
    group by {{ key }}
),

-- DECISIONS.md, "Open ones are open": nothing is said of a time that nobody has been watched for.
final as (
    select
        {% for column in key.split(', ') -%}
        not_moved_on.{{ column }},
        {% endfor -%}
        {{ rounded('1 - not_moved_on.share', 6) }} as conversion_within_90_days
    from not_moved_on
    inner join undated
        on
            not_moved_on.cohort_month = undated.cohort_month
            and not_moved_on.funnel = undated.funnel
            and not_moved_on.segment_type = undated.segment_type
            and not_moved_on.segment = undated.segment
            and not_moved_on.stage = undated.stage
    where
        undated.undated_steps = 0
        and (
            not_moved_on.longest_watched >= {{ watched_for }}
            or not_moved_on.share = 0
        )
)

select * from final
