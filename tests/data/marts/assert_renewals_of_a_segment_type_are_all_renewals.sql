-- If this fails, a segment leaves renewals out, or their amounts.
with renewals as (
    select
        cast({{ dbt.date_trunc('quarter', 'term_end') }} as date) as date_quarter,
        count(*) as renewals_due,
        {{ as_money('sum(renewal_mrr)') }} as due_mrr,
        {{ as_money('sum(coalesce(renewed_mrr, 0))') }} as renewed_mrr
    from {{ ref('renewals') }}
    group by cast({{ dbt.date_trunc('quarter', 'term_end') }} as date)
),

segment_types as (
    select distinct segment_type from {{ ref('renewal_performance') }}
),

expected as (
    select
        segment_types.segment_type,
        renewals.*
    from segment_types
    cross join renewals
),

segments as (
    select
        segment_type,
        date_quarter,
        cast(sum(renewals_due) as bigint) as renewals_due,
        {{ as_money('sum(due_mrr)') }} as due_mrr,
        {{ as_money('sum(renewed_mrr)') }} as renewed_mrr
    from {{ ref('renewal_performance') }}
    group by segment_type, date_quarter
)

{{ rows_that_differ('expected', 'segments') }}
