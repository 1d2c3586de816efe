{%- set levels = {'all': "'all'", 'team': 'team', 'owner': 'owner_id'} -%}

with records as (
    select * from {{ ref('int_sales__records') }}
),

record_fields as (
    select * from {{ ref('int_sales__record_fields') }}
),

-- DECISIONS.md, "Records that are worked on": a record is complete with all the fields asked of it.
fields as (
    select
        record_type,
        record_id,
        field,
        case when is_filled then 1 else 0 end as filled
    from record_fields
    union all
    select
        records.record_type,
        records.record_id,
        'all' as field,
        coalesce(min(case when record_fields.is_filled then 1 else 0 end), 1) as filled
    from records
    left join record_fields
        on
            records.record_type = record_fields.record_type
            and records.record_id = record_fields.record_id
    group by records.record_type, records.record_id
),

touched_fields as (
    select
        records.*,
        fields.field,
        fields.filled,
        cast({{ dbt.datediff(
            'coalesce(records.last_touched_on, records.created_on)', as_of_date(), 'day'
        ) }} as integer) as untouched_days,
        coalesce(
            records.last_touched_on
            > cast({{ dbt.dateadd('day', -30, as_of_date()) }} as date),
            false
        ) as is_touched_30_days,
        coalesce(
            records.last_touched_on
            > cast({{ dbt.dateadd('day', -90, as_of_date()) }} as date),
            false
        ) as is_touched_90_days
    from records
    inner join fields
        on
            records.record_type = fields.record_type
            and records.record_id = fields.record_id
),

members as (
    {% for level, member in levels.items() %}
    select
        '{{ level }}' as member_type,
        {{ member }} as member,
        record_type,
        field,
        count(*) as records,
        cast(sum(filled) as bigint) as filled_records,
        count(*) filter (where is_touched_30_days) as touched_30_days,
        count(*) filter (where is_touched_90_days) as touched_90_days,
        max(untouched_days) as oldest_untouched_days
    from touched_fields
    group by {{ member ~ ', ' if level != 'all' }}record_type, field
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        member_type,
        member,
        record_type,
        field,
        records,
        filled_records,
        {{ rate('filled_records', 'records') }} as filled_rate,
        touched_30_days,
        {{ rate('touched_30_days', 'records') }} as touched_30_days_rate,
        touched_90_days,
        {{ rate('touched_90_days', 'records') }} as touched_90_days_rate,
        oldest_untouched_days
    from members
)

select * from final
