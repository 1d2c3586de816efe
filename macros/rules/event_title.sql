{#-
    What an event on an account's time line is called: plain words, then its codes, as words too.
    Codes that are not known are left out. DECISIONS.md, "An account's events on one time line".
-#}
{% macro event_title(words, codes=[]) -%}
    {%- if codes -%}
    concat_ws(
        ': ', '{{ words }}', nullif(replace(concat_ws(', ', {{ codes | join(', ') }}), '_', ' '), '')
    )
    {%- else -%}
    '{{ words }}'
    {%- endif -%}
{%- endmacro %}
