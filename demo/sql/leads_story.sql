-- Who showed interest when, and who of them became a customer. Each account that ever paid or was
-- on trial comes from a lead, a tenth of them from two; four times as many leads come to nothing.
create or replace table story.first_payments as
select
    spells.account_no,
    min(greatest(spells.from_at, item_versions.valid_from)) as customer_at,
    min_by(
        struct_pack(
            amount := round(12 * period_price / months, 2),
            currency := currency
        ),
        greatest(spells.from_at, item_versions.valid_from)
    ) as first_year,
from story.spells
inner join story.item_versions
    on item_versions.account_no = spells.account_no
    and item_versions.subscription_no = spells.subscription_no
    and item_versions.item_no = 1
    and item_versions.family != 'api'
    and item_versions.period_price > 0
    and item_versions.valid_from < coalesce(spells.to_at, timestamp '9999-01-01')
    and spells.from_at < coalesce(item_versions.valid_to, timestamp '9999-01-01')
-- What ends on the day on which it began has made nobody a customer.
where
    spells.state = 'active'
    and least(
        coalesce(spells.to_at, timestamp '9999-01-01'),
        coalesce(item_versions.valid_to, timestamp '9999-01-01')
    )::date > greatest(spells.from_at, item_versions.valid_from)::date
group by spells.account_no
having customer_at < getvariable('cutoff');

create or replace table story.interest as
with trials as (
    select account_no, min(trial_at) as trial_at
    from story.subscriptions
    where trial_at < getvariable('cutoff')
    group by account_no
),

-- The first lead of an account is number 0, the second 1; the others come to nothing.
numbered as (
    select
        accounts.*,
        trials.trial_at,
        customer_at,
        first_year,
        lead_numbers.lead_number,
        accounts.account_no::bigint * 16 + lead_number as lead_no,
        lead_number <= 1 as is_converted,
        lead_number = 0 and customer_at is not null as is_won,
    from story.accounts
    left join trials using (account_no)
    left join story.first_payments using (account_no)
    cross join (values (0), (1), (2), (3), (4), (5), (6)) as lead_numbers (lead_number)
    where
        not is_internal
        and case lead_number
            when 1 then dice(accounts.account_no, 'second lead') < 0.1
            when 6 then dice(accounts.account_no, 'more leads') < 0.4
            else true
        end
),

-- Planted: the slow seller wins half as many of its leads.
drawn as (
    select
        *,
        dice(lead_no, 'seller') * (getvariable('sellers') - 1 + if(is_won, 0.5, 1.1)) as seller_draw,
        greatest(0, 1 + floor(seller_draw - if(is_won, 0.5, 1.1)))::int as seller_no,
        seller_no = 0 as is_slow,
        created_at - to_days(if(
            is_slow,
            between_whole(24, 28, dice(account_no * 16, 'lead lag')),
            between_whole(6, 28, dice(account_no * 16, 'lead lag'))
        )) as company_since,
        -- Leads that come to nothing appear when the others do, within the history.
        company_since + to_days(between_whole(-60, 60, dice(lead_no, 'lead day'))) as near_at,
        case
            when lead_number = 0 then company_since
            -- Nobody knows yet what becomes of the newest.
            when lead_number > 1 and dice(lead_no, 'is new') < 0.06
                then getvariable('cutoff') - to_days(between_whole(1, 45, dice(lead_no, 'lead day')))
            when lead_number = 1
                then company_since + to_days(between_whole(1, 150, dice(lead_no, 'lead day')))
            when near_at < getvariable('market_from')
                then near_at + to_days((2 * (getvariable('market_from') - near_at::date))::int)
            when near_at >= getvariable('cutoff')
                then near_at - to_days(
                    (2 * (near_at::date - getvariable('last_day')) - 1)::int
                )
            else near_at
        end as registered_day,
    from numbered
)

select
    * exclude (seller_draw, company_since, near_at, registered_day, lead_number, story),
    lead_number,
    story,
    registered_day
    + to_seconds(between_whole(7 * 3600, 20 * 3600, dice(lead_no, 'lead hour'))) as registered_at,
from drawn
where registered_day < getvariable('cutoff') - if(is_converted, interval 7 day, interval 0 day);
