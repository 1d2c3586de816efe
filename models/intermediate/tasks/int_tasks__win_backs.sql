with departures as (
    select * from {{ ref('int_revenue__departures') }}
),

feature_requests as (
    select * from {{ ref('stg_support__feature_requests') }}
    where {{ to_reporting_date('requested_at') }} <= {{ as_of_date() }}
),

requests_of_customers as (
    {{ rows_of_customers('feature_requests') }}
),

rules as (
    select * from {{ ref('task_rules') }}
    where kind = 'win_back'
),

-- DECISIONS.md, "When a task opens": until then a reason for leaving may still come in.
reasons_are_in as (
    select coalesce(max(days_after), 0) + 1 as days from {{ ref('reason_sources') }}
),

-- What an account had asked for before it left, and got after.
delivered as (
    select
        departures.account_id,
        departures.spell_number,
        min({{ to_reporting_date('requests_of_customers.delivered_at') }}) as fixed_on,
        min(requests_of_customers.feature) as feature
    from departures
    inner join requests_of_customers
        on
            departures.account_id = requests_of_customers.customer_account_id
            and departures.left_on
            >= {{ to_reporting_date('requests_of_customers.requested_at') }}
            and departures.left_on
            <= {{ to_reporting_date('requests_of_customers.delivered_at') }}
    where
        departures.reason_code = 'missing_feature'
        and {{ to_reporting_date('requests_of_customers.delivered_at') }} <= {{ as_of_date() }}
    group by departures.account_id, departures.spell_number
),

reasons as (
    select
        'left' as reason,
        departures.*,
        departures.left_on as known_on,
        delivered.fixed_on
    from departures
    left join delivered
        on
            departures.account_id = delivered.account_id
            and departures.spell_number = delivered.spell_number
    union all
    select
        'reason_fixed' as reason,
        departures.*,
        delivered.fixed_on as known_on,
        delivered.fixed_on
    from departures
    inner join delivered
        on
            departures.account_id = delivered.account_id
            and departures.spell_number = delivered.spell_number
),

-- Nobody comes back to a business that is closed.
dated as (
    select
        reasons.*,
        greatest(
            cast({{ dbt.dateadd(
                'day', 'greatest(rules.wait_days, reasons_are_in.days)', 'reasons.left_on'
            ) }} as date),
            reasons.known_on
        ) as began_on,
        least(
            coalesce(reasons.returned_on, {{ forever() }}),
            cast({{ dbt.dateadd(
                'day', 'rules.lasts_days', 'reasons.known_on'
            ) }} as date)
        ) as ended_on
    from reasons
    inner join rules
        on reasons.reason = rules.reason
    cross join reasons_are_in
    where coalesce(reasons.reason_code, 'other') <> 'business_closed'
),

final as (
    select
        reason,
        account_id,
        began_on,
        ended_on,
        began_on as seen_on,
        ended_on as quiet_from,
        mrr_lost as value_mrr,
        concat(
            'left for ', coalesce(replace(reason_code, '_', ' '), 'a reason not given'),
            case
                when fixed_on is not null
                    then concat(', fixed on ', cast(fixed_on as {{ dbt.type_string() }}))
                else ''
            end
        ) as detail
    from dated
    where began_on < ended_on
)

select * from final
