-- If this fails, amounts in a currency without any rate to the reporting currency are left out of
-- MRR.
select distinct mrr_intervals.currency
from {{ ref('int_billing__mrr_intervals') }} as mrr_intervals
left join {{ ref('int_reference__exchange_rates') }} as exchange_rates
    on mrr_intervals.currency = exchange_rates.currency
where exchange_rates.currency is null
