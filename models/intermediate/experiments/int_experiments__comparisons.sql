with decisive as (
    select * from {{ ref('int_experiments__decisive') }}
),

numbered as (
    select
        *,
        {{ normal_quantile("cast(" ~ var('experiment_power') ~ " as double)") }} as power_z,
        control_mean * (1 + minimum_detectable_effect) as hoped_mean,
        row_number() over (
            partition by experiment_id, measured_on
            order by case when p_value is null then 1 else 0 end asc, p_value asc, variant asc
        ) as p_value_rank,
        count(*) over (partition by experiment_id, measured_on) as comparisons
    from decisive
),

-- DECISIONS.md, "Several variants against one control": Holm, from the smallest p-value up.
corrected as (
    select
        *,
        (hoped_mean + control_mean) / 2 as middle_mean,
        least(
            max(p_value * (comparisons - p_value_rank + 1)) over from_the_smallest,
            cast(1 as double)
        ) as adjusted_p_value,
        case
            when deviate is not null
                then least(
                    {{ sequential_p_value('deviate', 'weight') }} * comparisons, cast(1 as double)
                )
        end as sequential_p_value,
        error * {{ sequential_deviate('weight', 'alpha') }} as sequential_distance
    from numbered
    window from_the_smallest as (
        partition by experiment_id, measured_on
        order by p_value_rank
        rows between unbounded preceding and current row
    )
),

-- DECISIONS.md, "How large an experiment has to be".
final as (
    select
        experiment_id,
        variant,
        measured_on,
        deviate,
        p_value,
        case when p_value is not null then adjusted_p_value end as adjusted_p_value,
        sequential_p_value,
        difference - sequential_distance as sequential_low,
        difference + sequential_distance as sequential_high,
        coalesce(least_expected >= 5, false) as is_sufficient,
        cast(
            case
                when control_variance > 0
                    then ceil(
                        2 * (z + power_z) * (z + power_z) * control_variance
                        / nullif((hoped_mean - control_mean) * (hoped_mean - control_mean), 0)
                    )
                when control_variance is null and hoped_mean between 0 and 1
                    then ceil(
                        (
                            z * sqrt(2 * middle_mean * (1 - middle_mean))
                            + power_z * sqrt(
                                control_mean * (1 - control_mean) + hoped_mean * (1 - hoped_mean)
                            )
                        )
                        * (
                            z * sqrt(2 * middle_mean * (1 - middle_mean))
                            + power_z * sqrt(
                                control_mean * (1 - control_mean) + hoped_mean * (1 - hoped_mean)
                            )
                        )
                        / nullif((hoped_mean - control_mean) * (hoped_mean - control_mean), 0)
                    )
            end as bigint
        ) as required_units
    from corrected
)

select * from final
