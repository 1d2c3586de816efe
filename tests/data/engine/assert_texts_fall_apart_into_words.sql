-- If this fails, engines count other words of the same comment.
with comments as (
    select 'Too slow; "Why?" – the reports (CSV)!' as comment
    union all
    select 'Größe, don''t' as comment
),

comments_in_parts as (
    select {{ comment_parts('comment') }} as parts from comments
),

parts as (
    {{ unnested('comments_in_parts', 'parts', ["'word' as kind"]) }}
),

parts_in_words as (
    select {{ words_of_part('element') }} as words from parts
),

words as (
    {{ unnested('parts_in_words', 'words', ["'word' as kind"]) }}
),

found as (
    select element as word from words
    where element <> ''
),

expected as (
    {% for word in ['too', 'slow', 'why', 'the', 'reports', 'csv', 'größe', 'don', 't'] %}
    select '{{ word }}' as word
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

{{ rows_that_differ('expected', 'found') }}
