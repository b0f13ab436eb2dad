// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.util.List;
import java.util.Set;

/** All probes, by what they block on. */
public final class Families {
    /** Looks like blocking throughout. */
    public static final Class<?> INNOCENT = Innocent.class;

    /** Of each way to block one or the other, for runs on every kind of loop thread. */
    public static final List<Class<?>> CORE =
            List.of(ThreadProbes.class, NetworkProbes.class, FileProbes.class, Innocent.class);

    public static final List<Class<?>> ALL = List.of(
            ThreadProbes.class,
            SubclassProbes.class,
            NetworkProbes.class,
            SocketProbes.class,
            SocketStreamProbes.class,
            ChannelProbes.class,
            DatagramProbes.class,
            UnixSocketProbes.class,
            SelectorProbes.class,
            NameProbes.class,
            InterfaceProbes.class,
            HttpProbes.class,
            TlsProbes.class,
            FileProbes.class,
            FileStreamProbes.class,
            RandomAccessProbes.class,
            FileChannelProbes.class,
            JavaIoFileProbes.class,
            FilesProbes.class,
            FileSystemProbes.class,
            ZipProbes.class,
            FileInnocent.class,
            H2Probes.class,
            SqliteProbes.class,
            PostgresProbes.class,
            DataSourceProbes.class,
            ProcessProbes.class,
            ConsoleProbes.class,
            LoggingProbes.class,
            JvmProbes.class,
            EntropyProbes.class,
            PreferencesProbes.class,
            Innocent.class,
            SleepProbes.class,
            DescendantProbes.class,
            WaitProbes.class,
            SynchronizerProbes.class,
            QueueProbes.class,
            DequeProbes.class,
            FutureProbes.class,
            ForkJoinProbes.class,
            LockProbes.class,
            MonitorProbes.class,
            PipeProbes.class,
            InnocentConcurrency.class);

    /** Those that load native code, which newer JDKs warn of. */
    public static final Set<Class<?>> WARNED_OF = Set.of(SqliteProbes.class, JvmProbes.class);

    private Families() {}
}
