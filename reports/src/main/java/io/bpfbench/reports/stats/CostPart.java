// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;

/// A part of what a cell costs.
///
/// @param unit as printed
/// @param estimate over the blocks that have it
public record CostPart(Cell cell, Kind kind, String unit, Estimate estimate) {

    /// Which part. What is added from one stage of a trial to the next, [io.bpfbench.reports.result.Stage] says.
    public enum Kind {
        /// CPU of the machine with the empty programs above that with none: the way into a program and back.
        CPU_DISPATCH("cpu_dispatch", "Dispatch"),
        /// CPU with the probe above that with the empty programs: its own code.
        CPU_BODY("cpu_body", "Body"),
        /// CPU with the probe and run statistics above that without statistics.
        CPU_STATISTICS("cpu_statistics", "Statistics"),
        /// The same CPU time for each run of a program.
        RUN_DISPATCH("dispatch_per_event", "Dispatch"),
        RUN_BODY("body_per_event", "Body"),
        RUN_STATISTICS("statistics_per_event", "Statistics"),
        /// What a message of the exact lane takes with the empty programs above that with none.
        MESSAGE_DISPATCH("dispatch_per_message", "Dispatch"),
        /// With the probe above that with the empty programs.
        MESSAGE_BODY("body_per_message", "Body"),
        /// With the probe and run statistics above that without statistics.
        MESSAGE_STATISTICS("statistics_per_message", "Statistics"),
        /// The same of a run of the trigger.
        TRIGGER_DISPATCH("dispatch_per_trigger", "Dispatch"),
        TRIGGER_BODY("body_per_trigger", "Body"),
        TRIGGER_STATISTICS("statistics_per_trigger", "Statistics"),
        /// The verifier's part of loading.
        LOAD_VERIFIER("load_verifier", "Verifier"),
        /// The rest of loading: the JIT, blinding included, and allocation.
        LOAD_REST("load_rest", "JIT and the rest");

        private final String key;
        private final String label;

        Kind(String key, String label) {
            this.key = key;
            this.label = label;
        }

        /// The name in files.
        public String key() {
            return key;
        }

        /// The name for people.
        public String label() {
            return label;
        }

        /// Whether it is there in the attribution window alone.
        public boolean statistics() {
            return switch (this) {
                case CPU_STATISTICS, RUN_STATISTICS, MESSAGE_STATISTICS, TRIGGER_STATISTICS -> true;
                case CPU_DISPATCH,
                        CPU_BODY,
                        RUN_DISPATCH,
                        RUN_BODY,
                        MESSAGE_DISPATCH,
                        MESSAGE_BODY,
                        TRIGGER_DISPATCH,
                        TRIGGER_BODY,
                        LOAD_VERIFIER,
                        LOAD_REST -> false;
            };
        }
    }
}
