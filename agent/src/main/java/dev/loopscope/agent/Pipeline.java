// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.allow.AllowFile;
import dev.loopscope.agent.allow.Allowances;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.fact.CancellationListener;
import dev.loopscope.agent.fact.CoroutineListener;
import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.PeriodicTaskListener;
import dev.loopscope.agent.fact.StageListener;
import dev.loopscope.agent.interception.CreationPoints;
import dev.loopscope.agent.interception.DatabasePoints;
import dev.loopscope.agent.interception.DeclaredPoints;
import dev.loopscope.agent.interception.FilePoints;
import dev.loopscope.agent.interception.FuturePoints;
import dev.loopscope.agent.interception.JvmPoints;
import dev.loopscope.agent.interception.LibraryFuture;
import dev.loopscope.agent.interception.LifePoints;
import dev.loopscope.agent.interception.NetworkPoints;
import dev.loopscope.agent.interception.ProcessPoints;
import dev.loopscope.agent.interception.RefusalPoints;
import dev.loopscope.agent.interception.RefusedWaitPoints;
import dev.loopscope.agent.interception.StagePoints;
import dev.loopscope.agent.interception.SwingPoints;
import dev.loopscope.agent.interception.TaskPoints;
import dev.loopscope.agent.interception.ThreadPoints;
import dev.loopscope.agent.management.Registration;
import dev.loopscope.agent.option.CreationTraces;
import dev.loopscope.agent.option.DetectorIds;
import dev.loopscope.agent.option.LogTarget;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.report.RunStart;
import dev.loopscope.agent.sink.Notice;
import dev.loopscope.agent.sink.Sinks;
import dev.loopscope.agent.watch.LoopThreads;
import dev.loopscope.agent.watch.Switch;
import dev.loopscope.agent.watch.Watchdog;
import dev.loopscope.agent.weave.MissingHook;
import dev.loopscope.agent.weave.Points;
import dev.loopscope.agent.weave.Roles;
import dev.loopscope.agent.weave.Weaver;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** Puts the agent together, in the order in which it has to happen: everything is ready before the first class is woven. */
final class Pipeline {
    /** Facts on their way; at twenty milliseconds a round this is 100,000 findings a second. A power of two. */
    private static final int QUEUE = 2048;

    private Pipeline() {}

    static void start(Options options, Instrumentation instrumentation, ClassLoader loader)
            throws IOException, ReflectiveOperationException {
        int feature = Runtime.version().feature();
        List<LoopAdapter> adapters = Catalog.adapters();
        List<Detector> detectors = new ArrayList<>();
        for (Detector detector : Catalog.detectors()) {
            if (options.detectorEnabled(detector.id())) {
                detectors.add(detector);
            }
        }
        Allowances allowances = options.allowFile() == null ? Allowances.none() : AllowFile.read(options.allowFile());
        Roles roles = new Roles();
        FrameRules rules = new FrameRules(options.appPackages(), options.libraryPackages(), roles);
        ThrowPolicy throwPolicy = new ThrowPolicy(options, rules, allowances);
        LoopscopeProbes.configure(options.slowCallbackNanos(), throwPolicy.isOn());

        FactQueue queue = new FactQueue(QUEUE);
        // Only the report names the process and the run; asking for either costs milliseconds of everybody's start.
        long pid = options.report() == null ? 0 : ProcessHandle.current().pid();
        Sinks sinks = Sinks.open(options, pid);
        Reporter reporter = new Reporter(queue, options, allowances, sinks.all());
        Watchdog watchdog = new Watchdog(options.slowCallbackNanos(), queue);
        LoopThreads threads = new LoopThreads();
        Switch power = new Switch(threads, watchdog);
        WhileOn reports = new WhileOn(power, reporter);
        LoopNames names = new LoopNames(adapters);
        DetectorContext context = new DetectorContext(options, rules, names, watchdog.pauses(), queue, reports);
        FailureListener failures = null;
        CoroutineListener coroutines = null;
        PeriodicTaskListener periodicTasks = null;
        StageListener stages = null;
        CancellationListener cancellations = null;
        for (Detector detector : detectors) {
            detector.start(context);
            failures = detector.failures() == null ? failures : detector.failures();
            coroutines = detector.coroutines() == null ? coroutines : detector.coroutines();
            periodicTasks = detector.periodicTasks() == null ? periodicTasks : detector.periodicTasks();
            stages = detector.stages() == null ? stages : detector.stages();
            cancellations = detector.cancellations() == null ? cancellations : detector.cancellations();
        }

        Points points = points(
                options,
                adapters,
                feature,
                failures != null,
                periodicTasks != null,
                stages != null,
                throwPolicy.isOn());
        FactRelay relay = new FactRelay(
                points, queue, threads, names, watchdog, power, options, sinks.application(), throwPolicy);
        Refusals refusals = new Refusals();
        Witness witness = new Witness(loader);
        FutureRelay futures =
                new FutureRelay(points, power, options, refusals, witness, failures, periodicTasks, stages);
        MistakeRelay mistakes = new MistakeRelay(queue, power, options, refusals, failures, coroutines, cancellations);
        Weaver weaver = new Weaver(points, feature < 19, roles);
        AgentErrors errors = new AgentErrors(reporter, watchdog, weaver);
        FactRelay.load(loader);
        LoopscopeProbes.parts(relay.parts());
        LoopscopeProbes.listen(relay);
        LoopscopeFutureProbes.listen(futures);
        LoopscopeMistakeProbes.listen(mistakes);
        Runnable latecomers = weaver.install(instrumentation);
        if (weaver.hasSeen("java.util.concurrent.CompletableFuture")) {
            witness.define();
        }

        List<String> missing = new ArrayList<>();
        for (MissingHook hook : weaver.missing()) {
            missing.add(hook.name());
        }
        RunStart run = new RunStart(
                options.report() == null ? "" : runId(pid),
                pid,
                Build.version(loader),
                System.getProperty("java.runtime.version", ""),
                Text.lower(options.mode().name()),
                live(detectors, options),
                missing);
        reporter.say(new Notice(false, Text.banner(run, detectors.size(), points.size(), options)));
        for (List<String> problems : List.of(options.problems(), allowances.problems(), sinks.problems())) {
            for (String problem : problems) {
                reporter.say(new Notice(true, problem));
            }
        }
        MissingHooks missingHooks = new MissingHooks(weaver, reporter, relay, missing.size());
        LoopNews news = new LoopNews(reporter);
        Suggestion suggestion = new Suggestion(reporter, relay.selecting());
        Registration registration = new Registration(run, power, threads, reporter, errors);
        relay.whenManagementOpens(registration);
        Ending ending = new Ending(reporter, watchdog, errors, missingHooks);
        relay.whenJvmEnds(ending);
        reporter.start(
                run,
                detectors,
                List.of(news),
                List.of(news, suggestion, mistakes, futures, missingHooks, sinks, latecomers, reports, registration));
        watchdog.start();
        relay.adoptRunningThreads();
        Runtime.getRuntime().addShutdownHook(new Thread(null, ending, "loopscope-end", 0, false));
    }

    /**
     * A random UUID from the clocks and the process, unlikely enough to meet again: {@code UUID.randomUUID} asks
     * {@code SecureRandom}, whose providers are eighty classes and 10 ms.
     */
    private static String runId(long pid) {
        SplittableRandom random = new SplittableRandom(System.currentTimeMillis() ^ (pid << 42));
        SplittableRandom other = new SplittableRandom(System.nanoTime());
        long high = random.nextLong() ^ other.nextLong();
        long low = random.nextLong() ^ other.nextLong();
        return new UUID((high & ~0xF000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63)).toString();
    }

    private static Points points(
            Options options,
            List<LoopAdapter> adapters,
            int feature,
            boolean followsFailures,
            boolean followsPeriodicTasks,
            boolean followsStages,
            boolean throwsPenalty) {
        Points points = new Points(feature);
        ThreadPoints.addTo(points);
        if (options.mode() == Mode.ALL) {
            ThreadPoints.addSpinning(points);
        }
        NetworkPoints.addTo(points);
        FilePoints.addTo(points);
        DatabasePoints.addTo(points);
        ProcessPoints.addTo(points);
        JvmPoints.addTo(points);
        if (throwsPenalty) {
            RefusalPoints.addTo(points);
        }
        if (options.detectorEnabled("self-deadlock")) {
            RefusedWaitPoints.addTo(points);
        }
        if (options.detectorEnabled("wrong-thread")) {
            SwingPoints.addTo(points);
        }
        DeclaredPoints.addTo(points, options.blockingMethods());
        if (followsFailures) {
            FuturePoints.addTo(points);
        }
        if (followsFailures || followsPeriodicTasks) {
            TaskPoints.addTo(points);
            LibraryFuture.addAllTo(points);
        }
        if (followsStages) {
            StagePoints.addTo(points);
        }
        if ((followsFailures || followsStages) && options.creationTraces() != CreationTraces.OFF) {
            CreationPoints.addTo(points);
            if (options.creationTraces() == CreationTraces.SAMPLED) {
                CreationPoints.addStagesUnseen(points);
            }
        }
        LifePoints.addClassLoading(points);
        if (options.log() == LogTarget.AUTO) {
            LifePoints.addLogging(points);
        } else if (options.log() == LogTarget.JUL) {
            LifePoints.addJavaUtilLogging(points);
        }
        LifePoints.addShutdown(points);
        LifePoints.addManagement(points);
        LifePoints.addEnding(points);
        if (!options.loopThreads().isEmpty()) {
            LifePoints.addThreads(points);
            for (String method : options.idleMethods()) {
                int hash = method.indexOf('#');
                points.add(LifePoints.idle(method.substring(0, hash).replace('.', '/'), method.substring(hash + 1)));
            }
        }
        for (LoopAdapter adapter : adapters) {
            points.begin(adapter.family());
            adapter.addTo(points);
        }
        points.begin(Points.NOBODYS);
        if (feature < 19) {
            ThreadPoints.addRedirected(points);
        }
        return points;
    }

    private static Map<String, String> live(List<Detector> detectors, Options options) {
        Map<String, String> live = new LinkedHashMap<>();
        for (String id : DetectorIds.ALL) {
            live.put(id, options.detectorEnabled(id) ? "not in this version" : "switched off");
        }
        for (Detector detector : detectors) {
            live.put(detector.id(), "live");
        }
        return live;
    }
}
