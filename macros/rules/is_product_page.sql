{#- Whether a page of the website belongs to the product itself (var `product_path`), not to what sells it. -#}
{% macro is_product_page(page) -%}
    coalesce({{ page }} = '{{ var("product_path") }}' or {{ page }} like '{{ var("product_path") }}/%', false)
{%- endmacro %}
