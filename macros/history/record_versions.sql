{#-
    What an append-only history takes up in this build: a row for each record that it meets for the
    first time, that has other content than its last version, or that is gone. Rows are only ever
    added, which every engine and file format can do; nothing is closed or overwritten, so a build
    that is killed leaves either all rows of a day or none.

    Argued in DECISIONS.md, "History is appended, not merged". Where as_of is before the newest day
    in the history, nothing is added: the past is not written anew.

    Arguments: the name of a CTE that holds the records as they are now, the columns of their key,
    and the columns of which a change makes a version (each with its type).
-#}
{% macro record_versions(records, key, columns) %}
{%- set held = is_incremental() -%}
current_records as (
    select
        {{ key.keys() | join(',\n        ') }},
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        {{ content_hash(columns) }} as content_hash
    from {{ records }}
),

numbered_versions as (
    {%- if held %}
    select
        {{ key.keys() | join(',\n        ') }},
        version_number,
        is_deleted,
        content_hash,
        row_number() over (
            partition by {{ key.keys() | join(', ') }}
            order by version_number desc
        ) as recency
    from {{ this }}
    {%- else %}
    select
        {%- for column, type in key.items() %}
        cast(null as {{ type }}) as {{ column }},
        {%- endfor %}
        cast(0 as integer) as version_number,
        false as is_deleted,
        cast(null as string) as content_hash,
        1 as recency
    from current_records
    where 1 = 0
    {%- endif %}
),

last_versions as (
    select * from numbered_versions
    where recency = 1
),

newest_row as (
    {%- if held %}
    select
        coalesce(max(sequence_number), 0) as sequence_number,
        coalesce(max(seen_on), {{ as_of_date() }}) as seen_on
    from {{ this }}
    {%- else %}
    select
        cast(0 as bigint) as sequence_number,
        {{ as_of_date() }} as seen_on
    {%- endif %}
),

changed_records as (
    select
        {%- for column in key %}
        coalesce(current_records.{{ column }}, last_versions.{{ column }}) as {{ column }},
        {%- endfor %}
        coalesce(last_versions.version_number, 0) + 1 as version_number,
        current_records.content_hash is null as is_deleted,
        {%- for column in columns %}
        current_records.{{ column }},
        {%- endfor %}
        current_records.content_hash
    from current_records
    full outer join last_versions
        on
            {% for column in key -%}
            {{ 'and ' if not loop.first }}current_records.{{ column }} = last_versions.{{ column }}
            {% endfor %}
    where
        last_versions.version_number is null
        or (current_records.content_hash is null and not last_versions.is_deleted)
        or (current_records.content_hash is not null and last_versions.is_deleted)
        or current_records.content_hash <> last_versions.content_hash
),

final as (
    select
        {%- for column, type in key.items() %}
        cast(changed_records.{{ column }} as {{ type }}) as {{ column }},
        {%- endfor %}
        cast(changed_records.version_number as integer) as version_number,
        cast(
            newest_row.sequence_number
            + row_number() over (order by {% for column in key -%}
                changed_records.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
            as bigint
        ) as sequence_number,
        {{ as_of_date() }} as seen_on,
        changed_records.is_deleted,
        {%- for column, type in columns.items() %}
        cast(changed_records.{{ column }} as {{ type }}) as {{ column }},
        {%- endfor %}
        changed_records.content_hash
    from changed_records
    cross join newest_row
    where newest_row.seen_on <= {{ as_of_date() }}
)

select * from final
{% endmacro %}


{#-
    A fingerprint of a row's content. A column without a value adds nothing to it, so that a column
    which a later version of the project takes up makes new versions only where it has values.
-#}
{% macro content_hash(columns) -%}
md5(
            {%- for column in columns %}
            coalesce('|{{ column }}=' || cast({{ column }} as string), '')
            {{- ' ||' if not loop.last }}
            {%- endfor %}
        )
{%- endmacro %}
