with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where not is_internal
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

-- A parent that nobody knows, or an internal one, is none; one that was merged is its survivor.
first_steps as (
    select
        accounts.account_id,
        coalesce(parents.survivor_id, accounts.account_id) as next_id
    from accounts
    inner join survivors
        on
            accounts.account_id = survivors.account_id
            and accounts.account_id = survivors.survivor_id
    left join survivors as parents
        on accounts.parent_account_id = parents.account_id
),

{{ chain_ends('first_steps') }},

-- DECISIONS.md, "Parents and children" (`customer_grain`), "Merged accounts".
final as (
    select
        survivors.account_id,
        chain_ends.end_id as ultimate_parent_id,
        chain_ends.is_in_circle,
        {% if revenue_rule('customer_grain') == 'ultimate_parent' -%}
        chain_ends.end_id
        {%- else -%}
        survivors.survivor_id
        {%- endif %} as customer_account_id
    from survivors
    inner join chain_ends
        on survivors.survivor_id = chain_ends.account_id
)

select * from final
