// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The profiles stand in `deploy/sysctl.d`. The script, the role and `bench tune` read them there; cloud-init's
/// user data holds copies, which must be the same, and the role and Terraform their names.
class DeployTest {
    private static final Path DEPLOY = Path.of("../deploy");

    @Test
    void theValuesAreThese() {
        assertThat(Profile.PRODUCTION.settings())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Setting.JIT, "1", Setting.HARDEN, "0", Setting.KALLSYMS, "1"));
        assertThat(Profile.DEVELOPMENT.settings())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Setting.JIT, "1", Setting.HARDEN, "0", Setting.KALLSYMS, "1"));
        assertThat(Profile.HIGH_SECURITY.settings())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Setting.JIT, "1", Setting.HARDEN, "2", Setting.KALLSYMS, "0"));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormSaysTheSame(Profile profile) throws IOException {
        assertThat(DEPLOY.resolve("sysctl.d/" + profile.word() + ".conf")).hasContent(profile.text());
        // mvn test -Dtest=DeployTest -Dgolden.update=true writes it.
        Path userData = DEPLOY.resolve("cloud-init/" + profile.word() + ".yaml");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(userData, userData(profile));
        }
        assertThat(userData).hasContent(userData(profile));
    }

    @Test
    void thereIsNoProfileThatBenchDoesNotKnow() throws IOException {
        try (var files = Files.list(DEPLOY.resolve("sysctl.d"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".conf", "")))
                    .allSatisfy(word -> assertThat(Profile.named(word)).isPresent())
                    .hasSameSizeAs(Profile.values());
        }
    }

    @Test
    void theRoleAndTerraformKnowTheirNames() throws IOException {
        String words = Arrays.stream(Profile.values()).map(Profile::word).collect(Collectors.joining(", "));
        assertThat(Files.readString(DEPLOY.resolve("ansible/roles/ebpf_jit/meta/argument_specs.yml")))
                .contains("choices: [" + words + "]\n");
        assertThat(Files.readString(DEPLOY.resolve("terraform/main.tf")))
                .contains("contains([\"" + words.replace(", ", "\", \"") + "\"], var.profile)");
    }

    private static String userData(Profile profile) {
        return """
                #cloud-config
                # Made from deploy/sysctl.d/%s.conf; the build checks that it says the same.
                write_files:
                  - path: %s
                    owner: root:root
                    permissions: "0644"
                    content: |
                %s
                runcmd:
                  - [sysctl, -p, %s]
                """.formatted(profile.word(), BootFile.NAME, indented(profile.text()), BootFile.NAME);
    }

    private static String indented(String text) {
        return text.lines().map(line -> line.isEmpty() ? "" : "      " + line).collect(Collectors.joining("\n"));
    }
}
