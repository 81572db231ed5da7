// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// A chain of additions, loaded and not run.
///
/// @param round from 1
/// @param length its additions
public record MicroLoad(int round, Cell cell, int length, MicroProgram loaded) {}
