// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As {@link Nap}, in an application that logs. */
public final class LoggingNap {
    private LoggingNap() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logger log = LoggerFactory.getLogger("app");
        log.info("the application speaks");
        Thread thread = new Thread(Nap::nap, "x-loop");
        thread.start();
        thread.join();
        log.info("the application ends");
    }
}
