package io.originwall.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Plots in rows and columns, each over an axis of blocks, both axes logarithmic, as SVG. Each line is named at its end, plots of a row share
 * their upright axis, and the colours follow whether the reader likes it light or dark.
 */
final class Chart {
    private static final int WIDTH = 880;
    private static final int LEFT = 84;
    /** For the names of the lines. */
    private static final int RIGHT = 132;

    private static final int HEAD = 40;
    private static final int ROW_HEAD = 52;
    private static final int FOOT = 62;
    private static final int LABEL_HEIGHT = 17;
    /** Beyond the least and the most value, in decades. */
    private static final double ROOM = 0.15;

    private static final double MIN_BLOCKS = 15;
    private static final double MAX_BLOCKS = 1e6;

    private static final String STYLE = """
            text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #59636e }
            .title { font-size: 14px; font-weight: 600; fill: #1f2328 }
            .paper { fill: #ffffff }
            .grid { stroke: #dfe3e8 }
            .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round }
            .share { stroke-width: 1.6 }
            .bare { stroke-width: 1.6; stroke-dasharray: 2 5 }
            .nftables { stroke: #0969da }
            .iptables { stroke: #bc4c00 }
            .leader { fill: none; stroke: #b6bec7; stroke-width: 1; stroke-dasharray: 1 3 }
            .dot { stroke-width: 1.6 }
            .nftables.full { fill: #0969da }
            .iptables.full { fill: #bc4c00 }
            .hollow { fill: #ffffff }
            text.nftables { fill: #0969da; stroke: none }
            text.iptables { fill: #bc4c00; stroke: none }
            @media (prefers-color-scheme: dark) {
              text { fill: #9198a1 }
              .title { fill: #f0f6fc }
              .paper, .hollow { fill: #0d1117 }
              .grid { stroke: #2a313a }
              .leader { stroke: #59636e }
              .nftables { stroke: #58a6ff }
              .iptables { stroke: #f0883e }
              .nftables.full, text.nftables { fill: #58a6ff }
              .iptables.full, text.iptables { fill: #f0883e }
            }
            """;

    private final List<String> columns;
    private final StringBuilder svg = new StringBuilder();

    /** How a line looks. */
    enum Kind {
        WHOLE("line", "full", 3.2),
        SHARE("line share", "hollow", 2.6),
        BARE("line bare", "hollow", 2.6);

        private final String line;
        private final String dot;
        private final double radius;

        Kind(String line, String dot, double radius) {
            this.line = line;
            this.dot = dot;
            this.radius = radius;
        }
    }

    /** @param y above 0 */
    record Point(double blocks, double y) {}

    /**
     * A line.
     *
     * @param colour a class of the style
     * @param points from few blocks to many; one at least
     */
    record Series(String label, String colour, Kind kind, List<Point> points) {
        Point last() {
            return points.get(points.size() - 1);
        }
    }

    /**
     * Plots beside each other.
     *
     * @param height of each, in pixels
     * @param tick names a value of the upright axis
     * @param plots a list of lines for each column
     */
    record Row(String title, int height, DoubleFunction<String> tick, List<List<Series>> plots) {
        private double least() {
            return decades().min().orElseThrow() - ROOM;
        }

        private double most() {
            return decades().max().orElseThrow() + ROOM;
        }

        private DoubleStream decades() {
            return plots.stream()
                    .flatMap(List::stream)
                    .flatMap(series -> series.points().stream())
                    .mapToDouble(point -> Math.log10(point.y()));
        }

        /** From the top of the plot. */
        private double y(double value) {
            return height * (most() - Math.log10(value)) / (most() - least());
        }

        private double y(Point point) {
            return y(point.y());
        }
    }

    private Chart(List<String> columns) {
        this.columns = columns;
    }

    static String svg(String description, List<String> columns, List<Row> rows) {
        return new Chart(columns).draw(description, rows);
    }

    private String draw(String description, List<Row> rows) {
        int height = HEAD
                + FOOT
                + rows.stream().mapToInt(row -> ROW_HEAD + row.height()).sum();
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                WIDTH, height, WIDTH, height);
        add("<title>%s</title>", description);
        add("<style>%n%s</style>", STYLE);
        add("<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"8\"/>", WIDTH, height);
        for (int column = 0; column < columns.size(); column++) {
            add("<text class=\"title\" x=\"%.1f\" y=\"34\">%s</text>", left(column), columns.get(column));
        }
        int top = HEAD;
        for (Row row : rows) {
            top += ROW_HEAD;
            add("<text x=\"%.1f\" y=\"%d\">%s</text>", left(0), top - 14, row.title());
            for (int column = 0; column < columns.size(); column++) {
                add("<g transform=\"translate(%.1f %d)\">", left(column), top);
                grid(row, column == 0);
                row.plots().get(column).forEach(series -> line(row, series));
                labels(row, row.plots().get(column));
                add("</g>");
            }
            top += row.height();
        }
        for (int column = 0; column < columns.size(); column++) {
            add("<g transform=\"translate(%.1f %d)\">", left(column), top);
            blocks();
            add("</g>");
        }
        return add("</svg>").svg.toString();
    }

    private void grid(Row row, boolean named) {
        for (int power = (int) Math.ceil(row.least()); power <= row.most(); power++) {
            double value = Math.pow(10, power);
            add("<path class=\"grid\" d=\"M0 %.1fH%.1f\"/>", row.y(value), plotWidth());
            if (named) {
                add(
                        "<text x=\"-10\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                        row.y(value) + 4.5, row.tick().apply(value));
            }
        }
        for (double blocks = 100; blocks <= MAX_BLOCKS; blocks *= 10) {
            add("<path class=\"grid\" d=\"M%.1f 0V%d\"/>", x(blocks), row.height());
        }
    }

    private void blocks() {
        for (double blocks = 100; blocks <= MAX_BLOCKS; blocks *= 10) {
            add("<text x=\"%.1f\" y=\"20\" text-anchor=\"middle\">%s</text>", x(blocks), shortly(blocks));
        }
        add("<text x=\"%.1f\" y=\"42\" text-anchor=\"middle\">blocks in the list</text>", plotWidth() / 2);
    }

    private static String shortly(double blocks) {
        if (blocks >= 1e6) {
            return Math.round(blocks / 1e6) + "M";
        }
        return blocks >= 1e3 ? Math.round(blocks / 1e3) + "k" : "" + Math.round(blocks);
    }

    private void line(Row row, Series series) {
        String path = series.points().stream()
                .map(point -> String.format(Locale.ROOT, "%.1f %.1f", x(point.blocks()), row.y(point)))
                .collect(Collectors.joining("L", "M", ""));
        add("<path class=\"%s %s\" d=\"%s\"/>", series.kind().line, series.colour(), path);
        for (Point point : series.points()) {
            add(
                    "<circle class=\"dot %s %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                    series.colour(), series.kind().dot, x(point.blocks()), row.y(point), series.kind().radius);
        }
    }

    /** On the right, where the lines end, and as far apart as reading needs. */
    private void labels(Row row, List<Series> plot) {
        double free = Double.NEGATIVE_INFINITY;
        for (Series series : plot.stream()
                .sorted(Comparator.comparingDouble(series -> row.y(series.last())))
                .toList()) {
            double from = row.y(series.last());
            double y = Math.max(from, free);
            free = y + LABEL_HEIGHT;
            double left = plotWidth() + 14;
            add(
                    "<path class=\"leader\" d=\"M%.1f %.1fL%.1f %.1f\"/>",
                    x(series.last().blocks()) + 6, from, left - 3, y);
            add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", series.colour(), left, y + 4.5, series.label());
        }
    }

    private double x(double blocks) {
        return plotWidth() * Math.log10(blocks / MIN_BLOCKS) / Math.log10(MAX_BLOCKS / MIN_BLOCKS);
    }

    private double plotWidth() {
        return (WIDTH - LEFT) / (double) columns.size() - RIGHT;
    }

    private double left(int column) {
        return LEFT + column * (plotWidth() + RIGHT);
    }

    private Chart add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
        return this;
    }
}
