import java.net.URL;

/** Gets a page and says nothing, as a scraper of metrics would: java Get.java URL. */
final class Get {
    public static void main(String[] args) throws Exception {
        new URL(args[0]).openStream().readAllBytes();
    }
}
