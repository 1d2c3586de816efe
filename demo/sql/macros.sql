-- Chance without a state: the same seed, entity and purpose give the same number in [0, 1),
-- whatever the order or the number of threads in which rows are made.
create or replace macro dice(entity, purpose) as (
    (hash(entity::bigint, purpose, getvariable('seed')) >> 11)::double / 9007199254740992
);

-- One element of a list; a share in [0, 1) chooses which.
create or replace macro pick(list, share) as list[1 + floor(share * len(list))::int];

-- A whole number between two bounds, both included.
create or replace macro between_whole(low, high, share) as (
    low + floor(share * (high - low + 1))::int
);

-- Roughly normal, mean 0 and deviation 1.
create or replace macro bell(entity, purpose) as (
    2 * (dice(entity, purpose || '1') + dice(entity, purpose || '2') + dice(entity, purpose || '3'))
    - 3
);

create or replace macro account_key(account_no) as printf('acc_%06d', account_no);
create or replace macro subscription_key(account_no, subscription_no) as
    printf('sub_%06d_%d', account_no, subscription_no);
create or replace macro customer_key(account_no, customer_no) as
    printf('cus_%06d_%d', account_no, customer_no);
