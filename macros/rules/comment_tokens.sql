{#-
    A free text as a list of what stands between blanks, and one of those as a list of its words: both by
    semicolons, in lower case. DECISIONS.md, "Words of comments".
-#}
{% macro comment_parts(text) -%}
    {{ semicolon_list(replaced(
        "translate(lower(" ~ text ~ "), ';' || chr(9) || chr(10) || chr(13), '    ')", '[ ]+', ';'
    )) }}
{%- endmacro %}


{% macro words_of_part(text) -%}
{%- set marks = ',.:!?()[]{}&/+*"|<>=%#~-_–—…„“”«»‘’´`' -%}
    {{ semicolon_list(
        "translate(" ~ text ~ ", chr(39) || '" ~ marks ~ "', '" ~ ';' * (marks | length + 1) ~ "')"
    ) }}
{%- endmacro %}


{#- Whether a part of a text may be an address, a link or a number. -#}
{% macro is_no_word(text) -%}
    {{ text }} like '%@%'
    or {{ text }} like '%://%'
    or {{ text }} like 'www.%'
    or translate({{ text }}, '0123456789', '') <> {{ text }}
{%- endmacro %}
