-- If this fails, a renewal is told of an account that was no customer on its day, or lost of one that was.
with renewals as (
    select * from {{ ref('renewals') }}
    where result <> 'open'
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
)

select
    renewals.account_id,
    renewals.term_end,
    renewals.result,
    renewals.result_on,
    count(spells.account_id) as spells_on_the_day
from renewals
left join spells
    on
        renewals.account_id = spells.account_id
        and renewals.result_on >= spells.started_on
        and renewals.result_on < spells.ended_on
group by renewals.account_id, renewals.term_end, renewals.result, renewals.result_on
having (count(spells.account_id) = 0) <> (renewals.result = 'lost')
