{%- set attributes = ['industry', 'size_band', 'country'] -%}
{%- set prior = 'cast(' ~ var('target_prior_customers') ~ ' as double)' -%}

with accounts as (
    select * from {{ ref('int_targets__accounts') }}
),

totals as (
    select
        count(*) as accounts,
        count(*) filter (where is_best_customer) as best_customers
    from accounts
),

levels as (
    {%- for attribute in attributes %}
    select
        '{{ attribute }}' as attribute,
        {{ attribute }} as level,
        count(*) as level_accounts,
        count(*) filter (where is_best_customer) as level_best_customers
    from accounts
    group by {{ attribute }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- DECISIONS.md, "What a target is like".
final as (
    select
        levels.attribute,
        levels.level,
        levels.level_accounts,
        levels.level_best_customers,
        totals.accounts,
        totals.best_customers,
        {{ rounded(
            '(levels.level_best_customers + ' ~ prior
            ~ ' * levels.level_accounts / totals.accounts) / (totals.best_customers + ' ~ prior
            ~ ') / (cast(levels.level_accounts as double) / totals.accounts)', 9
        ) }} as lift
    from levels
    cross join totals
)

select * from final
