with account_features as (
    select * from {{ ref('int_usage__account_features') }}
),

feature_months as (
    select * from {{ ref('int_usage__feature_months') }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

first_month as (
    select coalesce(min(date_month), {{ as_of_date() }}) as first_date
    from feature_months
),

months as (
    {{ month_rows('(select first_date from first_month)') }}
),

features as (
    select
        feature,
        max(feature_name) as feature_name
    from product_features
    group by feature
),

members as (
    select
        account_id,
        feature,
        module,
        cast({{ dbt.date_trunc('month', 'first_used_on') }} as date) as cohort_month
    from account_features
),

cohorts as (
    select
        cohort_month,
        feature,
        max(module) as module,
        count(*) as accounts
    from members
    group by cohort_month, feature
),

uses as (
    select
        members.cohort_month,
        members.feature,
        feature_months.date_month,
        count(*) as accounts_using
    from members
    inner join feature_months
        on
            members.account_id = feature_months.account_id
            and members.feature = feature_months.feature
    group by members.cohort_month, members.feature, feature_months.date_month
),

-- A month in which nobody used it any more has its row as well.
final as (
    select
        cohorts.cohort_month,
        cast(
            {{ dbt.datediff('cohorts.cohort_month', 'months.date_month', 'month') }}
            as integer
        ) as months_since,
        cohorts.feature,
        coalesce(features.feature_name, cohorts.feature) as feature_name,
        cohorts.module,
        cohorts.accounts,
        coalesce(uses.accounts_using, 0) as accounts_using,
        {{ rate('coalesce(uses.accounts_using, 0)', 'cohorts.accounts') }} as feature_retention,
        last_day(months.date_month) <= {{ as_of_date() }} as is_complete
    from cohorts
    inner join months
        on cohorts.cohort_month <= months.date_month
    left join uses
        on
            cohorts.cohort_month = uses.cohort_month
            and cohorts.feature = uses.feature
            and months.date_month = uses.date_month
    left join features
        on cohorts.feature = features.feature
)

select * from final
