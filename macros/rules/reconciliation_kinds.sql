{#-
    The kinds of difference between MRR and what was invoiced, in the order of the bridge, each by
    its column in account_mrr_reconciliation. DECISIONS.md, "From MRR to what was invoiced".
-#}
{% macro reconciliation_kinds() %}
    {% do return({
        'part_of_month': 'part of the month',
        'not_invoiced': 'not invoiced',
        'billed_without_mrr': 'billed without MRR',
        'changed_within_period': 'changed within the period',
        'discounts': 'discounts',
        'days_of_month': 'days of the month',
        'exchange_rates': 'exchange rates',
        'prorations': 'prorations',
        'one_off': 'one-off',
        'metered': 'metered',
        'billed_for_other_months': 'billed for other months',
        'unexplained': 'unexplained',
    }) %}
{% endmacro %}
