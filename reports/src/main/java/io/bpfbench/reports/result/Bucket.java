// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/// One bucket of a probe's histogram: `count` values in `[lowNanos, highNanos)`. Written as `[low, high, count]`.
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"lowNanos", "highNanos", "count"})
public record Bucket(long lowNanos, long highNanos, long count) {}
