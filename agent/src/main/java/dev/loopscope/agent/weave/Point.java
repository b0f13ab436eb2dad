// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import dev.loopscope.agent.interception.OperationKind;
import org.jspecify.annotations.Nullable;

/**
 * One interception point: a method of a class, and what is inserted there. A row of data, never changed once it has been made;
 * {@link PointVisitor} does the rest.
 */
public final class Point {
    /** What is done to the method. */
    public enum Shape {
        /** Calls at entry and exit. */
        AROUND,
        /** The body is replaced by {@code entry}, whose result is returned. */
        REPLACE,
        /** {@code entry} is told each value read from the field {@code exit.name()} of class {@code exit.descriptor()}. */
        READS,
        /** The class's calls of native methods are redirected, as an application's are; {@code method} is no method. */
        REDIRECTS
    }

    private static final Call ENTER = new Call("enter", "(I)V", Call.POINT);
    private static final Call EXIT = new Call("exit", "(I)V", Call.POINT);

    private static final int EVERY_LATER_JDK = 999;

    private final String owner;
    private final String method;
    private final Shape shape;
    private @Nullable String descriptor;
    private int since;
    private int until = EVERY_LATER_JDK;
    private @Nullable Call entry;
    private @Nullable Call exit;
    private boolean always;
    private @Nullable OperationKind kind;
    private boolean safeToThrow;
    private boolean optional;
    private @Nullable String operation;

    private Point(String owner, String method, Shape shape) {
        this.owner = owner;
        this.method = method;
        this.shape = shape;
    }

    private Point(Point other) {
        this(other.owner, other.method, other.shape);
        descriptor = other.descriptor;
        since = other.since;
        until = other.until;
        entry = other.entry;
        exit = other.exit;
        always = other.always;
        kind = other.kind;
        safeToThrow = other.safeToThrow;
        optional = other.optional;
        operation = other.operation;
    }

    /** A method that blocks whenever it is called. */
    public static Point operation(OperationKind kind, String owner, String method) {
        Point point = new Point(owner, method, Shape.AROUND);
        point.kind = kind;
        point.safeToThrow = kind.isSafeToThrow();
        return point.with(ENTER, EXIT, true);
    }

    /** A method that blocks when its parameter {@code index}, a boolean, is true. */
    public static Point operationIf(OperationKind kind, String owner, String method, int index) {
        return operation(kind, owner, method).with(new Call("enterIf", "(ZI)V", index, Call.POINT), EXIT, true);
    }

    /** A method of which {@code entry} says whether it blocks, and how. */
    public static Point operationIf(OperationKind kind, String owner, String method, Call entry) {
        return operation(kind, owner, method).with(entry, EXIT, true);
    }

    /** A method that may park more than once before it is done; all of that is one operation. */
    public static Point gathers(String owner, String method) {
        return around(owner, method, new Call("gatherEntered", "()V"), new Call("gatherExited", "()V"), true);
    }

    /** A class that calls native methods which wait. */
    public static Point redirects(String owner) {
        return new Point(owner, "native calls", Shape.REDIRECTS);
    }

    /** A method that blocks unless its thread was unparked before, as {@code entry} finds out. */
    public static Point operationUnlessPermitted(OperationKind kind, String owner, String method, Call entry) {
        return operation(kind, owner, method).with(entry, new Call("exitPark", "(I)V", Call.POINT), true);
    }

    /** A method that does nothing at all when it returns null. */
    public static Point operationUnlessNull(OperationKind kind, String owner, String method) {
        Call exit = new Call("exitUnlessNull", "(Ljava/lang/Object;I)V", Call.RESULT, Call.POINT);
        return operation(kind, owner, method).with(ENTER, exit, true);
    }

    /**
     * The first half of an operation that may block when its parameter {@code index} says so; {@link #operationEnds} is the
     * other, and runs also after a first half that threw. Then nothing has happened.
     */
    public static Point operationBegins(OperationKind kind, String owner, String method, int index) {
        return operation(kind, owner, method)
                .with(
                        new Call("beginning", "(ZI)V", index, Call.POINT),
                        new Call("begun", "(ZI)V", index, Call.POINT),
                        false);
    }

    /** A method that blocks once the return of {@link #operationBegun} is reached within; before, it only throws. */
    public static Point operationOnceBegun(OperationKind kind, String owner, String method) {
        return operation(kind, owner, method).with(new Call("beginning", "(I)V", Call.POINT), EXIT, true);
    }

    public static Point operationBegun(OperationKind kind, String owner, String method) {
        return operation(kind, owner, method).with(null, new Call("begun", "(I)V", Call.POINT), false);
    }

    public static Point operationEnds(OperationKind kind, String owner, String method) {
        return operationMarked(kind, owner, method, EXIT);
    }

    /** A method at whose entry something is told of an operation that goes on beyond it. */
    public static Point operationMarked(OperationKind kind, String owner, String method, Call entry) {
        return operation(kind, owner, method).with(entry, null, false);
    }

    /** A method that blocks by what it calls: all parts of wholes that happen in it are one operation. */
    public static Point whole(OperationKind kind, String owner, String method) {
        return operation(kind, owner, method).with(new Call("enterWhole", "()V"), EXIT, true);
    }

    /** Facts told before and after a method; the second also when a throwable leaves, if {@code always}. */
    public static Point around(String owner, String method, @Nullable Call entry, @Nullable Call exit, boolean always) {
        return new Point(owner, method, Shape.AROUND).with(entry, exit, always);
    }

    /** A method whose body becomes a call of the bridge. */
    public static Point replace(String owner, String method, Call call) {
        return new Point(owner, method, Shape.REPLACE).with(call, null, false);
    }

    /** A method in which each value read from a field, the Throwable of a future, is told. */
    public static Point reads(String owner, String method, String fieldOwner, String field, String probe) {
        return reads(owner, method, fieldOwner, field, Call.ofFutures(probe, "(Ljava/lang/Throwable;)V"));
    }

    /** As {@link #reads}, to a call whose arguments follow that value. */
    public static Point reads(String owner, String method, String fieldOwner, String field, Call told) {
        return new Point(owner, method, Shape.READS).with(told, new Call(field, fieldOwner), false);
    }

    private Point with(@Nullable Call newEntry, @Nullable Call newExit, boolean newAlways) {
        Point point = new Point(this);
        point.entry = newEntry;
        point.exit = newExit;
        point.always = newAlways;
        return point;
    }

    /** This point for one overload only; a descriptor that ends with the parameters is for every result. */
    public Point descriptor(String value) {
        Point point = new Point(this);
        point.descriptor = value;
        return point;
    }

    /** This point, for JDKs from this feature release on. */
    public Point since(int value) {
        Point point = new Point(this);
        point.since = value;
        return point;
    }

    /** This point, for JDKs up to this feature release. */
    public Point until(int value) {
        Point point = new Point(this);
        point.until = value;
        return point;
    }

    /** This point, where an Error at entry does no harm though its kind says otherwise. */
    public Point safe() {
        Point point = new Point(this);
        point.safeToThrow = true;
        return point;
    }

    /** This point, where an Error at entry does harm though its kind says otherwise. */
    public Point unsafe() {
        Point point = new Point(this);
        point.safeToThrow = false;
        return point;
    }

    /** This point, whose absence is no news, because the class's releases differ. */
    public Point maybe() {
        Point point = new Point(this);
        point.optional = true;
        return point;
    }

    /** This point, under a name of its own in reports. */
    public Point named(String value) {
        Point point = new Point(this);
        point.operation = value;
        return point;
    }

    /** Internal name of the class. */
    public String owner() {
        return owner;
    }

    /** The method's name, or {@code *} for every method that is no initialiser. */
    public String method() {
        return method;
    }

    /** Null for every overload. */
    public @Nullable String descriptor() {
        return descriptor;
    }

    /** First JDK feature release that has it. */
    public int since() {
        return since;
    }

    /** Last JDK feature release that has it. */
    public int until() {
        return until;
    }

    public Shape shape() {
        return shape;
    }

    /** Called before the body; null for nothing. */
    public @Nullable Call entry() {
        return entry;
    }

    /** Called before each return, and when {@link #always} also when a throwable leaves. */
    public @Nullable Call exit() {
        return exit;
    }

    /** Whether {@link #exit} also runs when a throwable leaves, without arguments that are not constant. */
    public boolean always() {
        return always;
    }

    /** What waits there; null when the point is no operation. */
    public @Nullable OperationKind kind() {
        return kind;
    }

    /** Whether an Error thrown at entry leaves no lock, queue or condition inconsistent. */
    public boolean safeToThrow() {
        return safeToThrow;
    }

    public boolean optional() {
        return optional;
    }

    /**
     * What reports call it, where that is not the JDK method the application has called: then the woven method itself is the
     * operation, and its caller the one who called it; empty for the woven method's own name.
     */
    public @Nullable String operation() {
        return operation;
    }

    boolean matches(String name, String methodDescriptor) {
        return (method.equals(name) || (method.equals("*") && name.charAt(0) != '<'))
                && hasDescriptor(methodDescriptor);
    }

    private boolean hasDescriptor(String other) {
        return descriptor == null
                || descriptor.equals(other)
                || (descriptor.endsWith(")") && other.startsWith(descriptor));
    }

    /** How a missing point is named. */
    @Override
    public String toString() {
        return owner.replace('/', '.') + "." + method + (descriptor == null ? "" : descriptor);
    }
}
