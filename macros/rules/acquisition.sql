{#- How the credit for a lead is shared among its touches: DECISIONS.md, "Attribution". -#}
{% macro attribution_models() %}
{{ return(['first_touch', 'last_touch', 'linear', 'position_based']) }}
{% endmacro %}


{#- What is summed by channel, by the part that knows it; whole numbers, but for money and credits. -#}
{% macro channel_measures() %}
{%- set credits = [] -%}
{%- for model in attribution_models() -%}
    {%- for measure in ['leads', 'customers', 'mrr'] -%}
        {%- do credits.append(model ~ '_' ~ measure) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return({
    'spend_months': ['spend', 'impressions', 'clicks'],
    'visit_months': ['visits'],
    'lead_months': [
        'leads', 'qualified_leads', 'opportunities', 'won_leads', 'decided_leads',
        'decided_won_leads',
    ],
    'customer_months': ['customers', 'new_mrr'],
    'attributed_months': credits,
}) }}
{% endmacro %}


{#- The type of one of them. -#}
{% macro type_of_channel_measure(measure) -%}
{%- set is_amount = measure in ['spend', 'new_mrr'] + channel_measures()['attributed_months'] -%}
{{ 'decimal(20, 6)' if is_amount else 'bigint' }}
{%- endmacro %}


{#- What unit economics are cut by: what revenue is, and where a customer was found. -#}
{% macro economics_segment_types() %}
{{ return(segment_types() + ['channel_group', 'campaign']) }}
{% endmacro %}


{#- What acquisition's factors are cut by; a team and an owner have leads but no visits. -#}
{% macro factor_segment_types() %}
{{ return(['all', 'channel', 'campaign', 'landing_page', 'team', 'owner']) }}
{% endmacro %}


{#- The day on which a lead's time to be won is over: DECISIONS.md, "Win rate". -#}
{% macro decided_on(registered_on) -%}
cast({{ dbt.dateadd('day', revenue_rule('win_window_days'), registered_on) }} as date)
{%- endmacro %}


{#-
    What each factor of a product of three has done to it, from `before` to `after` (lists of three): the
    mean over all orders in which they may change, after Shapley (A Value for n-Person Games, 1953). The
    three add up to the product's change. `factor` is 0, 1 or 2.
-#}
{% macro effect_of_factor(factor, before, after) -%}
{%- set others = [0, 1, 2] | reject('equalto', factor) | list -%}
{%- set one = others[0] -%}
{%- set two = others[1] -%}
({{ after[factor] }} - {{ before[factor] }}) * (
        ({{ before[one] }} * {{ before[two] }} + {{ after[one] }} * {{ after[two] }}) / 3
        + ({{ before[one] }} * {{ after[two] }} + {{ after[one] }} * {{ before[two] }}) / 6
    )
{%- endmacro %}
