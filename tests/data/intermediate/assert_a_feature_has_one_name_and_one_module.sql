-- If this fails, two rows of the seed call one feature by two names or put it into two modules.
select
    feature,
    count(distinct feature_name) as names,
    count(distinct module) as modules
from {{ ref('product_features') }}
group by feature
having count(distinct feature_name) > 1 or count(distinct module) > 1
