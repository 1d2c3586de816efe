with features as (
    select * from {{ ref('int_growth__features') }}
),

account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
    where customer_amount <> 0
),

changed as (
    select
        features.account_id,
        features.week_end,
        sum(account_changes.customer_amount) as amount
    from features
    inner join account_changes
        on
            features.account_id = account_changes.account_id
            and features.week_end < account_changes.change_date
            and account_changes.change_date
            <= cast({{ dbt.dateadd('day', 90, 'features.week_end') }} as date)
    group by features.account_id, features.week_end
),

compared as (
    select
        features.account_id,
        features.week_end,
        cast({{ dbt.dateadd('day', 90, 'features.week_end') }} as date) as known_on,
        coalesce(changed.amount, 0) as amount,
        coalesce(
            changed.amount > 0
            and changed.amount >= {{ var('expansion_least_share') }} * features.mrr,
            false
        ) as has_risen
    from features
    left join changed
        on
            features.account_id = changed.account_id
            and features.week_end = changed.week_end
),

-- DECISIONS.md, "What counts as a rise": what was taken back, or lost, within the 90 days is off.
final as (
    select
        account_id,
        week_end,
        known_on,
        case when known_on <= {{ as_of_date() }} then has_risen end as has_risen,
        case
            when known_on <= {{ as_of_date() }}
                then {{ as_money('case when has_risen then amount else 0 end') }}
        end as amount
    from compared
)

select * from final
