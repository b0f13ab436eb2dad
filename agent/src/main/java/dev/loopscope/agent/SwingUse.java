// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Window;
import java.util.EventListener;
import javax.swing.AbstractListModel;
import javax.swing.AbstractSpinnerModel;
import javax.swing.DefaultBoundedRangeModel;
import javax.swing.DefaultButtonModel;
import javax.swing.DefaultListSelectionModel;
import javax.swing.JComponent;
import javax.swing.RootPaneContainer;
import javax.swing.table.AbstractTableModel;
import javax.swing.text.AbstractDocument;
import javax.swing.tree.DefaultTreeModel;

/**
 * Whether something of Swing's is in use, so that only the event thread may change it. Asked only with one of its objects in
 * hand: it must not be the agent that loads the toolkit. Any thread.
 */
final class SwingUse {
    private static final EventListener[] NOBODY = {};
    private static final String SWING = "javax.swing.";

    private SwingUse() {}

    static boolean isEventThread() {
        return EventQueue.isDispatchThread();
    }

    static boolean isModel(Object changed) {
        return !(changed instanceof Component);
    }

    /**
     * A component that is displayable, a window that is shown, a model that a component listens to. What is AWT's own may be
     * changed by any thread, and a window is being made until it is shown.
     */
    static boolean isInUse(Object changed) {
        if (changed instanceof JComponent component) {
            return component.isDisplayable();
        }
        if (changed instanceof Window window) {
            return window instanceof RootPaneContainer && window.isVisible();
        }
        for (EventListener listener : listeners(changed)) {
            if (listener instanceof Component || listener.getClass().getName().startsWith(SWING)) {
                return true;
            }
        }
        return false;
    }

    private static EventListener[] listeners(Object model) {
        if (model instanceof AbstractTableModel table) {
            return table.getTableModelListeners();
        }
        if (model instanceof AbstractListModel<?> list) {
            return list.getListDataListeners();
        }
        if (model instanceof DefaultTreeModel tree) {
            return tree.getTreeModelListeners();
        }
        if (model instanceof AbstractDocument document) {
            return document.getDocumentListeners();
        }
        if (model instanceof DefaultBoundedRangeModel range) {
            return range.getChangeListeners();
        }
        if (model instanceof DefaultButtonModel button) {
            return button.getChangeListeners();
        }
        if (model instanceof AbstractSpinnerModel spinner) {
            return spinner.getChangeListeners();
        }
        return model instanceof DefaultListSelectionModel selection ? selection.getListSelectionListeners() : NOBODY;
    }
}
