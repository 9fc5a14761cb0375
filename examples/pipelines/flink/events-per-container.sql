SET 'table.local-time-zone' = 'UTC';

-- The events of all nodes, as Tallyman's printer json writes them.
CREATE TABLE events (
    `timestamp` BIGINT,
    nodeName STRING,
    containerId STRING,
    container ROW<name STRING, image STRING>,
    kubernetes ROW<podName STRING, podNamespace STRING>,
    eventName STRING,
    returnValue BIGINT,
    event_time AS TO_TIMESTAMP_LTZ(`timestamp` / 1000000, 3),
    -- an event may be under way for a while, since its output tries again and a spool keeps it
    WATERMARK FOR event_time AS event_time - INTERVAL '1' MINUTE
) WITH (
    'connector' = 'kafka',
    'topic' = 'tallyman',
    'properties.bootstrap.servers' = 'kafka-1.example:9092',
    'properties.group.id' = 'flink',
    'scan.startup.mode' = 'group-offsets',
    'properties.auto.offset.reset' = 'earliest',
    -- a node that is silent must not hold the time back
    'scan.watermark.idle-timeout' = '30 s',
    'format' = 'json',
    'json.ignore-parse-errors' = 'true'
);

CREATE TABLE events_per_minute (
    `minute` TIMESTAMP(3),
    containerId STRING,
    name STRING,
    events BIGINT
) WITH (
    'connector' = 'kafka',
    'topic' = 'tallyman-per-minute',
    'properties.bootstrap.servers' = 'kafka-1.example:9092',
    'format' = 'json',
    'sink.delivery-guarantee' = 'exactly-once',
    -- Flink asks for an hour, and a broker allows 15 minutes (transaction.max.timeout.ms)
    'properties.transaction.timeout.ms' = '900000',
    'sink.transactional-id-prefix' = 'tallyman-per-minute'
);

INSERT INTO events_per_minute
SELECT window_start, containerId, MAX(container.name), COUNT(*)
FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
WHERE containerId <> ''
GROUP BY window_start, window_end, containerId;
