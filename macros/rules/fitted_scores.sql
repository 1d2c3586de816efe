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
        inner join ({{ newest_recipes() }}) as newest
            on
                versions.model = newest.model
                and versions.recipe = newest.recipe
        where
            versions.model in ('{{ models | join("', '") }}')
            and versions.status = 'in_force'
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


{#- A row's three features that add most to the log odds, as a list of structs. -#}
{% macro strongest_features(features) -%}
{%- set structs = [] -%}
{%- for feature in features -%}
{%- do structs.append([
    '-' ~ feature ~ '_contribution', "'" ~ feature ~ "'", feature, feature ~ '_coefficient > 0'
]) -%}
{%- endfor -%}
    {{ first_structs(['less', 'feature', 'value', 'is_more'], structs, 3) }}
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
        numbers.{{ feature }}_coefficient,
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

strongest as (
    select
        account_id,
        week_end,
        version,
        {{ strongest_features(features) }} as features
    from contributions
    where model = '{{ models[-1] }}'
),

one_by_one as (
    {{ unnested('strongest', 'features', ['account_id', 'week_end', 'version']) }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by account_id, week_end
            order by element.less, element.feature
        ) as reason_number
    from one_by_one
),

{#- What adds to the odds is above its mean if its coefficient is positive, and below it otherwise. -#}
worded as (
    select
        numbered.account_id,
        numbered.week_end,
        numbered.version,
        numbered.reason_number,
        case
            when numbered.element.less < 0
                then {{ reason_in_words('labels', 'numbered.element.value') }}
        end as reason
    from numbered
    left join labels
        on
            numbered.element.feature = labels.feature
            and numbered.element.is_more = labels.is_more
),

reasons as (
    select
        account_id,
        week_end,
        version,
        max(case when reason_number = 1 then reason end) as reason_1,
        max(case when reason_number = 2 then reason end) as reason_2,
        max(case when reason_number = 3 then reason end) as reason_3
    from worded
    group by account_id, week_end, version
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
