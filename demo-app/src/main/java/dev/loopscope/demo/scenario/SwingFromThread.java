// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.awt.EventQueue;
import javax.swing.JLabel;
import javax.swing.JPanel;

/**
 * Shows {@code wrong-thread} in Swing, which does not refuse: a worker changes a label that is in use, and sooner or later the
 * event thread paints half of it. Without a screen, a panel is displayable all the same.
 */
public final class SwingFromThread implements Scenario {
    @Override
    public String name() {
        return "swing-from-thread";
    }

    @Override
    public String summary() {
        return "a worker changes a label";
    }

    @Override
    public void show(Stage stage) throws Exception {
        JPanel panel = new JPanel();
        JLabel label = new JLabel("starting");
        panel.add(label);
        EventQueue.invokeAndWait(panel::addNotify);

        stage.wrong("a worker sets the text of a label that is in use", loop -> {
            Stage.run(loop, loop.runInExecutor(() -> showResult(label)));
        });

        stage.right("it has the event thread do that", loop -> {
            Stage.run(loop, loop.runInExecutor(() -> handOver(label)));
        });

        EventQueue.invokeAndWait(panel::removeNotify);
    }

    private static String showResult(JLabel label) {
        label.setText("done");
        return label.getText();
    }

    private static String handOver(JLabel label) throws Exception {
        EventQueue.invokeAndWait(() -> label.setText("done"));
        return label.getText();
    }
}
