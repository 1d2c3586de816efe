{%- set days_from_term_end = 120 -%}

with terms as (
    select * from {{ ref('int_renewals__terms') }}
),

deals as (
    select
        *,
        coalesce(expected_close_date, closed_on) as meant_for
    from {{ ref('int_sales__deals') }}
    where opportunity_type = 'renewal'
),

-- DECISIONS.md, "Whose renewal a deal is": the term whose end is nearest to when it should close.
deals_of_terms as (
    select
        terms.account_id,
        terms.term_end,
        deals.opportunity_id,
        deals.amount,
        deals.outcome,
        deals.forecast_category,
        deals.created_on,
        deals.closed_on,
        abs({{ dbt.datediff('terms.term_end', 'deals.meant_for', 'day') }}) as days_off
    from terms
    inner join deals
        on terms.account_id = deals.account_id
),

nearest_terms as (
    select
        *,
        row_number() over (
            partition by opportunity_id order by days_off asc, term_end desc
        ) as nearness
    from deals_of_terms
    where days_off <= {{ days_from_term_end }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id, term_end
            order by days_off asc, created_on desc, opportunity_id asc
        ) as place
    from nearest_terms
    where nearness = 1
),

final as (
    select
        account_id,
        term_end,
        opportunity_id,
        amount,
        outcome,
        forecast_category,
        created_on,
        closed_on
    from ranked
    where place = 1
)

select * from final
