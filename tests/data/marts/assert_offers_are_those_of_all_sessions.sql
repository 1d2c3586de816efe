-- If this fails, a kind of offer or a quarter leaves sessions out, or their cost.
with sessions as (
    select
        count(*) as sessions,
        {{ as_money('coalesce(sum(discount_cost), 0)') }} as discount_cost
    from {{ ref('int_reasons__cancellation_sessions') }}
    where is_of_customer
),

offers as (
    {% for period_type in ['quarter', 'all'] %}
    {%- for condition in ["offer_kind = 'all'", "offer_kind <> 'all'"] %}
    select
        '{{ period_type }}, {{ condition | replace("'", '') }}' as added_up,
        cast(coalesce(sum(sessions), 0) as bigint) as sessions,
        {{ as_money('coalesce(sum(discount_cost), 0)') }} as discount_cost
    from {{ ref('cancellation_offers') }}
    where period_type = '{{ period_type }}' and {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select offers.*
from offers
cross join sessions
where
    offers.sessions <> sessions.sessions
    or offers.discount_cost <> sessions.discount_cost
