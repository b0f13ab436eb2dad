// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every detector has beside its facts: an id, and from its start on the context it reports in. */
public abstract class ReportingDetector implements Detector {
    private final String id;
    private @Nullable DetectorContext context;

    protected ReportingDetector(String id) {
        this.id = id;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public void start(DetectorContext shared) {
        context = shared;
    }

    /** Reporter's thread, once it has been started; no fact comes before. */
    protected final DetectorContext context() {
        return Objects.requireNonNull(context);
    }
}
