{{ config(enabled=uses_connector('hubspot')) }}

with stages as (
    select * from {{ source('hubspot', 'hubspot_deal_pipeline_stage') }}
),

-- A key that several pipelines have is one stage; one that was removed still names old deals.
numbered_stages as (
    select
        *,
        row_number() over (
            partition by stage_id
            order by coalesce(_fivetran_deleted, false) asc, pipeline_id asc, label asc
        ) as place
    from stages
),

final as (
    select
        stage_id,
        pipeline_id,
        label,
        probability,
        is_closed,
        closed_won
    from numbered_stages
    where place = 1
)

select * from final
