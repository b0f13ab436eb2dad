// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.swing.AbstractListModel;
import javax.swing.DefaultListModel;
import javax.swing.ImageIcon;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.JTree;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import javax.swing.Timer;
import javax.swing.UIManager;
import javax.swing.event.TableModelEvent;
import javax.swing.event.TableModelListener;
import javax.swing.table.AbstractTableModel;
import javax.swing.table.DefaultTableModel;
import javax.swing.text.BadLocationException;
import javax.swing.tree.DefaultMutableTreeNode;
import javax.swing.tree.DefaultTreeModel;

/**
 * Components and models of Swing, changed by a worker while they are in use, and whatever else a thread may do with them, a
 * method each. Without a screen: a panel becomes displayable without a window, too.
 */
public final class SwingTouches {
    private final JPanel panel = new JPanel();
    private final JLabel label = new JLabel("label");
    private final JButton button = new JButton("button");
    private final JTextArea area = new JTextArea();
    private final JTextField field = new JTextField();
    private final JProgressBar bar = new JProgressBar();
    private final JComboBox<String> box = new JComboBox<>(new String[] {"a", "b"});
    private final JTabbedPane tabs = new JTabbedPane();
    private final DefaultTableModel table = new DefaultTableModel(2, 2);
    private final DefaultListModel<String> list = new DefaultListModel<>();
    private final DefaultTreeModel tree = new DefaultTreeModel(new DefaultMutableTreeNode("root"));
    private final Prices prices = new Prices();

    private SwingTouches() {}

    public static void main(String[] arguments) throws Exception {
        SwingTouches touches = new SwingTouches();
        // As most programs do it: made in main, while nobody sees it.
        touches.build();
        switch (arguments[0]) {
            case "wrong" -> runAll("worker", touches.wrong());
            case "right" -> runAll("worker", touches.right());
            case "look" -> EventQueue.invokeAndWait(() -> look(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
        System.exit(0);
    }

    private static void runAll(String name, Map<String, Operation> all) throws InterruptedException {
        Thread worker = new Thread(
                () -> all.forEach((what, operation) -> {
                    String outcome = "done";
                    try {
                        operation.run();
                    } catch (Exception e) {
                        outcome = e.toString();
                    }
                    System.out.println(what + ": " + outcome);
                }),
                name);
        worker.start();
        worker.join();
    }

    private void build() throws Exception {
        for (Component component : new Component[] {
            label,
            button,
            area,
            field,
            bar,
            box,
            tabs,
            new JTable(table),
            new JList<>(list),
            new JTree(tree),
            new JTable(prices)
        }) {
            panel.add(component);
        }
        label.setText("made");
        area.append("made\n");
        bar.setValue(1);
        box.addItem("c");
        tabs.addTab("tab", new JLabel("page"));
        panel.setLayout(new BorderLayout());
        panel.addNotify();
        // So that there is an event thread.
        EventQueue.invokeAndWait(() -> label.setText("shown"));
    }

    // ---- wrong ------------------------------------------------------------------------------------------------------

    private Map<String, Operation> wrong() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("setText", this::setText);
        all.put("setEnabled", this::setEnabled);
        all.put("setForeground", this::setForeground);
        all.put("setVisible", this::setVisible);
        all.put("setBounds", this::setBounds);
        all.put("add", this::add);
        all.put("remove", this::remove);
        all.put("append", this::append);
        all.put("setFieldText", this::setFieldText);
        all.put("setValue", this::setValue);
        all.put("addItem", this::addItem);
        all.put("addTab", this::addTab);
        all.put("addRow", this::addRow);
        all.put("setValueAt", this::setValueAt);
        all.put("addElement", this::addElement);
        all.put("insertNode", this::insertNode);
        all.put("ownModel", this::ownModel);
        all.put("document", this::document);
        return all;
    }

    private void setText() {
        label.setText("wrong");
    }

    private void setEnabled() {
        button.setEnabled(false);
    }

    private void setForeground() {
        label.setForeground(Color.RED);
    }

    private void setVisible() {
        button.setVisible(false);
    }

    private void setBounds() {
        label.setSize(10, 10);
    }

    private void add() {
        panel.add(new JLabel("more"));
    }

    private void remove() {
        panel.remove(label);
    }

    private void append() {
        area.append("wrong\n");
    }

    private void setFieldText() {
        field.setText("wrong");
    }

    private void setValue() {
        bar.setValue(50);
    }

    private void addItem() {
        box.addItem("d");
    }

    private void addTab() {
        tabs.addTab("wrong", new JLabel("page"));
    }

    private void addRow() {
        table.addRow(new Object[] {"x", "y"});
    }

    private void setValueAt() {
        table.setValueAt("z", 0, 0);
    }

    private void addElement() {
        list.addElement("x");
    }

    private void insertNode() {
        tree.insertNodeInto(new DefaultMutableTreeNode("x"), (DefaultMutableTreeNode) tree.getRoot(), 0);
    }

    private void ownModel() {
        prices.change();
    }

    private void document() throws BadLocationException {
        area.getDocument().insertString(0, "wrong", null);
    }

    /** Of the user's. */
    private static final class Prices extends AbstractTableModel {
        @Override
        public int getRowCount() {
            return 1;
        }

        @Override
        public int getColumnCount() {
            return 1;
        }

        @Override
        public Object getValueAt(int row, int column) {
            return "price";
        }

        void change() {
            fireTableDataChanged();
        }
    }

    // ---- how it looks -----------------------------------------------------------------------------------------------

    /** Icons and fonts of the toolkit's are read when they are first needed, and then a file of the application's. */
    private static void look(String image) {
        Graphics graphics = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB).getGraphics();
        JTextArea text = new JTextArea("text");
        text.setSize(100, 100);
        text.paint(graphics);
        graphics.drawString("more", 10, 10);
        UIManager.getIcon("FileView.directoryIcon");
        System.out.println(new ImageIcon(image).getIconWidth());
    }

    // ---- right ------------------------------------------------------------------------------------------------------

    private Map<String, Operation> right() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("invokeAndWait", this::invokeAndWait);
        all.put("worker", this::worker);
        all.put("timer", this::timer);
        all.put("repaint", this::repaint);
        all.put("read", this::read);
        all.put("construct", SwingTouches::construct);
        all.put("listened", SwingTouches::listened);
        return all;
    }

    /** Everything that is wrong elsewhere. */
    private void invokeAndWait() throws Exception {
        Map<String, Operation> all = wrong();
        SwingUtilities.invokeAndWait(() -> all.forEach((what, operation) -> {
            try {
                operation.run();
            } catch (Exception e) {
                throw new IllegalStateException(what, e);
            }
        }));
    }

    private void worker() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        new SwingWorker<String, String>() {
            @Override
            protected String doInBackground() {
                setProgress(50);
                publish("half");
                return "all";
            }

            @Override
            protected void process(List<String> chunks) {
                label.setText(chunks.get(0));
            }

            @Override
            protected void done() {
                label.setText("done");
                done.countDown();
            }
        }.execute();
        done.await();
    }

    private void timer() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(1);
        Timer timer = new Timer(1, event -> {
            label.setText("timer");
            fired.countDown();
        });
        timer.setRepeats(false);
        timer.start();
        fired.await();
    }

    private void repaint() {
        panel.repaint();
        label.repaint(0, 0, 1, 1);
        label.revalidate();
        panel.revalidate();
    }

    private void read() {
        System.out.println(label.isEnabled() + " " + area.getText().isEmpty() + " " + table.getColumnCount());
        table.addTableModelListener(null);
        label.addMouseListener(null);
    }

    /** And filled, while it is not displayable; and so are models nobody shows. */
    private static void construct() throws BadLocationException {
        JPanel made = new JPanel(new BorderLayout());
        JTextArea text = new JTextArea("text");
        JProgressBar progress = new JProgressBar();
        JComboBox<String> items = new JComboBox<>();
        JList<String> names = new JList<>(new String[] {"a"});
        made.add(text);
        made.add(progress, BorderLayout.NORTH);
        made.add(items, BorderLayout.SOUTH);
        text.append("more");
        text.setCaretPosition(0);
        progress.setValue(3);
        items.addItem("x");
        items.setSelectedIndex(0);
        names.setListData(new String[] {"b"});
        names.setSelectedIndex(0);
        made.setEnabled(false);
        made.setSize(100, 100);
        made.validate();
        made.addNotify();
        made.removeNotify();
    }

    /** By what is no component. */
    private static void listened() {
        DefaultTableModel model = new DefaultTableModel(1, 1);
        model.addTableModelListener(new TableModelListener() {
            @Override
            public void tableChanged(TableModelEvent event) {}
        });
        model.addRow(new Object[] {"x"});
        DefaultListModel<String> names = new DefaultListModel<>();
        names.addElement("x");
        AbstractListModel<String> all = names;
        System.out.println(all.getSize());
    }
}
