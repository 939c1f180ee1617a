-- What a service had under a key when it changed is answered from the oldest of its registrations. As in V56.
set local lock_timeout = '5s';
create index registration_by_service on registration (key_id, created_by, created_at);
