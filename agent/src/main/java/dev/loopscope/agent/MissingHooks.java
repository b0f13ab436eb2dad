// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.interception.LibraryFuture;
import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.sink.Notice;
import dev.loopscope.agent.weave.MissingHook;
import dev.loopscope.agent.weave.Weaver;
import java.util.List;

/** Names the hooks that were not found in classes that loaded after the banner was written. Reporter's thread, and at exit. */
final class MissingHooks implements Runnable {
    private final Weaver weaver;
    private final Reporter reporter;
    private final FactRelay relay;
    private int said;

    /** Those that are missing by now are the banner's to name. */
    MissingHooks(Weaver weaver, Reporter reporter, FactRelay relay, int inBanner) {
        this.weaver = weaver;
        this.reporter = reporter;
        this.relay = relay;
        this.said = inBanner;
    }

    @Override
    public synchronized void run() {
        if (weaver.missingCount() > said) {
            List<MissingHook> missing = weaver.missing();
            for (MissingHook hook : missing.subList(said, missing.size())) {
                reporter.say(new Notice(true, "no such method to watch: " + hook.name() + "; " + consequence(hook)));
            }
            said = missing.size();
        }
    }

    /** Half of what a loop does would be worse than nothing: what lies between its callbacks could not be told from them. */
    private String consequence(MissingHook hook) {
        if (hook.family().isEmpty()) {
            return "what it does is not seen";
        }
        if (LibraryFuture.of(hook.family()) != null) {
            return "this version of it is unknown, and nothing of the kind \"" + hook.family() + "\" is followed";
        }
        relay.switchOff(hook.family());
        return "this version of it is unknown, and loops of the " + hook.family() + " adapter are not watched";
    }
}
