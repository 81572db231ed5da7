// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.probe.ProbeObject;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Traffic;
import io.bpfbench.reports.result.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A place to run plans in that needs no rights on this machine: guests with a kernel of their own.
///
/// KVM is taken only when a guest has booted with it and said hello; what was tried and why it was not taken is kept in
/// [#findings]. When a lab is closed, and when this process ends in any way, its guests end.
public final class Lab implements Venue {
    private static final Duration SILENCE_LIMIT = Duration.ofMinutes(10);

    /// A busy second of an emulated guest takes at most so many here.
    private static final long SLOWEST = 10;

    private static final Path KVM_DEVICE = Path.of("/dev/kvm");

    private final LabOptions options;
    private final Qemu qemu;
    private final KernelImage kernel;
    private final GuestRuntime runtime;
    private final GuestImage image;
    private final WorkDirectory work;
    private final Consumer<String> progress;
    private final List<RunEvent.Finding> findings = new ArrayList<>();
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Integer> boots = new ConcurrentHashMap<>();
    private final Accelerator accelerator;
    private final Thread onExit;
    private volatile boolean closed;

    private Lab(LabOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.qemu = Qemu.find();
        if (options.kernel().isEmpty()) {
            progress.accept("getting the distribution's kernel for guests");
        }
        this.kernel = options.kernel().map(KernelImage::of).orElseGet(() -> DistributionKernel.get(options.cache()));
        progress.accept("preparing the guest's system (kernel " + kernel.release() + ")");
        this.runtime = GuestRuntime.prepare(options.cache(), options.javaHome(), GuestJars.ofThisProcess());
        this.image = GuestImage.prepare(options.cache(), runtime, kernel, options.init(), options.probe());
        this.work = WorkDirectory.open(options.cache());
        this.onExit = new Thread(this::endAndClear, "lab-end");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            this.accelerator = choose();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /// Prepares everything that guests share, from the cache where it can, and finds out what can run them. The first
    /// time on a machine this takes a minute.
    ///
    /// @param progress is told, in a few words each time, what takes long
    /// @throws RunException when there can be no lab on this machine: no QEMU, no kernel, no `jlink`
    public static Lab open(LabOptions options, Consumer<String> progress) {
        return new Lab(options, progress);
    }

    /// The version of the QEMU that guests would run on.
    ///
    /// @throws RunException when there can be no lab on this machine
    public static String qemuVersion() {
        return Qemu.find().version();
    }

    /// Whether a machine is itself a guest of a lab.
    ///
    /// @param root where its files stand
    public static boolean isGuest(Path root) {
        return new KernelFiles(root)
                .field("/etc/os-release", "ID", '=')
                .equals(Optional.of(GuestImage.OPERATING_SYSTEM));
    }

    /// Why KVM need not even be tried; empty when only a guest can tell.
    public static Optional<String> kvmObstacle() {
        if (!Files.exists(KVM_DEVICE)) {
            return Optional.of("there is no " + KVM_DEVICE);
        }
        return Files.isReadable(KVM_DEVICE) && Files.isWritable(KVM_DEVICE)
                ? Optional.empty()
                : Optional.of("no access to " + KVM_DEVICE);
    }

    @Override
    public Place place() {
        return Place.LAB;
    }

    @Override
    public Clock clock() {
        return accelerator.clock();
    }

    public Accelerator accelerator() {
        return accelerator;
    }

    /// What `uname -r` says in its guests.
    public String kernelRelease() {
        return kernel.release();
    }

    /// The kinds of guest that were not taken, and why.
    public List<RunEvent.Finding> findings() {
        return List.copyOf(findings);
    }

    /// What a report should say of a guest's machine that the guest itself cannot see.
    public Map<String, String> facts() {
        return Map.of(
                "lab_accelerator", accelerator.name().toLowerCase(Locale.ROOT),
                "lab_kernel", kernel.source(),
                "lab_qemu", qemu.version());
    }

    @Override
    public boolean run(Plan plan, Consumer<RunEvent> events) {
        findings.forEach(events);
        List<Plan> shares = Deal.deal(plan, jobs(events));
        List<Thread> threads = new ArrayList<>();
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        List<Boolean> complete = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < shares.size(); i++) {
            int number = i + 1;
            Plan share = shares.get(i);
            threads.add(Thread.ofPlatform().name("guest-" + number).start(() -> {
                try {
                    complete.add(new GuestShare(
                                    number, facts(), (rest, records) -> boot(number, rest, records), events, share)
                            .run(share));
                } catch (RuntimeException failed) {
                    failures.add(failed);
                    end();
                }
            }));
        }
        join(threads);
        if (!failures.isEmpty()) {
            throw failures.element(); // the first is the cause: the other guests' ends followed from it
        }
        return complete.stream().allMatch(Boolean::booleanValue);
    }

    /// Runs a main class of this process's in a fresh guest, as root, and delivers what it writes to standard output.
    ///
    /// @param main its class; it must say something soon, or the guest is given up
    /// @param files of this machine, by their absolute names in the guest; the libraries that programs need come along
    /// @param texts further files, by their absolute names in the guest
    /// @param lines is given each line that is not blank, as it comes
    /// @throws RunException when the guest does not come to its own end
    public void run(Class<?> main, Map<String, Path> files, Map<String, String> texts, Consumer<String> lines) {
        List<GuestFile> own = new ArrayList<>();
        texts.forEach((name, text) -> own.add(GuestFile.text(name, text)));
        files.forEach((name, file) -> own.add(GuestFile.copy(file, name)));
        List<Path> programs =
                files.values().stream().filter(Files::isExecutable).toList();
        if (!programs.isEmpty()) {
            SharedLibraries.of(programs, work.path())
                    .forEach(library -> own.add(GuestFile.copy(library, library.toString())));
        }
        AtomicReference<Optional<RuntimeException>> failure = new AtomicReference<>(Optional.empty());
        Thread thread = Thread.ofPlatform().name("guest").start(() -> {
            try {
                boot(accelerator, 1, main, List.of(), own, SILENCE_LIMIT, (line, cpuTime) -> lines.accept(line));
            } catch (GuestException failed) {
                failure.set(Optional.of(
                        new RunException("the guest " + failed.failure().words())));
            } catch (RuntimeException failed) {
                failure.set(Optional.of(failed));
            }
        });
        join(List.of(thread));
        failure.get().ifPresent(failed -> {
            throw failed;
        });
    }

    @Override
    public void close() {
        endAndClear();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException shuttingDown) {
            // Then it is the hook's turn anyway.
        }
    }

    private void endAndClear() {
        end();
        work.close();
    }

    private void end() {
        closed = true;
        guests.forEach(Guest::end);
    }

    private int jobs(Consumer<RunEvent> events) {
        if (accelerator.sharesTime()) {
            return 1;
        }
        int fitting = GuestMemory.guests(options.jobs(), new KernelFiles(Path.of("/")));
        if (fitting < options.jobs()) {
            events.accept(new RunEvent.Warning("at most " + fitting + " of " + options.jobs()
                    + " guests run at a time: each takes " + GuestMemory.MEBIBYTES + " MiB of memory"));
        }
        return fitting;
    }

    /// KVM if a guest says hello with it, else emulation, which every machine can do.
    private Accelerator choose() {
        String subject = "lab on the wall clock (KVM)";
        Optional<String> obstacle = kvmObstacle();
        if (obstacle.isPresent()) {
            findings.add(new RunEvent.Finding(subject, "unavailable", obstacle.get()));
            return Accelerator.TCG;
        }
        progress.accept("trying a guest with KVM");
        Optional<GuestFailure> failure = hello(Accelerator.KVM);
        if (failure.isEmpty()) {
            return Accelerator.KVM;
        }
        findings.add(new RunEvent.Finding(
                subject, "unavailable", "the guest " + failure.get().reason()));
        return Accelerator.TCG;
    }

    /// Boots a guest that says hello and does nothing else.
    private Optional<GuestFailure> hello(Accelerator with) {
        AtomicReference<Optional<GuestFailure>> outcome = new AtomicReference<>(Optional.empty());
        Thread thread = Thread.ofPlatform().name("guest-hello").start(() -> {
            try {
                boot(
                        with,
                        0,
                        GuestMain.class,
                        List.of("0", "hello"),
                        List.of(),
                        SILENCE_LIMIT,
                        (record, cpuTime) -> {});
            } catch (GuestException failed) {
                outcome.set(Optional.of(failed.failure()));
            }
        });
        join(List.of(thread));
        return outcome.get();
    }

    private void boot(int number, Plan plan, GuestShare.Records records) throws GuestException {
        List<GuestFile> files = new ArrayList<>();
        Plan inGuest = plan;
        if (plan.design().traffic() instanceof Trigger trigger) {
            inGuest = new Plan(plan.design().withTraffic(TriggerFiles.inGuest(trigger)), plan.slots());
            files.addAll(TriggerFiles.of(trigger, options.probe(), work.path()));
        }
        files.add(GuestFile.text(GuestMain.PLAN, inGuest.toJson()));
        // Only what this plan asks for: whatever a guest has to unpack keeps it from its work.
        plan.design().cells().stream()
                .flatMap(cell -> ProbeObject.of(cell).stream())
                .distinct()
                .flatMap(object -> object.files(options.probe()))
                .forEach(file -> files.add(GuestFile.copy(file, GuestImage.OBJECTS + file.getFileName())));
        options.object().ifPresent(object -> {
            Path executable = OwnObject.beside(options.probe());
            files.add(GuestFile.copy(
                    executable, OwnObject.beside(Path.of(GuestImage.PROBE)).toString()));
            files.add(GuestFile.copy(
                    object.file(), GuestImage.object(object.what()).toString()));
        });
        boot(
                accelerator,
                number,
                GuestMain.class,
                List.of(Integer.toString(number), "run"),
                files,
                SILENCE_LIMIT.plus(longestTrial(plan.design().traffic())),
                records);
    }

    /// How long a guest may be at a trial by the user's own leave: a command of theirs may take its limit in every run.
    private static Duration longestTrial(Traffic traffic) {
        return switch (traffic) {
            case HttpTraffic ignored -> Duration.ZERO;
            case PingPong ignored -> Duration.ZERO;
            case Trigger trigger ->
                Duration.ofNanos(trigger.limitNanos())
                        .multipliedBy((long) Stage.values().length * (trigger.runs() + 1) * SLOWEST);
        };
    }

    /// Boots a guest on this thread and delivers its records until it ends.
    private void boot(
            Accelerator with,
            int number,
            Class<?> main,
            List<String> arguments,
            List<GuestFile> files,
            Duration silenceLimit,
            GuestShare.Records records)
            throws GuestException {
        int times = boots.merge(number, 1, Integer::sum);
        String name = "guest-" + number + "-" + times;
        Path initramfs = work.path().resolve(name + ".cpio");
        Path console = work.path().resolve(name + ".console");
        try {
            image.write(initramfs, runtime.command(main.getName(), arguments), files);
        } catch (IOException failed) {
            throw new RunException("cannot write a guest's file system to " + work.path() + " (" + failed.getMessage()
                    + "): make room there, or name another place with XDG_CACHE_HOME");
        }
        Guest guest = new Guest(new GuestSetup(
                qemu,
                with,
                kernel.file(),
                initramfs,
                console,
                Objects.hash(options.seed(), number, times),
                Runtime.getRuntime().availableProcessors(),
                GuestMemory.MEBIBYTES,
                with.helloLimit(),
                silenceLimit));
        guests.add(guest);
        try {
            if (closed) {
                guest.end();
            }
            guest.run(line -> records.accept(line, guest.cpuTime()));
        } catch (GuestException failed) {
            keep(console);
            throw failed;
        } finally {
            guests.remove(guest);
            UserCache.delete(initramfs);
        }
    }

    /// Keeps the console of the guest that failed last where someone can read it.
    private void keep(Path console) {
        if (Console.read(console).lines().isEmpty()) {
            return;
        }
        try {
            Files.move(
                    console,
                    options.cache().root().resolve("failed-guest.console"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException ignored) {
            // Its last lines are in the failure.
        }
    }

    /// Waits for guests' threads; when this one is interrupted, the guests end first.
    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException stop) {
                    interrupted = true;
                    end();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
