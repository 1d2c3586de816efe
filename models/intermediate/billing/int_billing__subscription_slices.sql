{%- set past_due_days = revenue_rule('mrr_past_due') -%}

with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

states as (
    select * from {{ ref('int_billing__subscription_states') }}
),

item_versions as (
    select * from {{ ref('int_billing__item_versions') }}
),

item_discounts as (
    select * from {{ ref('int_billing__item_discounts') }}
),

-- Every day on which anything about a subscription may change.
own_boundaries as (
    {% for relation, day in [
        ('subscriptions', 'started_on'),
        ('subscriptions', 'ended_on'),
        ('subscriptions', 'trial_started_on'),
        ('subscriptions', 'trial_ended_on'),
        ('subscriptions', 'cancel_requested_on'),
        ('states', 'from_date'),
        ('item_versions', 'from_date'),
        ('item_versions', 'to_date'),
        ('item_discounts', 'from_date'),
        ('item_discounts', 'to_date'),
    ] %}
    select
        subscription_id,
        {{ day }} as boundary
    from {{ relation }}
    {{ 'union' if not loop.last }}
    {% endfor %}
    {%- if past_due_days is number %}
    union
    select
        subscription_id,
        cast({{ dbt.dateadd('day', past_due_days, 'from_date') }} as date) as boundary
    from states
    where status = 'past_due'
    {%- endif %}
),

-- An amount off a customer is shared by all its subscriptions: they are cut at the same days.
customers_sharing_an_amount as (
    select distinct customer_id
    from item_discounts
    where
        amount_off is not null
        and applies_to = 'customer'
),

boundaries as (
    select
        subscription_id,
        boundary
    from own_boundaries

    union

    select
        subscriptions.subscription_id,
        own_boundaries.boundary
    from customers_sharing_an_amount
    inner join subscriptions
        on customers_sharing_an_amount.customer_id = subscriptions.customer_id
    inner join subscriptions as sibling_subscriptions
        on subscriptions.customer_id = sibling_subscriptions.customer_id
    inner join own_boundaries
        on sibling_subscriptions.subscription_id = own_boundaries.subscription_id
),

slices as (
    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        subscriptions.account_id,
        subscriptions.trial_started_on,
        subscriptions.trial_ended_on,
        subscriptions.cancel_requested_on,
        boundaries.boundary as from_date,
        lead(boundaries.boundary) over (
            partition by subscriptions.subscription_id
            order by boundaries.boundary
        ) as to_date
    from subscriptions
    inner join boundaries
        on
            subscriptions.subscription_id = boundaries.subscription_id
            and subscriptions.started_on <= boundaries.boundary
            and subscriptions.ended_on >= boundaries.boundary
),

-- The trial's dates win over the status that was written down.
slices_with_states as (
    select
        slices.*,
        states.from_date as state_from_date,
        case
            when
                slices.from_date >= slices.trial_started_on
                and slices.from_date < slices.trial_ended_on
                then 'trialing'
            when states.status = 'trialing' and slices.trial_ended_on is not null then 'active'
            else states.status
        end as status
    from slices
    inner join states
        on
            slices.subscription_id = states.subscription_id
            and slices.from_date >= states.from_date
            and slices.from_date < states.to_date
    where
        slices.from_date <= {{ as_of_date() }}
        and slices.to_date is not null
),

-- DECISIONS.md, "States of a subscription".
final as (
    select
        subscription_id,
        customer_id,
        account_id,
        from_date,
        to_date,
        status,
        status = 'trialing' as is_trial,
        coalesce(from_date >= cancel_requested_on, false) as is_cancelling,
        case status
            when 'active' then true
            {%- if past_due_days is number %}
            when 'past_due'
                then from_date
                    < cast({{ dbt.dateadd('day', past_due_days, 'state_from_date') }} as date)
            {%- else %}
            when 'past_due' then true
            {%- endif %}
            when 'unpaid' then {{ revenue_rule('mrr_unpaid') == 'keep' }}
            when 'paused' then {{ revenue_rule('mrr_paused') == 'keep' }}
            else false
        end
        {%- if revenue_rule('mrr_cancellation') == 'requested' %}
        and not coalesce(from_date >= cancel_requested_on, false)
        {%- endif %} as is_in_force
    from slices_with_states
)

select * from final
