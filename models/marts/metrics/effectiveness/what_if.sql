{%- set levers = ['churn', 'win_rate', 'expansion'] -%}

with base as (
    select * from {{ ref('int_effectiveness__what_if_base') }}
),

changes as (
    {% for lever in levers -%}
    {% for points in [-1, 0, 1] -%}
    select
        '{{ lever }}' as lever,
        cast({{ points }} as integer) as change_points
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

levers as (
    select
        *,
        case when lever = 'churn' then change_points else 0 end as churn_points,
        case when lever = 'win_rate' then change_points else 0 end as win_points,
        case when lever = 'expansion' then change_points else 0 end as expansion_points
    from changes
),

-- DECISIONS.md, "What one point is worth": no rate falls below 0, and none but the lever's moves.
moved as (
    select
        base.*,
        levers.lever,
        levers.change_points,
        {{ moved_rate('base.customer_churn_rate', 'levers.churn_points') }}
            as moved_customer_churn_rate,
        {{ moved_rate('base.mrr_churn_rate', 'levers.churn_points') }} as moved_mrr_churn_rate,
        {{ moved_rate('base.expansion_rate', 'levers.expansion_points') }} as moved_expansion_rate,
        {{ moved_rate('base.win_rate', 'levers.win_points') }} as moved_win_rate
    from base
    cross join levers
),

flows as (
    select
        *,
        case
            when lever = 'win_rate' then moved_win_rate / nullif(win_rate, 0)
            else cast(1 as double)
        end as win_ratio,
        1 + moved_expansion_rate - contraction_rate - moved_mrr_churn_rate as retention,
        1 - moved_customer_churn_rate as kept_customers
    from moved
),

-- Twelve months of the same rates: what was there, and what came in each month since.
projected as (
    select
        *,
        power(retention, 12) as retention_12_months,
        mrr * power(retention, 12)
        + (new_mrr * win_ratio + reactivation_mrr)
        * {{ sum_of_powers('retention', 12) }} as mrr_after,
        customers * power(kept_customers, 12)
        + (new_customers * win_ratio + reactivated_customers)
        * {{ sum_of_powers('kept_customers', 12) }} as customers_after,
        arpa * gross_margin / nullif(moved_customer_churn_rate, 0)
        + (moved_expansion_rate - expansion_rate) * arpa * gross_margin
        * kept_customers / nullif(power(moved_customer_churn_rate, 2), 0) as lifetime_value,
        cac / nullif(win_ratio, 0) as moved_cac
    from flows
),

beside_unmoved as (
    select
        *,
        max(case when change_points = 0 then mrr_after end) over (partition by lever)
            as unmoved_mrr_after
    from projected
),

final as (
    select
        date_month,
        lever,
        change_points,
        {{ rounded('moved_customer_churn_rate', 9) }} as customer_churn_rate,
        {{ rounded('moved_mrr_churn_rate', 9) }} as mrr_churn_rate,
        {{ rounded('moved_expansion_rate', 9) }} as expansion_rate,
        {{ rounded('contraction_rate', 9) }} as contraction_rate,
        {{ rounded('moved_win_rate', 9) }} as win_rate,
        {{ rounded('retention', 9) }} as net_revenue_retention,
        {{ rounded('retention_12_months', 9) }} as net_revenue_retention_12_months,
        {{ double_as_money('mrr') }} as mrr,
        {{ double_as_money('mrr_after') }} as mrr_after_12_months,
        {{ double_as_money('mrr_after - unmoved_mrr_after') }} as mrr_gained_12_months,
        cast(customers as bigint) as customers,
        {{ rounded('customers_after', 6) }} as customers_after_12_months,
        {{ double_as_money('lifetime_value') }} as customer_lifetime_value,
        {{ double_as_money('moved_cac') }} as customer_acquisition_cost,
        {{ rounded('lifetime_value / nullif(moved_cac, 0)', 6) }} as ltv_to_cac,
        {{ rounded('moved_cac / nullif(new_arpa * gross_margin, 0)', 6) }} as payback_months
    from beside_unmoved
)

select * from final
