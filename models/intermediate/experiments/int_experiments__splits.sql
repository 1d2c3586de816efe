with totals as (
    select * from {{ ref('int_experiments__totals') }}
),

-- DECISIONS.md, "A split that is not the planned one": Pearson's chi-square.
summed as (
    select
        experiment_id,
        {{ rounded(
            'sum(' ~ rate(
                '(exposed_units - expected_units) * (exposed_units - expected_units)',
                'expected_units'
            ) ~ ')',
            9
        ) }} as chi_square,
        count(*) filter (where expected_units > 0) - 1 as degrees,
        max(case when is_unplanned then 1 else 0 end) = 1 as has_unplanned_variant
    from totals
    group by experiment_id
),

with_p_values as (
    select
        *,
        {{ chi_square_p_value('chi_square', 'degrees') }} as p_value
    from summed
),

final as (
    select
        experiment_id,
        chi_square,
        p_value,
        has_unplanned_variant or coalesce(p_value < 0.001, false) as has_mismatch
    from with_p_values
)

select * from final
