with required_fields as (
    select
        required_fields.applies_to,
        required_fields.field,
        required_fields.from_stage,
        sales_stages.stage_order as from_order
    from {{ ref('required_fields') }} as required_fields
    left join {{ ref('sales_stages') }} as sales_stages
        on required_fields.from_stage = sales_stages.stage
),

records as (
    select * from {{ ref('int_sales__records') }}
),

{% for applies_to, table, key in [
    ('lead', 'stg_crm__leads', 'lead_id'),
    ('opportunity', 'stg_crm__opportunities', 'opportunity_id'),
    ('account', 'stg_crm__accounts', 'account_id'),
] -%}
{{ applies_to }}_fields as (
    {% for field in crm_fields(applies_to) -%}
    select
        '{{ applies_to }}' as record_type,
        {{ key }} as record_id,
        '{{ field }}' as field,
        {% if field in ['amount', 'employee_count', 'expected_close_date'] -%}
        {{ field }} is not null as is_filled
        {%- else -%}
        coalesce(trim({{ field }}) <> '', false) as is_filled
        {%- endif %}
    from {{ ref(table) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

{% endfor -%}
fields as (
    select * from lead_fields
    union all
    select * from opportunity_fields
    union all
    select * from account_fields
),

stages_reached as (
    select
        stage_intervals.opportunity_id,
        required_fields.field,
        min(stage_intervals.entered_on) as asked_on
    from {{ ref('int_sales__stage_intervals') }} as stage_intervals
    inner join required_fields
        on
            required_fields.applies_to = 'opportunity'
            and stage_intervals.stage_order >= required_fields.from_order
    group by stage_intervals.opportunity_id, required_fields.field
),

-- DECISIONS.md, "Records that are worked on": fields have no history, they are as they are now.
final as (
    select
        records.record_type,
        records.record_id,
        records.owner_id,
        records.team,
        records.segment,
        required_fields.field,
        fields.is_filled,
        coalesce(stages_reached.asked_on, records.created_on) as asked_on
    from records
    inner join required_fields
        on records.record_type = required_fields.applies_to
    inner join fields
        on
            records.record_type = fields.record_type
            and records.record_id = fields.record_id
            and required_fields.field = fields.field
    left join stages_reached
        on
            records.record_type = 'opportunity'
            and records.record_id = stages_reached.opportunity_id
            and required_fields.field = stages_reached.field
    where
        required_fields.from_stage is null
        or stages_reached.asked_on is not null
)

select * from final
