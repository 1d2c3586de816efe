{#-
    The newest version of each fitted model, of those that were fitted by as_of and not refused.
    DECISIONS.md, "When a model is fitted anew, and when it is refused".
-#}
{% macro fitted_models_in_force() %}
    select
        numbered.model,
        numbered.version,
        numbered.fitted_on,
        numbered.base_rate
    from (
        select
            *,
            row_number() over (
                partition by model
                order by fitted_on desc, version desc
            ) as place
        from {{ source('fitted', 'model_versions') }}
        where
            status = 'in_force'
            and fitted_on <= {{ as_of_date() }}
    ) as numbered
    where numbered.place = 1
{% endmacro %}
