{#- The domain of an e-mail address, in lower case; null where there is none. -#}
{% macro mail_domain(email) -%}
    nullif(lower(trim(split_part({{ email }}, '@', 2))), '')
{%- endmacro %}


{#-
    A company's name as it is compared: lower case, without punctuation and the legal forms at its end.
    DECISIONS.md, "Names and countries".
-#}
{% macro normalised_name(name) -%}
{%- set forms = [
    'inc', 'incorporated', 'corp', 'corporation', 'co', 'company', 'llc', 'llp', 'lp', 'ltd', 'limited',
    'plc', 'pllc', 'pc', 'pty', 'pte', 'pvt', 'private', 'bhd', 'sdn', 'gmbh', 'mbh', 'ug', 'ag', 'kg', 'kgaa',
    'ohg', 'gbr', 'ev', 'eg', 'se', 'sa', 'sas', 'sasu', 'sarl', 'eurl', 'snc', 'srl', 'sl', 'slu', 'spa', 'sapi',
    'cv', 'bv', 'nv', 'vof', 'bvba', 'ab', 'as', 'asa', 'aps', 'oy', 'oyj', 'ou', 'uab', 'sia', 'kft', 'zrt',
    'nyrt', 'bt', 'doo', 'dd', 'ad', 'ood', 'eood', 'sro', 'spol', 'sp', 'zoo', 'z', 'oo', 'ooo', 'oao', 'zao', 'kk',
    'ltda', 'eireli', 'lda', 'unipessoal', 'haftungsbeschränkt',
] -%}
    trim({{ replaced(
        replaced(
            replaced(
                "translate(lower(trim(" ~ name ~ ")), chr(39) || '.’', '')",
                '[-,;:!?()&/+*"_|]', ' '
            ),
            '[ ]+', ' '
        ),
        '( (' ~ forms | join('|') ~ '))+ ?$', ''
    ) }})
{%- endmacro %}
