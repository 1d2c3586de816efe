{#-
    A number from 0 up to, not including, 1 that a text always gets: its MD5's first seven hexadecimal
    digits over 16^7. Of many texts a share s lies below s.
-#}
{% macro hash_share(text) -%}
    {{ adapter.dispatch('hash_share')(text) }}
{%- endmacro %}


{% macro duckdb__hash_share(text) -%}
    cast(cast('0x' || substr(md5({{ text }}), 1, 7) as integer) as double) / 268435456
{%- endmacro %}


{% macro spark__hash_share(text) -%}
    cast(conv(substr(md5({{ text }}), 1, 7), 16, 10) as double) / 268435456
{%- endmacro %}
