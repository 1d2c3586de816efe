-- If this fails, customers who leave at the end of their first month or year are in another band.
with expected as (
    select * from (
        values
        ('2026-01-20', '2026-01-20', 1),
        ('2026-01-20', '2026-02-19', 1),
        ('2026-01-20', '2026-02-20', 2),
        ('2026-01-31', '2026-02-27', 1),
        ('2026-01-31', '2026-02-28', 2),
        ('2026-01-31', '2026-03-30', 2),
        ('2024-02-29', '2025-02-27', 12),
        ('2024-02-29', '2025-02-28', 13),
        ('2025-12-31', '2026-01-01', 1)
    ) as months (started_on, on_date, tenure_months)
),

found as (
    select
        *,
        {{ tenure_months('cast(started_on as date)', 'cast(on_date as date)') }} as tenure_found
    from expected
)

select * from found
where tenure_found <> tenure_months
