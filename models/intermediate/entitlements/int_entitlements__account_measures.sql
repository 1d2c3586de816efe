with measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
),

limits as (
    select * from {{ ref('int_entitlements__limits') }}
),

saturation_intervals as (
    select * from {{ ref('int_entitlements__saturation_intervals') }}
),

limits_of_days as (
    select
        measured_accounts.account_id,
        measured_accounts.measured_on,
        measured_accounts.is_week_end,
        limits.entitlement,
        max(limits.measured_by) as measured_by,
        sum(limits.limit_amount) as limit_amount
    from measured_accounts
    inner join limits
        on
            measured_accounts.account_id = limits.account_id
            and measured_accounts.measured_on >= limits.from_date
            and measured_accounts.measured_on < limits.to_date
    group by
        measured_accounts.account_id,
        measured_accounts.measured_on,
        measured_accounts.is_week_end,
        limits.entitlement
),

-- Every interval that reaches into the last 84 days; its end is what holds on the day itself.
used as (
    select
        limits_of_days.account_id,
        limits_of_days.measured_on,
        limits_of_days.entitlement,
        sum(
            case
                when
                    saturation_intervals.from_date <= limits_of_days.measured_on
                    and saturation_intervals.to_date > limits_of_days.measured_on
                    then saturation_intervals.used_amount
                else 0
            end
        ) as used_amount,
        sum(
            case
                when
                    saturation_intervals.from_date
                    <= {{ dbt.dateadd('day', -84, 'limits_of_days.measured_on') }}
                    and saturation_intervals.to_date
                    > {{ dbt.dateadd('day', -84, 'limits_of_days.measured_on') }}
                    then saturation_intervals.used_amount
            end
        ) as used_amount_84_days_ago,
        cast(sum(
            case
                when saturation_intervals.is_above_80_percent
                    then greatest(
                        {{ dbt.datediff(
                            'greatest(saturation_intervals.from_date, cast('
                            ~ dbt.dateadd('day', -27, 'limits_of_days.measured_on') ~ ' as date))',
                            'least(saturation_intervals.to_date, cast('
                            ~ dbt.dateadd('day', 1, 'limits_of_days.measured_on') ~ ' as date))',
                            'day'
                        ) }},
                        0
                    )
                else 0
            end
        ) as bigint) as days_above_80_percent
    from limits_of_days
    inner join saturation_intervals
        on
            limits_of_days.account_id = saturation_intervals.account_id
            and limits_of_days.entitlement = saturation_intervals.entitlement
            and limits_of_days.measured_on >= saturation_intervals.from_date
            and saturation_intervals.to_date
            > {{ dbt.dateadd('day', -84, 'limits_of_days.measured_on') }}
    group by
        limits_of_days.account_id, limits_of_days.measured_on, limits_of_days.entitlement
),

-- DECISIONS.md, "Saturation": users grow as in the last twelve weeks, calls as in the month so far.
growing as (
    select
        limits_of_days.*,
        coalesce(used.used_amount, 0) as used_amount,
        coalesce(used.days_above_80_percent, 0) as days_above_80_percent,
        case
            when limits_of_days.measured_by = 'assigned_users'
                then (used.used_amount - used.used_amount_84_days_ago) / 84
            else
                used.used_amount
                / cast(extract(day from limits_of_days.measured_on) as double)
        end as growth_per_day
    from limits_of_days
    left join used
        on
            limits_of_days.account_id = used.account_id
            and limits_of_days.measured_on = used.measured_on
            and limits_of_days.entitlement = used.entitlement
),

days_left as (
    select
        *,
        {{ rounded('(limit_amount - used_amount) / nullif(growth_per_day, 0)', 6) }} as exact_days
    from growing
),

-- What takes longer than ten years is not looked at.
whole_days as (
    select
        *,
        cast(
            case
                when used_amount >= limit_amount then 0
                when growth_per_day > 0 then least(ceil(exact_days), 3650)
            end
            as integer
        ) as days_to_limit
    from days_left
),

final as (
    select
        account_id,
        measured_on,
        is_week_end,
        entitlement,
        limit_amount,
        used_amount,
        {{ rate('used_amount', 'limit_amount') }} as saturation,
        days_above_80_percent,
        {{ rounded('growth_per_day', 6) }} as growth_per_day,
        case
            when
                measured_by = 'assigned_users' and days_to_limit <= 365
                or days_to_limit <= extract(day from last_day(measured_on))
                - extract(day from measured_on)
                then cast({{ dbt.dateadd('day', 'days_to_limit', 'measured_on') }} as date)
        end as reaches_limit_on
    from whole_days
)

select * from final
