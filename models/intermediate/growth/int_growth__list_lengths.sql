{%- set shares = [0.02, 0.05, 0.1, 0.2, 0.3] -%}
{%- set lengths = [10, 25, 50] -%}

with final as (
    {% for share in shares -%}
    select
        cast({{ share }} as double) as list_share,
        cast(null as integer) as list_length
    union all
    {% endfor -%}
    {% for length in lengths -%}
    select
        cast(null as double) as list_share,
        cast({{ length }} as integer) as list_length
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
