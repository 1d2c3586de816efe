with main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

offers as (
    select
        main_intervals.account_id,
        main_intervals.from_date,
        main_intervals.to_date,
        main_intervals.plan_tier,
        plans.product_id,
        coalesce({{ offer_name('plans') }}, main_intervals.plan_id) as offer
    from main_intervals
    left join plans
        on main_intervals.plan_id = plans.plan_id
),

beginnings as (
    select
        *,
        case
            when
                lag(offer) over account_days = offer
                and lag(to_date) over account_days = from_date
                then 0
            else 1
        end as is_beginning
    from offers
    window account_days as (partition by account_id order by from_date)
),

numbered as (
    select
        *,
        sum(is_beginning) over (
            partition by account_id
            order by from_date
            rows unbounded preceding
        ) as stay_number
    from beginnings
),

stays as (
    select
        account_id,
        offer,
        max(plan_tier) as plan_tier,
        max(product_id) as product_id,
        min(from_date) as from_date,
        max(to_date) as to_date
    from numbered
    group by account_id, offer, stay_number
),

-- Only the time as a customer counts: free use before it is no stay.
final as (
    select
        stays.account_id,
        stays.offer,
        stays.plan_tier,
        stays.product_id,
        greatest(stays.from_date, customer_spells.started_on) as from_date,
        least(stays.to_date, customer_spells.ended_on) as to_date
    from stays
    inner join customer_spells
        on
            stays.account_id = customer_spells.account_id
            and stays.from_date < customer_spells.ended_on
            and stays.to_date > customer_spells.started_on
    where customer_spells.started_on <= {{ as_of_date() }}
)

select * from final
