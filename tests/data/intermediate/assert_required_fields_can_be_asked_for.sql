-- If this fails, the seed required_fields asks for a field that the macro crm_fields does not know.
select
    applies_to,
    field
from {{ ref('required_fields') }}
where
    {% for applies_to in ['lead', 'opportunity', 'account'] -%}
    (
        applies_to = '{{ applies_to }}'
        and field not in ('{{ crm_fields(applies_to) | join("', '") }}')
    )
    {% if not loop.last %}or{% endif %}
    {% endfor %}
