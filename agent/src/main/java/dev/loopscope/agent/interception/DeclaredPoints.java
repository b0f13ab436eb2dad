// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.option.BlockingMethod;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import java.util.List;

/** The methods the user says block, whoever they belong to. */
public final class DeclaredPoints {
    private DeclaredPoints() {}

    public static void addTo(Points points, List<BlockingMethod> methods) {
        for (BlockingMethod method : methods) {
            Point point = Point.operation(OperationKind.DECLARED, method.owner(), method.method())
                    .named("")
                    .safe();
            points.add(method.parameters() == null ? point : point.descriptor(method.parameters()));
        }
    }
}
