{%- set prior = 'cast(' ~ var('routing_prior_leads') ~ ' as double)' -%}

with leads as (
    select * from {{ ref('int_leads__leads') }}
    where owner_id is not null
),

sellers as (
    select * from {{ ref('int_routing__sellers') }}
),

company as (
    select {{ rate('count(*) filter (where is_won)', 'count(*)') }} as win_rate
    from leads
    where is_decided
),

segments as (
    select
        industry,
        size_band,
        count(*) filter (where is_decided) as decided_leads,
        count(*) filter (where is_decided and is_won) as won_leads
    from leads
    group by industry, size_band
),

records as (
    select
        owner_id,
        industry,
        size_band,
        count(*) as decided_leads,
        count(*) filter (where is_won) as won_leads
    from leads
    where is_decided
    group by owner_id, industry, size_band
),

-- DECISIONS.md, "Past win rates, shrunk": first the seller's and the segment's own.
shrunk as (
    select
        sellers.owner_id,
        segments.industry,
        segments.size_band,
        coalesce(records.decided_leads, 0) as segment_leads,
        coalesce(records.won_leads, 0) as segment_won_leads,
        sellers.decided_leads as seller_leads,
        company.win_rate as company_rate,
        (sellers.won_leads + {{ prior }} * company.win_rate)
        / (sellers.decided_leads + {{ prior }}) as seller_rate,
        (segments.won_leads + {{ prior }} * company.win_rate)
        / (segments.decided_leads + {{ prior }}) as segment_rate
    from sellers
    cross join segments
    cross join company
    left join records
        on
            sellers.owner_id = records.owner_id
            and segments.industry = records.industry
            and segments.size_band = records.size_band
),

expected as (
    select
        *,
        (
            segment_won_leads
            + {{ prior }}
            * least(seller_rate * segment_rate / nullif(company_rate, 0), cast(1 as double))
        ) / (segment_leads + {{ prior }}) as expected_rate
    from shrunk
),

-- The error of the seller's rate in the segment, and of that in all, by their weights.
final as (
    select
        owner_id,
        industry,
        size_band,
        segment_leads,
        segment_won_leads,
        seller_leads,
        {{ rounded('company_rate', 9) }} as company_rate,
        {{ rounded('seller_rate', 9) }} as seller_rate,
        {{ rounded('segment_rate', 9) }} as segment_rate,
        {{ rounded('expected_rate', 9) }} as expected_rate,
        {{ rounded(
            'sqrt((segment_leads * expected_rate * (1 - expected_rate) + ' ~ prior ~ ' * ' ~ prior
            ~ ' * expected_rate * expected_rate * (1 - seller_rate)'
            ~ ' / nullif(seller_rate * (seller_leads + ' ~ prior ~ '), 0)))'
            ~ ' / (segment_leads + ' ~ prior ~ ')', 9
        ) }} as standard_error
    from expected
)

select * from final
