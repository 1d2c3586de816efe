with mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
),

-- What begins adds, what ends takes away; no day has to be looked at on which nothing changes.
deltas as (
    select
        account_id,
        currency,
        from_date as change_date,
        mrr,
        gross_mrr,
        committed_mrr,
        trial_mrr
    from mrr_intervals

    union all

    select
        account_id,
        currency,
        to_date as change_date,
        -mrr as mrr,
        -gross_mrr as gross_mrr,
        -committed_mrr as committed_mrr,
        -trial_mrr as trial_mrr
    from mrr_intervals
    where to_date <= {{ as_of_date() }}
),

deltas_per_day as (
    select
        account_id,
        currency,
        change_date,
        sum(mrr) as mrr,
        sum(gross_mrr) as gross_mrr,
        sum(committed_mrr) as committed_mrr,
        sum(trial_mrr) as trial_mrr
    from deltas
    group by account_id, currency, change_date
),

running as (
    select
        account_id,
        currency,
        change_date as from_date,
        coalesce(lead(change_date) over account_days, {{ forever() }}) as to_date,
        {{ as_money('sum(mrr) over account_days_so_far') }} as mrr,
        {{ as_money('sum(gross_mrr) over account_days_so_far') }} as gross_mrr,
        {{ as_money('sum(committed_mrr) over account_days_so_far') }} as committed_mrr,
        {{ as_money('sum(trial_mrr) over account_days_so_far') }} as trial_mrr
    from deltas_per_day
    window
        account_days as (partition by account_id, currency order by change_date),
        account_days_so_far as (
            partition by account_id, currency
            order by change_date
            rows unbounded preceding
        )
)

select * from running
