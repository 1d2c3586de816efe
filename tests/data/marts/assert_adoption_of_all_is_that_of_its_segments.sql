-- If this fails, adoption leaves customers or their use out of a segment, or counts them in two.
with by_type as (
    select
        date_month,
        feature,
        segment_type,
        cast(sum(customers) as bigint) as customers,
        cast(sum(accounts_using) as bigint) as accounts_using,
        cast(sum(users) as bigint) as users,
        cast(sum(events) as bigint) as events,
        cast(sum(accounts_using_first_time) as bigint) as accounts_using_first_time
    from {{ ref('feature_adoption') }}
    where module <> 'unmapped'
    group by date_month, feature, segment_type
),

revenue as (
    select
        date_month,
        customers_end
    from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
)

select
    parts.*,
    whole.customers as customers_in_all,
    revenue.customers_end
from by_type as parts
inner join by_type as whole
    on
        parts.date_month = whole.date_month
        and parts.feature = whole.feature
        and whole.segment_type = 'all'
left join revenue
    on parts.date_month = revenue.date_month
where
    parts.customers <> whole.customers
    or parts.accounts_using <> whole.accounts_using
    or parts.users <> whole.users
    or parts.events <> whole.events
    or parts.accounts_using_first_time <> whole.accounts_using_first_time
    or whole.customers <> coalesce(revenue.customers_end, 0)
