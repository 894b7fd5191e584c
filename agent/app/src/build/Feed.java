import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Stands in for Cloudflare, and for the EC2 of a small account, while the build runs the program: {@code java Feed.java KEYSTORE PASSWORD PORT_FILE}. */
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
        server.createContext("/", new Ec2());
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

/** One security group in one VPC, whose rules can be added and read, and the credentials of the machine it would be on. */
class Ec2 implements HttpHandler {
    private final List<Map<String, String>> rules = new ArrayList<>();

    @Override
    public synchronized void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        String answer = path.startsWith("/latest/") ? machine(path) : account(parse(body));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", path.equals("/") ? "text/xml;charset=UTF-8" : "text/plain");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String machine(String path) {
        if (path.endsWith("/api/token")) {
            return "token";
        }
        return path.endsWith("/role")
                ? "{\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"AccessKeyId\":\"key\",\"SecretAccessKey\":\"secret\","
                        + "\"Token\":\"token\",\"Expiration\":\"" + Instant.now().plusSeconds(9999).toString().replaceAll("\\..*", "Z")
                        + "\"}"
                : "role";
    }

    private String account(Map<String, String> call) {
        String action = call.getOrDefault("Action", "Nothing");
        StringBuilder answer = new StringBuilder();
        if (action.equals("AuthorizeSecurityGroupIngress")) {
            rules.add(call);
            answer.append("<return>true</return>");
        } else if (action.equals("DescribeSecurityGroups")) {
            answer.append("<securityGroupInfo><item><ownerId>123456789012</ownerId><groupId>sg-0123456789abcdef0</groupId>")
                    .append("<groupName>web</groupName><groupDescription>web</groupDescription><vpcId>vpc-01234567</vpcId>")
                    .append("<ipPermissions>");
            rules.forEach(added -> permissions(added, answer));
            answer.append("</ipPermissions></item></securityGroupInfo>");
        }
        return "<" + action + "Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId>" + answer + "</"
                + action + "Response>";
    }

    private static void permissions(Map<String, String> call, StringBuilder answer) {
        for (int i = 1; call.containsKey("IpPermissions." + i + ".IpProtocol"); i++) {
            String at = "IpPermissions." + i + ".";
            answer.append("<item><ipProtocol>").append(call.get(at + "IpProtocol")).append("</ipProtocol><fromPort>")
                    .append(call.get(at + "FromPort")).append("</fromPort><toPort>").append(call.get(at + "ToPort"))
                    .append("</toPort><groups/>");
            blocks(call, at + "IpRanges.", "CidrIp", "ipRanges", "cidrIp", answer);
            blocks(call, at + "Ipv6Ranges.", "CidrIpv6", "ipv6Ranges", "cidrIpv6", answer);
            answer.append("</item>");
        }
    }

    private static void blocks(
            Map<String, String> call, String at, String key, String set, String element, StringBuilder answer) {
        answer.append("<").append(set).append(">");
        for (int i = 1; call.containsKey(at + i + "." + key); i++) {
            answer.append(String.format(
                    "<item><%1$s>%2$s</%1$s><description>%3$s</description></item>",
                    element, call.get(at + i + "." + key), call.getOrDefault(at + i + ".Description", "")));
        }
        answer.append("</").append(set).append(">");
    }

    private static Map<String, String> parse(String body) {
        Map<String, String> call = new TreeMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                call.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return call;
    }
}
