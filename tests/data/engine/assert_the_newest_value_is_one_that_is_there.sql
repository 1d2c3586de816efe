-- If this fails, the newest copy of an event erases a user that an older copy named, or a session
-- has no channel because its first event names none.
with given as (
    select *
    from (
        values
        ('older', 1, 'user', 'user', 'user'),
        ('older', 2, null, 'user', 'user'),
        ('newest', 1, 'first', 'second', 'first'),
        ('newest', 2, 'second', 'second', 'first'),
        ('later', 1, null, 'later', 'later'),
        ('later', 2, 'later', 'later', 'later'),
        ('none', 1, null, null, null)
    ) as copies (event_id, moment, user_id, newest, oldest)
),

found as (
    select
        event_id,
        max(newest) as newest,
        max(oldest) as oldest,
        {{ newest_of('user_id', 'moment') }} as newest_found,
        {{ oldest_of('user_id', 'moment') }} as oldest_found
    from given
    group by event_id
)

select *
from found
where
    newest_found is distinct from newest
    or oldest_found is distinct from oldest
