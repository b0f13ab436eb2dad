// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.security.Security;
import java.util.Map;

/**
 * Runs a set of operations first on a worker thread, where all of it is fine, and then one callback each on a loop. The first
 * round also loads the classes, so that the second does nothing but the operations.
 *
 * <p>Arguments: the carrier, the set, and at will the names of single operations.
 */
public final class Probe {
    private Probe() {}

    public static void main(String[] arguments) throws Exception {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Carrier worker = Carrier.named("worker");
        runAll(worker, "worker.", set(arguments[1]), arguments);
        worker.end();
        Map<String, Operation> set = set(arguments[1]);
        Carrier loop = Carrier.named(arguments[0]);
        runAll(loop, "", set, arguments);
        loop.end();
        Ledger.write();
        System.out.println("end");
        // Netty's global executor would keep the JVM alive for a second.
        System.exit(0);
    }

    private static Map<String, Operation> set(String name) throws Exception {
        return switch (name) {
            case "threads" -> ThreadOperations.all();
            case "io" -> new InputOutput().all();
            case "innocent" -> new Innocent().all();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void runAll(Carrier carrier, String prefix, Map<String, Operation> set, String[] arguments)
            throws InterruptedException {
        for (Map.Entry<String, Operation> each : set.entrySet()) {
            if (arguments.length == 2 || isNamed(each.getKey(), arguments)) {
                carrier.run(prefix + each.getKey(), each.getValue());
            }
        }
    }

    private static boolean isNamed(String name, String[] arguments) {
        for (int i = 2; i < arguments.length; i++) {
            if (arguments[i].equals(name)) {
                return true;
            }
        }
        return false;
    }
}
