// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// Connections, first come first served, each at most once.
final class ConnectionQueue {
    private final Connection[] connections;
    private final int[] tags;
    private int first;
    private int count;

    /// @param connections all there are, by their tags
    ConnectionQueue(Connection[] connections) {
        this.connections = connections;
        this.tags = new int[connections.length];
    }

    boolean isEmpty() {
        return count == 0;
    }

    void offer(Connection connection) {
        if (!connection.queued) {
            int at = first + count;
            tags[at < tags.length ? at : at - tags.length] = connection.tag;
            count++;
            connection.queued = true;
        }
    }

    /// Takes the first of a queue that is not empty.
    Connection poll() {
        Connection connection = connections[tags[first]];
        first = first + 1 == tags.length ? 0 : first + 1;
        count--;
        connection.queued = false;
        return connection;
    }
}
