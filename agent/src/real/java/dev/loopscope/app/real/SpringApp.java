// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * A Spring Boot application that logs to the file its configuration names, which Spring Boot finds out late. It makes a mistake
 * before, one while everything that is logged is denied, and one after; the argument {@code wait} lets it wait for its end, {@code late} for a file {@code go} after the first.
 */
public class SpringApp {
    private static final Logger LOG = LoggerFactory.getLogger(SpringApp.class);

    public static void main(String[] arguments) throws Exception {
        LOG.debug("bound");
        long start = System.nanoTime();
        before();
        while (List.of(arguments).contains("late") && !Files.exists(Path.of("go"))) {
            LockSupport.parkNanos(10_000_000);
        }
        SpringApplication application = new SpringApplication(SpringApp.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.addListeners(new Starting());
        application.run();
        if (System.nanoTime() - start < 4_000_000_000L) {
            System.out.println("set up in time");
        }
        after();
        LOG.info("the application has spoken");
        if (List.of(arguments).contains("wait")) {
            Files.createFile(Path.of("waits"));
            Thread.currentThread().join();
        }
    }

    static final class Starting implements ApplicationListener<ApplicationStartingEvent> {
        @Override
        public void onApplicationEvent(ApplicationStartingEvent event) {
            try {
                meanwhile();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void before() throws InterruptedException {
        onLoop(SpringApp::sleepBefore);
    }

    private static void meanwhile() throws InterruptedException {
        onLoop(SpringApp::sleepMeanwhile);
    }

    private static void after() throws InterruptedException {
        onLoop(SpringApp::sleepAfter);
    }

    private static void onLoop(Runnable mistake) throws InterruptedException {
        Thread thread = new Thread(mistake, "x-loop");
        thread.start();
        thread.join();
    }

    private static void sleepBefore() {
        sleep();
    }

    private static void sleepMeanwhile() {
        sleep();
    }

    private static void sleepAfter() {
        sleep();
    }

    /** Long enough for a finding to be on its way before the next thing happens. */
    private static void sleep() {
        try {
            Thread.sleep(150);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
