// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.sink.Notice;
import dev.loopscope.agent.weave.Weaver;
import java.util.List;

/** Names the hooks that were not found in classes that loaded after the banner was written. Reporter's thread, and at exit. */
final class MissingHooks implements Runnable {
    private final Weaver weaver;
    private final Reporter reporter;
    private int said;

    /** Those that are missing by now are the banner's to name. */
    MissingHooks(Weaver weaver, Reporter reporter, int inBanner) {
        this.weaver = weaver;
        this.reporter = reporter;
        this.said = inBanner;
    }

    @Override
    public synchronized void run() {
        if (weaver.missingCount() > said) {
            List<String> missing = weaver.missing();
            for (String hook : missing.subList(said, missing.size())) {
                reporter.say(new Notice(true, "no such method to watch: " + hook + "; what it does is not seen"));
            }
            said = missing.size();
        }
    }
}
