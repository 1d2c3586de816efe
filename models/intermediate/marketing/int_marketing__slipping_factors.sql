{%- set pooled_count =
    '(cast({0} + {0}_before as double) * length_ratio / (1 + length_ratio))' -%}

with factor_changes as (
    select * from {{ ref('int_marketing__factor_changes') }}
    where is_complete and has_quarter_before
),

-- DECISIONS.md, "What is slipping": a count beside what the quarter before leads one to expect.
factors as (
    {%- for count, condition in [
        ('visits', 'is_explained_by_visits'), ('leads', 'not is_explained_by_visits'),
    ] %}
    {%- set expected = '(cast(' ~ count ~ '_before as double) * length_ratio)' %}
    select
        date_month,
        segment_type,
        segment,
        '{{ count }}' as factor,
        {{ count }} / nullif({{ expected }}, 0) as ratio,
        case
            when has_known_spread and {{ pooled_count.format(count) }} >= 5
                then
                    ({{ count }} - {{ expected }})
                    / sqrt(
                        {{ count }}_dispersion
                        * {{ pooled_count.format(count) }} * (1 + length_ratio)
                    )
        end as deviate
    from factor_changes
    where {{ condition }}
    union all
    {%- endfor %}
    {%- for factor, successes, trials, condition in [
        ('registration_rate', 'leads', 'visits', 'is_explained_by_visits'),
        ('win_rate', 'won_leads', 'leads', 'is_decided'),
    ] %}
    {%- set share = '(cast(' ~ successes ~ ' + ' ~ successes ~ '_before as double) / nullif('
        ~ trials ~ ' + ' ~ trials ~ '_before, 0))' %}
    select
        date_month,
        segment_type,
        segment,
        '{{ factor }}' as factor,
        ({{ rate(successes, trials) }})
        / nullif({{ rate(successes ~ '_before', trials ~ '_before') }}, 0) as ratio,
        case
            when {{ trials }} * {{ share }} >= 5 and {{ trials }} * (1 - {{ share }}) >= 5
                then
                    (
                        {{ rate(successes, trials) }}
                        - {{ rate(successes ~ '_before', trials ~ '_before') }}
                    )
                    / sqrt(
                        {{ share }} * (1 - {{ share }})
                        * (
                            1 / cast({{ trials }} as double)
                            + 1 / nullif(cast({{ trials }}_before as double), 0)
                        )
                    )
        end as deviate
    from factor_changes
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

tests as (
    select
        *,
        {{ two_sided_p_value('deviate') }} as p_value,
        row_number() over (
            partition by date_month, segment_type
            order by abs(deviate) desc, factor asc, segment asc
        ) as p_value_rank,
        count(*) over (partition by date_month, segment_type) as tests
    from factors
    where deviate is not null
),

-- Benjamini and Hochberg over all factors and segments of the month and type.
corrected as (
    select
        *,
        least(
            min(p_value * tests / p_value_rank) over from_the_largest, cast(1 as double)
        ) as adjusted_p_value
    from tests
    window from_the_largest as (
        partition by date_month, segment_type
        order by p_value_rank desc
        rows between unbounded preceding and current row
    )
),

fallen as (
    select
        *,
        row_number() over (
            partition by date_month, segment_type, segment
            order by ratio asc, factor asc
        ) as place
    from corrected
    where
        deviate < 0
        and adjusted_p_value < 0.05
),

final as (
    select
        date_month,
        segment_type,
        segment,
        factor as slipping_factor,
        {{ rounded('ratio - 1', 6) }} as slipping_change,
        {{ rounded('adjusted_p_value', 6) }} as slipping_p_value
    from fallen
    where place = 1
)

select * from final
