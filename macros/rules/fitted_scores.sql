{#-
    Scoring in SQL by models that have a version for each month and a wide table of features.
    DECISIONS.md, "The list of a week is made by the model of its month".
-#}

{#-
    Per week and model the version in force then: the newest month's that is not later than the
    week's end and was not refused, of those made like the newest version.
-#}
{% macro fitted_versions_of_weeks(models, weeks) %}
    select
        numbered.week_end,
        numbered.model,
        numbered.version
    from (
        select
            weeks.week_end,
            versions.model,
            versions.version,
            row_number() over (
                partition by weeks.week_end, versions.model
                order by versions.fitted_on desc, versions.version desc
            ) as place
        from (select distinct week_end from {{ weeks }}) as weeks
        inner join {{ source('fitted', 'model_versions') }} as versions
            on weeks.week_end >= versions.fitted_on
        inner join (
            select
                model,
                {{ newest_of('recipe', 'version') }} as recipe
            from {{ source('fitted', 'model_versions') }}
            where model in ('{{ models | join("', '") }}')
            group by model
        ) as newest
            on
                versions.model = newest.model
                and versions.recipe = newest.recipe
        where
            versions.status = 'in_force'
            and versions.fitted_on <= {{ as_of_date() }}
    ) as numbered
    where numbered.place = 1
{% endmacro %}


{#- One row per model and version with its numbers side by side; a feature that it lacks counts 0. -#}
{% macro fitted_numbers(features) %}
    select
        model,
        version,
        max(case when feature = 'intercept' then coefficient end) as intercept
        {%- for feature in features %},
        coalesce(max(case when feature = '{{ feature }}' then coefficient end), 0)
            as {{ feature }}_coefficient,
        coalesce(max(case when feature = '{{ feature }}' then mean end), 0) as {{ feature }}_mean,
        coalesce(max(case when feature = '{{ feature }}' then scale end), 1) as {{ feature }}_scale
        {%- endfor %}
    from {{ source('fitted', 'model_coefficients') }}
    group by model, version
{% endmacro %}


{#- What a feature adds to the log odds, next to an average row; a missing value adds nothing. -#}
{% macro contribution(feature, values='features', numbers='numbers') -%}
    {{ rounded(
        numbers ~ '.' ~ feature ~ '_coefficient * coalesce((' ~ values ~ '.' ~ feature ~ ' - '
        ~ numbers ~ '.' ~ feature ~ '_mean) / ' ~ numbers ~ '.' ~ feature ~ '_scale, 0)', 9
    ) }}
{%- endmacro %}


{#- The contribution of a feature, or -1 where one of the columns `taken` names it. -#}
{% macro open_contribution(feature, taken) -%}
{%- if not taken -%}
    {{ feature }}_contribution
{%- else -%}
{%- set is_free = [] -%}
{%- for column in taken -%}
{%- do is_free.append("coalesce(" ~ column ~ ", '') <> '" ~ feature ~ "'") -%}
{%- endfor -%}
    case when {{ is_free | join(' and ') }} then {{ feature }}_contribution else -1 end
{%- endif -%}
{%- endmacro %}


{#-
    Columns: the largest contribution to the log odds of those features that the columns `taken` do
    not name, and that feature's name; null where none adds anything. Of equal ones the first by name.
-#}
{% macro strongest_feature(features, number, taken) -%}
{%- set contributions = [] -%}
{%- for feature in features -%}
{%- do contributions.append(open_contribution(feature, taken)) -%}
{%- endfor -%}
    greatest({{ contributions | join(', ') }}) as largest_{{ number }},
    case
        when largest_{{ number }} <= 0 then null
        {%- for feature in features %}
        when {{ contributions[loop.index0] }} = largest_{{ number }} then '{{ feature }}'
        {%- endfor %}
    end as feature_{{ number }}
{%- endmacro %}


{#- Value of the feature that a column names, or, with a suffix, of another column of its name. -#}
{% macro value_of_feature(features, name, prefix, suffix='') -%}
    case {{ name }}
        {%- for feature in features %}
        when '{{ feature }}' then {{ prefix }}.{{ feature }}{{ suffix }}
        {%- endfor %}
    end
{%- endmacro %}


{#-
    CTEs that score rows of account_id and week_end by models of the same features. To be preceded by
    the CTEs `scored_rows`, with the features as columns, and `labels`, the seed with their words.
    They end with `probabilities`, one row per account, week and model, and `reasons`, one row per
    account and week: the version of the last model, and what adds most to its log odds, in words.
-#}
{% macro fitted_score_ctes(models, features) %}
versions as (
    {{ fitted_versions_of_weeks(models, 'scored_rows') }}
),

numbers as (
    {{ fitted_numbers(features) }}
),

contributions as (
    select
        scored_rows.*,
        versions.model,
        versions.version,
        numbers.intercept
        {%- for feature in features %},
        {{ contribution(feature, 'scored_rows', 'numbers') }} as {{ feature }}_contribution
        {%- endfor %}
    from scored_rows
    inner join versions
        on scored_rows.week_end = versions.week_end
    inner join numbers
        on
            versions.model = numbers.model
            and versions.version = numbers.version
),

probabilities as (
    select
        account_id,
        week_end,
        model,
        {{ rounded(
            '1 / (1 + exp(-(intercept + ' ~ features | join('_contribution + ') ~ '_contribution)))',
            9
        ) }} as probability
    from contributions
),

first_reasons as (
    select
        *,
        {{ strongest_feature(features, 1, []) }}
    from contributions
    where model = '{{ models[-1] }}'
),

second_reasons as (
    select
        *,
        {{ strongest_feature(features, 2, ['feature_1']) }}
    from first_reasons
),

third_reasons as (
    select
        *,
        {{ strongest_feature(features, 3, ['feature_1', 'feature_2']) }}
    from second_reasons
),

{#- What adds to the odds is above its mean if its coefficient is positive, and below it otherwise. -#}
valued_reasons as (
    select
        third_reasons.account_id,
        third_reasons.week_end,
        third_reasons.version
        {%- for number in [1, 2, 3] %}
        {%- set name = 'third_reasons.feature_' ~ number %},
        third_reasons.feature_{{ number }},
        {{ value_of_feature(features, name, 'third_reasons') }} as value_{{ number }},
        {{ value_of_feature(features, name, 'numbers', '_coefficient') }} > 0
            as is_more_{{ number }}
        {%- endfor %}
    from third_reasons
    inner join numbers
        on
            third_reasons.model = numbers.model
            and third_reasons.version = numbers.version
),

reasons as (
    select
        valued_reasons.account_id,
        valued_reasons.week_end,
        valued_reasons.version
        {%- for number in [1, 2, 3] %},
        {{ reason_in_words('labels_' ~ number, 'valued_reasons.value_' ~ number) }}
            as reason_{{ number }}
        {%- endfor %}
    from valued_reasons
    {%- for number in [1, 2, 3] %}
    left join labels as labels_{{ number }}
        on
            valued_reasons.feature_{{ number }} = labels_{{ number }}.feature
            and valued_reasons.is_more_{{ number }} = labels_{{ number }}.is_more
    {%- endfor %}
)
{%- endmacro %}


{#- A reason in words: a label's text with the value, as a whole number, in place of {}. -#}
{% macro reason_in_words(labels, value) -%}
    replace(
        {{ labels }}.reason,
        '{}',
        cast(
            {{ as_whole_number('abs(' ~ value ~ ') * ' ~ labels ~ '.shown_times') }}
            as {{ dbt.type_string() }}
        )
    )
{%- endmacro %}
