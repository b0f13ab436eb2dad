// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.SwingTouches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwingThreadIT {
    @TempDir
    static Path directory;

    /** What the toolkit reads from files is another matter. */
    private static Child child(String what) {
        return Child.bare(directory, SwingTouches.class, what)
                .jvm("-Djava.awt.headless=true")
                .options("mode=test", "detectors=wrong-thread");
    }

    @Test
    void whatIsInUseAndChangedByAnotherThreadIsReportedOnce() {
        Run run = child("wrong").run();
        List<Finding> findings = run.lines();
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("wrong-thread");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.thread()).isEqualTo("worker");
            assertThat(finding.loop()).startsWith("AWT-EventQueue-");
            assertThat(finding.message()).contains(", which belongs to AWT-EventQueue-", ", called from worker at ");
            assertThat(finding.fix()).contains("SwingUtilities.invokeLater(");
            assertThat(run.count(finding.fingerprint())).as("%s", finding).isEqualTo(1);
        }
        assertThat(findings)
                .extracting(finding -> finding.place() + " " + finding.operation())
                .containsExactly(
                        "SwingTouches.setText javax.swing.JLabel.setText",
                        "SwingTouches.setEnabled javax.swing.AbstractButton.setEnabled",
                        "SwingTouches.setForeground javax.swing.JComponent.setForeground",
                        "SwingTouches.setVisible javax.swing.JComponent.setVisible",
                        "SwingTouches.setBounds java.awt.Component.setSize",
                        "SwingTouches.add java.awt.Container.add",
                        "SwingTouches.remove java.awt.Container.remove",
                        "SwingTouches.append javax.swing.JTextArea.append",
                        "SwingTouches.setFieldText javax.swing.text.JTextComponent.setText",
                        "SwingTouches.setValue javax.swing.JProgressBar.setValue",
                        "SwingTouches.addItem javax.swing.JComboBox.addItem",
                        "SwingTouches.addTab javax.swing.JTabbedPane.addTab",
                        "SwingTouches.addRow javax.swing.table.DefaultTableModel.addRow",
                        "SwingTouches.setValueAt javax.swing.table.DefaultTableModel.setValueAt",
                        "SwingTouches.addElement javax.swing.DefaultListModel.addElement",
                        "SwingTouches.insertNode javax.swing.tree.DefaultTreeModel.insertNodeInto",
                        "SwingTouches$Prices.change javax.swing.table.AbstractTableModel.fireTableDataChanged",
                        "SwingTouches.document javax.swing.text.PlainDocument.insertString");
    }

    @Test
    void theEventThreadConstructionAndRepaintAreSilent() {
        Run run = child("right").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    /** What the toolkit reads when it is first needed is usually instant; what the application has it read is not. */
    @Test
    void onlyAnImageOfTheApplicationsIsReportedOfAllThatIsReadToShowIt() {
        Run run = Child.bare(directory, SwingTouches.class, "look", "none.png")
                .jvm("-Djava.awt.headless=true")
                .options("mode=test", "detectors=blocking-call", "blocking-min=100s")
                .run();
        assertThat(run.out()).isEqualTo("-1\nend\n");
        assertThat(run.lines())
                .as("%s", run)
                .extracting(Finding::operation)
                .containsExactly("javax.swing.ImageIcon.<init>");
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "wrong-thread dev.loopscope.app.SwingTouches* reason=\"known\"\n");
        Run run = child("wrong").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffTheAgentIsSilent() {
        Run run = Child.bare(directory, SwingTouches.class, "wrong")
                .jvm("-Djava.awt.headless=true")
                .options("mode=test", "detectors=-wrong-thread,-blocking-call")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
