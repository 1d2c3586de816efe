with flags as (
    select * from {{ ref('int_signals__flags') }}
    -- Which features are key is learnt from the whole history: DECISIONS.md, "Early signs".
    where signal <> 'key_feature_abandoned'
),

rules as (
    select * from {{ ref('account_signal_rules') }}
),

final as (
    select
        flags.account_id,
        flags.measured_on,
        count(*) as signals,
        max(case when flags.signal = 'champion_quiet' then 1 else 0 end) as champion_quiet,
        max(case when flags.signal = 'seats_shrinking' then flags.size else 0 end)
            as seats_shrinking,
        {{ joined_in_order('rules.signal_name', 'flags.signal') }} as signal_names
    from flags
    inner join rules
        on flags.signal = rules.signal
    group by flags.account_id, flags.measured_on
)

select * from final
