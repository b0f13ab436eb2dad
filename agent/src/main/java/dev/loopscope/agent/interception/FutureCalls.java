// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;

/** What points of libraries' futures tell. */
final class FutureCalls {
    /** Somebody looks at the future itself. */
    static final Call ASKED = Call.ofFutures("futureAsked", "(Ljava/lang/Object;)V", Call.THIS);
    /** Somebody is given the exception that the method returns, or null. */
    static final Call GIVEN = Call.ofFutures("failureThrown", "(Ljava/lang/Throwable;)V", Call.RESULT);
    /** What a method returns says whether the future has failed. */
    static final Call FAILURE_CONFIRMED = confirmed("failureConfirmed");
    /** What a method returns says whether the future has succeeded. */
    static final Call SUCCESS_CONFIRMED = confirmed("successConfirmed");

    private FutureCalls() {}

    /** A future, or its box for an exception, is about to fail with a parameter. */
    static Call failing(Object holder, LibraryFuture library, int exception) {
        return Call.ofFutures(
                "futureFailing",
                "(Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/String;)V",
                holder,
                exception,
                library.kind());
    }

    /** As {@link #failing}, of a holder of several results; the parameter, a {@code Function} or null, has the exception of each. */
    static Call allFailing(Object holder, LibraryFuture library, int exceptions) {
        return Call.ofFutures(
                "futuresFailing",
                "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/String;)V",
                holder,
                exceptions,
                library.kind());
    }

    /** As {@link #offered}, where the failure has been told of another holder than this future. */
    static Call offeredToThis(int exception) {
        return Call.ofFutures(
                "failureOffered", "(ZLjava/lang/Object;Ljava/lang/Throwable;)V", Call.RESULT, Call.THIS, exception);
    }

    /** An attempt to make it fail with a parameter has ended, and the method's result says how. */
    static Call offered(int exception) {
        return Call.ofFutures("failureOffered", "(ZLjava/lang/Throwable;)V", Call.RESULT, exception);
    }

    /** A future is about to tell a listener. */
    static Call heard(Object future, int listener) {
        return Call.ofFutures("futureHeard", "(Ljava/lang/Object;Ljava/lang/Object;)V", future, listener);
    }

    /** A listener is about to be told a parameter. */
    static Call failureHeard(int listener, int exception) {
        return Call.ofFutures("failureHeard", "(Ljava/lang/Object;Ljava/lang/Throwable;)V", listener, exception);
    }

    private static Call confirmed(String probe) {
        return Call.ofFutures(probe, "(ZLjava/lang/Object;)V", Call.RESULT, Call.THIS);
    }
}
