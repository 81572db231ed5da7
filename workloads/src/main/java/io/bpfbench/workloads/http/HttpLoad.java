// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A running load. It goes on, on its own threads, until it is closed; [#mark] says what it did since the last mark.
///
/// Errors of the target are counted, not thrown: connections that fail are made anew while the schedule goes on.
public final class HttpLoad implements AutoCloseable {
    private final LoadSpec spec;
    private final LoadThread[] threads;
    private final Tally[] spares;
    private boolean closed;

    private HttpLoad(LoadSpec spec, LoadThread[] threads) {
        this.spec = spec;
        this.threads = threads;
        this.spares = new Tally[threads.length];
        for (int i = 0; i < spares.length; i++) {
            spares[i] = new Tally();
        }
    }

    /// Connects, then begins. Returns as soon as every connection is made or has failed once, at most
    /// `spec.timeout()` later; the schedule and the first window begin at that moment.
    ///
    /// @throws UncheckedIOException when the host has no address or the process may open no more sockets
    public static HttpLoad start(LoadSpec spec) {
        InetSocketAddress address = resolve(spec);
        Repeated request = RequestBytes.of(spec);
        CountDownLatch connected = new CountDownLatch(spec.threads());
        LoadThread[] threads = threads(spec, address, request, connected);
        HttpLoad load = new HttpLoad(spec, threads);
        for (LoadThread thread : threads) {
            thread.start();
        }
        try {
            boolean all = connected.await(spec.timeout().toNanos(), TimeUnit.NANOSECONDS);
            long begin = System.nanoTime();
            for (LoadThread thread : threads) {
                thread.begin(begin);
            }
            if (all) {
                for (LoadThread thread : threads) {
                    thread.rethrow();
                }
            }
        } catch (InterruptedException interrupted) {
            load.close();
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            load.close();
            throw failure;
        }
        return load;
    }

    /// All of them, or nothing left open.
    private static LoadThread[] threads(
            LoadSpec spec, InetSocketAddress address, Repeated request, CountDownLatch connected) {
        LoadThread[] threads = new LoadThread[spec.threads()];
        for (int i = 0; i < threads.length; i++) {
            try {
                threads[i] = new LoadThread(spec, address, request, i, connected);
            } catch (RuntimeException refused) {
                for (int opened = 0; opened < i; opened++) {
                    threads[opened].abandon();
                }
                throw refused;
            }
        }
        return threads;
    }

    /// What all threads did since the previous mark, or since the start. Each thread swaps its figures for empty ones
    /// at one moment, so nothing is counted twice or lost between two windows.
    ///
    /// @throws UncheckedIOException when a load thread had to give up, as when no more sockets may be opened
    public LoadWindow mark() {
        return cut().get();
    }

    /// Ends the window now and leaves adding up its figures, which takes a while, to the supplier. Ask it once,
    /// before the next call of this, [#mark] or [#restartWindow].
    ///
    /// @throws UncheckedIOException as [#mark]
    public synchronized Supplier<LoadWindow> cut() {
        Tally[] tallies = swap();
        return () -> {
            synchronized (this) {
                LoadWindow window = merge(tallies);
                keep(tallies);
                return window;
            }
        };
    }

    /// The load's threads, for their CPU time.
    public List<Thread> threads() {
        List<Thread> all = new ArrayList<>();
        for (LoadThread thread : threads) {
            all.add(thread.thread());
        }
        return all;
    }

    /// Begins a new window and forgets the one before, which costs much less than [#mark]: where load and caller
    /// share one processor, merging the old figures would make the first requests of the new window late.
    ///
    /// @throws UncheckedIOException as [#mark]
    public synchronized void restartWindow() {
        keep(swap());
    }

    private Tally[] swap() {
        for (int i = 0; i < threads.length; i++) {
            threads[i].requestTally(spares[i]);
        }
        Tally[] tallies = new Tally[threads.length];
        for (int i = 0; i < threads.length; i++) {
            tallies[i] = threads[i].takeTally();
        }
        return tallies;
    }

    private void keep(Tally[] tallies) {
        for (int i = 0; i < threads.length; i++) {
            tallies[i].clear();
            spares[i] = tallies[i];
        }
    }

    /// Stops sending, closes all connections and ends the threads. What was in flight is given up, uncounted.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (LoadThread thread : threads) {
            thread.stop();
        }
        for (LoadThread thread : threads) {
            thread.join();
        }
    }

    private LoadWindow merge(Tally[] tallies) {
        if (tallies.length == 1) {
            return tallies[0].window(spec.ratePerSecond());
        }
        LoadSum sum = new LoadSum();
        long windowNanos = 0;
        long behind = 0;
        long inFlight = 0;
        int openConnections = 0;
        List<Double> busy = new ArrayList<>();
        List<Double> perSecond = new ArrayList<>();
        for (Tally tally : tallies) {
            LoadWindow window = tally.window(spec.ratePerSecond());
            sum.add(window);
            windowNanos = Math.max(windowNanos, window.windowNanos());
            behind += window.behind();
            inFlight += window.inFlight();
            openConnections += window.openConnections();
            busy.addAll(window.threadBusyFractions());
            perSecond.addAll(window.threadAchievedPerSecond());
        }
        return sum.window(windowNanos, spec.ratePerSecond(), behind, inFlight, openConnections, busy, perSecond);
    }

    private static InetSocketAddress resolve(LoadSpec spec) {
        try {
            return new InetSocketAddress(InetAddress.getByName(spec.uri().getHost()), spec.port());
        } catch (UnknownHostException unknown) {
            throw new UncheckedIOException(
                    "no address is known for the host " + spec.uri().getHost(), unknown);
        }
    }
}
