-- If this fails, reasons leave somebody out who left, or count somebody twice.
with departures as (
    select
        cast({{ dbt.date_trunc('month', 'left_on') }} as date) as date_month,
        count(*) as departures,
        {{ as_money('sum(mrr_lost)') }} as mrr_lost
    from {{ ref('customer_departures') }}
    where kind <> 'pause' or ended_after_pause_on is not null
    group by cast({{ dbt.date_trunc('month', 'left_on') }} as date)
),

segment_types as (
    select distinct segment_type from {{ ref('churn_reasons') }}
),

expected as (
    select
        segment_types.segment_type,
        departures.date_month,
        departures.departures,
        departures.mrr_lost
    from segment_types
    cross join departures
),

reasons as (
    select
        segment_type,
        date_month,
        cast(sum(departures) as bigint) as departures,
        {{ as_money('sum(mrr_lost)') }} as mrr_lost
    from {{ ref('churn_reasons') }}
    group by segment_type, date_month
)

{{ rows_that_differ('expected', 'reasons') }}
