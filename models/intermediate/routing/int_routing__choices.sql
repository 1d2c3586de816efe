with win_rates as (
    select * from {{ ref('int_routing__win_rates') }}
    where expected_rate is not null
),

sellers as (
    select * from {{ ref('int_routing__sellers') }}
),

best_first as (
    select
        win_rates.*,
        sellers.team,
        sellers.load_share,
        sellers.load_share < 1 as has_room,
        row_number() over (
            partition by win_rates.industry, win_rates.size_band
            order by
                sellers.load_share < 1 desc,
                win_rates.expected_rate desc,
                sellers.load_share asc,
                win_rates.owner_id asc
        ) as rate_rank
    from win_rates
    inner join sellers
        on win_rates.owner_id = sellers.owner_id
),

-- DECISIONS.md, "No difference is claimed that the numbers do not show": three standard errors.
compared as (
    select
        best_first.*,
        best_first.has_room
        and best.expected_rate - best_first.expected_rate <= 3 * sqrt(
            best.standard_error * best.standard_error
            + best_first.standard_error * best_first.standard_error
        ) as is_as_good_as_best
    from best_first
    inner join best_first as best
        on
            best_first.industry = best.industry
            and best_first.size_band = best.size_band
            and best.rate_rank = 1
),

final as (
    select
        industry,
        size_band,
        owner_id,
        team,
        segment_leads,
        segment_won_leads,
        seller_leads,
        expected_rate,
        standard_error,
        load_share,
        has_room,
        is_as_good_as_best,
        cast(row_number() over (
            partition by industry, size_band
            order by
                has_room desc,
                is_as_good_as_best desc,
                load_share asc,
                expected_rate desc,
                owner_id asc
        ) as bigint) as turn,
        cast(greatest(
            sum(case when is_as_good_as_best then 1 else 0 end)
                over (partition by industry, size_band),
            1
        ) as bigint) as turns,
        count(*) over (partition by industry, size_band) as sellers
    from compared
)

select * from final
