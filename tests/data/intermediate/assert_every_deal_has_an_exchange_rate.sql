-- If this fails, deals or quotas in a currency without a rate are missing from the amounts of sales.
with currencies as (
    select currency from {{ ref('int_sales__dated_deals') }}
    where amount is not null
    union
    select currency from {{ ref('stg_crm__quotas') }}
    where amount is not null
),

exchange_rates as (
    select distinct currency from {{ ref('int_reference__exchange_rates') }}
)

select currencies.currency
from currencies
left join exchange_rates
    on currencies.currency = exchange_rates.currency
where exchange_rates.currency is null
