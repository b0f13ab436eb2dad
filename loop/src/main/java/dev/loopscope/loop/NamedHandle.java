// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/** A callback of the loop's own on behalf of user code, named for that code. */
final class NamedHandle extends Handle {
    private final Object subject;
    private final String suffix;

    NamedHandle(EventLoop loop, Runnable callback, Object subject, String suffix) {
        super(loop, callback);
        this.subject = subject;
        this.suffix = suffix;
    }

    @Override
    String target() {
        return Describe.type(subject) + suffix;
    }
}
