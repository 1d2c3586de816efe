-- Leads are the same in every cut of acquisition_factors and in channel_performance, and visits in every cut
-- that has any; if not, a factor is divided by another's count.
with factors as (
    select
        date_month,
        segment_type,
        sum(leads) as leads,
        sum(visits) as visits
    from {{ ref('acquisition_factors') }}
    group by date_month, segment_type
),

company as (
    select
        date_month,
        leads,
        visits
    from {{ ref('channel_performance') }}
    where segment_type = 'all'
)

select
    factors.date_month,
    factors.segment_type
from factors
left join company
    on factors.date_month = company.date_month
where
    factors.leads <> coalesce(company.leads, 0)
    or (
        factors.segment_type not in ('team', 'owner')
        and factors.visits <> coalesce(company.visits, 0)
    )
