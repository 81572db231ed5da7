// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LAST_WINDOW = 20;

    @ParameterizedTest
    @ValueSource(doubles = {0, 20_000})
    void aRequestAllocatesNothing(double rate) throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(64);
                HttpLoad load = HttpLoad.start(
                        rate == 0 ? LoadSpec.closedLoop(target.uri()) : LoadSpec.openLoop(target.uri(), rate))) {
            long client = threadId("load-0");
            long server = threadId("target");
            long clientBytes;
            long serverBytes;
            long requests;
            int windows = 0;
            // Linking the calls into C allocates, once, and queues grow to the depth that a stall of this machine
            // asks of them, within bounds. An allocation for each request, or each wait, would be in every window.
            // The optimising compiler is not waited for: `bench load` does without it.
            do {
                load.mark();
                long clientBefore = THREADS.getThreadAllocatedBytes(client);
                long serverBefore = THREADS.getThreadAllocatedBytes(server);
                Thread.sleep(500);
                clientBytes = THREADS.getThreadAllocatedBytes(client) - clientBefore;
                serverBytes = THREADS.getThreadAllocatedBytes(server) - serverBefore;
                requests = load.mark().requests();
                windows++;
            } while (windows < LAST_WINDOW && (clientBytes >= requests || serverBytes >= requests));
            assertThat(requests).isGreaterThan(2_000);
            // Less than one byte a request is none: what remains is the mark's.
            assertThat(clientBytes).as("client, %s requests", requests).isLessThan(requests);
            assertThat(serverBytes).as("target, %s requests", requests).isLessThan(requests);
        }
    }

    @Test
    void whatIsDueAndCannotBeSentTakesNoMemory() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            LoadSpec spec = LoadSpec.openLoop(uri, 1_000_000).withConnections(2).withPipeline(8);
            try (HttpLoad load = HttpLoad.start(spec)) {
                Thread.sleep(1_000);
                long allocated = THREADS.getThreadAllocatedBytes(threadId("load-0"));
                LoadWindow window = load.mark();
                assertThat(window.behind()).isGreaterThan(500_000);
                assertThat(window.requests()).isEqualTo(16);
                // Linking, connecting and the mark, whatever the rate: a bit a request would already be more.
                assertThat(allocated).isLessThan(window.behind());
            }
        }
    }

    private static long threadId(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .threadId();
    }
}
