with reference_ranges as (
    select * from {{ ref('reference_ranges') }}
),

final as (
    select
        measure,
        audience,
        lowest,
        highest,
        label,
        source
    from reference_ranges
)

select * from final
