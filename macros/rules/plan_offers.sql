{#- Whether two plans are one offer, billed otherwise: of one product and of one tier. -#}
{% macro is_same_offer(plan, other) -%}
    (
        coalesce({{ plan }}.product_id, '') = coalesce({{ other }}.product_id, '')
        and coalesce({{ plan }}.plan_tier, '') = coalesce({{ other }}.plan_tier, '')
        and coalesce({{ plan }}.product_id, {{ plan }}.plan_tier) is not null
    )
{%- endmacro %}


{#- Whether two plans are billed for the same time, in the same currency and manner. -#}
{% macro is_billed_alike(plan, other) -%}
    (
        coalesce({{ plan }}.billing_interval, '') = coalesce({{ other }}.billing_interval, '')
        and {{ plan }}.interval_count = {{ other }}.interval_count
        and {{ plan }}.currency = {{ other }}.currency
        and {{ plan }}.usage_type = {{ other }}.usage_type
    )
{%- endmacro %}


{#- For how long a plan binds, from its billing period: see DECISIONS.md, "Contract terms". -#}
{% macro contract_term(billing_interval, interval_count) -%}
    case
        when {{ billing_interval }} = 'month' and {{ interval_count }} = 1 then 'monthly'
        when {{ billing_interval }} = 'month' and {{ interval_count }} = 3 then 'quarterly'
        when
            ({{ billing_interval }} = 'year' and {{ interval_count }} = 1)
            or ({{ billing_interval }} = 'month' and {{ interval_count }} = 12)
            then 'annual'
        when
            ({{ billing_interval }} = 'year' and {{ interval_count }} > 1)
            or ({{ billing_interval }} = 'month' and {{ interval_count }} > 12)
            then 'multi_year'
        when {{ billing_interval }} in ('day', 'week', 'month') then 'other'
        else 'unknown'
    end
{%- endmacro %}


{#- The name of what is sold under a plan, however it is billed: product and tier, or else its id. -#}
{% macro offer_name(plan) -%}
    coalesce(
        nullif(concat_ws(' ', {{ plan }}.product_name, {{ plan }}.plan_tier), ''), {{ plan }}.plan_id
    )
{%- endmacro %}
