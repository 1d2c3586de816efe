with limits as (
    select * from {{ ref('int_entitlements__limits') }}
),

use_intervals as (
    select * from {{ ref('int_entitlements__use_intervals') }}
),

-- Use and limit are laid over one another; where there is no use there is none, not zero of it.
final as (
    select
        limits.account_id,
        limits.entitled_account_id,
        limits.entitlement,
        limits.measured_by,
        limits.limit_amount,
        use_intervals.used_amount,
        greatest(limits.from_date, use_intervals.from_date) as from_date,
        least(limits.to_date, use_intervals.to_date) as to_date,
        use_intervals.used_amount > 0.8 * limits.limit_amount as is_above_80_percent
    from limits
    inner join use_intervals
        on
            limits.entitled_account_id = use_intervals.account_id
            and limits.measured_by = use_intervals.measured_by
            and coalesce(limits.event_name, '') = coalesce(use_intervals.event_name, '')
            and limits.from_date < use_intervals.to_date
            and limits.to_date > use_intervals.from_date
)

select * from final
