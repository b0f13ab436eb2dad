// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends of Kafka's producer to a cluster that is not there, of which nobody hears that they failed, and others. */
public final class LostSends {
    private LostSends() {}

    public static void main(String[] arguments) throws Exception {
        LossCases cases = new LossCases();
        // Nobody listens on port 1.
        Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", "100"),
                new StringSerializer(),
                new StringSerializer());
        cases.lost("sent", name -> sent(producer, name));
        cases.handled(
                "sentAndGot",
                name -> producer.send(new ProducerRecord<>(name, name)).get());
        cases.handled(
                "sentWithCallback", name -> producer.send(new ProducerRecord<>(name, name), (data, failure) -> {}));
        producer.close();
        cases.end();
    }

    private static void sent(Producer<String, String> producer, String name) {
        producer.send(new ProducerRecord<>(name, name));
    }
}
