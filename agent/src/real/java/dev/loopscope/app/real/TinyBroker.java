// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/** As much of a Kafka cluster as it takes to refuse every record: it has each topic, and nobody may write to it. */
final class TinyBroker {
    private static final int NODE = 1;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));

    TinyBroker() throws IOException {
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private static void start(Runnable code) {
        Thread thread = new Thread(code, "broker");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The program is over.
        }
    }

    private void serve(Socket client) {
        try (client;
                DataInputStream in = new DataInputStream(client.getInputStream())) {
            while (true) {
                ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(in.readInt()));
                RequestHeader header = RequestHeader.parse(bytes);
                AbstractRequest request = AbstractRequest.parseRequest(
                                header.apiKey(), header.apiVersion(), new ByteBufferAccessor(bytes))
                        .request;
                ResponseHeader answer = header.toResponseHeader();
                ByteBuffer body = RequestUtils.serialize(
                        answer.data(), answer.headerVersion(), answer(request), header.apiVersion());
                client.getOutputStream()
                        .write(ByteBuffer.allocate(Integer.BYTES + body.remaining())
                                .putInt(body.remaining())
                                .put(body)
                                .array());
            }
        } catch (IOException closed) {
            // The producer has gone.
        }
    }

    private Message answer(AbstractRequest request) {
        if (request.apiKey() == ApiKeys.API_VERSIONS) {
            return versions();
        }
        if (request instanceof MetadataRequest asked) {
            return metadata(asked.isAllTopics() ? List.of() : asked.topics());
        }
        return request.getErrorResponse(0, new TopicAuthorizationException("nobody may"))
                .data();
    }

    private static Message versions() {
        ApiVersionsResponseData answer = new ApiVersionsResponseData();
        for (ApiKeys key : List.of(ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.PRODUCE)) {
            answer.apiKeys()
                    .add(new ApiVersion()
                            .setApiKey(key.id)
                            .setMinVersion(key.oldestVersion())
                            // From 10 on topics have numbers in one of them.
                            .setMaxVersion((short) Math.min(9, key.latestVersion())));
        }
        return answer;
    }

    private Message metadata(List<String> topics) {
        MetadataResponseData answer = new MetadataResponseData();
        answer.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(NODE)
                        .setHost("127.0.0.1")
                        .setPort(socket.getLocalPort()));
        for (String topic : topics) {
            answer.topics()
                    .add(new MetadataResponseTopic()
                            .setName(topic)
                            .setPartitions(List.of(new MetadataResponsePartition()
                                    .setPartitionIndex(0)
                                    .setLeaderId(NODE)
                                    .setReplicaNodes(List.of(NODE))
                                    .setIsrNodes(List.of(NODE)))));
        }
        return answer;
    }
}
