// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs every way to lose a failure, and to handle one, of all families: first what is lost, until the agent has reported all of
 * it, so far as there is one, then what is handled, and both again as often as the first argument says.
 */
public final class Results {
    private static final Path REPORT = Path.of("report.jsonl");
    private static final long PATIENCE_NANOS = 100_000_000_000L;
    private static final List<Class<?>> FAMILIES =
            List.of(Stages.class, Joined.class, Tasks.class, Forks.class, Periodic.class, Requests.class, Scopes.class);

    private Results() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        List<Method> lost = methods(Lost.class);
        List<Method> handled = methods(Handled.class);
        for (int round = 1; round <= rounds; round++) {
            runAll(lost);
            collectUntilReported((long) round * lost.size());
            runAll(handled);
        }
        System.out.println("end");
        System.exit(0);
    }

    /** Those this JDK has, of all families, in an order that is always the same. */
    public static List<Method> methods(Class<? extends Annotation> kind) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> family : FAMILIES) {
            for (Method method : family.getDeclaredMethods()) {
                if (method.isAnnotationPresent(kind)
                        && since(method) <= Runtime.version().feature()) {
                    methods.add(method);
                }
            }
        }
        methods.sort(Comparator.comparing(Method::getName));
        return methods;
    }

    private static int since(Method method) {
        Lost lost = method.getAnnotation(Lost.class);
        return lost == null ? method.getAnnotation(Handled.class).since() : lost.since();
    }

    private static void runAll(List<Method> methods) throws IllegalAccessException {
        for (Method method : methods) {
            String outcome = "done";
            try {
                method.invoke(null);
            } catch (InvocationTargetException e) {
                outcome = e.getTargetException().getClass().getName();
            }
            System.out.println(method.getName() + ": " + outcome);
        }
    }

    private static void collectUntilReported(long count) throws IOException, InterruptedException {
        long end = System.nanoTime() + (Boolean.getBoolean("impatient") ? 0 : PATIENCE_NANOS);
        while (Files.exists(REPORT) && System.nanoTime() < end) {
            System.gc();
            if (reported() >= count) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long reported() throws IOException {
        long count = 0;
        for (String line : Files.readAllLines(REPORT)) {
            if (line.contains("\"kind\":\"finding\"")
                    && (line.contains("\"id\":\"exception-never-retrieved\"")
                            || line.contains("\"id\":\"periodic-task-died\""))) {
                count++;
            }
        }
        return count;
    }
}
