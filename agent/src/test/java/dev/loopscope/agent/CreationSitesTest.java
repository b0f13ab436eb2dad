// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.fact.Thrown;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreationSitesTest {
    private final CreationSites sites = new CreationSites();

    @Test
    void theSiteOfEachFutureIsKnown() {
        List<Object> futures = new ArrayList<>();
        List<Thrown> origins = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(new Object());
            origins.add(new Thrown(new Throwable()));
            sites.made(futures.get(i), origins.get(i));
        }
        sites.run();
        for (int i = 0; i < 100; i++) {
            assertThat(sites.of(futures.get(i))).isSameAs(origins.get(i));
        }
    }

    @Test
    void anotherObjectHasNone() {
        sites.made("one", new Thrown(new Throwable()));
        assertThat(sites.of(new Object())).isNull();
    }

    @Test
    void ofFarTooManyTheLastOneIsKnown() {
        List<Object> futures = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            Object future = new Object();
            Thrown origin = new Thrown(new Throwable(null, null, false, false) {});
            futures.add(future);
            sites.made(future, origin);
            assertThat(sites.of(future)).isSameAs(origin);
        }
        assertThat(futures).filteredOn(future -> sites.of(future) != null).hasSizeBetween(4_000, 8_192);
    }
}
