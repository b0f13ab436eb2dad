// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/** A report that waits to be made on the loop; the loop's close makes those that never got there. */
final class ReportHandle extends Handle {
    final ExceptionContext context;

    ReportHandle(EventLoop loop, ExceptionContext context) {
        super(loop, null);
        this.context = context;
    }

    @Override
    void run() {
        loop.reports.call(context);
    }

    @Override
    String target() {
        return Describe.type(ExceptionHandler.class);
    }
}
