{{ config(enabled=uses_connector('segment')) }}

with identifies as (
    select * from {{ source('segment', 'segment_identifies') }}
),

group_calls as (
    select * from {{ source('segment', 'segment_groups') }}
),

identity_spans as (
    select * from {{ ref('segment__identity_spans') }}
),

group_spans as (
    select * from {{ ref('segment__group_spans') }}
),

product_users as (
    select * from {{ ref('segment__product_users') }}
),

users_per_browser as (
    select
        anonymous_id,
        count(distinct user_id) as users
    from identity_spans
    group by anonymous_id
),

groups_per_person as (
    select
        person_id,
        count(distinct group_id) as user_groups
    from group_spans
    group by person_id
),

calls as (
    select
        {{ adapter.quote('timestamp') }} as called_at,
        received_at
    from identifies

    union all

    select
        {{ adapter.quote('timestamp') }} as called_at,
        received_at
    from group_calls
),

-- Events themselves are not read for this: those without an account are in the quarantine.
final as (
    select
        'segment_users_without_a_group' as observation,
        'segment_identifies' as table_name,
        'Users who were identified and joined no group: no account has their events.'
            as description,
        count(*) filter (where account_id is null) as rows_observed,
        count(*) as rows_checked
    from product_users

    union all

    select
        'segment_persons_in_several_groups' as observation,
        'segment_groups' as table_name,
        'Persons who joined several groups: each event counts for the one joined last before it.'
            as description,
        count(*) filter (where user_groups > 1) as rows_observed,
        count(*) as rows_checked
    from groups_per_person

    union all

    select
        'segment_browsers_of_several_users' as observation,
        'segment_identifies' as table_name,
        'Browsers in which several users were identified: what they do in between is uncertain.'
            as description,
        count(*) filter (where users > 1) as rows_observed,
        count(*) as rows_checked
    from users_per_browser

    union all

    select
        'segment_groups_without_a_user' as observation,
        'segment_groups' as table_name,
        'Group calls that name no user: they hold for whoever was identified in the browser.'
            as description,
        count(*) filter (where user_id is null) as rows_observed,
        count(*) as rows_checked
    from group_calls

    union all

    select
        'segment_calls_received_late' as observation,
        'segment_identifies' as table_name,
        'Identify and group calls that came later than a build looks back: events of days that'
        || ' were built before keep the account they had.' as description,
        count(*) filter (
            where {{ dbt.datediff('called_at', 'received_at', 'day') }}
            > {{ var('usage_lookback_days') }}
        ) as rows_observed,
        count(*) as rows_checked
    from calls
)

select * from final
