// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import dev.loopscope.app.real.library.Heartbeat;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends of Kafka's producer to a cluster that is not there, or refuses them; of some nobody hears that they failed. */
public final class LostSends {
    private LostSends() {}

    public static void main(String[] arguments) throws Exception {
        LossCases cases = new LossCases();
        // Nobody listens on port 1.
        try (Producer<String, String> producer = producer("127.0.0.1:1", "100")) {
            sendNowhere(cases, producer);
        }
        try (Producer<String, String> producer = producer(new TinyBroker().address(), "60000")) {
            sendInVain(cases, producer);
        }
        cases.end();
    }

    private static Producer<String, String> producer(String servers, String patienceMillis) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "max.block.ms",
                        patienceMillis,
                        "enable.idempotence",
                        "false",
                        // Until there is a flush.
                        "linger.ms",
                        "10000"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void sendNowhere(LossCases cases, Producer<String, String> producer) throws Exception {
        cases.lost("sent", name -> sent(producer, name));
        cases.handled("sentAndGot", name -> producer.send(record(name)).get());
        cases.handled("sentWithCallback", name -> producer.send(record(name), (data, failure) -> {}));
    }

    private static ProducerRecord<String, String> record(String name) {
        return new ProducerRecord<>(name, name);
    }

    private static void sent(Producer<String, String> producer, String name) {
        producer.send(record(name));
    }

    /** Each to a topic of its own, in a batch of its own, which fails on the producer's thread. */
    private static void sendInVain(LossCases cases, Producer<String, String> producer) throws Exception {
        cases.lost("refused", name -> refused(producer, name));
        cases.lost("refusedTogether", name -> {
            sent(producer, name);
            refused(producer, name);
        });
        cases.allowed("allowed", name -> allowed(producer, name));
        cases.handled("refusedAndGot", name -> {
            var future = producer.send(record(name));
            producer.flush();
            future.get();
        });
        cases.handled("refusedWithCallback", name -> {
            producer.send(record(name), (data, failure) -> {});
            producer.flush();
        });
        cases.handled("oneOfTwoHeard", name -> {
            producer.send(record(name));
            producer.send(record(name), (data, failure) -> {});
            producer.flush();
        });
        cases.handled("library", name -> {
            Heartbeat.beat(producer, name);
            producer.flush();
        });
    }

    private static void refused(Producer<String, String> producer, String name) {
        producer.send(record(name));
        producer.flush();
    }

    private static void allowed(Producer<String, String> producer, String name) {
        producer.send(record(name));
        producer.flush();
    }
}
