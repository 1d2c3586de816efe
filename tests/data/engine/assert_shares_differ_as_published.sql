-- If this fails, what is said of the difference of two rates is wrong: Newcombe's own examples of his
-- method 10 (Statistics in Medicine 17, 1998, table II), and p-values by the error function. Nine of ten
-- and three of ten are too few for the z-test.
with examples as (
    select
        successes,
        trials,
        other_successes,
        other_trials,
        cast(expected_low as double) as expected_low,
        cast(expected_high as double) as expected_high,
        cast(expected_p_value as double) as expected_p_value
    from (
        values
        (56, 70, 48, 80, 0.0524, 0.3339, 0.008045),
        (9, 10, 3, 10, 0.1705, 0.8090, null),
        (5, 56, 0, 29, -0.0381, 0.1926, null),
        (0, 0, 5, 56, null, null, null)
    ) as examples (
        successes, trials, other_successes, other_trials, expected_low, expected_high,
        expected_p_value
    )
),

found as (
    select
        *,
        {{ difference_of_shares(
            'successes', 'trials', 'other_successes', 'other_trials', 'low'
        ) }} as low,
        {{ difference_of_shares(
            'successes', 'trials', 'other_successes', 'other_trials', 'high'
        ) }} as high,
        {{ p_value_of_two_shares(
            'successes', 'trials', 'other_successes', 'other_trials'
        ) }} as p_value
    from examples
)

select *
from found
where
    coalesce(abs(low - expected_low) > 0.00005, (low is null) <> (expected_low is null))
    or coalesce(abs(high - expected_high) > 0.00005, (high is null) <> (expected_high is null))
    or coalesce(
        abs(p_value - expected_p_value) > 0.000001, (p_value is null) <> (expected_p_value is null)
    )
