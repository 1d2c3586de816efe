{#-
    The newest version of each fitted model, of those that were fitted by as_of and not refused; those
    made like the newest one before all others. DECISIONS.md, "When a model is fitted anew, and when it is refused".
-#}
{% macro fitted_models_in_force() %}
    select
        numbered.model,
        numbered.version,
        numbered.fitted_on,
        numbered.base_rate
    from (
        select
            versions.*,
            row_number() over (
                partition by versions.model
                order by
                    versions.recipe = newest.recipe desc,
                    versions.fitted_on desc,
                    versions.version desc
            ) as place
        from {{ source('fitted', 'model_versions') }} as versions
        inner join ({{ newest_recipes() }}) as newest
            on versions.model = newest.model
        where
            versions.status = 'in_force'
            and versions.fitted_on <= {{ as_of_date() }}
    ) as numbered
    where numbered.place = 1
{% endmacro %}


{#- How the newest version of each model was made, whatever became of it. -#}
{% macro newest_recipes() %}
    select
        model,
        {{ newest_of('recipe', 'version') }} as recipe
    from {{ source('fitted', 'model_versions') }}
    where fitted_on <= {{ as_of_date() }}
    group by model
{% endmacro %}
