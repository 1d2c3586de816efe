{#- How the credit for a lead is shared among its touches: DECISIONS.md, "Attribution". -#}
{% macro attribution_models() %}
{{ return(['first_touch', 'last_touch', 'linear', 'position_based']) }}
{% endmacro %}


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
    The two-sided p-value of two shares being equal, by the pooled normal approximation; null where there is
    no spread.
-#}
{% macro p_value_of_two_shares(successes, trials, other_successes, other_trials) -%}
{%- set share = namespace(
    all='(cast(' ~ successes ~ ' + ' ~ other_successes ~ ' as double) / nullif(' ~ trials ~ ' + '
        ~ other_trials ~ ', 0))'
) -%}
{%- set error -%}
nullif(sqrt(
        {{ share.all }} * (1 - {{ share.all }})
        * (1 / nullif(cast({{ trials }} as double), 0) + 1 / nullif(cast({{ other_trials }} as double), 0))
    ), 0)
{%- endset -%}
{%- set deviate = '((' ~ rate(successes, trials) ~ ' - ' ~ rate(other_successes, other_trials) ~ ') / '
    ~ error ~ ')' -%}
{{ two_sided_p_value(deviate) }}
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
