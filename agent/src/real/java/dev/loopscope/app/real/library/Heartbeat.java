// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real.library;

import io.netty.channel.Channel;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a library sends of its own, unasked: whether it works is not the application's to care. */
public final class Heartbeat {
    private Heartbeat() {}

    /** Nothing that can be sent. */
    public static void beat(Channel channel) {
        channel.writeAndFlush(new Object());
    }

    public static void beat(Producer<String, String> producer, String topic) {
        producer.send(new ProducerRecord<>(topic, "alive"));
    }
}
