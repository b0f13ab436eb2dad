// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Where Swing's components and models are changed. Bound properties of all components go through {@code firePropertyChange},
 * so the setters of Swing's own and of everybody else's classes need no points; those that have one change a model instead,
 * nothing that is told, or several properties. {@code repaint} and {@code revalidate} are for every thread, and go through none of these.
 */
public final class SwingPoints {
    private static final Call CHANGES = Call.ofMistakes("swingEntered", "(Ljava/lang/Object;)V", Call.THIS);
    private static final Call BUILDS = Call.ofMistakes("swingBuilding", "()V");
    private static final Call EXITED = Call.ofMistakes("swingExited", "()V");

    private SwingPoints() {}

    public static void addTo(Points points) {
        addComponents(points);
        addModels(points);
        addBuilding(points);
    }

    private static void addComponents(Points points) {
        add(points, CHANGES, "java/awt/Component", "setEnabled", "setVisible", "setBounds", "firePropertyChange");
        add(points, CHANGES, "java/awt/Container", "addImpl", "remove", "removeAll", "setLayout", "validate");
        add(points, CHANGES, "java/awt/Window", "setVisible", "setBounds");
        add(points, CHANGES, "javax/swing/JComponent", "setEnabled", "setVisible");
        add(points, CHANGES, "javax/swing/JLabel", "setText", "setIcon");
        add(
                points,
                CHANGES,
                "javax/swing/AbstractButton",
                "setText",
                "setIcon",
                "setEnabled",
                "setSelected",
                "doClick");
        add(
                points,
                CHANGES,
                "javax/swing/text/JTextComponent",
                "setText",
                "setCaretPosition",
                "select",
                "replaceSelection");
        add(points, CHANGES, "javax/swing/JTextArea", "append", "insert", "replaceRange");
        add(points, CHANGES, "javax/swing/JEditorPane", "setText", "replaceSelection");
        add(points, CHANGES, "javax/swing/JTextPane", "replaceSelection", "insertComponent", "insertIcon");
        add(points, CHANGES, "javax/swing/JProgressBar", "setValue", "setMinimum", "setMaximum");
        add(points, CHANGES, "javax/swing/JSlider", "setValue", "setMinimum", "setMaximum");
        add(points, CHANGES, "javax/swing/JScrollBar", "setValue", "setValues");
        add(points, CHANGES, "javax/swing/JSpinner", "setValue");
        add(
                points,
                CHANGES,
                "javax/swing/JComboBox",
                "addItem",
                "insertItemAt",
                "removeItem",
                "removeItemAt",
                "removeAllItems",
                "setSelectedItem",
                "setSelectedIndex");
        add(
                points,
                CHANGES,
                "javax/swing/JList",
                "setSelectedIndex",
                "setSelectedIndices",
                "setSelectedValue",
                "clearSelection");
        add(
                points,
                CHANGES,
                "javax/swing/JTable",
                "setValueAt",
                "addColumn",
                "removeColumn",
                "moveColumn",
                "changeSelection",
                "clearSelection");
        add(
                points,
                CHANGES,
                "javax/swing/JTree",
                "expandPath",
                "expandRow",
                "collapsePath",
                "collapseRow",
                "setSelectionPath",
                "clearSelection");
        add(
                points,
                CHANGES,
                "javax/swing/JTabbedPane",
                "insertTab",
                "removeTabAt",
                "setSelectedIndex",
                "setTitleAt",
                "setComponentAt");
        add(points, CHANGES, "javax/swing/JViewport", "setView", "setViewPosition");
    }

    /** Where their listeners are told. */
    private static void addModels(Points points) {
        add(points, CHANGES, "javax/swing/table/AbstractTableModel", "fireTableChanged");
        add(
                points,
                CHANGES,
                "javax/swing/AbstractListModel",
                "fireContentsChanged",
                "fireIntervalAdded",
                "fireIntervalRemoved");
        add(
                points,
                CHANGES,
                "javax/swing/tree/DefaultTreeModel",
                "fireTreeNodesChanged",
                "fireTreeNodesInserted",
                "fireTreeNodesRemoved",
                "fireTreeStructureChanged");
        add(
                points,
                CHANGES,
                "javax/swing/text/AbstractDocument",
                "fireInsertUpdate",
                "fireRemoveUpdate",
                "fireChangedUpdate");
        add(points, CHANGES, "javax/swing/DefaultBoundedRangeModel", "fireStateChanged");
        add(points, CHANGES, "javax/swing/DefaultButtonModel", "fireStateChanged");
        add(points, CHANGES, "javax/swing/AbstractSpinnerModel", "fireStateChanged");
        add(points, CHANGES, "javax/swing/DefaultListSelectionModel", "fireValueChanged");
    }

    /** What they change belongs to the making of a window, or is handed to the event thread. */
    private static void addBuilding(Points points) {
        add(points, BUILDS, "java/awt/Component", "addNotify", "removeNotify");
        add(points, BUILDS, "java/awt/Container", "addNotify", "removeNotify");
        add(points, BUILDS, "java/awt/Window", "addNotify", "removeNotify", "pack", "dispose");
        add(points, BUILDS, "javax/swing/JComponent", "addNotify", "removeNotify");
    }

    private static void add(Points points, Call entry, String owner, String... methods) {
        for (String method : methods) {
            points.add(Point.around(owner, method, entry, EXITED, true));
        }
    }
}
