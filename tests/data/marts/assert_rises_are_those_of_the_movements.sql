-- What the model of growth learns and is judged by is the sum of the published movements of the 90
-- days, exchange rates apart. If this fails, a hit of the list is no expansion anybody can look up.
with outcomes as (
    select * from {{ ref('int_growth__training_rows') }}
    where has_risen
),

movements as (
    select * from {{ ref('mrr_movements') }}
    where movement_type <> 'exchange_rate'
),

compared as (
    select
        outcomes.subject_id,
        outcomes.amount,
        sum(movements.amount) as moved
    from outcomes
    left join movements
        on
            outcomes.account_id = movements.account_id
            and outcomes.observed_on < movements.movement_date
            and outcomes.known_on >= movements.movement_date
    group by outcomes.subject_id, outcomes.amount
)

select * from compared
where coalesce(abs(amount - moved) > 0.0001, true)
