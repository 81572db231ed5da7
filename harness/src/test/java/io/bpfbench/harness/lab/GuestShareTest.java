// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuestShareTest {
    private static final Cell CELL = new Cell(List.of(new Level("harden", "0")));
    private static final Design DESIGN = new Design(List.of(CELL), 3, "smoke", new PingPong(1), "auto");

    private static final Duration CPU = Duration.ofMillis(17_250);

    private final List<RunEvent> events = new ArrayList<>();
    private final List<Plan> boots = new ArrayList<>();

    @Test
    void blocksAreDealtWhole() {
        assertThat(Deal.deal(plan(3), 2).stream().map(GuestShareTest::blocks).toList())
                .containsExactly(List.of(1, 1, 1, 3, 3, 3), List.of(2, 2, 2));
        assertThat(Deal.deal(plan(2), 5)).hasSize(2);
        assertThat(Deal.deal(plan(0), 2)).isEmpty();
    }

    @Test
    void recordsBecomeEventsOfThisGuest() {
        boolean complete = run(plan(1), (share, records) -> {
            records.accept("{\"type\":\"warning\",\"message\":\"hot\"}", CPU);
            share.slots().forEach(slot -> fail(slot, records));
        });
        assertThat(complete).as("a failed trial is no figure").isFalse();
        assertThat(boots).hasSize(1);
        assertThat(events)
                .hasSize(8)
                .contains(new RunEvent.TrialStarted(4, 1, 1, new Baseline(1)))
                .first()
                .isEqualTo(new RunEvent.Warning("hot"));
        assertThat(events.stream().filter(RunEvent.GuestAtWork.class::isInstance))
                .singleElement()
                .isInstanceOfSatisfying(
                        RunEvent.GuestAtWork.class,
                        guest -> assertThat(guest.cpuSeconds()).isEqualTo(17.25));
    }

    @Test
    void whatIsNoRecordIsSaidAndLeftOut() {
        assertThat(run(plan(1), (share, records) -> records.accept("OpenJDK warning: odd", CPU)))
                .isTrue();
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        RunEvent.Warning.class,
                        warning -> assertThat(warning.message()).contains("guest 4", "OpenJDK"));
    }

    @Test
    void aGuestThatBreaksOffCostsOneTrialAndAnotherGoesOn() {
        boolean complete = run(plan(2), (share, records) -> {
            List<Slot> slots = share.slots();
            if (boots.size() == 1) {
                fail(slots.get(0), records);
                start(slots.get(1), records);
                throw broken();
            }
            slots.forEach(slot -> fail(slot, records));
        });
        assertThat(complete).isFalse();
        assertThat(boots.stream().map(plan -> plan.slots().size())).containsExactly(6, 4);
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isEqualTo(new RunEvent.TrialFailed(1, 2, new Baseline(2), "guest 4 had a kernel panic")));
        assertThat(events)
                .contains(new RunEvent.Warning(
                        "guest 4 had a kernel panic; another guest goes on with the 4 trials that are left"));
    }

    @Test
    void aGuestThatNeverGetsToATrialEndsTheRun() {
        assertThatThrownBy(() -> run(plan(1), (share, records) -> {
                    throw broken();
                }))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("guest 4 had a kernel panic")
                .hasMessageContaining("last line");
        assertThat(boots).hasSize(1);
    }

    private boolean run(Plan plan, GuestShare.Booter booter) {
        GuestShare.Booter counted = (share, records) -> {
            boots.add(share);
            booter.boot(share, records);
        };
        return new GuestShare(4, Map.of("lab_qemu", "0"), counted, events::add, plan).run(plan);
    }

    private static void start(Slot slot, GuestShare.Records records) {
        records.accept(Journal.encode(new RunEvent.TrialStarted(0, slot.block(), slot.position(), slot.arm())), CPU);
    }

    private static void fail(Slot slot, GuestShare.Records records) {
        start(slot, records);
        records.accept(Journal.encode(new RunEvent.TrialFailed(slot.block(), slot.position(), slot.arm(), "no")), CPU);
    }

    private static GuestException broken() {
        return new GuestException(
                new GuestFailure(GuestFailure.Kind.PANIC, "had a kernel panic", List.of("the last line")));
    }

    private static Plan plan(int blocks) {
        List<Slot> slots = new ArrayList<>();
        for (int block = 1; block <= blocks; block++) {
            slots.add(new Slot(block, 1, new Baseline(1)));
            slots.add(new Slot(block, 2, new Baseline(2)));
            slots.add(new Slot(block, 3, CELL));
        }
        return new Plan(DESIGN, slots);
    }

    private static List<Integer> blocks(Plan plan) {
        return plan.slots().stream().map(Slot::block).toList();
    }
}
