with model_versions as (
    select * from {{ source('fitted', 'model_versions') }}
    where fitted_on <= {{ as_of_date() }}
),

model_lists as (
    select * from {{ source('fitted', 'model_lists') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

final as (
    select
        model_lists.model,
        model_lists.version,
        model_lists.list_share,
        model_lists.list_length,
        model_versions.fitted_on,
        models_in_force.model is not null as is_in_force,
        model_lists.lists,
        model_lists.listed_rows,
        model_lists.hits,
        model_lists.hit_rate,
        model_lists.amount_share
    from model_lists
    inner join model_versions
        on
            model_lists.model = model_versions.model
            and model_lists.version = model_versions.version
    left join models_in_force
        on
            model_lists.model = models_in_force.model
            and model_lists.version = models_in_force.version
)

select * from final
