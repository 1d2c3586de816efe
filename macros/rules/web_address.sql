{#- The domain in a web address or a domain that somebody typed: without scheme, www and path. -#}
{% macro web_domain(expression) -%}
    nullif(
        regexp_extract(
            lower(trim({{ expression }})), '^(?:[a-z-]+://)?(?:www[.])?([^/?#: ]+)', 1
        ),
        ''
    )
{%- endmacro %}


{#- The path in a web address, without host and query; null where it is no address. -#}
{% macro web_path(expression) -%}
    case
        when {{ expression }} like '%://%'
            then coalesce(
                nullif(regexp_extract({{ expression }}, '^[a-zA-Z-]+://[^/?#]+([^?#]*)', 1), ''),
                '/'
            )
    end
{%- endmacro %}
