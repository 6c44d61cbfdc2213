-- What is known of a charger and the password that was rolled for it last. Null: nothing.
alter table station_connections
  add column password_status text check (password_status in
    ('rolled', 'pushed', 'accepted', 'reboot_required', 'rejected', 'unanswered', 'in_use'));
