-- What Kafka has, a record at a time. Each consumer reads some of the partitions.
CREATE TABLE tallyman_queue
(
    event String
)
ENGINE = Kafka
SETTINGS kafka_broker_list = 'kafka-1.example:9092',
         kafka_topic_list = 'tallyman',
         kafka_group_name = 'clickhouse',
         kafka_format = 'JSONAsString',
         kafka_num_consumers = 4;

-- What is asked: by container and time. A month is kept.
CREATE TABLE tallyman_events
(
    time DateTime64(9, 'UTC') CODEC(Delta, ZSTD),
    node LowCardinality(String),
    container_id LowCardinality(String),
    container_name LowCardinality(String),
    image LowCardinality(String),
    pod_namespace LowCardinality(String),
    pod_name LowCardinality(String),
    process LowCardinality(String),
    host_pid UInt32,
    user_id UInt32,
    event LowCardinality(String),
    return_value Int64,
    args Map(LowCardinality(String), String) CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (container_id, event, time)
TTL toDateTime(time) + INTERVAL 30 DAY;

-- Moves what comes. An argument that is no text is kept as its JSON.
CREATE MATERIALIZED VIEW tallyman_consumer TO tallyman_events AS
SELECT
    fromUnixTimestamp64Nano(JSONExtractInt(q.event, 'timestamp'), 'UTC') AS time,
    JSONExtractString(q.event, 'nodeName') AS node,
    JSONExtractString(q.event, 'containerId') AS container_id,
    JSONExtractString(q.event, 'container', 'name') AS container_name,
    JSONExtractString(q.event, 'container', 'image') AS image,
    JSONExtractString(q.event, 'kubernetes', 'podNamespace') AS pod_namespace,
    JSONExtractString(q.event, 'kubernetes', 'podName') AS pod_name,
    JSONExtractString(q.event, 'processName') AS process,
    toUInt32(JSONExtractUInt(q.event, 'hostProcessId')) AS host_pid,
    toUInt32(JSONExtractUInt(q.event, 'userId')) AS user_id,
    JSONExtractString(q.event, 'eventName') AS event,
    JSONExtractInt(q.event, 'returnValue') AS return_value,
    mapFromArrays(
        arrayMap(arg -> JSONExtractString(arg, 'name'), JSONExtractArrayRaw(q.event, 'args')),
        arrayMap(arg -> if(JSONType(arg, 'value') = 'String', JSONExtractString(arg, 'value'),
            JSONExtractRaw(arg, 'value')), JSONExtractArrayRaw(q.event, 'args'))) AS args
FROM tallyman_queue AS q;
