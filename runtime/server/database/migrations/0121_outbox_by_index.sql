-- The outbox is empty most of the time, and that is when its statements are planned. A plan that goes through all of an empty table goes
-- through all of it again for every event once many have come.
alter function platform.take_outbox(uuid, int4, interval) set enable_seqscan = off;
alter function platform.finish_outbox(int8[]) set enable_seqscan = off;
alter function platform.fail_outbox(int8, text[], text, interval) set enable_seqscan = off;
