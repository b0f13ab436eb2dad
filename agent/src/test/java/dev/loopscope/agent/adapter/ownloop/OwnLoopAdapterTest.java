// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.ownloop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnLoopAdapterTest {
    /** Its class loader was closed before it had needed all classes. */
    private static final class Undeployed {
        @Override
        public String toString() {
            throw new NoClassDefFoundError("dev/loopscope/loop/Origin");
        }
    }

    private final OwnLoopAdapter adapter = new OwnLoopAdapter();

    @Test
    void aHandleNamesItself() {
        assertThat(adapter.describe("<Handle>", "com.acme.Handler")).isEqualTo("<Handle>");
        assertThat(adapter.describe(null, "com.acme.Handler")).isNull();
    }

    @Test
    void oneThatCannotAnyMoreIsNamedByItsClass() {
        assertThat(adapter.describe(new Undeployed(), null)).isEqualTo(Undeployed.class.getName());
    }
}
