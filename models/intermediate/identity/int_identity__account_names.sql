with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

names as (
    select distinct
        survivors.survivor_id as account_id,
        {{ normalised_name('accounts.account_name') }} as company_name,
        accounts.country
    from accounts
    inner join survivors
        on accounts.account_id = survivors.account_id
    where accounts.country is not null
),

-- DECISIONS.md, "Names and countries".
final as (
    select
        account_id,
        company_name,
        country,
        count(*) over (partition by company_name, country) = 1 as is_unique
    from names
    where company_name <> ''
)

select * from final
