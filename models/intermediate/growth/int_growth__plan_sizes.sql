with measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
    where
        is_customer
        and is_week_end
        and mrr > 0
),

stays as (
    select * from {{ ref('int_growth__stays') }}
),

customer_weeks as (
    select
        measured_accounts.account_id,
        measured_accounts.measured_on as week_end,
        measured_accounts.industry,
        stays.offer,
        cast(measured_accounts.mrr as double) as mrr
    from measured_accounts
    inner join stays
        on
            measured_accounts.account_id = stays.account_id
            and measured_accounts.measured_on >= stays.from_date
            and measured_accounts.measured_on < stays.to_date
),

means as (
    select
        account_id,
        week_end,
        mrr,
        avg(mrr) over (partition by week_end) as mean_of_all,
        avg(mrr) over (partition by week_end, offer) as mean_of_plan,
        avg(mrr) over (partition by week_end, industry) as mean_of_industry
    from customer_weeks
),

final as (
    select
        account_id,
        week_end,
        {{ rounded('ln(mean_of_plan / mean_of_all)', 6) }} as plan_size,
        {{ rounded('ln(mrr / mean_of_plan)', 6) }} as mrr_beside_plan,
        {{ rounded('ln(mrr / mean_of_industry)', 6) }} as mrr_beside_industry
    from means
)

select * from final
