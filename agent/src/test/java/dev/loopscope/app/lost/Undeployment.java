// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.TimeUnit;

/** Runs a {@link Tenant} in a class loader of its own and says whether that can be collected. */
public final class Undeployment {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Undeployment() {}

    public static void main(String[] arguments) throws Exception {
        WeakReference<ClassLoader> loader = deployed();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!loader.refersTo(null) && System.nanoTime() < end) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        System.out.println(loader.refersTo(null) ? "collected" : "kept alive");
        System.out.println("end");
    }

    private static WeakReference<ClassLoader> deployed() throws Exception {
        URL classes = Tenant.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
        loader.loadClass(Tenant.class.getName()).getMethod("run").invoke(null);
        return new WeakReference<>(loader);
    }
}
