-- If this fails, a record is tied by no rule or by two, and the shares of the rules mean nothing.
with coverage as (
    select * from {{ ref('identity_coverage') }}
),

sums as (
    select
        entity_type,
        sum(case when rule = 'all' then matched_entities else 0 end) as matched_entities,
        sum(case when rule <> 'all' then matched_entities else 0 end) as matched_by_rules
    from coverage
    group by entity_type
)

select * from sums
where matched_entities <> matched_by_rules
