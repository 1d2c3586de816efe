with term_ends as (
    select * from {{ ref('int_customers__term_ends') }}
),

renewal as (
    select * from {{ ref('lifecycle_boundaries') }}
    where stage = 'renewal'
),

windows as (
    select
        term_ends.account_id,
        term_ends.term_end,
        term_ends.term_months,
        greatest(
            term_ends.from_date,
            cast({{ dbt.dateadd(
                'day', '-renewal.days_before_term_end', 'term_ends.term_end'
            ) }} as date)
        ) as from_date,
        least(term_ends.to_date, term_ends.term_end) as to_date
    from term_ends
    inner join renewal
        on term_ends.term_months >= renewal.minimum_term_months
),

final as (
    select
        account_id,
        term_end,
        max(term_months) as term_months,
        min(from_date) as from_date,
        max(to_date) as to_date
    from windows
    where
        from_date < to_date
        and from_date <= {{ as_of_date() }}
    group by account_id, term_end
)

select * from final
