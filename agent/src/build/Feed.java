import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Stands in for Cloudflare while the build runs the program: {@code java Feed.java KEYSTORE PASSWORD PORT_FILE}. */
class Feed {
    private static final Map<String, String> ANSWERS = Map.of(
            "/ips",
            "{\"result\":{\"ipv4_cidrs\":[\"173.245.48.0/20\",\"103.21.244.0/22\"],\"ipv6_cidrs\":[\"2400:cb00::/32\"],"
                    + "\"etag\":\"1\"},\"success\":true,\"errors\":[],\"messages\":[]}",
            "/ips-v4",
            "173.245.48.0/20\n103.21.244.0/22\n",
            "/ips-v6",
            "2400:cb00::/32\n");

    public static void main(String[] args) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
            keys.load(in, args[1].toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, args[1].toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);

        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        ANSWERS.forEach((path, answer) -> answer(server, path, answer.getBytes(StandardCharsets.UTF_8)));
        server.start();
        Path ready = Path.of(args[2] + ".part");
        Files.writeString(ready, server.getAddress().getPort() + "\n");
        Files.move(ready, Path.of(args[2]));
    }

    private static void answer(HttpServer server, String path, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", path.equals("/ips") ? "application/json" : "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
