-- The price list: four levels, an add-on, a free and a metered plan, by interval and currency.
create or replace table story.intervals as
from (values
    ('week', 'week', 1, 0.25, 12 / 52),
    ('month', 'month', 1, 1.0, 1),
    ('quarter', 'month', 3, 2.85, 3),
    ('year', 'year', 1, 10.0, 12),
) as intervals (billing, billing_interval, interval_count, price_factor, months);

create or replace table story.currencies as
from (values ('USD', 1.0), ('EUR', 0.9), ('GBP', 0.8)) as currencies (currency, currency_factor);

create or replace table story.families as
from (values
    ('starter', 1, 'flat', 49.0),
    ('team', 2, 'per_unit', 15.0),
    ('business', 3, 'graduated', null),
    ('enterprise', 4, 'volume', null),
    ('free', 0, 'flat', 0.0),
    ('api', 0, 'per_unit', 0.02),
    ('analytics', 0, 'per_unit', 4.0),
) as families (family, plan_level, pricing_model, list_amount);

create or replace table story.tiers as
with listed as (
    from (values
        ('business', 0, 10, 20.0, 50.0),
        ('business', 10, 50, 16.0, 30.0),
        ('business', 50, null, 12.0, 0.0),
        ('enterprise', 0, 50, 24.0, 200.0),
        ('enterprise', 50, 200, 20.0, 150.0),
        ('enterprise', 200, null, 16.0, 500.0),
    ) as listed (family, units_before, up_to, list_unit, list_flat)
)

select
    listed.family || '_' || billing || '_' || lower(currency) as plan_id,
    units_before,
    up_to,
    round(list_unit * price_factor * currency_factor, 2)::decimal(18, 4) as unit_amount,
    round(list_flat * price_factor * currency_factor, 2)::decimal(18, 4) as flat_amount,
from listed
cross join story.intervals
cross join story.currencies;

create or replace table story.plans as
select
    family || '_' || billing || '_' || lower(currency) as plan_id,
    family,
    billing,
    currency,
    billing_interval,
    interval_count,
    months::double as months,
    pricing_model,
    (case when family = 'api' then list_amount * currency_factor
        else round(list_amount * price_factor * currency_factor, 2)
    end)::decimal(18, 4) as unit_amount,
from story.families
cross join story.intervals
cross join story.currencies
where family not in ('free', 'api') or billing = 'month';

create or replace table raw.plans as
with tier_lists as (
    select
        plan_id,
        to_json(
            list(
                {up_to: up_to, unit_amount: unit_amount, flat_amount: flat_amount}
                order by units_before
            )
        )::varchar as price_tiers,
    from story.tiers
    group by plan_id
)

select
    plans.plan_id,
    upper(family[1]) || family[2:] || ' ' || billing || 'ly ' || currency as plan_name,
    if(family in ('api', 'analytics'), 'prod_' || family, 'prod_core') as product_id,
    case family when 'api' then 'API' when 'analytics' then 'Analytics' else 'Core' end
        as product_name,
    if(family in ('api', 'analytics'), null, family) as plan_tier,
    billing_interval,
    interval_count,
    currency,
    unit_amount,
    pricing_model,
    price_tiers,
    if(family = 'api', 'metered', 'licensed') as usage_type,
    family = 'analytics' as is_addon,
    family = 'free' as is_free,
from story.plans
left join tier_lists on tier_lists.plan_id = plans.plan_id;

-- Rates to the US dollar move on Mondays, along a slow wave with a little noise.
create or replace table raw.exchange_rates as
with mondays as (
    select
        unnest(generate_series(
            date_trunc('week', getvariable('first_day') - 40),
            getvariable('last_day')::timestamp,
            interval 7 days
        ))::date as rate_date,
),

numbered as (
    select rate_date, (rate_date - date '2000-01-03') // 7 as week_no,
    from mondays
)

select
    rate_date,
    from_currency,
    'USD' as to_currency,
    round(
        base_rate * (
            1 + 0.04 * sin(week_no / 11.0 + phase)
            + 0.02 * sin(week_no / 3.7 + 2 * phase)
            + 0.004 * (dice(week_no, from_currency) - 0.5)
        ),
        6
    )::decimal(18, 6) as rate,
from numbered
cross join (values ('EUR', 1.09, 0.3), ('GBP', 1.27, 1.9)) as bases (
    from_currency, base_rate, phase
);
