// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A map's key for one object of the application's, whatever its {@code equals} says, that does not keep it alive. */
public final class Identity<T> extends WeakReference<T> {
    private final int hash;

    /** @param queue told when the object is gone; null for a key that is only looked up */
    public Identity(T object, @Nullable ReferenceQueue<? super T> queue) {
        super(object, queue);
        hash = System.identityHashCode(object);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Identity<?> key && isSame(key));
    }

    // What a key of another type refers to is another object.
    @SuppressWarnings("unchecked")
    private boolean isSame(Identity<?> other) {
        T object = get();
        return object != null && ((Identity<T>) other).refersTo(object);
    }
}
