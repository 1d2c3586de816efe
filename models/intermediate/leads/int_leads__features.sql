with observations as (
    select * from {{ ref('int_leads__observations') }}
),

leads as (
    select * from {{ ref('int_leads__leads') }}
),

forms as (
    select
        stg_crm__leads.lead_id,
        {{ rounded(
            rate('stg_crm__leads.form_fields_completed', 'stg_crm__leads.form_fields_total'), 9
        ) }} as form_completeness,
        case
            when public_mail_domains.domain is not null then 0
            when stg_crm__leads.email like '%@%' then 1
        end as company_mail,
        cast(
            extract(hour from {{ to_reporting_time('stg_crm__leads.registered_at') }}) as integer
        ) as registered_hour
    from {{ ref('stg_crm__leads') }} as stg_crm__leads
    left join {{ ref('public_mail_domains') }} as public_mail_domains
        on {{ mail_domain('stg_crm__leads.email') }} = public_mail_domains.domain
),

visits as (
    select * from {{ ref('int_leads__visits') }}
),

trial_use as (
    select * from {{ ref('int_leads__trial_use') }}
),

-- DECISIONS.md, "What a score may know". Logarithms: the tenth visit says less than the first.
final as (
    select
        observations.model,
        observations.subject_id,
        forms.form_completeness,
        cast(forms.company_mail as double) as company_mail,
        {{ rounded('ln(1 + cast(visits.visits as double))', 9) }} as visits,
        {{ rounded('ln(1 + visits.engaged_seconds / 60)', 9) }} as engaged_minutes,
        case
            when observations.model = 'lead_after_week'
                then cast(
                    coalesce(leads.trial_started_on < observations.observed_on, false) as integer
                )
        end as trial_started,
        case
            when observations.model = 'lead_after_week' then coalesce(trial_use.active_days, 0)
        end as trial_active_days,
        case
            when observations.model = 'lead_after_week' then coalesce(trial_use.features_tried, 0)
        end as trial_features,
        leads.channel,
        leads.industry,
        leads.size_band,
        leads.country,
        coalesce(leads.contact_method, 'unknown') as contact_method,
        case
            when forms.registered_hour < 6 then 'night'
            when forms.registered_hour < 12 then 'morning'
            when forms.registered_hour < 18 then 'afternoon'
            else 'evening'
        end as registered_hours
    from observations
    inner join leads
        on observations.subject_id = leads.lead_id
    inner join forms
        on observations.subject_id = forms.lead_id
    left join visits
        on
            observations.subject_id = visits.subject_id
            and observations.model = visits.model
    left join trial_use
        on observations.subject_id = trial_use.subject_id
)

select * from final
