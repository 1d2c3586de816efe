-- If this fails, money in a currency without a rate is missing from payments and receivables.
with currencies as (
    select currency from {{ ref('int_payments__attempts') }}
    union
    select currency from {{ ref('int_payments__invoices') }}
),

exchange_rates as (
    select distinct currency from {{ ref('int_reference__exchange_rates') }}
)

select currencies.currency
from currencies
left join exchange_rates
    on currencies.currency = exchange_rates.currency
where exchange_rates.currency is null
