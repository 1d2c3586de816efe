-- If this fails, an engine fills empty cells of seeds, and rules for all fit nobody.
select *
from {{ ref('score_measures') }}
where
    customer_tier in ('', 'None', 'null')
    or lifecycle_stage in ('', 'None', 'null')
