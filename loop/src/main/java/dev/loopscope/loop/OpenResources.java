// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What of a loop is open, itself included, and where it was asked for: each that is left so when the loop is closed or
 * collected is reported. It outlives the loop just long enough for that, so it must never refer to it, nor to anything that
 * does.
 */
final class OpenResources implements Runnable {
    private static final String LOOP = "EventLoop";

    /** One of them. */
    static final class Resource {
        private final String kind;
        private final Supplier<String> detail;
        private final @Nullable Throwable origin;

        private Resource(String kind, Supplier<String> detail, @Nullable Throwable origin) {
            this.kind = kind;
            this.detail = detail;
            this.origin = origin;
        }
    }

    private final String loop;
    private final @Nullable Throwable origin = Boundary.origin();
    // loop thread only, and in the end the cleaner's
    private final Set<Resource> open = new LinkedHashSet<>();
    private volatile boolean isLoopClosed;

    OpenResources(String loop) {
        this.loop = loop;
    }

    /**
     * Loop thread.
     *
     * @param detail what it is known by; must not refer to it
     * @param site where the application asked for it
     */
    Resource opened(String kind, Supplier<String> detail, @Nullable Throwable site) {
        Resource resource = new Resource(kind, detail, site);
        open.add(resource);
        return resource;
    }

    /** Loop thread: somebody has seen to it that it will be closed. Harmless when it was told before. */
    void closed(Resource resource) {
        open.remove(resource);
    }

    /** The thread that closes the loop, which closes it as well. Harmless when somebody had closed it before. */
    void leftOpen(Resource resource) {
        if (open.remove(resource)) {
            report(resource.kind, resource.detail.get(), false, resource.origin);
        }
    }

    /** Loop thread, which then closes it: nobody else can any more. */
    void forgotten(String kind, String detail, @Nullable Throwable site) {
        if (!Boundary.unclosed(kind, detail, loop, true, site)) {
            Log.warn("unclosed " + what(kind, detail, site) + " of " + loop + ", collected; call close() on it before");
        }
    }

    /** Any thread. */
    void loopClosed() {
        isLoopClosed = true;
    }

    /** Cleaner's thread once the loop was collected, or whoever has closed it. */
    @Override
    public void run() {
        if (isLoopClosed) {
            return;
        }
        report(LOOP, loop, true, origin);
        for (Resource resource : open) {
            report(resource.kind, resource.detail.get(), true, resource.origin);
        }
    }

    private void report(String kind, String detail, boolean isCollected, @Nullable Throwable site) {
        if (Boundary.unclosed(kind, detail, loop, isCollected, site)) {
            return;
        }
        String what = what(kind, detail, site);
        if (kind.equals(LOOP)) {
            Log.warn("unclosed event loop " + what + ": its selector leaks; call close() on it");
        } else {
            Log.warn("unclosed " + kind.toLowerCase(Locale.ROOT) + " " + what + " when " + loop + " was "
                    + (isCollected ? "collected" : "closed") + "; call close() on it before");
        }
    }

    private static String what(String kind, String detail, @Nullable Throwable site) {
        return "<" + kind + " " + detail + Origin.suffix(site) + ">";
    }
}
