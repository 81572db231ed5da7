// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(doubles = {0, 20_000})
    void aRequestAllocatesNothing(double rate) throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(64);
                HttpLoad load = HttpLoad.start(
                        rate == 0 ? LoadSpec.closedLoop(target.uri()) : LoadSpec.openLoop(target.uri(), rate))) {
            // Until the compiler has seen to the hot path: interpreted foreign calls do allocate.
            Thread.sleep(3_000);
            long client = threadId("load-0");
            long server = threadId("target");
            load.mark();
            long clientBefore = THREADS.getThreadAllocatedBytes(client);
            long serverBefore = THREADS.getThreadAllocatedBytes(server);
            Thread.sleep(1_000);
            long clientBytes = THREADS.getThreadAllocatedBytes(client) - clientBefore;
            long serverBytes = THREADS.getThreadAllocatedBytes(server) - serverBefore;
            long requests = load.mark().requests();
            assertThat(requests).isGreaterThan(5_000);
            // Less than one byte a request is none: what remains is the mark's and the compiler's.
            assertThat(clientBytes).as("client, %s requests", requests).isLessThan(requests);
            assertThat(serverBytes).as("target, %s requests", requests).isLessThan(requests);
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
