// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import org.jspecify.annotations.Nullable;

/** What is woven: one method for each form that weaving has to leave as it was. */
public class Toy {
    static final int VERSION = 3;

    public @Nullable Throwable box;

    public Toy() {}

    /** A constructor with a branch and with wide parameters before the one that is passed on. */
    public Toy(long wide, double wider, @Nullable Throwable box) {
        this.box = wide > wider ? null : box;
    }

    /** Makes objects, and branches, before the superclass's constructor is called. */
    public static class Built extends Exception {
        private static final long serialVersionUID = 1L;
        public final int size;

        public Built(@Nullable String text, int size) {
            super(text == null ? String.valueOf(new int[0].length) : text + "!", new Throwable(new Exception("in")));
            for (int i = 0; i < size; i++) {
                if (i > 2) {
                    throw new IllegalStateException("too big");
                }
            }
            this.size = size;
        }

        public Built(String text) {
            this(text, 2);
        }
    }

    /** Calls another as often as it is told. */
    public int many(int times, boolean fails) {
        int sum = 0;
        for (int i = 0; i < times; i++) {
            sum += plain(i);
        }
        if (fails) {
            throw new IllegalStateException("in the end");
        }
        return sum;
    }

    /** As the JDK's channels do it. */
    public void halves(boolean blocks, boolean fails) {
        try {
            begin(blocks, fails);
        } finally {
            end();
        }
    }

    /** As the JDK's sockets do it. */
    public void onceBegun(boolean fails) {
        begin(true, fails);
        plain(1);
    }

    private void begin(boolean blocks, boolean fails) {
        if (fails) {
            throw new IllegalStateException(blocks ? "closed, and would block" : "closed");
        }
    }

    private void end() {}

    public int plain(int value) {
        return value + 1;
    }

    /** Refuses null, and a number below zero. */
    public int checked(String text, int index) {
        return text.charAt(index);
    }

    public int twice(int value) {
        return plain(plain(value));
    }

    public static String none(String text) {
        return text;
    }

    public Object refuse() {
        throw new IllegalStateException("refused");
    }

    /** Branches, loops, wide locals, a handler of its own, several returns. */
    public long busy(int times, long wide, double wider, boolean fails) {
        long total = wide;
        try {
            for (int i = 0; i < times; i++) {
                if (i == 3 && fails) {
                    throw new IllegalStateException("at three");
                }
                double part = wider * i;
                total += (long) part;
                if (total > 1_000) {
                    return total;
                }
            }
        } catch (ArithmeticException e) {
            return -1;
        } finally {
            total++;
        }
        return total;
    }

    public void blocksIf(long wide, boolean blocks) {}

    public @Nullable Throwable peek() {
        return box;
    }

    public boolean offered(Throwable exception) {
        return exception.equals(box);
    }

    public static @Nullable Throwable origin() {
        return new IllegalStateException("the body that is replaced");
    }
}
