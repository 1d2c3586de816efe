with failing as (
    select * from {{ ref('int_payments__failing_intervals') }}
),

-- DECISIONS.md, "A payment is failing".
final as (
    select
        'payment_failing' as reason,
        account_id,
        first_failed_on as began_on,
        failing_until as ended_on,
        least(last_attempt_on, failing_until) as seen_on,
        failing_until as quiet_from,
        last_failure_code as detail
    from failing
    where
        account_id is not null
        and first_failed_on < failing_until
)

select * from final
