// SPDX-License-Identifier: Apache-2.0
package java.util.concurrent;

/**
 * Stands among the dependents of a future that the agent follows, and is fired with them when the future is done. Only the
 * future holds it, so both are collected together.
 */
@SuppressWarnings("serial") // no more than the JDK's own
final class LoopscopeWitness extends CompletableFuture.Completion {
    private final LoopscopeFutureFacts facts;
    /** The agent's record of the future. */
    final Object record;

    private LoopscopeWitness(LoopscopeFutureFacts facts, Object record) {
        this.facts = facts;
        this.record = record;
    }

    /** As what it is to others, so that a verifier has no cause to load it before it is needed. */
    static CompletableFuture.Completion of(LoopscopeFutureFacts facts, Object record) {
        return new LoopscopeWitness(facts, record);
    }

    @Override
    CompletableFuture<?> tryFire(int mode) {
        LoopscopeFutureProbes.futureSettled(facts, record);
        return null;
    }

    @Override
    boolean isLive() {
        return true;
    }
}
