/**
 * Advisory lock of the stream of delivery events. Who adds to it shares the lock until the commit; the aggregation takes it alone for
 * a moment, and then knows that every number of the sequence so far is either committed or never will be.
 */
export const ESP_STREAM_LOCK = 7_310_001;
