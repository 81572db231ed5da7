// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The distribution's nginx, on ports of its own, with every file in one directory.
final class Nginx {
    private final Process process;
    private final int port;
    private final int securePort;

    private Nginx(Process process, int port, int securePort) {
        this.process = process;
        this.port = port;
        this.securePort = securePort;
    }

    /// @param upstreamPort where `/upstream` leads
    static Nginx start(Path directory, int upstreamPort) throws Exception {
        Path program = program();
        int port = freePort();
        int securePort = freePort();
        certificate(directory);
        Path page = directory.resolve("page.html");
        Files.writeString(page, "<p>page</p>".repeat(5_000));
        Files.writeString(directory.resolve("nginx.conf"), """
                worker_processes 1;
                daemon off;
                pid D/nginx.pid;
                error_log D/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path D/body;
                  proxy_temp_path D/proxy;
                  fastcgi_temp_path D/fastcgi;
                  uwsgi_temp_path D/uwsgi;
                  scgi_temp_path D/scgi;
                  types { text/html html; }
                  keepalive_requests 1000000;
                  server {
                    listen 127.0.0.1:PORT;
                    listen 127.0.0.1:TLS ssl;
                    ssl_certificate D/cert.pem;
                    ssl_certificate_key D/key.pem;
                    location = /ok { return 200 "hello"; }
                    location = /empty { return 204; }
                    location = /error { return 500; }
                    location = /gone { return 444; }
                    location = /limited { keepalive_requests 10; return 200 "hello"; }
                    location = /page.html { root D; gzip on; gzip_min_length 0; }
                    location = /slow { alias D/page.html; default_type text/html; limit_rate 5k; }
                    location = /upstream { proxy_pass http://127.0.0.1:UPSTREAM/; proxy_buffering off; }
                  }
                }
                """.replace("TLS", "" + securePort)
                .replace("PORT", "" + port)
                .replace("UPSTREAM", "" + upstreamPort)
                .replace("D/", directory + "/")
                .replace("root D;", "root " + directory + ";"));
        // Workers of root's nginx are another user's: they must be able to come in.
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        Process process = new ProcessBuilder(
                        program.toString(),
                        "-c",
                        directory.resolve("nginx.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            if (listens(port)) {
                return new Nginx(process, port, securePort);
            }
            Thread.sleep(20);
        }
        process.destroy();
        throw new AssertionError("nginx did not start: " + Files.readString(directory.resolve("out")));
    }

    /// The one that is installed, else the one that `tests/nginx.sh` has put into `target/nginx`. Skips the test when
    /// there is neither.
    private static Path program() throws IOException {
        Stream<Path> installed = Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "nginx"));
        Path fetched = Path.of("..", "target", "nginx").toAbsolutePath().normalize();
        Optional<Path> program = Stream.concat(installed, Stream.of(fetched.resolve("nginx")))
                .filter(Files::isExecutable)
                .findFirst();
        Path whyNot = fetched.resolve("why-not");
        assumeTrue(
                program.isPresent(),
                Files.isReadable(whyNot)
                        ? Files.readString(whyNot).strip()
                        : "nginx is not installed (tests/nginx.sh gets it without installing it)");
        return program.orElseThrow();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI secureUri(String path) {
        return URI.create("https://127.0.0.1:" + securePort + path);
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private static boolean listens(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// A key and a certificate of its own signing, from the JDK's keytool, as the PEM files that nginx reads.
    private static void certificate(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        if (made.waitFor() != 0) {
            throw new AssertionError(Files.readString(directory.resolve("keytool.out")));
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Files.writeString(
                directory.resolve("key.pem"),
                pem(
                        "PRIVATE KEY",
                        lines.encodeToString(
                                keys.getKey("test", "changeit".toCharArray()).getEncoded())));
        Files.writeString(
                directory.resolve("cert.pem"),
                pem(
                        "CERTIFICATE",
                        lines.encodeToString(keys.getCertificate("test").getEncoded())));
    }

    private static String pem(String kind, String content) {
        return "-----BEGIN " + kind + "-----\n" + content + "\n-----END " + kind + "-----\n";
    }
}
