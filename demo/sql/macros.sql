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

-- What any company is like, customer or not.
create or replace macro name_of(entity, number) as printf(
    '%s %s %d',
    pick(['North', 'Blue', 'Bright', 'Red', 'Open', 'Swift', 'Clear', 'Iron'],
        dice(entity, 'name1')),
    pick(['Harbor', 'Field', 'Works', 'Labs', 'Logistics', 'Health', 'Foods', 'Media'],
        dice(entity, 'name2')),
    number
);
create or replace macro industry_of(entity) as pick(
    ['Software', 'Software', 'Retail', 'Healthcare', 'Finance', 'Education', 'Logistics', 'Media'],
    dice(entity, 'industry')
);
create or replace macro country_of(entity) as pick(
    ['US', 'US', 'US', 'GB', 'DE', 'FR', 'CA', 'NL', 'IN', 'AU'], dice(entity, 'country')
);
create or replace macro seats_of(entity) as
    least(250, greatest(4, round(exp(2.0 + 0.9 * bell(entity, 'seats')))))::int;
create or replace macro employees_of(entity, seats) as
    seats * between_whole(2, 14, dice(entity, 'employees'));

-- A task's key as the warehouse makes it, and whether that task is held out and so never sent:
-- seven hexadecimal digits of a hash, as a share of 16^7.
create or replace macro task_key(kind, subject, reason, opened_on) as md5(
    concat_ws('|', kind, subject, reason, strftime(opened_on, '%Y-%m-%d'))
);
create or replace macro is_held_out(task_id, share) as (
    ('0x' || md5('hold-out|' || task_id)[:7])::bigint / 268435456 < share
);
-- A task by account and day, as a number to throw dice with.
create or replace macro task_number(account_no, opened_on) as (
    account_no::bigint * 100000 + (opened_on - date '2000-01-01')
);
-- Days from the opening of a task about failed payments until somebody writes or calls.
create or replace macro dunning_days(account_no, opened_on) as (
    between_whole(1, 3, dice(task_number(account_no, opened_on), 'dunning contact'))
);

create or replace macro lead_key(lead_no) as printf('lead_%07d', lead_no);
create or replace macro prospect_key(lead_no) as printf('pro_%07d', lead_no);
create or replace macro owner_key(owner_no) as printf('own_%04d', owner_no);
create or replace macro visitor_key(visitor_no) as
    'v' || lower(to_base(
        (hash(visitor_no::bigint, 'visitor', getvariable('seed')) >> 1)::bigint, 36
    ));
