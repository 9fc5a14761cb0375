-- Events per container and minute, the loudest first.
SELECT toStartOfMinute(time) AS minute, container_id, any(container_name) AS name, count() AS events
FROM tallyman_events
WHERE container_id != ''
GROUP BY minute, container_id
ORDER BY minute, events DESC, container_id;
