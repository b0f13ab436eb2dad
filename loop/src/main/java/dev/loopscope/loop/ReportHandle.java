// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/** A report that waits to be made on the loop; the loop's close makes those that never got there. */
final class ReportHandle extends Handle {
    final ExceptionContext report;

    ReportHandle(EventLoop loop, ExceptionContext report) {
        super(loop, null);
        this.report = report;
    }

    @Override
    void run() {
        loop.reports.call(report);
    }

    @Override
    String target() {
        return Describe.type(ExceptionHandler.class);
    }
}
