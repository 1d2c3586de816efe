with identities as (
    select * from {{ ref('identities') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

identity_bounds as (
    select * from {{ ref('identity_bounds') }}
),

-- DECISIONS.md, "How many must be tied": leads that became accounts are judged apart.
judged_entities as (
    select
        entity_type,
        rule,
        is_matched,
        is_override,
        has_conflict
    from identities

    union all

    select
        'converted_lead' as entity_type,
        identities.rule,
        identities.is_matched,
        identities.is_override,
        identities.has_conflict
    from identities
    inner join leads
        on identities.entity_id = leads.lead_id
    where
        identities.entity_type = 'lead'
        and {{ to_reporting_date('leads.converted_at') }} <= {{ as_of_date() }}
),

totals as (
    select
        entity_type,
        count(*) as entities,
        cast(sum(case when is_override and not is_matched then 1 else 0 end) as bigint)
            as left_out_entities,
        cast(sum(case when is_matched then 1 else 0 end) as bigint) as matched_entities,
        cast(sum(case when has_conflict then 1 else 0 end) as bigint) as conflicting_entities
    from judged_entities
    group by entity_type
),

matched_by_rule as (
    select
        entity_type,
        rule,
        count(*) as matched_entities,
        cast(sum(case when has_conflict then 1 else 0 end) as bigint) as conflicting_entities
    from judged_entities
    where is_matched
    group by entity_type, rule
),

all_rows as (
    select
        entity_type,
        'all' as rule,
        entities,
        left_out_entities,
        matched_entities,
        conflicting_entities
    from totals

    union all

    select
        matched_by_rule.entity_type,
        matched_by_rule.rule,
        totals.entities,
        totals.left_out_entities,
        matched_by_rule.matched_entities,
        matched_by_rule.conflicting_entities
    from matched_by_rule
    inner join totals
        on matched_by_rule.entity_type = totals.entity_type
),

final as (
    select
        all_rows.entity_type,
        all_rows.rule,
        all_rows.entities,
        all_rows.left_out_entities,
        all_rows.matched_entities,
        {{ rate('all_rows.matched_entities', 'all_rows.entities - all_rows.left_out_entities') }}
            as matched_rate,
        all_rows.conflicting_entities,
        case when all_rows.rule = 'all' then identity_bounds.warn_below end as warn_below,
        case when all_rows.rule = 'all' then identity_bounds.block_below end as block_below
    from all_rows
    left join identity_bounds
        on all_rows.entity_type = identity_bounds.entity_type
)

select * from final
