-- If this fails, a record is tied to an account that was merged away, and counts under none that is listed.
with identities as (
    select * from {{ ref('identities') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
)

select
    identities.entity_type,
    identities.entity_id,
    identities.account_id,
    survivors.survivor_id
from identities
inner join survivors
    on identities.account_id = survivors.account_id
where identities.account_id <> survivors.survivor_id
