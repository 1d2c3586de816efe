{#-
    Rows of (plan_id, tier_number, up_to, unit_amount, flat_amount) from the JSON list
    `price_tiers` of a relation of plans; tier_number counts from 1 in the list's order.
-#}
{% macro price_tier_rows(relation) -%}
    {{ adapter.dispatch('price_tier_rows')(relation) }}
{%- endmacro %}


{% macro duckdb__price_tier_rows(relation) %}
    select
        plan_id,
        tier_number,
        cast(json_extract_string(tiers, '$[' || (tier_number - 1) || '].up_to') as double) as up_to,
        cast(
            json_extract_string(tiers, '$[' || (tier_number - 1) || '].unit_amount') as double
        ) as unit_amount,
        cast(
            json_extract_string(tiers, '$[' || (tier_number - 1) || '].flat_amount') as double
        ) as flat_amount
    from (
        select
            plan_id,
            price_tiers as tiers,
            cast(
                unnest(generate_series(1, cast(json_array_length(price_tiers) as bigint))) as integer
            ) as tier_number
        from {{ relation }}
        where price_tiers is not null
    ) as numbered_tiers
{% endmacro %}


{#- Text that is not JSON is an error on both engines. -#}
{% macro spark__price_tier_rows(relation) %}
    select
        plan_id,
        tier_index + 1 as tier_number,
        cast(tier.up_to as double) as up_to,
        cast(tier.unit_amount as double) as unit_amount,
        cast(tier.flat_amount as double) as flat_amount
    from (
        select
            plan_id,
            posexplode(
                from_json(
                    price_tiers,
                    'array<struct<up_to: string, unit_amount: string, flat_amount: string>>',
                    map('mode', 'FAILFAST')
                )
            ) as (tier_index, tier)
        from {{ relation }}
        where price_tiers is not null
    ) as numbered_tiers
{% endmacro %}
