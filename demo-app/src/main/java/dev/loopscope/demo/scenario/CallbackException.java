// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Shows {@code callback-exception}: nobody calls a callback but the loop, so nobody can catch what it throws. Catch what is to
 * be expected where it happens, and give the loop an exception handler for the rest.
 */
public final class CallbackException implements Scenario {
    @Override
    public String name() {
        return "callback-exception";
    }

    @Override
    public String summary() {
        return "an exception leaves a callback";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback parses what is not a number, and nobody catches the exception", loop -> {
            loop.callSoon(() -> quantity("three"));
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("the callback expects that and catches it", loop -> {
            loop.callSoon(() -> Expect.equal(OptionalInt.empty(), quantityIfAny("three")));
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("or the loop's exception handler takes it", loop -> {
            List<String> handled = new ArrayList<>();
            loop.setExceptionHandler((failed, context) -> handled.add(context.message()));
            loop.callSoon(() -> quantity("three"));
            loop.callSoon(loop::stop);
            loop.runForever();
            Expect.equal(1, handled.size());
        });
    }

    private static int quantity(String text) {
        return Integer.parseInt(text);
    }

    private static OptionalInt quantityIfAny(String text) {
        try {
            return OptionalInt.of(quantity(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
