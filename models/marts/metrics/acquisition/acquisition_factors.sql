with factor_changes as (
    select * from {{ ref('int_marketing__factor_changes') }}
),

slipping_factors as (
    select * from {{ ref('int_marketing__slipping_factors') }}
),

factors as (
    select
        *,
        case
            when is_explained_by_visits then {{ rate('leads', 'visits') }}
        end as registration_rate,
        case when is_decided then {{ rate('won_leads', 'leads') }} end as win_rate,
        is_complete and has_quarter_before as is_compared,
        cast(visits_before as double) * length_ratio as previous_visits,
        cast(leads_before as double) * length_ratio as previous_leads,
        cast(won_leads_before as double) * length_ratio as previous_customers,
        case
            when is_explained_by_visits then {{ rate('leads_before', 'visits_before') }}
        end as previous_registration_rate,
        case
            when is_decided then {{ rate('won_leads_before', 'leads_before') }}
        end as previous_win_rate
    from factor_changes
),

-- A rate of nothing takes the other period's: what changed is how many there were.
terms as (
    select
        *,
        case when is_explained_by_visits then cast(visits as double) else leads end as volume,
        case
            when is_explained_by_visits then previous_visits
            else previous_leads
        end as previous_volume,
        case when is_explained_by_visits then registration_rate else 1 end as rate_of_volume,
        case
            when is_explained_by_visits then previous_registration_rate
            else 1
        end as previous_rate_of_volume,
        coalesce(win_rate, previous_win_rate, 0) as share_won,
        coalesce(previous_win_rate, win_rate, 0) as previous_share_won
    from factors
),

{%- set after = ['volume', 'rate_of_volume', 'share_won'] %}
{%- set before = ['previous_volume', 'previous_rate_of_volume', 'previous_share_won'] %}

-- DECISIONS.md, "What is slipping": the mean over all orders in which the factors may change.
effects as (
    select
        *,
        {{ effect_of_factor(0, before, after) }} as volume_effect,
        {{ effect_of_factor(1, before, after) }} as rate_effect,
        {{ effect_of_factor(2, before, after) }} as win_effect
    from terms
),

final as (
    select
        effects.date_month,
        effects.segment_type,
        effects.segment,
        effects.visits,
        effects.registration_rate,
        {%- for end in ['low', 'high'] %}
        case
            when effects.is_explained_by_visits
                then {{ wilson('effects.leads', 'effects.visits', end) }}
        end as registration_rate_{{ end }},
        {%- endfor %}
        effects.leads,
        effects.win_rate,
        {%- for end in ['low', 'high'] %}
        case
            when effects.is_decided
                then {{ wilson('effects.won_leads', 'effects.leads', end) }}
        end as win_rate_{{ end }},
        {%- endfor %}
        case when effects.is_decided then effects.won_leads end as customers,
        {%- set compared = 'effects.is_compared' %}
        {%- set decided = 'effects.is_compared and effects.is_decided' %}
        {%- set explained = ' and effects.is_explained_by_visits' %}
        {%- for name, expression, condition in [
            ('previous_visits', 'effects.previous_visits', compared),
            ('previous_registration_rate', 'effects.previous_registration_rate', compared),
            ('previous_leads', 'effects.previous_leads', compared),
            ('previous_win_rate', 'effects.previous_win_rate', compared),
            ('previous_customers', 'effects.previous_customers', decided),
            ('leads_change', 'effects.leads - effects.previous_leads', compared),
            ('leads_change_by_visits',
                '(effects.volume - effects.previous_volume)'
                ~ ' * (effects.rate_of_volume + effects.previous_rate_of_volume) / 2',
                compared ~ explained),
            ('leads_change_by_registration_rate',
                '(effects.rate_of_volume - effects.previous_rate_of_volume)'
                ~ ' * (effects.volume + effects.previous_volume) / 2',
                compared ~ explained),
            ('customers_change', 'effects.won_leads - effects.previous_customers', decided),
            ('customers_change_by_visits', 'effects.volume_effect', decided ~ explained),
            ('customers_change_by_registration_rate', 'effects.rate_effect', decided ~ explained),
            ('customers_change_by_leads', 'effects.volume_effect + effects.rate_effect', decided),
            ('customers_change_by_win_rate', 'effects.win_effect', decided),
        ] %}
        case
            when {{ condition }} then {{ rounded(expression, 6) }}
        end as {{ name }},
        {%- endfor %}
        slipping_factors.slipping_factor,
        slipping_factors.slipping_change,
        slipping_factors.slipping_p_value,
        effects.is_decided,
        effects.is_complete
    from effects
    left join slipping_factors
        on
            effects.date_month = slipping_factors.date_month
            and effects.segment_type = slipping_factors.segment_type
            and effects.segment = slipping_factors.segment
)

select * from final
