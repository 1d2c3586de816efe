-- DECISIONS.md, "Words of comments": what people of either side are called.
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

customers as (
    select * from {{ ref('stg_billing__customers') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

full_names as (
    select full_name from contacts
    union
    select owner_name as full_name from owners
    union
    select customer_name as full_name from customers
    union
    select account_name as full_name from accounts
),

names_in_parts as (
    select {{ comment_parts('full_name') }} as parts
    from full_names
    where full_name is not null
),

parts_of_names as (
    {{ unnested('names_in_parts', 'parts', ["'name' as kind"]) }}
),

names_in_words as (
    select {{ words_of_part('element') }} as words
    from parts_of_names
),

words_of_names as (
    {{ unnested('names_in_words', 'words', ["'name' as kind"]) }}
),

final as (
    select distinct element as name
    from words_of_names
    where element <> ''
)

select * from final
