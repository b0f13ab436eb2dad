// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class DepartureTest {
    @Test
    void aConnectionThatIsGoneIsADeparture() {
        assertThat(Departure.is(new ClosedChannelException())).isTrue();
        assertThat(Departure.is(new SocketException("Connection reset"))).isTrue();
        assertThat(Departure.is(new IOException("Broken pipe"))).isTrue();
        assertThat(Departure.is(new SSLException("SSLEngine closed already"))).isTrue();
        assertThat(Departure.is(new IOException("writeAddress(..) failed: Connection reset by peer")))
                .isTrue();
    }

    @Test
    void anyOtherFailureIsNot() {
        assertThat(Departure.is(new IOException("No space left on device"))).isFalse();
        assertThat(Departure.is(new IOException((String) null))).isFalse();
        assertThat(Departure.is(new ConnectException("Connection refused"))).isFalse();
        assertThat(Departure.is(new SSLException("no cipher suites in common"))).isFalse();
        assertThat(Departure.is(new IllegalStateException("Broken pipe"))).isFalse();
    }
}
