with feature_shares as (
    select * from {{ ref('int_growth__feature_shares') }}
),

-- Without enough use eight weeks ago nobody can say what is new.
accounts_with_use as (
    select distinct
        account_id,
        week_end
    from feature_shares
),

final as (
    select
        feature_shares.account_id,
        feature_shares.week_end,
        max(
            feature_shares.share_of_use - coalesce(shares_8_weeks_ago.share_of_use, 0)
        ) as largest_feature_rise
    from feature_shares
    inner join accounts_with_use
        on
            feature_shares.account_id = accounts_with_use.account_id
            and feature_shares.week_end
            = cast({{ dbt.dateadd('day', 56, 'accounts_with_use.week_end') }} as date)
    left join feature_shares as shares_8_weeks_ago
        on
            feature_shares.account_id = shares_8_weeks_ago.account_id
            and feature_shares.feature = shares_8_weeks_ago.feature
            and feature_shares.week_end
            = cast({{ dbt.dateadd('day', 56, 'shares_8_weeks_ago.week_end') }} as date)
    group by feature_shares.account_id, feature_shares.week_end
)

select * from final
