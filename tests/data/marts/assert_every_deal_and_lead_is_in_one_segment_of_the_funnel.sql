-- If this fails, the funnel of a team, an owner or a channel does not add up to the company's.
with by_type as (
    select
        cohort_month,
        funnel,
        stage,
        segment_type,
        cast(sum(entered) as bigint) as entered,
        cast(sum(moved_on) as bigint) as moved_on,
        cast(sum(lost) as bigint) as lost,
        cast(sum(won) as bigint) as won,
        cast(sum(lost_in_the_end) as bigint) as lost_in_the_end
    from {{ ref('sales_funnel') }}
    group by cohort_month, funnel, stage, segment_type
)

select
    parts.*,
    whole.entered as entered_in_all
from by_type as parts
inner join by_type as whole
    on
        parts.cohort_month = whole.cohort_month
        and parts.funnel = whole.funnel
        and parts.stage = whole.stage
        and whole.segment_type = 'all'
where
    parts.entered <> whole.entered
    or parts.moved_on <> whole.moved_on
    or parts.lost <> whole.lost
    or parts.won <> whole.won
    or parts.lost_in_the_end <> whole.lost_in_the_end
