// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

/// Whether something works here.
public sealed interface Answer {
    /// It was tried, and it does.
    record Yes() implements Answer {}

    /// It was tried, and it does not.
    ///
    /// @param why as a part of a sentence
    record No(String why) implements Answer {}

    /// It could not be tried.
    ///
    /// @param why as a part of a sentence
    /// @param rightsLack whether root would know
    record CannotTell(String why, boolean rightsLack) implements Answer {
        /// For a reason that root has too.
        public CannotTell(String why) {
            this(why, false);
        }
    }
}
